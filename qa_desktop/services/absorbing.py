"""Taking in what other databases tell, in transactions so short that nobody who reviews waits for them."""

import gc
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Final
from uuid import UUID

from qa_desktop.domain.sharing import Arrival, Entry, MergeReport
from qa_desktop.services.erasures import settle_quietly
from qa_desktop.services.ports import Database, UnitOfWork

LOCK_SECONDS: Final = 0.05
"""How long one transaction may keep others from writing."""
_AIM: Final = LOCK_SECONDS / 2
"""What is left of it is for the commit, and for rows that take longer than the ones before."""
_FEWEST, _FIRST, _MOST = 1000, 1000, 20_000
"""Rows. Each transaction has to look at the same things first: with fewer it takes hardly less time."""
_PREPARED_AT_ONCE: Final = 250
_KEPT: Final = 1000
"""So many wait in memory at most, however little they weigh: what is known already weighs nothing."""
_COLLECTED_AT: Final = 500_000
"""Python looks for cycles after so many new objects: more than all that waits in memory comes to."""


@dataclass
class _Steps:
    """What the transactions of one merge come to; adding one takes no longer than it is."""

    added: int = 0
    known: int = 0
    refused: list[str] = field(default_factory=list)
    conflicts: dict[UUID, None] = field(default_factory=dict)
    waiting: int = 0

    def add(self, step: MergeReport) -> None:
        """Count one more; how much waits is as the last one found it."""
        self.added += step.added
        self.known += step.known
        self.refused += step.refused
        self.conflicts |= dict.fromkeys(step.conflicts)
        self.waiting = step.waiting

    @property
    def told(self) -> int:
        """How many entries were looked at."""
        return self.added + self.known + len(self.refused)

    def report(self) -> MergeReport:
        """All of them together."""
        return MergeReport(self.added, self.known, tuple(self.refused), tuple(self.conflicts), self.waiting)


class Pace:
    """How much one transaction takes, in rows: as much as fits, by how long the ones before took up to their commit.

    A commit waits for the disk, for one row about as long as for many: smaller pieces would keep others waiting longer.
    Never less than a few entries; and one with thousands of turns takes as long as it takes.
    """

    def __init__(self) -> None:
        self.size = _FIRST

    def took(self, seconds: float, weight: int) -> None:
        """Adapt to how long a transaction of that weight took."""
        if seconds > _AIM or weight > self.size // 2:  # a small one tells nothing of larger ones
            wanted = int(weight * _AIM / max(seconds, 1e-6))
            self.size = max(_FEWEST, min(wanted, self.size * 2, _MOST))

    def part(self, arrived: deque[Arrival]) -> list[Arrival]:
        """Take as many from the left as one transaction may write, at least one."""
        part: list[Arrival] = []
        weight = 0
        while arrived and (not part or weight + arrived[0].weight <= self.size):
            part.append(arrived.popleft())
            weight += part[-1].weight
        return part


def absorb(
    database: Database,
    entries: Iterable[Entry],
    *,
    forward: bool,
    pace: Pace | None = None,
    done: Callable[[UnitOfWork], None] = lambda _: None,
    progress: Callable[[int], None] = lambda _: None,
) -> MergeReport:
    """Take entries in; `done` writes down, in the last transaction, that all of them are there.

    Everything is read and checked before a transaction begins. What an end in the middle leaves out is simply taken
    in again.
    """
    with collecting_rarely():
        return _absorb(database, entries, forward, pace or Pace(), done, progress)


def _absorb(
    database: Database,
    entries: Iterable[Entry],
    forward: bool,
    pace: Pace,
    done: Callable[[UnitOfWork], None],
    progress: Callable[[int], None],
) -> MergeReport:
    steps = _Steps()
    parts = _parts(database, iter(entries), pace)
    part = next(parts, [])
    while True:
        following = next(parts, None)
        with database.writing() as work:
            began = time.monotonic()  # from here on others wait
            steps.add(work.sharing.absorb(part, forward))
            if following is None:
                done(work)
            taken = time.monotonic() - began
        pace.took(taken, sum(each.weight for each in part))
        progress(steps.told)
        if following is None:
            if steps.added:
                settle_quietly(database)  # what was erased elsewhere
            return steps.report()
        part = following


@contextmanager
def collecting_rarely() -> Iterator[None]:
    """Let Python look for cycles less often: there are none in what arrives, and looking took a third of the time."""
    before = gc.get_threshold()
    gc.set_threshold(max(before[0], _COLLECTED_AT), *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def _parts(database: Database, entries: Iterator[Entry], pace: Pace) -> Iterator[list[Arrival]]:
    """What is written in one transaction each."""
    ready: deque[Arrival] = deque()
    while some := list(islice(entries, _PREPARED_AT_ONCE)):
        with database.reading() as work:
            ready.extend(work.sharing.prepare(some))
        while len(ready) > _KEPT or sum(each.weight for each in ready) > pace.size:
            yield pace.part(ready)
    while ready:
        yield pace.part(ready)

"""Taking in what other databases tell, in transactions so short that nobody who reviews waits for them."""

import time
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final

from qa_desktop.domain.sharing import Entry, MergeReport
from qa_desktop.services.erasures import settle_quietly
from qa_desktop.services.ports import Database, UnitOfWork

LOCK_SECONDS: Final = 0.05
"""How long one transaction may keep others from writing."""
_FEWEST, _MOST = 50, 2000
AT_ONCE: Final = 500
"""Entries that one transaction of a command takes: in smaller pieces ten thousand evaluations take thrice as long."""


class Pace:
    """How many entries one transaction takes: as many as fit, by how long the ones before took.

    Never fewer than a few: each transaction has to look at the same things first, however little it brings.
    """

    def __init__(self, fewest: int = _FEWEST) -> None:
        self.size = self._fewest = fewest

    def took(self, seconds: float) -> None:
        """Adapt to how long a transaction took."""
        if seconds > LOCK_SECONDS:
            self.size = max(self._fewest, self.size // 2)
        elif seconds < LOCK_SECONDS / 2:
            self.size = min(_MOST, self.size * 3 // 2)


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

    What an end in the middle leaves out is simply taken in again.
    """
    pace = pace or Pace()
    source = iter(entries)
    report = MergeReport()
    part = list(islice(source, pace.size))
    while True:
        following = list(islice(source, pace.size)) if part else []
        began = time.monotonic()
        with database.writing() as work:
            report = together(report, work.sharing.absorb(part, forward))
            if not following:
                done(work)
        pace.took(time.monotonic() - began)
        progress(report.added + report.known + len(report.refused))
        if not following:
            if report.added:
                settle_quietly(database)  # what was erased elsewhere
            return report
        part = following


def together(first: MergeReport, second: MergeReport) -> MergeReport:
    """What two steps of one merge come to; conflicts and what waits are as the second found them."""
    conflicts: Sequence[object] = tuple(dict.fromkeys((*first.conflicts, *second.conflicts)))
    return MergeReport(
        first.added + second.added,
        first.known + second.known,
        (*first.refused, *second.refused),
        conflicts,  # type: ignore[arg-type]
        second.waiting,
    )

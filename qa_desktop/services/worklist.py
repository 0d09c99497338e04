"""The worklist of one reviewer."""

from collections import Counter
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Final
from uuid import UUID

from qa_desktop.domain.calibration import Task
from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import Order, Place, State, WorklistFilter, WorklistItem, place_of
from qa_desktop.services import calibrating, retests
from qa_desktop.services.ports import Database, UnitOfWork

PAGE: Final = 500
"""How many lines are read at once."""


@dataclass(frozen=True)
class Worklist:
    """What sessions ask for, then the first lines that match a filter.

    `counts` tells how many ordinary lines there are of each state, whatever states are asked for. `after` is where
    the next page begins; None where there is nothing more.
    """

    items: tuple[WorklistItem, ...]
    counts: Mapping[State, int]
    wanted: WorklistFilter
    after: Place | None = None


@dataclass(frozen=True)
class Page:
    """The lines of a worklist that stand after a place, and where the next page begins; None where nothing is left."""

    items: tuple[WorklistItem, ...]
    wanted: WorklistFilter
    began: Place
    after: Place | None = None


def load(
    database: Database, reviewer: Person, wanted: WorklistFilter, limit: int = PAGE, now: datetime | None = None
) -> Worklist:
    """What sessions ask for, then the newest lines that match, up to the limit.

    An interaction that returns as a re-test is as new: it says nothing of the first time.
    """
    tasks = _tasks(database, reviewer)
    with database.reading(reviewer.key) as work:
        back = _back(work, reviewer, now)
        secret = retests.found_by_own_words(work, reviewer.key, wanted, back)
        found = work.interactions.worklist(reviewer.key, wanted, limit, None, back)
        counts = Counter(work.interactions.count_states(reviewer.key, wanted))
        for line in work.interactions.lines(reviewer.key, wanted, back):
            counts.subtract([line.state])
            counts.update([] if line.interaction.key in secret else [back[line.interaction.key]])
        if wanted.words or wanted.queue:  # what is asked for is found as everything else is
            those = {line.interaction.key for line in work.interactions.lines(reviewer.key, wanted, tasks)}
            tasks = {key: task for key, task in tasks.items() if key in those}
    asked = (line for line in map(_line, tasks.values()) if not wanted.states or line.state in wanted.states)
    items = (*asked, *_shown(found, back, {*tasks, *secret}))
    return Worklist(items, counts, wanted, _next(found, wanted, limit))


def more(
    database: Database,
    reviewer: Person,
    wanted: WorklistFilter,
    after: Place,
    limit: int = PAGE,
    now: datetime | None = None,
) -> Page:
    """The lines that match after a place, up to the limit; it takes as long wherever that is."""
    tasks = _tasks(database, reviewer)
    with database.reading(reviewer.key) as work:
        back = _back(work, reviewer, now)
        found = work.interactions.worklist(reviewer.key, wanted, limit, after, back)
        secret = retests.found_by_own_words(work, reviewer.key, wanted, back)
    return Page(tuple(_shown(found, back, {*tasks, *secret})), wanted, after, _next(found, wanted, limit))


def place(database: Database, reviewer: Person, interaction: UUID, order: Order) -> Place | None:
    """Where the line of an interaction stands in an order; None where there is no such interaction."""
    with database.reading(reviewer.key) as work:
        lines = work.interactions.lines(reviewer.key, WorklistFilter(), [interaction])
    return next((place_of(line, order) for line in lines), None)


def next_open(database: Database, reviewer: Person, wanted: WorklistFilter, after: Place) -> UUID | None:
    """The first interaction after a place that matches and is not submitted yet."""
    left = frozenset(State) - {State.SUBMITTED}
    open_ones = replace(wanted, states=left & wanted.states if wanted.states else left)
    if not open_ones.states:
        return None
    return next((line.interaction.key for line in more(database, reviewer, open_ones, after, 1).items), None)


def _tasks(database: Database, reviewer: Person) -> dict[UUID, Task]:
    """What sessions ask for, of several that which is due first."""
    tasks: dict[UUID, Task] = {}
    for task in calibrating.tasks(database, reviewer):
        tasks.setdefault(task.interaction.key, task)
    return tasks


def _back(work: UnitOfWork, reviewer: Person, now: datetime | None) -> dict[UUID, State]:
    """What returns as a re-test, and how far the reviewer is with that."""
    pending = retests.pending(work, reviewer.key, now or datetime.now(UTC))
    begun = (
        key for key, occasion in pending.items() if work.evaluations.draft(key, reviewer.key, occasion) is not None
    )
    return {**dict.fromkeys(pending, State.NEW), **dict.fromkeys(begun, State.DRAFT)}


def _shown(
    found: Iterable[WorklistItem], back: Mapping[UUID, State], without: Container[UUID]
) -> Iterator[WorklistItem]:
    """The lines as they are shown, without some: what a session asks for stands elsewhere."""
    for line in found:
        key = line.interaction.key
        if key not in without:
            yield replace(line, state=back[key], total=None, outcome=None) if key in back else line


def _next(found: Sequence[WorklistItem], wanted: WorklistFilter, limit: int) -> Place | None:
    return place_of(found[-1], wanted.order) if found and len(found) == limit else None


def _line(task: Task) -> WorklistItem:
    state = State.DRAFT if task.begun else State.NEW
    return WorklistItem(task.interaction, state, session=task.session.name)

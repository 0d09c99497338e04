"""The worklist of one reviewer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from qa_desktop.domain.calibration import Task
from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import State, WorklistFilter, WorklistItem
from qa_desktop.services import calibrating, retests
from qa_desktop.services.ports import Database, UnitOfWork


@dataclass(frozen=True)
class Worklist:
    """What sessions ask for, then the newest lines that match a filter.

    `counts` tells how many ordinary lines there are of each state, whatever states are asked for.
    """

    items: tuple[WorklistItem, ...]
    counts: Mapping[State, int]
    wanted: WorklistFilter


def load(
    database: Database, reviewer: Person, wanted: WorklistFilter, limit: int = 2000, now: datetime | None = None
) -> Worklist:
    """What sessions ask for, then the newest lines that match, up to the limit.

    An interaction that returns as a re-test is as new: it says nothing of the first time.
    """
    tasks: dict[UUID, Task] = {}
    for task in calibrating.tasks(database, reviewer):
        tasks.setdefault(task.interaction.key, task)  # of several sessions that which is due first
    with database.reading(reviewer.key) as work:
        back = retests.pending(work, reviewer.key, now or datetime.now(UTC))
        every = replace(wanted, states=frozenset()) if back else wanted  # what was submitted may be as new
        found = work.interactions.worklist(reviewer.key, every, limit)
        known = work.interactions.count_states(reviewer.key, wanted)
        items = [_as_new(work, item, reviewer.key, back) for item in found]
    counts = Counter(known)
    for before, item in zip(found, items, strict=True):
        counts.subtract([before.state])
        counts.update([item.state])
    if wanted.words or wanted.queue:  # what is asked for is found as everything else is
        tasks = {item.interaction.key: tasks[item.interaction.key] for item in items if item.interaction.key in tasks}
    lines = (*map(_line, tasks.values()), *(item for item in items if item.interaction.key not in tasks))
    return Worklist(tuple(line for line in lines if not wanted.states or line.state in wanted.states), counts, wanted)


def _as_new(work: UnitOfWork, item: WorklistItem, reviewer: UUID, back: Mapping[UUID, UUID]) -> WorklistItem:
    occasion = back.get(item.interaction.key)
    if occasion is None:
        return item
    begun = work.evaluations.draft(item.interaction.key, reviewer, occasion) is not None
    return replace(item, state=State.DRAFT if begun else State.NEW, total=None, outcome=None)


def _line(task: Task) -> WorklistItem:
    state = State.DRAFT if task.begun else State.NEW
    return WorklistItem(task.interaction, state, session=task.session.name)

"""The worklist of one reviewer."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import State, WorklistFilter, WorklistItem
from qa_desktop.services.ports import Database


@dataclass(frozen=True)
class Worklist:
    """The lines that match a filter, and how many there are of each state."""

    items: tuple[WorklistItem, ...]
    counts: Mapping[State, int]


def load(database: Database, reviewer: Person, wanted: WorklistFilter, limit: int = 2000) -> Worklist:
    """The newest lines that match, up to the limit; the states are counted before they are filtered by state."""
    everything = WorklistFilter(words=wanted.words, queue=wanted.queue)
    with database.reading() as work:
        found = work.interactions.worklist(reviewer.key, everything, limit)
    counts = Counter(item.state for item in found)
    items = tuple(item for item in found if not wanted.states or item.state in wanted.states)
    return Worklist(items, counts)

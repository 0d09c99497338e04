"""The worklist of one reviewer."""

from collections.abc import Mapping
from dataclasses import dataclass

from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import State, WorklistFilter, WorklistItem
from qa_desktop.services.ports import Database


@dataclass(frozen=True)
class Worklist:
    """The newest lines that match a filter, and how many there are of each state whatever states are asked for."""

    items: tuple[WorklistItem, ...]
    counts: Mapping[State, int]
    wanted: WorklistFilter


def load(database: Database, reviewer: Person, wanted: WorklistFilter, limit: int = 2000) -> Worklist:
    """The newest lines that match, up to the limit."""
    with database.reading() as work:
        items = tuple(work.interactions.worklist(reviewer.key, wanted, limit))
        return Worklist(items, work.interactions.count_states(reviewer.key, wanted), wanted)

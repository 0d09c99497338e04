"""The worklist: one line for each interaction, as a reviewer sees it."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from qa_desktop.domain.interactions import Interaction


class State(StrEnum):
    """How far a reviewer is with an interaction."""

    NEW = "new"
    DRAFT = "draft"
    SUBMITTED = "submitted"


@dataclass(frozen=True)
class WorklistItem:
    """An interaction with the state of one reviewer's own evaluation of it; `total` and `outcome` once submitted."""

    interaction: Interaction
    state: State
    total: Fraction | None = None
    outcome: str | None = None


@dataclass(frozen=True)
class WorklistFilter:
    """Which lines to show: words in agent, queue, team, numbers or tags; and states (none named: all)."""

    words: str = ""
    states: frozenset[State] = frozenset()
    queue: str = ""

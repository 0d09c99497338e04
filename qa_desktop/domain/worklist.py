"""The worklist: one line for each interaction, as a reviewer sees it."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from uuid import UUID

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.speech import Speech, SpeechSource


class State(StrEnum):
    """How far a reviewer is with an interaction."""

    NEW = "new"
    DRAFT = "draft"
    SUBMITTED = "submitted"
    CONFLICT = "conflict"
    """Two devices have corrected the evaluation without knowing of each other; the reviewer decides."""


class Order(StrEnum):
    """What stands first: the newest, or the greatest of a figure about who spoke how much."""

    NEWEST = "newest"
    LONGEST_SILENCE = "longest-silence"
    HOLD = "hold"
    OVERTALK = "overtalk"
    AGENT_SHARE = "agent-share"
    INTERRUPTIONS = "interruptions"


@dataclass(frozen=True)
class WorklistItem:
    """An interaction with the state of one reviewer's own evaluation of it; `total` and `outcome` once submitted.

    `speech` has the figures of who spoke how much, where they are known. `session` is the calibration session that
    asks for it; the state is then that of what is scored for the session.
    """

    interaction: Interaction
    state: State
    total: Fraction | None = None
    outcome: str | None = None
    speech: Speech | None = None
    session: str = ""


@dataclass(frozen=True)
class WorklistFilter:
    """Which lines to show, and in which order.

    Words are looked for as `search.parse` reads them, in what was said and what is known of an interaction; parts of
    numbers are found too. No state named means all of them.
    """

    words: str = ""
    states: frozenset[State] = frozenset()
    queue: str = ""
    order: Order = Order.NEWEST


def figure(item: WorklistItem, order: Order) -> float | None:
    """What a line is ordered by: seconds, a share from 0 to 1, or a count; None where it is not known.

    One channel tells neither overtalk nor interruptions, and shares need the agent's side.
    """
    speech = item.speech
    if speech is None or order is Order.NEWEST:
        return None
    if order in (Order.LONGEST_SILENCE, Order.HOLD):
        return speech.longest_silence if order is Order.LONGEST_SILENCE else speech.hold
    if speech.source is SpeechSource.ONE_CHANNEL:
        return None
    if order is Order.AGENT_SHARE:
        recording = item.interaction.recording
        sides = speech.sides(recording.agent_channel if recording else None)
        return sides.agent_share if sides else None
    return speech.overtalk if order is Order.OVERTALK else sum(speech.interruptions)


@dataclass(frozen=True)
class Place:
    """Where a line stands in an order: by its figure, then its time, then its key; what is not known stands last."""

    figure: float | None
    started_at: datetime | None
    key: UUID


def place_of(item: WorklistItem, order: Order) -> Place:
    """Where a line stands in an order; the next page of a list begins after the place of its last line."""
    return Place(figure(item, order), item.interaction.started_at, item.interaction.key)

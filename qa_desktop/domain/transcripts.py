"""Transcripts: what was said or written, turn by turn."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    """Who speaks in a turn."""

    AGENT = "agent"
    CUSTOMER = "customer"
    BOT = "bot"
    SYSTEM = "system"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Turn:
    """One utterance or message; times in seconds from the start of the interaction, None where unknown."""

    text: str
    role: Role = Role.UNKNOWN
    speaker: str = ""
    start: float | None = None
    end: float | None = None
    internal: bool = False
    sentiment: str | None = None


@dataclass(frozen=True)
class Skipped:
    """A place in the source that could not be read, and why."""

    where: str
    reason: str


@dataclass(frozen=True)
class Transcript:
    """A conversation read from a file; `conversation` is its number there when a file holds several."""

    format: str
    turns: tuple[Turn, ...]
    channel: str = "call"
    started_at: str | None = None
    conversation: str = ""
    skipped: tuple[Skipped, ...] = ()

    def turn_at(self, seconds: float) -> int | None:
        """The index of the last turn that had begun at that time."""
        begun = [(turn.start, place) for place, turn in enumerate(self.turns) if turn.start is not None]
        reached = [place for start, place in begun if start <= seconds]
        return reached[-1] if reached else None

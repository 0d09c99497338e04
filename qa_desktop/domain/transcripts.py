"""Transcripts: what was said or written, turn by turn."""

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import NamedTuple

from qa_desktop.domain.errors import InputError


class Role(StrEnum):
    """Who speaks in a turn."""

    AGENT = "agent"
    CUSTOMER = "customer"
    BOT = "bot"
    SYSTEM = "system"
    UNKNOWN = "unknown"


class Word(NamedTuple):
    """A word that was heard; times in seconds from the start of the interaction, confidence from 0 to 1.

    A tuple and no dataclass: a call has thousands of them, and a list of four is spelled in half the bytes.
    """

    text: str
    start: float | None = None
    end: float | None = None
    confidence: float | None = None


@dataclass(frozen=True)
class Turn:
    """One utterance or message; times in seconds from the start of the interaction, None where unknown.

    What only some sources tell: `confidence` from 0 to 1 is how sure they are of the text, `redacted` says that they
    took something out of it, and `interrupts` that the speaker breaks in on the other.
    """

    text: str
    role: Role = Role.UNKNOWN
    speaker: str = ""
    start: float | None = None
    end: float | None = None
    internal: bool = False
    sentiment: str | None = None
    words: tuple[Word, ...] = ()
    confidence: float | None = None
    redacted: bool = False
    interrupts: bool = False


@dataclass(frozen=True)
class Hold:
    """A time on hold, in seconds from the start of the interaction; `end` is None where nothing tells it."""

    start: float
    end: float | None = None


@dataclass(frozen=True)
class Party:
    """Somebody who took part: `contact` is the number, address or id by which the source knows them."""

    name: str
    role: Role = Role.UNKNOWN
    contact: str = ""


@dataclass(frozen=True)
class Skipped:
    """A place in the source that could not be read, and why."""

    where: str
    reason: str


@dataclass(frozen=True)
class Transcript:
    """A conversation read from a file; `conversation` is its number there.

    `duration` (seconds) is what the source says of the whole interaction. A file of metadata alone has no turns.
    `offset` is by how many seconds its times were moved so that they agree with the recording.
    """

    format: str
    turns: tuple[Turn, ...]
    channel: str = "call"
    started_at: str | None = None
    conversation: str = ""
    skipped: tuple[Skipped, ...] = ()
    duration: float | None = None
    holds: tuple[Hold, ...] = ()
    parties: tuple[Party, ...] = ()
    offset: float = 0.0

    def turn_at(self, seconds: float) -> int | None:
        """The index of the last turn that had begun at that time."""
        begun = [(turn.start, place) for place, turn in enumerate(self.turns) if turn.start is not None]
        reached = [place for start, place in begun if start <= seconds]
        return reached[-1] if reached else None


def moved(transcript: Transcript, seconds: float) -> Transcript:
    """The transcript with all its times later by some seconds; what would lie before the start begins with it."""

    def at(time: float | None) -> float | None:
        return None if time is None else max(0.0, round(time + seconds, 3))

    turns = tuple(
        replace(
            turn,
            start=at(turn.start),
            end=at(turn.end),
            words=tuple(word._replace(start=at(word.start), end=at(word.end)) for word in turn.words),
        )
        for turn in transcript.turns
    )
    holds = tuple(Hold(at(hold.start) or 0.0, at(hold.end)) for hold in transcript.holds)
    return replace(transcript, turns=turns, holds=holds)


class NotRecognised(InputError):  # noqa: N818 -- it may be read once somebody says how
    """No format is that of the file, but it is a table or JSON, so that a mapping may read it."""


class NeedsDayOrder(InputError):  # noqa: N818 -- it asks; nothing is wrong
    """Nothing tells the day from the month in the dates of a transcript; the message is the rest of a sentence."""

    def __init__(self, example: str) -> None:
        self.example = example
        super().__init__(f"writes dates such as {example}, and nothing tells which is the day; say which comes first")

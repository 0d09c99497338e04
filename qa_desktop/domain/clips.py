"""Clips: spans of recordings that are cut out to be handed on, and what must not be heard in them."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.domain.stretches import joined


class ClipFormat(StrEnum):
    """What kind of file a clip becomes; the value is its ending."""

    WAV = "wav"
    MP3 = "mp3"
    OPUS = "opus"


class Kept(StrEnum):
    """Which channels of the recording stay: both as two channels, both in one, or one alone."""

    BOTH = "both"
    MIXED = "mixed"
    LEFT = "left"
    RIGHT = "right"


class Mask(StrEnum):
    """What is heard in place of what was redacted."""

    BEEP = "beep"
    SILENCE = "silence"


@dataclass(frozen=True, order=True)
class Span:
    """A stretch of a recording, in milliseconds from its start."""

    start_ms: int
    end_ms: int

    @property
    def length_ms(self) -> int:
        """How long it is."""
        return self.end_ms - self.start_ms

    def overlaps(self, other: "Span") -> bool:
        """Whether both have a moment in common."""
        return self.start_ms < other.end_ms and other.start_ms < self.end_ms


@dataclass(frozen=True)
class Hidden:
    """A stretch that must not be heard, of one channel (0 left, 1 right) or of both (None)."""

    span: Span
    channel: int | None = None


@dataclass(frozen=True)
class Piece:
    """One span of one recording; `hidden` is everything that is redacted in that recording."""

    file: Path
    span: Span
    hidden: tuple[Hidden, ...] = ()
    kept: Kept = Kept.BOTH
    raw: RawFormat | None = None


@dataclass(frozen=True)
class Style:
    """How a clip sounds: `level` brings speech to one loudness; between the pieces of a reel is silence or a tone."""

    mask: Mask = Mask.BEEP
    fade_ms: int = 0
    level: bool = False
    tone_between: bool = False


@dataclass(frozen=True)
class Tags:
    """What the file says of itself; `date` is written as 2026-01-31."""

    title: str = ""
    source: str = ""
    date: str = ""
    comment: str = ""


@dataclass(frozen=True)
class Clip:
    """A file to be made: one piece, or the pieces of a reel in their order."""

    pieces: tuple[Piece, ...]
    format: ClipFormat
    style: Style = Style()
    tags: Tags = Tags()


GAP_MS: Final = 600
"""Silence between the pieces of a reel; where a tone is asked for it stands in the middle of it."""
LONGEST_MS: Final = 2 * 3600 * 1000
"""A clip is edited in memory; longer ones are refused."""
LONGEST_FADE_MS: Final = 10_000
_SECONDS = re.compile(r"(?:(?:(\d{1,3}):)?(\d{1,3}):)?(\d{1,6})(?:[.,](\d{1,6}))?", re.ASCII)


def format_of(name: str) -> ClipFormat:
    """The format that a file name asks for; raises InputError naming those there are."""
    ending = Path(name).suffix.lower().removeprefix(".")
    try:
        return ClipFormat(ending)
    except ValueError:
        known = ", ".join(f".{each}" for each in ClipFormat)
        raise InputError(f"“{name}” does not end in one of {known}: the ending says what the clip becomes.") from None


def parse_time(written: str) -> int:
    """Milliseconds of `62`, `62.5`, `1:02` or `1:02:03.5`; raises InputError saying how a time is written."""
    found = _SECONDS.fullmatch(written.strip())
    if found is None:
        raise InputError(f"“{written}” is no time: write seconds (62.5) or a clock time (1:02.5).")
    hours, minutes, seconds, part = found.groups()
    if (minutes and int(seconds) > 59) or (hours and int(minutes) > 59):
        raise InputError(f"“{written}” is no time: after a colon come 0 to 59.")
    whole = (int(hours or 0) * 60 + int(minutes or 0)) * 60 + int(seconds)
    return whole * 1000 + int((part or "0").ljust(3, "0")[:3])


def parse_span(written: str) -> Span:
    """A span such as `1:02-1:30`; raises InputError where it is none or ends before it begins."""
    first, sign, last = written.replace("–", "-").partition("-")
    if not sign:
        raise InputError(f"“{written}” is no span: write its first and last time, as 1:02-1:30.")
    return span_between(parse_time(first), parse_time(last))


def span_between(start_ms: int, end_ms: int) -> Span:
    """The span; raises InputError where it would be empty."""
    if end_ms <= start_ms:
        raise InputError(f"A span ends after it begins; {clock(end_ms)} is not after {clock(start_ms)}.")
    return Span(start_ms, end_ms)


def clock(milliseconds: int) -> str:
    """A time as `1:02`, `1:02.5` or `1:02:03`, no more of it than is there."""
    seconds, part = divmod(max(milliseconds, 0), 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    whole = f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"
    return f"{whole}.{part:03}".rstrip("0") if part else whole


def spell(span: Span) -> str:
    """A span as `1:02–1:30`."""
    return f"{clock(span.start_ms)}–{clock(span.end_ms)}"


def merged(spans: Iterable[Span], apart_ms: int = 0) -> tuple[Span, ...]:
    """The spans in order of time, those that overlap or lie no further apart than that as one."""
    pairs = ((span.start_ms, span.end_ms) for span in spans)
    return tuple(Span(*pair) for pair in joined(pairs, apart_ms))


def within(span: Span, length_ms: int) -> Span:
    """The part of a span that a recording of this length has; raises InputError where it has none of it."""
    if span.start_ms >= length_ms:
        raise InputError(f"{spell(span)} lies behind the end of the recording, which is {clock(length_ms)} long.")
    return Span(max(0, span.start_ms), min(span.end_ms, length_ms))


def hidden_in(span: Span, hidden: Sequence[Hidden]) -> tuple[Hidden, ...]:
    """What is redacted in a span, in order of time."""
    return tuple(sorted((each for each in hidden if each.span.overlaps(span)), key=lambda each: each.span))


def kept_side(side: str, agent_channel: int | None, channels: int) -> Kept:
    """What stays where `agent`, `customer`, `both` or `mixed` is asked for.

    Raises InputError where a side is asked for that cannot be told from the other.
    """
    if side in ("both", "mixed"):
        return Kept.MIXED if channels < 2 else Kept(side)
    return (Kept.LEFT, Kept.RIGHT)[channel_of_side(side, agent_channel, channels)]


def channel_of_side(side: str, agent_channel: int | None, channels: int) -> int:
    """The channel that a side speaks in; raises InputError where the sides cannot be told apart."""
    if channels < 2:
        raise InputError("The recording has one channel: its sides cannot be told apart; leave the side out.")
    if agent_channel is None:
        raise InputError("It is not known which channel is the agent: say which it is, or leave the side out.")
    return agent_channel if side == "agent" else 1 - agent_channel

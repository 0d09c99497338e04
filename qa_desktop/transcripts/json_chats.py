"""What chats in JSON have in common: values that may be of any type, and messages with an instant each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from qa_desktop.domain.transcripts import Skipped, Transcript, Turn
from qa_desktop.transcripts.times import spelled


@dataclass(frozen=True)
class Message:
    """A turn whose time is not laid out yet; `where` is its place in the file, `seconds` count from 1970."""

    where: str
    turn: Turn
    seconds: float | None
    zone: bool = True


def mapping(value: Any) -> Mapping[str, Any]:
    """The value where it is an object, else an empty one."""
    return value if isinstance(value, dict) else {}


def sequence(value: Any) -> Sequence[Any]:
    """The value where it is an array, else an empty one."""
    return value if isinstance(value, list) else ()


def words(value: Any) -> str:
    """The value where it is text, else nothing."""
    return value if isinstance(value, str) else ""


def since_1970(value: Any, unit: float = 1.0) -> float | None:
    """Seconds since 1970 from a number or its text, counted in `unit` seconds; None where it is none before 2100."""
    try:
        seconds = float(value) * unit if not isinstance(value, bool) else -1.0
    except (TypeError, ValueError, OverflowError):
        return None
    return round(seconds, 6) if 0 < seconds < 4.2e9 else None


def laid_out(
    name: str, messages: Iterable[Message], conversation: str = "", notes: Sequence[Skipped] = ()
) -> Transcript:
    """The chat with its messages in time order, and times from the first; one without a time stays where it was."""
    ordered: list[tuple[float, Message]] = []
    reached = 0.0
    for message in messages:
        reached = reached if message.seconds is None else message.seconds
        ordered.append((reached, message))
    ordered.sort(key=lambda pair: pair[0])
    timed = [message for _, message in ordered if message.seconds is not None]
    first = timed[0].seconds if timed else None
    turns = tuple(_timed(message, first) for _, message in ordered)
    untimed = [
        Skipped(message.where, "no time; the turn is kept without a time")
        for _, message in ordered
        if message.seconds is None
    ]
    started = _spelled(first, timed[0].zone) if first is not None else None
    return Transcript(name, turns, "chat", started, conversation, (*notes, *untimed))


def _timed(message: Message, first: float | None) -> Turn:
    if message.seconds is None or first is None:
        return message.turn
    return replace(message.turn, start=round(message.seconds - first, 3))


def _spelled(seconds: float, zone: bool) -> str:
    at = datetime.fromtimestamp(0, UTC) + timedelta(seconds=seconds)
    return spelled(at if zone else at.replace(tzinfo=None))

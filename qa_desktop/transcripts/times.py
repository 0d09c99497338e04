"""The ways in which tables write a time."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from qa_desktop.domain.transcripts import NeedsDayOrder

_NUMBER = re.compile(r"[+-]?\d+(?:[.,]\d+)?(?:[eE][+-]?\d{1,2})?(?=s?$)")
_COLONS = re.compile(r"(?:(\d{1,4}):)?(\d{1,4}):(\d{1,2})(?:[.,](\d{1,9}))?$")
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?\s*([AaPp])\.?\s?[Mm]\.?$")
_SLASHED = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})[,T\s]+(\S.*)$")
_ISO_LIKE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})[,T\s]+(\S.*)$")
_ZONE = re.compile(r"(?:\s*(?:Z|UTC|GMT))$", re.IGNORECASE)
_DAY = 86_400
_LONGEST_CELL = 60
_LONGEST_OFFSET = 30 * _DAY
# What a whole number since 1970 is counted in; the bounds are 1973 and 2100.
_EPOCHS = ((1e8, 4.2e9, 1.0), (1e11, 4.2e12, 1e-3), (1e14, 4.2e15, 1e-6))


class Kind(StrEnum):
    """What a time counts from."""

    OFFSET = "offset"
    CLOCK = "clock"
    INSTANT = "instant"


@dataclass(frozen=True)
class Moment:
    """A time as written: seconds since the start, since midnight, or since 1970.

    `at` is the instant with its zone (none where the file names none); `hours` says that an offset had the form
    h:mm:ss, `pair` that it had the form m:ss, both of which may be a clock time after all.
    """

    kind: Kind
    seconds: float
    at: datetime | None = None
    hours: bool = False
    pair: bool = field(default=False, compare=False)


def day_comes_first(cells: Iterable[str]) -> bool | None:
    """Whether 05/04/2020 means the fifth of April, judged from all cells; None where nothing tells."""
    for cell in cells:
        match = _SLASHED.match(cell.strip()[:_LONGEST_CELL])
        if match is None:
            continue
        first, sign, second = int(match[1]), match[2], int(match[3])
        if sign == "." or first > 12:
            return True
        if second > 12:
            return False
    return None


def unsure_date(cells: Iterable[str]) -> str:
    """The first date that would be another day if day and month changed places; nothing where there is none."""
    matches = (_SLASHED.match(cell.strip()[:_LONGEST_CELL]) for cell in cells)
    return next((match[0][: match.end(4)] for match in matches if match and match[1] != match[3]), "")


def day_order(cells: Sequence[str], told: bool | None) -> bool:
    """Whether the day comes first in dates such as 05/04/2020: as the cells tell, else as somebody has said.

    Raises NeedsDayOrder where that matters and nothing tells.
    """
    written = day_comes_first(cells)
    order = told if written is None else written
    unsure = unsure_date(cells) if order is None else ""
    if unsure:
        raise NeedsDayOrder(unsure)
    return bool(order)


def read_time(cell: str, day_first: bool = False, unit: float = 1.0) -> Moment | None:
    """The time in a cell, or None; `unit` is how many seconds a plain number counts."""
    text = cell.strip()
    if not text or len(text) > _LONGEST_CELL or not text.isascii():
        return None
    number = _NUMBER.match(text)
    if number:
        return _number(float(number[0].replace(",", ".")), unit)
    return _offset(text) or _clock(text) or _instant(text, day_first)


def _number(value: float, unit: float) -> Moment | None:
    for least, most, seconds in _EPOCHS:
        if least <= value <= most and unit == 1.0:
            return _since_1970(datetime.fromtimestamp(0, UTC) + timedelta(seconds=value * seconds))
    if 0 <= value * unit <= _LONGEST_OFFSET:
        return Moment(Kind.OFFSET, round(value * unit, 6))
    return None


def _offset(text: str) -> Moment | None:
    match = _COLONS.match(text)
    if match is None:
        return None
    hours, minutes, seconds = (int(part or 0) for part in match.groups()[:3])
    if seconds > 59 or (match[1] and minutes > 59):
        return None
    total = hours * 3600 + minutes * 60 + seconds + float(f"0.{match[4] or 0}")
    pair = not match[1] and not match[4] and len(match[3]) == 2
    return Moment(Kind.OFFSET, round(total, 6), hours=bool(match[1]), pair=pair) if total <= _LONGEST_OFFSET else None


def _clock(text: str) -> Moment | None:
    seconds = _seconds_of_day(text)
    return None if seconds is None else Moment(Kind.CLOCK, seconds)


def _seconds_of_day(text: str) -> float | None:
    match = _CLOCK.match(text)
    if match:
        hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
        if not 1 <= hour <= 12 or minute > 59 or second > 59:
            return None
        hour = hour % 12 + (12 if match[5] in "pP" else 0)
        return hour * 3600 + minute * 60 + second + float(f"0.{match[4] or 0}")
    parts = re.match(r"(\d{1,2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?$", text)
    if not parts or int(parts[1]) > 23 or int(parts[2]) > 59 or int(parts[3] or 0) > 59:
        return None
    return int(parts[1]) * 3600 + int(parts[2]) * 60 + int(parts[3] or 0) + float(f"0.{parts[4] or 0}")


def _instant(text: str, day_first: bool) -> Moment | None:
    try:
        if re.match(r"\d{4}-\d\d-\d\d[T ]\d", text):
            return _since_1970(datetime.fromisoformat(text.replace(" UTC", "Z").replace(",", ".")))
    except ValueError:
        return None
    slashed, year_first = _SLASHED.match(text), _ISO_LIKE.match(text)
    if slashed:
        day, month = (slashed[1], slashed[3]) if day_first else (slashed[3], slashed[1])
        year = int(slashed[4]) + (2000 if len(slashed[4]) == 2 else 0)
        return _day_and_time(year, int(month), int(day), slashed[5])
    if year_first:
        return _day_and_time(int(year_first[1]), int(year_first[2]), int(year_first[3]), year_first[4])
    return None


def _day_and_time(year: int, month: int, day: int, clock: str) -> Moment | None:
    universal = _ZONE.search(clock)
    seconds = _seconds_of_day(clock[: universal.start()] if universal else clock)
    if seconds is None:
        return None
    try:
        midnight = datetime(year, month, day, tzinfo=UTC if universal else None)
    except ValueError:
        return None
    return _since_1970(midnight + timedelta(seconds=seconds))


def _since_1970(at: datetime) -> Moment:
    # Without a zone only differences count, so any zone will do.
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return Moment(Kind.INSTANT, round((aware - datetime.fromtimestamp(0, UTC)).total_seconds(), 6), at)


def spelled(at: datetime) -> str:
    """An instant in ISO form; `Z` for UTC."""
    return at.isoformat().replace("+00:00", "Z")

"""Looking at JSON that promises nothing: what is not of the kind that is looked for counts as not there."""

import math
import re
from collections.abc import Callable
from email.utils import parsedate_to_datetime
from typing import Any

from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.times import Kind, Moment, read_time

_LONGEST = 30 * 86_400
_DURATION = re.compile(
    r"([+-])?P(?:(\d{1,4})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,8})M)?(?:(\d{1,10}(?:[.,]\d{1,12})?)S)?)?$", re.IGNORECASE
)
_SUFFIXED = re.compile(r"([+-]?\d{1,12}(?:[.,]\d{1,12})?)\s*(ms|s)$", re.IGNORECASE)
_SPACED_ZONE = re.compile(r"(\d)\s+([+-]\d\d:?\d\d)$")
_MAIL_DATE = re.compile(r"\s*(?:[A-Z][a-z]{2}, )?\d{1,2} [A-Z][a-z]{2} \d{4} \d")
_MILLISECONDS = ("milliseconds", "millis", "ms")
_EARLIEST, _LATEST = 1e8, 4.2e9
_PLAIN = (str, int, float)


def record(value: Any) -> dict[str, Any]:
    """The object that a value is; an empty one where it is none."""
    return value if isinstance(value, dict) else {}


def records(value: Any) -> list[dict[str, Any]]:
    """The objects in a list; none where it is no list."""
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


def first(value: Any) -> dict[str, Any]:
    """The first object in a list; an empty one where there is none."""
    return next(iter(records(value)), {})


def said(value: Any) -> str:
    """The text that a value is, without blanks around it; numbers are spelled, anything else is empty."""
    if type(value) is str:  # nearly always
        return value.strip()
    if value is None or isinstance(value, bool) or not isinstance(value, _PLAIN):
        return ""
    return str(value).strip()


def either(of: dict[str, Any], *names: str) -> Any:
    """The first of these fields that says something (no empty text or list), else None."""
    for name in names:
        found = of.get(name)
        if found or (found is not None and found != "" and found != []):
            return found
    return None


def number(value: Any) -> float | None:
    """A finite number, also where it is spelled as a text, with a point or a comma."""
    if type(value) is float:  # nearly always
        return value if math.isfinite(value) else None
    if value is None or isinstance(value, bool) or not isinstance(value, _PLAIN):
        return None
    try:
        found = float(value.strip().replace(",", ".") if isinstance(value, str) else value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def share(value: Any) -> float | None:
    """A confidence from 0 to 1 with four digits; None where it is anything else."""
    found = number(value)
    return round(found, 4) if found is not None and 0 <= found <= 1 else None


def truth(value: Any) -> bool:
    """Whether a value says yes, as a truth value, a number or a word."""
    return value is True or said(value).casefold() in ("true", "yes", "1", "t", "y")


def seconds(value: Any, unit: float = 1.0) -> float | None:
    """Seconds from the start, however they are written; `unit` is how many seconds a plain number counts.

    Understands numbers as texts, `12.9s`, `PT1.5S`, `m:ss`, `{seconds, nanos}` and `{milliseconds}`; None where it is
    no time from 0 to 30 days.
    """
    if type(value) is float:  # nearly always
        found: float | None = value * unit
    elif isinstance(value, str):
        found = _spelled(value, unit)
    elif isinstance(value, dict):
        found = _of_parts(value)
    else:
        plain = number(value)
        found = None if plain is None else plain * unit
    return round(found, 3) + 0.0 if found is not None and 0 <= found <= _LONGEST else None


def _of_parts(value: dict[str, Any]) -> float | None:
    for name in _MILLISECONDS:
        if name in value:
            plain = number(value[name])
            return None if plain is None else plain / 1000
    whole, part = number(value.get("seconds", 0)), number(value.get("nanos", 0))
    if whole is None or part is None:
        return None
    return whole + part / 1e9


def _spelled(value: str, unit: float) -> float | None:
    plain = number(value)
    if plain is not None:
        return plain * unit
    text = value.strip()[:60]
    suffixed = _SUFFIXED.match(text)
    if suffixed:
        return float(suffixed[1].replace(",", ".")) * (0.001 if suffixed[2].casefold() == "ms" else 1)
    lasting = _DURATION.match(text)
    if lasting and len(text) > 2:
        days, hours, minutes = (int(part or 0) for part in lasting.groups()[1:4])
        total = days * 86_400 + hours * 3600 + minutes * 60 + float((lasting[5] or "0").replace(",", "."))
        return -total if lasting[1] == "-" else total
    moment = read_time(text)
    return moment.seconds if moment and moment.kind is Kind.OFFSET else None


def instant(value: Any, unit: float = 1.0) -> Moment | None:
    """A point in time: ISO and the like, or as mails write it, or a number since 1970 whose unit is `unit` seconds.

    None where it is none.
    """
    plain = number(value)
    if plain is not None:
        plain *= unit
        return read_time(repr(plain)) if _EARLIEST <= plain <= _LATEST else None
    if not isinstance(value, str):
        return None
    if _MAIL_DATE.match(value):
        try:
            return read_time(parsedate_to_datetime(value.strip()[:60]).isoformat())
        except (ValueError, IndexError, OverflowError):
            return None
    moment = read_time(_SPACED_ZONE.sub(r"\1\2", value.strip()[:60]))
    return moment if moment and moment.kind is Kind.INSTANT else None


def documents(source: Source, is_one: Callable[[dict[str, Any]], bool]) -> list[dict[str, Any]]:
    """The objects of a form in a JSON file: the whole, those in a list or in JSON Lines, or what a reply wraps.

    Never raises; a file that cannot be read holds none.
    """
    for place in source.places:
        if isinstance(place, dict):
            if is_one(place):
                return [place]
        else:
            found = [each for each in place if is_one(each)]
            if found:
                return found
    return []

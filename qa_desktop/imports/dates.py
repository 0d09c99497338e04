"""Times as people write them, `14.01.2026 9:31 Uhr` or `01/14/2026 9:31 AM`: read only where nothing is in doubt."""

import re
from collections.abc import Iterable

_CLOCK = (
    r"(?:(?:,|\s+(?:à|às|um|om|at|alle|alle ore|a las))?(?:\s+|T)(?P<hour>\d{1,2})\s?[:.h]\s?(?P<minute>\d{2})"
    r"(?:[:.m](?P<second>\d{2})(?:[.,](?P<part>\d{1,9}))?)?s?(?:\s*(?P<half>[AP])\.?\s?M\.?)?(?:\s*(?:Uhr|h|uur))?"
    r"(?:\s*(?P<zone>Z|UTC|GMT|MEZ|MESZ|CET|CEST|[+-]\d\d:?\d\d))?)?"
)
_WRITTEN = re.compile(
    rf"(?P<one>\d{{1,2}})(?P<sign>[/.-])(?P<two>\d{{1,2}})(?P=sign)(?P<year>\d{{4}}|\d{{2}}){_CLOCK}", re.IGNORECASE
)
_YEAR_FIRST = re.compile(
    rf"(?P<year>\d{{4}})(?P<sign>[/.-])(?P<one>\d{{1,2}})(?P=sign)(?P<two>\d{{1,2}}){_CLOCK}", re.IGNORECASE
)
_ZONES = {"Z": "Z", "UTC": "Z", "GMT": "Z", "MEZ": "+01:00", "CET": "+01:00", "MESZ": "+02:00", "CEST": "+02:00"}
_MONTHS = 12
_LONGEST = 60


def day_first(cells: Iterable[str]) -> bool | None:
    """Whether the day comes first in the dates of a column; None where nothing shows it, or they contradict.

    Points part day, month and year only where the day comes first; AM and PM with slashes are American.
    """
    found = [match for cell in cells if (match := _WRITTEN.fullmatch(cell.strip()[:_LONGEST]))]
    day = any(match["sign"] == "." or int(match["one"]) > _MONTHS for match in found)
    month = any(int(match["two"]) > _MONTHS or (match["half"] and match["sign"] == "/") for match in found)
    return None if day == month else day


def in_iso_order(written: str, is_day_first: bool | None) -> str:
    """`14.01.2026 9:31` as `2026-01-14T09:31:00`, not checked to be a time; what is not understood as it is."""
    text = written.strip()[:_LONGEST]
    match = _YEAR_FIRST.fullmatch(text)
    if match is not None:
        return _iso(match, match["one"], match["two"]) or written
    match = _WRITTEN.fullmatch(text)
    if match is None:
        return written
    day, month = match["one"], match["two"]
    if match["sign"] != "." and day != month:
        if is_day_first is None:
            return written
        day, month = (day, month) if is_day_first else (month, day)
    return _iso(match, month, day) or written


def is_unsure(written: str) -> bool:
    """Whether a date would be another day if day and month changed places."""
    match = _WRITTEN.fullmatch(written.strip()[:_LONGEST])
    return match is not None and match["sign"] != "." and match["one"] != match["two"]


def with_clock(date: str, clock: str) -> str:
    """A date that has no time of day, or midnight as a spreadsheet has it, with what a column beside says."""
    text = date.strip()[:_LONGEST].removesuffix("T00:00:00")
    match = _WRITTEN.fullmatch(text) or _YEAR_FIRST.fullmatch(text)
    return f"{text} {clock.strip()}" if clock and match is not None and match["hour"] is None else date


def _iso(match: re.Match[str], month: str, day: str) -> str | None:
    hour = int(match["hour"] or 0)
    if match["half"]:
        if not 1 <= hour <= _MONTHS:
            return None
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    year = match["year"] if len(match["year"]) == 4 else f"20{match['year']}"
    zone = (match["zone"] or "").upper()
    part = f".{match['part'][:6]}" if match["part"] else ""
    clock = f"{hour:02}:{match['minute'] or '00'}:{match['second'] or '00'}{part}{_ZONES.get(zone, zone)}"
    return f"{year}-{int(month):02}-{int(day):02}T{clock}"

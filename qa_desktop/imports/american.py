"""Times as Americans write them, `01/14/2026 9:31 AM`: read only where a whole column leaves no doubt."""

import re
from collections.abc import Iterable

_WRITTEN = re.compile(
    r"(?P<month>\d{1,2})/(?P<day>\d{1,2})/(?P<year>\d{4})"
    r"(?:,?\s+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?(?:\s*(?P<half>[AP])\.?M\.?)?)?",
    re.IGNORECASE | re.ASCII,
)
_MONTHS = 12


def writes_month_first(cells: Iterable[str]) -> bool:
    """Whether the slashed dates of a column can only be month/day/year.

    Something must show it, a day above 12 or AM and PM, and nothing may speak against it.
    """
    found = [match for cell in cells if (match := _WRITTEN.fullmatch(cell.strip()))]
    if any(int(match["month"]) > _MONTHS for match in found):
        return False
    return any(int(match["day"]) > _MONTHS or match["half"] for match in found)


def in_iso_order(written: str) -> str:
    """`01/14/2026 1:05 PM` as `2026-01-14T13:05:00`, not checked to be a time; what is written otherwise as it is."""
    match = _WRITTEN.fullmatch(written.strip())
    if match is None:
        return written
    hour = int(match["hour"] or 0)
    if match["half"] and 1 <= hour <= _MONTHS:
        hour = hour % 12 + (12 if match["half"] in "Pp" else 0)
    elif match["half"]:
        return written
    day = f"{match['year']}-{int(match['month']):02}-{int(match['day']):02}"
    return f"{day}T{hour:02}:{match['minute'] or '00'}:{match['second'] or '00'}"

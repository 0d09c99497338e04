"""Time zones as people write them in a mapping."""

import re
from datetime import timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

_OFFSET = re.compile(r"([+-])(\d\d):?(\d\d)$")


def zone_of(written: str) -> tzinfo | None:
    """The zone that UTC, +01:00 or Europe/Berlin names, none for an empty text; raises ValueError for anything else."""
    offset = _OFFSET.match("+00:00" if written.upper() in ("UTC", "Z") else written)
    if offset and int(offset[2]) < 15 and int(offset[3]) < 60:
        distance = timedelta(hours=int(offset[2]), minutes=int(offset[3]))
        return timezone(-distance if offset[1] == "-" else distance)
    try:
        return ZoneInfo(written) if written else None
    except (OSError, ValueError, KeyError) as error:  # ZoneInfoNotFoundError is a KeyError
        raise ValueError(written) from error


def zone_text(zone: tzinfo | None) -> str:
    """What names a zone so that `zone_of` finds it again; nothing where there is none."""
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return zone.key
    distance = zone.utcoffset(None) or timedelta()
    if not distance:
        return "UTC"
    minutes = abs(int(distance.total_seconds())) // 60
    return f"{'-' if distance < timedelta() else '+'}{minutes // 60:02}:{minutes % 60:02}"

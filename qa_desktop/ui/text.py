"""How times, dates and scores are written on the screen."""

import re
from datetime import date, datetime
from fractions import Fraction

from PySide6.QtCore import QCoreApplication, QDate, QDateTime, QLocale

from qa_desktop.domain.numbers import percent

_LONG_PIECE = re.compile(r"[^\s\u200b]{14}(?=[^\s\u200b]{4})")


def clock(seconds: float, tenths: bool = False) -> str:
    """Seconds as `1:14`, `1:02:03`, or with tenths `1:14.2`."""
    units = int(max(seconds, 0) * 10 + 1e-6)
    whole, tenth = divmod(units, 10)
    minutes, rest = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    shown = f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"
    return f"{shown}.{tenth}" if tenths else shown


def length(seconds: float) -> str:
    """How long something takes: `8 s`, `1 min 20 s`, `1 h 5 min`."""
    say = QCoreApplication.translate
    whole = round(max(seconds, 0))
    minutes, rest = divmod(whole, 60)
    hours, left = divmod(minutes, 60)
    if hours:
        return say("Text", "{0} h {1} min").format(hours, left)
    if minutes and rest:
        return say("Text", "{0} min {1} s").format(minutes, rest)
    return say("Text", "{0} min").format(minutes) if minutes else say("Text", "{0} s").format(rest)


def breakable(words: str) -> str:
    """A text whose very long words may be broken, by spaces that have no width: no word may widen a pane."""
    return _LONG_PIECE.sub("\\g<0>\u200b", words)


def span(start_ms: int, end_ms: int) -> str:
    """A span of audio as `1:26–1:38`."""
    return f"{clock(start_ms / 1000)}–{clock(end_ms / 1000)}"


def day_and_time(moment: datetime | None, short: bool = False) -> str:
    """A moment in the reader's own zone: `14 Jan 2026 09:31`; short, without the year where it is this one."""
    if moment is None:
        return ""
    local = QDateTime.fromSecsSinceEpoch(int(moment.timestamp()))
    this_year = local.date().year() == QDate.currentDate().year()
    return QLocale().toString(local, "d MMM HH:mm" if short and this_year else "d MMM yyyy HH:mm")


def day(moment: date) -> str:
    """A day, such as `14 Jan 2026`."""
    return QLocale().toString(QDate(moment.year, moment.month, moment.day), "d MMM yyyy")


def score(value: Fraction | None) -> str:
    """A score from 0 to 1 as a percentage, or a dash."""
    return "–" if value is None else percent(value)

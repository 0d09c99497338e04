"""Putting the written times of a conversation's rows on one line, in seconds from its start."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from qa_desktop.domain.transcripts import Skipped, Turn
from qa_desktop.transcripts.times import Kind, Moment, spelled

_HALF_DAY = 43_200
_DAY = 86_400
_LATE = 300  # a transcript that begins after five minutes has times of day


@dataclass(frozen=True)
class Timed:
    """A turn without its times yet, and what the file says of them."""

    line: int
    turn: Turn
    start: Moment | None = None
    end: Moment | None = None
    duration: float | None = None
    place: str = ""

    @property
    def where(self) -> str:
        """Where it stands: in a table by its line."""
        return self.place or f"line {self.line}"


@dataclass(frozen=True)
class Line:
    """The turns in order with their times, and when the first of them was."""

    turns: tuple[Turn, ...]
    started_at: str | None
    skipped: tuple[Skipped, ...]


def usual_kind(moments: Sequence[Moment | None]) -> Kind:
    """What most times of a column count from."""
    counted = Counter(moment.kind for moment in moments if moment)
    return counted.most_common(1)[0][0] if counted else Kind.OFFSET


def lay_out(rows: Sequence[Timed], kind: Kind, ends_known: bool) -> Line:
    """Give every row of one conversation its times; rows whose time is of another kind keep their place without."""
    skipped: list[Skipped] = []
    fitting = [_of_kind(row, kind, skipped) for row in rows]
    if kind is Kind.OFFSET and _are_hours(fitting):
        skipped.append(Skipped("file", f"times such as {_pair(fitting)} were read as hours and minutes of the day"))
        fitting = [replace(row, start=row.start and _of_the_day(row.start)) for row in fitting]
        kind = Kind.CLOCK
    zero, first = _zero(fitting, kind, skipped)
    placed = [_placed(row, zero, kind, skipped) for row in _unwrapped(fitting, kind)]
    ordered = _in_time_order(placed)
    turns = ordered if ends_known else _ended_by_the_next(ordered)
    return Line(tuple(turns), spelled(first) if first else None, tuple(skipped))


def _of_kind(row: Timed, kind: Kind, skipped: list[Skipped]) -> Timed:
    if row.start and row.start.kind is not kind:
        reason = "its time is written differently from the others; the turn is kept without a time"
        skipped.append(Skipped(row.where, reason))
        return replace(row, start=None, end=None)
    return replace(row, end=None) if row.end and row.end.kind is not kind else row


def _are_hours(rows: Sequence[Timed]) -> bool:
    """Whether all times are pairs such as 10:15 that begin too late for minutes and seconds, and none has an end."""
    starts = [row.start for row in rows if row.start]
    return (
        bool(starts)
        and all(start.pair and start.seconds < _DAY / 60 for start in starts)
        and min(start.seconds for start in starts) >= _LATE
        and all(row.end is None and row.duration is None for row in rows)
    )


def _of_the_day(start: Moment) -> Moment:
    return Moment(Kind.CLOCK, start.seconds * 60)


def _pair(rows: Sequence[Timed]) -> str:
    seconds = next(int(row.start.seconds) for row in rows if row.start)
    return f"{seconds // 60}:{seconds % 60:02}"


def _zero(rows: Sequence[Timed], kind: Kind, skipped: list[Skipped]) -> tuple[float, datetime | None]:
    """The seconds that count as the start, and the instant of it where the file tells."""
    starts = [row.start for row in rows if row.start]
    if not starts:
        return 0.0, None
    earliest = min(starts, key=lambda moment: moment.seconds)
    if kind is Kind.INSTANT:
        return earliest.seconds, earliest.at
    if kind is Kind.CLOCK:
        return starts[0].seconds, None
    if earliest.seconds >= 3600 and all(moment.hours for moment in starts):
        skipped.append(Skipped("file", "the times look like times of day and are counted from the first"))
        return earliest.seconds, None
    return 0.0, None


def _unwrapped(rows: Sequence[Timed], kind: Kind) -> list[Timed]:
    """Times of day that run past midnight go on counting."""
    if kind is not Kind.CLOCK:
        return list(rows)
    unwrapped: list[Timed] = []
    days, last = 0, None
    for row in rows:
        if row.start:
            if last is not None and row.start.seconds < last - _HALF_DAY:
                days += 1
            last = row.start.seconds
        unwrapped.append(replace(row, start=_later(row.start, days), end=_later(row.end, days)))
    return unwrapped


def _later(moment: Moment | None, days: int) -> Moment | None:
    return replace(moment, seconds=moment.seconds + days * _DAY) if moment else None


def _placed(row: Timed, zero: float, kind: Kind, skipped: list[Skipped]) -> Turn:
    if row.start is None:
        return row.turn
    start = max(0.0, round(row.start.seconds - zero, 3))
    end = round(row.end.seconds - zero, 3) if row.end else None
    if row.duration is not None and end is None:
        end = round(start + row.duration, 3)
    if end is not None and end < start:
        if kind is Kind.CLOCK and end < start - _HALF_DAY:
            return replace(row.turn, start=start, end=end + _DAY)
        skipped.append(Skipped(row.where, "it ends before it starts; the end was left out"))
        end = None
    return replace(row.turn, start=start, end=end)


def _in_time_order(turns: Sequence[Turn]) -> list[Turn]:
    """By start; equal starts keep the order of the file, and a turn without a time stays behind the one before it."""
    keyed: list[tuple[float, Turn]] = []
    reached = 0.0
    for turn in turns:
        reached = reached if turn.start is None else turn.start
        keyed.append((reached, turn))
    return [turn for _, turn in sorted(keyed, key=lambda pair: pair[0])]


def _ended_by_the_next(turns: Sequence[Turn]) -> list[Turn]:
    ended: list[Turn] = []
    following: float | None = None
    for turn in reversed(turns):
        ended.append(replace(turn, end=following) if turn.start is not None and turn.end is None else turn)
        following = following if turn.start is None else turn.start
    return ended[::-1]

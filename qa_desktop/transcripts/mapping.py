"""What somebody says of a table or a JSON file that nothing here knows: where its turns, times and roles stand."""

from collections.abc import Mapping as Pairs
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from enum import StrEnum
from fnmatch import fnmatchcase
from types import MappingProxyType
from typing import Any

from qa_desktop.domain.transcripts import Role
from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.transcripts.times import Kind, Moment, read_time
from qa_desktop.transcripts.values import instant, number, said

FIELDS = ("text", "time", "end", "speaker", "role", "conversation", "internal")
_NOTHING: Pairs[str, Any] = MappingProxyType({})
_WHOLE = JsonPath("")
_LONGEST_OFFSET = 30 * 86_400
_DATED = ("%Y", "%y", "%c", "%x", "%G")


class TimeFormat(StrEnum):
    """How times are written: from the start of the interaction, since 1970, or as dates with a time."""

    SECONDS = "seconds"
    MILLISECONDS = "milliseconds"
    CLOCK = "clock"
    EPOCH_SECONDS = "epoch-seconds"
    EPOCH_MILLISECONDS = "epoch-milliseconds"
    EPOCH_MICROSECONDS = "epoch-microseconds"
    ISO = "iso"
    DAY_FIRST = "day-first"
    MONTH_FIRST = "month-first"


_OFFSETS = {TimeFormat.SECONDS: 1.0, TimeFormat.MILLISECONDS: 1e-3}
_EPOCHS = {TimeFormat.EPOCH_SECONDS: 1.0, TimeFormat.EPOCH_MILLISECONDS: 1e-3, TimeFormat.EPOCH_MICROSECONDS: 1e-6}


@dataclass(frozen=True)
class Times:
    """How to read times: by a format, or by a `pattern` of strptime; `zone` is that of times that name none.

    With `decimal_comma` a point only groups the digits of a number.
    """

    format: TimeFormat = TimeFormat.SECONDS
    pattern: str = ""
    zone: tzinfo | None = None
    decimal_comma: bool = False

    def read(self, value: Any) -> Moment | None:
        """The time that a cell or a JSON value is; None where it is none of this format."""
        written = said(value)
        if self.pattern:
            return self._patterned(written)
        if self.format in _OFFSETS or self.format in _EPOCHS:
            return self._number(value, written)
        moment = read_time(written, self.format is TimeFormat.DAY_FIRST)
        if self.format is TimeFormat.CLOCK:
            # What somebody has said of the times is not judged again.
            return replace(moment, pair=False) if moment and moment.kind is not Kind.INSTANT else None
        if self.format is TimeFormat.ISO:
            moment = instant(written) if "-" in written else None
        return self._zoned(moment.at) if moment and moment.at else None

    def _number(self, value: Any, written: str) -> Moment | None:
        if self.decimal_comma and isinstance(value, str):
            written = written.replace(".", "")
        if self.format in _EPOCHS:
            return instant(written, _EPOCHS[self.format])
        plain = number(written)
        seconds = None if plain is None else plain * _OFFSETS[self.format]
        return (
            Moment(Kind.OFFSET, round(seconds, 6)) if seconds is not None and 0 <= seconds <= _LONGEST_OFFSET else None
        )

    def _patterned(self, written: str) -> Moment | None:
        try:
            at = datetime.strptime(written, self.pattern)  # noqa: DTZ007 -- the zone follows
        except (ValueError, OverflowError):
            return None
        if not any(sign in self.pattern for sign in _DATED):
            return Moment(Kind.CLOCK, at.hour * 3600 + at.minute * 60 + at.second + at.microsecond / 1e6)
        return self._zoned(at)

    def _zoned(self, at: datetime) -> Moment | None:
        told = at if at.tzinfo else at.replace(tzinfo=self.zone)
        return instant(told.isoformat(sep="T"))


@dataclass(frozen=True)
class Lookup:
    """That a field holds an id: its value stands at `value` in that entry of `within` whose `key` is the id."""

    field: str
    within: JsonPath
    key: JsonPath
    value: JsonPath


@dataclass(frozen=True)
class Mapping:
    """Where things stand in files of one kind. `fields` leads from FIELDS to a column, or to a path in a turn.

    A column is named as in the header, or by its number (`#3`). `turns` is the path to the turns of a JSON file, and
    None for a table; `conversations` the path to what each conversation lies in. `keep` says which values rows or turns
    must have, `roles` what the values in the role (else the speaker) mean; without it common words are understood.
    An empty `encoding` or `delimiter` is found out. `applies_to` are patterns of file names; none fits all files.
    """

    name: str
    fields: Pairs[str, str]
    times: Times = Times()
    applies_to: tuple[str, ...] = ()
    channel: str = ""
    encoding: str = ""
    delimiter: str = ""
    header: bool = True
    turns: JsonPath | None = None
    conversations: JsonPath = _WHOLE
    lines: bool = False
    lookups: tuple[Lookup, ...] = ()
    roles: Pairs[str, Role] = field(default_factory=lambda: _NOTHING)
    keep: Pairs[str, tuple[str, ...]] = field(default_factory=lambda: _NOTHING)
    internal_when: tuple[str, ...] = ("true", "yes", "y", "1", "internal", "private", "note", "x")

    def fits(self, name: str) -> bool:
        """Whether it is meant for a file of this name."""
        return not self.applies_to or any(fnmatchcase(name.casefold(), each.casefold()) for each in self.applies_to)

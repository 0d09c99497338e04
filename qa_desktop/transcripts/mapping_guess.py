"""A first proposal of where turns, times and roles stand in a table or JSON file, for somebody to correct."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from qa_desktop.domain.transcripts import Role
from qa_desktop.transcripts.columns import columns_of_header
from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.transcripts.mapped import table_of
from qa_desktop.transcripts.mapping import FIELDS, Mapping, TimeFormat, Times
from qa_desktop.transcripts.mapping_fields import Column, columns_of_table, fields_of, lists_in
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.tables import Table
from qa_desktop.transcripts.times import day_comes_first
from qa_desktop.transcripts.values import number

_AS_OURS = {"time": "start"}
"""The names of the fields of a mapping in the list of column names, where they differ."""
_MOST = 0.7
"""The share of values that must fit a guess."""
_SIDES = 12
"""A column of speakers or roles has at most so many different values."""
_CLOSE_TO_TIMES = 86_400
_DIGITS = "%Y%m%d%H%M%S"
PATTERNS = (
    *("%d %b %Y %H:%M:%S", "%d %b %Y %H:%M", "%d %B %Y %H:%M:%S", "%d %B %Y %H:%M"),
    *("%b %d, %Y %I:%M:%S %p", "%b %d, %Y %I:%M %p", "%b %d, %Y, %I:%M:%S %p", "%d/%b/%Y:%H:%M:%S"),
    *("%a %b %d %H:%M:%S %Y", "%a, %d %b %Y %H:%M:%S %z", _DIGITS, "%Y%m%dT%H%M%S", "%Y.%m.%d %H:%M:%S"),
)
"""Forms of dates that exports have and no format knows, as strptime writes them."""


def guess(source: Source, table: Table | None = None) -> Mapping:
    """A mapping for a file, or for a table in it; where nothing tells, a field is left out.

    Raises InputError where the file is neither text nor JSON.
    """
    if table is None and source.is_json:
        return _of_json(source)
    plain = Mapping("", {})
    table = table or table_of(plain, source)[0]
    header = _has_header(table)
    return _completed(replace(plain, header=header), columns_of_table(table, header), ())


def guess_fields(mapping: Mapping, columns: Sequence[Column], around: Sequence[Column] = ()) -> Mapping:
    """The same mapping with fields and times guessed anew, after somebody has chosen other rows or another header."""
    return _completed(replace(mapping, fields={}, times=Times(), keep={}, roles={}, lookups=()), columns, around)


def guess_times(name: str, values: Sequence[str]) -> Times:
    """How the times in a column of that name are written; dates in which day and month may be swapped by day first."""
    written = [value for value in values if value]
    return next((times for times in _ways(name, written) if _share(times, written) >= _MOST), Times())


def _of_json(source: Source) -> Mapping:
    lists = lists_in(source.json)
    turns = max(lists, key=lambda path: _talk(source.json, path), default="")
    if not turns:
        return Mapping("", {}, turns=JsonPath(""), lines=len(source.json_lines) > 1)
    outer, inner = split_path(turns)
    mapping = Mapping("", {}, turns=JsonPath(inner), conversations=JsonPath(outer), lines=len(source.json_lines) > 1)
    return _completed(mapping, *columns_in(mapping, source.json))


def columns_in(mapping: Mapping, top: Any) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    """The fields of the turns of a JSON file, and those of what its conversations lie in."""
    turns = mapping.turns or JsonPath("")
    outer = [value for _, value in mapping.conversations.find(top, top)]
    entries = (turn for around in outer for _, turn in turns.find(around, top))
    around = fields_of(outer, top) if mapping.conversations.written else ()
    return fields_of(entries, top), tuple(each for each in around if "[]" not in each.name)


def split_path(turns: str) -> tuple[str, str]:
    """The path to what a conversation lies in, and from there to its turns: the last list within another is theirs."""
    last = turns[: -len("[]")].rfind("[]")
    outer = turns[: last + len("[]")] if last >= 0 else ""
    return outer, turns[len(outer) :].lstrip(".")


def _talk(top: Any, path: str) -> int:
    """How much the entries of a list look like what people say: the letters in texts of words."""
    fields = fields_of((value for _, value in JsonPath(path).find(top, top)), top)
    own = [field for field in fields if "[]" not in field.name]
    named = 2 if any("text" in columns_of_header([_last(field.name)]) for field in own) else 1
    talks = [sum(len(value) for value in field.written if " " in value) for field in own]
    return named * max(talks, default=0) + (named if talks else 0)


def _completed(mapping: Mapping, columns: Sequence[Column], around: Sequence[Column]) -> Mapping:
    """The mapping with the fields that names and values tell; what stands in lists of a turn is asked last."""
    own = [column for column in columns if "[]" not in column.name]
    fields = _by_name(own) or _by_name(columns)
    rest = [column for column in own or columns if column.name not in fields.values()]
    if "time" not in fields:
        timed = next((each for each in rest if _is_time(each)), None)
        fields |= {"time": timed.name} if timed else {}
    rest = [column for column in rest if column.name not in fields.values()]
    if "text" not in fields:
        longest = max(rest, key=lambda each: sum(map(len, each.written)), default=None)
        fields |= {"text": longest.name} if longest else {}
    rest = [column for column in rest if column.name not in fields.values()]
    if "role" not in fields:
        sides = next((each for each in rest if _names_roles(each)), None)
        fields |= {"role": sides.name} if sides else {}
    if "conversation" not in fields:
        fields |= {name: path for name, path in _by_name(around).items() if name == "conversation"}
        ids = [each.name for each in around if _last(each.name).casefold() in ("id", "number", "no", "key", "uuid")]
        fields |= {"conversation": ids[0]} if ids and "conversation" not in fields else {}
    ordered = {name: fields[name] for name in FIELDS if name in fields}
    times = next((guess_times(each.name, each.values) for each in columns if each.name == fields.get("time")), Times())
    return replace(mapping, fields=ordered, times=times)


def _by_name(columns: Sequence[Column]) -> dict[str, str]:
    """The fields whose names say what they hold: by the last name of a path, else by its first."""
    found: dict[str, str] = {}
    for part in (_last, _first):
        known = columns_of_header([part(each.name) for each in columns])
        for name in FIELDS:
            place = known.places.get(_AS_OURS.get(name, name))
            if place is not None and columns[place].name not in found.values():
                found.setdefault(name, columns[place].name)
    return found


def _last(path: str) -> str:
    return path.replace("[]", "").rsplit(".", 1)[-1]


def _first(path: str) -> str:
    return path.replace("[]", "").split(".", 1)[0]


def _has_header(table: Table) -> bool:
    """Whether the first row names columns: it has names that are known, or no cell of it is like those below."""
    if not table.rows:
        return True
    first, rest = table.rows[0].cells, table.rows[1:]
    if columns_of_header(first).places:
        return True
    if not rest or any(not cell.strip() for cell in first):
        return False
    below = [column.written for column in columns_of_table(table, header=True)]
    like = (cell.strip() in column or _is_time(Column("", (cell,))) for cell, column in zip(first, below, strict=False))
    return not any(like)


def _is_time(column: Column) -> bool:
    """Whether a column holds dates, clock times or seconds since 1970; plain numbers may be anything."""
    times = guess_times("", column.values)
    plain = times.format in (TimeFormat.SECONDS, TimeFormat.MILLISECONDS) and not times.pattern
    return bool(column.written) and not plain and _share(times, column.written) >= _MOST


def _names_roles(column: Column) -> bool:
    values = set(column.written)
    known = sum(role_of(value) is not Role.UNKNOWN for value in column.written)
    return 0 < len(values) <= _SIDES and known >= _MOST * len(column.written)


def _ways(name: str, written: Sequence[str]) -> Sequence[Times]:
    """The ways to read times that come into question, the likeliest first."""
    numbers = [found for value in written if (found := number(value)) is not None]
    if len(numbers) >= _MOST * len(written) and numbers:
        epochs = (TimeFormat.EPOCH_SECONDS, TimeFormat.EPOCH_MILLISECONDS, TimeFormat.EPOCH_MICROSECONDS)
        in_thousandths = re.search(r"(ms|millis|milliseconds)$", name, re.IGNORECASE) or max(numbers) > _CLOSE_TO_TIMES
        offset = TimeFormat.MILLISECONDS if in_thousandths else TimeFormat.SECONDS
        return [*map(Times, epochs), Times(offset), Times(pattern=_DIGITS)]
    slashed = TimeFormat.MONTH_FIRST if day_comes_first(written) is False else TimeFormat.DAY_FIRST
    return [
        *(Times(each) for each in (TimeFormat.CLOCK, TimeFormat.ISO, slashed)),
        *(Times(pattern=pattern) for pattern in PATTERNS),
        Times(decimal_comma=True),
    ]


def _share(times: Times, written: Sequence[str]) -> float:
    if not written:
        return 0.0
    return sum(times.read(value) is not None for value in written) / len(written)

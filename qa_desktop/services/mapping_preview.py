"""What a mapping would make of a file: what the assistant shows while somebody says where things stand."""

from collections.abc import Mapping as Pairs
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Skipped, Transcript, Turn
from qa_desktop.imports.workbook import is_workbook, read_workbook
from qa_desktop.services.import_sources import read_limited
from qa_desktop.transcripts.cleaning import cleaned
from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.transcripts.mapped import (
    MappedRows,
    conversations_of,
    json_rows,
    recoded,
    role_words,
    table_of,
    table_rows,
)
from qa_desktop.transcripts.mapping import Mapping, TimeFormat
from qa_desktop.transcripts.mapping_fields import Column, columns_of_table, fields_of, lists_around, lists_in
from qa_desktop.transcripts.mapping_guess import columns_in, guess, guess_fields, guess_times
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.tables import Row, Table
from qa_desktop.transcripts.times import day_comes_first, read_time, unsure_date

LOOKED_AT = 5000
"""Rows or turns of a file that a preview reads."""
_CHARACTERS = 2_000_000
_MOST_WORDS = 40
_NO_TURNS = "nothing in it says where the turns are; name the path to their list, such as messages[]"


@dataclass(frozen=True)
class Sample:
    """A file that is to be mapped, read once; `tables` are those of a workbook."""

    name: str
    source: Source = field(repr=False)
    tables: tuple[Table, ...] = field(default=(), repr=False)

    @property
    def is_json(self) -> bool:
        """Whether its turns stand at a path, and not in rows."""
        return not self.tables and self.source.is_json


@dataclass(frozen=True)
class Reading:
    """A date as it is written, and the two days that it may be."""

    written: str
    day_first: datetime
    month_first: datetime


@dataclass(frozen=True)
class RoleWord:
    """What rows say of who speaks, how many do, and as whom the mapping takes them; `told` where it names the word."""

    word: str
    turns: int
    role: Role
    told: bool


@dataclass(frozen=True)
class Preview:
    """What a mapping makes of the beginning of a file, and what there is to choose among.

    `refusal` is a sentence where it makes nothing. `lists` are paths from the top of a JSON file, `inner_lists` those
    from what a conversation lies in, `entries` the fields of the lists in which ids may be looked up.
    `reading` is a date that may be read in two ways, where nothing in the file tells and the mapping reads such dates.
    """

    mapping: Mapping
    transcripts: tuple[Transcript, ...] = ()
    refusal: str = ""
    columns: tuple[Column, ...] = ()
    around: tuple[Column, ...] = ()
    lists: tuple[str, ...] = ()
    inner_lists: tuple[str, ...] = ()
    entries: Pairs[str, tuple[str, ...]] = field(default_factory=dict)
    roles: tuple[RoleWord, ...] = ()
    reading: Reading | None = None
    delimiter: str = ""
    partly: bool = False

    @property
    def turns(self) -> int:
        """How many there are."""
        return sum(len(each.turns) for each in self.transcripts)

    @property
    def skipped(self) -> tuple[Skipped, ...]:
        """What was left out or could not be read, with its place."""
        return tuple(note for each in self.transcripts for note in each.skipped)

    def first_turns(self, most: int) -> list[tuple[Transcript, Turn]]:
        """The first turns, each with its conversation."""
        told: list[tuple[Transcript, Turn]] = []
        for each in self.transcripts:
            told += [(each, turn) for turn in each.turns[: most - len(told)]]
        return told


def open_sample(file: Path) -> Sample:
    """The file to be mapped; raises InputError where it cannot be read or is neither a text nor a workbook."""
    data = read_limited(file)
    source = Source(data, file.name)
    try:
        if is_workbook(data):
            source.archive  # noqa: B018 -- refuses what would unpack to far more
            sheets = read_workbook(data)
            return Sample(file.name, source, tuple(Table(tuple(Row(*row) for row in each.rows), "") for each in sheets))
        _ = source.json if source.is_json else source.text
    except InputError as error:
        raise InputError(f"“{file.name}” {error}.") from error
    return Sample(file.name, source)


def propose(sample: Sample) -> Mapping:
    """A first mapping for a file; raises InputError where it is no table and no JSON."""
    try:
        return guess(sample.source, max(sample.tables, key=lambda each: len(each.rows), default=None))
    except InputError as error:
        raise InputError(f"“{sample.name}” {error}.") from error


def refitted(sample: Sample, mapping: Mapping) -> Mapping:
    """The mapping with fields guessed anew, after its rows, header, delimiter or encoding have changed."""
    try:
        columns, around = _columns(sample, replace(mapping, fields={}))  # the old ones would choose the delimiter
    except InputError:
        return mapping
    return guess_fields(mapping, columns, around)


def retimed(preview: Preview, mapping: Mapping) -> Mapping:
    """The mapping with the format of its times guessed anew, after another column has been chosen for them."""
    name = mapping.fields.get("time", "")
    values = next((each.values for each in preview.columns if each.name == name), ())
    return replace(mapping, times=guess_times(name, values))


def preview(sample: Sample, mapping: Mapping) -> Preview:
    """What the mapping makes of a file; never raises for what is wrong with either."""
    shown = Preview(mapping)
    try:
        columns, around = _columns(sample, mapping)
        shown = _choices(sample, replace(shown, columns=columns, around=around, reading=_reading(mapping, columns)))
        rows = _rows(sample, mapping)
        few = MappedRows(rows.rows[:LOOKED_AT], rows.notes)
        is_long = mapping.turns is None and not sample.tables and len(sample.source.data) > _CHARACTERS
        shown = replace(shown, roles=_roles(mapping, few), partly=is_long or len(rows.rows) > LOOKED_AT)
        return replace(shown, transcripts=tuple(map(cleaned, conversations_of(mapping, few))))
    except InputError as error:
        return replace(shown, refusal=f"“{sample.name}” {error}.")


def _table(sample: Sample, mapping: Mapping) -> tuple[Table, tuple[Skipped, ...]]:
    if not sample.tables:
        return table_of(mapping, sample.source, _CHARACTERS)
    named = set(mapping.fields.values())

    def fitness(table: Table) -> tuple[int, int]:
        return len(named.intersection(each.name for each in columns_of_table(table, mapping.header))), len(table.rows)

    return max(sample.tables, key=fitness), ()


def _columns(sample: Sample, mapping: Mapping) -> tuple[tuple[Column, ...], tuple[Column, ...]]:
    if mapping.turns is None:
        return columns_of_table(_table(sample, mapping)[0], mapping.header), ()
    return columns_in(mapping, _top(sample, mapping))


def _top(sample: Sample, mapping: Mapping) -> object:
    source = recoded(mapping, sample.source)
    return [line.value for line in source.json_lines] if mapping.lines else source.json


def _rows(sample: Sample, mapping: Mapping) -> MappedRows:
    if mapping.turns is None:
        return table_rows(mapping, *_table(sample, mapping))
    if not mapping.turns.written and not mapping.conversations.written:
        raise InputError(_NO_TURNS)
    return json_rows(mapping, mapping.turns, recoded(mapping, sample.source))


def _choices(sample: Sample, shown: Preview) -> Preview:
    mapping = shown.mapping
    if mapping.turns is None:
        return replace(shown, delimiter=_table(sample, mapping)[0].delimiter)
    top = _top(sample, mapping)
    around = next((value for _, value in mapping.conversations.find(top, top)), None)
    paths = lists_around(top, mapping.conversations)
    entries = {path: _entry_fields(path, around, top) for path in paths}
    return replace(shown, lists=tuple(lists_in(top)), inner_lists=tuple(lists_in(around)), entries=entries)


def _entry_fields(path: str, around: object, top: object) -> tuple[str, ...]:
    entries = [value for _, value in JsonPath(path).find(around, top)]
    return tuple(each.name for each in fields_of(entries, top))


def _roles(mapping: Mapping, rows: MappedRows) -> tuple[RoleWord, ...]:
    words = role_words(mapping, rows.rows).most_common(_MOST_WORDS)
    return tuple(
        RoleWord(
            word,
            count,
            mapping.roles.get(word.casefold(), Role.UNKNOWN) if mapping.roles else role_of(word),
            word.casefold() in mapping.roles,
        )
        for word, count in words
    )


def _reading(mapping: Mapping, columns: Sequence[Column]) -> Reading | None:
    if mapping.times.pattern or mapping.times.format not in (TimeFormat.DAY_FIRST, TimeFormat.MONTH_FIRST):
        return None
    values = next((each.written for each in columns if each.name == mapping.fields.get("time")), ())
    unsure = unsure_date(values)
    if not unsure or day_comes_first(values) is not None:
        return None
    written = next(value for value in values if value.strip().startswith(unsure))
    day, month = read_time(written, day_first=True), read_time(written, day_first=False)
    return Reading(written, day.at, month.at) if day and month and day.at and month.at else None

"""Reading a table or a JSON file by a mapping."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Skipped, Transcript, Turn
from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.transcripts.mapping import Lookup, Mapping
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.tables import Row, Table, read_table, split_rows
from qa_desktop.transcripts.timeline import Timed, lay_out, usual_kind
from qa_desktop.transcripts.times import Kind
from qa_desktop.transcripts.values import said

FORMAT = "mapping"


def read_with(mapping: Mapping, source: Source) -> tuple[Transcript, ...]:
    """The conversations of a file by a mapping; raises InputError with the rest of a sentence."""
    if mapping.turns is None:
        return read_table_with(mapping, *table_of(mapping, source))
    return conversations_of(mapping, json_rows(mapping, mapping.turns, recoded(mapping, source)))


def recoded(mapping: Mapping, source: Source) -> Source:
    """The file in UTF-8 where the mapping names its encoding; raises InputError where it has another."""
    return replace(source, data=_recoded(source.data, mapping.encoding)) if mapping.encoding else source


def table_of(mapping: Mapping, source: Source, most: int | None = None) -> tuple[Table, tuple[Skipped, ...]]:
    """The table in a text and what was guessed; of a long text, the rows that begin in the first `most` characters."""
    decoded = recoded(mapping, source).text
    text = decoded.text
    if most is not None and len(text) > most:
        text = text[:most].rpartition("\n")[0]
    if mapping.delimiter:
        return split_rows(text, mapping.delimiter), decoded.skipped
    return read_table(text, lambda cells: _named_in(mapping, cells)), decoded.skipped


def columns_there(mapping: Mapping, table: Table) -> int:
    """How many of the columns that a mapping names a table has."""
    return _named_in(mapping, table.rows[0].cells) if table.rows else 0


def _named_in(mapping: Mapping, cells: Sequence[str]) -> int:
    return sum(_place(column, cells, mapping.header) is not None for column in mapping.fields.values())


def read_table_with(mapping: Mapping, table: Table, told: Sequence[Skipped] = ()) -> tuple[Transcript, ...]:
    """The conversations of a table that stands elsewhere; `told` belongs to it. Raises InputError as `read_with`."""
    return conversations_of(mapping, table_rows(mapping, table, told))


@dataclass(frozen=True)
class MappedRow:
    """A row or turn, its place, and how to ask it for a column or a path."""

    where: str
    number: int
    ask: Callable[[str], Any]
    ask_around: Callable[[str], Any] = lambda _: None
    """The same of the conversation that a turn lies in."""
    lookup: Callable[[str, str], str] = lambda _, value: value
    group: int = 0


@dataclass(frozen=True)
class MappedRows:
    """The rows of a table or the turns of a JSON file, and what was found wrong on the way to them."""

    rows: Sequence[MappedRow]
    notes: tuple[Skipped, ...] = ()


def _recoded(data: bytes, encoding: str) -> bytes:
    try:
        return data.decode(encoding).encode()
    except UnicodeError as error:
        place = f" (byte {error.start + 1})" if isinstance(error, UnicodeDecodeError) else ""
        raise InputError(f"is not written in the encoding {encoding} that its mapping names{place}") from error


def _place(column: str, header: Sequence[str], named: bool) -> int | None:
    """Where a column stands, by its name or number."""
    names = [cell.strip().casefold() for cell in header] if named else []
    if column.casefold() in names:
        return names.index(column.casefold())
    digits = column.removeprefix("#")
    numbered = digits.isdecimal() and (column.startswith("#") or not named)
    return int(digits) - 1 if numbered and 0 < int(digits) <= len(header) else None


def table_rows(mapping: Mapping, table: Table, told: Sequence[Skipped] = ()) -> MappedRows:
    """The rows below the header; raises InputError where a column that the mapping names is not there."""
    notes = [*told, *table.skipped]
    if not table.rows:
        raise InputError("holds no rows")
    header = table.rows[0].cells if mapping.header else max((row.cells for row in table.rows), key=len)
    places: dict[str, int] = {}
    for column in (*mapping.fields.values(), *mapping.keep):
        place = _place(column, header, mapping.header)
        if place is None:
            has = ", ".join(f"“{cell.strip()[:40]}”" for cell in header[:20])
            which = f"its columns are {has}" if mapping.header else f"its rows have {len(header)} cells"
            raise InputError(f"has no column “{column}”, which the mapping “{mapping.name}” names; {which}")
        places[column] = place
    rows = table.rows[1:] if mapping.header else table.rows
    for row in rows:
        if any(cell.strip() for cell in row.cells[len(header) :]):
            reason = f"{len(row.cells)} cells where {len(header)} are expected; those beyond were left out"
            notes.append(Skipped(f"line {row.line}", reason))
    return MappedRows([MappedRow(f"line {row.line}", row.line, _cells(row, places)) for row in rows], tuple(notes))


def _cells(row: Row, places: dict[str, int]) -> Callable[[str], Any]:
    return lambda column: row.cells[places[column]].strip() if places[column] < len(row.cells) else ""


def json_rows(mapping: Mapping, turns: JsonPath, source: Source) -> MappedRows:
    """The turns at a path in each conversation; raises InputError where there are none."""
    top = [line.value for line in source.json_lines] if mapping.lines else source.json
    rows: list[MappedRow] = []
    for group, (outer, around) in enumerate(mapping.conversations.find(top, top)):
        tables = {each: _entries(each, around, top) for each in mapping.lookups}
        looked_up = _looking(tables)
        for where, turn in turns.find(around, top):
            place = f"{outer}{'.' if outer and where and where[0] != '[' else ''}{where}" or "document"
            rows.append(MappedRow(place, len(rows), asking(turn, top), asking(around, top), looked_up, group))
    if not rows:
        path = " and ".join(f"“{each.written}”" for each in (mapping.conversations, turns) if each.written)
        raise InputError(f"has no turns at {path}, the path that the mapping “{mapping.name}” names")
    return MappedRows(rows, source.json_notes)


def asking(value: Any, top: Any) -> Callable[[str], Any]:
    """How to ask a JSON value for a path: what stands there, several texts joined, None where nothing does."""

    def ask(path: str) -> Any:
        found = [each for _, each in JsonPath(path).find(value, top) if each is not None]
        return found[0] if len(found) == 1 else "\n".join(filter(None, map(said, found))) if found else None

    return ask


def _entries(lookup: Lookup, around: Any, top: Any) -> dict[str, str]:
    entries = [each for _, each in lookup.within.find(around, top)]
    pairs = [(asking(each, top)(lookup.key.written), asking(each, top)(lookup.value.written)) for each in entries]
    return {said(key): said(value) for key, value in pairs if said(key) and said(value)}


def _looking(tables: dict[Lookup, dict[str, str]]) -> Callable[[str, str], str]:
    by_field = {lookup.field: found for lookup, found in tables.items()}
    return lambda name, value: by_field.get(name, {}).get(value, value)


def conversations_of(mapping: Mapping, given: MappedRows) -> tuple[Transcript, ...]:
    """The conversations that rows make; raises InputError where none has a turn with a text."""
    notes = list(given.notes)
    kept = _kept(mapping, given.rows, notes)
    strange: Counter[str] = Counter()
    grouped: dict[tuple[int, str], list[Timed]] = {}
    for row in kept:
        timed = _timed(mapping, row, notes, strange)
        if timed is not None:
            grouped.setdefault((row.group, _field(mapping, row, "conversation")), []).append(timed)
    if not grouped:
        raise InputError(f"has no turn with a text by the mapping “{mapping.name}”")
    for value, count in strange.items():
        turns = "1 turn is" if count == 1 else f"{count} turns are"
        notes.append(Skipped("file", f"the mapping has no role for “{value[:40]}”; {turns} of an unknown role"))
    kind = usual_kind([timed.start for members in grouped.values() for timed in members])
    channel = mapping.channel or ("chat" if kind is Kind.INSTANT and "end" not in mapping.fields else "call")
    found: list[Transcript] = []
    for (_, conversation), members in grouped.items():
        line = lay_out(members, kind, ends_known=False)
        skipped = (*(notes if not found else ()), *line.skipped)
        found.append(Transcript(FORMAT, line.turns, channel, line.started_at, conversation, skipped))
    return tuple(found)


def _kept(mapping: Mapping, rows: Sequence[MappedRow], notes: list[Skipped]) -> list[MappedRow]:
    """The rows that the mapping wants; how many it does not want is told."""
    wanted = {column: {value.casefold() for value in values} for column, values in mapping.keep.items()}
    kept = [row for row in rows if all(_word(row.ask(each)) in values for each, values in wanted.items())]
    if len(kept) < len(rows):
        number = len(rows) - len(kept)
        which = ", ".join(f"{column} = {' or '.join(values)}" for column, values in mapping.keep.items())
        left = "1 row or turn was" if number == 1 else f"{number} rows or turns were"
        notes.append(Skipped("file", f"{left} left out, as the mapping keeps only {which}"))
    return kept


def _word(value: Any) -> str:
    return str(value).casefold() if isinstance(value, bool) else said(value).casefold()


def _field(mapping: Mapping, row: MappedRow, name: str) -> str:
    """What a row says in a field, its id looked up; what the conversation around it says where it does not."""
    path = mapping.fields.get(name)
    if path is None:
        return ""
    return row.lookup(name, said(row.ask(path)) or said(row.ask_around(path)))


def role_words(mapping: Mapping, rows: Sequence[MappedRow]) -> Counter[str]:
    """What the rows that the mapping keeps say of who speaks, by which roles are told, and how often."""
    kept = _kept(mapping, rows, [])
    words = (_field(mapping, row, "role") or _field(mapping, row, "speaker") for row in kept)
    return Counter(word for word in words if word)


def _timed(mapping: Mapping, row: MappedRow, notes: list[Skipped], strange: Counter[str]) -> Timed | None:
    text = _field(mapping, row, "text")
    if not text:
        notes.append(Skipped(row.where, "no text"))
        return None
    speaker, typed = _field(mapping, row, "speaker"), _field(mapping, row, "role")
    told = typed or speaker
    role = mapping.roles.get(told.casefold(), Role.UNKNOWN) if mapping.roles else role_of(told)
    if told and mapping.roles and told.casefold() not in mapping.roles:
        strange[told] += 1
    internal = "internal" in mapping.fields and _word(row.ask(mapping.fields["internal"])) in mapping.internal_when
    turn = Turn(text, role, speaker or typed, internal=internal)
    start, end = (
        mapping.times.read(row.ask(mapping.fields[name])) if name in mapping.fields else None
        for name in ("time", "end")
    )
    if start is None and "time" in mapping.fields:
        written = said(row.ask(mapping.fields["time"]))
        reason = f"the time “{written[:40]}” cannot be read" if written else "no time"
        notes.append(Skipped(row.where, f"{reason}; the turn is kept without a time"))
    return Timed(row.number, turn, start, end, place=row.where)

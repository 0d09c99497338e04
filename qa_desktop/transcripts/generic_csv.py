"""Transcripts and chats as tables: one row for each turn, one or many conversations in a file."""

import re
from collections.abc import Sequence
from dataclasses import replace

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import NotRecognised, Role, Skipped, Transcript, Turn
from qa_desktop.transcripts.columns import Columns, columns_of_content, columns_of_header, known_names, names_columns
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.tables import Row, Table, read_table
from qa_desktop.transcripts.timeline import Timed, lay_out, usual_kind
from qa_desktop.transcripts.times import Kind, day_order, read_time

FORMAT = "generic-csv"

_TRUE = frozenset(["true", "yes", "y", "1", "internal", "private", "note", "x"])
_FALSE = frozenset(["false", "no", "n", "0", "internal", "private"])
_CHANNELS = {"call": "call", "voice": "call", "phone": "call", "telephone": "call", "audio": "call", "chat": "chat",
             "messaging": "chat", "message": "chat", "sms": "chat", "webchat": "chat", "livechat": "chat",
             "whatsapp": "chat", "email": "email", "mail": "email", "ticket": "email"}  # fmt: skip
_WHOLE = re.compile(r"\d{1,8}")
_ROWS_JUDGED = 200
_SLOWEST = 10  # seconds for each letter; milliseconds read as seconds come to about 60
_NO_TABLE = "is not a table with a column of text; name its columns, for example: start, end, speaker, text"
_NO_TURNS = (
    "is text in which neither speakers nor times nor columns are found; write each turn as “Name: text”, or name the "
    "columns of a table, for example: start, end, speaker, text"
)
_STRANGE_NAMES = (
    "names its columns by words that are not known here; say how to read it by a mapping, or call them for example "
    "start, end, speaker, text"
)


def recognises(source: Source) -> bool:
    """Whether it may be a table: any text that does not begin as JSON or XML."""
    return bool(source.head) and not source.is_json and not source.is_xml


def read(source: Source) -> tuple[Transcript, ...]:
    """The conversations of a table; raises InputError where it is not a table of turns."""
    decoded = source.text
    return read_rows(read_table(decoded.text, known_names), decoded.skipped, source.day_first)


def read_rows(table: Table, told: Sequence[Skipped] = (), day_first: bool | None = None) -> tuple[Transcript, ...]:
    """The conversations of a table that stands elsewhere; `told` belongs to it. Raises InputError as `read` does."""
    columns, rows = _columns(table)
    notes = [*told, *table.skipped]
    if _counts_milliseconds(rows, columns):
        columns = replace(columns, units={**columns.units, "start": 0.001, "end": 0.001})
        notes.append(Skipped("file", "the times were read as milliseconds: as seconds nobody could speak so slowly"))
    if columns.repeated:
        names = ", ".join(f"“{name}”" for name in columns.repeated)
        notes.append(Skipped(f"line {table.rows[0].line}", f"columns named twice were taken by their order: {names}"))
    timed = _turns(rows, columns, day_first, notes)
    if not timed:
        if columns.named:
            raise InputError("has column names but no turns under them")
        raise NotRecognised(_NO_TABLE)
    return _conversations(timed, columns, tuple(notes))


def _columns(table: Table) -> tuple[Columns, Sequence[Row]]:
    """What the columns mean, and the rows below the header if there is one."""
    if not table.rows:
        raise InputError("holds no text")
    header = columns_of_header(table.rows[0].cells)
    if "text" in header and (header.width > 1 or len(table.rows) > 1):
        return header, table.rows[1:]
    if len(header.places) > 1:
        raise NotRecognised("has column names, but none for the text of the turns; call that column “text”")
    columns = columns_of_content(table.rows)
    if columns is None:
        lines = sum(len(row.cells) == 1 for row in table.rows)
        raise NotRecognised(_NO_TURNS if 2 * lines > len(table.rows) else _NO_TABLE)
    if names_columns(table.rows, columns):
        raise NotRecognised(_STRANGE_NAMES)
    return columns, table.rows


def _counts_milliseconds(rows: Sequence[Row], columns: Columns) -> bool:
    """Whether whole numbers in the columns of times can be no seconds, as in the tables of Whisper and whisper.cpp."""
    if "start" not in columns or "end" not in columns or not columns.units.keys().isdisjoint(("start", "end")):
        return False
    spoken = lasted = 0
    for row in rows[:_ROWS_JUDGED]:
        start, end, text = (columns.cell(row, name) for name in ("start", "end", "text"))
        if not (_WHOLE.fullmatch(start) and _WHOLE.fullmatch(end)):
            return False
        spoken += len(text)
        lasted += max(0, int(end) - int(start))
    return lasted > _SLOWEST * spoken > 0


def _turns(
    rows: Sequence[Row], columns: Columns, told: bool | None, notes: list[Skipped]
) -> list[tuple[str, str, Timed]]:
    """Conversation, channel cell and turn of every row that has a text."""
    starts = [columns.cell(row, "start") for row in rows]
    day_first = day_order(starts, told)
    found = []
    for row in (_fitted(each, columns) for each in rows):
        if len(row.cells) > columns.width:
            reason = f"{len(row.cells)} cells where {columns.width} are expected; the row was left out"
            notes.append(Skipped(f"line {row.line}", reason))
        elif not columns.cell(row, "text"):
            notes.append(Skipped(f"line {row.line}", "no text"))
        else:
            timed = _timed(row, columns, day_first, notes)
            found.append((columns.cell(row, "conversation"), columns.cell(row, "channel"), timed))
    return found


def _fitted(row: Row, columns: Columns) -> Row:
    """Cut empty cells off at the end, and give commas that were not quoted back to a text in the last column."""
    cells = row.cells
    while len(cells) > columns.width and not cells[-1].strip():
        cells = cells[:-1]
    if len(cells) > columns.width and columns.places["text"] == columns.width - 1:
        cells = (*cells[: columns.width - 1], ",".join(cells[columns.width - 1 :]))
    return replace(row, cells=cells)


def _timed(row: Row, columns: Columns, day_first: bool, notes: list[Skipped]) -> Timed:
    turn = _turn(row, columns)
    written = columns.cell(row, "start")
    start = read_time(written, day_first, columns.units.get("start", 1.0))
    if start is None and "start" in columns:
        reason = f"the time “{written[:40]}” cannot be read" if written else "no time"
        notes.append(Skipped(f"line {row.line}", f"{reason}; the turn is kept without a time"))
    end = read_time(columns.cell(row, "end"), day_first, columns.units.get("end", 1.0))
    duration = read_time(columns.cell(row, "duration"), False, columns.units.get("duration", 1.0))
    seconds = duration.seconds if duration and duration.kind is Kind.OFFSET else None
    return Timed(row.line, turn, start, end, seconds)


def _turn(row: Row, columns: Columns) -> Turn:
    named, typed = columns.cell(row, "speaker"), columns.cell(row, "role")
    if "speaker" not in columns and "role" not in columns:
        channel = columns.cell(row, "channel")
        named = f"channel {channel}" if re.fullmatch(r"\d{1,2}", channel) else ""
    role = role_of(typed)
    return Turn(
        columns.cell(row, "text"),
        role if role is not Role.UNKNOWN else role_of(named),
        named or typed,
        internal=_internal(row, columns),
        sentiment=columns.cell(row, "sentiment") or None,
    )


def _internal(row: Row, columns: Columns) -> bool:
    return columns.cell(row, "internal").casefold() in _TRUE or columns.cell(row, "public").casefold() in _FALSE


def _conversations(
    rows: Sequence[tuple[str, str, Timed]], columns: Columns, notes: tuple[Skipped, ...]
) -> tuple[Transcript, ...]:
    kind = usual_kind([timed.start for _, _, timed in rows])
    grouped: dict[str, list[tuple[str, Timed]]] = {}
    for conversation, channel, timed in rows:
        grouped.setdefault(conversation, []).append((channel, timed))
    transcripts: list[Transcript] = []
    for conversation, members in grouped.items():
        line = lay_out([timed for _, timed in members], kind, "end" in columns)
        channel = _channel(members[0][0], columns, kind)
        # What could not be read belongs to the file: it is told once, with its first conversation.
        skipped = (*(notes if not transcripts else ()), *line.skipped)
        transcripts.append(Transcript(FORMAT, line.turns, channel, line.started_at, conversation, skipped))
    return tuple(transcripts)


def _channel(cell: str, columns: Columns, kind: Kind) -> str:
    written = re.sub(r"\W", "", cell).casefold()
    if written in _CHANNELS:
        return _CHANNELS[written]
    if "end" in columns or "duration" in columns:
        return "call"
    return "chat" if columns.chatty or kind is Kind.INSTANT else "call"

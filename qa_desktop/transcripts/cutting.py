"""Files of many conversations that are too large to be read whole: cut into pieces, which are read one after the other.

Where one conversation ends and the next begins is known in JSON Lines, in lists of a JSON document, and in tables with
a column for it. Everything else is one conversation, or many that hang together, and is bounded as such.
"""

# mypy: disable-error-code="import-untyped"

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path
from typing import IO, Final

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import NeedsDayOrder, Skipped, Transcript
from qa_desktop.transcripts import generic_csv
from qa_desktop.transcripts.columns import Columns, columns_of_header, known_names
from qa_desktop.transcripts.detect import format_of, read_source, read_table_of
from qa_desktop.transcripts.source import LARGEST_JSON, LARGEST_TEXT, Line, Source, lines_of
from qa_desktop.transcripts.tables import Row, Table, read_table, split_rows
from qa_desktop.transcripts.text import decode
from qa_desktop.transcripts.times import day_comes_first, unsure_date
from qa_desktop.transcripts.wrappers import LISTS, WRAPPERS

LARGEST_FILE: Final = 1 << 30
"""Bytes of a file that is read in pieces."""
_HEAD = 64 << 10
_PIECE = 1 << 20
_LINES_OF_ONE = 10
"""A piece of more lines that holds one conversation shows that a line is a turn."""
_ROWS = 4000
_MOST_WAITING = 32 << 20
"""Characters of rows whose conversations go on."""
_TOO_LONG = f"more than {LARGEST_TEXT >> 20} MB, more than any conversation"
_AGAIN = Skipped("conversation", "another of the same number stands before it in the file; each is kept on its own")
_LISTS = frozenset([*LISTS, *(f"{outer}.{name}" for outer in WRAPPERS for name in LISTS), "chats.list"])


@dataclass(frozen=True)
class Piece:
    """The conversations in a piece of a file, or why it cannot be read (a sentence); `where` says which piece."""

    where: str
    conversations: tuple[Transcript, ...] = ()
    problem: str = ""


def in_pieces(file: Path, day_first: bool | None = None) -> Iterator[Piece] | None:
    """The pieces of a file that is too large to be read whole, each read when it is asked for; None where it is none.

    None too where it cannot be cut. Raises InputError where it cannot be opened, NeedsDayOrder where its dates need an
    answer.
    """
    try:
        pieces = _cut(file, day_first)
    except OSError as error:
        raise InputError(f"“{file.name}” cannot be read: {error.strerror or error}.") from error
    return None if pieces is None else _to_the_end(pieces)


def _to_the_end(pieces: Iterator[Piece]) -> Iterator[Piece]:
    """The pieces; where the file goes while it is read, the last one says so."""
    try:
        yield from pieces
    except OSError as error:
        yield Piece("", problem=f"It cannot be read to its end: {error.strerror or error}.")


def _cut(file: Path, day_first: bool | None) -> Iterator[Piece] | None:
    size = file.stat().st_size
    if not LARGEST_TEXT < size <= LARGEST_FILE:
        return None
    with file.open("rb") as opened:
        head = Source(opened.read(_HEAD), file.name, day_first)
        is_lines = head.is_json and _begins_with_line(opened)
    if is_lines:
        return _begun(_json_lines(file, day_first))
    if head.is_json:
        return _begun(_json_list(file, day_first)) if size > LARGEST_JSON else None
    is_table = b"\0" not in head.data and bool(head.head) and format_of(head) is generic_csv
    return _table(file, head.head, day_first) if is_table else None


def _begun(pieces: Iterator[tuple[int, Piece]]) -> Iterator[Piece] | None:
    """The pieces; None where the first is not understood, or shows that it is a part of one conversation."""
    first = next(pieces, None)
    if first is None or first[1].problem:
        return None
    lines, piece = first
    if lines > _LINES_OF_ONE and len(piece.conversations) == 1:
        return None
    return _told_again(each for _, each in chain([first], pieces))


def _told_again(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """The pieces; a conversation whose number stood in an earlier one says so."""
    seen: set[str] = set()
    for piece in pieces:
        yield replace(
            piece,
            conversations=tuple(
                replace(each, skipped=(_AGAIN, *each.skipped)) if each.conversation in seen else each
                for each in piece.conversations
            ),
        )
        seen.update(each.conversation for each in piece.conversations if each.conversation)


def _read(where: str, read: Callable[[], tuple[Transcript, ...]]) -> Piece:
    try:
        return Piece(where, read())
    except InputError as error:
        return Piece(where, problem=f"{where}: {error}")
    except RecursionError:
        return Piece(where, problem=f"{where}: it is nested deeper than any transcript.")


# JSON


def _begins_with_line(opened: IO[bytes]) -> bool:
    """Whether the first line is a whole value, and others follow."""
    opened.seek(0)
    line = opened.readline(LARGEST_TEXT)
    if not line.endswith(b"\n") or not line.strip() or not opened.read(1):
        return False
    lines, bad = lines_of(decode(line).text)
    return bool(lines) and not bad


def _json_lines(file: Path, day_first: bool | None) -> Iterator[tuple[int, Piece]]:
    with file.open("rb") as opened:
        first = 1
        while part := _some_lines(opened):
            after = first + len(part)
            notes = [
                Skipped(f"line {number}", f"it holds {_TOO_LONG}")
                for number, line in enumerate(part, start=first)
                if line is None
            ]
            where, first_line, first = f"lines {first} to {after - 1}", first, after
            try:
                decoded = decode(b"".join(line or b"\n" for line in part))
            except InputError as error:
                yield 0, Piece(where, problem=f"“{file.name}”, {where}: it {error}.")
                continue
            notes += [Skipped(where, note.reason) for note in decoded.skipped[:1]]
            lines, bad = lines_of(decoded.text, first_line)
            yield from _of_lines("line", lines, (*notes, *bad), file.name, day_first)


def _some_lines(opened: IO[bytes]) -> list[bytes | None]:
    """The next lines, of a megabyte or one at least; None stands for one that is too long."""
    found: list[bytes | None] = []
    size = 0
    while size < _PIECE and (line := opened.readline(LARGEST_TEXT)):
        is_whole = line.endswith(b"\n") or len(line) < LARGEST_TEXT
        size += len(line)
        found.append(line if is_whole else None)
        while not is_whole:
            line = opened.readline(LARGEST_TEXT)
            is_whole = line.endswith(b"\n") or len(line) < LARGEST_TEXT
    return found


def _json_list(file: Path, day_first: bool | None) -> Iterator[tuple[int, Piece]]:
    import ijson

    with file.open("rb") as opened:
        place = _list_in(_Bounded(opened, _PIECE))
        if place is None:
            return
        opened.seek(0)
        bounded = _Bounded(opened, LARGEST_TEXT)
        waiting: list[Line] = []
        number = size = 0
        try:
            for number, value in enumerate(ijson.items(bounded, place, use_float=True), start=1):
                waiting.append(Line(number, value))
                size += bounded.again()
                if size >= _PIECE:
                    yield from _of_lines("item", waiting, (), file.name, day_first)
                    waiting, size = [], 0
            problem = ""
        except InputError as error:
            problem = f"item {number + 1} holds {error}; it and what follows were left out."
        except ijson.JSONError:
            problem = f"After item {number} it is no valid JSON, or was cut off; export it again."
        if waiting:
            yield from _of_lines("item", waiting, (), file.name, day_first)
        if problem:
            yield 0, Piece(f"after item {number}", problem=problem)


class _Bounded:
    """A file that a reader gets no more of than it may take for one value."""

    def __init__(self, opened: IO[bytes], most: int) -> None:
        self._opened, self._most, self._taken = opened, most, 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; raises InputError where they are too many."""
        data = self._opened.read(min(size, self._most // 4))
        self._taken += len(data)
        if self._taken > self._most:
            raise InputError(_TOO_LONG)
        return data

    def again(self) -> int:
        """Count anew; how much was taken before."""
        taken, self._taken = self._taken, 0
        return taken


def _list_in(opened: _Bounded) -> str | None:
    """Where the list of conversations stands in a JSON document, as ijson spells it; None where none begins soon."""
    import ijson

    try:
        for prefix, event, _ in ijson.parse(opened):
            if event == "start_array" and (not prefix or prefix in _LISTS):
                return f"{prefix}.item".lstrip(".")
    except (InputError, ijson.JSONError):
        return None
    return None


def _of_lines(
    name: str, lines: Sequence[Line], notes: Sequence[Skipped], file: str, day_first: bool | None
) -> Iterator[tuple[int, Piece]]:
    """Values that belong to no others; where they cannot be read together, each alone."""
    if not lines:
        told = "; ".join(f"{note.where}: {note.reason}" for note in notes)
        yield 0, Piece("", problem=f"{told}.")
        return

    def read(those: Sequence[Line], told: Sequence[Skipped] = ()) -> Piece:
        first, last = those[0].number, those[-1].number
        where = f"{name}s {first} to {last}" if last > first else f"{name} {first}"
        return _read(where, lambda: read_source(Source.of_lines(those, told, file, day_first)))

    piece = read(lines, notes)
    if not piece.problem or len(lines) == 1:
        yield len(lines), piece
        return
    alone = [read([line], notes if not place else ()) for place, line in enumerate(lines)]
    # Where nothing can be read, one sentence says so.
    yield from ((1, each) for each in alone) if any(each.conversations for each in alone) else [(len(lines), piece)]


# Tables


def _table(file: Path, head: str, day_first: bool | None) -> Iterator[Piece] | None:
    table = read_table(head, known_names)
    columns = columns_of_header(table.rows[0].cells) if table.rows else None
    if columns is None or "text" not in columns or "conversation" not in columns:
        return None
    last, order = _ends(file, table.delimiter, columns, day_first)
    return _conversations(file, table, columns, last, order)


def _rows(file: Path, delimiter: str) -> Iterator[tuple[list[Row], tuple[Skipped, ...]]]:
    """The rows of a table, block by block, and what was guessed; the header is among the first."""
    with file.open("rb") as opened:
        line = 1
        while data := _block(opened):
            where = f"from line {line}"
            try:
                decoded = decode(data)
            except InputError as error:
                raise InputError(f"“{file.name}”, {where}: it {error}.") from error
            table = split_rows(decoded.text, delimiter, line)
            yield list(table.rows), (*(Skipped(where, note.reason) for note in decoded.skipped[:1]), *table.skipped)
            line += data.count(b"\n")


def _block(opened: IO[bytes]) -> bytes:
    """The next rows, whole ones: where a quoted cell is open, its line is not the end."""
    data = bytearray(opened.read(_PIECE))
    if data and not data.endswith(b"\n"):
        data += opened.readline(LARGEST_TEXT)
    is_open = data.count(b'"') % 2 == 1
    while is_open and len(data) < LARGEST_TEXT and (line := opened.readline(LARGEST_TEXT)):
        data += line
        is_open ^= line.count(b'"') % 2 == 1
    return bytes(data)


def _ends(file: Path, delimiter: str, columns: Columns, told: bool | None) -> tuple[dict[str, int], bool | None]:
    """The last line of each conversation, and whether the day comes first in dates; raises NeedsDayOrder."""
    last: dict[str, int] = {}
    order, example = None, ""
    for rows, _ in _rows(file, delimiter):
        last.update((columns.cell(row, "conversation"), row.line) for row in rows)
        if order is None:
            starts = [columns.cell(row, "start") for row in rows]
            order, example = day_comes_first(starts), example or unsure_date(starts)
    if order is None and told is None and example:
        asked = NeedsDayOrder(example)
        asked.args = (f"“{file.name}” {asked}.",)
        raise asked
    return last, told if order is None else order


def _conversations(
    file: Path, head: Table, columns: Columns, last: dict[str, int], day_first: bool | None
) -> Iterator[Piece]:
    header = head.rows[0]
    waiting: dict[str, list[Row]] = {}
    ready: dict[str, list[Row]] = {}
    held = 0
    notes: tuple[Skipped, ...] = ()

    def pieces() -> Iterator[Piece]:
        def read(those: Iterable[list[Row]], told: tuple[Skipped, ...]) -> Piece:
            rows = sorted(chain.from_iterable(those), key=lambda row: row.line)
            where = f"lines {rows[0].line} to {rows[-1].line}"
            return _read(
                where, lambda: read_table_of(Table((header, *rows), head.delimiter, told), file.name, day_first)
            )

        piece = read(ready.values(), notes)
        alone = len(ready) == 1 or not piece.problem
        yield from [piece] if alone else (read([rows], ()) for rows in ready.values())

    for rows, told in _rows(file, head.delimiter):
        notes += told
        for row in rows:
            if row.line <= header.line:
                continue
            number = columns.cell(row, "conversation")
            waiting.setdefault(number, []).append(row)
            held += sum(map(len, row.cells))
            if last[number] == row.line:
                ready[number] = waiting.pop(number)
        if ready and (held > _PIECE or sum(map(len, ready.values())) > _ROWS):
            yield from pieces()
            held -= sum(len(cell) for those in ready.values() for row in those for cell in row.cells)
            ready, notes = {}, ()
        if held > _MOST_WAITING:
            line = min(those[0].line for those in waiting.values())
            told_ = "its conversations lie too far apart to be read in pieces; sort the table by conversation"
            yield Piece(f"from line {line}", problem=f"From line {line} on nothing was read: {told_}.")
            return
    if ready:
        yield from pieces()

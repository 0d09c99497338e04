"""Reading delimited text: quoted cells over several lines, ragged rows, and quotes that never close."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from qa_desktop.domain.transcripts import Skipped

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_LINES = 40
_SAMPLE_SIZE = 100_000
_UNCLOSED = "a quotation mark opens a cell and never closes it; the cell was read to the end of its line"


@dataclass(frozen=True)
class Row:
    """The cells of a row, and the line in the file on which it begins."""

    line: int
    cells: tuple[str, ...]

    @property
    def blank(self) -> bool:
        """Whether nothing is written in it."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True)
class Table:
    """The rows that are not blank."""

    rows: tuple[Row, ...]
    delimiter: str
    skipped: tuple[Skipped, ...] = ()


def read_table(text: str, known: Callable[[Sequence[str]], int]) -> Table:
    """The table in a text; `known` counts the column names it understands in a row, to find the delimiter."""
    first, _, rest = text.partition("\n")
    if first.casefold().startswith("sep=") and len(first.strip()) == 5:
        return split_rows(rest, first.strip()[4], first_line=2)
    return split_rows(text, _delimiter(text, known))


def split_rows(text: str, delimiter: str, first_line: int = 1) -> Table:
    """Cut a text with `\\n` line ends into rows; blank rows are left out."""
    rows: list[Row] = []
    skipped: list[Skipped] = []
    place, line = 0, first_line
    while place < len(text):
        end = _line_end(text, place)
        if text.find('"', place, end) < 0:
            cells, after = text[place:end].split(delimiter), end
        else:
            cells, after, sound = _quoted_row(text, place, delimiter)
            if not sound:
                skipped.append(Skipped(f"line {line}", _UNCLOSED))
        row = Row(line, tuple(cells))
        if not row.blank:
            rows.append(row)
        line += text.count("\n", place, after) + 1
        place = after + 1
    return Table(tuple(rows), delimiter, tuple(skipped))


def _quoted_row(text: str, place: int, delimiter: str) -> tuple[list[str], int, bool]:
    """The cells of the row at `place`, where it ends, and whether all its quotes close."""
    cells: list[str] = []
    sound = True
    stop = _line_end(text, place)
    while True:
        cell, place, closed = _cell(text, place, stop, delimiter)
        cells.append(cell)
        sound = sound and closed
        if place > stop:
            stop = _line_end(text, place)
        if place >= stop:
            return cells, place, sound
        place += 1


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _cell(text: str, place: int, stop: int, delimiter: str) -> tuple[str, int, bool]:
    if text.startswith('"', place):
        end = _closing_quote(text, place + 1, delimiter)
        if end is not None:
            return text[place + 1 : end].replace('""', '"'), end + 1, True
    comma = text.find(delimiter, place, stop)
    end = stop if comma < 0 else comma
    raw = text[place:end]
    closed = not raw.startswith('"') or raw.count('"') > 1
    return raw if closed else raw[1:], end, closed


def _closing_quote(text: str, place: int, delimiter: str) -> int | None:
    """Where the quoted cell ends: a lone quote before a delimiter or a line end."""
    while True:
        place = text.find('"', place)
        if place < 0:
            return None
        if text.startswith('"', place + 1):
            place += 2
            continue
        following = text[place + 1 : place + 2]
        return place if following in ("", delimiter, "\n") else None


def _delimiter(text: str, known: Callable[[Sequence[str]], int]) -> str:
    sample = "\n".join(text[:_SAMPLE_SIZE].split("\n")[:_SAMPLE_LINES])

    def fitness(delimiter: str) -> tuple[int, float, int]:
        rows = split_rows(sample, delimiter).rows
        widths = [len(row.cells) for row in rows if len(row.cells) > 1]
        if not widths:
            return (known(rows[0].cells) if rows else 0), 0.0, 1
        usual = max(set(widths), key=widths.count)
        return known(rows[0].cells), round(widths.count(usual) / len(rows), 1), usual

    return max(DELIMITERS, key=fitness)

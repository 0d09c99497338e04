"""Tables of ratings as people have them: CSV from any spreadsheet, and matrices of weights."""

import csv
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.domain.errors import InputError
from qa_desktop.imports.workbook import is_workbook, read_workbook
from qa_desktop.services.rating_shapes import ITEM, by_blanks, without_frame
from qa_desktop.transcripts.text import decode

if TYPE_CHECKING:
    from qa_desktop.statistics.answers import AnswerTable
    from qa_desktop.statistics.ratings import Floats

_DELIMITERS = ",;\t|"
_LONGEST_CELL = 1_000_000
_HINT = re.compile(r"sep=(.)\n")

Rows = list[tuple[int, list[str]]]
"""Rows with the number of their line; cells are stripped."""


def read_ratings(path: Path, *, counts: bool = False) -> "AnswerTable":
    """The ratings in a file: first column `item`, then a column for each reviewer; blank is missing.

    A row for each mark serves too, with the columns `item`, `reviewer` and `mark` (`rater`, `score` and the like); a
    row for each reviewer, where the first column is called so; the cross table of two reviewers; and with `counts` how
    many gave each category. Raises InputError in one sentence where the file is no such table.
    """
    from qa_desktop.services import rating_shapes

    rows = table_rows(path)
    if not rows:
        raise InputError(f"“{path.name}” is empty: it needs a header, item and then the reviewers, and a row per item.")
    try:
        if counts:
            return rating_shapes.counted(rows)
        table = rating_shapes.crossed(rows)
        if table is not None:
            return table
        header = rows[0][1]
        long = rating_shapes.is_long(header)
        if long:
            rows = rating_shapes.in_usual_order(rows)
        elif header[0].casefold() in rating_shapes.REVIEWER:
            rows = rating_shapes.turned(rows)
    except InputError as error:
        raise InputError(f"“{path.name}” {error}.") from error
    table = _by_items(path, rows)
    return _from_marks(path, table) if long else table


def _by_items(path: Path, rows: Rows) -> "AnswerTable":
    from qa_desktop.statistics.answers import AnswerTable

    names, width = _names(path, rows)
    items, marks = [], []
    for line, cells in rows[1:]:
        beyond = next((cell for cell in cells[width:] if cell), None)
        if beyond is not None:
            raise InputError(f"Line {line} of “{path.name}” has “{beyond}” beyond the last column: give it a header.")
        cells = cells[:width] + [""] * (width - len(cells))
        items.append(cells[0] or f"line {line}")
        marks.append(tuple(cell or None for cell in cells[1:]))
    if not items:
        raise InputError(f"“{path.name}” has a header only: add a row for each item.")
    return AnswerTable(tuple(items), tuple(names), tuple(marks))


def _from_marks(path: Path, table: "AnswerTable") -> "AnswerTable":
    """The table of items by reviewers from one with a row for each mark."""
    marks: dict[tuple[str, str], str | None] = {}
    for item, (reviewer, mark) in zip(table.items, table.marks, strict=True):
        if reviewer is None:
            raise InputError(f"“{path.name}” has a mark for {item} without the {table.reviewers[0]}: fill it in.")
        if (item, reviewer) in marks:
            raise InputError(f"“{path.name}” has two marks of {reviewer} for {item}: leave one of them.")
        marks[item, reviewer] = mark
    items, reviewers = (tuple(dict.fromkeys(names)) for names in zip(*marks, strict=True))
    rows = tuple(tuple(marks.get((item, reviewer)) for reviewer in reviewers) for item in items)
    return replace(table, items=items, reviewers=reviewers, marks=rows)


def read_weights(path: Path, categories: Sequence[str]) -> "Floats":
    """The agreement weights in a file, categories by categories in their order; rows and columns may bear their names.

    The first cell says whether they are weights of `agreement` or of `disagreement`; the latter become 1 - w / max w
    (Cohen 1968). Raises InputError in one sentence where the file is no such matrix.
    """
    import numpy as np

    from qa_desktop.statistics.weights import from_disagreement

    rows = [cells for _, cells in table_rows(path)]
    kind = rows[0][0].casefold() if rows else ""
    if kind not in ("agreement", "disagreement"):
        raise InputError(f"The first cell of “{path.name}” must say “agreement” or “disagreement”.")
    size = len(categories)
    matrix, names = _matrix(path, rows, size)
    if names:
        places = _places(path, names, categories)
        matrix = [[matrix[row][column] for column in places] for row in places]
    found = np.array(matrix, np.float64)
    if (found < 0).any() or not np.isfinite(found).all():
        raise InputError(f"The weights in “{path.name}” must be numbers from 0 on.")
    return from_disagreement(found) if kind == "disagreement" else found


def _names(path: Path, rows: Rows) -> tuple[list[str], int]:
    """The reviewers, and how many columns the table has; columns at the end without name and content are none."""
    header = rows[0][1]
    width = max((place for _, cells in rows for place, cell in enumerate(cells, start=1) if cell), default=0)
    header = header[: max(width, 1)]
    if header[0].casefold() not in ITEM:
        raise InputError(f"The first column of “{path.name}” must be called “item”; it is called “{header[0]}”.")
    names = header[1:]
    if not names:
        raise InputError(f"“{path.name}” has no reviewers: after “item” comes a column for each of them.")
    blank = next((place for place, name in enumerate(names, start=2) if not name), None)
    if blank:
        raise InputError(f"Column {blank} of “{path.name}” has no name: give the reviewer's name in the first line.")
    twice = next((name for name, times in Counter(names).items() if times > 1), None)
    if twice:
        raise InputError(f"“{path.name}” has two columns called “{twice}”: give each reviewer a name of their own.")
    return names, len(header)


def _matrix(path: Path, rows: list[list[str]], size: int) -> tuple[list[list[float]], list[str]]:
    """The numbers, and the names of the columns if there are any."""
    first = rows[0][1:]
    body = rows[1:] if len(rows) == size + 1 else rows
    labelled = len(rows) == size + 1 and any(first)
    names = [cell for cell in first if cell] if labelled else []
    named = all(len(row) == size + 1 for row in body)
    cells = [row[1:] if named else row for row in body]
    if len(cells) != size or any(len(row) != size for row in cells) or (labelled and len(names) != size):
        raise InputError(
            f"“{path.name}” must have {size} rows and {size} columns of weights, one for each category in their order."
        )
    try:
        return [[float(cell.replace(",", ".")) for cell in row] for row in cells], names
    except ValueError as error:
        raise InputError(f"“{path.name}” holds a weight that is no number ({error}).") from error


def _places(path: Path, names: list[str], categories: Sequence[str]) -> list[int]:
    places = {name: place for place, name in enumerate(names)}
    missing = next((category for category in categories if category not in places), None)
    if missing is not None:
        raise InputError(f"“{path.name}” has no weights for the category “{missing}”.")
    return [places[category] for category in categories]


def table_rows(path: Path) -> Rows:
    """The rows of a CSV file, or of the first sheet of a workbook, that hold anything.

    Raises InputError in one sentence where the file is no table or cannot be read.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise InputError(f"“{path}” cannot be read ({error.strerror}): check who may read it.") from error
    try:
        return _in_workbook(data) if is_workbook(data) else _in_text(decode(data).text)
    except InputError as error:
        raise InputError(f"“{path.name}” {error}.") from error


def _in_workbook(data: bytes) -> Rows:
    sheets = read_workbook(data)
    return [(line, [cell.strip() for cell in cells]) for line, cells in sheets[0].rows] if sheets else []


def _in_text(text: str) -> Rows:
    text = text.lstrip("\ufeff")
    hint = _HINT.match(text)
    text = text[hint.end() :] if hint else text
    head = text.lstrip("\n").partition("\n")[0]
    delimiter = hint[1] if hint else max(_DELIMITERS, key=head.count)
    if not hint and delimiter not in head:
        parted = by_blanks(text)
        if parted is not None:
            return parted
    before = csv.field_size_limit(_LONGEST_CELL)
    try:
        reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter)
        rows = [(reader.line_num + bool(hint), [cell.strip() for cell in cells]) for cells in reader]
    except csv.Error as error:
        raise InputError(f"is no table that can be read ({error})") from error
    finally:
        csv.field_size_limit(before)
    rows = [(line, cells) for line, cells in rows if any(cells)]
    return without_frame(rows) if delimiter == "|" else rows

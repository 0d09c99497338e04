"""A workbook as a plain plan: sheets, cells, rules and charts, without any library.

What a calibration workbook says is decided here and tested here; writing it to a file is another room's work.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Final, NamedTuple

A4: Final = (8.27, 11.69)
"""Width and height of the paper in inches."""

MARGINS: Final = (0.5, 0.5, 0.5, 0.55)
"""What stays free on the left, the right, above and below, in inches."""

CellValue = str | int | float | date | None


@dataclass(frozen=True)
class Note:
    """A note on a cell, and who wrote it."""

    author: str
    text: str


class Cell(NamedTuple):
    """One cell. With a formula (written without `=`), `value` is the program's own result of it.

    A tuple, as there are hundreds of thousands.
    """

    value: CellValue = None
    look: str = "text"
    formula: str = ""
    note: Note | None = None


@dataclass(frozen=True)
class Colour:
    """A conditional format: where the formula holds, the area takes the look; the first that holds wins.

    `holds` says the same of a cell's value, for sheets that are drawn without a spreadsheet.
    """

    area: str
    formula: str
    look: str
    holds: Callable[[CellValue], bool] | None = None


@dataclass(frozen=True)
class Gradient:
    """A colour scale: each point (a value, from low to high) has its colour, and values between them a mixture."""

    area: str
    points: tuple[tuple[float, str], ...]


@dataclass(frozen=True)
class Choices:
    """Cells that take one of the values in a range, or of a list written out."""

    area: str
    source: str


@dataclass(frozen=True)
class Series:
    """One row of bars, or one line: a title, the cells and their values.

    `reach` are the cells with half the interval's width; a `plain` line has no marks on it.
    """

    title: str
    cells: str
    values: tuple[float | None, ...]
    colour: str
    reach: str = ""
    reach_values: tuple[float | None, ...] = ()
    plain: bool = False


@dataclass(frozen=True)
class Chart:
    """A bar chart, or with `lines` a line chart.

    `anchor` is the cell of its upper left corner, sizes are in centimetres; with `until` it ends at the lower right
    corner of that cell instead, however wide a program makes the columns.
    """

    anchor: str
    title: str
    categories: str
    names: tuple[str, ...]
    series: tuple[Series, ...]
    width: float
    height: float
    number_format: str
    horizontal: bool = False
    low: float | None = None
    high: float | None = None
    step: float | None = None
    lines: bool = False
    until: str = ""


@dataclass(frozen=True)
class Page:
    """How a sheet prints: A4, fit to the width of one page, or of several where it turns the page across too.

    `repeat` are the rows on top of every page, `breaks` the rows after which a page ends; `repeat_columns` are those
    on the left of every page, `column_breaks` the columns after which a page ends.
    """

    portrait: bool = False
    one_page: bool = False
    repeat: str = ""
    area: str = ""
    breaks: tuple[int, ...] = ()
    repeat_columns: str = ""
    column_breaks: tuple[int, ...] = ()


@dataclass(frozen=True)
class Sheet:
    """One sheet. Rows and columns count from 1; areas are written like `A5:B9`, names stand for areas of it."""

    title: str
    cells: Mapping[tuple[int, int], Cell]
    widths: Mapping[int, float] = field(default_factory=dict)
    heights: Mapping[int, float] = field(default_factory=dict)
    merged: tuple[str, ...] = ()
    hidden_columns: tuple[int, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    colours: tuple[Colour, ...] = ()
    gradients: tuple[Gradient, ...] = ()
    choices: tuple[Choices, ...] = ()
    charts: tuple[Chart, ...] = ()
    freeze: str = ""
    filter: str = ""
    table: tuple[str, str] | None = None
    page: Page = field(default_factory=Page)
    hidden: bool = False


@dataclass(frozen=True)
class Workbook:
    """A whole workbook."""

    title: str
    author: str
    footer: str
    made: datetime
    sheets: tuple[Sheet, ...]


@cache
def letter(column: int) -> str:
    """The letters of a column: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def at(row: int, column: int) -> str:
    """A cell as Excel writes it, such as `C7`."""
    return f"{letter(column)}{row}"


def fixed(row: int, column: int) -> str:
    """A cell that stays itself wherever the formula is copied: `$C$7`."""
    return f"${letter(column)}${row}"


def area(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """A rectangle such as `A5:B9`."""
    return f"{at(first_row, first_column)}:{at(last_row, last_column)}"


def fixed_area(first_row: int, first_column: int, last_row: int, last_column: int) -> str:
    """A rectangle that stays itself: `$A$5:$B$9`."""
    return f"{fixed(first_row, first_column)}:{fixed(last_row, last_column)}"


def places_of(cells: str) -> tuple[int, int, int, int]:
    """First row, first column, last row and last column of an area such as `A5:B9`, or of one cell."""
    first, _, last = cells.partition(":")
    return (*_place(first), *_place(last or first))


def _place(cell: str) -> tuple[int, int]:
    found = re.fullmatch(r"([A-Z]+)([0-9]+)", cell)
    if found is None:
        raise ValueError(f"{cell!r} is no cell")
    column = 0
    for sign in found[1]:
        column = 26 * column + ord(sign) - 64
    return int(found[2]), column

"""A sheet while it is being drawn: put cells, then take the frozen sheet."""

import textwrap
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from qa_desktop.exports.looks import LOOKS
from qa_desktop.exports.paging import column_breaks, page_breaks, widest
from qa_desktop.exports.plan import Cell, CellValue, Note, Page, Sheet, area, letter

_SIGNS_PER_WIDTH = 1.2  # a column's width counts zeros, and the letters of a text are narrower
_BOLD_SIGNS_PER_WIDTH = 1.0


@dataclass(frozen=True)
class Column:
    """A column of a table: how formulas know it, its heading, its width in signs, the look of its cells."""

    key: str
    title: str
    width: float
    look: str = "text"
    hidden: bool = False


@dataclass(frozen=True)
class Columns:
    """The columns of a table, from column A on."""

    all: tuple[Column, ...]

    def __getitem__(self, key: str) -> int:
        return self._places[key]

    @cached_property
    def _places(self) -> dict[str, int]:
        return {column.key: place for place, column in enumerate(self.all, start=1)}

    @cached_property
    def wrapped(self) -> tuple[tuple[int, Column], ...]:
        """The columns whose texts take several lines, with their places."""
        return tuple((place, each) for place, each in enumerate(self.all, start=1) if LOOKS[each.look].wrap)

    @property
    def last(self) -> int:
        """The number of the last column."""
        return len(self.all)

    @property
    def last_shown(self) -> int:
        """The number of the last column that is not hidden."""
        return max(place for place, column in enumerate(self.all, start=1) if not column.hidden)


@dataclass
class Canvas:
    """Collects the cells of one sheet."""

    title: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    widths: dict[int, float] = field(default_factory=dict)
    heights: dict[int, float] = field(default_factory=dict)
    merged: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    hidden_rows: tuple[int, ...] = ()

    def put(
        self, row: int, column: int, value: CellValue, look: str = "text", formula: str = "", note: Note | None = None
    ) -> None:
        """Write one cell."""
        self.cells[row, column] = Cell(value, look, formula, note)

    def across(self, row: int, first: int, last: int, value: CellValue, look: str, formula: str = "") -> None:
        """Write one value over several columns."""
        self.put(row, first, value, look, formula)
        for column in range(first + 1, last + 1):
            self.put(row, column, None, look)
        if last > first:
            self.merged.append(area(row, first, row, last))

    def line(self, row: int, values: Sequence[CellValue], look: str, first: int = 1) -> None:
        """Write values side by side in one look."""
        for column, value in enumerate(values, start=first):
            self.put(row, column, value, look)

    def heading(self, title: str, subtitle: str) -> None:
        """Write the title of the sheet and the line below it."""
        self.put(1, 1, title, "title")
        self.put(2, 1, subtitle, "subtitle")
        self.heights |= {1: 26, 2: 16}

    def header(self, row: int, columns: Columns, least: float = 32) -> None:
        """Write the headings of a table and set the widths of its columns; `least` is the height of the row."""
        height = least
        for place, column in enumerate(columns.all, start=1):
            self.put(row, place, column.title, "head_left" if LOOKS[column.look].horizontal == "left" else "head")
            self.widths[place] = column.width
            if not column.hidden:
                height = max(height, row_height(lines_of(column.title, column.width, bold=True)))
        self.heights[row] = height

    def fit(self, row: int, columns: Columns) -> None:
        """Make a row as high as its wrapped texts need; not every program does that when it opens a file."""
        needed = 1
        for place, column in columns.wrapped:
            cell = self.cells.get((row, place))
            if cell and isinstance(cell.value, str) and LOOKS[cell.look].wrap:
                look = LOOKS[cell.look]
                needed = max(needed, lines_of(cell.value, self.widths.get(place, column.width), bold=look.bold))
        self.heights[row] = row_height(needed)

    def name(self, name: str, column: int, first: int, last: int) -> None:
        """Give a column of the sheet a name."""
        self.names[name] = area(first, column, max(first, last), column)

    def page(
        self,
        starts: Sequence[int],
        last: int,
        last_column: int,
        repeated: Sequence[int] = (),
        groups: Sequence[int] = (),
    ) -> Page:
        """The printed page: up to the last row and column, its blocks (beginning at `starts`) kept whole.

        Where groups of columns are named by their first ones, the sheet may turn the page before each of them; what
        stands on the left of the first group stands on every page.
        """
        repeat = f"{repeated[0]}:{repeated[-1]}" if repeated else ""
        heights = self.heights | dict.fromkeys(self.hidden_rows, 0.0)
        page = Page(repeat=repeat, area=area(1, 1, last, last_column))
        widths = {column: self.widths.get(column, 0) for column in range(1, last_column + 1)}
        if groups:
            left = range(1, groups[0])
            page = replace(page, column_breaks=column_breaks(widths, groups, last_column, page, left))
            page = replace(page, repeat_columns=f"A:{letter(groups[0] - 1)}" if page.column_breaks else "")
            width = widest(widths, page.column_breaks, left)
        else:
            width = sum(widths.values())
        return replace(page, breaks=page_breaks(width, heights, starts, last, page, repeated))

    def sheet(self, columns: Columns | None = None, **rest: Any) -> Sheet:
        """The sheet as drawn; `rest` are further fields of it."""
        hidden = tuple(place for place, column in enumerate(columns.all, 1) if column.hidden) if columns else ()
        return Sheet(
            self.title,
            {place: self.cells[place] for place in sorted(self.cells)},
            dict(sorted(self.widths.items())),
            dict(sorted(self.heights.items())),
            tuple(self.merged),
            names=dict(self.names),
            hidden_rows=self.hidden_rows,
            **{"hidden_columns": hidden, **rest},
        )


@lru_cache(maxsize=4096)
def lines_of(text: str, width: float, *, bold: bool = False) -> int:
    """How many lines a text takes in a column of that width, about."""
    fitting = max(1, int(width * (_BOLD_SIGNS_PER_WIDTH if bold else _SIGNS_PER_WIDTH)))
    if len(text) <= fitting and "\n" not in text:
        return 1
    return sum(max(1, len(textwrap.wrap(line, fitting))) for line in text.split("\n"))


def fitting_width(texts: Iterable[str], least: float, most: float) -> float:
    """The width of a column in which the longest of some bold texts stands in one line, within limits."""
    longest = max(map(len, texts), default=0)
    return min(max(least, (longest + 1) / _BOLD_SIGNS_PER_WIDTH), most)


def row_height(lines: int) -> float:
    """The height in points of a row of so many lines of ordinary size; Excel allows 409."""
    return min(409.0, 3 + 13.0 * lines)

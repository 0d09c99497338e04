"""The cells of a sheet as XML: a plan's cells are many and alike, and openpyxl takes ten times as long for them.

ECMA-376, part 1, 18.3.1: rows and cells in order, texts within their cells as openpyxl writes them, each formula with
the program's own value, so that previews and protected view show it.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from itertools import groupby
from typing import Final
from xml.sax.saxutils import escape

from qa_desktop.exports.plan import Cell, CellValue, Sheet, area, letter
from qa_desktop.exports.text import escaped

StyleOf = Callable[[Cell], int]
"""The number of a cell's style in the workbook."""

_FIRST_DAY: Final = date(1899, 12, 30)


def rows_xml(sheet: Sheet, style_of: StyleOf) -> bytes:
    """The element `sheetData` of a sheet; its cells must be sorted by row and column."""
    hidden = frozenset(sheet.hidden_rows)
    alike: dict[int, str] = {}
    """What stands behind the place of a cell without a formula: many places share one."""
    rows: dict[int, bytes] = {}
    for row, cells in groupby(sheet.cells.items(), key=lambda item: item[0][0]):
        line = []
        for (_, column), cell in cells:
            written = alike.get(id(cell))
            if written is None:
                written = _behind_place(cell, style_of)
                if not cell.formula:
                    alike[id(cell)] = written
            line.append(f'<c r="{letter(column)}{row}{written}')
        rows[row] = "".join(line).encode()
    lines = [b"<sheetData>"]
    for row in sorted({*rows, *sheet.heights, *hidden}):
        look = f'<row r="{row}"{_row_look(sheet.heights, row, row in hidden)}>'.encode()
        lines += (look, rows.pop(row, b""), b"</row>")
    return b"".join([*lines, b"</sheetData>"])


def used_area(places: Iterable[tuple[int, int]]) -> str:
    """The area from A1 to the last row and column."""
    found = list(places) or [(1, 1)]
    return area(1, 1, max(row for row, _ in found), max(column for _, column in found))


def _row_look(heights: Mapping[int, float], row: int, hidden: bool) -> str:
    height = f' ht="{heights[row]!r}" customHeight="1"' if row in heights else ""
    return f'{height} hidden="1"' if hidden else height


def _behind_place(cell: Cell, style_of: StyleOf) -> str:
    """The cell from the end of its place on."""
    head, value = f'" s="{style_of(cell)}"', cell.value
    if cell.formula:
        kind = ' t="str"' if isinstance(value, str) or value is None else ""
        shown = escape(escaped(str(value or ""))) if kind else _number(value)
        return f"{head}{kind}><f>{escape(cell.formula)}</f><v>{shown}</v></c>"
    if isinstance(value, str):
        return f'{head} t="inlineStr"><is>{_text(value)}</is></c>'
    return f"{head}/>" if value is None else f"{head}><v>{_number(value)}</v></c>"


def _number(value: CellValue) -> str:
    """A number, or the number of a day as Excel counts them."""
    return str((value - _FIRST_DAY).days) if isinstance(value, date) else repr(value)


@lru_cache(maxsize=4096)
def _text(text: str) -> str:
    kept = ' xml:space="preserve"' if text != text.strip() or "\n" in text or "  " in text else ""
    return f"<t{kept}>{escape(escaped(text))}</t>"

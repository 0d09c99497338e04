"""Draws a sheet of a planned workbook on one page of A4, as Excel would print it: cells, marks and charts."""

from collections.abc import Callable
from datetime import date
from itertools import accumulate
from typing import Final

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPageLayout, QPageSize, QPainter, QPdfWriter, QPen

from qa_desktop.exports.looks import LOOKS, MARKS, POINTS, SHARE, SIGNED, Look
from qa_desktop.exports.plan import MARGINS, Cell, CellValue, Sheet, places_of
from qa_desktop.ui.chart_drawing import draw_chart

_INCH: Final = 72.0
_CM: Final = _INCH / 2.54
_PER_WIDTH: Final = 5.25
"""Points to a unit of a column's width, as Excel has it at 96 dots to the inch."""
_USUAL_WIDTH: Final = 8.43
_USUAL_HEIGHT: Final = 15.0
_INSET: Final = 2.5
_DOTS: Final = 1200
_LEAST: Final = 7
"""Points of the smallest letters; a text that does not fit in them is cut."""


def sheet_pdf(sheet: Sheet, title: str, footer: str, font: QFont) -> bytes:
    """The sheet as a PDF of one page; what is too large is drawn smaller. Needs a QGuiApplication, and its thread."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("QA Desktop")
    writer.setResolution(_DOTS)
    upright = QPageLayout.Orientation.Portrait if sheet.page.portrait else QPageLayout.Orientation.Landscape
    writer.setPageLayout(QPageLayout(QPageSize(QPageSize.PageSizeId.A4), upright, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(writer)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.scale(_DOTS / _INCH, _DOTS / _INCH)  # from here on in points
    page = QRectF(0, 0, writer.width() * _INCH / _DOTS, writer.height() * _INCH / _DOTS)
    _Page(painter, sheet, font).draw(page, footer)
    painter.end()
    return bytes(buffer.data().data())


def shown(value: CellValue, number: str) -> str:
    """A value as Excel shows it in one of the number formats of `looks`."""
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, date):
        return value.isoformat()
    short = f"{round(value, 2):g}"
    formats: dict[str, Callable[[], str]] = {
        SHARE: lambda: f"{int(100 * value + 0.5)}%",
        POINTS: lambda: f"{value:.1f}",
        SIGNED: lambda: f"{value:+.1f}".replace("-", "−") if round(value, 1) else "0.0",
        "0": lambda: f"{value:.0f}",
        '"± "0.##': lambda: f"± {short}",
    }
    return formats.get(number, lambda: short)()


class _Page:
    def __init__(self, painter: QPainter, sheet: Sheet, font: QFont) -> None:
        self._painter, self._sheet, self._font = painter, sheet, font
        _, _, self._last_row, last_column = places_of(sheet.page.area)
        widths = (_PER_WIDTH * sheet.widths.get(each, _USUAL_WIDTH) for each in range(1, last_column + 1))
        heights = (sheet.heights.get(each, _USUAL_HEIGHT) for each in range(1, self._last_row + 1))
        self._left, self._top = [0.0, *accumulate(widths)], [0.0, *accumulate(heights)]

    def draw(self, page: QRectF, footer: str) -> None:
        left, right, top, bottom = (_INCH * margin for margin in MARGINS)
        room = page.adjusted(left, top, -right, -bottom)
        self._text(QRectF(room.left(), room.bottom() + 10, room.width(), 12), footer, LOOKS["small"])
        scale = min(1.0, room.width() / self._left[-1], room.height() / self._top[-1])
        self._painter.translate(room.left() + (room.width() - scale * self._left[-1]) / 2, room.top())
        self._painter.scale(scale, scale)
        whole = {places[:2]: places for places in map(places_of, self._sheet.merged)}
        covered = {
            (row, column)
            for first, start, last, end in whole.values()
            for row in range(first, last + 1)
            for column in range(start, end + 1)
        }
        for place, cell in self._sheet.cells.items():
            if place in whole or (place not in covered and place[1] < len(self._left) and place[0] <= self._last_row):
                self._cell(self._area(*whole.get(place, (*place, *place))), cell, self._marked(place, cell))
        for chart in self._sheet.charts:
            row, column, *_ = places_of(chart.anchor)
            width = min(chart.width * _CM, self._left[-1] - self._left[column - 1])
            size = QRectF(self._left[column - 1], self._top[row - 1], width, chart.height * _CM)
            draw_chart(self._painter, size, chart, self._font)

    def _area(self, row: int, column: int, last_row: int, last_column: int) -> QRectF:
        return QRectF(
            QPointF(self._left[column - 1], self._top[row - 1]), QPointF(self._left[last_column], self._top[last_row])
        )

    def _marked(self, place: tuple[int, int], cell: Cell) -> str:
        """The mark that a rule of the sheet puts on a cell."""
        for rule in self._sheet.colours:
            first, start, last, end = places_of(rule.area)
            inside = first <= place[0] <= last and start <= place[1] <= end
            if inside and rule.holds is not None and rule.holds(cell.value):
                return rule.look
        return ""

    def _cell(self, area: QRectF, cell: Cell, mark: str) -> None:
        look = LOOKS[cell.look]
        fill = MARKS[mark].fill if mark else look.fill
        if fill:
            self._painter.fillRect(area, QColor(f"#{fill}"))
        for colour, width, start, end in (
            (look.top, 1.5, area.topLeft(), area.topRight()),
            (look.bottom, 0.5, area.bottomLeft(), area.bottomRight()),
        ):
            if colour:
                self._painter.setPen(QPen(QColor(f"#{colour}"), width))
                self._painter.drawLine(start, end)
        text = shown(cell.value, look.number)
        if mark and text:
            sign = f"{MARKS[mark].sign} " if MARKS[mark].sign else ""
            self._text(area, sign + text, look, MARKS[mark].colour, bold=MARKS[mark].bold)
        elif text:
            self._text(area, text, look)

    def _text(self, area: QRectF, text: str, look: Look, colour: str = "", *, bold: bool = False) -> None:
        font = QFont(self._font)
        font.setPixelSize(round(look.size))
        font.setWeight(QFont.Weight.DemiBold if look.bold or bold else QFont.Weight.Normal)
        self._painter.setFont(font)
        self._painter.setPen(QColor(f"#{colour or look.colour}"))
        across = {"center": Qt.AlignmentFlag.AlignHCenter, "right": Qt.AlignmentFlag.AlignRight}
        down = {"top": Qt.AlignmentFlag.AlignTop, "bottom": Qt.AlignmentFlag.AlignBottom}
        flags = across.get(look.horizontal, Qt.AlignmentFlag.AlignLeft)
        flags |= down.get(look.vertical, Qt.AlignmentFlag.AlignVCenter)
        inner = area.adjusted(_INSET, 0, -_INSET, 0)
        if look.wrap:
            self._painter.drawText(inner, int(flags) | int(Qt.TextFlag.TextWordWrap), text)
            return
        while font.pixelSize() > _LEAST and QFontMetricsF(font).horizontalAdvance(text) > inner.width():
            font.setPixelSize(font.pixelSize() - 1)
            self._painter.setFont(font)
        fitting = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, inner.width())
        self._painter.drawText(inner, int(flags) | int(Qt.TextFlag.TextSingleLine), fitting)

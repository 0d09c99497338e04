"""Draws the charts of a planned workbook with a painter: bars that lie, and lines over sessions."""

import itertools
from collections.abc import Iterator
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from qa_desktop.exports.looks import INK, LINE, MUTED
from qa_desktop.exports.plan import Chart, Series

_SMALL: Final = 8
_LEGEND: Final = 18.0
_NAMES: Final = 0.28
"""The share of the width that the names beside bars take."""


def draw_chart(painter: QPainter, area: QRectF, chart: Chart, font: QFont) -> None:
    """Draw a chart of shares into an area given in points."""
    small = QFont(font)
    small.setPixelSize(_SMALL)
    painter.setFont(small)
    inner = area.adjusted(0, 4, 0, -_LEGEND)
    if chart.title:
        painter.setPen(QColor(f"#{INK}"))
        painter.drawText(QRectF(area.left(), area.top(), area.width(), 12), Qt.AlignmentFlag.AlignHCenter, chart.title)
        inner.setTop(inner.top() + 12)
    if chart.lines:
        _lines(painter, inner, chart)
    else:
        _bars(painter, inner, chart)
    _legend(painter, QRectF(area.left(), area.bottom() - _LEGEND, area.width(), _LEGEND), chart.series)


def _bars(painter: QPainter, area: QRectF, chart: Chart) -> None:
    plot = QRectF(area.left() + _NAMES * area.width(), area.top(), (0.97 - _NAMES) * area.width(), area.height() - 10)
    high = chart.high or 1
    for share, text in _ticks(chart):
        across = plot.left() + share / high * plot.width()
        painter.setPen(QPen(QColor(f"#{LINE}"), 0.5))
        painter.drawLine(QPointF(across, plot.top()), QPointF(across, plot.bottom()))
        painter.setPen(QColor(f"#{MUTED}"))
        painter.drawText(QRectF(across - 20, plot.bottom(), 40, 10), Qt.AlignmentFlag.AlignCenter, text)
    band = plot.height() / max(len(chart.names), 1)
    metrics = QFontMetricsF(painter.font())
    for place, name in enumerate(chart.names):
        top = plot.top() + place * band
        painter.setPen(QColor(f"#{INK}"))
        room = QRectF(area.left(), top, plot.left() - area.left() - 6, band)
        fitting = metrics.elidedText(name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, fitting)
        thick = 0.7 * band / max(len(chart.series), 1)
        for number, series in enumerate(chart.series):
            value = series.values[place]
            start = top + 0.15 * band + number * thick
            long = (value or 0) / high * plot.width()
            if long:
                painter.fillRect(QRectF(plot.left(), start, long, 0.9 * thick), QColor(f"#{series.colour}"))
            said = "–" if value is None else _percent(value)
            beside = QRectF(plot.left() + long + 3, start, 40, 0.9 * thick)
            painter.drawText(beside, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip, said)


def _lines(painter: QPainter, area: QRectF, chart: Chart) -> None:
    plot = area.adjusted(30, 4, -10, -14)
    high, low = chart.high or 1, chart.low or 0

    def height(share: float) -> float:
        return plot.bottom() - (share - low) / (high - low) * plot.height()

    for share, text in _ticks(chart):
        painter.setPen(QPen(QColor(f"#{LINE}"), 0.5))
        painter.drawLine(QPointF(plot.left(), height(share)), QPointF(plot.right(), height(share)))
        painter.setPen(QColor(f"#{MUTED}"))
        painter.drawText(QRectF(area.left(), height(share) - 6, 26, 12), Qt.AlignmentFlag.AlignRight, text)
    band = plot.width() / max(len(chart.names), 1)
    metrics = QFontMetricsF(painter.font())
    painter.setPen(QColor(f"#{INK}"))
    for place, name in enumerate(chart.names):
        below = QRectF(plot.left() + place * band + 2, plot.bottom() + 2, band - 4, 12)
        fitting = metrics.elidedText(name, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, fitting)
    for series in chart.series:
        points = [
            None if value is None else QPointF(plot.left() + (place + 0.5) * band, height(value))
            for place, value in enumerate(series.values)
        ]
        painter.setPen(QPen(QColor(f"#{series.colour}"), 1.0 if series.plain else 2.0))
        painter.setBrush(QColor(f"#{series.colour}"))
        for first, second in itertools.pairwise(points):
            if first is not None and second is not None:
                painter.drawLine(first, second)
        for point in points:
            if point is not None and not (series.plain and len(points) > 1):
                painter.drawEllipse(point, 2.0, 2.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)


def _legend(painter: QPainter, area: QRectF, series: tuple[Series, ...]) -> None:
    metrics = QFontMetricsF(painter.font())
    widths = [metrics.horizontalAdvance(each.title) + 26 for each in series]
    across = area.center().x() - sum(widths) / 2
    for each, width in zip(series, widths, strict=True):
        painter.fillRect(QRectF(across, area.center().y() - 3, 8, 6), QColor(f"#{each.colour}"))
        painter.setPen(QColor(f"#{INK}"))
        painter.drawText(
            QRectF(across + 12, area.top(), width, area.height()), Qt.AlignmentFlag.AlignVCenter, each.title
        )
        across += width


def _ticks(chart: Chart) -> Iterator[tuple[float, str]]:
    """The lines of a grid, each with what it says."""
    step, share = chart.step or 0.2, chart.low or 0.0
    while share <= min(chart.high or 1.0, 1.0) + 1e-9:
        yield share, _percent(share)
        share += step


def _percent(share: float) -> str:
    return f"{int(100 * share + 0.5)}%"

"""The chart of a trend: one line with its intervals, that of everything pale behind it."""

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from qa_desktop.statistics.measure import Measure, too_few
from qa_desktop.ui import text
from qa_desktop.ui.calibration.trend_lines import Line, Stop
from qa_desktop.ui.theme import SMALL, Theme

_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_WIDEST = 150
"""Pixels between two sessions at most, so that a few do not lie far apart."""


class TrendChart(QWidget):
    """Draws shares from 0 to 100 % over sessions; the table beside it tells the same, so that nothing is only seen."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._stops: Sequence[Stop] = ()
        self._line: Line | None = None
        self._behind: Line | None = None
        self._at = -1
        self.setMinimumHeight(220)
        theme.changed.connect(self.update)

    def display(self, stops: Sequence[Stop], line: Line, behind: Line, at: int) -> None:
        """Draw a line over the sessions, another pale behind it, and let one session stand out."""
        self._stops, self._line, self._behind, self._at = stops, line, behind, at
        self.setAccessibleName(self.tr("{0}: share within tolerance over {1} sessions").format(line.name, len(stops)))
        self.update()

    # --- places ---------------------------------------------------------------------------------------------------

    def _frame(self) -> QRectF:
        px = self._theme.px
        return QRectF(self.rect()).adjusted(px(48), px(12), -px(16), -px(44))

    def _x(self, place: int) -> float:
        frame = self._frame()
        step = min(frame.width() / max(len(self._stops), 1), self._theme.px(_WIDEST))
        return frame.left() + step * (place + 0.5)

    def _y(self, share: float) -> float:
        frame = self._frame()
        return frame.bottom() - frame.height() * share

    # --- drawing --------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what is shown."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self._theme.color("panel"))
        if self._line is None or self._behind is None:
            return
        self._draw_ground(painter)
        self._draw_targets(painter, self._line)
        if self._behind is not self._line:
            self._draw_line(painter, self._behind, "muted", 1.0, intervals=False)
        self._draw_line(painter, self._line, "accent", 2.0, intervals=True)

    def _draw_ground(self, painter: QPainter) -> None:
        theme, frame, px = self._theme, self._frame(), self._theme.px
        painter.setFont(theme.font(SMALL))
        if 0 <= self._at < len(self._stops):
            half = (self._x(1) - self._x(0)) / 2
            band = QRectF(self._x(self._at) - half, frame.top(), 2 * half, frame.height())
            painter.fillRect(band, theme.color("accent_soft"))
        for share in _SHARES:
            y = self._y(share)
            painter.setPen(QPen(theme.color("line"), 1))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(theme.color("muted"))
            label = QRectF(0, y - px(9), frame.left() - px(8), px(18))
            painter.drawText(label, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"{100 * share:.0f} %")
        width = self._x(1) - self._x(0) - px(6)
        for place, stop in enumerate(self._stops):
            for row, words in enumerate((stop.name, text.day(stop.at.date()))):
                shown = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, int(width))
                below = QRectF(self._x(place) - width / 2, frame.bottom() + px(6 + 17 * row), width, px(17))
                painter.setPen(theme.color("muted" if row else "text"))
                painter.drawText(below, Qt.AlignmentFlag.AlignCenter, shown)

    def _draw_targets(self, painter: QPainter, line: Line) -> None:
        painter.setPen(QPen(self._theme.color("good"), 1, Qt.PenStyle.DashLine))
        half = (self._x(1) - self._x(0)) / 2
        for place, target in enumerate(line.targets):
            if target is not None:
                y = self._y(target)
                painter.drawLine(QPointF(self._x(place) - half, y), QPointF(self._x(place) + half, y))

    def _draw_line(self, painter: QPainter, line: Line, color: str, width: float, intervals: bool) -> None:
        pen = QPen(self._theme.color(color), width)
        painter.setPen(pen)
        before: QPointF | None = None
        for place, measure in enumerate(line.values):
            if measure is None or measure.value is None:
                before = None
                continue
            here = QPointF(self._x(place), self._y(measure.value))
            if before is not None:
                painter.setPen(pen)
                painter.drawLine(before, here)
            before = here
        for place, measure in enumerate(line.values):
            if intervals and measure is not None and measure.value is not None:
                self._draw_interval(painter, place, measure)

    def _draw_interval(self, painter: QPainter, place: int, measure: Measure) -> None:
        """A whisker from the lower to the upper limit; the point is hollow where it rests on too few."""
        theme, x, cap = self._theme, self._x(place), self._theme.px(4)
        painter.setPen(QPen(theme.color("accent"), 1))
        if measure.low is not None and measure.high is not None:
            low, high = self._y(measure.low), self._y(measure.high)
            painter.drawLine(QPointF(x, low), QPointF(x, high))
            for y in (low, high):
                painter.drawLine(QPointF(x - cap, y), QPointF(x + cap, y))
        painter.setPen(QPen(theme.color("accent"), 2))
        painter.setBrush(theme.color("panel" if too_few(measure) else "accent"))
        painter.drawEllipse(QPointF(x, self._y(measure.value or 0)), theme.px(4), theme.px(4))

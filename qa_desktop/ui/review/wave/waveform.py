"""The waveform: one lane a side, what happens in them, evidence, and the playhead."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QPolygonF, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from qa_desktop.ui import text
from qa_desktop.ui.review.wave.marks import Marks
from qa_desktop.ui.theme import SMALL, Theme

if TYPE_CHECKING:
    from collections.abc import Iterator

    from qa_desktop.media.activity import Activity
    from qa_desktop.media.pcm import Pcm
    from qa_desktop.media.peaks import Peaks

BAR, GAP = 2, 1
LONG_SILENCE_S = 5.0
TICK_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)


class Waveform(QWidget):
    """Draws a recording; a click or a drag seeks. All times are in seconds."""

    seek_wanted = Signal(float)
    selection_changed = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._peaks: Peaks | None = None
        self._activity: Activity | None = None
        self._duration = 0.0
        self._position = 0.0
        self._agent_channel: int | None = None
        self._evidence: tuple[tuple[float, float, bool], ...] = ()
        self._marks = Marks()
        self._selection: tuple[float, float] | None = None
        self._message = ""
        self._told = -1
        self._picture: QPixmap | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Waveform"))
        theme.changed.connect(self._forget_picture)

    def sizeHint(self) -> QSize:
        """Two lanes, the marks and the time line."""
        return QSize(400, self._theme.px(140))

    def minimumSizeHint(self) -> QSize:
        """Narrow and low panes still show it."""
        return QSize(160, self._theme.px(96))

    def clear(self, message: str = "") -> None:
        """Show no recording, and say why."""
        self._peaks = self._activity = None
        self._duration = self._position = 0.0
        self._evidence = ()
        self._message = message
        self._forget_picture()

    def show_peaks(self, peaks: Peaks, duration: float) -> None:
        """Show what is decoded so far of a recording of this length."""
        self._peaks, self._duration, self._message = peaks, max(duration, peaks.seconds, 0.001), ""
        self._forget_picture()

    def show_activity(self, activity: Activity) -> None:
        """Shade silence, overtalk and hold."""
        self._activity = activity
        self._forget_picture()

    def set_pcm(self, pcm: Pcm | None) -> None:
        """Say where the samples lie."""
        self._pcm = pcm

    def set_playing(self, playing: bool) -> None:
        """Say whether the playhead moves by itself."""
        self._playing = playing

    def set_loop(self, loop: tuple[float, float | None] | None) -> None:
        """Mark the span that is heard again and again."""
        self._marks = replace(self._marks, loop=loop)
        self.update()

    def set_marks(self, marks: Marks) -> None:
        """Mark evidence, comments, turns, redactions and the loop."""
        self._marks = marks
        self.update()

    @property
    def selection(self) -> tuple[float, float] | None:
        """The span that is selected, in seconds."""
        return self._selection

    @property
    def complete(self) -> bool:
        """Whether the whole recording is drawn, with who spoke when."""
        return self._activity is not None

    def set_agent_channel(self, channel: int | None) -> None:
        """Say which channel is the agent, where that is known."""
        self._agent_channel = channel
        self._forget_picture()

    def set_evidence(self, spans: tuple[tuple[float, float, bool], ...]) -> None:
        """Mark spans of evidence: start, end, and whether it belongs to the current standard."""
        if spans != self._evidence:
            self._evidence = spans
            self.update()

    def set_position(self, seconds: float) -> None:
        """Move the playhead."""
        before, self._position = self._x(self._position), seconds
        after = self._x(seconds)
        self.update(int(min(before, after)) - 4, 0, int(abs(after - before)) + 8, self.height())
        if int(seconds) != self._told or not self.accessibleDescription():
            self._told = int(seconds)
            self.setAccessibleDescription(f"{text.clock(seconds)} / {text.clock(self._duration)}")

    # --- painting -------------------------------------------------------------------------------------------------

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the cached picture, then what moves."""
        painter = QPainter(self)
        painter.fillRect(event.rect(), self._theme.color("panel"))
        if self._peaks is None:
            painter.setPen(self._theme.color("muted"))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._message)
            return
        if self._picture is None:
            self._picture = self._draw_picture()
        painter.drawPixmap(0, 0, self._picture)
        x = self._x(self._position)
        heard = QColor(self._theme.color("panel"))
        heard.setAlpha(110)
        painter.fillRect(QRectF(0, 0, x, self._lanes_height()), heard)
        self._draw_evidence(painter)
        painter.fillRect(QRectF(x - 1, 0, 2, self._lanes_height() + self._theme.px(4)), self._theme.color("text"))

    def _draw_picture(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(self._theme.color("panel"))
        painter = QPainter(picture)
        self._draw_shades(painter)
        for lane, channel in enumerate(self._channels()):
            self._draw_lane(painter, lane, channel)
        self._draw_ticks(painter)
        painter.end()
        return picture

    def _draw_shades(self, painter: QPainter) -> None:
        if self._activity is None:
            return
        height = self._lanes_height()
        for start, end in self._silences():
            painter.fillRect(
                QRectF(self._x(start), 0, self._x(end) - self._x(start), height), self._theme.color("quiet")
            )
        for spans, color in ((self._activity.overtalk_spans, "warn_soft"), (self._activity.hold_spans, "hold")):
            for span in spans:
                width = max(self._x(span.end) - self._x(span.start), 2)
                painter.fillRect(QRectF(self._x(span.start), 0, width, height), self._theme.color(color))
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.color("muted"))
        for span in self._activity.hold_spans:
            words = self.tr("hold {0}").format(text.clock(span.seconds))
            painter.drawText(QPointF(self._x(span.start) + 4, height - 4), words)

    def _silences(self) -> Iterator[tuple[float, float]]:
        if self._activity is None:
            return
        busy = [(speech.start, speech.end) for speech in self._activity.segments]
        busy += [(hold.start, hold.end) for hold in self._activity.hold_spans]
        reached = 0.0
        for start, end in sorted(busy):
            if start - reached >= LONG_SILENCE_S:
                yield reached, start
            reached = max(reached, end)
        if self._duration - reached >= LONG_SILENCE_S:
            yield reached, self._duration

    def _draw_lane(self, painter: QPainter, lane: int, channel: int) -> None:
        if self._peaks is None:
            return
        top, height = self._lane_box(lane)
        middle, half = top + height / 2, height / 2 - self._theme.px(3)
        columns = max(int(self.width() / (BAR + GAP)), 1)
        levels = self._peaks.slice(0.0, self._duration, columns)
        loudest = max(int(self._peaks.maxs[channel].max(initial=1)), -int(self._peaks.mins[channel].min(initial=0)), 1)
        scale = half / max(loudest, 2000)
        lows, highs = levels.mins[channel].tolist(), levels.maxs[channel].tolist()
        lines = [
            QLineF(x, middle - high * scale - 0.5, x, middle - low * scale + 0.5)
            for x, low, high in zip(range(1, columns * (BAR + GAP), BAR + GAP), lows, highs, strict=False)
        ]
        painter.setPen(QPen(self._lane_color(channel), BAR, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
        painter.drawLines(lines)
        painter.setFont(self._theme.font(SMALL))
        label = self._lane_label(channel)
        box = QRectF(0, top, painter.fontMetrics().horizontalAdvance(label) + 8, self._theme.px(17))
        painter.fillRect(box, self._theme.color("panel"))
        painter.setPen(self._lane_color(channel))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, label)

    def _draw_ticks(self, painter: QPainter) -> None:
        painter.setFont(self._theme.font(SMALL))
        painter.setPen(self._theme.color("muted"))
        room = self._theme.px(72)
        step = next((s for s in TICK_STEPS if s / self._duration * self.width() >= room), TICK_STEPS[-1])
        top = self._lanes_height() + self._theme.px(12)
        for second in range(0, int(self._duration) + 1, step):
            x = self._x(second)
            if x + self._theme.px(32) < self.width():
                painter.drawText(QRectF(x, top, room, self._theme.px(16)), 0, text.clock(second))

    def _draw_evidence(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        y, side = self._lanes_height() + self._theme.px(5), self._theme.px(5)
        for start, end, current in self._evidence:
            x = self._x(start)
            if current:
                shade = QColor(self._theme.color("accent"))
                shade.setAlpha(48)
                painter.fillRect(QRectF(x, 0, max(self._x(end) - x, 2), self._lanes_height()), shade)
            painter.setBrush(self._theme.color("accent" if current else "muted"))
            corners = (QPointF(x, y - side), QPointF(x + side, y), QPointF(x, y + side), QPointF(x - side, y))
            painter.drawPolygon(QPolygonF(corners))

    # --- geometry -------------------------------------------------------------------------------------------------

    def _x(self, seconds: float) -> float:
        return seconds / self._duration * self.width() if self._duration else 0.0

    def _seconds(self, x: float) -> float:
        return min(max(x / max(self.width(), 1), 0.0), 1.0) * self._duration

    def _lanes_height(self) -> float:
        return self.height() - self._theme.px(30)

    def _lane_box(self, lane: int) -> tuple[float, float]:
        height = self._lanes_height() / max(len(self._channels()), 1)
        return lane * height, height

    def _channels(self) -> tuple[int, ...]:
        """The channels from top to bottom: the agent's first where it is known."""
        if self._peaks is None or self._peaks.channels == 1:
            return (0,)
        return (1, 0) if self._agent_channel == 1 else (0, 1)

    def _lane_label(self, channel: int) -> str:
        if self._peaks is not None and self._peaks.channels == 1:
            return self.tr("One channel")
        if self._agent_channel is None:
            return self.tr("Left") if channel == 0 else self.tr("Right")
        return self.tr("Agent") if channel == self._agent_channel else self.tr("Customer")

    def _lane_color(self, channel: int) -> QColor:
        if self._peaks is not None and (self._peaks.channels == 1 or self._agent_channel is None):
            return self._theme.color("muted")
        return self._theme.color("agent" if channel == self._agent_channel else "customer")

    def _forget_picture(self) -> None:
        self._picture = None
        self.update()

    # --- the mouse ------------------------------------------------------------------------------------------------

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size needs another picture."""
        self._forget_picture()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click seeks."""
        if event.button() is Qt.MouseButton.LeftButton and self._peaks is not None:
            self.seek_wanted.emit(self._seconds(event.position().x()))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """So does a drag."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._peaks is not None:
            self.seek_wanted.emit(self._seconds(event.position().x()))

    def event(self, event: QEvent) -> bool:
        """Hovering tells the time, and what happens there."""
        if isinstance(event, QHelpEvent) and self._peaks is not None:
            seconds = self._seconds(event.pos().x())
            parts = (text.clock(seconds, tenths=True), *self._happening(seconds))
            QToolTip.showText(event.globalPos(), " · ".join(parts), self)
            return True
        return super().event(event)

    def _happening(self, seconds: float) -> Iterator[str]:
        if self._activity is None:
            return
        if any(span.start <= seconds < span.end for span in self._activity.hold_spans):
            yield self.tr("hold music")
        if any(span.start <= seconds < span.end for span in self._activity.overtalk_spans):
            yield self.tr("both speak")
        if any(start <= seconds < end for start, end in self._silences()):
            yield self.tr("silence")
        if any(start <= seconds < end for start, end, _ in self._evidence):
            yield self.tr("evidence")

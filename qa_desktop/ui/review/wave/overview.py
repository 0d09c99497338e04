"""The strip under the waveform: the whole recording, and the part of it that is in view, to be dragged."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QWidget

from qa_desktop.ui.review.wave.lanes import LaneLook, draw_lane, loudest_of
from qa_desktop.ui.review.wave.view import View

if TYPE_CHECKING:
    from qa_desktop.ui.review.wave.brush import Brush
    from qa_desktop.ui.review.wave.scene import Scene


class Overview(QWidget):
    """Shows all of a recording; a click or a drag says where the view shall begin, in seconds."""

    start_wanted = Signal(float)

    def __init__(self, brush: Brush, parent: QWidget) -> None:
        super().__init__(parent)
        self._brush = brush
        self._scene: Scene | None = None
        self._position = 0.0
        self._picture: QPixmap | None = None
        self._held = 0.0
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(self.tr("The whole recording: drag the frame to look elsewhere"))

    def display(self, scene: Scene) -> None:
        """Show a scene; its sound is drawn anew only where it has changed."""
        before, self._scene = self._scene, scene
        if before is None or (before.peaks, before.view.duration) != (scene.peaks, scene.view.duration):
            self._picture = None
        self.update()

    def restyle(self) -> None:
        """Draw everything anew: the theme has changed."""
        self._picture = None
        self.update()

    def set_position(self, seconds: float) -> None:
        """Move the playhead."""
        before, self._position = self._x(self._position), seconds
        for x in (before, self._x(seconds)):
            self.update(int(x) - 2, 0, 5, self.height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another size needs another picture."""
        self._picture = None

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the sound, the marks, the frame and the playhead."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._brush.theme.color("canvas"))
        if self._scene is None:
            return
        if self._picture is None:
            self._picture = self._draw_sound(self._scene)
        painter.drawPixmap(0, 0, self._picture)
        self._draw_frame(painter)
        for mark in self._scene.marks.evidence:
            color = self._brush.theme.color("accent" if mark.current else "muted")
            painter.fillRect(QRectF(self._x(mark.start), self.height() - 4, 3, 4), color)
        for redaction in self._scene.marks.redactions:
            left, right = self._x(redaction.start_ms / 1000), self._x(redaction.end_ms / 1000)
            painter.fillRect(QRectF(left, 0, max(right - left, 2), self.height()), self._brush.color("text", 200))
        painter.fillRect(QRectF(round(self._x(self._position)) - 1, 0, 2, self.height()), self._brush.color("text"))

    def _draw_frame(self, painter: QPainter) -> None:
        """What is out of view is dimmed."""
        box, height = self._frame(), self.height()
        dim = self._brush.color("panel", 150)
        painter.fillRect(QRectF(0, 0, box.left(), height), dim)
        painter.fillRect(QRectF(box.right(), 0, self.width() - box.right(), height), dim)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._brush.theme.color("accent"), 1.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.75, 0.75, -0.75, -0.75), 2, 2)

    def _draw_sound(self, scene: Scene) -> QPixmap:
        ratio = self.devicePixelRatioF()
        picture = QPixmap(round(self.width() * ratio), round(self.height() * ratio))
        picture.setDevicePixelRatio(ratio)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        whole = replace(scene, view=View.whole(scene.view.duration, self.width()), story=None)
        color = self._brush.mixed("muted", 0.75)
        for lane in scene.lanes():
            look = LaneLook(QRectF(self.rect()), loudest_of(scene, lane.channel), color, color, color)
            draw_lane(painter, whole, None, lane.channel, look, ratio)
        painter.end()
        return picture

    def _frame(self) -> QRectF:
        """The box of what is in view, never too small to be seen."""
        if self._scene is None:
            return QRectF()
        left, right = self._x(self._scene.view.start), self._x(self._scene.view.end)
        width = max(right - left, 8.0)
        return QRectF(min(left, self.width() - width), 0, width, self.height())

    def _x(self, seconds: float) -> float:
        duration = self._scene.view.duration if self._scene is not None else 0.0
        return seconds / duration * self.width() if duration else 0.0

    # --- the mouse ------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of the frame; elsewhere it comes to the mouse."""
        box, x = self._frame(), event.position().x()
        self._held = x - box.left() if box.contains(QPointF(x, 1)) else box.width() / 2
        self._ask(x)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag it."""
        if event.buttons():
            self._ask(event.position().x())

    def _ask(self, x: float) -> None:
        if self._scene is not None:
            self.start_wanted.emit((x - self._held) / max(self.width(), 1) * self._scene.view.duration)

"""What lies over the picture and may change at any moment: marks, selection, what is under the mouse, the playhead."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from qa_desktop.ui.review.wave.picture import INSET, tick_labels
from qa_desktop.ui.review.wave.view import spell
from qa_desktop.ui.theme import SMALL

if TYPE_CHECKING:
    from qa_desktop.domain.redactions import Redaction
    from qa_desktop.ui.review.wave.brush import Brush
    from qa_desktop.ui.review.wave.scene import Frame, Scene

HEARD = 105
"""How much of the panel's colour lies over what has been heard, of 255."""


@dataclass(frozen=True, slots=True)
class Moving:
    """The playhead, the selection, the end of one that has only one yet, and where the mouse is; in seconds."""

    position: float = 0.0
    selection: tuple[float, float] | None = None
    pending: float | None = None
    hover: float | None = None


class Overlay:
    """Draws it, as far as it falls on the part that is painted."""

    def __init__(self, painter: QPainter, brush: Brush, scene: Scene, frame: Frame, part: QRectF) -> None:
        self._painter = painter
        self._brush = brush
        self._scene = scene
        self._frame = frame
        self._part = part
        self._lanes = QRectF(0, frame.top, frame.width, frame.bottom - frame.top)

    def draw(self, moving: Moving) -> None:
        """Draw everything, from the bottom to the top."""
        heard = self._brush.color("panel", HEARD)
        self._painter.fillRect(QRectF(0, 0, self._x(moving.position), self._frame.marks), heard)
        self._evidence_grounds()
        for redaction in self._scene.marks.redactions:
            self._redaction(redaction)
        self._selection(moving)
        self._labels()
        self._loop()
        self._slower()
        self._evidence()
        self._comments()
        self._hover(moving.hover)
        self._playhead(moving.position)

    def _x(self, seconds: float) -> float:
        return self._scene.view.x(seconds)

    def _line(self, x: float, color: str) -> None:
        """A sharp upright line over all lanes."""
        ratio = self._painter.device().devicePixelRatio()
        left = round((x - 1) * ratio) / ratio
        self._painter.fillRect(QRectF(left, 0, 2, self._frame.marks), self._brush.theme.color(color))

    def _box(self, start: float, end: float, row: QRectF) -> QRectF | None:
        """Where a span stands in a row; None where that is not painted now."""
        left, right = max(self._x(start), -20.0), min(self._x(end), self._frame.width + 20.0)
        box = QRectF(left, row.top(), max(right - left, 2), row.height())
        seen = right >= -8 and left <= self._frame.width + 8
        return box if seen and box.adjusted(-60, 0, 60, 0).intersects(self._part) else None

    def _redaction(self, redaction: Redaction) -> None:
        rows = [
            self._frame.lane(place)
            for place, lane in enumerate(self._scene.lanes())
            if redaction.channel is None or redaction.channel == lane.channel or self._scene.channels == 1
        ]
        for row in rows:
            box = self._box(redaction.start_ms / 1000, redaction.end_ms / 1000, row)
            if box is not None:
                self._brush.redacted(self._painter, box)
                self._tag(box.intersected(self._lanes), _tr("redacted"))

    def _tag(self, room: QRectF, words: str) -> bool:
        """A word on its own ground, in the middle of a box; says whether there was room."""
        painter = self._painter
        painter.setFont(self._brush.theme.font(SMALL))
        width = painter.fontMetrics().horizontalAdvance(words) + self._brush.px(10)
        if width > room.width() or self._brush.px(17) > room.height():
            return False
        box = QRectF(0, 0, width, self._brush.px(17))
        box.moveCenter(room.center())
        painter.fillRect(box, self._brush.theme.color("panel"))
        painter.setPen(self._brush.theme.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)
        return True

    def _selection(self, moving: Moving) -> None:
        if moving.pending is not None:
            self._edge(self._x(moving.pending))
        if moving.selection is None:
            return
        row = QRectF(0, 0, self._frame.width, self._frame.marks)
        box = self._box(*moving.selection, row)
        if box is None:
            return
        self._painter.fillRect(box, self._brush.color("accent", 56))
        for seconds in moving.selection:
            self._edge(self._x(seconds))
        length = moving.selection[1] - moving.selection[0]
        words = _tr("{0} s").format(f"{length:.1f}" if length >= 0.1 else f"{length:.3f}")
        self._tag_at(box.intersected(row), words, 0)

    def _tag_at(self, room: QRectF, words: str, top: float) -> None:
        """A word in the middle of a span, beside it where that is too narrow; so far from the top."""
        room = QRectF(room.left(), top, room.width(), self._brush.px(17))
        if self._tag(room, words) or room.width() <= 0:
            return
        width = self._painter.fontMetrics().horizontalAdvance(words) + self._brush.px(10)
        beside = QRectF(room.right() + self._brush.px(4), room.top(), width, room.height())
        if beside.right() > self._frame.width:
            beside.moveRight(room.left() - self._brush.px(4))
        self._tag(beside, words)

    def _edge(self, x: float) -> None:
        """A line with a grip that shows that it can be dragged."""
        painter, middle = self._painter, self._lanes.center().y()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush.theme.color("accent"))
        self._line(x, "accent")
        grip = QRectF(x - self._brush.px(3), middle - self._brush.px(8), self._brush.px(6), self._brush.px(16))
        painter.drawRoundedRect(grip, 2, 2)

    def _labels(self) -> None:
        """The names of the lanes, which stay where they are while the sound scrolls."""
        painter, brush = self._painter, self._brush
        painter.setFont(brush.theme.font(SMALL))
        for place, lane in enumerate(self._scene.lanes()):
            row = self._frame.lane(place)
            width = painter.fontMetrics().horizontalAdvance(lane.label) + brush.px(8)
            box = QRectF(0, row.top() + 2, width + INSET, brush.px(16))
            if box.intersects(self._part):
                painter.fillRect(box, brush.color("panel", 225))
                painter.setPen(brush.theme.color(lane.color))
                painter.drawText(box.adjusted(INSET, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, lane.label)

    def _loop(self) -> None:
        """A rail over the span with a flag at each end."""
        loop = self._scene.marks.loop
        if loop is None:
            return
        painter, side = self._painter, self._brush.px(14)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if loop[1] is not None:
            box = self._box(loop[0], loop[1], QRectF(0, 0, 0, 3))
            if box is not None:
                painter.fillRect(box, self._brush.theme.color("good"))
        for name, seconds in zip("AB", loop, strict=True):
            if seconds is None:
                continue
            x = self._x(seconds)
            self._line(x, "good")
            flag = QRectF(x if name == "A" else x - side, 0, side, side)
            painter.fillRect(flag, self._brush.theme.color("good"))
            painter.setPen(self._brush.theme.color("panel"))
            painter.setFont(self._brush.theme.font(SMALL))
            painter.drawText(flag, Qt.AlignmentFlag.AlignCenter, name)

    def _slower(self) -> None:
        """A rail along the foot of the lanes, with the speed at which that span is replayed."""
        slower = self._scene.marks.slower
        thick, bottom = self._brush.px(4), self._lanes.bottom()
        rail = QRectF(0, bottom - thick, self._frame.width, thick)
        box = self._box(slower.start, slower.until, rail) if slower is not None else None
        if slower is not None and box is not None:
            self._painter.fillRect(box, self._brush.theme.color("warn"))
            words = _tr("replay, {0}×").format(f"{slower.speed:.2f}")
            self._tag_at(box.intersected(rail), words, rail.top() - self._brush.px(18))

    def _evidence_grounds(self) -> None:
        """The spans that support the answer to the current standard."""
        for mark in self._scene.marks.evidence:
            box = self._box(mark.start, mark.end, self._lanes) if mark.current else None
            if box is not None:
                self._painter.fillRect(box, self._brush.color("accent", 30))

    def _evidence(self) -> None:
        frame, brush = self._frame, self._brush
        y = frame.marks + brush.px(6)
        for mark in self._scene.marks.evidence:
            box = self._box(mark.start, mark.end, QRectF(0, y - 1, frame.width, 2))
            if box is None:
                continue
            color = "accent" if mark.current else "muted"
            self._painter.fillRect(box, brush.theme.color(color))
            if self._x(mark.start) > -brush.px(8):
                brush.diamond(self._painter, QPointF(self._x(mark.start), y), color, full=mark.current)

    def _comments(self) -> None:
        """Bubbles, beside the sign of the evidence that a comment stands at."""
        y = self._frame.marks + self._brush.px(6)
        for comment in self._scene.marks.comments:
            center = QPointF(self._x(comment.at) + self._brush.px(11), y)
            if self._part.adjusted(-20, 0, 20, 0).contains(QPointF(center.x(), self._part.center().y())):
                self._brush.bubble(self._painter, center, "text")

    def _hover(self, seconds: float | None) -> None:
        """A thin line with its time."""
        if seconds is None:
            return
        painter, brush, x = self._painter, self._brush, self._x(seconds)
        painter.setPen(QPen(brush.color("muted", 150), 1, Qt.PenStyle.DotLine))
        painter.drawLine(QPointF(x, 0), QPointF(x, self._frame.ticks))
        painter.setFont(brush.theme.font(SMALL))
        words = spell(seconds, min(0.1, 2 / max(self._scene.view.pixels_per_second, 1e-6)))
        width = painter.fontMetrics().horizontalAdvance(words) + brush.px(8)
        left = min(max(x - width / 2, 0), self._frame.width - width)
        box = QRectF(left, self._frame.ticks, width, brush.px(16))
        for under, _ in tick_labels(painter, brush, self._scene, self._frame):  # no half of a time beside this one
            if under.intersects(box):
                painter.fillRect(under, brush.theme.color("panel"))
        painter.fillRect(box, brush.theme.color("panel"))
        painter.setPen(brush.theme.color("text"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)

    def _playhead(self, seconds: float) -> None:
        x, painter = self._x(seconds), self._painter
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._line(x, "text")
        side = self._brush.px(4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._brush.theme.color("text"))
        painter.drawPolygon(QPolygonF((QPointF(x - side, 0), QPointF(x + side, 0), QPointF(x, side * 1.3))))


def _tr(words: str) -> str:
    return QCoreApplication.translate("Waveform", words)

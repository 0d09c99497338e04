"""The part of the waveform that stands still while the recording plays, drawn once into a picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap

from qa_desktop.domain.transcripts import Role
from qa_desktop.ui import text
from qa_desktop.ui.review.wave.brush import PALE
from qa_desktop.ui.review.wave.lanes import LaneLook, draw_lane, loudest_of
from qa_desktop.ui.review.wave.view import spell
from qa_desktop.ui.theme import SMALL

if TYPE_CHECKING:
    from qa_desktop.ui.review.wave.brush import Brush
    from qa_desktop.ui.review.wave.scene import Frame, Lane, Scene
    from qa_desktop.ui.review.wave.shape import Block


def draw_picture(brush: Brush, scene: Scene, frame: Frame, block: Block | None, height: float, ratio: float) -> QPixmap:
    """Everything but the marks and what moves."""
    picture = QPixmap(round(frame.width * ratio), round(height * ratio))
    picture.setDevicePixelRatio(ratio)
    picture.fill(brush.theme.color("panel"))
    painter = QPainter(picture)
    _draw_shades(painter, brush, scene, frame)
    _draw_turns(painter, brush, scene, frame)
    for place, lane in enumerate(scene.lanes()):
        draw_lane(painter, scene, block, lane.channel, look_of(brush, scene, lane, frame.lane(place)), ratio)
    _draw_interruptions(painter, brush, scene, frame)
    _draw_ticks(painter, brush, scene, frame)
    painter.end()
    return picture


def extend_picture(picture: QPixmap, brush: Brush, scene: Scene, frame: Frame, since: float) -> QRectF:
    """Draw the sound that has been decoded since a time into a picture, and say where it stands."""
    ratio = picture.devicePixelRatio()
    peaks = scene.peaks
    if peaks is None:
        return QRectF()
    left = max(int(scene.view.x(since)) - 4, 0)
    right = min(scene.view.x(peaks.seconds) + 1, frame.width)
    if right <= left:
        return QRectF()
    new = QRectF(left, frame.top, right - left, frame.bottom - frame.top)
    painter = QPainter(picture)
    painter.fillRect(new, brush.theme.color("panel"))
    for place, lane in enumerate(scene.lanes()):
        box = frame.lane(place).intersected(new)
        draw_lane(painter, scene, None, lane.channel, look_of(brush, scene, lane, box), ratio)
    painter.end()
    return new


def look_of(brush: Brush, scene: Scene, lane: Lane, box: QRectF) -> LaneLook:
    """How a lane is drawn in a box."""
    return LaneLook(box, loudest_of(scene, lane.channel), brush.theme.color(lane.color), brush.mixed(lane.color, PALE))


def _draw_shades(painter: QPainter, brush: Brush, scene: Scene, frame: Frame) -> None:
    story = scene.story
    if story is None:
        return
    for place, lane in enumerate(scene.lanes()):
        tint = brush.color(lane.color, 20)
        for box in _boxes(scene, frame.lane(place), story.speech[lane.channel]):
            painter.fillRect(box, tint)
    lanes = QRectF(0, frame.top, frame.width, frame.bottom - frame.top)
    foot = QRectF(0, frame.bottom - brush.px(17), 0, brush.px(17))
    for words, spans, shade in (
        (_tr("silence {0}"), story.silences, brush.silence),
        (_tr("hold {0}"), story.holds, brush.hold),
    ):
        for (start, end), box in zip(spans, _boxes(scene, lanes, spans, all_of_them=True), strict=True):
            if not box.isEmpty():
                shade(painter, box)
                seen = box.intersected(lanes)
                foot.setLeft(seen.left())
                foot.setRight(seen.right())
                brush.label(painter, foot, words.format(text.clock(end - start)))
    for box in _boxes(scene, lanes, story.overtalk):
        brush.overtalk(painter, box)


def _draw_turns(painter: QPainter, brush: Brush, scene: Scene, frame: Frame) -> None:
    """A bracket over every utterance: the customer's below, all others above."""
    colors = {Role.AGENT: "agent", Role.CUSTOMER: "customer"}
    for turn in scene.marks.turns:
        left, right = scene.view.x(turn.start), scene.view.x(turn.end)
        if right < 0 or left > frame.width:
            continue
        below = turn.role is Role.CUSTOMER
        y = frame.bottom + brush.px(2) if below else brush.px(2)
        color = brush.mixed(colors.get(turn.role, "muted") if scene.sides_known else "muted", 0.7)
        painter.fillRect(QRectF(left, y, max(right - left - 1, 1), 2), color)
        painter.fillRect(QRectF(left, y - (2 if below else 0), 1, 4), color)


def _draw_interruptions(painter: QPainter, brush: Brush, scene: Scene, frame: Frame) -> None:
    """An arrow from the lane of whoever cuts in to the other."""
    if scene.story is None or scene.channels < 2:
        return
    lanes = scene.lanes()
    border = frame.lane(1).top()
    for cut in scene.story.interruptions:
        x = scene.view.x(cut.start)
        if -10 <= x <= frame.width + 10:
            down = lanes[0].channel == cut.channel
            brush.arrow(painter, QPointF(x, border + brush.px(4 if down else -4)), lanes[0 if down else 1].color, down)


def _draw_ticks(painter: QPainter, brush: Brush, scene: Scene, frame: Frame) -> None:
    painter.setFont(brush.theme.font(SMALL))
    view, room = scene.view, brush.px(76)
    step = view.step(room)
    line = brush.theme.color("line")
    for number in range(int(view.start / step), int(view.end / step) + 2):
        x = view.x(number * step)
        words = spell(number * step, step)
        if x >= -0.5 and x + painter.fontMetrics().horizontalAdvance(words) <= frame.legend.left():
            painter.fillRect(QRectF(round(x), frame.marks, 1, brush.px(3)), line)
            painter.setPen(brush.theme.color("muted"))
            painter.drawText(QRectF(x, frame.ticks, room, brush.px(16)), Qt.AlignmentFlag.AlignVCenter, words)
    _draw_legend_sign(painter, brush, frame)


def _draw_legend_sign(painter: QPainter, brush: Brush, frame: Frame) -> None:
    """A question mark in a circle: the legend shows when the mouse rests on it."""
    box = frame.legend.adjusted(1, 1, -1, -1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(brush.theme.color("muted"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")


def _boxes(
    scene: Scene, row: QRectF, spans: tuple[tuple[float, float], ...], all_of_them: bool = False
) -> list[QRectF]:
    """Where spans stand in a row; those out of view are left out, or empty where all are wanted."""
    boxes = []
    for start, end in spans:
        left, right = scene.view.x(start), scene.view.x(end)
        if right >= 0 and left <= row.right():
            left, right = max(left, -TILE_ROOM), min(right, row.right() + TILE_ROOM)
            boxes.append(QRectF(left, row.top(), max(right - left, 2), row.height()))
        elif all_of_them:
            boxes.append(QRectF())
    return boxes


TILE_ROOM = 16.0


def _tr(words: str) -> str:
    return QCoreApplication.translate("Waveform", words)

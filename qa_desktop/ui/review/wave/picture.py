"""The part of the waveform that stands still while the recording plays, drawn once into a picture."""

from __future__ import annotations

from bisect import bisect_left
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
    from collections.abc import Iterator

    from qa_desktop.ui.review.wave.brush import Brush
    from qa_desktop.ui.review.wave.scene import Frame, Lane, Scene
    from qa_desktop.ui.review.wave.shape import Block
    from qa_desktop.ui.review.wave.story import Spans


INSET = 4.0
"""What is written at the left edge stands so many pixels off it."""
TINT = 20
"""How much of its colour a lane has behind speech, of 255."""
CAP_FROM = 4.0
"""Pixels from which on the bracket over a turn has its cap."""
TILE_ROOM = 16.0
"""How far shades reach beyond the edges."""


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
    color, ground = brush.theme.color(lane.color), brush.color(lane.color, TINT)
    return LaneLook(box, loudest_of(scene, lane.channel), color, brush.mixed(lane.color, PALE), ground)


def _draw_shades(painter: QPainter, brush: Brush, scene: Scene, frame: Frame) -> None:
    story = scene.story
    if story is None:
        return
    lanes = QRectF(0, frame.top, frame.width, frame.bottom - frame.top)
    foot = QRectF(0, frame.bottom - brush.px(17), 0, brush.px(17))
    for words, spans, shade in (
        (_tr("silence {0}"), story.silences, brush.silence),
        (_tr("hold {0}"), story.holds, brush.hold),
    ):
        for (start, end), box in _boxes(scene, lanes, spans):
            shade(painter, box)
            seen = box.intersected(lanes)
            foot.setLeft(seen.left())
            foot.setRight(seen.right())
            length = text.clock(end - start)
            if not brush.label(painter, foot, words.format(length)):
                brush.label(painter, foot, length)
    for _, box in _boxes(scene, lanes, story.overtalk):
        brush.overtalk(painter, box)


def _draw_turns(painter: QPainter, brush: Brush, scene: Scene, frame: Frame) -> None:
    """A bracket over every utterance: the customer's below, all others above."""
    known = scene.sides_known
    others = brush.mixed("muted", 0.7)
    colors = {role: brush.mixed(role, 0.7) if known else others for role in (Role.AGENT, Role.CUSTOMER)}
    above, below = brush.px(2), frame.bottom + brush.px(2)
    first, last = scene.view.start, scene.view.end
    for turn in scene.marks.turns:
        if turn.end < first or turn.start > last:
            continue
        left, right = scene.view.x(turn.start), scene.view.x(turn.end)
        color = colors.get(turn.role, others)
        is_below = turn.role is Role.CUSTOMER
        y = below if is_below else above
        painter.fillRect(QRectF(left, y, max(right - left - 1, 1), 2), color)
        if right - left > CAP_FROM:
            painter.fillRect(QRectF(left, y - (2 if is_below else 0), 1, 4), color)


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


def tick_labels(painter: QPainter, brush: Brush, scene: Scene, frame: Frame) -> Iterator[tuple[QRectF, str]]:
    """The times under the lanes, and where they are written; sets the font for them."""
    painter.setFont(brush.theme.font(SMALL))
    view = scene.view
    step = view.step(brush.px(84))
    for number in range(int(view.start / step), int(view.end / step) + 2):
        words = spell(number * step, step)
        x, width = max(view.x(number * step), INSET), painter.fontMetrics().horizontalAdvance(words) + brush.px(4)
        if view.holds(number * step) and x + width <= frame.legend.left():
            yield QRectF(x, frame.ticks, width, brush.px(16)), words


def _draw_ticks(painter: QPainter, brush: Brush, scene: Scene, frame: Frame) -> None:
    for box, words in tick_labels(painter, brush, scene, frame):
        painter.fillRect(QRectF(round(box.left()), frame.marks, 1, brush.px(3)), brush.theme.color("line"))
        painter.setPen(brush.theme.color("muted"))
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
    _draw_legend_sign(painter, brush, frame)


def _draw_legend_sign(painter: QPainter, brush: Brush, frame: Frame) -> None:
    """A question mark in a circle: the legend shows when the mouse rests on it."""
    box = frame.legend.adjusted(0, 1, -2, -1)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(brush.theme.color("muted"))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(box)
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, "?")


def _boxes(scene: Scene, row: QRectF, spans: Spans) -> Iterator[tuple[tuple[float, float], QRectF]]:
    """The spans in view, which follow one another without overlapping, and where they stand in a row."""
    view = scene.view
    for place in range(bisect_left(spans, view.start, key=lambda span: span[1]), len(spans)):
        start, end = spans[place]
        if start > view.end:
            return
        left, right = max(view.x(start), -TILE_ROOM), min(view.x(end), row.right() + TILE_ROOM)
        yield spans[place], QRectF(left, row.top(), max(right - left, 2), row.height())


def _tr(words: str) -> str:
    return QCoreApplication.translate("Waveform", words)

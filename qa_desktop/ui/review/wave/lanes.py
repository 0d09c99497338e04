"""Drawing the sound of a lane: bars from peaks, an unbroken shape from samples, or single samples."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from qa_desktop.ui.review.wave.shape import (
    SAMPLES_BELOW_S,
    Block,
    Columns,
    columns_of_peaks,
    columns_of_samples,
    samples_between,
)

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qa_desktop.ui.review.wave.scene import Scene
    from qa_desktop.ui.review.wave.story import Spans
    from qa_desktop.ui.review.wave.view import View

QUIETEST_FULL = 2000
"""A recording that is never louder than this is not enlarged further: its noise is no speech."""
LINES_FROM, DOTS_FROM = 2.0, 5.0
"""Pixels between samples from which on they are joined by lines, and from which on each has its dot."""


@dataclass(frozen=True, slots=True)
class LaneLook:
    """Where a lane is drawn, how high full level is, its colours while somebody speaks and otherwise, and the ground
    behind speech."""

    box: QRectF
    loudest: int
    strong: QColor
    pale: QColor
    ground: QColor


def loudest_of(scene: Scene, channel: int) -> int:
    """The level that fills a lane."""
    if scene.peaks is None or not scene.peaks.mins.shape[1]:
        return QUIETEST_FULL
    highest, lowest = int(scene.peaks.maxs[channel].max()), int(scene.peaks.mins[channel].min())
    return max(highest, -lowest, QUIETEST_FULL)


def draw_lane(painter: QPainter, scene: Scene, block: Block | None, channel: int, look: LaneLook, ratio: float) -> None:
    """Draw what of a channel falls on the box of the look."""
    view, box = scene.view, look.box
    span = max(view.start + box.left() / view.width * view.span, 0.0), view.seconds(box.right()) + 1 / 100
    if block is not None and view.span < SAMPLES_BELOW_S and block.samples.shape[1]:
        if view.pixels_per_second >= LINES_FROM * block.rate:
            _draw_samples(painter, block, channel, view, look)
            return
        columns = columns_of_samples(block, view, ratio, span)
    elif scene.peaks is not None and scene.peaks.mins.shape[1]:
        columns = columns_of_peaks(scene.peaks, view, ratio, span)
    else:
        return
    speech = scene.story.speech[channel] if scene.story is not None else None
    image = _image(columns, channel, view, look, ratio, speech)
    image.setDevicePixelRatio(ratio)
    painter.drawImage(box.topLeft(), image)


def _image(columns: Columns, channel: int, view: View, look: LaneLook, ratio: float, speech: Spans | None) -> QImage:
    import numpy as np

    width, height = max(round(look.box.width() * ratio), 1), max(round(look.box.height() * ratio), 1)
    per_second = view.pixels_per_second * ratio
    # Pixels are counted from the start of the recording, so that bars do not shimmer while the view scrolls.
    pixels = np.arange(width) + round(view.start * per_second) + round(look.box.left() * ratio)
    place = np.clip(pixels // columns.pitch - columns.first, 0, max(columns.lows.shape[1] - 1, 0))
    middle, scale = height / 2, (height / 2 - 3 * ratio) / look.loudest
    thin = 0.5 * ratio
    tops = np.round(middle - columns.highs[channel][place] * scale - thin).astype(np.int32)
    bottoms = np.round(middle - columns.lows[channel][place] * scale + thin).astype(np.int32)
    bottoms = np.maximum(bottoms, tops + 1)
    bottoms[pixels % columns.pitch >= columns.pitch - columns.gap] = -1
    speaking = _speaking((pixels // columns.pitch + 0.5) * columns.pitch / per_second, speech)  # no bar in two colours
    bars = np.where(speaking, *(np.uint32(color.rgba()) for color in (look.strong, look.pale)))
    ground = np.where(speaking, np.uint32(_premultiplied(look.ground) if speech is not None else 0), np.uint32(0))
    rows = np.arange(height, dtype=np.int32)[:, None]
    drawn = np.where((rows >= tops) & (rows < bottoms), bars, ground)
    return QImage(drawn.tobytes(), width, height, width * 4, QImage.Format.Format_ARGB32_Premultiplied).copy()


def _premultiplied(color: QColor) -> int:
    """A colour as pixels of an image hold it."""
    alpha = color.alpha()
    red, green, blue = (round(part * alpha / 255) for part in (color.red(), color.green(), color.blue()))
    return alpha << 24 | red << 16 | green << 8 | blue


def _speaking(seconds: npt.NDArray[np.floating], speech: Spans | None) -> npt.NDArray[np.bool_]:
    """Whether somebody speaks at each of these times; always where that is not known."""
    import numpy as np

    if not speech:
        return np.full(len(seconds), speech is None)
    starts, ends = np.array(speech).T
    inside = np.searchsorted(starts, seconds, "right") - 1
    return np.asarray((inside >= 0) & (seconds < ends[inside]))


def _draw_samples(painter: QPainter, block: Block, channel: int, view: View, look: LaneLook) -> None:
    box = look.box
    begun, samples = samples_between(block, view.seconds(box.left()), view.seconds(box.right()))
    values = samples[channel].tolist()
    middle, scale = box.center().y(), (box.height() / 2 - 3) / look.loudest
    left, step = view.x(begun), view.pixels_per_second / block.rate
    points = [QPointF(left + place * step, middle - value * scale) for place, value in enumerate(values)]
    painter.save()
    painter.setClipRect(box, Qt.ClipOperation.IntersectClip)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(look.strong, 1.2))
    # One by one: a long line with joints takes ten times as long.
    painter.drawLines([QLineF(one, other) for one, other in pairwise(points)])
    if step >= DOTS_FROM:
        painter.setPen(QPen(look.strong, 4, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
        painter.drawPoints(points)
    painter.restore()

"""What the mouse has got hold of in the waveform, and what becomes of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtCore import QPointF

    from qa_desktop.ui.review.wave.brush import Brush
    from qa_desktop.ui.review.wave.marks import EvidenceMark
    from qa_desktop.ui.review.wave.scene import Frame, Scene

EDGE, SIGN, MOVED = 5.0, 8.0, 4.0
"""How near, in pixels, one has to come to an edge or a sign; and from how far on a press is a drag."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A span being chosen: one end stays, the other moves."""

    anchor: float
    head: float

    @property
    def span(self) -> tuple[float, float] | None:
        """From the earlier to the later; None where they meet."""
        first, last = sorted((self.anchor, self.head))
        return (first, last) if first < last else None

    def moved(self, head: float) -> Choice:
        """With the other end somewhere else."""
        return replace(self, head=head)


class Grip(Enum):
    """What a press took hold of."""

    PLACE = "place"
    SIGN = "sign"
    EDGE = "edge"
    VIEW = "view"


@dataclass(frozen=True, slots=True)
class Hold:
    """A press that has not been released yet."""

    grip: Grip
    x: float
    choice: Choice
    sign: EvidenceMark | None = None
    dragged: bool = False


def take(scene: Scene, frame: Frame, brush: Brush, selection: tuple[float, float] | None, at: QPointF) -> Hold:
    """What a press of the left button takes hold of."""
    seconds = scene.view.seconds(at.x())
    edge = edge_at(scene, brush, selection, at.x()) if at.y() < frame.marks else None
    if edge is not None:
        return Hold(Grip.EDGE, at.x(), edge)
    sign = sign_at(scene, frame, brush, at)
    return Hold(Grip.SIGN if sign else Grip.PLACE, at.x(), Choice(seconds, seconds), sign)


def edge_at(scene: Scene, brush: Brush, selection: tuple[float, float] | None, x: float) -> Choice | None:
    """The selection as it can be changed by dragging the edge at `x`."""
    if selection is None:
        return None
    start, end = selection
    near = [(abs(scene.view.x(head) - x), Choice(anchor, head)) for anchor, head in ((end, start), (start, end))]
    distance, choice = min(near, key=lambda each: each[0])
    return choice if distance <= brush.px(EDGE) else None


def sign_at(scene: Scene, frame: Frame, brush: Brush, at: QPointF) -> EvidenceMark | None:
    """The evidence whose sign, or else whose span, is under the mouse; the one drawn on top first."""
    if not frame.marks <= at.y() < frame.ticks:
        return None
    on_top = tuple(reversed(scene.marks.evidence))
    signs = [(abs(scene.view.x(mark.start) - at.x()), mark) for mark in on_top]
    near = [each for each in signs if each[0] <= brush.px(SIGN)]
    if near:
        return min(near, key=lambda each: each[0])[1]
    seconds = scene.view.seconds(at.x())
    return next((mark for mark in on_top if mark.start <= seconds <= mark.end), None)

"""The waveform: looked at, listened through, and selected from, by mouse and by key."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal
from PySide6.QtGui import (
    QEnterEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QGestureEvent, QPinchGesture, QToolTip

from qa_desktop.ui import text
from qa_desktop.ui.review.wave import telling
from qa_desktop.ui.review.wave.accessible import WaveInterface, announce, speak_for, tell_value
from qa_desktop.ui.review.wave.canvas import Canvas
from qa_desktop.ui.review.wave.hand import MOVED, Choice, Grip, Hold, edge_at, sign_at, take
from qa_desktop.ui.review.wave.legend import legend
from qa_desktop.ui.review.wave.marks import CommentMark, EvidenceMark, time_of
from qa_desktop.ui.review.wave.view import STEPS
from qa_desktop.ui.theme import Theme

ZOOM, NOTCH_ZOOM = 2.0, 1.25
"""How much closer a key comes, and a notch of the wheel."""
NOTCH = 120
NOTCH_SCROLL = 0.12
"""The part of the view that a notch of the wheel scrolls by."""
EXTEND = 40
"""A key extends the selection by about this part of the view."""
SAME_PLACE_S = 0.05


class Waveform(Canvas):
    """Tells where somebody wants to go and what they select; shows only what it is told of the playhead."""

    seek_wanted = Signal(float)
    selection_changed = Signal(object)
    evidence_chosen = Signal(str, int)
    """The standard, and which piece of its evidence."""
    told = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__(theme)
        speak_for(Waveform)
        self._hold: Hold | None = None
        self._choice: Choice | None = None
        self._begun: float | None = None  # a beginning or an end that waits for the other
        self._ended: float | None = None
        self._mouse_x: float | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keyboard with the form
        self.grabGesture(Qt.GestureType.PinchGesture)
        self.setAccessibleName(self.tr("Waveform"))

    def clear(self, message: str = "") -> None:
        """Show no recording, and say why."""
        self._hold = None
        self.select_none()
        super().clear(message)

    # --- the selection --------------------------------------------------------------------------------------------

    @property
    def selection(self) -> tuple[float, float] | None:
        """The span that is selected, in seconds."""
        return self._moving.selection

    @property
    def selecting(self) -> bool:
        """Whether something is selected, or begun to be."""
        return self._moving.selection is not None or self._moving.pending is not None

    def select(self, start: float, end: float) -> None:
        """Select a span; its end is the one that keys move."""
        limit = self.view.duration
        self._choose(Choice(min(max(start, 0.0), limit), min(max(end, 0.0), limit)))

    def select_none(self) -> None:
        """Select nothing."""
        self._choose(None)

    def select_start(self) -> None:
        """The selection begins at the playhead."""
        end = self.selection[1] if self.selection else self._ended
        if end is not None and self.position < end:
            self._choose(Choice(end, self.position))
            self._say(telling.selection_in_words((self.position, end)))
        else:
            self._choose(None, begun=self.position)
            self._say(self.tr("The selection begins at {0}; P sets its end.").format(text.clock(self.position, True)))

    def select_end(self) -> None:
        """The selection ends at the playhead."""
        start = self.selection[0] if self.selection else self._begun
        if start is not None and start < self.position:
            self._choose(Choice(start, self.position))
            self._say(telling.selection_in_words((start, self.position)))
        else:
            self._choose(None, ended=self.position)
            self._say(
                self.tr("The selection ends at {0}; I sets its beginning.").format(text.clock(self.position, True))
            )

    def _choose(self, choice: Choice | None, begun: float | None = None, ended: float | None = None) -> None:
        before = self.selection
        self._choice, self._begun, self._ended = choice, begun, ended
        selection = choice.span if choice is not None else None
        self._move(replace(self._moving, selection=selection, pending=begun if begun is not None else ended))
        if selection != before:
            self.selection_changed.emit(selection)

    def _extend(self, direction: int) -> None:
        """Move the end of the selection that moves, by a step that suits the view."""
        choice = self._choice or Choice(self.position, self.position)
        step = next((each for each in STEPS if each >= self.view.span / EXTEND), STEPS[-1])
        head = min(max(choice.head + direction * step, 0.0), self.view.duration)
        self._choose(choice.moved(head))
        self.reveal(head)
        if self.selection:
            self._say(telling.selection_in_words(self.selection))

    # --- looking closer -------------------------------------------------------------------------------------------

    def zoom_in(self) -> None:
        """Look closer at the playhead, or at the middle where it is out of view."""
        self._zoom(ZOOM)

    def zoom_out(self) -> None:
        """Look from farther away."""
        self._zoom(1 / ZOOM)

    def zoom_all(self) -> None:
        """Show the whole recording."""
        self.look(self.view.all())

    def zoom_selection(self) -> None:
        """Show what is selected, as large as it gets."""
        if self.selection:
            self.look(self.view.showing(*self.selection))
        else:
            self._say(self.tr("Select something first: drag over the waveform, or press I and P."))

    def _zoom(self, factor: float) -> None:
        anchor = self.view.x(self.position) if self.view.holds(self.position) else self.width() / 2
        self.look(self.view.zoomed(factor, anchor))

    # --- the mouse ------------------------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of an edge, a sign or a place; the middle button takes the view."""
        if self._scene.peaks is None:
            return
        at, self._held = event.position(), True
        if event.button() is Qt.MouseButton.MiddleButton:
            self._hold = Hold(Grip.VIEW, at.x(), Choice(0, 0))
        elif event.button() is Qt.MouseButton.LeftButton:
            self._hold = take(self._scene, self.frame, self._brush, self.selection, at)
            if event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._hold.grip is Grip.PLACE:
                anchor = self._choice.anchor if self._choice else self.position
                self._hold = replace(self._hold, choice=Choice(anchor, self.view.seconds(at.x())), dragged=True)
                self._choose(self._hold.choice)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held; else tell the time."""
        at = event.position()
        self._point(at)
        hold = self._hold
        if hold is None:
            return
        if hold.grip is Grip.VIEW:
            self.look(self.view.scrolled(hold.x - at.x()))
            self._hold = replace(hold, x=at.x())
        elif hold.dragged or abs(at.x() - hold.x) >= MOVED:
            self._hold = replace(hold, dragged=True)
            if not 0 <= at.x() <= self.width():  # dragged beyond the edge: what comes next moves into view
                self.look(self.view.scrolled((at.x() - min(max(at.x(), 0), self.width())) / 4))
            self._choose(hold.choice.moved(self.view.seconds(min(max(at.x(), 0), self.width()))))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A press that was no drag goes to the place; on a sign with Shift it chooses that evidence."""
        hold, self._hold, self._held = self._hold, None, False
        if hold is None or hold.dragged or event.button() is not Qt.MouseButton.LeftButton:
            return
        if hold.sign is not None and event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.evidence_chosen.emit(hold.sign.standard, hold.sign.place)
        elif hold.grip is not Grip.VIEW:
            self.go(hold.sign.start if hold.sign is not None else self.view.seconds(hold.x))

    def enterEvent(self, event: QEnterEvent) -> None:
        """Tell the time under the mouse."""
        self._point(event.position())

    def leaveEvent(self, event: QEvent) -> None:
        """Tell it no longer."""
        self._mouse_x = None
        self._move(replace(self._moving, hover=None))

    def _point(self, at: QPointF) -> None:
        """Show the time under the mouse, and by its shape what a press would take."""
        if self._scene.peaks is None:
            return
        self._mouse_x = at.x()
        self._move(replace(self._moving, hover=self.view.seconds(at.x())))
        if self._hold is not None:
            return
        if at.y() < self.frame.marks and edge_at(self._scene, self._brush, self.selection, at.x()):
            self.setCursor(Qt.CursorShape.SizeHorCursor)
        elif sign_at(self._scene, self.frame, self._brush, at):
            self.setCursor(Qt.CursorShape.PointingHandCursor)
        else:
            self.unsetCursor()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Scroll; with Ctrl look closer or from farther away."""
        turned = event.pixelDelta() if not event.pixelDelta().isNull() else event.angleDelta()
        by = turned.x() if abs(turned.x()) > abs(turned.y()) else turned.y()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.look(self.view.zoomed(NOTCH_ZOOM ** (by / NOTCH), event.position().x()))
        elif self.view.is_whole:
            event.ignore()
            return
        elif event.pixelDelta().isNull():
            self.look(self.view.scrolled(-by / NOTCH * NOTCH_SCROLL * self.width()))
        else:
            self.look(self.view.scrolled(-by))
        event.accept()
        if self._mouse_x is not None:
            self._move(replace(self._moving, hover=self.view.seconds(self._mouse_x)))

    def event(self, event: QEvent) -> bool:
        """Two fingers zoom; resting the mouse tells what happens there."""
        if isinstance(event, QHelpEvent) and self._scene.peaks is not None:
            self._tell_there(event.pos(), event.globalPos())
            return True
        if isinstance(event, QNativeGestureEvent):
            if event.gestureType() is not Qt.NativeGestureType.ZoomNativeGesture:
                return super().event(event)
            self.look(self.view.zoomed(1 + event.value(), event.position().x()))
            return True
        if isinstance(event, QGestureEvent):
            pinch = event.gesture(Qt.GestureType.PinchGesture)
            if isinstance(pinch, QPinchGesture):
                middle = self.mapFromGlobal(pinch.centerPoint())
                self.look(self.view.zoomed(pinch.scaleFactor(), middle.x()))
                return True
        return super().event(event)

    def _tell_there(self, at: QPoint, on_screen: QPoint) -> None:
        if self.frame.legend.contains(QPointF(at)):
            QToolTip.showText(on_screen, legend(self._brush, self._scene, self.devicePixelRatioF()), self)
            return
        seconds = self.view.seconds(at.x())
        sign = sign_at(self._scene, self.frame, self._brush, QPointF(at))
        parts = [text.clock(seconds, tenths=True), *telling.happening(self._scene, seconds)]
        if sign is not None:
            parts[1:] = [telling.mark_in_words(self.marks, sign)]
        QToolTip.showText(on_screen, " · ".join(parts), self)

    # --- the keyboard ---------------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys for whoever has no mouse: ends, pages, marks, and the selection."""
        key, shift = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if self._scene.peaks is None:
            super().keyPressEvent(event)
        elif shift and key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._extend(1 if key == Qt.Key.Key_Right else -1)
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self.go(0.0 if key == Qt.Key.Key_Home else self.view.duration)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self.look(self.view.scrolled(self.width() * (0.9 if key == Qt.Key.Key_PageDown else -0.9)))
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self._go_to_mark(1 if key == Qt.Key.Key_Down else -1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._mark_here() is not None:
            self._choose_here()
        elif key == Qt.Key.Key_Escape and self.selecting:
            self.select_none()
            self._say(self.tr("Nothing is selected."))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show that the keyboard is here."""
        super().focusInEvent(event)
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Show that it is gone."""
        super().focusOutEvent(event)
        self.update()

    def go(self, seconds: float) -> None:
        """Ask for the playhead to be moved."""
        self.seek_wanted.emit(min(max(seconds, 0.0), self.view.duration))

    def _go_to_mark(self, direction: int) -> None:
        stops = [mark for mark in self.marks.stops() if (time_of(mark) - self.position) * direction > SAME_PLACE_S]
        if not stops:
            self._say(self.tr("No mark after this.") if direction > 0 else self.tr("No mark before this."))
            return
        mark = stops[0] if direction > 0 else stops[-1]
        self.go(time_of(mark))
        self.reveal(time_of(mark))
        self._say(telling.mark_in_words(self.marks, mark))

    def _mark_here(self) -> EvidenceMark | CommentMark | None:
        return next((mark for mark in self.marks.stops() if abs(time_of(mark) - self.position) <= SAME_PLACE_S), None)

    def _choose_here(self) -> None:
        """Choose the evidence at the playhead; a comment stands at the first of its answer."""
        here = [mark for mark in self.marks.evidence if abs(mark.start - self.position) <= SAME_PLACE_S]
        if here:
            self.evidence_chosen.emit(here[-1].standard, here[-1].place)

    # --- the screen reader ----------------------------------------------------------------------------------------

    @cached_property
    def interface(self) -> WaveInterface:
        """What a screen reader meets."""
        return WaveInterface(self, self)

    @property
    def duration(self) -> float:
        """How long the recording is, in seconds."""
        return self.view.duration

    def set_position(self, seconds: float) -> None:
        """Move the playhead; a screen reader hears of it unless the recording is playing."""
        super().set_position(seconds)
        if not self._playing:
            tell_value(self, seconds)

    def spoken_value(self) -> str:
        """Where the playhead stands, and what is marked and happens there."""
        where = self.tr("{0} of {1}").format(text.clock(self.position), text.clock(self.duration))
        mark = self._mark_here()
        parts = [where, *telling.happening(self._scene, self.position)]
        if mark is not None:
            parts.insert(1, telling.mark_in_words(self.marks, mark))
        return ", ".join(parts)

    def spoken_description(self) -> str:
        """How long the recording is, what is selected, how much is marked."""
        return telling.recording_in_words(self._scene, self.selection) if self._scene.peaks else self._message

    def _say(self, words: str) -> None:
        self.told.emit(words)
        announce(self, words)

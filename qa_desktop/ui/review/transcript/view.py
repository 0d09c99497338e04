"""The transcript or chat: turns that follow the audio; a click on one goes there, a drag selects text."""

from bisect import bisect_right
from datetime import datetime

from PySide6.QtCore import QModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import (
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QAbstractItemView, QApplication

from qa_desktop.domain.search import Query
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.review.transcript.delegate import TranscriptDelegate
from qa_desktop.ui.review.transcript.lines import Lines, units
from qa_desktop.ui.review.transcript.long_list import Hint, LongList
from qa_desktop.ui.review.transcript.model import TranscriptModel
from qa_desktop.ui.review.wave.story import Story
from qa_desktop.ui.theme import Theme

BEGUN_S = 1.5
"""Whoever is further into a turn and asks for the one before means its beginning."""
_Place = tuple[int, int]


class TranscriptView(LongList):
    """The turns of one interaction; only those in view are laid out, so that any number opens at once."""

    seek_wanted = Signal(float)
    turn_chosen = Signal(int)
    following_changed = Signal(bool)
    """Whether the sound moves the transcript: a reader who scrolls away reads in peace."""

    def __init__(self, theme: Theme) -> None:
        self._model = TranscriptModel()
        self._delegate = TranscriptDelegate(theme, self._model)
        super().__init__(self._model, self._delegate)
        self._model.setParent(self)
        self.setObjectName("transcript")
        self._pressed: _Place | None = None
        self._anchor: _Place | None = None
        self._following = True
        self.setItemDelegate(self._delegate)
        self.setAccessibleName(self.tr("Transcript"))
        self.setMouseTracking(False)
        self.viewport().setCursor(Qt.CursorShape.IBeamCursor)
        self._model.dataChanged.connect(lambda: self.viewport().update())
        theme.changed.connect(self._restyle)
        self.verticalScrollBar().sliderMoved.connect(lambda _: self.set_following(False))

    # --- what is shown ------------------------------------------------------------------------------------------

    def open(self, transcript: Transcript | None, started_at: datetime | None = None, *, written: bool = False) -> None:
        """Show a transcript; with the time of day of each turn where its beginning is given.

        Between messages that were `written` a pause goes from one to the next, and not from where one ended.
        """
        shown = self._delegate.shown
        shown.playing, shown.sought, shown.found_at, shown.selected = -1, Query(), -1, None
        self._model.take(transcript, started_at, written)
        self._restyle()
        self.set_following(True)
        self.scrollToTop()

    def hear(self, story: Story | None) -> None:
        """Say where nobody or both speak by what is heard."""
        self._model.hear(story)
        self._restyle()

    def mark_evidence(self, state: FormState) -> None:
        """Show the evidence of an evaluation beside the turns that it stands in."""
        self._model.mark(state)

    @property
    def lines(self) -> Lines:
        """What is shown."""
        return self._model.lines

    def mark_found(self, query: Query) -> None:
        """Mark what is looked for wherever it stands."""
        self._delegate.shown.sought, self._delegate.shown.found_at = query, -1
        self.viewport().update()

    def show_found(self, row: int) -> None:
        """Go to a turn in which something was found."""
        self._delegate.shown.found_at = row
        self.set_following(False)
        self.choose(row)
        self.viewport().update()

    # --- where one is -------------------------------------------------------------------------------------------

    @property
    def chosen_turn(self) -> int | None:
        """The turn that the reader chose."""
        return self.currentIndex().row() if self.currentIndex().isValid() else None

    @property
    def selected_turns(self) -> tuple[int, int] | None:
        """The first and the last turn of the selected text."""
        selected = self._delegate.shown.selected
        return (selected[0][0], selected[1][0]) if selected is not None else None

    @property
    def playing_turn(self) -> int:
        """The turn that is heard, -1 where there is none."""
        return self._delegate.shown.playing

    @property
    def following(self) -> bool:
        """Whether the sound moves the transcript."""
        return self._following

    def set_following(self, on: bool) -> None:
        """Let the sound move the transcript, from where it is heard now; or read in peace."""
        if on != self._following:
            self._following = on
            self.following_changed.emit(on)
        if on and self.playing_turn >= 0:
            self._bring(self.playing_turn)

    def follow(self, seconds: float, scroll: bool) -> None:
        """Show which turn is being heard."""
        row = self._model.lines.turn_at(seconds)
        if row == self.playing_turn:
            return
        self._delegate.shown.playing = row
        self.viewport().update()
        if scroll and row >= 0 and self._following:
            self._bring(row)

    def step(self, by: int, seconds: float | None) -> None:
        """Go to the turn before or after: of the sound at `seconds`, or of the chosen one where there is no sound."""
        count = len(self._model.turns)
        starts = self._model.lines.begun
        if seconds is None or not starts:
            row = min(max(0, self.currentIndex().row() + by), count - 1)
        else:
            here = bisect_right(starts, (seconds + 0.001, count)) - 1
            begun = by < 0 and here >= 0 and seconds - starts[here][0] > BEGUN_S
            row = starts[min(max(0, here + by + begun), len(starts) - 1)][1]
        if row >= 0:
            self.choose(row)
            self._go(row)

    def choose(self, row: int) -> None:
        """Choose a turn and bring it into view."""
        index = self._model.index(row)
        self.setCurrentIndex(index)
        self.scrollTo(index)

    def select_none(self) -> bool:
        """Let go of the selected text; False where there was none."""
        had = self._delegate.shown.selected is not None
        self._delegate.shown.selected = self._anchor = None
        self.viewport().update()
        return had

    def _bring(self, row: int) -> None:
        """Scroll only when a turn is not in view whole; then the next ones have room below it."""
        self.measure(row)
        shown, room = self.visualRect(self._model.index(row)), self.viewport().rect()
        if room.top() <= shown.top() and shown.bottom() <= room.bottom():
            return
        self.scrollTo(self._model.index(row), Hint.PositionAtTop)
        bar = self.verticalScrollBar()
        bar.setValue(bar.value() - room.height() // 4)

    def _go(self, row: int) -> None:
        start = self._model.turns[row].start
        self.set_following(True)
        self.turn_chosen.emit(row)
        if start is not None:
            self.seek_wanted.emit(start)

    # --- keys and mouse -----------------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the turn in the audio; Shift with an arrow selects turns; copying copies what is selected."""
        row, shift = self.currentIndex().row(), event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and row >= 0:
            self._go(row)
        elif event.matches(QKeySequence.StandardKey.Copy) and (row >= 0 or self._delegate.shown.selected):
            QGuiApplication.clipboard().setText(self._copied(row))
        elif shift and event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down) and row >= 0:
            self._select_turns(row, row + (1 if event.key() == Qt.Key.Key_Down else -1))
        elif not (event.key() == Qt.Key.Key_Escape and self.select_none()):
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
                self.select_none()
            super().keyPressEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The reader looks elsewhere."""
        self.set_following(False)
        super().wheelEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press may begin a selection; with Shift it ends one."""
        super().mousePressEvent(event)
        place = self._place_at(event.position().toPoint())
        if event.button() is Qt.MouseButton.LeftButton:
            extending = event.modifiers() & Qt.KeyboardModifier.ShiftModifier and self._anchor is not None
            if extending and place is not None and self._anchor is not None:
                self._select(self._anchor, place)
            else:
                self.select_none()
                self._pressed = self._anchor = place
            self._pressed_at = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A drag selects text, over several turns too; beyond the edges it scrolls."""
        at = event.position().toPoint()
        if self._pressed is None or not event.buttons() & Qt.MouseButton.LeftButton:
            return
        far = (at - self._pressed_at).manhattanLength() >= QApplication.startDragDistance()
        if not far and self._delegate.shown.selected is None:
            return
        room, bar = self.viewport().rect(), self.verticalScrollBar()
        bar.setValue(bar.value() + min(at.y(), 0) + max(at.y() - room.height(), 0))
        place = self._place_at(QPoint(at.x(), min(max(at.y(), 0), room.height() - 1)))
        if place is not None:
            self.set_following(False)
            self._select(self._pressed, place)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click goes to the turn; the end of a drag leaves what it has selected."""
        super().mouseReleaseEvent(event)
        pressed, self._pressed = self._pressed, None
        index = self.indexAt(event.position().toPoint())
        if pressed is not None and self._delegate.shown.selected is None and index.row() == pressed[0]:
            self._go(index.row())

    def _place_at(self, point: QPoint) -> _Place | None:
        index = self.indexAt(point)
        if not index.isValid():
            return None
        return index.row(), self._delegate.place_in(index.row(), self.visualRect(index), point)

    def _select(self, one: _Place, other: _Place) -> None:
        self._delegate.shown.selected = (min(one, other), max(one, other)) if one != other else None
        self.viewport().update()

    def _select_turns(self, here: int, row: int) -> None:
        """Select whole turns, from where the selection began."""
        if self._anchor is None or self._delegate.shown.selected is None:
            self._anchor = (here, 0)
        row = min(max(row, 0), len(self._model.turns) - 1)
        first, last = sorted((self._anchor[0], row))
        self._delegate.shown.selected = ((first, 0), (last, units(self._model.turns[last].text)))
        self.set_following(False)
        self.choose(row)
        self.viewport().update()

    def _copied(self, row: int) -> str:
        selected = self._delegate.shown.selected
        if selected is None:
            return self._model.lines.copied(row, row)
        (first, begin), (last, end) = selected
        return self._model.lines.copied(first, last, (begin, end))

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Whoever goes through the turns by key reads in peace."""
        self.set_following(False)
        return super().moveCursor(action, modifiers)

    def _restyle(self) -> None:
        self._delegate.forget()
        self.lay_out_anew()
        self.viewport().update()

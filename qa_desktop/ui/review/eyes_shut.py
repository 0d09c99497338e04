"""Tells aloud what happens in the review window, so that it can be used with the eyes shut."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractItemModel, QCoreApplication, QModelIndex, QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

from qa_desktop.media.earcons import Tone
from qa_desktop.services.reviewing import Review
from qa_desktop.ui.actions import KeyOf
from qa_desktop.ui.review import narration
from qa_desktop.ui.review.review_screen import ReviewScreen
from qa_desktop.ui.review.standard_row import StandardRow
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.review.worklist_lines import agent_name, subtitle
from qa_desktop.ui.spoken import Line


class Narrator(QObject):
    """Makes lines of what happens; `said` carries a Line, `read` one that a screen reader says by itself.

    Nothing is made while nobody `listens`.
    """

    said = Signal(object)
    read = Signal(object)

    def __init__(self, review: ReviewScreen, key: KeyOf, listens: Callable[[], bool]) -> None:
        super().__init__(review)
        self._review = review
        self._key = key
        self._listens = listens
        self._state: FormState | None = None
        self._moved = QTimer(self)  # several moves at once end at one standard
        self._moved.setSingleShot(True)
        self._moved.setInterval(0)
        self._moved.timeout.connect(self._tell_standard)
        review.session.opened.connect(self._opened)
        review.session.changed.connect(self._changed)
        review.form.current_changed.connect(lambda _: self._moved.start())
        for view in (review.worklist.list, review.player.transcript):
            self._follow(view)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.focusChanged.connect(self._focus_changed)

    def tell(self, words: str, tone: Tone = Tone.TOLD) -> None:
        """Say a sentence that stands on the screen too."""
        if words and self._listens():
            self.said.emit(Line(words, tone))

    def where(self) -> str:
        """Where one is: interaction, position, standard, answer, total, and what is missing."""
        session, sound = self._review.session, self._review.sound
        if session.review is None or session.state is None:
            return self.tr("No interaction is open. The worklist has {0}.").format(
                len(self._review.worklist.model.items)
            )
        parts = [f"{_name(session.review)}."]
        if sound.loaded:
            length = session.review.interaction.duration
            at = self.tr("At {0}").format(narration.time_words(sound.position))
            whole = self.tr("of {0}").format(narration.time_words(length)) if length else ""
            plays = self.tr("playing") if sound.playing else self.tr("paused")
            parts.append(" ".join(part for part in (at, whole) if part) + f", {plays}.")
        parts.append(narration.where_words(session.state, self._review.form.current))
        return " ".join(parts)

    def _opened(self, review: Review | None) -> None:
        before, self._state = self._state, self._review.session.state
        if review is None or self._state is None:
            if before is not None:
                self.tell(self.tr("The interaction is closed."))
            return
        self.tell(f"{_name(review)}. {self._state.form.title}. {narration.missing_words(self._state)}", Tone.MOVED)
        self._moved.start()

    def _changed(self, state: FormState) -> None:
        before, self._state = self._state, state
        if before is None or not self._listens():
            return
        if before.version.key != state.version.key:
            self.tell(f"{state.form.title}. {narration.missing_words(state)}", Tone.MOVED)
            return
        for line in narration.changes(before, state, self._review.form.current):
            self.said.emit(line)
        if before.missing and not state.missing and not state.read_only:
            self.tell(narration.missing_words(state), Tone.DONE)

    def _tell_standard(self) -> None:
        state, current = self._review.session.state, self._review.form.current
        if state is not None and current in state.form.standard_by_id and self._listens():
            line = Line(narration.standard_words(state, current, self._key), Tone.MOVED)
            by_itself = isinstance(QApplication.focusWidget(), StandardRow)
            (self.read if by_itself else self.said).emit(line)

    def _follow(self, view: QAbstractItemView) -> None:
        """Read the lines of a list as one moves in it."""

        def read(now: QModelIndex) -> None:
            if view.hasFocus() and now.isValid() and self._listens():
                self.read.emit(Line(_text(view.model(), now), Tone.MOVED))

        view.selectionModel().currentChanged.connect(lambda now, _: read(now))

    def _focus_changed(self, _: QWidget | None, now: QWidget | None) -> None:
        if now is None or isinstance(now, StandardRow) or not self._listens() or not self._review.isAncestorOf(now):
            return
        index = now.currentIndex() if isinstance(now, QAbstractItemView) else QModelIndex()
        text = _text(index.model(), index) if index.isValid() else ""
        words = ". ".join(part for part in (now.accessibleName(), text) if part)
        if words:
            self.read.emit(Line(words, Tone.MOVED))


def band_words(speaks: bool, key: KeyOf) -> str:
    """What the screen says while the mode is on."""
    say = QCoreApplication.translate
    told = (
        say("EyesShut", "Eyes-shut mode: what you do is spoken, and any key ends a sentence.")
        if speaks
        else say(
            "EyesShut",
            "Eyes-shut mode, in tones, for no voice is installed here: rising Yes, falling No, twice the same N/A, "
            "higher for each level, low for what is refused.",
        )
    )
    keys = say("EyesShut", "{0} says where you are, {1} ends it.").format(key("say_where"), key("eyes_shut"))
    return f"{told} {keys}"


def _name(review: Review) -> str:
    about = subtitle(review.interaction)
    return ", ".join(part for part in (agent_name(review.interaction), about.replace(" · ", ", ")) if part)


def _text(model: QAbstractItemModel, index: QModelIndex) -> str:
    return str(model.data(index, Qt.ItemDataRole.AccessibleTextRole) or model.data(index) or "")

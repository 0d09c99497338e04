"""Hands and eyes free: keys that are held, the page that changes keys, and the eyes-shut mode, in one window."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QLabel, QWidget

from qa_desktop.media.earcons import Tone
from qa_desktop.ui.actions import Actions
from qa_desktop.ui.key_watch import KeyWatch
from qa_desktop.ui.keys_page import KeysPage
from qa_desktop.ui.messages import Notice
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.review.eyes_shut import Narrator, band_words
from qa_desktop.ui.review.review_screen import ReviewScreen
from qa_desktop.ui.spoken import Line, Voice, announce


class HandsFree(QObject):
    """What the actions for hands and eyes do; `page` and `band` are to be shown by the window.

    `told` carries what is said on demand, for the screen.
    """

    told = Signal(str)

    def __init__(self, window: QWidget, actions: Actions, review: ReviewScreen, preferences: Preferences) -> None:
        super().__init__(window)
        self._window = window
        self._actions = actions
        self._review = review
        self._preferences = preferences
        self.voice: Voice | None = None
        self.page = KeysPage(actions)
        self.page.changed.connect(lambda keys: preferences.change(keys=keys))
        self.band = QLabel()
        self.band.setObjectName("eyes_shut")
        self.band.setWordWrap(True)
        self.band.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.band.hide()
        self.watch = KeyWatch(window, actions)
        self.watch.pressed.connect(self._hush)
        self.watch.let_go.connect(lambda _: review.sound.pause())
        self.narrator = Narrator(review, actions.key, self._listens)
        self.narrator.said.connect(self._say)
        self.narrator.read.connect(self._read)
        review.remark.connect(lambda words: self.narrator.tell(words, Tone.ERROR))
        review.note.connect(lambda words: self.narrator.tell(words, Tone.TOLD))
        preferences.changed.connect(self._follow)
        actions["eyes_shut"].toggled.connect(self._switch)
        actions.keys_changed.connect(self._show_band)
        actions.keys_changed.connect(review.form.name_keys)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {
            "say_where": self._say_where,
            "pause": self._review.sound.pause,
            "hold_play": self._hold_play,
        }

    def follow(self, notice: Notice) -> None:
        """Say what the notice shows."""
        notice.shown.connect(lambda words, bad: self.narrator.tell(words, Tone.ERROR if bad else Tone.DONE))

    def hint(self) -> str:
        """The keys in force that the status line names."""
        key = self._actions.key
        answers = " ".join(filter(None, map(key, ("answer_yes", "answer_no", "answer_na"))))
        levels = "–".join(dict.fromkeys(filter(None, (key("level_1"), key("level_5")))))
        parts = (
            (f"{answers} {levels}".strip(), self.tr("answer")),
            ("↑↓", self.tr("move")),
            (key("play"), self.tr("play")),
            (key("evidence_add"), self.tr("evidence")),
            (key("keys"), self.tr("keys")),
        )
        return " · ".join(f"{keys} {words}" for keys, words in parts if keys)

    def _hold_play(self) -> None:
        """Play until the key is released, from a menu until the next time; a setting is how far a start goes back."""
        held = self.watch.hold("hold_play")
        if not held or not self._review.sound.playing:
            self._review.sound.toggle()

    def _say_where(self) -> None:
        words = self.narrator.where()
        self.told.emit(words)
        self._say(Line(words, Tone.TOLD))

    def close(self) -> None:
        """Be silent, and let go of the voice."""
        if self.voice is not None:
            self.voice.close()
            self.voice.deleteLater()
            self.voice = None

    def _switch(self, on: bool) -> None:
        self.close()
        if on:
            self.voice = Voice(self._preferences.settings.output_device, self)
            self.voice.changed.connect(self._show_band)
            self._say(Line(self.narrator.where(), Tone.DONE))
        else:
            announce(self._window, self.tr("Eyes-shut mode is off."))
        self._show_band()

    def _follow(self, names: frozenset[str]) -> None:
        if self.voice is not None and "output_device" in names:
            self.voice.set_device(self._preferences.settings.output_device)

    def _show_band(self) -> None:
        self.band.setVisible(self.voice is not None)
        if self.voice is not None:
            self.band.setText(band_words(self.voice.speaks, self._actions.key))

    def _listens(self) -> bool:
        return self.voice is not None or QAccessible.isActive()

    def _hush(self) -> None:
        if self.voice is not None:
            self.voice.stop()

    def _say(self, line: Line) -> None:
        announce(self._window, line.words, urgent=line.tone is Tone.ERROR)
        self._read(line)

    def _read(self, line: Line) -> None:
        if self.voice is not None:
            self.voice.say(line)

"""What is said aloud: by a screen reader that runs, and in the eyes-shut mode by a voice, or by tones without one."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QLocale, QObject, Signal, SignalInstance
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from qa_desktop.media.earcons import Tone, melody

if TYPE_CHECKING:
    from qa_desktop.media.tone_player import TonePlayer


@dataclass(frozen=True)
class Line:
    """Something to be said: the words, and the sign where there is no voice."""

    words: str
    tone: Tone
    level: int = 0


class Speaking(Protocol):
    """Something that speaks; no call waits."""

    @property
    def lost(self) -> SignalInstance:
        """It cannot speak after all."""

    def say(self, text: str) -> None:
        """Say it when what came before has been said."""

    def stop(self) -> None:
        """Be silent at once, and forget what is waiting."""

    def close(self) -> None:
        """Be silent, and go."""


def announce(widget: QWidget, words: str, urgent: bool = False) -> None:
    """Have a screen reader say it, where one runs."""
    if QAccessible.isActive():
        event = QAccessibleAnnouncementEvent(widget, words)
        politeness = QAccessible.AnnouncementPoliteness
        event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
        QAccessible.updateAccessibility(event)


class SystemVoice(QObject):
    """The voice of Windows or macOS, through Qt."""

    lost = Signal()

    def __init__(self, engine: str = "", parent: QObject | None = None) -> None:
        from PySide6.QtTextToSpeech import QTextToSpeech

        super().__init__(parent)
        self._engine = QTextToSpeech(engine, self) if engine else QTextToSpeech(self)
        self._engine.setLocale(QLocale())
        self._engine.errorOccurred.connect(lambda *_: self.lost.emit())

    @property
    def usable(self) -> bool:
        """Whether the system has a voice."""
        from PySide6.QtTextToSpeech import QTextToSpeech

        return self._engine.state() is not QTextToSpeech.State.Error

    def say(self, text: str) -> None:
        """Say it when what came before has been said."""
        self._engine.enqueue(text)

    def stop(self) -> None:
        """Be silent at once, and forget what is waiting."""
        self._engine.stop()

    def close(self) -> None:
        """Be silent, and go."""
        self._engine.stop()
        self.deleteLater()


class Voice(QObject):
    """Says lines one after the other: with the voice of the system, else as tones.

    `changed` says that the voice has been lost; what is said from then on is said in tones. `close` must be called
    before it goes.
    """

    changed = Signal()

    def __init__(self, device: str = "", parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._device = device
        self._tones: TonePlayer | None = None
        self._speech = _speech(self)
        if self._speech is not None:
            self._speech.lost.connect(self._lose)

    @property
    def speaks(self) -> bool:
        """Whether there is a voice; else there are tones."""
        return self._speech is not None

    def say(self, line: Line) -> None:
        """Say it when what came before has been said."""
        if self._speech is not None:
            self._speech.say(line.words)
        else:
            if self._tones is None:
                from qa_desktop.media.tone_player import TonePlayer

                self._tones = TonePlayer(self, self._device)
            self._tones.play(melody(line.tone, line.level))

    def set_device(self, device: str) -> None:
        """Play tones through this device; the voice of the system goes where the system lets it."""
        self._device = device
        if self._tones is not None:
            self._tones.set_device(device)

    def stop(self) -> None:
        """Be silent at once, and forget what is waiting."""
        if self._speech is not None:
            self._speech.stop()
        if self._tones is not None:
            self._tones.stop()

    def close(self) -> None:
        """Be silent, and end the thread that plays tones."""
        if self._speech is not None:
            self._speech.lost.disconnect(self._lose)
            self._speech.close()
            self._speech = None
        if self._tones is not None:
            self._tones.close()
            self._tones = None

    def _lose(self) -> None:
        self._speech = None
        self.changed.emit()


def _speech(parent: QObject) -> Speaking | None:
    """What speaks on this system, in the language of the program; none where nothing does."""
    if sys.platform.startswith("linux"):
        from qa_desktop.media.speech_dispatcher import SpeechDispatcher, is_there

        return SpeechDispatcher(QLocale().bcp47Name(), parent) if is_there() else None
    voice = SystemVoice(parent=parent)
    return voice if voice.usable else None

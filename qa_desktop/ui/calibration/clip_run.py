"""Plays pieces of evidence one after the other."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from qa_desktop.domain.interactions import Recording
from qa_desktop.ui.calibration.board import Clip
from qa_desktop.ui.review.sound import Sound

if TYPE_CHECKING:
    from qa_desktop.media.playback import PlayerState


class ClipRun(QObject):
    """`at` says which clip plays, by its place in the run, and -1 when none does any more."""

    at = Signal(int)
    failed = Signal(str)

    def __init__(self, make_sound: Callable[[], Sound], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._make_sound = make_sound
        self._sound: Sound | None = None
        self._file: Path | None = None
        self._clips: Sequence[Clip] = ()
        self._place = -1
        self._begun = False

    @property
    def running(self) -> bool:
        """Whether clips are being played."""
        return self._place >= 0

    def start(self, file: Path, recording: Recording, clips: Sequence[Clip]) -> None:
        """Play these clips of a recording from the first on."""
        self.stop()
        if not clips:
            return
        sound = self._ready()
        self._clips, self._place, self._begun = clips, 0, False
        if file != self._file:
            self._file = file
            sound.open(file, recording)
        elif sound.loaded:
            self._play()

    def stop(self) -> None:
        """Play no more."""
        if self._place >= 0:
            self._place = -1
            if self._sound is not None:
                self._sound.pause()
            self.at.emit(-1)

    def close(self) -> None:
        """End the threads of the sound."""
        self._place = -1
        if self._sound is not None:
            self._sound.shutdown()

    def _ready(self) -> Sound:
        if self._sound is None:
            self._sound = self._make_sound()
            self._sound.pcm_opened.connect(lambda _: self._play())
            self._sound.state_changed.connect(self._follow)
            self._sound.failed.connect(self._fail)
        return self._sound

    def _play(self) -> None:
        if self._place >= 0 and self._sound is not None and not self._begun:
            clip = self._clips[self._place]
            self._sound.play_span(clip.start, clip.end)
            self.at.emit(self._place)

    def _follow(self, state: "PlayerState") -> None:
        """Once a clip has played to its end, the next begins."""
        if self._place < 0:
            return
        if state.playing:
            self._begun = True
        elif self._begun:
            self._begun = False
            self._place += 1
            if self._place < len(self._clips):
                self._play()
            else:
                self._place = -1
                self.at.emit(-1)

    def _fail(self, sentence: str) -> None:
        self._file = None
        self.stop()
        self.failed.emit(sentence)

"""The sound of the open interaction: loading, playing, and which channel is the agent.

The media modules are imported and made only when the first recording is opened, after the window has been painted.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, SignalInstance

from qa_desktop import paths

if TYPE_CHECKING:
    from pathlib import Path

    from qa_desktop.media.cache import PcmCache
    from qa_desktop.media.loading import LoadedRecording, LoadProgress
    from qa_desktop.media.playback import Playback, PlayerState


class Loading(Protocol):
    """What loads recordings: `RecordingLoader`, or a stand-in where no sound is wanted."""

    @property
    def progress(self) -> SignalInstance:
        """A LoadProgress."""

    @property
    def ready(self) -> SignalInstance:
        """A LoadedRecording."""

    @property
    def failed(self) -> SignalInstance:
        """A sentence."""

    def load(self, path: Path, content_hash: str | None = None) -> None:
        """Start to decode."""

    def cancel(self) -> None:
        """Stop."""


SLOWEST, FASTEST, STEP = 0.5, 3.0, 0.05
LISTENING_S = 6.0
"""For how long after a pause an answer is still about what was heard."""


class Sound(QObject):
    """Plays the recording that is open; every call returns at once."""

    position_changed = Signal(float)
    state_changed = Signal(object)
    peaks_changed = Signal(object, float)
    activity_found = Signal(object)
    failed = Signal(str)

    def __init__(
        self, speed: float = 1.0, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._clock = clock
        self._paused_at = float("-inf")
        self._was_playing = False
        self._speed = speed
        self._parts: tuple[Playback, Loading] | None = None
        self._cache: PcmCache | None = None
        self._close: list[Callable[[], None]] = []
        self._open: Path | None = None
        self.agent_channel: int | None = None
        self.side = "both"

    def use(self, player: Playback, loader: Loading) -> None:
        """Play and load with these."""
        self._parts = (player, loader)
        player.position_changed.connect(self.position_changed)
        player.state_changed.connect(self._tell_state)
        player.failed.connect(self.failed)
        loader.progress.connect(self._progress)
        loader.ready.connect(self._ready)
        loader.failed.connect(self.failed)
        player.set_speed(self._speed)

    def warm_up(self) -> None:
        """Get ready to play, where that has not been done."""
        if self._parts is None:
            from qa_desktop.media.cache import PcmCache
            from qa_desktop.media.loading import RecordingLoader
            from qa_desktop.media.player import Player

            self._cache = PcmCache(paths.user_cache() / "audio")
            player, loader = Player(self), RecordingLoader(self._cache, self)
            self._close = [player.shutdown, loader.shutdown, self._cache.close]
            loader.warm_up()
            self.use(player, loader)

    def open(self, path: Path, content_hash: str, agent_channel: int | None) -> None:
        """Load a recording; it can be played within moments."""
        self.close()
        self.warm_up()
        self.agent_channel = agent_channel
        if self._parts is not None:
            self._parts[1].load(path, content_hash)

    def close(self) -> None:
        """Let go of the recording."""
        self._open = None
        self._paused_at = float("-inf")
        if self._parts is not None:
            self._parts[1].cancel()
            self._parts[0].close()

    def shutdown(self) -> None:
        """End the threads and delete what was decoded."""
        for close in self._close:
            close()
        self._close = []

    @property
    def loaded(self) -> bool:
        """Whether there is something to play."""
        return self._open is not None

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._parts is not None and self._parts[0].playing

    @property
    def listening(self) -> bool:
        """Whether it plays, or was paused just now to press a key."""
        return self.playing or (self.loaded and self._clock() - self._paused_at < LISTENING_S)

    @property
    def position(self) -> float:
        """Where the listener is, in seconds."""
        return self._parts[0].position if self._parts is not None and self.loaded else 0.0

    @property
    def speed(self) -> float:
        """1.0 is as recorded."""
        return self._speed

    def toggle(self) -> None:
        """Play or pause."""
        if self._parts is not None and self.loaded:
            self._parts[0].toggle()

    def pause(self) -> None:
        """Pause."""
        if self._parts is not None and self.loaded:
            self._parts[0].pause()

    def seek(self, seconds: float) -> None:
        """Go to a time."""
        if self._parts is not None and self.loaded:
            self._parts[0].seek(seconds)

    def skip(self, seconds: float) -> None:
        """Go so many seconds on, or back."""
        self.seek(max(0.0, self.position + seconds))

    def play_span(self, start: float, end: float) -> None:
        """Play a span once."""
        if self._parts is not None and self.loaded:
            self._parts[0].play_span(start, end)

    def change_speed(self, steps: int) -> None:
        """Faster or slower by so many steps of 0.05."""
        self.set_speed(self._speed + steps * STEP)

    def set_speed(self, speed: float) -> None:
        """Play at this speed, pitch kept; it is remembered for the next recording."""
        self._speed = round(min(FASTEST, max(SLOWEST, speed)), 2)
        if self._parts is not None:
            self._parts[0].set_speed(self._speed)

    def hear(self, side: str) -> None:
        """Hear `agent`, `customer` or `both`; one side needs to be known."""
        from qa_desktop.media.playback import ChannelMode, Hearing

        self.side = side if self.agent_channel is not None else "both"
        modes = (ChannelMode.LEFT, ChannelMode.RIGHT)
        mode = ChannelMode.BOTH
        if self.side != "both" and self.agent_channel is not None:
            mode = modes[self.agent_channel if side == "agent" else 1 - self.agent_channel]
        if self._parts is not None:
            self._parts[0].set_hearing(Hearing(mode))

    def _progress(self, news: LoadProgress) -> None:
        if self._parts is None:
            return
        if self._open != news.path:
            self._open = news.path
            self._parts[0].open(news.pcm, news.announced or news.seconds)
        self.peaks_changed.emit(news.peaks, news.announced or news.seconds)

    def _ready(self, loaded: LoadedRecording) -> None:
        if self._parts is None:
            return
        if self._open != loaded.path:
            self._open = loaded.path
            self._parts[0].open(loaded.ingested.pcm)
        self._parts[0].complete()
        self.peaks_changed.emit(loaded.ingested.peaks, loaded.ingested.peaks.seconds)
        self.activity_found.emit(loaded.activity)
        for problem in loaded.ingested.facts.problems:
            self.failed.emit(problem)

    def _tell_state(self, state: PlayerState) -> None:
        if self._was_playing and not state.playing:
            self._paused_at = self._clock()
        self._was_playing = state.playing
        self.state_changed.emit(state)
        if state.notice:
            self.failed.emit(state.notice)

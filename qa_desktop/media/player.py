"""The player as screens use it: every call returns at once, the work is done in the engine's thread."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QCoreApplication, QObject, QThread, Signal, Slot

from qa_desktop.media.engine import Command, Engine, News
from qa_desktop.media.outputs import Outputs
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.playback import Hearing, PlayerState
from qa_desktop.media.sound_server import outlive_restarts
from qa_desktop.media.system_outputs import SystemOutputs


class Player(QObject):
    """Satisfies Playback with real sound; see there for what each call does.

    Belongs to the thread that made it. `shutdown` must be called before it goes; the end of the application calls it.
    """

    position_changed = Signal(float)
    state_changed = Signal(object)
    failed = Signal(str)
    _command = Signal(object)

    def __init__(self, parent: QObject | None = None, make_outputs: Callable[[], Outputs] = SystemOutputs) -> None:
        super().__init__(parent)
        self._state = PlayerState()
        self._position = 0.0
        self._playing = False
        self._number = 0
        self._answered = 0
        outlive_restarts()
        self._thread = QThread()
        self._thread.setObjectName("sound")
        self._engine = Engine(make_outputs)
        self._engine.moveToThread(self._thread)
        self._command.connect(self._engine.obey)
        self._engine.told.connect(self._hear)
        self._engine.failed.connect(self.failed)
        self._thread.start()
        self._send(self._engine.prepare)
        application = QCoreApplication.instance()
        if application:
            application.aboutToQuit.connect(self.shutdown)

    @property
    def position(self) -> float:
        """Where in the recording the listener is, in seconds."""
        return self._position

    @property
    def duration(self) -> float:
        """Length in seconds; while decoding goes on, what the header announces."""
        return self._state.duration

    @property
    def playing(self) -> bool:
        """Whether the recording plays, or will as soon as the engine has heard of it."""
        return self._playing

    @property
    def speed(self) -> float:
        """1.0 is as recorded."""
        return self._state.speed

    @property
    def state(self) -> PlayerState:
        """What state_changed told last."""
        return self._state

    def open(self, pcm: Pcm, announced: float | None = None) -> None:
        """Loads decoded samples, paused at the start; `announced` seconds while the file is still being written."""
        self._position, self._playing = 0.0, False
        self._send(partial(self._engine.open, pcm, announced))

    def complete(self) -> None:
        """The file being written is whole now: its end is the end of the recording."""
        self._send(self._engine.complete)

    def close(self, then: Callable[[], None] | None = None) -> None:
        """Stops and lets go of the recording; `then` is called when it is no longer read, in any thread."""
        self._position, self._playing = 0.0, False
        self._send(self._engine.close)
        if then is not None:
            self._send(then)

    def play(self) -> None:
        """Plays on from the position, from the start when it is at the end."""
        self._playing = True
        self._send(self._engine.play)

    def pause(self) -> None:
        """Stops the sound and keeps the position."""
        self._playing = False
        self._send(self._engine.pause)

    def toggle(self) -> None:
        """Plays when paused, pauses when playing."""
        if self._playing:
            self.pause()
        else:
            self.play()

    def seek(self, seconds: float) -> None:
        """Goes to a time, playing on if it was playing."""
        # Known at once, so that two quick skips add up.
        self._position = max(0.0, min(seconds, self.duration)) if self.duration else max(0.0, seconds)
        self._send(partial(self._engine.seek, seconds))

    def set_speed(self, speed: float) -> None:
        """Plays faster or slower with the pitch kept; limited to SLOWEST..FASTEST."""
        self._send(partial(self._engine.set_speed, speed))

    def set_hearing(self, hearing: Hearing) -> None:
        """Chooses which side is heard, where, and how loud."""
        self._send(partial(self._engine.set_hearing, hearing))

    def set_loop(self, start: float, end: float) -> None:
        """Plays this span again and again; goes to its start where the position is outside it."""
        self._send(partial(self._engine.set_loop, start, end))

    def clear_loop(self) -> None:
        """Plays on beyond the loop."""
        self._send(self._engine.clear_loop)

    def set_skips(self, spans: tuple[tuple[float, float], ...]) -> None:
        """Leaves these seconds out when playing, but not inside a loop or a span; () for none."""
        self._send(partial(self._engine.set_skips, spans))

    def replay(self, seconds: float, speed: float) -> None:
        """Goes back so many seconds, plays them at this speed until where one was, and then on as before."""
        self._position, self._playing = max(0.0, self._position - seconds), True
        self._send(partial(self._engine.replay, seconds, speed))

    def set_device(self, device_id: str) -> None:
        """Plays through this device, "" for the system's default; goes on at the same place while playing."""
        self._send(partial(self._engine.set_device, device_id))

    def play_span(self, start: float, end: float) -> None:
        """Plays from `start` to `end` once, then pauses; any other move calls the end off."""
        self._position, self._playing = max(0.0, start), True
        self._send(partial(self._engine.play_span, start, end))

    @Slot()
    def shutdown(self) -> None:
        """Ends the engine's thread and waits for it; may be called twice."""
        if self._thread.isRunning():
            self._send(self._engine.dispose)
            self._thread.wait()

    def _send(self, run: Callable[[], None]) -> None:
        self._number += 1
        self._command.emit(Command(self._number, run))

    @Slot(object)
    def _hear(self, news: News) -> None:
        if news.number != self._number:
            # Said before the engine heard of the latest command; it will speak again.
            return
        # A seek is answered even where the position was foreseen.
        moved = news.position != self._position or news.number != self._answered
        self._answered = news.number
        self._position, self._playing = news.position, news.state.playing
        if news.state != self._state:
            self._state = news.state
            self.state_changed.emit(news.state)
        if moved:
            self.position_changed.emit(news.position)

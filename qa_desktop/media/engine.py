"""The playback engine: all of it runs in one thread of its own, and is talked to in commands only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from qa_desktop.media.outputs import Output, PullDevice, WallOutput
from qa_desktop.media.pcm import Pcm, PcmReader
from qa_desktop.media.playback import FASTEST, SLOWEST, Hearing, PlayerState
from qa_desktop.media.render import Renderer
from qa_desktop.media.route import Route

_TICK_MS = 33
_STALL_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Command:
    """Something to do in the engine's thread; what the engine says afterwards carries the number."""

    number: int
    run: Callable[[], None]


@dataclass(frozen=True, slots=True)
class News:
    """What the engine has come to; `number` is that of the last command it has obeyed."""

    number: int
    position: float
    state: PlayerState


class Engine(QObject):
    """Plays one recording; its public methods are called in its own thread, by way of `obey`."""

    told = Signal(object)
    failed = Signal(str)

    def __init__(self, make_output: Callable[[QObject], Output]) -> None:
        super().__init__()
        self._make_output = make_output
        self._output: Output | None = None
        self._reader: PcmReader | None = None
        self._renderer: Renderer | None = None
        self._device: PullDevice | None = None
        self._announced: float | None = None
        self._span_end: float | None = None
        self._position = 0.0
        self._playing = False
        self._speed = 1.0
        self._hearing = Hearing()
        self._loop: tuple[float, float] | None = None
        self._notice = ""
        self._number = 0
        self._heard = (-1, 0.0)
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_TICK_MS)
        self._timer.timeout.connect(self._tick)

    @Slot(object)
    def obey(self, command: Command) -> None:
        """Does what a command says and tells what came of it."""
        self._number = command.number
        command.run()
        self._tell()

    def open(self, pcm: Pcm, announced: float | None) -> None:
        """Loads a recording, paused at its start."""
        self.close()
        try:
            self._reader = PcmReader(pcm)
        except OSError as error:
            self.failed.emit(self.tr("The decoded recording cannot be read: {0}.").format(error.strerror or error))
            return
        self._announced = announced
        # Reaching the device takes longest: have it ready before the first play.
        self._ensure_output()

    def complete(self) -> None:
        """The file will not grow any more."""
        self._announced = None
        self._position = min(self._position, self._duration())
        if self._renderer:
            self._renderer.finish_at(self._end_frame())

    def close(self) -> None:
        """Falls silent and lets go of the recording."""
        self._stop()
        self._position, self._announced, self._span_end = 0.0, None, None
        if self._reader:
            self._reader.close()
            self._reader = None

    def dispose(self) -> None:
        """Lets go of everything and ends the thread."""
        self.close()
        self._drop_output()
        self.thread().quit()

    def play(self) -> None:
        """Plays on, from the start when at the end."""
        self._span_end = None
        if self._reader is None or self._playing:
            self._limit_renderer()
            return
        if self._announced is None and self._position >= self._duration() - 0.01:
            self._position = 0.0
        self._start()

    def pause(self) -> None:
        """Falls silent and keeps the position."""
        self._span_end = None
        self._stop()

    def seek(self, seconds: float) -> None:
        """Goes to a time in seconds, playing on if it was playing."""
        self._span_end = None
        self._move(seconds)

    def play_span(self, start: float, end: float) -> None:
        """Plays a span once."""
        if self._reader is None:
            return
        self._stop()
        self._span_end = max(start, end)
        self._move(start)
        self._start()

    def set_speed(self, speed: float) -> None:
        """Changes the tempo where it is."""
        self._speed = min(FASTEST, max(SLOWEST, speed))
        self._move(self._now())

    def set_hearing(self, hearing: Hearing) -> None:
        """Changes what is heard where it is."""
        self._hearing = hearing
        self._move(self._now())

    def set_loop(self, start: float, end: float) -> None:
        """Plays a span again and again."""
        self._loop = (start, end)
        self._move(start)

    def clear_loop(self) -> None:
        """Plays on beyond the loop."""
        self._loop = None

    def set_skips(self, spans: tuple[tuple[float, float], ...]) -> None:
        """Leaves these seconds out."""

    def replay(self, seconds: float, speed: float) -> None:
        """Goes back and plays."""
        self._move(self._now() - seconds)
        self.play()

    def set_device(self, device_id: str) -> None:
        """Plays through this device."""

    def _move(self, seconds: float) -> None:
        was_playing = self._playing
        self._stop()
        self._position = min(max(0.0, seconds), self._duration())
        if was_playing:
            self._start()

    def _start(self) -> None:
        if self._reader is None:
            return
        start = round(self._position * self._reader.pcm.rate)
        stop = None if self._span_end is None else round(self._span_end * self._reader.pcm.rate)
        self._renderer = Renderer(self._reader, Route(start, self._speed, stop=stop), self._hearing)
        self._limit_renderer()
        self._device = PullDevice(self._renderer)
        output = self._ensure_output()
        if not output.start(self._device):
            self._drop_output()
            output = self._output = WallOutput(self)
            output.start(self._device)
        self._notice = self.tr("No sound device: playing without sound.") if output.missing else ""
        self._playing = True
        self._heard = (-1, time.monotonic())
        self._timer.start()

    def _stop(self) -> None:
        if not self._playing:
            return
        self._position = self._now()
        self._playing = False
        self._timer.stop()
        if self._output:
            self._output.stop()
        if self._device:
            self._device.close()
            self._device.deleteLater()
        self._device = self._renderer = None

    def _ensure_output(self) -> Output:
        if self._output is None or self._output.missing:
            self._drop_output()
            self._output = self._make_output(self)
        return self._output

    def _drop_output(self) -> None:
        if self._output:
            self._output.dispose()
            self._output = None

    def _limit_renderer(self) -> None:
        if self._renderer:
            self._renderer.finish_at(self._end_frame())

    def _end_frame(self) -> int | None:
        if self._reader is None:
            return None
        return None if self._announced is not None else self._reader.frames()

    def _duration(self) -> float:
        if self._reader is None:
            return 0.0
        return max(self._reader.frames() / self._reader.pcm.rate, self._announced or 0.0)

    def _heard_frames(self) -> int:
        if self._renderer is None or self._output is None:
            return 0
        return max(0, self._renderer.handed - self._output.waiting())

    def _now(self) -> float:
        if self._renderer is None or self._reader is None:
            return self._position
        heard = self._heard_frames()
        ended = self._renderer.end_out is not None and heard >= self._renderer.end_out
        end = self._end_frame()
        if ended and end is not None and self._span_end is None:
            return end / self._reader.pcm.rate
        return min(self._renderer.timeline.at(heard).seconds, self._duration())

    def _tick(self) -> None:
        if self._renderer is None or self._output is None:
            return
        heard = self._heard_frames()
        if self._renderer.end_out is not None and heard >= self._renderer.end_out:
            self._stop()
        elif not self._output.missing and (self._output.broken() or self._stalled(heard)):
            self._lose_device()
        self._tell()

    def _stalled(self, heard: int) -> bool:
        """Whether nothing has been heard for a while: a sound server that dies says nothing."""
        frames, since = self._heard
        if heard != frames:
            self._heard = (heard, time.monotonic())
            return False
        return time.monotonic() - since > _STALL_SECONDS

    def _lose_device(self) -> None:
        self._stop()
        self._drop_output()
        self._notice = self.tr("The sound device stopped answering; playing is paused.")
        self.failed.emit(self._notice)

    def _tell(self) -> None:
        state = PlayerState(
            loaded=self._reader is not None,
            playing=self._playing,
            waiting=self._renderer is not None and self._renderer.starved,
            duration=self._duration(),
            speed=self._speed,
            hearing=self._hearing,
            loop=self._loop,
            device_missing=self._output is not None and self._output.missing,
            notice=self._notice,
        )
        self.told.emit(News(self._number, self._now(), state))

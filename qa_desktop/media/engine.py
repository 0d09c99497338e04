"""The playback engine: all of it runs in one thread of its own, and is talked to in commands only."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from qa_desktop.media.outputs import Outputs, PullDevice
from qa_desktop.media.pcm import Pcm, PcmReader
from qa_desktop.media.playback import FASTEST, SLOWEST, Hearing, PlayerState, Slower
from qa_desktop.media.render import Renderer
from qa_desktop.media.route import Route, back, tidy
from qa_desktop.media.speakers import Seen, Speakers
from qa_desktop.media.timeline import Moment

_TICK_MS = 33
_LOOK_PLAYING_MS, _LOOK_MS = 150, 1000  # a device that is gone is heard elsewhere until it is noticed
_HEARING_MS = 100
_STALL_SECONDS, _WATCHED_STALL_SECONDS = 4.0, 10.0
"""Seconds in which a device takes nothing before it is given up; with a watched one that is the last resort.

A sink that renders ahead, as virtual and remote ones do, takes nothing for two seconds after a stop.
"""
_SHORTEST_S = 0.1
"""Seconds of the shortest loop and of the shortest skip."""


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

    def __init__(self, make_outputs: Callable[[], Outputs]) -> None:
        super().__init__()
        self._speakers = Speakers(make_outputs, self)
        self._reader: PcmReader | None = None
        self._renderer: Renderer | None = None
        self._announced: float | None = None
        self._position = 0.0
        self._saved = 0.0
        self._playing = False
        self._hearing = Hearing()
        self._way = Route(0)
        self._replayed_from = 0
        self._notice = ""
        self._number = 0
        self._heard = (-1, 0.0)
        self._ticked_at = 0.0
        self._tick_timer = self._timer(_TICK_MS, self._tick)
        self._look_timer = self._timer(_LOOK_MS, self._look)
        self._hearing_timer = self._timer(_HEARING_MS, self._hear_anew)
        self._hearing_timer.setSingleShot(True)

    @Slot(object)
    def obey(self, command: Command) -> None:
        """Does what a command says and tells what came of it."""
        self._number = command.number
        command.run()
        self._tell()

    # --- the recording --------------------------------------------------------------------------------------------

    def prepare(self) -> None:
        """Loads what playing needs, so that the first recording sounds at once."""
        import av.filter
        import numpy  # noqa: F401

        del av
        self._look()
        self._look_timer.start()

    def open(self, pcm: Pcm, announced: float | None) -> None:
        """Loads a recording, paused at its start."""
        self.close()
        try:
            self._reader = PcmReader(pcm)
        except OSError as error:
            self.failed.emit(self.tr("The decoded recording cannot be read: {0}.").format(error.strerror or error))
            return
        self._announced = announced
        self._speakers.ready()

    def complete(self) -> None:
        """The file will not grow any more."""
        self._announced = None
        self._position = min(self._position, self._duration())
        end = self._whole()
        if self._way.loop and end is not None and self._way.loop[0] >= end:
            self.clear_loop()
        if self._renderer:
            self._renderer.finish_at(end)

    def close(self) -> None:
        """Falls silent and lets go of the recording."""
        self._stop()
        self._way = Route(0, self._way.speed)
        self._position, self._announced, self._saved = 0.0, None, 0.0
        if self._reader:
            self._reader.close()
            self._reader = None

    def dispose(self) -> None:
        """Lets go of everything and ends the thread."""
        self.close()
        for timer in (self._tick_timer, self._look_timer, self._hearing_timer):
            timer.stop()
        self._speakers.close()
        self.thread().quit()

    # --- going through it -----------------------------------------------------------------------------------------

    def play(self) -> None:
        """Plays on, from the start when at the end."""
        ended = self._announced is None and self._position >= self._duration() - 0.01
        if not self._playing and ended and self._way.loop is None:
            self._position = 0.0
        elif self._playing and self._way.stop is None:
            return
        self._way = replace(self._way, stop=None)
        self._restart()

    def pause(self) -> None:
        """Falls silent and keeps the position."""
        self._way = replace(self._way, stop=None)
        self._stop()

    def seek(self, seconds: float) -> None:
        """Goes to a time in seconds, playing on if it was playing."""
        self._way = replace(self._way, stop=None, slow=None)
        self._move(seconds)

    def play_span(self, start: float, end: float) -> None:
        """Plays a span once."""
        self._stop()
        self._move(start)
        self._way = replace(self._way, stop=self._frame(max(start, end)), slow=None)
        self._restart()

    def replay(self, seconds: float, speed: float) -> None:
        """Goes back and plays slower up to where it was."""
        self._stop()
        way, place, frames = self._way, self._frame(self._position), self._frame(seconds)
        until = max(place, way.slow[0]) if way.slow else place
        start = max(way.loop[0], place - frames) if way.loop else back(place, frames, way.skips)
        self._way = replace(way, stop=None, slow=(until, _held(speed)))
        self._replayed_from = start
        self._position = start / self._rate()
        self._restart()

    def set_speed(self, speed: float) -> None:
        """Changes the tempo where it is."""
        self._reroute(replace(self._way, speed=_held(speed)))

    def set_loop(self, start: float, end: float) -> None:
        """Plays a span again and again."""
        if self._reader is None:
            return
        start = min(max(0.0, start), max(0.0, self._duration() - _SHORTEST_S))
        end = min(max(end, start + _SHORTEST_S), max(self._duration(), start + _SHORTEST_S))
        self._way = replace(self._way, loop=(self._frame(start), self._frame(end)), stop=None, slow=None)
        now = self._now().seconds
        self._move(now if start <= now < end else start)

    def clear_loop(self) -> None:
        """Plays on beyond the loop."""
        self._reroute(replace(self._way, loop=None))

    def set_skips(self, spans: tuple[tuple[float, float], ...]) -> None:
        """Leaves these seconds out."""
        skips = tidy(((self._frame(start), self._frame(end)) for start, end in spans), self._frame(_SHORTEST_S))
        self._reroute(replace(self._way, skips=skips))

    def _move(self, seconds: float) -> None:
        was_playing = self._playing
        self._stop()
        self._position = min(max(0.0, seconds), self._duration())
        loop = self._way.loop
        if loop and not loop[0] <= self._frame(self._position) < loop[1]:
            self._way = replace(self._way, loop=None)
        if was_playing:
            self._restart()

    # --- how it is heard ------------------------------------------------------------------------------------------

    def set_hearing(self, hearing: Hearing) -> None:
        """Changes what is heard where it is; a slider that is drawn changes it a few times a second, not more."""
        self._hearing = hearing
        if not self._hearing_timer.isActive():
            self._hear_anew()

    def set_device(self, device_id: str) -> None:
        """Plays through this device."""
        self._speakers.want(device_id)
        self._look()

    def _hear_anew(self) -> None:
        if self._renderer and self._renderer.hearing != self._hearing:
            self._restart()
            self._hearing_timer.start()

    # --- playing --------------------------------------------------------------------------------------------------

    def _reroute(self, way: Route) -> None:
        if way != self._way:
            self._way = way
            if self._playing:
                self._restart()

    def _restart(self) -> None:
        """Plays from where it is, the way that is asked for now."""
        self._stop()
        if self._reader is None:
            return
        route = replace(self._way, start=self._frame(self._position))
        self._renderer = Renderer(self._reader, route, self._hearing)
        self._renderer.finish_at(self._whole())
        output = self._speakers.start(PullDevice(self._renderer))
        self._notice = "" if output.device else self.tr("No sound device: playing without sound.")
        self._playing = True
        self._heard = (-1, time.monotonic())
        self._ticked_at = self._position
        self._tick_timer.start()
        self._look_timer.start(_LOOK_PLAYING_MS)

    def _stop(self) -> None:
        if self._playing:
            self._halt()
            self._speakers.stop()

    def _halt(self) -> None:
        """Keeps the place and plays no more, but leaves the device to itself."""
        moment = self._now()
        self._position, self._saved = moment.seconds, moment.skipped
        self._playing, self._renderer = False, None
        self._tick_timer.stop()
        self._look_timer.start(_LOOK_MS)

    def _rate(self) -> int:
        return self._reader.pcm.rate if self._reader else 1

    def _frame(self, seconds: float) -> int:
        return round(seconds * self._rate())

    def _whole(self) -> int | None:
        return None if self._announced is not None or self._reader is None else self._reader.frames()

    def _duration(self) -> float:
        if self._reader is None:
            return 0.0
        return max(self._reader.frames() / self._reader.pcm.rate, self._announced or 0.0)

    def _heard_frames(self) -> int:
        if self._renderer is None or self._speakers.output is None:
            return 0
        heard = max(0, self._renderer.handed - self._speakers.output.waiting())
        end = self._renderer.end_out
        return heard if end is None else min(heard, end)

    def _now(self) -> Moment:
        """Where the listener is, and the seconds saved since opening."""
        if self._renderer is None:
            return Moment(self._position, self._saved)
        moment = self._renderer.timeline.at(self._heard_frames())
        return Moment(min(moment.seconds, self._duration()), self._saved + moment.skipped)

    def _tick(self) -> None:
        output = self._speakers.output
        if self._renderer is None or output is None:
            return
        heard = self._heard_frames()
        self._end_replay()
        if heard == self._renderer.end_out:
            self._stop()
        elif output.device and output.broken():
            self._lose_device()
        elif output.device and self._stalled(heard, _WATCHED_STALL_SECONDS if output.watched else _STALL_SECONDS):
            self._lose_device(there=output.watched)
        self._tell()

    def _end_replay(self) -> None:
        """Forgets a replay that is over, so that no later change of the way takes it up again."""
        now = self._now().seconds
        slow = self._way.slow
        if slow and (self._frame(now) >= slow[0] or now < self._ticked_at):
            self._way = replace(self._way, slow=None)
        self._ticked_at = now

    # --- devices --------------------------------------------------------------------------------------------------

    def _look(self) -> None:
        """Notices devices that come and go, and follows the choice of one."""
        match self._speakers.look():
            case Seen.GONE:
                self._lose_device()
            case Seen.BACK:
                troubled, self._notice = bool(self._notice), ""
                self._change_output()
                self._notice = self.tr("Sound is back.") if troubled else self._notice
            case Seen.OTHER:
                self._change_output()
        self._tell()

    def _change_output(self) -> None:
        was_playing = self._playing
        self._stop()
        self._speakers.drop()
        if was_playing:
            self._restart()
        elif self._reader:
            self._speakers.ready()

    def _stalled(self, heard: int, patience: float) -> bool:
        """Whether nothing has been heard for so many seconds: a device that nobody watches may go and say nothing."""
        frames, since = self._heard
        if heard != frames:
            self._heard = (heard, time.monotonic())
            return False
        return time.monotonic() - since > patience

    def _lose_device(self, there: bool = False) -> None:
        """Pauses without the device; `there` when it is known to be there all the same."""
        if self._playing:
            gone = self.tr("The sound device is gone; playing is paused.")
            self._notice = self.tr("The sound device does not take any sound; playing is paused.") if there else gone
            self._halt()
            self.failed.emit(self._notice)
            self._tell()  # before the device is touched: a server that hangs holds that up
        self._speakers.stop()
        self._speakers.drop()

    # --- telling --------------------------------------------------------------------------------------------------

    def _tell(self) -> None:
        moment, rate, loop, slow = self._now(), self._rate(), self._way.loop, self._way.slow
        state = PlayerState(
            loaded=self._reader is not None,
            playing=self._playing,
            waiting=self._renderer is not None and self._renderer.starved,
            duration=self._duration(),
            speed=self._way.speed,
            hearing=self._hearing,
            loop=(loop[0] / rate, loop[1] / rate) if loop else None,
            slower=Slower(self._replayed_from / rate, slow[0] / rate, slow[1]) if slow else None,
            saved=moment.skipped,
            device=self._speakers.device,
            devices=self._speakers.devices,
            device_missing=self._speakers.output is not None and not self._speakers.device,
            notice=self._notice,
        )
        self.told.emit(News(self._number, moment.seconds, state))

    def _timer(self, interval: int, run: Callable[[], None]) -> QTimer:
        timer = QTimer(self)
        timer.setTimerType(Qt.TimerType.PreciseTimer)
        timer.setInterval(interval)
        timer.timeout.connect(run)
        return timer


def _held(speed: float) -> float:
    return min(FASTEST, max(SLOWEST, speed))

"""The sound of the open interaction: loading it, moving in it, and how it is heard."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from qa_desktop.media.playback import FASTEST, SLOWEST
from qa_desktop.ui import text
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.review import skipping
from qa_desktop.ui.review.decoding import Decoding, Loading
from qa_desktop.ui.review.mixer import Mixer
from qa_desktop.ui.review.mixing import Mix

if TYPE_CHECKING:
    from pathlib import Path

    from qa_desktop.domain.interactions import Recording
    from qa_desktop.media.activity import Activity
    from qa_desktop.media.loading import LoadedRecording, LoadProgress
    from qa_desktop.media.pcm import Pcm
    from qa_desktop.media.peaks import Peaks
    from qa_desktop.media.playback import Playback, PlayerState


STEP = 0.05
LISTENING_S = 6.0
"""For how long after a pause an answer is still about what was heard."""
SHORTEST_LOOP_S = 0.3
SAMPLE_S = 4.0
"""How much of a side is played to find out who it is."""
_SKIPPING = frozenset({"skip_silence", "skip_hold"})
_SHOWN = _SKIPPING | {"speed", "preset_speeds", "output_device", "replay_seconds", "replay_speed"}


class Sound(QObject):
    """Plays the recording that is open; every call returns at once, and what is chosen is remembered.

    `changed` says that the speed, the sides, the loop or what is skipped is another; `problems_found` carries the
    sentences about what is wrong with the file.
    """

    position_changed = Signal(float)
    state_changed = Signal(object)
    changed = Signal()
    pcm_opened = Signal(object)
    """The Pcm that is being decoded, as soon as it can be read."""
    peaks_changed = Signal(object, float)
    """The Peaks so far and the length in seconds: what is announced, and the true one when all is decoded."""
    activity_found = Signal(object)
    problems_found = Signal(object)
    failed = Signal(str)
    format_needed = Signal(object)
    """The NeedsRawFormat of a recording that has no header."""
    remark = Signal(str)

    def __init__(
        self, preferences: Preferences, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._clock = clock
        self._paused_at = float("-inf")
        self._resting = False  # the listener paused, and has gone nowhere else since
        self._was_playing = False
        self._notice = ""
        self._player: Playback | None = None
        self._end_player: Callable[[], None] = lambda: None
        self.decoding = Decoding(preferences, self)
        self._asked: tuple[Path, Recording] | None = None
        self._open: Path | None = None
        self._begin_at = 0.0
        self._duration = 0.0
        self._loop: skipping.Interval | None = None
        self._skips: tuple[skipping.Interval, ...] = ()
        self._peaks: Peaks | None = None
        self.activity: Activity | None = None
        self.loop_begin: float | None = None
        self.mixer = Mixer(preferences, self)
        self.mixer.changed.connect(self._send_hearing)
        self.mixer.remark.connect(self.remark)
        decoding = self.decoding
        decoding.progress.connect(self._progress)
        decoding.ready.connect(self._ready)
        decoding.activity_found.connect(self._hear_activity)
        decoding.failed.connect(self.failed)
        decoding.format_needed.connect(self.format_needed)
        decoding.moved.connect(self._open_again)
        preferences.changed.connect(self._follow)

    def use(self, player: Playback, loader: Loading) -> None:
        """Play and load with these."""
        self._take_player(player)
        self.decoding.use(loader)

    def warm_up(self) -> None:
        """Get ready to play, where that has not been done."""
        if self._player is None:
            from qa_desktop.media.player import Player

            player = Player(self)
            self._end_player = player.shutdown
            self._take_player(player)
        self.decoding.warm_up()

    def _take_player(self, player: Playback) -> None:
        self._player = player
        player.position_changed.connect(self.position_changed)
        player.state_changed.connect(self._tell_state)
        player.failed.connect(self.remark)
        player.set_speed(self.speed)
        if self._preferences.settings.output_device:
            player.set_device(self._preferences.settings.output_device)

    def open(self, path: Path, recording: Recording) -> None:
        """Load a recording; it can be played within moments."""
        self.close()
        self.warm_up()
        self._asked = (path, recording)
        self.mixer.begin(recording.channels, recording.agent_channel)
        self.decoding.load(path, recording)
        if self.decoding.problem:
            self.problems_found.emit((self.decoding.problem,))

    def close(self) -> None:
        """Let go of the recording; gains and loop were its own."""
        self._asked = self._open = self.activity = self._loop = self._peaks = None
        self._paused_at = float("-inf")
        self._resting, self.loop_begin = False, None
        self._duration = self._begin_at = 0.0
        self._skips = ()
        self.mixer.begin(1, None)
        self.decoding.cancel()
        if self._player is not None:
            self._player.close()

    def shutdown(self) -> None:
        """End the threads and delete what was decoded."""
        self._end_player()
        self.decoding.shutdown()

    def _open_again(self, remove: Callable[[], None]) -> None:
        """What is open is decoded to another place, and goes on where it was."""
        again, here = self._asked, self.position
        if self._player is not None:
            self._player.close(remove)
        else:
            remove()
        if again is not None:
            self.open(*again)
            self._begin_at = here

    # --- how things stand -----------------------------------------------------------------------------------------

    @property
    def loaded(self) -> bool:
        """Whether there is something to play."""
        return self._open is not None

    @property
    def playing(self) -> bool:
        """Whether it plays."""
        return self._player is not None and self._player.playing

    @property
    def listening(self) -> bool:
        """Whether it plays, or was paused just now to press a key."""
        return self.playing or (self.loaded and self._clock() - self._paused_at < LISTENING_S)

    @property
    def position(self) -> float:
        """Where the listener is, in seconds."""
        return self._player.position if self._player is not None and self.loaded else 0.0

    @property
    def state(self) -> PlayerState:
        """What the player told last."""
        from qa_desktop.media.playback import PlayerState

        return self._player.state if self._player is not None else PlayerState()

    @property
    def speed(self) -> float:
        """1.0 is as recorded."""
        return self._preferences.settings.speed

    @property
    def mix(self) -> Mix:
        """Which side is heard, and how loud."""
        return self.mixer.mix

    @property
    def agent_channel(self) -> int | None:
        """Which channel is the agent, where that is known."""
        return self.mix.agent_channel

    @property
    def loop(self) -> skipping.Interval | None:
        """What is played again and again."""
        return self._loop

    def heard(self, seconds: float) -> skipping.Interval | None:
        """What of the recording was heard in the last seconds of listening; None at its very start.

        Whoever listens faster hears more in that time. Slower it is no less than the seconds themselves.
        """
        if not self.loaded or self.position <= 0:
            return None
        reach = seconds * max(1.0, self.speed)
        return skipping.reached_back(self.position, reach, self._skips, self._loop)

    # --- moving ---------------------------------------------------------------------------------------------------

    def toggle(self) -> None:
        """Play or pause; who goes on after a pause hears the last words again."""
        if self._player is None or not self.loaded:
            return
        player, here = self._player, self.position
        back = self._preferences.settings.backtrack_seconds
        if self._resting and not player.playing and back:
            first = self._loop[0] if self._loop is not None else 0.0
            player.seek(max(min(first, here), here - back))
        self._resting = player.playing
        player.toggle()

    def pause(self) -> None:
        """Pause."""
        if self.playing:
            self.toggle()

    def seek(self, seconds: float) -> None:
        """Go to a time, as soon as there is something to hear."""
        if self._player is not None and self.loaded:
            self._resting = False
            self._player.seek(seconds)
        elif self._asked is not None:
            self._begin_at = seconds

    def skip(self, seconds: float) -> None:
        """Go so many seconds on, or back."""
        self.seek(max(0.0, self.position + seconds))

    def play_span(self, start: float, end: float) -> None:
        """Play a span once."""
        if self._player is not None and self.loaded:
            self._resting = False
            self._player.play_span(start, end)

    def replay_slower(self) -> None:
        """Hear the last seconds again, slowly, and then go on as before."""
        if self._player is not None and self.loaded:
            self._resting = False
            kept = self._preferences.settings
            self._player.replay(kept.replay_seconds, min(kept.replay_speed, kept.speed))

    def go_to_longest_silence(self) -> None:
        """Go to where nobody speaks for longest, with the words before it."""
        found = skipping.longest_silence(self.activity, self._duration) if self.activity else None
        if found is None:
            self.remark.emit(self.tr("No silence has been found."))
        else:
            self.seek(max(0.0, found[0] - 1.0))

    # --- loop and speed -------------------------------------------------------------------------------------------

    def cycle_loop(self, selection: skipping.Interval | None = None) -> None:
        """Begin a loop here, end it here, stop it; what is selected becomes the loop at once."""
        if self._player is None or not self.loaded:
            return
        if selection is not None and not _same(selection, self._loop):
            self._start_loop(*selection)
        elif self._loop is not None:
            self._loop = None
            self._player.clear_loop()
            self.remark.emit(self.tr("The loop is off."))
        elif self.loop_begin is None:
            self.loop_begin = self.position
            self.remark.emit(
                self.tr("The loop begins at {0}; the same key ends it.").format(text.clock(self.position, tenths=True))
            )
        else:
            self._start_loop(*sorted((self.loop_begin, self.position)))
        self.changed.emit()

    def _start_loop(self, start: float, end: float) -> None:
        if self._player is None:
            return
        if end - start < SHORTEST_LOOP_S:
            self.loop_begin = None
            self.remark.emit(self.tr("Too short to be a loop: begin it again, and end it further on."))
            return
        self.loop_begin, self._resting = None, False
        self._loop = (start, end)  # known at once: the next key ends it
        self._player.set_loop(start, end)
        times = text.clock(start, tenths=True), text.clock(end, tenths=True)
        self.remark.emit(self.tr("{0} to {1} plays again and again; the same key stops it.").format(*times))

    def change_speed(self, steps: int) -> None:
        """Faster or slower by so many steps of 0.05."""
        self.set_speed(self.speed + steps * STEP)

    def set_speed(self, speed: float) -> None:
        """Play at this speed, pitch kept; it is remembered for the next recording."""
        self._preferences.change(speed=round(min(FASTEST, max(SLOWEST, speed)), 2))

    def switch_speed(self) -> None:
        """From the first of the two speeds to the second, and from any other to the first."""
        first, second = self._preferences.settings.preset_speeds
        self.set_speed(second if self.speed == first else first)

    # --- hearing --------------------------------------------------------------------------------------------------

    def sample(self, channel: int) -> None:
        """Play a few seconds of one channel alone, from where somebody speaks in it; then all is as before."""
        here = (self.position, self.position + SAMPLE_S)
        spoken = [each for each in (self.activity.segments if self.activity else ()) if each.channel == channel]
        first = next((each for each in spoken if each.end - each.start >= SAMPLE_S / 2), spoken[0] if spoken else None)
        self.mixer.sample(channel)
        self.play_span(*((first.start, min(first.end, first.start + SAMPLE_S)) if first else here))

    def _send_hearing(self) -> None:
        if self._player is not None:
            self._player.set_hearing(self.mix.hearing())
        self.changed.emit()

    def _send_skips(self) -> None:
        kept = self._preferences.settings
        if self.activity is not None:
            self._skips = skipping.skipped(self.activity, self._duration, kept.skip_silence, kept.skip_hold)
        if self._player is not None and self.loaded:
            self._player.set_skips(self._skips)
        self.changed.emit()

    def _follow(self, names: frozenset[str]) -> None:
        """A setting is another, wherever it was changed."""
        if self._player is not None and "speed" in names:
            self._player.set_speed(self.speed)
        if self._player is not None and "output_device" in names:
            self._player.set_device(self._preferences.settings.output_device)
        if names & _SKIPPING:
            self._send_skips()
        if names & _SHOWN:
            self.changed.emit()

    # --- news -----------------------------------------------------------------------------------------------------

    def _begin(self, path: Path, pcm: Pcm, announced: float | None = None) -> None:
        if self._player is None or self._open == path:
            return
        self._open = path
        self._player.open(pcm, announced)
        self.pcm_opened.emit(pcm)
        if self._begin_at:
            self._player.seek(self._begin_at)

    def _progress(self, news: LoadProgress) -> None:
        known = self._asked[1].duration if self._asked is not None else 0.0
        self._duration = news.announced or max(news.seconds, known)
        self._begin(news.path, news.pcm, self._duration)
        self.peaks_changed.emit(news.peaks, self._duration)

    def _ready(self, loaded: LoadedRecording) -> None:
        self._begin(loaded.path, loaded.ingested.pcm)
        if self._player is not None:
            self._player.complete()
        self._peaks, self._duration = loaded.ingested.peaks, loaded.ingested.duration
        self.peaks_changed.emit(self._peaks, self._duration)
        self.problems_found.emit(loaded.ingested.facts.problems)

    def _hear_activity(self, activity: Activity) -> None:
        self.activity = activity
        self.activity_found.emit(activity)
        if self._peaks is not None:
            self.mixer.heard_out(self._peaks, activity)
        self._send_skips()

    def _tell_state(self, state: PlayerState) -> None:
        if self._was_playing and not state.playing:
            self._paused_at = self._clock()
            self.mixer.sample(None)
        self._was_playing = state.playing
        if state.loop != self._loop:
            self._loop = state.loop
            self.changed.emit()
        if state.notice != self._notice:
            self._notice = state.notice
            if state.notice:
                self.remark.emit(state.notice)
        self.state_changed.emit(state)


def _same(one: skipping.Interval, other: skipping.Interval | None) -> bool:
    """Whether two intervals are the same but for the sample they were rounded to."""
    return other is not None and all(abs(mine - yours) < 0.01 for mine, yours in zip(one, other, strict=True))

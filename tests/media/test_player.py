import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject

from qa_desktop.media.outputs import Output, PullDevice, WallOutput
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.playback import ChannelMode, Hearing, Playback, PlayerState
from qa_desktop.media.player import Player

from .conftest import RATE, tone_samples, write_pcm


class FakeClock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Silent(WallOutput):
    """No device, and a clock that the test moves."""

    clock = FakeClock()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent, self.clock)


class Dead(WallOutput):
    """A device whose server has died: it takes nothing and says nothing."""

    missing = False  # type: ignore[assignment]

    def start(self, device: PullDevice) -> bool:
        return True


@pytest.fixture
def clock() -> FakeClock:
    Silent.clock = FakeClock()
    return Silent.clock


@pytest.fixture
def player(qtbot, clock: FakeClock) -> Iterator[Player]:
    player = Player(make_output=Silent)
    yield player
    player.shutdown()


def opened(qtbot, player: Player, pcm: Pcm, announced: float | None = None) -> None:
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.loaded):
        player.open(pcm, announced)


def started(qtbot, player: Player, action: Callable[[], None]) -> None:
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.playing):
        action()


def reaches(qtbot, player: Player, seconds: float, tolerance: float = 0.001) -> None:
    qtbot.waitUntil(lambda: abs(player.position - seconds) <= tolerance, timeout=5000)


def test_a_player_is_a_playback(player: Player) -> None:
    playback: Playback = player
    assert playback.state == PlayerState()


def test_opening_tells_the_length_and_stays_paused_at_the_start(qtbot, player: Player, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    assert (player.duration, player.position, player.playing) == (20.0, 0.0, False)
    assert player.state.device_missing


def test_the_position_follows_the_clock_at_the_chosen_speed(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.set_speed(2.0)
    started(qtbot, player, player.play)
    assert player.state.notice == "No sound device: playing without sound."
    clock.now += 0.75
    reaches(qtbot, player, 1.5)
    assert (player.speed, player.playing) == (2.0, True)


def test_pausing_keeps_the_position_and_playing_goes_on_from_it(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, player.toggle)
    clock.now += 0.5
    reaches(qtbot, player, 0.5)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: not s.playing):
        player.toggle()
    clock.now += 5
    started(qtbot, player, player.toggle)
    clock.now += 0.25
    reaches(qtbot, player, 0.75)


def test_two_quick_skips_add_up(qtbot, player: Player, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    told: list[float] = []
    player.position_changed.connect(told.append)
    with qtbot.waitSignal(player.position_changed, check_params_cb=lambda p: p == 10):
        player.seek(player.position + 5)
        player.seek(player.position + 5)
        assert player.position == 10
    # The answer to the first is out of date when it comes and must not throw the listener back.
    assert told == [10]


def test_a_seek_is_held_within_the_recording(qtbot, player: Player, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    for wanted, reached in ((-3.0, 0.0), (99.0, 20.0)):
        with qtbot.waitSignal(player.position_changed, check_params_cb=lambda p, r=reached: p == r):
            player.seek(wanted)


def test_a_seek_while_playing_plays_on_from_there(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, player.play)
    with qtbot.waitSignal(player.position_changed, check_params_cb=lambda p: p == 7):
        player.seek(7)
    clock.now += 0.5
    reaches(qtbot, player, 7.5)
    assert player.playing


def test_a_span_plays_once_and_pauses_at_its_end(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, lambda: player.play_span(4.0, 4.5))
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: not s.playing):
        clock.now += 0.9
    assert player.position == 4.5


def test_a_seek_calls_the_end_of_a_span_off(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, lambda: player.play_span(4.0, 4.5))
    with qtbot.waitSignal(player.position_changed, check_params_cb=lambda p: p == 4.2):
        player.seek(4.2)
    clock.now += 0.8
    reaches(qtbot, player, 5.0)
    assert player.playing


def test_the_end_pauses_and_playing_again_begins_at_the_start(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.seek(19.5)
    started(qtbot, player, player.play)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: not s.playing):
        clock.now += 0.9
    assert player.position == 20.0
    with qtbot.waitSignal(player.position_changed, check_params_cb=lambda p: p == 0):
        player.play()


def test_speed_is_limited_and_changes_without_moving(qtbot, player: Player, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.seek(3)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.speed == 3.0):
        player.set_speed(9)
    assert player.position == 3
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.speed == 0.5):
        player.set_speed(0.1)


def test_the_side_is_told(qtbot, player: Player, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.hearing.mode is ChannelMode.RIGHT):
        player.set_hearing(Hearing(ChannelMode.RIGHT))


def test_playing_waits_for_decoding_and_goes_on(qtbot, player: Player, clock, tmp_path: Path) -> None:
    samples = tone_samples(4)
    pcm = write_pcm(tmp_path / "growing.pcm", samples[:RATE])
    opened(qtbot, player, pcm, announced=4.0)
    assert player.duration == 4.0
    started(qtbot, player, player.play)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.waiting):
        clock.now += 0.99
        reaches(qtbot, player, 0.99, tolerance=0.01)
        clock.now += 0.9
    reaches(qtbot, player, 1.0, tolerance=0.01)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: not s.waiting):
        with pcm.path.open("ab") as file:
            file.write(samples[RATE : 2 * RATE].tobytes())
        clock.now += 0.5
    reaches(qtbot, player, 1.5, tolerance=0.01)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: not s.playing):
        player.complete()
        clock.now += 0.9
    assert (player.position, player.duration) == (2.0, 2.0)


def test_closing_lets_go_of_the_recording(qtbot, player: Player, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, player.play)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: not s.loaded):
        player.close()
    assert (player.duration, player.position, player.playing) == (0.0, 0.0, False)


def test_playing_nothing_does_nothing(qtbot, player: Player) -> None:
    with qtbot.waitSignal(player.position_changed):
        player.play()
    assert not player.playing


def test_a_cache_file_that_is_gone_is_told(qtbot, player: Player, tmp_path: Path) -> None:
    with qtbot.waitSignal(player.failed) as failed:
        player.open(Pcm(tmp_path / "gone.pcm", RATE, 2))
    assert failed.args[0].startswith("The decoded recording cannot be read")


def test_a_dead_sound_server_pauses_with_a_line(qtbot, tones: Pcm) -> None:
    player = Player(make_output=Dead)
    try:
        opened(qtbot, player, tones)
        with qtbot.waitSignal(player.failed) as failed:
            player.play()
        assert failed.args == ["The sound device stopped answering; playing is paused."]
        qtbot.waitUntil(lambda: not player.playing)
        assert player.position == 0
    finally:
        player.shutdown()


def test_the_engine_works_outside_the_screen_thread(qtbot, tones: Pcm) -> None:
    threads: list[int] = []

    def make(parent: QObject) -> Output:
        threads.append(threading.get_ident())
        return Silent(parent)

    player = Player(make_output=make)
    opened(qtbot, player, tones)
    player.shutdown()
    player.shutdown()
    assert threads
    assert threading.get_ident() not in threads

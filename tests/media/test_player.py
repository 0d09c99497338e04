"""What a player does with a recording: moving, speeds, loops, skips, replay."""

import threading
from pathlib import Path

import pytest

from qa_desktop.media.pcm import Pcm
from qa_desktop.media.playback import ChannelMode, Hearing, Playback, Slower
from qa_desktop.media.player import Player

from .conftest import RATE, tone_samples, write_pcm
from .desk import Desk, listen, opened, reaches, started


def test_a_player_is_a_playback(player: Player) -> None:
    playback: Playback = player
    assert not playback.state.loaded


def test_opening_tells_the_length_and_stays_paused_at_the_start(qtbot, player: Player, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    assert (player.duration, player.position, player.playing) == (20.0, 0.0, False)
    assert player.state.device == "headset"


def test_the_position_follows_the_clock_at_the_chosen_speed(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.set_speed(2.0)
    started(qtbot, player, player.play)
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


def test_the_engine_works_outside_the_screen_thread(qtbot, player: Player, desk: Desk, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.shutdown()
    player.shutdown()
    assert len(desk.threads) == 1
    assert threading.get_ident() not in desk.threads


# --- loop, skips, replay ----------------------------------------------------------------------------------------------


def test_a_loop_goes_round_until_it_is_cleared(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.set_loop(5.0, 6.1)
    started(qtbot, player, player.play)
    assert player.state.loop == (5.0, 6.1)
    told = listen(qtbot, player, clock, 2.75)
    assert told == pytest.approx([5.25, 5.5, 5.75, 6.0, 5.15, 5.4, 5.65, 5.9, 5.05, 5.3, 5.55])
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.loop is None):
        player.clear_loop()
    assert player.position == pytest.approx(5.55, abs=0.001)
    assert listen(qtbot, player, clock, 1.0)[-1] == pytest.approx(6.55, abs=0.001)


def test_a_loop_around_the_position_does_not_move_it(qtbot, player: Player, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.seek(5.4)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.loop == (5.0, 6.0)):
        player.set_loop(5.0, 6.0)
    assert player.position == pytest.approx(5.4, abs=0.001)


@pytest.mark.parametrize(("asked", "given"), [((5.0, 5.0), (5.0, 5.1)), ((-2, 1), (0, 1)), ((19, 99), (19, 20))])
def test_a_loop_is_held_within_the_recording_and_not_too_short(qtbot, player: Player, tones: Pcm, asked, given) -> None:
    opened(qtbot, player, tones)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.loop is not None):
        player.set_loop(*asked)
    assert player.state.loop == pytest.approx(given)


@pytest.mark.parametrize(("target", "loop"), [(5.5, (5.0, 6.0)), (6.5, None), (3.0, None)])
def test_a_seek_out_of_the_loop_ends_it(qtbot, player: Player, tones: Pcm, target: float, loop) -> None:
    opened(qtbot, player, tones)
    player.set_loop(5.0, 6.0)
    with qtbot.waitSignal(player.position_changed, check_params_cb=lambda p: p == target):
        player.seek(target)
    assert player.state.loop == loop


def test_what_is_skipped_is_not_played_and_counted_as_saved(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.set_skips(((1.1, 4.0), (5.1, 7.5)))
    started(qtbot, player, player.play)
    told = listen(qtbot, player, clock, 2.25)
    assert told == pytest.approx([0.25, 0.5, 0.75, 1.0, 4.15, 4.4, 4.65, 4.9, 7.55], abs=0.001)
    assert player.state.saved == pytest.approx(5.3)
    with qtbot.waitSignal(player.position_changed, check_params_cb=lambda p: p == 15):
        player.seek(15)
    assert player.state.saved == pytest.approx(5.3)


def test_what_was_saved_is_forgotten_with_the_recording(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.set_skips(((0.0, 4.0),))
    started(qtbot, player, player.play)
    listen(qtbot, player, clock, 0.5)
    assert player.state.saved == pytest.approx(4)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.saved == 0 and not s.playing):
        player.open(tones)
    started(qtbot, player, player.play)
    assert listen(qtbot, player, clock, 0.5)[-1] == pytest.approx(0.5, abs=0.001)


def test_skips_asked_for_while_playing_count_at_once(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, player.play)
    listen(qtbot, player, clock, 0.5)
    with qtbot.waitSignal(player.position_changed):
        player.set_skips(((0.75, 10.0),))
    assert listen(qtbot, player, clock, 0.75)[-1] == pytest.approx(10.5, abs=0.001)


def test_a_skip_to_the_end_ends_there(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.set_skips(((1.0, 25.0),))
    started(qtbot, player, player.play)
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: not s.playing):
        clock.now += 0.9
        clock.now += 0.2
    assert (player.position, player.state.saved) == pytest.approx((20.0, 19.0))


def test_a_replay_is_slow_up_to_where_one_was(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.seek(10)
    started(qtbot, player, lambda: player.replay(1.0, 0.5))
    assert player.state.slower == Slower(9.0, 10.0, 0.5)
    assert listen(qtbot, player, clock, 2.0)[-1] == pytest.approx(10, abs=0.02)
    assert player.speed == 1.0
    assert listen(qtbot, player, clock, 1.0)[-1] == pytest.approx(11, abs=0.02)
    assert player.state.slower is None


def test_a_replay_that_is_over_is_not_taken_up_again(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    player.set_loop(4.0, 5.0)
    player.seek(4.5)
    started(qtbot, player, lambda: player.replay(0.5, 0.5))
    listen(qtbot, player, clock, 1.75)
    with qtbot.waitSignal(player.position_changed):
        player.set_hearing(Hearing(balance=0.5))
    before = player.position
    told = listen(qtbot, player, clock, 0.5)
    assert told[-1] == pytest.approx(4 + (before - 4 + 0.5) % 1, abs=0.02)


def test_a_second_replay_goes_further_back_and_is_slow_to_the_same_place(qtbot, player: Player, clock, tones) -> None:
    opened(qtbot, player, tones)
    player.seek(10)
    started(qtbot, player, lambda: player.replay(1.0, 0.5))
    listen(qtbot, player, clock, 1.0)
    with qtbot.waitSignal(player.position_changed, check_params_cb=lambda p: abs(p - 8.5) < 0.02):
        player.replay(1.0, 0.5)
    assert listen(qtbot, player, clock, 3.0)[-1] == pytest.approx(10, abs=0.03)


def test_a_change_of_hearing_keeps_the_place_and_is_told(qtbot, player: Player, clock, tones: Pcm) -> None:
    opened(qtbot, player, tones)
    started(qtbot, player, player.play)
    listen(qtbot, player, clock, 0.5)
    hearing = Hearing(ChannelMode.LEFT, 0.25, (6.0, -6.0))
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.hearing == hearing):
        player.set_hearing(hearing)
    assert player.position == pytest.approx(0.5, abs=0.001)
    assert listen(qtbot, player, clock, 0.5)[-1] == pytest.approx(1.0, abs=0.001)

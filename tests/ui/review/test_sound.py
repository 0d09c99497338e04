"""The sound as the keys play it: speeds, loop, replay, pauses, skips, sides, loudness, and where it is decoded to."""

import math
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from qa_desktop import paths
from qa_desktop.domain.interactions import Recording
from qa_desktop.media.cache import PcmCache
from qa_desktop.media.pcm import PcmReader
from qa_desktop.media.playback import ChannelMode, Hearing
from qa_desktop.settings import Settings
from qa_desktop.ui.action_list import SPECS
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.review.sound import Sound
from tests.ui.room import Room

KEY = {spec.id: spec.keys[0] for spec in SPECS if spec.keys}


def change(room: Room, **settings: object) -> None:
    """Change settings as the page of settings does."""
    room.window._preferences.change(**settings)


# --- by key, with a player whose time a test moves --------------------------------------------------------------------


def test_one_key_switches_between_the_two_speeds_that_are_set(call: Room) -> None:
    change(call, preset_speeds=[1.0, 1.8])
    speeds = []
    for _ in range(3):
        call.press("S")
        speeds.append(call.player.speed)
    assert speeds == [1.8, 1.0, 1.8]
    call.press("+")
    call.press("S")
    assert call.player.speed == 1.0
    assert call.window._preferences.settings.preset_speeds == [1.0, 1.8]


def test_the_last_seconds_are_replayed_slower_as_set_and_never_faster(call: Room) -> None:
    change(call, replay_seconds=7.0, replay_speed=0.7)
    call.listen(30)
    call.press("B")
    assert call.player.replays == [(7.0, 0.7)]
    assert call.player.position == 23
    assert call.player.playing
    change(call, speed=0.6)
    call.press("B")
    assert call.player.replays[-1] == (7.0, 0.6)


def test_after_a_pause_the_last_words_are_heard_again(call: Room) -> None:
    change(call, backtrack_seconds=2.5)
    call.listen(30)
    call.press("Space")
    assert call.player.position == 30
    call.press("Space")
    assert call.player.position == 27.5
    assert call.player.playing


@pytest.mark.parametrize("move", ["Left", "J", "Ctrl+Right"])
def test_whoever_went_elsewhere_during_the_pause_begins_there(call: Room, move: str) -> None:
    change(call, backtrack_seconds=2.5)
    call.listen(30)
    call.press("Space", move)
    there = call.player.position
    assert there != 30
    call.press("Space")
    assert call.player.position == there


def test_nothing_is_heard_again_where_that_is_set_to_nothing_or_where_the_player_paused(call: Room) -> None:
    change(call, backtrack_seconds=0.0)
    call.listen(30)
    call.press("Space", "Space")
    assert call.player.position == 30
    change(call, backtrack_seconds=5.0)
    call.player.pause()  # as at the end of a span, or when the device goes
    call.press("Space")
    assert call.player.position == 30


def test_after_a_pause_in_a_loop_one_stays_in_it(call: Room) -> None:
    change(call, backtrack_seconds=10.0)
    call.listen(30)
    call.window.sound.cycle_loop((28.0, 40.0))
    call.press("Space", "Space")
    assert call.player.position == 28


def test_one_key_begins_the_loop_ends_it_and_stops_it(call: Room) -> None:
    loop = call.window.review.player.transport.loop
    call.listen(10)
    call.press("L")
    assert call.player.state.loop is None
    assert loop.isChecked()
    assert call.window.review.player.waveform.marks.loop == (10.0, None)
    call.listen(6)
    call.press("L")
    assert call.player.state.loop == (10, 16)
    assert call.window.review.player.waveform.marks.loop == (10, 16)
    call.press("L")
    assert call.player.state.loop is None
    assert not loop.isChecked()
    assert call.window.review.player.waveform.marks.loop is None


def test_a_loop_that_ends_before_it_begins_is_turned_round_and_one_of_no_length_is_refused(call: Room) -> None:
    call.listen(10)
    call.press("L", "Left", "L")
    assert call.player.state.loop == (5, 10)
    call.press("L", "L", "L")
    assert call.player.state.loop is None
    assert "Too short" in call.remarks[-1]


def test_what_is_selected_becomes_the_loop_at_once(call: Room) -> None:
    call.window.review.player.waveform.select(20, 25)
    call.press("L")
    assert call.player.state.loop == (20, 25)
    call.window.review.player.waveform.select(30, 35)
    call.press("L")
    assert call.player.state.loop == (30, 35)
    call.press("L")
    assert call.player.state.loop is None


def test_another_recording_knows_nothing_of_the_loop_and_the_gains_before(call: Room) -> None:
    call.listen(10)
    call.press("L", KEY["agent_louder"])
    call.open("L-1002")
    assert call.window.sound.loop_begin is None
    assert call.player.state.hearing.gains_db == (0, 0)


def test_silence_and_hold_are_skipped_by_key_and_that_is_kept(call: Room) -> None:
    assert call.player.skips == ()
    call.press("K")
    assert call.player.skips == ((80.5, 89.5), (105.5, 109.5))
    call.press("H")
    assert call.player.skips == ((80.5, 109.5),)
    kept = call.window._preferences.settings
    assert (kept.skip_silence, kept.skip_hold) == (True, True)
    call.open("L-1002")
    assert call.player.skips == ((80.5, 109.5),)
    call.press("K", "H")
    assert call.player.skips == ()


def test_the_time_saved_is_told(call: Room) -> None:
    words = call.window.review.player.speech_line._words
    assert "saved" not in words.accessibleName()
    call.player._become(saved=80.0)
    assert "1 min 20 s saved" in words.accessibleName()
    call.open("L-1002")
    assert "saved" not in words.accessibleName()


def test_an_answer_notes_what_was_heard_and_not_what_was_skipped(call: Room) -> None:
    call.press("K")
    call.listen(112)
    call.press("Y")
    evidence = call.answer.evidence[0]
    assert (evidence.start_ms, evidence.end_ms) == (104_000, 112_000)


def test_an_answer_at_twice_the_speed_reaches_back_twice_as_far(call: Room) -> None:
    change(call, speed=2.0)
    call.listen(20)
    call.press("Y")
    assert (call.answer.evidence[0].start_ms, call.answer.evidence[0].end_ms) == (32_000, 40_000)
    call.press("Down")
    change(call, speed=0.5)
    call.press("Y")
    assert (call.answer.evidence[0].start_ms, call.answer.evidence[0].end_ms) == (36_000, 40_000)


def test_an_answer_in_a_loop_stays_in_the_loop(call: Room) -> None:
    call.listen(20)
    call.window.sound.cycle_loop((19.0, 22.0))
    call.press("Y")
    assert (call.answer.evidence[0].start_ms, call.answer.evidence[0].end_ms) == (19_000, 22_000)


def test_the_longest_silence_is_a_key_away(call: Room) -> None:
    call.press("J")
    assert call.player.position == 79  # a second before it begins


def test_sides_are_made_louder_by_key_within_limits_and_follow_the_agent(call: Room) -> None:
    call.press(KEY["agent_louder"], KEY["customer_quieter"], KEY["customer_quieter"])
    assert call.player.state.hearing.gains_db == (3, -6)
    assert call.remarks[-1] == "Customer -6 dB"
    call.press(*[KEY["agent_louder"]] * 10)
    assert call.player.state.hearing.gains_db == (18, -6)
    call.press(KEY["swap_sides"], KEY["agent_louder"])
    assert call.player.state.hearing.gains_db == (18, -3)


def test_balance_goes_from_ear_to_ear_and_is_kept(call: Room) -> None:
    call.press(KEY["balance_left"], KEY["balance_left"])
    assert call.player.state.hearing.balance == -0.5
    assert call.remarks[-1] == "50% to the left ear"
    call.press(*[KEY["balance_right"]] * 9)
    assert call.player.state.hearing.balance == 1.0
    assert call.window._preferences.settings.balance == 1.0
    call.press(KEY["balance_middle"])
    assert call.player.state.hearing.balance == 0.0


def test_a_side_is_sampled_where_it_speaks_and_then_all_is_heard_again(call: Room) -> None:
    call.window.sound.sample(1)
    assert call.player.state.hearing.mode is ChannelMode.RIGHT
    assert call.player.spans == [(39.0, 43.0)]
    call.player.pause()
    assert call.player.state.hearing.mode is ChannelMode.BOTH


def test_a_device_is_chosen_while_it_plays_and_remembered(call: Room) -> None:
    call.listen(5)
    change(call, output_device="headset")
    assert call.player.state.device == "headset"
    assert call.player.playing


# --- with the real player and loader ----------------------------------------------------------------------------------


@dataclass
class Listener:
    """A real sound, and what it has said."""

    sound: Sound
    preferences: Preferences
    problems: list[str] = field(default_factory=list)


@pytest.fixture
def real(qtbot: QtBot) -> Iterator[Listener]:
    """The real thing, on whatever sound this machine has."""
    preferences = Preferences(Settings())
    sound = Sound(preferences)
    listener = Listener(sound, preferences)
    sound.problems_found.connect(listener.problems.extend)
    yield listener
    sound.shutdown()


def speak(folder: Path, quiet: float = 1.0) -> tuple[Path, Recording]:
    """Twelve seconds: the left side speaks, five seconds of silence, then the right one speaks, at a level."""
    rate, rng = 8000, np.random.default_rng(3)
    time = np.arange(4 * rate) / rate
    syllables = (np.sin(2 * math.pi * 3 * time) > -0.3) * (
        rng.normal(size=time.size) + np.sin(2 * math.pi * 180 * time)
    )
    words = np.zeros((12 * rate, 2))
    words[: 4 * rate, 0] = syllables * 4000
    words[9 * rate :, 1] = syllables[: 3 * rate] * 4000 * quiet
    place = folder / "call.wav"
    with wave.open(str(place), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(np.clip(words, -32768, 32767).astype("<i2").tobytes())
    return place, Recording("here", "call.wav", "a" * 64, 12.0, rate, 2, agent_channel=0)


def heard_out(listener: Listener, qtbot: QtBot, asked: tuple[Path, Recording]) -> None:
    """Open a recording, and wait until it is known who speaks when."""
    with qtbot.waitSignal(listener.sound.activity_found, timeout=20_000):
        listener.sound.open(*asked)
    qtbot.waitUntil(lambda: listener.sound.state.loaded)


def test_a_pause_goes_back_in_the_real_player(real: Listener, qtbot: QtBot, tmp_path: Path) -> None:
    real.preferences.change(backtrack_seconds=2.0)
    heard_out(real, qtbot, speak(tmp_path))
    real.sound.seek(6.0)
    real.sound.toggle()
    qtbot.waitUntil(lambda: real.sound.position > 6.1)
    real.sound.toggle()
    qtbot.waitUntil(lambda: not real.sound.state.playing)
    paused = real.sound.position
    real.sound.toggle()
    assert real.sound.position == pytest.approx(paused - 2.0, abs=0.3)


def test_silence_is_left_out_by_the_real_player_and_the_time_is_told(
    real: Listener, qtbot: QtBot, tmp_path: Path
) -> None:
    real.preferences.change(skip_silence=True, speed=3.0)
    heard_out(real, qtbot, speak(tmp_path))
    real.sound.seek(4.2)
    real.sound.toggle()
    qtbot.waitUntil(lambda: real.sound.position > 8.3, timeout=5_000)
    qtbot.waitUntil(lambda: real.sound.state.saved > 3, timeout=5_000)
    assert real.sound.state.saved < 5
    start, end = real.sound.heard(1.0) or (0, 0)
    assert end - start > 3  # three seconds at this speed, and the silence in between


def test_a_loop_of_the_real_player_is_told_and_ends_with_the_same_key(
    real: Listener, qtbot: QtBot, tmp_path: Path
) -> None:
    heard_out(real, qtbot, speak(tmp_path))
    real.sound.cycle_loop((1.0, 2.0))
    qtbot.waitUntil(lambda: real.sound.state.loop is not None)
    assert real.sound.loop == pytest.approx((1.0, 2.0), abs=0.001)
    real.sound.cycle_loop((1.0, 2.0))
    qtbot.waitUntil(lambda: real.sound.state.loop is None)
    assert real.sound.loop is None


def test_a_quiet_side_is_levelled_as_soon_as_that_is_asked_for(real: Listener, qtbot: QtBot, tmp_path: Path) -> None:
    heard_out(real, qtbot, speak(tmp_path, quiet=0.1))
    assert real.sound.mix.hearing() == Hearing()
    real.preferences.change(levelling=True)
    left, right = real.sound.mix.hearing().gains_db
    assert right > left + 6
    qtbot.waitUntil(lambda: real.sound.state.hearing.gains_db == (left, right))
    real.sound.mixer.change_gain(1, -3)
    assert real.sound.mix.hearing().gains_db == (left, right - 3)
    real.preferences.change(levelling=False)
    assert real.sound.mix.hearing().gains_db == (0, -3)
    real.preferences.change(levelling=True)
    real.sound.close()
    assert real.sound.mix.hearing().gains_db == (0, 0)  # those of the next recording are not known yet


def decoded_files() -> list[Path]:
    """What lies decoded on the disk."""
    return list((paths.user_cache() / "audio").rglob("*.pcm"))


def test_decoded_sound_moves_to_memory_when_asked_and_playing_goes_on_there(
    real: Listener, qtbot: QtBot, tmp_path: Path
) -> None:
    heard_out(real, qtbot, speak(tmp_path))
    assert len(decoded_files()) == 1
    real.sound.seek(7.0)
    with qtbot.waitSignal(real.sound.activity_found, timeout=20_000):
        real.preferences.change(audio_in_memory=True)
    assert decoded_files() == []
    qtbot.waitUntil(lambda: real.sound.position == pytest.approx(7.0))
    real.sound.toggle()
    qtbot.waitUntil(lambda: real.sound.position > 7.2)
    assert real.sound.decoding.size > 0


def test_what_moves_is_removed_only_when_the_player_has_closed_it(
    real: Listener, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done: list[str] = []
    for owner in (PcmReader, PcmCache):
        monkeypatch.setattr(owner, "close", noted(owner.close, owner.__name__, done))
    heard_out(real, qtbot, speak(tmp_path))
    done.clear()  # who speaks when was read and closed
    with qtbot.waitSignal(real.sound.activity_found, timeout=20_000):
        real.preferences.change(audio_in_memory=True)
    assert done[:2] == ["PcmReader", "PcmCache"]
    assert decoded_files() == []


def noted(close: Callable[[object], None], name: str, done: list[str]) -> Callable[[object], None]:
    """Closing, and a note that it was done."""

    def close_and_note(closed: object) -> None:
        close(closed)
        done.append(name)

    return close_and_note


def test_what_was_decoded_before_goes_when_asked_and_what_is_open_stays(
    real: Listener, qtbot: QtBot, tmp_path: Path
) -> None:
    path, recording = speak(tmp_path)
    heard_out(real, qtbot, (path, recording))
    heard_out(real, qtbot, (path, replace(recording, sha256="b" * 64)))
    assert len(decoded_files()) == 2
    real.sound.decoding.empty()
    qtbot.waitUntil(lambda: len(decoded_files()) == 1)
    real.sound.toggle()
    qtbot.waitUntil(lambda: real.sound.position > 0.1)


def test_where_the_folder_cannot_be_used_sound_is_decoded_into_memory_and_that_is_said(
    real: Listener, qtbot: QtBot, tmp_path: Path
) -> None:
    place = paths.user_cache() / "audio"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text("a file where a folder should be")
    heard_out(real, qtbot, speak(tmp_path))
    assert "cannot be used" in real.problems[0]
    real.sound.toggle()
    qtbot.waitUntil(lambda: real.sound.position > 0.1)


def test_a_chosen_device_that_is_not_there_does_not_stop_the_sound(
    real: Listener, qtbot: QtBot, tmp_path: Path
) -> None:
    real.preferences.change(output_device="a headset that was unplugged")
    heard_out(real, qtbot, speak(tmp_path))
    real.sound.toggle()
    qtbot.waitUntil(lambda: real.sound.position > 0.1)

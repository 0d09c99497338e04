"""Real sound: played into a PulseAudio null sink, recorded from its monitor, read by FFT."""

import signal
import time

import numpy as np
import pytest

from qa_desktop.media.pcm import Pcm

from .conftest import HEARD_RATE, Heard, SoundServer, arguments, loudest_hz, tone_of

pytestmark = pytest.mark.alone


def told_positions(lines: list[str]) -> list[tuple[float, float]]:
    """When the program said that it was where."""
    words = [line.split() for line in lines if line[:1].isdigit()]
    return [(float(when), float(where)) for when, where, _ in words]


def sounding(heard: Heard, ear: int = 0) -> np.ndarray:
    """From the first frame that is heard to the last."""
    loud = np.flatnonzero(np.abs(heard.samples[:, ear]) > 0.01)
    return heard.samples[loud[0] : loud[-1] + 1]


def test_what_is_heard_is_what_was_asked_for(sound_server: SoundServer, tones: Pcm) -> None:
    steps = ["seek:5", "play", "wait:2.5", "pause", "span:12:14", "until-paused", "wait:0.5"]
    result, heard = sound_server.play(*arguments(tones), *steps)
    assert result.returncode == 0, result.stderr
    for ear in (0, 1):
        seconds = heard.seconds(ear)
        order = [second for second, _ in seconds]
        assert order[0] == 5
        assert order[-2:] == [12, 13]
        # A device plays out what it holds, and then nothing of second 14 may follow.
        assert sum(length for second, length in seconds if second in (12, 13)) == pytest.approx(2, abs=0.15)


def test_gains_and_balance_are_heard(sound_server: SoundServer, tones: Pcm) -> None:
    steps = [
        "hear:0:0:-12",
        "span:3:4",
        "until-paused",
        "wait:0.4",
        "hear:-1:0:0",
        "span:5:6",
        "until-paused",
        "wait:0.4",
    ]
    result, heard = sound_server.play(*arguments(tones), *steps)
    assert result.returncode == 0, result.stderr
    first = sounding(heard)[HEARD_RATE // 4 : HEARD_RATE * 3 // 4]
    levels = np.sqrt(np.mean(first**2, axis=0))
    assert 20 * np.log10(levels[0] / levels[1]) == pytest.approx(12, abs=0.5)
    # The left ear alone, and with both sides in it.
    last = sounding(heard)[-HEARD_RATE * 3 // 4 : -HEARD_RATE // 4]
    assert np.abs(last[:, 1]).max() < 0.001
    spectrum = np.abs(np.fft.rfft(last[:, 0] * np.hanning(len(last))))
    peaks = [spectrum[round(tone_of(5, side) * len(last) / HEARD_RATE)] for side in (0, 1)]
    assert peaks[0] == pytest.approx(peaks[1], rel=0.2)


@pytest.mark.parametrize("speed", [0.5, 1.25, 3.0])
def test_another_speed_changes_the_time_and_keeps_the_pitch(
    sound_server: SoundServer, tones: Pcm, speed: float
) -> None:
    end = 2 + (2 if speed < 1 else 6)
    result, heard = sound_server.play(*arguments(tones), f"speed:{speed}", f"span:2:{end}", "until-paused", "wait:0.4")
    assert result.returncode == 0, result.stderr
    sound = sounding(heard)
    # A busy machine may leave a hole; a wrong rate is off by half a second and more.
    assert len(sound) / HEARD_RATE == pytest.approx((end - 2) / speed, abs=0.15)
    for second in range(2, end):
        middle = round((second - 2 + 0.5) / speed * HEARD_RATE)
        half = round(0.3 / speed * HEARD_RATE)
        for ear in (0, 1):
            pitch = loudest_hz(sound[middle - half : middle + half, ear], HEARD_RATE)
            assert pitch == pytest.approx(tone_of(second, ear), abs=8)


@pytest.mark.parametrize(("speed", "tolerance"), [(1.0, 0.06), (2.0, 0.1), (3.0, 0.15)])
def test_the_position_told_is_the_position_heard(
    sound_server: SoundServer, tones: Pcm, speed: float, tolerance: float
) -> None:
    steps = [f"speed:{speed}", "seek:2", "play", f"wait:{9 / speed}", "pause", "wait:0.3"]
    result, heard = sound_server.play(*arguments(tones), *steps)
    assert result.returncode == 0, result.stderr
    told = told_positions(result.stdout.splitlines())
    times, places = zip(*told, strict=True)
    errors = [float(np.interp(heard.when(frame), times, places)) - second for second, frame in boundaries(heard)]
    print(f"speed {speed}: position told minus heard, ms: {[round(error * 1000) for error in errors]}")
    assert len(errors) >= 6
    assert abs(float(np.median(errors))) < tolerance


def boundaries(heard: Heard) -> list[tuple[int, int]]:
    """Where in what was heard a second of the recording begins: the second, and the frame."""
    step, window = 0.005, 0.02
    pieces = range(0, len(heard.samples) - round(window * HEARD_RATE), round(step * HEARD_RATE))
    seconds = []
    for first in pieces:
        piece = heard.samples[first : first + round(window * HEARD_RATE), 1]
        silent = np.abs(piece).max() < 0.05
        seconds.append(-1 if silent else round((loudest_hz(piece, HEARD_RATE) - tone_of(0, 1)) / 50))
    found = []
    for place in range(8, len(seconds) - 8):
        before, after = set(seconds[place - 8 : place - 4]), set(seconds[place + 4 : place + 8])
        if len(before) == len(after) == 1 and (second := after.pop()) == before.pop() + 1 > 0:
            found.append((second, pieces[place] + round(window / 2 * HEARD_RATE)))
    middles = {second: [frame for other, frame in found if other == second] for second, _ in found}
    return [(second, int(np.mean(frames))) for second, frames in middles.items()]


def test_a_loop_comes_round_exactly_on_time(sound_server: SoundServer, tones: Pcm) -> None:
    steps = ["loop:3.5:4.25", "play", "wait:3.4", "unloop", "wait:1.8", "pause", "wait:0.3"]
    result, heard = sound_server.play(*arguments(tones), *steps)
    assert result.returncode == 0, result.stderr
    order = heard.order(0)
    assert order[:8] == [3, 4, 3, 4, 3, 4, 3, 4]
    assert order[-2:] == [4, 5]
    # The same sound comes again after exactly so many frames: nothing is left when one is taken from the other, but
    # where a busy machine left a hole.
    period = round(0.75 * HEARD_RATE)
    sound = sounding(heard, 1)[HEARD_RATE // 10 : HEARD_RATE // 10 + 3 * period]
    left = np.abs(sound[period:] - sound[:-period])
    pieces = left[: len(left) // 2400 * 2400].reshape(-1, 2400).max(axis=1)
    assert np.mean(pieces < 0.02) > 0.6


def test_what_is_skipped_is_never_heard(sound_server: SoundServer, tones: Pcm) -> None:
    steps = ["skip:3:5:6:9", "seek:2", "play", "wait:3.4", "pause", "wait:0.3"]
    result, heard = sound_server.play(*arguments(tones), *steps)
    assert result.returncode == 0, result.stderr
    assert set(heard.order(0)) == {2, 5, 9, 10}
    assert [length for _, length in heard.seconds(0)[:3]] == pytest.approx([1, 1, 1], abs=0.11)
    assert [line.split()[-1] for line in result.stdout.splitlines() if line.startswith("device")][-1] == "5.000"


def test_a_replay_is_heard_slower_and_then_it_goes_on_as_before(sound_server: SoundServer, tones: Pcm) -> None:
    steps = ["seek:7", "replay:2:0.5", "wait:5.5", "pause", "wait:0.3"]
    result, heard = sound_server.play(*arguments(tones), *steps)
    assert result.returncode == 0, result.stderr
    seconds = heard.seconds(0)
    assert [second for second, _ in seconds[:4]] == [5, 6, 7, 8]
    assert [length for _, length in seconds[:3]] == pytest.approx([2, 2, 1], abs=0.16)


def test_a_change_while_playing_is_heard_at_once_without_losing_the_place(
    sound_server: SoundServer, tones: Pcm
) -> None:
    steps = ["seek:4", "play", "wait:0.8", "side:right", "wait:0.7", "side:left", "wait:0.7", "pause", "wait:0.3"]
    result, heard = sound_server.play(*arguments(tones), *steps)
    assert result.returncode == 0, result.stderr
    # In the left ear: the left side of the recording, the right side, which is 22 tones higher, and the left again.
    seconds = heard.seconds(0)
    order = [second for second, _ in seconds]
    changes = [place for place in range(1, len(order)) if abs(order[place] - order[place - 1]) > 10]
    assert len(changes) == 2
    assert [second if second < 20 else second - 22 for second in order] == sorted(
        second if second < 20 else second - 22 for second in order
    )
    assert sum(length for _, length in seconds) == pytest.approx(
        told_positions(result.stdout.splitlines())[-1][1] - 4, abs=0.25
    )


def test_a_device_that_is_pulled_out_pauses_and_is_not_replaced_unasked(sound_server: SoundServer, program) -> None:
    module = sound_server.add_sink("headset")
    recorder = sound_server.record("qa")
    playing = program("use:headset", "until-listed:headset", "until-device:headset", "play", "wait:1", "until-told",
                      "until-paused", "wait:0.3", "until-told", "play", "wait:1", "pause", "wait:0.3")  # fmt: skip
    playing.until("ready")
    sound_server.remove_sink(module)
    gone = time.monotonic()
    playing.go_on()
    playing.until("failed The sound device is gone; playing is paused.")
    assert time.monotonic() - gone < 2
    playing.until("ready")
    silent = recorder.stop()
    # What the server moves to the other device before the pause is the little that was waiting.
    assert sum(length for _, length in silent.seconds(0)) < 0.6
    recorder = sound_server.record("qa")
    playing.go_on()
    assert playing.finish() == 0, playing.lines
    assert recorder.stop().order(0) != []


def test_a_sound_server_that_hangs_holds_nobody_up(sound_server: SoundServer, program) -> None:
    recorder = sound_server.record()
    playing = program("play", "wait:1", "until-told", "until-paused", "play", "wait:0.5", "pause", "until-told",
                      "until-device:qa", "seek:10", "play", "wait:1.5", "pause", "wait:0.3")  # fmt: skip
    playing.until("ready")
    assert sound_server.process is not None
    sound_server.process.send_signal(signal.SIGSTOP)
    hung = time.monotonic()
    playing.go_on()
    playing.until("failed The sound device is gone; playing is paused.")
    assert time.monotonic() - hung < 2.5
    playing.until("ready")
    assert time.monotonic() - hung < 10  # libpulse by itself waits for thirty seconds
    sound_server.process.send_signal(signal.SIGCONT)
    playing.go_on()
    assert playing.finish() == 0, playing.lines
    assert 10 in recorder.stop().order(0)

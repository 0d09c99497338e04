"""Real sound: played into a PulseAudio null sink, recorded from its monitor, read by FFT."""

import os
import signal
import subprocess
import sys
from itertools import groupby
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.media.pcm import Pcm
from qa_desktop.media.timeline import OUTPUT_RATE

from .conftest import SoundServer, loudest_hz, tone_of

_STEP = OUTPUT_RATE // 20


def heard_seconds(heard: np.ndarray, ear: int, side: int) -> list[tuple[int, float]]:
    """Which seconds of the tone recording were heard in an ear, in order, and each for how long."""
    steps = []
    for first in range(0, len(heard) - _STEP, _STEP):
        piece = heard[first : first + _STEP, ear]
        second = -1
        if np.abs(piece).max() > 0.05:
            second = round((loudest_hz(piece, OUTPUT_RATE) - tone_of(0, side)) / 50)
        steps.append(second)
    runs = [(second, len(list(run)) * _STEP / OUTPUT_RATE) for second, run in groupby(steps)]
    return [(second, length) for second, length in runs if second >= 0 and length > 0.1]


def arguments(tones: Pcm) -> list[str]:
    return [str(tones.path), str(tones.rate), str(tones.channels)]


def test_what_is_heard_is_what_was_asked_for(sound_server: SoundServer, tones: Pcm) -> None:
    steps = ["seek:5", "play", "wait:2.5", "pause", "span:12:14", "until-paused", "wait:0.5"]
    result, heard = sound_server.play(*arguments(tones), *steps)
    assert result.returncode == 0, result.stderr
    for ear in (0, 1):
        seconds = heard_seconds(heard, ear, ear)
        order = [second for second, _ in seconds]
        assert order[0] == 5
        assert order[-2:] == [12, 13]
        # A device plays out what it holds, and then nothing of second 14 may follow.
        assert sum(length for second, length in seconds if second in (12, 13)) == pytest.approx(2, abs=0.15)


def test_one_side_is_heard_in_both_ears(sound_server: SoundServer, tones: Pcm) -> None:
    result, heard = sound_server.play(*arguments(tones), "side:right", "span:3:5", "until-paused", "wait:0.4")
    assert result.returncode == 0, result.stderr
    assert [second for second, _ in heard_seconds(heard, 0, 1)] == [3, 4]
    assert [second for second, _ in heard_seconds(heard, 1, 1)] == [3, 4]


def test_double_speed_halves_the_time_and_keeps_the_pitch(sound_server: SoundServer, tones: Pcm) -> None:
    result, heard = sound_server.play(*arguments(tones), "speed:2", "span:2:6", "until-paused", "wait:0.4")
    assert result.returncode == 0, result.stderr
    seconds = heard_seconds(heard, 0, 0)
    assert {second for second, _ in seconds} >= {2, 3, 4, 5}
    assert sum(length for _, length in seconds) == pytest.approx(2, abs=0.25)


def test_the_position_told_is_the_position_heard(sound_server: SoundServer, tones: Pcm) -> None:
    # The sink's monitor has no clock of its own, so what was told to have been heard is held against what was.
    result, heard = sound_server.play(*arguments(tones), "seek:4", "play", "wait:3", "pause", "wait:0.4")
    assert result.returncode == 0, result.stderr
    told = [float(line.split()[1]) for line in result.stdout.splitlines() if line[:1].isdigit()]
    played = sum(length for _, length in heard_seconds(heard, 0, 0))
    assert played == pytest.approx(told[-1] - 4, abs=0.3)


def test_many_seeks_end_well(sound_server: SoundServer, tones: Pcm) -> None:
    result = sound_server.run(*arguments(tones), "stress:100")
    assert result.returncode == 0, result.stderr
    assert result.stdout.endswith("done\n")


def test_many_seeks_without_a_device_end_well(tmp_path: Path, tones: Pcm) -> None:
    script = Path(__file__).with_name("playing_script.py")
    environment = {**os.environ, "PULSE_SERVER": f"unix:{tmp_path}/none"}
    command = [sys.executable, str(script), *arguments(tones), "stress:100"]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert result.returncode == 0, result.stderr
    assert "missing\n" in result.stdout
    assert result.stdout.endswith("done\n")


def test_a_server_that_dies_pauses_and_playing_goes_on_without_sound(sound_server: SoundServer, tones: Pcm) -> None:
    script = Path(__file__).with_name("playing_script.py")
    steps = ["play", "until-paused", "wait:6", "play", "wait:0.5"]
    command = [sys.executable, str(script), *arguments(tones), *steps]
    with subprocess.Popen(command, env=sound_server.environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        lines = []
        for line in program.stdout:
            lines.append(line)
            if line.endswith("True\n") and float(line.split()[1]) > 0.3:
                sound_server.process.send_signal(signal.SIGKILL)
                break
        lines += program.stdout.readlines()
    assert program.returncode == 0
    assert "failed The sound device is gone; playing is paused.\n" in lines
    after = lines[lines.index("failed The sound device is gone; playing is paused.\n") :]
    assert "missing\n" in after
    assert any(line.endswith("True\n") for line in after)

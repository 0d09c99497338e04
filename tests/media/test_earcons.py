"""Signs for the ear: told apart by their pitches, heard through a real sound server, and out of the recording's way."""

import subprocess
import sys
import threading
from itertools import combinations, groupby
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from qa_desktop.media.earcons import LOUDNESS, Note, Tone, melody, samples
from qa_desktop.media.outputs import PullDevice, WallOutput
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.playback import OutputDevice
from qa_desktop.media.timeline import OUTPUT_RATE
from qa_desktop.media.tone_player import TonePlayer

from .conftest import Heard, SoundServer, loudest_hz

SCRIPT = Path(__file__).with_name("telling_script.py")
LEVELS = range(1, 11)
STEP = 960
"""Frames in which a pitch is looked for: 20 ms."""


def tell(server: SoundServer, *steps: str) -> Heard:
    """What is heard when the script runs."""
    recorder = server.record()
    try:
        result = subprocess.run(
            [sys.executable, str(SCRIPT), *steps],
            env=server.environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    finally:
        heard = recorder.stop()
    assert result.returncode == 0, result.stderr
    return heard


def pitches(sound: np.ndarray) -> list[float]:
    """The pitches that follow each other, zero for a pause between them."""
    found = []
    for first in range(0, len(sound) - STEP, STEP // 2):
        piece = sound[first : first + STEP]
        found.append(loudest_hz(piece, OUTPUT_RATE) if np.abs(piece).max() > LOUDNESS / 4 else 0.0)
    runs: list[tuple[float, int]] = []
    for hertz, run in groupby(found, lambda each: round(np.log2(each) * 12) if each else 0):
        runs.append((hertz, len(list(run))))
    return [2 ** (hertz / 12) if hertz else 0.0 for hertz, length in runs if length >= 2]


def notes_of(signs: list[tuple[Note, ...]]) -> list[float]:
    return [pitch for notes in signs for pitch, _ in notes if pitch]


def test_every_sign_is_like_no_other() -> None:
    signs = [melody(tone) for tone in Tone if tone is not Tone.LEVEL] + [melody(Tone.LEVEL, level) for level in LEVELS]
    for one, other in combinations(signs, 2):
        pairs = zip(notes_of([one]), notes_of([other]), strict=False)
        same_length = len(notes_of([one])) == len(notes_of([other]))
        assert not same_length or any(abs(np.log2(a / b)) > 0.9 / 12 for a, b in pairs)


def test_levels_rise() -> None:
    heights = [melody(Tone.LEVEL, level)[0][0] for level in LEVELS]
    assert heights == sorted(heights)
    assert len(set(heights)) == len(heights)


@pytest.mark.parametrize("tone", list(Tone))
def test_no_sign_clicks_or_clips(tone: Tone) -> None:
    sound = np.array(samples(melody(tone, 3)))
    assert np.abs(sound).max() <= LOUDNESS
    assert np.abs(sound[[0, -1]]).max() < 0.01
    assert np.abs(np.diff(sound)).max() < 0.06


@pytest.mark.alone
def test_signs_are_heard_one_after_the_other(sound_server: SoundServer) -> None:
    steps = ["tone:yes", "tone:no", "tone:na", "tone:level:1", "tone:level:5", "tone:error"]
    heard = tell(sound_server, *steps, "wait:3.2")
    parts = [(*step.split(":"), "0") for step in steps]
    wanted = notes_of([melody(Tone(part[1]), int(part[2])) for part in parts])
    for ear in (0, 1):
        found = [pitch for pitch in pitches(heard.samples[:, ear]) if pitch]
        assert len(found) == len(wanted)
        assert np.allclose(np.log2(found), np.log2(wanted), atol=0.6 / 12)


@pytest.mark.alone
def test_a_sign_is_cut_short_and_the_next_is_heard(sound_server: SoundServer) -> None:
    heard = tell(sound_server, *["tone:error"] * 6, "wait:0.9", "stop", "tone:yes", "wait:1.2")
    found = [pitch for pitch in pitches(heard.samples[:, 0]) if pitch]
    assert 1 <= sum(pitch < 200 for pitch in found) <= 5
    assert np.allclose(np.log2(found[-2:]), np.log2(notes_of([melody(Tone.YES)])), atol=0.6 / 12)


@pytest.mark.alone
def test_the_recording_goes_on_while_signs_are_heard(sound_server: SoundServer, tones: Pcm) -> None:
    playing = [str(tones.path), str(tones.rate), str(tones.channels), "span:3:9", "until-paused", "wait:0.4"]
    program = sound_server.begin(*playing)
    heard = tell(sound_server, *["tone:moved", "wait:0.5"] * 14)
    ended = program.finish()
    program.close()
    assert ended == 0
    for ear in (0, 1):  # signs before and after it may pass for other seconds
        assert [second for second in heard.order(ear) if second in range(3, 9)] == [3, 4, 5, 6, 7, 8]


class Counted(WallOutput):
    """Takes what is played as the clock goes, and tells when it is started and stopped."""

    device = "counted"
    log: list[str]

    def start(self, device: PullDevice) -> bool:
        self.log.append("start")
        return super().start(device)

    def stop(self) -> None:
        self.log.append("stop")
        super().stop()


class OneOutput:
    """Has that output alone, or several of the kind, of which the first is the default."""

    def __init__(self, log: list[str], *names: str, kind: type[Counted] = Counted) -> None:
        self._log = log
        self.names = list(names) or ["counted"]
        self.made: list[str] = []
        self._kind = kind

    def devices(self) -> tuple[OutputDevice, ...]:
        return tuple(OutputDevice(name, name.title(), name == self.names[0]) for name in self.names)

    def responding(self) -> bool:
        return True

    def make(self, device_id: str, parent: QObject) -> Counted:
        self.made.append(device_id)
        output = self._kind(parent)
        output.device, output.log = device_id, self._log
        return output

    def close(self) -> None:
        pass


def test_the_device_rests_between_signs(qtbot: QtBot) -> None:
    log: list[str] = []
    player = TonePlayer(make_outputs=lambda: OneOutput(log))
    for turn in (1, 2):
        player.play(melody(Tone.YES))
        player.play(melody(Tone.NO))
        qtbot.waitUntil(lambda turn=turn: log == ["start", "stop"] * turn, timeout=20_000)
    player.close()


def test_the_device_that_is_chosen_is_followed_and_one_that_is_gone_is_left(qtbot: QtBot) -> None:
    log: list[str] = []
    outputs = OneOutput(log, "headset", "speakers")
    player = TonePlayer(make_outputs=lambda: outputs)

    def heard(times: int) -> None:
        player.play(melody(Tone.MOVED))
        qtbot.waitUntil(lambda: log.count("start") == times and log[-1] == "stop", timeout=20_000)

    heard(1)
    player.set_device("speakers")
    heard(2)
    heard(3)
    outputs.names.remove("speakers")
    heard(4)
    player.close()
    assert outputs.made == ["headset", "speakers", "headset"]


class Held(Counted):
    """A device that is not given back until the test lets go of it."""

    released = threading.Event()

    def stop(self) -> None:
        assert self.released.wait(60)
        super().stop()


def test_a_device_that_holds_its_thread_up_does_not_hold_up_whoever_closes(qtbot: QtBot) -> None:
    log: list[str] = []
    player = TonePlayer(make_outputs=lambda: OneOutput(log, kind=Held))
    player.play(melody(Tone.DONE))
    qtbot.waitUntil(lambda: bool(log))
    player.close()
    assert "stop" not in log
    Held.released.set()
    assert player._thread.wait(60_000)
    assert log == ["start", "stop", "stop"]


def test_without_a_sound_server_nothing_is_heard_and_nothing_waits(sound_server: SoundServer) -> None:
    sound_server.kill()
    result = subprocess.run(
        [sys.executable, str(SCRIPT), "tone:yes", "tone:no", "wait:0.8", "stop", "tone:no", "wait:0.3"],
        env=sound_server.environment,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert result.returncode == 0
    assert "late" in result.stdout

"""A device that takes nothing for a while: a sink that renders ahead, or one that hangs for good."""

import shutil
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from qa_desktop.media import engine
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.player import Player

from .conftest import RATE, SoundServer, tone_samples, write_pcm
from .desk import Desk, opened

GONE = "The sound device is gone; playing is paused."
DEAF = "The sound device does not take any sound; playing is paused."


@pytest.mark.alone
@pytest.mark.skipif(sys.platform != "linux" or not shutil.which("pulseaudio"), reason="needs PulseAudio")
def test_a_sink_that_renders_ahead_goes_on_after_a_change_of_speed_and_a_seek(
    sound_server: SoundServer, tmp_path: Path
) -> None:
    # Nobody records: the null sink renders 2 s ahead, and asks for nothing until that has gone by.
    write_pcm(tmp_path / "long.pcm", tone_samples(60))
    steps = ("play", "wait:2", "speed:1.5", "wait:4", "seek:30", "wait:4")
    result = sound_server.run(str(tmp_path / "long.pcm"), str(RATE), "2", *steps)
    lines = result.stdout.splitlines()
    assert not [line for line in lines if line.startswith(("failed", "notice", "missing"))]
    told = [line.split() for line in lines if line[0].isdigit()]
    moves = [(float(when), float(place)) for when, place, playing in told if playing == "True"]
    assert max(b[0] - a[0] for a, b in pairwise(moves) if a[1] != b[1]) < 4
    before, after = ([place for _, place in moves if (place >= 30) is late] for late in (False, True))
    assert max(before) > 2.8  # 2 s before the change, and on from there
    assert max(after) > 31


def test_a_device_that_its_server_still_has_is_waited_for_and_not_called_gone(
    qtbot, player: Player, desk: Desk, tones: Pcm, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "_STALL_SECONDS", 0.2)
    monkeypatch.setattr(engine, "_WATCHED_STALL_SECONDS", 1.2)
    desk.dead = desk.watched = {"headset"}
    opened(qtbot, player, tones)
    with qtbot.assertNotEmitted(player.failed, wait=800):
        player.play()
    assert player.playing
    with qtbot.waitSignal(player.failed) as failed:
        pass
    assert failed.args == [DEAF]
    qtbot.waitUntil(lambda: not player.playing)


def test_a_device_that_its_server_has_no_more_is_gone_at_once(qtbot, player: Player, desk: Desk, tones: Pcm) -> None:
    desk.dead = desk.watched = {"headset"}
    opened(qtbot, player, tones)
    with qtbot.assertNotEmitted(player.failed, wait=300):
        player.play()
    with qtbot.waitSignal(player.failed, timeout=1500) as failed:
        desk.names, desk.default = ["speakers"], "speakers"
    assert failed.args == [GONE]

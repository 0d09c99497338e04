"""A program that plays a decoded recording and says where it is: run by the sound tests in a process of its own.

Usage: playing_script.py FILE RATE CHANNELS STEP...      steps: play, pause, seek:S, speed:X, side:left, span:A:B,
wait:S, until-paused, stress:N. Prints lines "monotonic-seconds position playing" and what failed.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

from qa_desktop.media.pcm import Pcm
from qa_desktop.media.playback import ChannelMode, Hearing
from qa_desktop.media.player import Player


def _wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def _until_paused(player: Player) -> None:
    loop = QEventLoop()
    player.state_changed.connect(lambda state: None if state.playing else loop.quit())
    QTimer.singleShot(20_000, loop.quit)
    if player.playing:
        loop.exec()


def _stress(player: Player, times: int) -> None:
    chance = random.Random(1)
    player.play()
    for _ in range(times):
        player.seek(chance.uniform(0, 19))
        if chance.random() < 0.2:
            player.set_speed(chance.choice((0.5, 1.0, 1.7, 3.0)))
        _wait(chance.uniform(0, 0.03))


def main() -> int:
    """Does the steps one after the other."""
    application = QCoreApplication(sys.argv)
    path, rate, channels, *steps = sys.argv[1:]
    player = Player()
    player.position_changed.connect(lambda p: print(time.monotonic(), p, player.playing, flush=True))
    player.failed.connect(lambda text: print("failed", text, flush=True))
    player.state_changed.connect(lambda s: print("missing" if s.device_missing else "device", flush=True))
    player.open(Pcm(Path(path), int(rate), int(channels)))
    actions: dict[str, Callable[..., object]] = {
        "play": player.play,
        "pause": player.pause,
        "seek": lambda s: player.seek(float(s)),
        "speed": lambda x: player.set_speed(float(x)),
        "side": lambda m: player.set_hearing(Hearing(ChannelMode(m))),
        "span": lambda a, b: player.play_span(float(a), float(b)),
        "wait": lambda s: _wait(float(s)),
        "until-paused": lambda: _until_paused(player),
        "stress": lambda n: _stress(player, int(n)),
    }
    for step in steps:
        name, *values = step.split(":")
        actions[name](*values)
    player.shutdown()
    print("done", flush=True)
    del application
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""A program that plays a decoded recording and says where it is: run by the sound tests in a process of its own.

Usage: playing_script.py FILE RATE CHANNELS STEP...     the steps are named in `main`; their values follow after colons.
Prints lines "monotonic-seconds position playing", the state where it changes, and what failed.
"""

from __future__ import annotations

import random
import sys
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEventLoop, QSocketNotifier, QTimer

from qa_desktop.media.pcm import Pcm
from qa_desktop.media.playback import ChannelMode, Hearing, PlayerState
from qa_desktop.media.player import Player

_PATIENCE_MS = 20_000


def _wait(seconds: float) -> None:
    loop = QEventLoop()
    QTimer.singleShot(int(seconds * 1000), loop.quit)
    loop.exec()


def _until(player: Player, true: Callable[[PlayerState], bool]) -> None:
    loop = QEventLoop()
    player.state_changed.connect(lambda state: loop.quit() if true(state) else None)
    QTimer.singleShot(_PATIENCE_MS, loop.quit)
    if not true(player.state) or player.playing != player.state.playing:
        loop.exec()


def _until_told() -> None:
    """Until whoever runs this program writes a line."""
    loop = QEventLoop()
    notifier = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    notifier.activated.connect(loop.quit)
    print("ready", flush=True)
    loop.exec()
    notifier.setEnabled(False)
    sys.stdin.readline()


def _stress(player: Player, times: int) -> None:
    chance = random.Random(1)
    player.play()
    for _ in range(times):
        player.seek(chance.uniform(0, 19))
        if chance.random() < 0.2:
            player.set_speed(chance.choice((0.5, 1.0, 1.7, 3.0)))
        if chance.random() < 0.2:
            player.set_hearing(Hearing(balance=chance.uniform(-1, 1)))
        if chance.random() < 0.1:
            player.replay(1.0, 0.75)
        _wait(chance.uniform(0, 0.03))


def _tell(state: PlayerState) -> None:
    ids = ",".join(device.id for device in state.devices)
    print(
        "missing" if state.device_missing else "device",
        state.device or "-",
        ids or "-",
        f"{state.saved:.3f}",
        flush=True,
    )
    if state.notice:
        print("notice", state.notice, flush=True)


def main() -> int:
    """Does the steps one after the other."""
    application = QCoreApplication(sys.argv)
    path, rate, channels, *steps = sys.argv[1:]
    player = Player()
    player.position_changed.connect(lambda p: print(time.monotonic(), p, player.playing, flush=True))
    player.failed.connect(lambda text: print("failed", text, flush=True))
    player.state_changed.connect(_tell)
    player.open(Pcm(Path(path), int(rate), int(channels)))
    _until(player, lambda state: state.loaded)
    actions: dict[str, Callable[..., object]] = {
        "play": player.play,
        "pause": player.pause,
        "seek": lambda s: player.seek(float(s)),
        "speed": lambda x: player.set_speed(float(x)),
        "side": lambda m: player.set_hearing(Hearing(ChannelMode(m))),
        "hear": lambda b, g, h: player.set_hearing(Hearing(balance=float(b), gains_db=(float(g), float(h)))),
        "loop": lambda a, b: player.set_loop(float(a), float(b)),
        "unloop": player.clear_loop,
        "skip": lambda *ends: player.set_skips(tuple(zip(map(float, ends[::2]), map(float, ends[1::2]), strict=True))),
        "replay": lambda s, x: player.replay(float(s), float(x)),
        "span": lambda a, b: player.play_span(float(a), float(b)),
        "use": player.set_device,
        "wait": lambda s: _wait(float(s)),
        "until-paused": lambda: _until(player, lambda state: not state.playing),
        "until-device": lambda d: _until(player, lambda state: state.device == d),
        "until-listed": lambda d: _until(player, lambda state: d in {device.id for device in state.devices}),
        "until-told": _until_told,
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

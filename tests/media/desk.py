"""Devices that a test plugs in and out, time that passes when it says so, and waiting for a player."""

import threading
from collections.abc import Callable

from PySide6.QtCore import QObject

from qa_desktop.media.outputs import Output, PullDevice, WallOutput
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.playback import OutputDevice
from qa_desktop.media.player import Player


class FakeClock:
    """Seconds that pass only when told."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


class Desk:
    """Devices that the test plugs in and out; each is a clock that the test moves, or one that is dead."""

    def __init__(self, clock: FakeClock, *names: str) -> None:
        self.clock = clock
        self.names = list(names)
        self.default = names[0] if names else ""
        self.dead: set[str] = set()
        self.refusing: set[str] = set()
        self.watched: set[str] = set()
        self.threads: set[int] = set()
        self.made: list[str] = []
        self.looks = 0
        self.answers = True
        self.touched: list[str] = []

    def devices(self) -> tuple[OutputDevice, ...]:
        self.threads.add(threading.get_ident())
        self.looks += 1
        return tuple(OutputDevice(name, name.title(), name == self.default) for name in self.names)

    def make(self, device_id: str, parent: QObject) -> Output:
        self.threads.add(threading.get_ident())
        self.made.append(device_id)
        return Device(device_id, self, parent)

    def responding(self) -> bool:
        return self.answers

    def close(self) -> None:
        pass


class Device(WallOutput):
    """A device that plays as its desk's clock goes."""

    def __init__(self, name: str, desk: Desk, parent: QObject) -> None:
        super().__init__(parent, desk.clock)
        self._desk = desk
        self.device = name
        self.watched = name in desk.watched

    def start(self, device: PullDevice) -> bool:
        if self.device in self._desk.refusing:
            return False
        # One whose server has died takes nothing and says nothing.
        return self.device in self._desk.dead or super().start(device)

    def stop(self) -> None:
        self._desk.touched.append(self.device)
        super().stop()


def opened(qtbot, player: Player, pcm: Pcm, announced: float | None = None) -> None:
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.loaded):
        player.open(pcm, announced)


def started(qtbot, player: Player, action: Callable[[], None]) -> None:
    with qtbot.waitSignal(player.state_changed, check_params_cb=lambda s: s.playing):
        action()


def reaches(qtbot, player: Player, seconds: float, tolerance: float = 0.001) -> None:
    qtbot.waitUntil(lambda: abs(player.position - seconds) <= tolerance, timeout=5000)


def listen(qtbot, player: Player, clock: FakeClock, seconds: float, step: float = 0.25) -> list[float]:
    """Lets time pass, a step at a time, and gives the positions told at each."""
    told = []
    for _ in range(round(seconds / step)):
        clock.now += step
        before = player.position
        qtbot.waitUntil(lambda before=before: player.position != before, timeout=3000)
        told.append(player.position)
    return told

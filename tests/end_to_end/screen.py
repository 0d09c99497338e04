"""A screen of its own with a window manager, a keyboard to type on it, and pictures of it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE, Popen, run
from threading import Event

TOOLS = ("Xvfb", "openbox", "xdotool", "import")
PATIENCE_SECONDS = 60.0
POLL_SECONDS = 0.1
SETTLE_SECONDS = 0.5
"""A picture shows what has been drawn half a second later; nothing is asserted about it."""


def lacking() -> list[str]:
    """The tools that are not installed."""
    return [tool for tool in TOOLS if shutil.which(tool) is None]


@dataclass
class Screen:
    """One X display."""

    display: str
    pictures: Path
    taken: int = 0

    @property
    def environment(self) -> dict[str, str]:
        """What a program needs to be shown here."""
        others = {
            name: value for name, value in os.environ.items() if name not in ("QT_QPA_PLATFORM", "WAYLAND_DISPLAY")
        }
        return {**others, "DISPLAY": self.display}

    def press(self, *keys: str) -> None:
        """Press keys, by their names in X."""
        self._xdotool("key", "--clearmodifiers", *keys)

    def type(self, words: str) -> None:
        """Type a text."""
        self._xdotool("type", "--delay", "15", words)

    def window(self, title: str) -> None:
        """Wait for a window of this title and give it the keyboard."""
        self._xdotool("search", "--sync", "--onlyvisible", "--name", title, "windowfocus", "--sync")

    def windows(self, title: str) -> int:
        """How many windows have this title."""
        found = run(
            ["xdotool", "search", "--onlyvisible", "--name", title], env=self.environment, stdout=PIPE, check=False
        )
        return len(found.stdout.split())

    def picture(self, name: str) -> Path:
        """Keep a picture of the screen."""
        Event().wait(SETTLE_SECONDS)
        self.taken += 1
        file = self.pictures / f"{self.taken:02}-{name}.png"
        run(["import", "-window", "root", str(file)], env=self.environment, check=True)
        return file

    def _xdotool(self, *arguments: str) -> None:
        run(["xdotool", *arguments], env=self.environment, check=True, stdout=DEVNULL, timeout=PATIENCE_SECONDS)


@contextmanager
def new_screen(pictures: Path, size: str = "1440x900") -> Iterator[Screen]:
    """An X server on a free display, with openbox."""
    with ExitStack() as stack:
        server = stack.enter_context(
            Popen(
                ["Xvfb", "-displayfd", "1", "-screen", "0", f"{size}x24", "-nolisten", "tcp"],
                stdout=PIPE,
                stderr=DEVNULL,
            )
        )
        stack.callback(server.terminate)
        assert server.stdout is not None
        number = server.stdout.readline().decode().strip()
        pictures.mkdir(parents=True, exist_ok=True)
        screen = Screen(f":{number}", pictures)
        manager = stack.enter_context(Popen(["openbox"], env=screen.environment, stdout=DEVNULL, stderr=DEVNULL))
        stack.callback(manager.terminate)
        yield screen


def until(true: Callable[[], bool], what: str, seconds: float = PATIENCE_SECONDS) -> None:
    """Wait until something has happened."""
    if not soon(true, seconds):
        raise AssertionError(f"{what} did not happen within {seconds:.0f} s")


def soon(true: Callable[[], bool], seconds: float) -> bool:
    """Whether something happens within a time."""
    pause = Event()
    for _ in range(int(seconds / POLL_SECONDS)):
        if true():
            return True
        pause.wait(POLL_SECONDS)
    return true()

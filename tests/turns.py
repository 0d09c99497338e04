"""How the workers of one run (`pytest -n`) take turns: a test marked `alone` runs while all others wait."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

try:
    import fcntl
except ImportError:  # Windows, where everything runs in one process
    fcntl = None  # type: ignore[assignment]

HERE = Path(__file__)


class Turns:
    """The turns of this process, kept by locks on two files that are there anyway; without workers there are none."""

    def __init__(self) -> None:
        self._alone = False
        self._shared = fcntl is not None and "PYTEST_XDIST_WORKER" in os.environ
        if self._shared:
            self._door, self._room = (os.open(path, os.O_RDONLY) for path in (HERE, HERE.parent))

    @contextmanager
    def turn(self, item: pytest.Item, following: pytest.Item | None) -> Iterator[None]:
        """Run a test with the others, or alone; of several in a row that want to be alone nobody comes between."""
        if not self._shared:
            yield
            return
        wanted = is_alone(item)
        if not (self._alone and wanted):
            self._enter(wanted)
        try:
            yield
        finally:
            self._alone = wanted and following is not None and is_alone(following)
            if not self._alone:
                fcntl.flock(self._room, fcntl.LOCK_UN)

    def _enter(self, alone: bool) -> None:
        fcntl.flock(self._door, fcntl.LOCK_EX)  # whoever waits to be alone keeps those who come later out
        fcntl.flock(self._room, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
        fcntl.flock(self._door, fcntl.LOCK_UN)


def is_alone(item: pytest.Item) -> bool:
    """Whether a test is about what takes how long, and wants the machine for itself."""
    return item.get_closest_marker("alone") is not None

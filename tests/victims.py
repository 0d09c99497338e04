"""Programs that tests kill: forked from one process that has imported the program once and has opened nothing.

A victim is a process of its own with connections, threads and windows of its own, at work a moment after it was asked
for: a cold start would spend most of the time of a kill on imports. What it is forked from is looked at by
`test_victims.py`.
"""

import io
import multiprocessing
import os
import signal
import sys
import time
from importlib import import_module
from multiprocessing.connection import Connection
from threading import Timer
from typing import Final

PROGRAMS: Final = (
    "tests.storage.killed_program",
    "tests.storage.writing_program",
    "tests.services.sharing_program",
    "tests.end_to_end.typing_program",
)
FORKING: Final = "forkserver" in multiprocessing.get_all_start_methods()
CONTEXT: Final = multiprocessing.get_context("forkserver" if FORKING else "spawn")
if FORKING:
    CONTEXT.set_forkserver_preload([*PROGRAMS, __name__])
KILLED: Final = -signal.SIGKILL if FORKING else 1


class Victim:
    """A program that runs until it is killed; it says line by line what it has done."""

    def __init__(self, program: str, *arguments: object) -> None:
        self._ear, mouth = CONTEXT.Pipe(duplex=False)
        told = (mouth, f"tests.{program}", [*map(str, arguments)], dict(os.environ))
        self._process = CONTEXT.Process(target=live, args=told)
        self._process.start()
        mouth.close()
        self.complaints = ""
        self.killed_at = 0.0

    def line(self) -> str:
        """What it says next.

        Raises:
            EOFError: it has ended.
        """
        while True:
            is_complaint, text = self._ear.recv()
            if not is_complaint:
                return str(text)
            self.complaints += text

    def kill(self) -> None:
        """End it as no program can prevent."""
        self.killed_at = time.monotonic()
        self._process.kill()

    def rest(self) -> list[str]:
        """What it says until it ends."""
        said = []
        try:
            while True:
                said.append(self.line())
        except (EOFError, ConnectionError):
            self._process.join()
            self._ear.close()
        return said

    def rest_until_killed(self, seconds: float) -> list[str]:
        """What it says until it is killed after so many seconds; it may not end before."""
        timer = Timer(seconds, self.kill)
        timer.start()
        said = self.rest()
        timer.join()
        assert self.ended_with == KILLED, self.complaints
        return said

    @property
    def ended_with(self) -> int | None:
        """How it ended: `KILLED`, 1 for an error that is among its complaints, None while it runs."""
        return self._process.exitcode


class Mouth(io.StringIO):
    """Sends away what is printed, each line as a whole or not at all."""

    def __init__(self, ear: Connection, is_complaint: bool) -> None:
        super().__init__()
        self._ear, self._is_complaint = ear, is_complaint

    def flush(self) -> None:
        """Send what was written since."""
        if self.getvalue():
            self._ear.send((self._is_complaint, self.getvalue().removesuffix("\n")))
            self.seek(0)
            self.truncate()


def live(ear: Connection, program: str, arguments: list[str], environment: dict[str, str]) -> None:
    """What a victim does."""
    os.environ.clear()
    os.environ.update(environment)
    sys.stdout, sys.stderr = Mouth(ear, False), Mouth(ear, True)
    import_module(program).main(arguments)

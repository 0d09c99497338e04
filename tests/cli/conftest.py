"""The commands run in this process, and as a program of their own."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from qa_desktop.cli import main

CHAT = "start,end,speaker,text\n0,2,Agent,Grüß Gott – 您好 👋\n3.5,4,Customer,Hallo\n"


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said."""

    status: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)

    @property
    def sentence(self) -> str:
        """What was said of the input that is at fault: status 2, and one sentence on standard error."""
        assert self.status == 2, self
        assert "Traceback" not in self.err
        assert self.err.endswith((".\n", "?\n"))
        assert self.err.count("\n") == 1, self.err
        return self.err.strip()


Run = Callable[..., Ended]


@pytest.fixture(autouse=True)
def _same_environment() -> Iterator[None]:
    """Commands set variables for Qt; here they share the process with other tests."""
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


@pytest.fixture
def run(capfdbinary: pytest.CaptureFixture[bytes]) -> Run:
    """Run a command in this process."""

    def call(*arguments: object) -> Ended:
        capfdbinary.readouterr()
        try:
            status = main([str(argument) for argument in arguments])
        except SystemExit as left:
            status = int(left.code or 0)
        captured = capfdbinary.readouterr()
        return Ended(status, captured.out.decode("utf-8"), captured.err.decode("utf-8"))

    return call


@pytest.fixture
def program() -> Run:
    """Run a command as a program of its own; `without` names variables that it must not see."""

    def call(*arguments: object, without: Iterable[str] = (), **variables: str) -> Ended:
        seen = {name: value for name, value in os.environ.items() if name not in set(without)} | variables
        command = [sys.executable, "-m", "qa_desktop", *(str(argument) for argument in arguments)]
        ended = subprocess.run(command, capture_output=True, env=seen, check=False, timeout=110)
        return Ended(ended.returncode, ended.stdout.decode("utf-8"), ended.stderr.decode("utf-8"))

    return call


@pytest.fixture
def chats(tmp_path: Path) -> Path:
    """A folder with two transcripts, its name and theirs with spaces and umlauts."""
    folder = tmp_path / "für Müller & Söhne"
    folder.mkdir()
    (folder / "Käse 1.csv").write_text(CHAT, encoding="utf-8")
    (folder / "Käse 2.csv").write_text(CHAT.replace("Hallo", "Servus"), encoding="utf-8")
    return folder


@pytest.fixture
def room(tmp_path: Path, chats: Path, run: Run) -> Path:
    """A database with two interactions, “Käse 1” and “Käse 2”."""
    file = tmp_path / "räume" / "mein raum.sqlite3"
    file.parent.mkdir()
    assert run("import", chats, "--database", file).status == 0
    return file

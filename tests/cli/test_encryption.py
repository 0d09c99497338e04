"""`db encrypt`, `db decrypt`, `db passphrase`, and every command on an encrypted database."""

import contextlib
import os
import pty
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from qa_desktop import settings
from tests.cli.conftest import Run

WORDS = "vier Wörter für Müller"
OTHERS = "ganz andere Wörter hier"


@pytest.fixture
def secret(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    file = tmp_path / "passphrase.txt"
    file.write_text(f"{WORDS}\n", encoding="utf-8")
    monkeypatch.setenv(settings.PASSPHRASE_VARIABLE, str(file))
    return file


def test_a_database_is_encrypted_used_and_decrypted(room: Path, secret: Path, run: Run) -> None:
    before = run("interaction", "list", "--database", room).out
    ended = run("db", "encrypt", "--database", room)
    assert ended.status == 0
    assert "cannot be recovered" in ended.out
    assert not room.read_bytes().startswith(b"SQLite")
    assert run("interaction", "list", "--database", room).out == before
    assert run("db", "upgrade", "--database", room).out.endswith("up to date\n")
    assert "encrypted already" in run("db", "encrypt", "--database", room).sentence
    assert run("db", "decrypt", "--database", room).status == 0
    assert room.read_bytes().startswith(b"SQLite")
    assert run("interaction", "list", "--database", room).out == before
    assert "not encrypted" in run("db", "decrypt", "--database", room).sentence


def test_a_new_passphrase(room: Path, secret: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("db", "encrypt", "--database", room)
    other = tmp_path / "new.txt"
    other.write_text(OTHERS, encoding="utf-8")
    monkeypatch.setenv(settings.NEW_PASSPHRASE_VARIABLE, str(other))
    assert run("db", "passphrase", "--database", room, "--json").document["encrypted"]
    sentence = run("interaction", "list", "--database", room).sentence
    assert "not the right one" in sentence
    assert WORDS not in sentence
    secret.write_text(OTHERS, encoding="utf-8")
    assert run("interaction", "list", "--database", room).status == 0


def test_without_a_passphrase_the_sentence_says_how(room: Path, secret: Path, program: Run) -> None:
    program("db", "encrypt", "--database", room)
    locked = program("interaction", "list", "--database", room, without=[settings.PASSPHRASE_VARIABLE])
    assert "is encrypted" in locked.sentence
    assert settings.PASSPHRASE_VARIABLE in locked.sentence
    missing = {settings.PASSPHRASE_VARIABLE: str(room.parent / "nowhere")}
    assert "cannot be read" in program("interaction", "list", "--database", room, **missing).sentence


def test_an_encrypted_database_is_moved_shared_and_imported_into(
    room: Path, secret: Path, run: Run, tmp_path: Path
) -> None:
    before = run("interaction", "list", "--database", room).out
    run("db", "encrypt", "--database", room)
    there = tmp_path / "umgezogen.sqlite3"
    assert run("db", "move", there, "--database", room).status == 0
    assert not there.read_bytes().startswith(b"SQLite")
    assert there.stat().st_mode & 0o777 == 0o600
    assert run("interaction", "list", "--database", there).out == before
    assert run("db", "check", "--database", there, "--json").document["state"] == "sound"
    folder = tmp_path / "team"
    folder.mkdir()
    assert "all shared" in run("db", "share", "--folder", folder, "--database", there).out
    chat = tmp_path / "chat.csv"
    chat.write_text("start,end,speaker,text\n0,2,Agent,Good morning\n3,4,Customer,Hello\n", encoding="utf-8")
    assert run("import", chat, "--database", there).status == 0
    assert "all shared" in run("db", "share", "--database", there).out
    other = tmp_path / "other.sqlite3"
    run("import", chat, "--database", other)
    run("db", "encrypt", "--database", other)
    assert "all shared" in run("db", "share", "--folder", folder, "--database", other).out
    assert len(run("interaction", "list", "--database", other, "--json").document) >= 3


def test_backups_of_an_encrypted_database(room: Path, secret: Path, run: Run) -> None:
    run("db", "encrypt", "--database", room)
    backup = room.parent / "backup.db"
    assert run("db", "backup", backup, "--database", room).status == 0
    assert not backup.read_bytes().startswith(b"SQLite")
    assert run("db", "check", "--database", room, "--json").document["state"] == "sound"
    assert run("db", "restore", backup, "--database", room, "--apply").status == 0
    assert run("interaction", "list", "--database", room, "--json").document
    room.unlink()
    assert run("db", "restore", backup, "--database", room, "--apply").status == 0
    assert run("db", "check", "--database", room, "--json").document["state"] == "sound"
    run("db", "decrypt", "--database", room)
    assert "only one of them is encrypted" in run("db", "restore", backup, "--database", room).sentence


def test_clear_copies_are_named(room: Path, secret: Path, run: Run) -> None:
    backup = room.parent / "backups" / "old.sqlite3"
    backup.parent.mkdir()
    shutil.copy(room, backup)
    assert run("db", "encrypt", "--database", room, "--json").document["clear_copies"] == [str(backup)]


def test_refusals(room: Path, secret: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    secret.write_text("short\n", encoding="utf-8")
    assert "too short" in run("db", "encrypt", "--database", room).sentence
    assert "There is no database" in run("db", "encrypt", "--database", room.parent / "none.db").sentence
    monkeypatch.delenv(settings.PASSPHRASE_VARIABLE)
    assert "nobody to type" in run("db", "encrypt", "--database", room).sentence
    assert room.read_bytes().startswith(b"SQLite")


class Terminal:
    """A program at a terminal of its own, and all that was seen there."""

    def __init__(self, *command: object) -> None:
        self._ours, theirs = pty.openpty()
        line = "import os, fcntl, sys, termios; os.setsid(); fcntl.ioctl(0, termios.TIOCSCTTY, 0);"
        line += "from qa_desktop.cli import main; sys.exit(main(sys.argv[1:]))"
        arguments = [sys.executable, "-c", line, *map(str, command)]
        self._program = subprocess.Popen(arguments, stdin=theirs, stdout=theirs, stderr=theirs)
        os.close(theirs)
        self.seen = ""

    def answer(self, question: str, words: str) -> None:
        """Wait for the question, then type."""
        asked = self.seen.count(question)
        while self.seen.count(question) == asked:
            self._read()
        os.write(self._ours, f"{words}\n".encode())

    def end(self) -> int:
        """How it ended."""
        with contextlib.suppress(OSError):  # the program has ended
            while self._read():
                pass
        os.close(self._ours)
        return self._program.wait(timeout=60)

    def _read(self) -> str:
        part = os.read(self._ours, 4096).decode("utf-8", "replace")
        self.seen += part
        return part


@pytest.mark.skipif(sys.platform == "win32", reason="there are no terminals of this kind")
def test_typed_at_a_terminal_it_is_never_shown(room: Path) -> None:
    encrypting = Terminal("db", "encrypt", "--database", room)
    encrypting.answer("New passphrase: ", WORDS)
    encrypting.answer("Once more: ", WORDS)
    assert encrypting.end() == 0, encrypting.seen
    assert "cannot be recovered" in encrypting.seen
    listing = Terminal("interaction", "list", "--database", room)
    listing.answer("Passphrase: ", WORDS)
    assert listing.end() == 0, listing.seen
    assert "Käse 1" in listing.seen
    assert WORDS not in encrypting.seen + listing.seen


def test_an_encrypted_database_is_merged_with_its_own_passphrase(
    room: Path, secret: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    other, theirs = tmp_path / "other.db", tmp_path / "theirs.txt"
    run("db", "upgrade", "--database", other)
    run("db", "encrypt", "--database", room)
    before = room.read_bytes()
    monkeypatch.setenv(settings.PASSPHRASE_VARIABLE, str(theirs))
    theirs.write_text(OTHERS, encoding="utf-8")
    run("db", "encrypt", "--database", other)
    assert "not the right one" in run("db", "merge", room, "--database", other).sentence
    monkeypatch.setenv(settings.OTHER_PASSPHRASE_VARIABLE, str(secret))
    told = run("db", "merge", room, "--database", other, "--json").document
    assert (told["added"] > 0, told["refused"]) == (True, [])
    assert run("interaction", "list", "--database", other, "--json").document
    assert room.read_bytes() == before
    assert list(tmp_path.glob(".*")) == []


def test_what_is_taken_along_is_encrypted_as_the_database_is(
    room: Path, secret: Path, tmp_path: Path, run: Run
) -> None:
    run("db", "encrypt", "--database", room)
    laptop = tmp_path / "laptop.db"
    assert run("db", "offline", "take", laptop, "--database", room).status == 0
    assert not laptop.read_bytes().startswith(b"SQLite")
    assert run("interaction", "list", "--database", laptop).out == run("interaction", "list", "--database", room).out
    assert run("db", "offline", "return", laptop, "--database", room, "--json").document["refused"] == []

"""The power goes at any moment: what was acknowledged is there with our settings, and would not be with weaker ones.

The program itself runs on a disk that logs (`disks.py`), through apsw; what may be left on the disk at points of the
log is then opened as at the next start.
"""

import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

import pytest
from sqlalchemy import URL

from qa_desktop.domain.errors import InputError
from qa_desktop.storage import engine
from qa_desktop.storage.ciphering import driver_for
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.storage.apsw_driver import Driver
from tests.storage.disks import Acknowledged, Disk, Files, LoggedFiles, Said, after_power_loss
from tests.storage.samples import DEVICE, NOON, SCORE, draft, furnish, revision
from tests.storage.test_crashes import check
from tests.storage.writing_program import use_journal

SUBMISSIONS = 12
SOAK = [pytest.mark.soak, pytest.mark.timeout(3600)]
MANY = [40, pytest.param(1000, marks=SOAK)]
# apsw gives a file system of its own no shared memory: WAL then needs the file for itself. Checkpoints come often.
WAL_ALONE = ("PRAGMA locking_mode = EXCLUSIVE", "PRAGMA wal_autocheckpoint = 40")


class Room:
    """A database on a disk that logs."""

    def __init__(self, folder: Path, journal: str, pragmas: tuple[str, ...], patch: pytest.MonkeyPatch) -> None:
        for name in ("WAL_IS_SOUND", "is_local", "driver_for", "set_up"):
            patch.setattr(engine, name, getattr(engine, name))  # put back afterwards
        use_journal(journal)
        furnished = open_database(folder / "room.db", DEVICE)
        with furnished.writing() as work:
            furnish(work)
        furnished.close()
        self.file = folder / "logged" / "room.db"
        self.file.parent.mkdir()
        shutil.copy(folder / "room.db", self.file)
        self.before: Files = {"room.db": bytearray(self.file.read_bytes())}
        self.disk = Disk()
        self._files = LoggedFiles("logged", self.disk)
        driver = Driver("logged", WAL_ALONE if journal == "wal" else ())
        patch.setattr(engine, "driver_for", lambda key: driver)
        patch.setattr(engine, "set_up", partial(_set_up, engine.set_up, pragmas))
        self.database = SqlDatabase(URL.create("sqlite", database=str(self.file)), DEVICE)

    def submit(self) -> None:
        """Type, submit and correct an evaluation; the log says what was acknowledged."""
        typed = draft()
        evaluation = typed.subject.evaluation
        with self.database.writing() as work:
            work.evaluations.save_draft(typed, NOON)
        self.acknowledge(("draft", evaluation))
        sealed = revision(evaluation)
        for what, each in (("submitted", sealed), ("corrected", revision(parent=sealed))):
            with self.database.writing() as work:
                work.evaluations.submit(each, SCORE)
            self.acknowledge((what, evaluation))

    def acknowledge(self, said: Said) -> None:
        """The window would say *Saved* now."""
        self.disk.log.append(Acknowledged(said))


def _set_up(real: Callable[..., None], pragmas: tuple[str, ...], connection: Any, *given: Any) -> None:
    real(connection, *given)
    for pragma in pragmas:
        connection.execute(pragma)


@pytest.fixture
def make_room(tmp_path: Path) -> Iterator[Callable[..., Room]]:
    """Rooms with a journal and with pragmas that come after our own."""
    rooms: list[Room] = []
    with pytest.MonkeyPatch.context() as patch:

        def make(journal: str, *pragmas: str) -> Room:
            rooms.append(Room(tmp_path, journal, pragmas, patch))
            return rooms[-1]

        yield make
        for room in rooms:
            room.database.close()


def troubles(room: Room, points: int, folder: Path) -> list[str]:
    """What is wrong after a loss of power at so many points, chosen evenly but for one after each acknowledgement."""
    log = room.disk.log
    told = [number for number, event in enumerate(log) if isinstance(event, Acknowledged)]
    chance = Random(5)
    chosen = {*chance.sample(told, min(len(told), points // 2)), *chance.sample(range(len(log)), points // 2)}
    room.database.close()
    return [
        trouble
        for number, (files, said) in enumerate(after_power_loss(log, room.before, chosen, chance))
        if (trouble := trouble_of(files, said, folder / str(number)))
    ]


def trouble_of(files: Files, said: list[Said], folder: Path) -> str:
    """Open what is left as the next start does; "" when all that was acknowledged is there."""
    folder.mkdir()
    for name, content in files.items():
        (folder / name).write_bytes(content)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(engine, "driver_for", driver_for)  # the plain driver again
        try:
            database = open_database(folder / "room.db", DEVICE)
        except (InputError, ValueError) as error:
            return f"cannot be opened: {error}"
        try:
            check(database, said)
        except (AssertionError, InputError, ValueError) as error:
            return f"lost or damaged: {error}"
        finally:
            database.close()
            shutil.rmtree(folder)
    return ""


@pytest.mark.parametrize(
    ("journal", "pragmas"),
    [("truncate", ()), ("wal", ()), ("truncate", ("PRAGMA synchronous = EXTRA",))],
    ids=["truncate-full", "wal-full", "truncate-extra"],
)
@pytest.mark.parametrize("points", MANY)
def test_nothing_acknowledged_is_lost_with_our_settings(
    make_room: Callable[..., Room], tmp_path: Path, journal: str, pragmas: tuple[str, ...], points: int
) -> None:
    room = make_room(journal, *pragmas)
    for _ in range(max(SUBMISSIONS, points // 10)):
        room.submit()
    assert troubles(room, points, tmp_path) == []


@pytest.mark.parametrize(
    ("journal", "pragma"),
    [
        ("truncate", "PRAGMA synchronous = OFF"),
        ("truncate", "PRAGMA synchronous = NORMAL"),
        ("wal", "PRAGMA synchronous = OFF"),
        ("wal", "PRAGMA synchronous = NORMAL"),
    ],
)
def test_the_same_test_fails_with_weaker_settings(
    make_room: Callable[..., Room], tmp_path: Path, journal: str, pragma: str
) -> None:
    room = make_room(journal, pragma)
    for _ in range(SUBMISSIONS):
        room.submit()
    assert troubles(room, 40, tmp_path) != []


@pytest.mark.parametrize("journal", ["truncate", "wal"])
def test_a_disk_that_is_full_at_any_write_is_told_and_loses_nothing(
    make_room: Callable[..., Room], tmp_path: Path, journal: str
) -> None:
    room = make_room(journal)
    told = 0
    for room_left in range(0, 120_000, 6_000):
        room.disk.room = room_left
        told += refusal_of(room)
        room.disk.room = None
        room.submit()
    assert told > 5
    assert troubles(room, 20, tmp_path) == []


def refusal_of(room: Room) -> bool:
    """Whether submitting is refused; the sentence says what to do."""
    sentence = ""
    try:
        room.submit()
    except InputError as error:
        sentence = str(error)
    assert not sentence or "is full: make room" in sentence
    return sentence != ""

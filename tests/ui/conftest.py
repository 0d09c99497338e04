"""Screen tests: a real database and a fake clock; a Qt warning or an exception in a slot fails the test."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop import app, settings
from qa_desktop.settings import Settings
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.database import open_database as open_sql
from tests.ui.furnishing import DEVICE, furnish
from tests.ui.room import Room, make_room

HERE = Path(__file__).parent
NOISE = (
    *("This plugin does not support",),
    *("Couldn't load pipewire-0.3", "Couldn't resolve pipewire-0.3", "PulseAudioService: "),
)
"""What the offscreen platform says of itself, and Qt of machines without a sound server."""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Be strict about what Qt says."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.qt_log_level_fail("WARNING"))
            item.add_marker(pytest.mark.qt_log_ignore(*NOISE))


@pytest.fixture(scope="session", autouse=True)
def _english() -> Iterator[None]:
    """Dates and numbers read alike wherever the tests run."""
    before = QLocale()
    QLocale.setDefault(QLocale(QLocale.Language.English, QLocale.Country.UnitedKingdom))
    yield
    QLocale.setDefault(before)


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database file with the demo interactions and two people, made once."""
    file = tmp_path_factory.mktemp("furnished") / "room.sqlite3"
    with pytest.MonkeyPatch.context() as patch:  # made before any test has folders of its own
        patch.setenv("QA_DESKTOP_HOME", str(tmp_path_factory.mktemp("home")))
        furnish(file)
    return file


@pytest.fixture
def file(furnished: Path, tmp_path: Path) -> Path:
    """A copy of the furnished database."""
    copy = tmp_path / "room.sqlite3"
    shutil.copy(furnished, copy)
    return copy


@pytest.fixture
def database(file: Path) -> Iterator[SqlDatabase]:
    """The furnished database, open."""
    opened = open_sql(file, DEVICE)
    yield opened
    opened.close()


@pytest.fixture
def empty_database(tmp_path: Path) -> Iterator[SqlDatabase]:
    """A new database with the forms that ship and nobody in it."""
    opened = app.open_database(str(tmp_path / "empty.sqlite3"), Settings(device=str(DEVICE)))
    yield opened  # type: ignore[misc]
    opened.close()


MakeRoom = Callable[..., Room]


@pytest.fixture
def clean(qapp: QApplication, qtbot: QtBot) -> Iterator[MakeRoom]:
    """Opens windows, and closes them with their threads after the test."""
    rooms: list[Room] = []

    def make(database: SqlDatabase, person: str = "Ann Reviewer", kept: Settings | None = None) -> Room:
        room = make_room(qapp, qtbot, database, kept or settings.load(), person)
        rooms.append(room)
        room.show()
        return room

    yield make
    for room in rooms:
        room.close()


@pytest.fixture
def room(clean: MakeRoom, database: SqlDatabase) -> Room:
    """A window on the furnished database, as Ann."""
    return clean(database)


@pytest.fixture
def call(room: Room) -> Room:
    """The same with a call open."""
    room.open("L-1001")
    return room

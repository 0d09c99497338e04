"""Files and folders that may be read only: each refusal is a sentence, and what was there stays as it was."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.storage import engine
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.rights import read_only
from tests.storage.samples import ANN, BEN, DEVICE, furnish
from tests.storage.writing_program import use_journal

pytestmark = pytest.mark.files


@pytest.fixture(params=["truncate", "wal"])
def journal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    for name in ("WAL_IS_SOUND", "is_local"):
        monkeypatch.setattr(engine, name, getattr(engine, name))  # put back afterwards
    use_journal(request.param)
    return str(request.param)


@pytest.fixture
def place(tmp_path: Path) -> Path:
    (tmp_path / "place").mkdir()
    return tmp_path / "place"


@pytest.fixture
def room(journal: str, place: Path) -> Path:
    """A closed file with people in it, alone in its folder."""
    with closing(open_database(place / "room.db", DEVICE)) as database, database.writing() as work:
        furnish(work)
    for left in place.glob("room.db-*"):
        left.unlink()
    return place / "room.db"


def test_no_file_is_made_where_none_may_be(place: Path) -> None:
    with (
        read_only(place),
        pytest.raises(InputError, match=r"No file can be made in .*Permission denied.*another place"),
    ):
        open_database(place / "room.db", DEVICE)
    assert list(place.iterdir()) == []


@pytest.mark.parametrize("what", ["file", "folder", "both"])
def test_a_file_that_may_not_be_changed_is_refused_when_it_is_opened(room: Path, what: str) -> None:
    places = {"file": (room,), "folder": (room.parent,), "both": (room, room.parent)}[what]
    before = room.read_bytes()
    with read_only(*places), pytest.raises(InputError, match=r"can be read but not changed|cannot be opened|may write"):
        open_database(room, DEVICE)
    assert room.read_bytes() == before
    with closing(open_database(room, DEVICE)) as database, database.reading() as work:
        assert [person.name for person in work.people.all()] == [ANN.name, BEN.name]


def test_a_folder_that_is_closed_while_the_database_is_open_is_told_and_loses_nothing(room: Path) -> None:
    use_journal("truncate")
    with closing(open_database(room, DEVICE)) as database:
        room.with_name("room.db-journal").unlink()
        with read_only(room.parent), pytest.raises(InputError, match=r"may write to it|can be read but not changed"):
            put(database)
        put(database)
        with database.reading() as work:
            assert Person("Cat") in work.people.all()
        assert database.health().problems == ()


def put(database: SqlDatabase) -> None:
    with database.writing() as work:
        work.people.put(Person("Cat"))


def test_an_older_file_is_not_half_upgraded(tmp_path: Path, room: Path) -> None:
    with closing(sqlite3.connect(room)) as connection, connection:
        connection.execute("UPDATE alembic_version SET version_num = '0001'")
    before = room.read_bytes()
    with read_only(room.parent), pytest.raises(InputError):
        open_database(room, DEVICE)
    assert room.read_bytes() == before
    assert [each.name for each in room.parent.iterdir() if each.name.endswith(".sqlite3")] == []


def test_a_backup_goes_where_it_may(room: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir()
    with closing(open_database(room, DEVICE)) as database:
        keeper = database.keeper
        assert keeper is not None
        with read_only(closed):
            with pytest.raises(InputError, match=r"cannot be written \(Permission denied\)"):
                keeper.make(str(closed))
            with pytest.raises(InputError, match=r"cannot be written \(Permission denied\)"):
                keeper.make_at(closed / "copy.sqlite3")
            with pytest.raises(InputError, match=r"cannot be written \(Permission denied\)"):
                keeper.make_daily(str(closed), (14, 8))
            with pytest.raises(InputError, match=r"folder .* for backups cannot be made \(Permission denied\)"):
                keeper.make(str(closed / "backups"))
        assert list(closed.iterdir()) == []
        assert keeper.make().exists()


def test_a_backup_in_a_folder_that_may_be_read_only_is_brought_back(room: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept"
    kept.mkdir()
    with closing(open_database(room, DEVICE)) as database:
        keeper = database.keeper
        assert keeper is not None
        backup = keeper.make_at(kept / "copy.sqlite3")
        with read_only(kept, backup):
            assert keeper.preview(backup).lost == {}
            keeper.restore(backup)
        assert database.health().problems == ()


def test_nothing_is_brought_back_without_room_for_what_is_there(room: Path, tmp_path: Path) -> None:
    backup = Path(shutil.copy(room, tmp_path / "copy.sqlite3"))
    with closing(open_database(room, DEVICE)) as database:
        (room.parent / "backups").mkdir()
        keeper = database.keeper
        assert keeper is not None
        with read_only(room.parent / "backups"), pytest.raises(InputError, match="cannot be written"):
            keeper.restore(backup)
        assert database.health().problems == ()

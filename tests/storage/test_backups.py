import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from qa_desktop.domain.backups import BackupKind, backup_name
from qa_desktop.domain.errors import InputError
from qa_desktop.storage import backups
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.storage.samples import DEVICE, NOON, SCORE, draft, furnish, revision

pytestmark = pytest.mark.files


@pytest.fixture
def filled(database: SqlDatabase) -> SqlDatabase:
    with database.writing() as work:
        furnish(work)
        work.evaluations.submit(revision(), SCORE)
        work.evaluations.save_draft(draft(), NOON)
    return database


def source(database: SqlDatabase) -> sqlite3.Connection:
    connection = database._reader.raw_connection().driver_connection
    assert isinstance(connection, sqlite3.Connection)
    return connection


def test_a_backup_holds_everything_is_sound_and_for_the_owner_only(filled: SqlDatabase, tmp_path: Path) -> None:
    target = tmp_path / "copy.sqlite3"
    backups.copy(source(filled), target)
    assert target.stat().st_mode & 0o777 == 0o600
    opened = open_database(target, DEVICE)
    health = opened.health()
    opened.close()
    assert health.problems == ()
    assert health.counts == filled.health().counts
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".")] == []


def test_a_backup_is_one_file_even_of_a_database_in_wal(filled: SqlDatabase, file: Path, tmp_path: Path) -> None:
    filled.close()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("DELETE FROM draft")
        backups.copy(connection, tmp_path / "copy.sqlite3")
        with closing(sqlite3.connect(tmp_path / "copy.sqlite3")) as copied:
            assert copied.execute("PRAGMA journal_mode").fetchone() == ("delete",)
            assert copied.execute("SELECT count(*) FROM draft").fetchone() == (0,)


def test_a_file_that_is_there_is_not_replaced(filled: SqlDatabase, tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    with pytest.raises(InputError, match="name another one"):
        backups.copy(source(filled), tmp_path / "thesis.txt")
    assert (tmp_path / "thesis.txt").read_text() == "years of work"


def test_a_damaged_database_makes_no_backup_that_looks_sound(filled: SqlDatabase, file: Path, tmp_path: Path) -> None:
    filled.close()
    content = bytearray(file.read_bytes())
    content[8192:16384] = b"\x55" * 8192
    file.write_bytes(content)
    with closing(sqlite3.connect(file)) as damaged, pytest.raises(InputError, match="damaged"):
        backups.copy(damaged, tmp_path / "copy.sqlite3")
    assert not (tmp_path / "copy.sqlite3").exists()


def test_a_database_that_stays_locked_is_told_and_not_waited_for_for_ever(filled: SqlDatabase, file: Path) -> None:
    with (
        closing(sqlite3.connect(file, isolation_level=None)) as other,
        closing(sqlite3.connect(file, timeout=0)) as reader,
        closing(sqlite3.connect(":memory:")) as target,
    ):
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(InputError, match="is busy"):
            backups.pour(reader, target, str(file), seconds=0)


def test_no_room_or_no_folder_is_told(filled: SqlDatabase, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be written"):
        backups.copy(source(filled), tmp_path / "none" / "copy.sqlite3")


def test_the_day_s_backup_is_made_once_and_old_ones_go(filled: SqlDatabase, file: Path, tmp_path: Path) -> None:
    folder = tmp_path / "elsewhere"
    folder.mkdir()
    now = datetime.now(UTC)
    for days in range(1, 40):
        (folder / backup_name("room", now - timedelta(days=days), BackupKind.DAILY)).write_bytes(b"old")
    kept = folder / backup_name("room", now - timedelta(days=300), BackupKind.ASKED)
    kept.write_bytes(b"asked for")
    (folder / "notes.txt").write_text("mine")
    made = backups.make_daily(source(filled), file, folder)
    assert made is not None
    assert backups.make_daily(source(filled), file, folder) is None
    left = [each.kind for each in backups.listed(file, str(folder))]
    assert 7 <= left.count(BackupKind.DAILY) <= 11
    assert made.exists()
    assert kept.exists()
    assert (folder / "notes.txt").exists()


def test_the_list_is_of_this_database_newest_first(filled: SqlDatabase, file: Path) -> None:
    folder = backups.folder_of(file)
    first = backups.make(source(filled), file, BackupKind.ASKED, folder)
    first.rename(folder / backup_name("room", NOON, BackupKind.ASKED))
    (file.parent / backup_name("room", NOON - timedelta(days=1), BackupKind.UPGRADE, "0001")).write_bytes(b"x")
    (folder / backup_name("another", NOON, BackupKind.ASKED)).write_bytes(b"x")
    second = backups.make(source(filled), file, BackupKind.DAILY, folder)
    found = backups.listed(file)
    assert [each.kind for each in found] == [BackupKind.DAILY, BackupKind.ASKED, BackupKind.UPGRADE]
    assert found[0].file == second
    assert found[0].size == second.stat().st_size
    assert folder.stat().st_mode & 0o777 == 0o700

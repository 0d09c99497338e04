import fcntl
import os
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.storage import database, engine, probing
from qa_desktop.storage.database import open_database
from qa_desktop.storage.places import Kind, Place, judge
from qa_desktop.storage.probing import locks_hold, probe
from tests.storage.samples import ANN, DEVICE

only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux can be asked whether locks hold")


def test_a_good_folder_passes_and_is_left_empty(tmp_path: Path) -> None:
    probe(tmp_path)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_takes_no_files_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="No file can be made"):
        probe(tmp_path / "none")


@only_linux
def test_locks_that_keep_nobody_out_are_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.db"
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE t (x)")
        assert not locks_hold(file)  # nobody has locked it
        connection.execute("BEGIN IMMEDIATE")
        assert locks_hold(file)
    monkeypatch.setattr(probing, "_LOCKS_BEGIN", 0x10)  # where SQLite locks nothing: as on a drive without locks
    with pytest.raises(InputError, match=r"Locks do not work .* team folder"):
        probe(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["a.db"]


@only_linux
def test_a_drive_on_which_one_program_alone_cannot_write_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What a Windows share does by default: here another open file holds SQLite's bytes."""
    made = os.open

    def held(path: str, *rest: int) -> int:
        handle = made(path, *rest)
        other = made(path, os.O_RDWR)
        fcntl.fcntl(other, fcntl.F_OFD_SETLK, _whole_lock())
        return handle

    monkeypatch.setattr(os, "open", held)
    monkeypatch.setattr(probing, "_PATIENCE_MS", 1)
    with pytest.raises(InputError, match=r"database is locked.* team folder"):
        probe(tmp_path)


def _whole_lock() -> bytes:
    import struct

    return struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, 0x40000000, 512, 0)


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """Every folder is taken for a network drive; which ones were tried."""
    tried: list[Path] = []
    for module, name in ((engine, "examine"), (database, "examine_place")):
        monkeypatch.setattr(module, name, lambda folder: Place(Kind.SHARED, "nfs4"))
    monkeypatch.setattr(engine, "is_local", lambda _: False)
    monkeypatch.setattr(database, "probe", tried.append)
    return tried


def test_a_file_on_a_network_drive_is_tried_and_never_wal(
    file: Path, shared: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "WAL_IS_SOUND", (3, 0, 0))
    opened = open_database(file, DEVICE)
    with opened.writing() as work:
        work.people.put(ANN)
    for each in (opened._writer, opened._reader):
        with each.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA journal_mode").scalar() == "truncate"
            assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 3  # EXTRA
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 30_000
    opened.close()
    assert shared == [file.parent]


def test_a_file_that_another_program_keeps_in_wal_is_not_used_on_a_network_drive(
    file: Path, shared: list[Path]
) -> None:
    open_database(file, DEVICE).close()
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        assert other.execute("PRAGMA journal_mode = WAL").fetchone() == ("wal",)
        other.execute("SELECT count(*) FROM person").fetchone()
        with pytest.raises(InputError, match="is busy"):
            open_database(file, DEVICE, busy_ms=1)


def test_a_place_that_is_refused_gets_no_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "examine_place", lambda folder: judge(folder, "fuse.sshfs"))
    with pytest.raises(InputError, match="share the work through a team folder"):
        open_database(file, DEVICE)
    assert not file.exists()

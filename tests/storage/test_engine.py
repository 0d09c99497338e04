import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import event

from qa_desktop.domain.errors import InputError
from qa_desktop.storage import engine
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.engine import file_of, journal_for, make_engine, parse_address
from tests.storage.samples import ANN, DEVICE


@pytest.mark.parametrize(
    ("version", "local", "journal"),
    [
        ((3, 40, 1), True, "truncate"),
        ((3, 51, 2), True, "truncate"),
        ((3, 51, 3), True, "wal"),
        ((3, 52, 0), True, "wal"),
        ((3, 52, 0), False, "truncate"),
    ],
)
def test_wal_only_where_it_can_be_trusted(
    version: tuple[int, ...], local: bool, journal: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", version)
    monkeypatch.setattr(engine, "is_local", lambda folder: local if folder == tmp_path else None)
    assert journal_for(tmp_path) == journal


def test_a_wal_database_keeps_its_mode_until_it_is_opened_where_it_cannot_be_trusted(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "is_local", lambda _: True)
    monkeypatch.setattr(engine, "WAL_IS_SOUND", (3, 0, 0))
    database = open_database(file, DEVICE)
    with database.writing() as work:
        work.people.put(ANN)
    assert database.health().journal_mode == "wal"
    assert database.health().problems == ()
    database.close()
    again = open_database(file, DEVICE)
    assert again.health().journal_mode == "wal"
    again.close()
    monkeypatch.setattr(engine, "is_local", lambda _: False)
    elsewhere = open_database(file, DEVICE)
    assert elsewhere.health().journal_mode == "truncate"
    with elsewhere.reading() as work:
        assert work.people.all() == [ANN]
    elsewhere.close()


def test_a_plain_path_and_a_url_name_the_same_file(tmp_path: Path) -> None:
    file = tmp_path / "100% mine, ä.db"
    assert file_of(parse_address(file)) == file_of(parse_address(str(file))) == file
    assert file_of(parse_address(f"sqlite:///{tmp_path}/room.db")) == tmp_path / "room.db"
    assert file_of(parse_address("postgresql+psycopg://somewhere/qa")) is None


@pytest.mark.parametrize("address", ["sqlite://", "sqlite:///:memory:", "what://:ever://", "://"])
def test_an_address_that_names_no_lasting_database_is_refused(address: str) -> None:
    with pytest.raises(InputError):
        make_engine(parse_address(address), writing=True)


@pytest.mark.parametrize("address", ["postgresql+nodriver://x/y", "unheardof://x/y"])
def test_a_server_without_its_driver_is_refused(address: str) -> None:
    with pytest.raises(InputError, match="cannot use databases of the kind"):
        make_engine(parse_address(address), writing=True)


@pytest.mark.files
@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("busy_timeout", 2000),
        ("foreign_keys", 1),
        ("recursive_triggers", 1),
        ("trusted_schema", 0),
        ("synchronous", 2),
    ],
)
def test_every_connection_follows_the_recipe(database: SqlDatabase, pragma: str, value: object) -> None:
    for each in (database._writer, database._reader):
        with each.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_the_journal_mode_is_the_one_that_loses_nothing(database: SqlDatabase, file: Path) -> None:
    with database._writer.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    assert found == journal_for(file.parent)


def test_who_waits_for_the_lock_asks_again_and_again(database: SqlDatabase, file: Path) -> None:
    """Left to SQLite, it would ask ever more rarely, and who came later would be served first."""
    asked = []
    waiting = make_engine(parse_address(file), writing=True, busy_ms=20_000)
    with closing(sqlite3.connect(file, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")

        def hear(statement: str) -> None:
            if statement.startswith("BEGIN"):
                asked.append(statement)
                if len(asked) == 5:
                    other.execute("ROLLBACK")

        event.listen(waiting, "connect", lambda connection, _: connection.set_trace_callback(hear))
        with waiting.connect() as connection:
            assert connection.exec_driver_sql("PRAGMA busy_timeout").scalar() == 20_000
    waiting.dispose()
    assert asked == ["BEGIN IMMEDIATE"] * 5

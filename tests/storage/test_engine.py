from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.engine import file_of, journal_for, make_engine, parse_address


@pytest.mark.parametrize(
    ("version", "journal"),
    [((3, 40, 1), "truncate"), ((3, 51, 2), "truncate"), ((3, 51, 3), "wal"), ((3, 52, 0), "wal"), ((4, 0, 0), "wal")],
)
def test_wal_only_where_sqlite_is_free_of_the_defect(version: tuple[int, ...], journal: str) -> None:
    assert journal_for(version) == journal


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
    for engine in (database._writer, database._reader):
        with engine.connect() as connection:
            assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_the_journal_mode_is_the_one_that_loses_nothing(database: SqlDatabase) -> None:
    import sqlite3

    with database._writer.connect() as connection:
        found = connection.exec_driver_sql("PRAGMA journal_mode").scalar()
    assert found == journal_for(sqlite3.sqlite_version_info)

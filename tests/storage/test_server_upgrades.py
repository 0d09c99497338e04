"""A database on a server, with work in it, from every earlier schema; and the copy that is made of it before."""

import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import URL, Connection, inspect, select

from qa_desktop import paths
from qa_desktop.domain.errors import InputError
from qa_desktop.storage import logins, server_copies
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.engine import make_engine, parse_address
from qa_desktop.storage.schema import SCHEMAS, Schema
from qa_desktop.storage.tables import Row
from qa_desktop.storage.upgrading import row_counts, run_scripts
from tests.postgres_server import Server
from tests.storage.samples import ANN, CALL, DEVICE
from tests.storage.test_upgrading import SESSION, WORDS, fill, hash_of_before, work_of_before

Older = Callable[[Schema], str]
Hashes = dict[object, str]


@pytest.fixture(scope="module")
def stage(server: Server) -> Callable[[int], str]:
    """Makes databases with the tables of the schema of that number and nothing in them, each from the one before."""

    @cache
    def made(number: int) -> str:
        name = server.create(made(number - 1)) if number else server.create()
        engine = make_engine(parse_address(server.address(name)), writing=True)
        with engine.begin() as connection:
            run_scripts(connection, target=SCHEMAS[number].revision)
        engine.dispose()
        return name

    return made


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Hashes]:
    """A file with something in every table, and the hashes that the first schemas gave its revisions."""
    file = tmp_path_factory.mktemp("written") / "written.db"
    with closing(open_database(file, DEVICE)) as database:
        fill(database)
        with database.writing() as work:
            work_of_before(work)
        return file, _hashes(database)


@pytest.fixture
def older(server: Server, stage: Callable[[int], str], written: tuple[Path, Hashes]) -> Iterator[Older]:
    """Makes a database on the server as the program of an earlier schema left it."""
    names = []

    def make(schema: Schema) -> str:
        file, hashes = written
        names.append(server.create(stage(SCHEMAS.index(schema))))
        source = make_engine(URL.create("sqlite", database=str(file)), writing=False)
        engine = make_engine(parse_address(server.address(names[-1])), writing=True)
        with source.connect() as here, engine.begin() as there:
            _copy(here, there, schema, hashes if schema.revision < "0003" else {})
        source.dispose()
        engine.dispose()
        return server.address(names[-1])

    yield make
    with server.connect("postgres") as connection:
        for name in names:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def _hashes(database: SqlDatabase) -> Hashes:
    with database.reading() as work:
        heads = work.evaluations.submitted([CALL.key], [ANN.key])
        chains = [work.evaluations.revisions(head.subject.evaluation) for head in heads]
    return {each.key: hash_of_before(each) for chain in chains for each in chain}


def _copy(here: Connection, there: Connection, schema: Schema, hashes: Hashes) -> None:
    known = inspect(there).get_table_names()
    for table in Row.metadata.sorted_tables:
        if table.name not in known or table.name in ("standard_day", "property"):
            continue
        names = {column["name"] for column in inspect(there).get_columns(table.name)}
        columns = [column for column in table.columns if column.name in names]
        rows = [dict(row) for row in here.execute(select(*columns)).mappings()]
        if table.name == "revision" and hashes:
            rows = [{**row, "hash": hashes[row["key"]]} for row in rows]
        if rows:
            there.execute(table.insert(), rows)
    there.exec_driver_sql(f"INSERT INTO property VALUES ('program', '{schema.program}')")


@pytest.mark.parametrize("schema", SCHEMAS[:-1], ids=lambda each: each.revision)
def test_a_database_of_an_earlier_schema_keeps_every_row(older: Older, schema: Schema) -> None:
    address = older(schema)
    engine = make_engine(parse_address(address), writing=False)
    with engine.connect() as connection:
        before = row_counts(connection)
    with closing(open_database(address, DEVICE)) as database:
        assert database.upgraded_from == schema.revision
        health = database.health()
        assert (health.schema, health.problems) == (SCHEMAS[-1].revision, ())
        with database.reading() as work:
            assert len(work.evaluations.submitted([CALL.key], [ANN.key])) == 2
            assert work.interactions.transcript(CALL.key) == WORDS
            assert work.sessions.get(SESSION.key) == SESSION
        with database.administering() as connection:
            logins.make_roles(connection)
    with engine.connect() as connection:
        after = row_counts(connection)
    engine.dispose()
    assert {name: after[name] for name in before} == before
    assert sum(before.values()) > 30


def test_before_an_upgrade_pg_dump_makes_a_copy(older: Older, server: Server) -> None:
    address = older(SCHEMAS[-2])
    open_database(address, DEVICE).close()
    (dump,) = (paths.user_data() / "backups").iterdir()
    assert dump.name.endswith(f".upgrade-{SCHEMAS[-2].revision}.dump")
    assert dump.read_bytes()[:5] == b"PGDMP"
    assert dump.stat().st_mode & 0o777 == 0o600


def test_without_pg_dump_all_rows_are_copied_into_a_file_that_opens(
    older: Older, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = older(SCHEMAS[-2])
    monkeypatch.setattr(server_copies.shutil, "which", lambda _: None)
    with closing(open_database(address, DEVICE)) as database:
        counts = database.health().counts
    (copy,) = (paths.user_data() / "backups").iterdir()
    with closing(sqlite3.connect(copy)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone()[0] == SCHEMAS[-2].revision
    with closing(open_database(copy, DEVICE)) as opened:
        health = opened.health()
        assert health.problems == ()
        assert health.counts == counts
        with opened.reading() as work:
            assert work.interactions.transcript(CALL.key) == WORDS


def test_where_no_copy_can_be_made_the_tables_stay_as_they_were(older: Older, monkeypatch: pytest.MonkeyPatch) -> None:
    address = older(SCHEMAS[-2])
    monkeypatch.setattr(server_copies.shutil, "which", lambda _: None)
    (paths.user_data()).mkdir(parents=True, exist_ok=True)
    (paths.user_data() / "backups").write_text("in the way", encoding="utf-8")
    with pytest.raises(InputError, match=r"No copy of the database could be made in .* before its tables are updated"):
        open_database(address, DEVICE)
    engine = make_engine(parse_address(address), writing=False)
    with engine.connect() as connection:
        stored = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()
    engine.dispose()
    assert stored == SCHEMAS[-2].revision
    shutil.rmtree(paths.user_data(), ignore_errors=True)


def test_a_copy_goes_where_the_upgrade_fails(older: Older) -> None:
    address = older(next(each for each in SCHEMAS if each.revision == "0008"))
    engine = make_engine(parse_address(address), writing=True)
    with engine.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE calibration_entry (of_somebody text)")  # in the way
    engine.dispose()
    with pytest.raises(Exception, match="already exists"):
        open_database(address, DEVICE)
    assert not list((paths.user_data() / "backups").iterdir())

"""A database on a server, with work in it, from every earlier schema; and the copy that is made of it before."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import psycopg
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


@pytest.fixture
def older(server: Server, server_address: str, tmp_path: Path) -> Older:
    """Makes the database on the server what the program of an earlier schema left there."""

    def make(schema: Schema) -> str:
        file = tmp_path / "written.db"
        with closing(open_database(file, DEVICE)) as database:
            fill(database)
            with database.writing() as work:
                work_of_before(work)
            hashes = _hashes(database) if schema.revision < "0003" else {}
        with closing(psycopg.connect(**_place(server, server_address), autocommit=True)) as connection:
            connection.execute("DROP SCHEMA public CASCADE")
            connection.execute("CREATE SCHEMA public")
        source = make_engine(URL.create("sqlite", database=str(file)), writing=False)
        engine = make_engine(parse_address(server_address), writing=True)
        with source.connect() as here, engine.begin() as there:
            run_scripts(there, target=schema.revision)
            _copy(here, there, schema, hashes)
        source.dispose()
        engine.dispose()
        return server_address

    return make


def _place(server: Server, address: str) -> dict[str, object]:
    url = parse_address(address)
    return {"host": str(server.folder), "port": server.port, "user": url.username, "dbname": url.database}


def _hashes(database: SqlDatabase) -> dict[object, str]:
    with database.reading() as work:
        heads = work.evaluations.submitted([CALL.key], [ANN.key])
        chains = [work.evaluations.revisions(head.subject.evaluation) for head in heads]
    return {each.key: hash_of_before(each) for chain in chains for each in chain}


def _copy(here: Connection, there: Connection, schema: Schema, hashes: dict[object, str]) -> None:
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

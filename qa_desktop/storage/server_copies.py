"""A copy of a server's database before its tables change: by pg_dump where that is, else row by row into a file."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Table, inspect, select, text

from qa_desktop import paths
from qa_desktop.domain.errors import InputError
from qa_desktop.storage.engine import make_engine
from qa_desktop.storage.schema import APPLICATION_ID
from qa_desktop.storage.tables import Row
from qa_desktop.storage.upgrading import run_scripts
from qa_desktop.storage.whole_files import in_the_making

_CHUNK: Final = 1000
_PATIENCE: Final = 3600
"""Seconds that pg_dump may take."""


def save(connection: Connection, schema: str) -> Path | None:
    """Copy everything; where the copy lies. Made while the upgrade keeps others from writing.

    None for a login that does not see everything: it may not update the tables either. Raises InputError where neither
    way works.
    """
    if connection.scalar(text("SELECT row_security_active('evaluation')")):
        return None
    url = connection.engine.url
    target = _target(url, schema)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not _dumped(url, target):
            target = target.with_suffix(".sqlite3")
            _copied(connection, target, schema)
    except (OSError, InputError) as error:
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(
            f"No copy of the database could be made in “{target.parent}” before its tables are updated ({why}), so "
            "they were left as they are: make room there, or let pg_dump be installed, and try again."
        ) from error
    return target


def _target(url: URL, schema: str) -> Path:
    folder = paths.user_data() / "backups"
    stem = "".join(letter if letter.isalnum() or letter in "-_" else "_" for letter in url.database or "server")
    at = datetime.now(UTC)
    while True:
        target = folder / f"{stem}.{at:%Y-%m-%dT%H%M%SZ}.upgrade-{schema}.dump"
        if not target.exists() and not target.with_suffix(".sqlite3").exists():
            return target
        at += timedelta(seconds=1)


def _dumped(url: URL, target: Path) -> bool:
    """Whether pg_dump made the copy; one that is older than the server, for one, makes none."""
    program = shutil.which("pg_dump")
    if program is None:
        return False
    address = url.set(drivername="postgresql", password=None).render_as_string(hide_password=False)
    secret = {"PGPASSWORD": str(url.password)} if url.password else {}
    os.close(os.open(target, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # customers' data: the owner only
    command = [program, "--format=custom", "--no-password", f"--file={target}", f"--dbname={address}"]
    try:
        done = subprocess.run(
            command, env={**os.environ, **secret}, capture_output=True, check=False, timeout=_PATIENCE
        )
        made = done.returncode == 0 and target.stat().st_size > 0
    except (OSError, subprocess.TimeoutExpired):
        made = False
    if not made:
        target.unlink(missing_ok=True)
    return made


def _copied(connection: Connection, target: Path, schema: str) -> None:
    """Every row of every table, into a file of the same schema, which this program opens as it opens its own."""
    with in_the_making(target) as building:
        with closing(sqlite3.connect(building, isolation_level=None)) as file:
            file.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        engine = make_engine(URL.create("sqlite", database=str(building)), writing=True)
        try:
            with engine.begin() as sink:
                run_scripts(sink, target=schema)
                names = inspect(connection).get_table_names()
                for table in sorted(Row.metadata.sorted_tables, key=lambda each: each.name == "standard_day"):
                    if table.name in names:
                        _copy_table(connection, sink, table)
                sink.execute(text("DELETE FROM property WHERE name = 'search'"))  # it is indexed when it is opened
        finally:
            engine.dispose()


def _copy_table(source: Connection, sink: Connection, table: Table) -> None:
    there = {column["name"] for column in inspect(source).get_columns(table.name)}
    columns = [column for column in table.columns if column.name in there]
    sink.execute(table.delete())  # what migrations and triggers have written in the file
    rows = source.execute(select(*columns).execution_options(yield_per=_CHUNK))
    for part in rows.mappings().partitions():
        sink.execute(table.insert(), [dict(row) for row in part])

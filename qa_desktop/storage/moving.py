"""Bringing a whole database to another place, with what no merge takes along: drafts, folders, the outbox."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Final

from sqlalchemy import URL, Connection, Table, func, insert, select, text

from qa_desktop.domain.errors import InputError
from qa_desktop.storage import search
from qa_desktop.storage.ciphering import Key, connect
from qa_desktop.storage.engine import file_of, journal_for, make_engine, parse_address, set_up
from qa_desktop.storage.errors import plain_errors
from qa_desktop.storage.schema import stored_revision
from qa_desktop.storage.tables import OutboxRow, Row
from qa_desktop.storage.upgrading import create_file, upgrade_engine
from qa_desktop.storage.whole_files import in_the_making

_CHUNK: Final = 1000
_MADE_WITH_THE_TABLES: Final = {"property", "alembic_version", "standard_day"}


def move(source: str, target: str, key: Key | None = None) -> Mapping[str, int]:
    """Copy everything in a database to a place where there is none yet; how many rows of each table are there now.

    An encrypted file, whose key is given, is moved to one that is encrypted alike; a server is not encrypted by us.
    All of it, or nothing: what was begun is taken away again. Raises InputError where something is there already, and
    where either place cannot be used.
    """
    here, there = parse_address(source), parse_address(target)
    file, old = file_of(there), file_of(here)
    if file is not None and file.exists():
        raise InputError(f"“{file}” is there already: name a new file, or bring the two together with “db merge”.")
    if file is not None and not file.parent.is_dir():
        raise InputError(f"The folder “{file.parent}” does not exist: make it, or name another place.")
    if file is not None and old is not None:
        return _copy_file(here, old, file, key)
    return _copy_rows(here, there, target, key)


def _copy_file(here: URL, old: Path, file: Path, key: Key | None) -> Mapping[str, int]:
    """A file to a file: SQLite makes the copy, of one moment."""
    try:
        with in_the_making(file) as building:
            reader = make_engine(here, writing=False, key=key)
            try:
                with plain_errors(str(old)), reader.connect() as connection:
                    before = _counts(connection)
                    driver = connection.connection.driver_connection
                    assert driver is not None
                    with plain_errors(str(file)), closing(connect(building, key)) as copy:
                        driver.backup(copy)
            finally:
                reader.dispose()
            _end(building, file, before, key)
    except OSError as error:
        raise InputError(f"No file can be made in “{file.parent}” ({error.strerror}): name another place.") from error
    return before


def _end(building: Path, file: Path, before: Mapping[str, int], key: Key | None) -> None:
    """See that all is there, and choose the journal that the new place allows."""
    with plain_errors(str(file)), closing(connect(building, key)) as connection:
        journal = journal_for(file.parent, key)
        set_up(connection, journal)
        connection.execute(f"PRAGMA journal_mode = {journal}")
    engine = make_engine(URL.create("sqlite", database=str(building)), writing=False, key=key)
    try:
        with engine.connect() as copied:
            _refuse_other(before, _counts(copied))
    finally:
        engine.dispose()


def _copy_rows(here: URL, there: URL, target: str, key: Key | None) -> Mapping[str, int]:
    """To or from a server: the tables made there, then every row."""
    address = there.render_as_string(hide_password=True)
    file = file_of(there)
    if file is not None:
        create_file(file)
    reader, writer = make_engine(here, writing=False, key=key), make_engine(there, writing=True)
    try:
        with plain_errors(address):
            upgrade_engine(writer, address)
        with plain_errors(address), reader.connect() as source, writer.begin() as sink:
            if stored_revision(source) != stored_revision(sink):
                raise InputError("The two databases are not of one schema: run “qa-desktop db upgrade” first.")
            _refuse_content(sink, address)
            # Triggers roll marks up as they arrive: the roll-up itself comes last, in place of theirs.
            for table in sorted(Row.metadata.sorted_tables, key=lambda each: each.name == "standard_day"):
                _copy_table(source, sink, table)
            _go_on_counting(sink)
            search.rebuild(sink)  # each engine has an index of its own kind
            before = _counts(source)
            _refuse_other(before, _counts(sink))
        return before
    except BaseException:
        if file is not None:
            writer.dispose()
            file.unlink(missing_ok=True)
        raise
    finally:
        reader.dispose()
        writer.dispose()


def _copy_table(source: Connection, sink: Connection, table: Table) -> None:
    if table.name in _MADE_WITH_THE_TABLES:
        sink.execute(table.delete())
    rows = source.execute(select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_CHUNK))
    for part in rows.mappings().partitions():
        sink.execute(insert(table), [dict(row) for row in part])


def _refuse_content(sink: Connection, address: str) -> None:
    for table in Row.metadata.sorted_tables:
        if table.name not in _MADE_WITH_THE_TABLES and sink.execute(select(table).limit(1)).first() is not None:
            raise InputError(f"“{address}” holds work already: open it, and bring yours in with “db merge”.")


def _go_on_counting(sink: Connection) -> None:
    """PostgreSQL counts on from where the outbox ends."""
    if sink.dialect.name == "postgresql":
        sink.execute(
            text("SELECT setval(pg_get_serial_sequence('outbox', 'sequence'), :last)"),
            {"last": max(sink.scalar(select(func.max(OutboxRow.sequence))) or 1, 1)},
        )


def _counts(connection: Connection) -> dict[str, int]:
    return {
        table.name: connection.scalar(select(func.count()).select_from(table)) or 0
        for table in Row.metadata.sorted_tables
    }


def _refuse_other(before: Mapping[str, int], after: Mapping[str, int]) -> None:
    lacking = [name for name, count in before.items() if after.get(name) != count]
    if lacking:
        raise InputError(f"Not everything arrived ({', '.join(lacking)}), so nothing was moved: try again.")

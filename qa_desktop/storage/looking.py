"""What a database file is, before it is opened: ours and readable, or empty, foreign, newer, damaged, locked."""

import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from qa_desktop.domain.backups import Contents, FileState, Look
from qa_desktop.storage.backups import Connect, connect
from qa_desktop.storage.errors import driver_errors
from qa_desktop.storage.schema import APPLICATION_ID, SCHEMAS, is_older

HEADER: Final = b"SQLite format 3\0"
COUNTED: Final = {
    "interactions": "interaction",
    "transcripts": "transcript",
    "evaluations": "evaluation",
    "submissions": "revision",
    "drafts": "draft",
    "redactions": "redaction",
    "people": "person",
    "forms": "form_version",
    "calibration sessions": "calibration_session",
}
"""What a person would miss, and the tables that hold it."""
_LOCKED: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def look(file: Path, opening: Connect | None = None) -> Look:
    """What a file is, by its first page and its schema; whether all of it is sound is for `health` to find out.

    Nothing in this process may hold it open: what is no database is looked into as a file.
    """
    if not file.exists():
        return Look(FileState.MISSING, f"There is no database “{file}”: check its name and place.")
    if file.stat().st_size == 0:
        return Look(FileState.EMPTY, f"The database “{file}” is empty: its length is zero, all its content is gone.")
    try:
        with closing((opening or connect)(file)) as connection:
            connection.execute("PRAGMA busy_timeout = 5000")
            connection.execute("PRAGMA query_only = ON")
            return _looked(connection, file)
    except driver_errors() as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        if code in _LOCKED:
            return Look(FileState.LOCKED, f"The database “{file}” is locked by another program: close that first.")
        if code == sqlite3.SQLITE_NOTADB and not _was_ours(file):
            return _foreign(file)
        if code in (sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_ERROR, sqlite3.SQLITE_IOERR):
            return Look(FileState.DAMAGED, f"The database “{file}” is damaged at its very beginning ({error}).")
        return Look(FileState.UNREADABLE, f"The database “{file}” cannot be opened ({error}): ask for the right to.")


def contents(connection: sqlite3.Connection) -> Contents:
    """What a database holds, whatever its schema."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    counts = {
        name: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0]
        for name, table in COUNTED.items()
        if table in tables
    }
    newest = connection.execute("SELECT max(submitted_at) FROM evaluation").fetchone()[0]
    schema = connection.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    return Contents(schema, counts, None if newest is None else datetime.fromisoformat(newest).replace(tzinfo=UTC))


def _looked(connection: sqlite3.Connection, file: Path) -> Look:
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema")}
    ours = connection.execute("PRAGMA application_id").fetchone()[0] == APPLICATION_ID
    if not ours or "alembic_version" not in tables:
        return _foreign(file)
    schema = (connection.execute("SELECT version_num FROM alembic_version").fetchone() or ("",))[0]
    if schema in {each.revision for each in SCHEMAS}:
        return Look(FileState.OLDER if is_older(schema) else FileState.CURRENT, schema=schema)
    needed = connection.execute("SELECT value FROM property WHERE name = 'program'").fetchone()
    return Look(
        FileState.NEWER,
        f"The database “{file}” was made by a newer QA Desktop: "
        f"install version {needed[0] if needed else 'that made it'} or newer to open it.",
        schema,
    )


def _foreign(file: Path) -> Look:
    return Look(FileState.FOREIGN, f"“{file}” is not a QA Desktop database: name another file.")


def _was_ours(file: Path) -> bool:
    """Whether a file whose beginning is no database's holds what only ours do."""
    with file.open("rb") as opened:
        beginning = opened.read(1 << 20)
    return b"append_only_" in beginning or (beginning[68:72] == APPLICATION_ID.to_bytes(4, "big"))

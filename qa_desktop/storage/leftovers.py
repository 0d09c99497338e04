"""Backups that still hold what was erased since they were made."""

import sqlite3
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path
from uuid import UUID

from qa_desktop.storage.backups import Connect
from qa_desktop.storage.errors import driver_errors
from qa_desktop.storage.writes import chunks


def holding(
    files: Iterable[Path], erased: Mapping[UUID, bool], opening: Connect
) -> tuple[tuple[Path, ...], tuple[Path, ...]]:
    """Those of the files that hold something about what was erased, and those that cannot be looked into."""
    found: list[Path] = []
    closed: list[Path] = []
    for file in files if erased else ():
        try:
            with closing(opening(file)) as connection:
                connection.execute("PRAGMA query_only = ON")
                if _holds(connection, erased):
                    found.append(file)
        except driver_errors():
            closed.append(file)
    return tuple(found), tuple(closed)


def _holds(connection: sqlite3.Connection, erased: Mapping[UUID, bool]) -> bool:
    """Whether an interaction is there that was erased and is not erased there, or still names its agent there."""
    tables = {row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    gone: set[bytes] = set()
    if "record" in tables:
        gone = {row[0] for row in connection.execute("SELECT subject FROM record WHERE kind = 'erasure'")}
    for part in chunks(erased):
        marks = ", ".join("?" * len(part))
        wanted = f"SELECT key, agent_name, agent_external_id FROM interaction WHERE key IN ({marks})"
        for key, name, number in connection.execute(wanted, [each.bytes for each in part]):
            if key not in gone or (erased[UUID(bytes=key)] and (name or number)):
                return True
    return False

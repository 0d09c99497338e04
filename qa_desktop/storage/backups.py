"""Copies of a database file: made in one step by SQLite's backup, looked into, rotated."""

import contextlib
import os
import sqlite3
import time
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from qa_desktop.domain.backups import (
    DAILY_KEPT,
    WEEKLY_KEPT,
    Backup,
    BackupKind,
    backup_name,
    is_due,
    outlived,
    understood,
)
from qa_desktop.domain.errors import InputError
from qa_desktop.storage.errors import BUSY, plain_errors
from qa_desktop.storage.schema import APPLICATION_ID
from qa_desktop.storage.whole_files import in_the_making

WAITS_SECONDS: Final = 30.0
Connect = Callable[[Path], sqlite3.Connection]
"""Opens a file as the database is opened that is copied."""


def folder_of(file: Path, chosen: str = "") -> Path:
    """Where the backups of a database lie: beside it, unless another folder was chosen."""
    return Path(chosen).expanduser() if chosen else file.parent / "backups"


def connect(file: Path) -> sqlite3.Connection:
    """A bare connection to a file that nobody else uses."""
    return sqlite3.connect(file, isolation_level=None)


def copy(
    source: sqlite3.Connection,
    target: Path,
    opening: Connect = connect,
    *,
    as_it_is: bool = False,
) -> None:
    """Copy the database behind a connection to a file, and see that the copy is sound before it gets its name.

    One step: what others write meanwhile waits, and the copy is of one moment. `as_it_is` copies a damaged one too.
    Raises InputError.
    """
    with plain_errors(str(target)):
        try:
            with in_the_making(target) as building, closing(opening(building)) as connection:
                pour(source, connection, str(target))
                connection.execute("PRAGMA journal_mode = DELETE")  # one file alone, wherever it is carried
                if not as_it_is:
                    verify(connection, target)
        except FileExistsError as error:
            raise InputError(f"There is a file “{target}” already: name another one.") from error
        except OSError as error:
            raise InputError(
                f"The backup “{target}” cannot be written ({error.strerror}): "
                "see that its folder exists, has room, and that you may write there."
            ) from error


def pour(source: sqlite3.Connection, target: sqlite3.Connection, address: str, seconds: float = WAITS_SECONDS) -> None:
    """Make one database the same as another in one step. Raises InputError when it stays locked for too long."""
    until = time.monotonic() + seconds

    def look(status: int, _remaining: int, _total: int) -> None:
        if status in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED) and time.monotonic() > until:
            raise InputError(BUSY.format(address))

    source.backup(target, pages=-1, progress=look, sleep=0.05)


def verify(connection: sqlite3.Connection, file: Path) -> None:
    """See that a copy is one of ours and can be read to its end. Raises InputError."""
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise InputError(f"“{file}” is not a QA Desktop database: name another file.")
    found: list[str] = [row[0] for row in connection.execute("PRAGMA integrity_check")]
    if found != ["ok"]:
        raise InputError(
            f"The database is damaged, so no sound backup of it can be made ({found[0]}): run “qa-desktop db check”."
        )
    if connection.execute("SELECT count(*) FROM alembic_version").fetchone()[0] != 1:
        raise InputError(f"“{file}” is not a QA Desktop database: name another file.")


def listed(file: Path, chosen: str = "") -> tuple[Backup, ...]:
    """The backups of a database, newest first: in its folder of backups, and beside it."""
    found: dict[Path, Backup] = {}
    for folder in dict.fromkeys((folder_of(file, chosen), folder_of(file), file.parent)):
        with contextlib.suppress(OSError):
            for entry in os.scandir(folder):
                backup = understood(Path(entry.path), file.stem, entry.stat().st_size)
                if backup is not None:
                    found[backup.file] = backup
    return tuple(sorted(found.values(), key=lambda each: (each.at, each.file.name), reverse=True))


def make(
    source: sqlite3.Connection,
    file: Path,
    kind: BackupKind,
    folder: Path,
    schema: str = "",
    opening: Connect = connect,
    *,
    as_it_is: bool = False,
) -> Path:
    """Back a database up into a folder, under a name that says when and why."""
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"The folder “{folder}” for backups cannot be made ({error.strerror}): choose another one."
        ) from error
    at = datetime.now(UTC)
    while (target := folder / backup_name(file.stem, at, kind, schema)).exists():
        at += timedelta(seconds=1)  # never in the place of one that may be wanted
    copy(source, target, opening, as_it_is=as_it_is)
    return target


def make_daily(
    source: sqlite3.Connection,
    file: Path,
    folder: Path,
    keep: tuple[int, int] = (DAILY_KEPT, WEEKLY_KEPT),
    opening: Connect = connect,
) -> Path | None:
    """The day's backup where none was made yet; then those that newer ones have outlived go."""
    if not is_due(listed(file, str(folder)), datetime.now(UTC)):
        return None
    made = make(source, file, BackupKind.DAILY, folder, opening=opening)
    for backup in outlived([each for each in listed(file, str(folder)) if each.file.parent == folder], *keep):
        with contextlib.suppress(OSError):  # open somewhere: it goes tomorrow
            backup.file.unlink()
    return made

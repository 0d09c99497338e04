"""Backups of an open database file, and bringing one back; and bringing one back where the file opens no more."""

import contextlib
import os
import sqlite3
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from qa_desktop.domain.backups import (
    Backup,
    BackupKind,
    Contents,
    FileState,
    Place,
    RestorePreview,
    backup_name,
)
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.sharing import Entry
from qa_desktop.storage import backups, leftovers, places
from qa_desktop.storage.erased_list import ErasedList
from qa_desktop.storage.errors import plain_errors
from qa_desktop.storage.looking import COUNTED, contents, look
from qa_desktop.storage.schema import NEWEST, stored_revision
from qa_desktop.storage.whole_files import in_the_making

_BESIDE: Final = ("", "-journal", "-wal", "-shm")
_TELLING: Final = {
    "draft": "evaluation, device, saved_at",
    "redaction": "key, removed_at",
    "transcript": "interaction, hash",
}
"""What makes a row another one, where that is not its key alone."""


class FileKeeper:
    """Backups of the database behind two engines; `turn` is held while it is written over."""

    def __init__(
        self,
        file: Path,
        writer: Engine,
        reader: Engine,
        turn: Callable[[], AbstractContextManager[None]],
        opening: backups.Connect,
        device: UUID,
    ) -> None:
        self._device = device
        self._file = file
        self._writer = writer
        self._reader = reader
        self._turn = turn
        self._opening = opening

    @property
    def place(self) -> Place:
        """Where the database lies."""
        found = places.examine(self._file.parent)
        return Place(str(self._file), found.kind is places.Kind.SHARED, found.is_removable, found.system)

    def folder(self, chosen: str = "") -> Path:
        """Where backups go: beside the database, unless a folder was chosen."""
        return backups.folder_of(self._file, chosen)

    def listed(self, chosen: str = "") -> tuple[Backup, ...]:
        """The backups that there are, newest first."""
        return backups.listed(self._file, chosen)

    def holding(self, erased: Mapping[UUID, bool], chosen: str = "") -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """The backups that still hold what was erased, and those that cannot be looked into; newest first."""
        damaged = sorted(self._file.parent.glob(f"{self._file.stem}.*.damaged"))
        return leftovers.holding([*(each.file for each in self.listed(chosen)), *damaged], erased, self._opening)

    def make(self, chosen: str = "") -> Path:
        """Make a backup that stays until somebody deletes it."""
        with self._source() as source:
            return backups.make(source, self._file, BackupKind.ASKED, self.folder(chosen), opening=self._opening)

    def make_at(self, target: Path) -> Path:
        """Make a backup under a name of one's own, which must be free."""
        _refuse_same(target, self._file)
        with self._source() as source:
            backups.copy(source, target.expanduser().absolute(), self._opening)
        return target

    def make_daily(self, chosen: str, keep: tuple[int, int]) -> Path | None:
        """The day's backup, where none was made yet; older ones go as `keep` says (days, weeks)."""
        with self._source() as source:
            return backups.make_daily(source, self._file, self.folder(chosen), keep, self._opening)

    def preview(self, backup: Path) -> RestorePreview:
        """What bringing a backup back would change. Raises InputError when it is none that could be."""
        want_backup(backup, self._file, self._opening)
        holds = _kept(backup, self._opening)
        with plain_errors(str(backup)), self._source() as now:
            now.execute("ATTACH DATABASE ? AS kept", (str(backup),))
            try:
                return RestorePreview(holds, contents(now), _differing(now, "main", "kept"), _differing(now))
            except sqlite3.DatabaseError as error:  # what is there now is damaged: all the more reason to go on
                return RestorePreview(holds, None, trouble=f"What is there now cannot be read to its end ({error}).")
            finally:
                now.execute("DETACH DATABASE kept")

    def restore(self, backup: Path) -> Path:
        """Make the database what a backup is, in one step; where the copy of what was there before lies.

        The file itself stays, so that other programs on it see the change and none goes on with a file that is gone.
        """
        want_backup(backup, self._file, self._opening)
        with plain_errors(str(self._file)), self._turn():
            erased = self._erasures()
            listed = self._listed_erasures()
            with self._source() as source:
                before = backups.make(
                    source, self._file, BackupKind.RESTORE, self.folder(), opening=self._opening, as_it_is=True
                )
            with closing(self._opening(backup)) as source, closing(self._writer.raw_connection()) as target:
                driver: Any = target.driver_connection
                backups.pour(source, driver, str(self._file))
            self._erase_again(erased, listed)
        return before

    def _erasures(self) -> list[Entry]:
        """What was erased here; nothing where that cannot be read any more."""
        from qa_desktop.storage import privacy

        with contextlib.suppress(DatabaseError), self._reader.connect() as connection:
            if stored_revision(connection) == NEWEST.revision:
                return privacy.erasures(connection)
        return []

    def _listed_erasures(self) -> Mapping[UUID, bool]:
        """What is on the list beside the file, which outlives one that is damaged."""
        with contextlib.suppress(OSError):
            return ErasedList(self._file).read()
        return {}

    def _erase_again(self, erased: list[Entry], listed: Mapping[UUID, bool]) -> None:
        """An erasure wins over the backup; over one of an older schema once its tables are up to date."""
        from qa_desktop.storage import privacy

        with self._writer.begin() as connection:
            if (erased or listed) and stored_revision(connection) == NEWEST.revision:
                privacy.carry(connection, erased)
                privacy.enforce(connection, self._device, listed)

    @contextmanager
    def _source(self) -> Iterator[sqlite3.Connection]:
        """The driver's connection inside one that reads."""
        with plain_errors(str(self._file)):
            borrowed = self._reader.raw_connection()
        try:
            driver: Any = borrowed.driver_connection
            yield driver
        finally:
            borrowed.close()


def listed(file: Path, chosen: str = "") -> tuple[Backup, ...]:
    """The backups of a database that need not open, newest first."""
    return backups.listed(file, chosen)


def is_sound(backup: Path) -> bool:
    """Whether a backup can be read to its end, and by this program."""
    try:
        want_backup(backup, backup.with_name("nothing"))
    except InputError:
        return False
    return True


def want_backup(backup: Path, file: Path, opening: backups.Connect = backups.connect) -> None:
    """Raise InputError unless a file is a sound backup that this program can open, and not the database itself."""
    _refuse_same(backup, file)
    found = look(backup, opening)
    if not found.state.opens:
        raise InputError(found.sentence)
    with plain_errors(str(backup)), closing(opening(backup)) as connection:
        connection.execute("PRAGMA query_only = ON")
        backups.verify(connection, backup)


def preview_alone(backup: Path, file: Path, trouble: str, opening: backups.Connect = backups.connect) -> RestorePreview:
    """What a backup holds, where what is there now cannot be read."""
    want_backup(backup, file, opening)
    return RestorePreview(_kept(backup, opening), None, trouble=trouble)


def put_back(backup: Path, file: Path, opening: backups.Connect = backups.connect) -> Path | None:
    """Put a backup in the place of a file that does not open; where that lies now. Nobody may have it open."""
    want_backup(backup, file, opening)
    found = look(file)
    if found.state not in (FileState.MISSING, FileState.EMPTY, FileState.DAMAGED):
        raise InputError(found.sentence)
    aside = file.with_name(backup_name(file.stem, datetime.now(UTC), BackupKind.RESTORE) + ".damaged")
    try:
        with plain_errors(str(file)), in_the_making(file, replace=True) as building:
            with closing(opening(backup)) as source, closing(opening(building)) as target:
                backups.pour(source, target, str(file))
            _move_aside(file, aside)
    except OSError as error:
        raise InputError(
            f"The backup cannot be put in the place of “{file}” ({error.strerror}): "
            "see that the disk has room and that you may write there."
        ) from error
    return aside if aside.exists() else None


def _move_aside(file: Path, aside: Path) -> None:
    """Keep the old file; it keeps its name too until the new one takes it, so that a kill leaves one or the other."""
    for tail in reversed(_BESIDE):  # a journal of the old file would be played into the new one
        old, kept = file.with_name(file.name + tail), aside.with_name(aside.name + tail)
        if tail == "" and old.exists():
            with contextlib.suppress(OSError):  # a file system without links
                os.link(old, kept)
                return
        if old.exists():
            old.replace(kept)


def _kept(backup: Path, opening: backups.Connect) -> Contents:
    with plain_errors(str(backup)), closing(opening(backup)) as connection:
        return contents(connection)


def _differing(connection: sqlite3.Connection, here: str = "kept", there: str = "main") -> dict[str, int]:
    """How many of each are here and not there; what the older schema does not know is left out."""
    counts = {}
    for name, table in COUNTED.items():
        columns = _TELLING.get(table, "key")
        wanted = (
            f"SELECT count(*) FROM (SELECT {columns} FROM {here}.{table} EXCEPT SELECT {columns} FROM {there}.{table})"
        )
        try:
            counts[name] = connection.execute(wanted).fetchone()[0]
        except sqlite3.OperationalError as error:
            if "no such" not in str(error):
                raise
    return {name: count for name, count in counts.items() if count}


def _refuse_same(backup: Path, file: Path) -> None:
    if backup.exists() and file.exists() and backup.samefile(file):
        raise InputError(f"“{backup}” is the database itself: name another file.")

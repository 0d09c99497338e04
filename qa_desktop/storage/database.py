"""Opening a database, and the units of work in it."""

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from sqlalchemy import URL, Connection, text

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.domain.records import DatabaseHealth
from qa_desktop.storage.backups import folder_of
from qa_desktop.storage.ciphering import Key, connect, key_for
from qa_desktop.storage.engine import BUSY_MS, file_of, make_engines, parse_address
from qa_desktop.storage.erased_list import ErasedList
from qa_desktop.storage.errors import BUSY, plain_errors
from qa_desktop.storage.places import Kind
from qa_desktop.storage.places import examine as examine_place
from qa_desktop.storage.presence import Presence
from qa_desktop.storage.probing import probe
from qa_desktop.storage.schema import APPLICATION_ID, is_older, refuse_newer, stored_revision
from qa_desktop.storage.servers import refuse_unfit, refuse_without_rights, shown
from qa_desktop.storage.unit_of_work import SqlUnitOfWork
from qa_desktop.storage.upgrading import UpgradeReport, create_file, upgrade_engine
from qa_desktop.storage.vault import Vault
from qa_desktop.storage.whole_files import sweep

if TYPE_CHECKING:
    from qa_desktop.storage.keeping import FileKeeper


class SqlDatabase:
    """A database that is open, for use from several threads: each unit of work has a connection of its own.

    A thread has at most one unit of work open; a second one inside it could wait for the first for ever.
    """

    def __init__(self, url: URL, device: UUID, busy_ms: int = BUSY_MS, key: Key | None = None) -> None:
        self._device = device
        self._file = file_of(url)
        self._address = str(file_of(url) or shown(url))
        self._key = key
        self._busy_seconds = busy_ms / 1000
        self._writer, self._reader = make_engines(url, busy_ms, key)
        self._presence = Presence(file_of(url))
        self._one_writes = threading.Lock()  # kinder than SQLite's waiting, which is not first come, first served
        self._this_thread = threading.local()
        self.upgraded_from: str | None = None
        """The schema that it had until it was opened now, where that was an older one."""

    @property
    def device(self) -> UUID:
        """The installation that writes."""
        return self._device

    def become(self, device: UUID) -> None:
        """Write as another installation from the next unit of work on."""
        self._device = device

    @property
    def address(self) -> str:
        """Where the database is, as shown; never with a password."""
        return self._address

    @property
    def encrypted(self) -> bool:
        """Whether it lies encrypted on the disk: then nothing of it may lie there in clear."""
        return self._key is not None

    @cached_property
    def vault(self) -> Vault | None:
        """What keeps things of an encrypted database that lie outside it; None for one in clear."""
        if self._key is None:
            return None
        with plain_errors(self._address), self._reader.connect() as connection:
            found = connection.scalar(text("SELECT value FROM property WHERE name = 'journal_key'"))
        return Vault(str(found or self._key.secret.hex()))  # the latter where another program encrypted it

    @property
    def erased_list(self) -> ErasedList | None:
        """What was erased, beside the file; None for a server, whose backups are its own."""
        return None if self._file is None else ErasedList(self._file)

    def opening(self, file: Path) -> sqlite3.Connection:
        """A bare connection to another file under the same key, such as a backup of this database."""
        return connect(file, self._key)

    @contextmanager
    def writing(self, viewer: UUID | None = None) -> Iterator[SqlUnitOfWork]:
        """One writing transaction: committed durably on leaving, rolled back on an exception.

        Of what is sealed, it shows what the person `viewer` may see.

        Raises InputError when the surroundings fail: busy for too long, disk full, read-only, damaged, file gone.
        """
        with self._alone_on_thread(), plain_errors(self._address), self._turn():
            self._presence.require()
            with self._writer.begin() as connection:
                yield SqlUnitOfWork.on(connection, self._device, viewer)
                self._presence.require()

    @contextmanager
    def administering(self) -> Iterator[Connection]:
        """One writing transaction, for what is no work of a person: roles and logins of a server."""
        with self._alone_on_thread(), plain_errors(self._address), self._turn(), self._writer.begin() as connection:
            yield connection

    @contextmanager
    def reading(self, viewer: UUID | None = None) -> Iterator[SqlUnitOfWork]:
        """One consistent view for reading, of what the person `viewer` may see; an attempt to write in it fails."""
        with self._view() as connection:
            yield SqlUnitOfWork.on(connection, self._device, viewer)

    def health(self) -> DatabaseHealth:
        """Whether the database is sound. Reads all of it: seconds for a large one."""
        from qa_desktop.storage.health import examine

        with self._view() as connection:
            found = examine(connection, self._address)
        if found.problems or connection.dialect.name != "sqlite":
            return found
        return replace(found, problems=tuple(self._index_problems()))

    def _index_problems(self) -> list[str]:
        """What is wrong with the search index, which SQLite tells only to those who may write."""
        from qa_desktop.storage.search_health import index_problems

        with (
            self._alone_on_thread(),
            plain_errors(self._address),
            self._turn(),
            self._writer.connect() as connection,
        ):
            return index_problems(connection)

    @property
    def keeper(self) -> "FileKeeper | None":
        """Makes backups of the file; None for a server, which has its own."""
        from qa_desktop.storage.keeping import FileKeeper

        if self._file is None:
            return None
        return FileKeeper(self._file, self._writer, self._reader, self._turn, self.opening, self._device)

    def upgrade(self) -> UpgradeReport:
        """Bring the tables up to date: all of it, or the database stays as it was."""
        with self._alone_on_thread(), plain_errors(self._address), self._turn():
            return upgrade_engine(self._writer, self._address, opening=self.opening)

    def close(self) -> None:
        """Let go of the file. Units of work still open keep their connection until they end."""
        self._writer.dispose()
        self._reader.dispose()

    def verify(self) -> str | None:
        """The schema of a database that is ours, writable and not newer than this program; else InputError."""
        with plain_errors(self._address):
            with self._reader.connect() as connection:
                _refuse_foreign(connection, self._address)
                revision = stored_revision(connection)
                if revision is not None:
                    refuse_newer(connection, revision, self._address)
            with self._writer.connect() as connection:  # closed without commit: a trial
                if revision is not None and connection.dialect.name == "sqlite":
                    # Really another value: SQLite writes nothing, and so finds out nothing, where it stays the same.
                    connection.execute(text("UPDATE property SET value = value || ' '"))
                elif revision is not None:
                    refuse_without_rights(connection, self._address)
        return revision

    @contextmanager
    def _view(self) -> Iterator[Connection]:
        with self._alone_on_thread(), plain_errors(self._address, writing=False):
            self._presence.require()
            with self._reader.connect() as connection:
                yield connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._one_writes.acquire(timeout=self._busy_seconds):
            raise InputError(BUSY.format(self._address))
        try:
            yield
        finally:
            self._one_writes.release()

    @contextmanager
    def _alone_on_thread(self) -> Iterator[None]:
        if getattr(self._this_thread, "busy", False):
            raise RuntimeError("this thread has a unit of work open already")
        self._this_thread.busy = True
        try:
            yield
        finally:
            self._this_thread.busy = False


def open_database(
    address: str | Path, device: UUID, *, busy_ms: int = BUSY_MS, passphrase: Passphrase | None = None
) -> SqlDatabase:
    """Open the database at a path or URL; a file that does not exist is created, an older one brought up to date.

    Raises InputError when it is not ours, newer than this program, damaged, read-only or locked by another program;
    PassphraseNeededError when it is encrypted and the passphrase is not the one. A clear one needs none.
    """
    url = parse_address(address)
    file = file_of(url)
    if file is not None:
        _prepare(file)
    database = SqlDatabase(url, device, busy_ms, key_for(file, passphrase) if file is not None else None)
    try:
        revision = database.verify()
        if is_older(revision):
            database.upgraded_from = database.upgrade().before
        _ = database.vault  # read now: it is wanted when the database cannot be read any more
    except BaseException:
        database.close()
        raise
    return database


def upgrade(database: SqlDatabase) -> UpgradeReport:
    """Bring the tables of a database up to date, and say what they were before."""
    return database.upgrade()


def _prepare(file: Path) -> None:
    """See to it that there is a file, without opening it: closing it again would drop SQLite's locks on it."""
    if file.is_dir():
        raise InputError(f"“{file}” is a folder: name the database file in it.")
    place = examine_place(file.parent)
    if place.kind is Kind.REFUSED:
        raise InputError(place.sentence)
    for folder in (file.parent, folder_of(file)):
        sweep(folder)
    if place.kind is Kind.SHARED and file.parent.is_dir() and os.access(file.parent, os.W_OK):
        probe(file.parent)
    if not file.exists():
        with plain_errors(str(file)):
            create_file(file)
    elif file.stat().st_size == 0:
        raise InputError(
            f"The database “{file}” is empty, all its content is gone: bring back a backup, or delete it to begin anew."
        )


def _refuse_foreign(connection: Connection, address: str) -> None:
    if connection.dialect.name != "sqlite":
        refuse_unfit(connection, address)
        return
    is_ours = connection.exec_driver_sql("PRAGMA application_id").scalar() == APPLICATION_ID
    if not is_ours or stored_revision(connection) is None:
        raise InputError(f"“{address}” is not a QA Desktop database: name another file.")

"""How a connection is made: the pragmas that were measured to lose nothing, and explicit transactions."""

import sqlite3
import time
from pathlib import Path
from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, OperationalError

from qa_desktop.domain.addresses import without_password
from qa_desktop.domain.errors import InputError
from qa_desktop.storage.ciphering import Key, driver_for, unlock
from qa_desktop.storage.open_files import hold, let_go
from qa_desktop.storage.places import Kind, examine, is_local
from qa_desktop.storage.servers import server_engines, server_url

BUSY_MS: Final = 30_000
CALM_MS: Final = 1_000
"""How long a writer waits as SQLite does, asking every tenth of a second at last; who came later asks more often."""
EAGER_MS: Final = 10
"""After that it asks anew in spans of so many milliseconds, each of which SQLite begins with short pauses."""
WAL_IS_SOUND: Final = (3, 51, 3)
"""The SQLite from which on WAL can be trusted."""


def parse_address(address: str | Path) -> URL:
    """The URL of an address; a plain path means an SQLite file. Raises InputError when it cannot be one."""
    written = str(address)
    if "://" not in written:
        return URL.create("sqlite", database=str(_looked_at(written)))
    try:
        url = make_url(written)
    except (ArgumentError, ValueError) as error:
        bare = without_password(written)
        raise InputError(f"“{bare}” is not the address of a database: give a file or a URL.") from error
    if url.get_backend_name() == "sqlite" and url.database in (None, "", ":memory:"):
        raise InputError("A database in memory would lose all work: give the path of a file.")
    return server_url(url)


def _looked_at(written: str) -> Path:
    """The whole path; refused where the system cannot even look there: a name too long, a folder that is closed."""
    try:
        file = Path(written).expanduser().absolute()
        file.exists()
    except (OSError, RuntimeError, ValueError) as error:  # RuntimeError: a home folder that is not known
        why = error.strerror if isinstance(error, OSError) else error
        raise InputError(f"No database can be at “{written}” ({why}): name another place.") from error
    return file


def file_of(url: URL) -> Path | None:
    """The file behind the address; None for a server, or a URL that SQLite itself is to read."""
    if url.get_backend_name() != "sqlite" or url.database is None or url.database.startswith("file:"):
        return None
    return Path(url.database)


def journal_for(folder: Path, key: Key | None = None) -> str:
    """The journal mode: WAL on a disk of this machine where SQLite is free of the WAL-reset defect, else TRUNCATE."""
    return "wal" if driver_for(key).sqlite_version_info >= WAL_IS_SOUND and is_local(folder) else "truncate"


def make_engine(url: URL, *, writing: bool, busy_ms: int = BUSY_MS, key: Key | None = None) -> Engine:
    """An engine whose every connection follows the recipe, for transactions that write or that only read.

    Raises InputError when the driver is not installed.
    """
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, writing, busy_ms, key)
    writer, reader = server_engines(url, busy_ms)
    return writer if writing else reader


def make_engines(url: URL, busy_ms: int = BUSY_MS, key: Key | None = None) -> tuple[Engine, Engine]:
    """The engine for transactions that write, and the one for those that only read."""
    if url.get_backend_name() == "sqlite":
        return _sqlite_engine(url, True, busy_ms, key), _sqlite_engine(url, False, busy_ms, key)
    return server_engines(url, busy_ms)  # they share their connections


def synchronous_for(folder: Path) -> str:
    """How much is written through to the disk: on drives that others use the folder too, when a journal ends."""
    return "EXTRA" if examine(folder).kind is Kind.SHARED else "FULL"


def set_up(connection: sqlite3.Connection, journal: str, busy_ms: int = BUSY_MS, synchronous: str = "FULL") -> None:
    """Give a fresh connection its pragmas.

    TRUNCATE lasts as long as the connection. WAL lasts as long as the file: it is chosen when the file is made, and
    left when it is opened where it cannot be trusted. Raises InputError when it cannot be left.
    """
    pragma = connection.execute
    pragma(f"PRAGMA busy_timeout = {busy_ms}")
    pragma("PRAGMA foreign_keys = ON")
    pragma("PRAGMA recursive_triggers = ON")  # else INSERT OR REPLACE slips past the append-only triggers
    pragma("PRAGMA trusted_schema = OFF")
    pragma(f"PRAGMA synchronous = {synchronous}")
    is_wal = pragma("PRAGMA journal_mode").fetchone()[0] == "wal"
    if is_wal and journal == "wal":
        return
    mode = pragma("PRAGMA journal_mode = TRUNCATE").fetchone()[0]
    if mode != "truncate":
        raise InputError(
            f"The database is open in another program in a way that does not work here ({mode}): close that program."
        )


def _sqlite_engine(url: URL, writing: bool, busy_ms: int, key: Key | None) -> Engine:
    # Without an isolation level the driver leaves BEGIN to us. A connection serves one thread at a time.
    arguments = {"isolation_level": None, "check_same_thread": False}
    engine = create_engine(url, connect_args=arguments, module=driver_for(key), hide_parameters=True)
    file = file_of(url)
    folder = (file or Path("/nowhere")).parent
    journal, synchronous = journal_for(folder, key), synchronous_for(folder)

    @event.listens_for(engine, "connect")
    def _set_up(connection: sqlite3.Connection, record: Any) -> None:
        record.info["file"] = hold(file, key.salt if key else None) if file is not None else None
        try:
            if key is not None:
                unlock(connection, key)
            set_up(connection, journal, busy_ms, synchronous)
            if not writing:
                connection.execute("PRAGMA query_only = ON")
        except BaseException:  # the pool never closes what could not be set up
            connection.close()
            let_go(record.info.pop("file"))
            raise

    @event.listens_for(engine, "close")
    def _close(_connection: sqlite3.Connection, record: Any) -> None:
        let_go(record.info.pop("file", None))

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        if writing:
            _begin_to_write(connection, busy_ms)
        else:
            connection.exec_driver_sql("BEGIN DEFERRED")

    return engine


def _begin_to_write(connection: Connection, busy_ms: int) -> None:
    """Take the lock within so many milliseconds; who has waited for long comes before who came just now.

    SQLite lets waiters ask ever more rarely: among twenty programs that write without a pause, one waited over 30 s.
    """
    driver: Any = connection.connection.driver_connection
    until = time.monotonic() + busy_ms / 1000
    span = min(CALM_MS, busy_ms)
    try:
        while True:
            driver.execute(f"PRAGMA busy_timeout = {span}")
            try:
                connection.exec_driver_sql("BEGIN IMMEDIATE")
                return
            except OperationalError as error:
                code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
                if code != sqlite3.SQLITE_BUSY or time.monotonic() >= until:
                    raise
            span = EAGER_MS
    finally:
        driver.execute(f"PRAGMA busy_timeout = {busy_ms}")

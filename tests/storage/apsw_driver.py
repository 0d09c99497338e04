"""apsw as a driver for SQLAlchemy, so that the very code of the program runs on a file system that a test makes.

apsw brings an SQLite of its own: a file that is open here must not be opened by `sqlite3` in the same process.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import apsw

paramstyle: Final = "qmark"
sqlite_version_info: Final = tuple(int(part) for part in apsw.sqlite_lib_version().split("."))
sqlite_version: Final = apsw.sqlite_lib_version()
PARSE_DECLTYPES: Final = 1
PARSE_COLNAMES: Final = 2
Binary: Final = bytes


class Error(Exception):
    """Any failure, with SQLite's code for it as `sqlite3` tells it."""

    sqlite_errorcode: int


DatabaseError = OperationalError = IntegrityError = ProgrammingError = InterfaceError = Error
DataError = InternalError = NotSupportedError = Error


@contextmanager
def _as_driver_errors() -> Iterator[None]:
    try:
        yield
    except apsw.Error as error:
        told = Error(str(error))
        told.sqlite_errorcode = getattr(error, "extendedresult", 1)
        raise told from error


class Cursor:
    """What SQLAlchemy asks of a cursor."""

    arraysize = 1

    def __init__(self, connection: apsw.Connection) -> None:
        self._connection = connection
        self._rows: list[tuple[Any, ...]] = []
        self.description: list[tuple[Any, ...]] | None = None
        self.rowcount = -1
        self.lastrowid = 0

    def execute(self, statement: str, values: Sequence[Any] = ()) -> "Cursor":
        """Run a statement and read all that it gives."""
        with _as_driver_errors():
            before = self._connection.total_changes()
            cursor = self._connection.cursor()
            described: list[Any] = []
            cursor.exec_trace = lambda each, *_: described.append(each.description) or True
            self._rows = list(cursor.execute(statement, tuple(values)))
            names = described[-1] if described else ()
            self.description = [(name, *[None] * 6) for name, *_ in names] or None
            changed = self._connection.total_changes() != before
            self.rowcount = self._connection.changes() if changed else 0  # without what triggers changed
            self.lastrowid = self._connection.last_insert_rowid()
        return self

    def executemany(self, statement: str, many: Sequence[Sequence[Any]]) -> "Cursor":
        """Run a statement for each of many rows."""
        with _as_driver_errors():
            self._connection.cursor().executemany(statement, [tuple(values) for values in many])
            self.rowcount = len(many)
        return self

    def fetchone(self) -> tuple[Any, ...] | None:
        """The next row."""
        return self._rows.pop(0) if self._rows else None

    def fetchmany(self, size: int = 1) -> list[tuple[Any, ...]]:
        """The next rows."""
        taken, self._rows = self._rows[:size], self._rows[size:]
        return taken

    def fetchall(self) -> list[tuple[Any, ...]]:
        """All rows that are left."""
        return self.fetchmany(len(self._rows))

    def close(self) -> None:
        """Nothing is held."""


class Connection:
    """What SQLAlchemy asks of a connection."""

    isolation_level = None

    def __init__(self, file: str, vfs: str, first: Sequence[str]) -> None:
        with _as_driver_errors():
            self._connection = apsw.Connection(file, vfs=vfs)
            for statement in first:
                list(self._connection.execute(statement))

    def cursor(self) -> Cursor:
        """A cursor."""
        return Cursor(self._connection)

    def execute(self, statement: str, values: Sequence[Any] = ()) -> Cursor:
        """Run a statement, as `sqlite3` lets a connection do."""
        return self.cursor().execute(statement, values)

    def create_function(self, *_: Any, **__: Any) -> None:
        """The regular expressions of SQLAlchemy are not used."""

    def commit(self) -> None:
        """End the transaction, if there is one."""
        if self._connection.in_transaction:
            self.execute("COMMIT")

    def rollback(self) -> None:
        """Undo the transaction, if there is one."""
        if self._connection.in_transaction:
            self.execute("ROLLBACK")

    def close(self) -> None:
        """Close it."""
        with _as_driver_errors():
            self._connection.close()


class Driver:
    """The module that SQLAlchemy is given: connections through one VFS, each with some statements first."""

    def __init__(self, vfs: str, first: Sequence[str] = ()) -> None:
        self._vfs, self._first = vfs, tuple(first)

    def __getattr__(self, name: str) -> Any:
        try:
            return globals()[name]
        except KeyError:
            raise AttributeError(name) from None

    def connect(self, file: str, **_: Any) -> Connection:
        """A connection to a file."""
        return Connection(file, self._vfs, self._first)

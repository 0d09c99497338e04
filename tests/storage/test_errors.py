import sqlite3

import pytest
from sqlalchemy.exc import IntegrityError, OperationalError

from qa_desktop.domain.errors import InputError
from qa_desktop.storage.errors import plain_errors


def failure(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_BUSY, "busy"),
        (sqlite3.SQLITE_BUSY_SNAPSHOT, "busy"),
        (sqlite3.SQLITE_READONLY_DIRECTORY, "not changed"),
        (sqlite3.SQLITE_READONLY_DBMOVED, "moved or deleted"),
        (sqlite3.SQLITE_IOERR_FSYNC, "disk"),
        (sqlite3.SQLITE_CORRUPT_INDEX, "damaged"),
        (sqlite3.SQLITE_FULL, "full"),
        (sqlite3.SQLITE_CANTOPEN_ISDIR, "cannot be opened"),
        (sqlite3.SQLITE_NOTADB, "not a QA Desktop database"),
    ],
)
def test_failures_of_the_surroundings_are_told_plainly(code: int, words: str) -> None:
    with pytest.raises(InputError, match=words) as told, plain_errors("/data/room.db"):
        raise OperationalError("SELECT 1", {}, failure(code))
    assert "/data/room.db" in str(told.value)
    with pytest.raises(InputError, match=words), plain_errors("/data/room.db"):
        raise failure(code)


def test_our_own_faults_pass_through() -> None:
    with pytest.raises(IntegrityError), plain_errors("/data/room.db"):
        raise IntegrityError("INSERT", {}, failure(sqlite3.SQLITE_CONSTRAINT_TRIGGER))
    with pytest.raises(sqlite3.Error), plain_errors("/data/room.db"):
        raise failure(sqlite3.SQLITE_ERROR)


def test_writing_in_a_reading_unit_is_our_own_fault() -> None:
    with pytest.raises(sqlite3.Error), plain_errors("/data/room.db", writing=False):
        raise failure(sqlite3.SQLITE_READONLY)
    with pytest.raises(InputError), plain_errors("/data/room.db", writing=False):
        raise failure(sqlite3.SQLITE_READONLY_ROLLBACK)

"""Failures of the surroundings (busy, full, read-only, damaged), each as one plain sentence; in this place only."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from qa_desktop.domain.errors import InputError, UnfitError
from qa_desktop.storage.server_errors import server_sentence

BUSY: Final = "The database “{0}” is busy: another program kept it locked. Close that program or try again."
TOO_LONG: Final = "A text is too long for the database “{0}”: shorten it."

_SENTENCES: Final = {
    sqlite3.SQLITE_BUSY: BUSY,
    sqlite3.SQLITE_LOCKED: BUSY,
    sqlite3.SQLITE_READONLY: "The database “{0}” can be read but not changed: "
    "ask for the right to write the file and its folder, or name another database.",
    sqlite3.SQLITE_READONLY_DBMOVED: "The file of the database “{0}” was moved or deleted while it was being written. "
    "Nothing was saved; put it back, then try again.",
    sqlite3.SQLITE_PERM: "The database “{0}” may not be opened: ask for the right to read and write it.",
    sqlite3.SQLITE_IOERR: "The disk that holds the database “{0}” failed or is no longer connected: "
    "reconnect it, then try again.",
    sqlite3.SQLITE_CORRUPT: "The database “{0}” is damaged: close the program, keep a copy of the file, "
    "and bring back a backup.",
    sqlite3.SQLITE_FULL: "The disk that holds the database “{0}” is full: make room, then try again.",
    sqlite3.SQLITE_CANTOPEN: "The database “{0}” cannot be opened: "
    "see that its folder exists and that you may write to it.",
    sqlite3.SQLITE_NOTADB: "“{0}” is not a QA Desktop database (or it is damaged): name another file.",
    sqlite3.SQLITE_TOOBIG: TOO_LONG,
}


@contextmanager
def plain_errors(address: str, writing: bool = True) -> Iterator[None]:
    """Turn failures of the surroundings into InputError; what is our own fault passes through.

    Writing where only reading was asked for is our own fault.
    """
    try:
        yield
    except (DBAPIError, *driver_errors()) as error:  # type: ignore[misc]
        sentence = sentence_for(error)
        if sentence is None or (not writing and _wrote(error)):
            raise
        told = UnfitError if sentence == TOO_LONG else InputError
        raise told(sentence.format(address)) from error
    except NoConnectionFree as error:
        raise InputError(BUSY.format(address)) from error
    except UnicodeEncodeError as error:
        raise UnfitError(
            f"“{_shown(error.object)}” contains a character that cannot be kept: write it anew."
        ) from error


def sentence_for(error: Exception) -> str | None:
    """The sentence for a failure, with a place for the address; None when it is a bug."""
    code = _code(error)
    if code is None:
        return server_sentence(error, BUSY) if isinstance(error, DBAPIError) else None
    return _SENTENCES.get(code) or _SENTENCES.get(code & 0xFF)  # the low byte is the kind, the rest says more


def _wrote(error: Exception) -> bool:
    cause = error.orig if isinstance(error, DBAPIError) else error
    return _code(error) == sqlite3.SQLITE_READONLY or getattr(cause, "sqlstate", None) == "25006"


def driver_errors() -> tuple[type[Exception], ...]:
    """What the drivers raise: Python's own, and SQLCipher's where an encrypted database was opened."""
    cipher = sys.modules.get("sqlcipher3.dbapi2")
    return (sqlite3.Error,) if cipher is None else (sqlite3.Error, cipher.Error)


def _code(error: Exception) -> int | None:
    cause = error.orig if isinstance(error, DBAPIError) else error
    code: int | None = getattr(cause, "sqlite_errorcode", None)
    return code


def _shown(text: str) -> str:
    shown = text.encode("utf-8", "replace").decode()
    return shown if len(shown) <= 60 else shown[:60] + "…"

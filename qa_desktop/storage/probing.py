"""A trial, before a database is opened on a shared drive: whether one can be written there, and whether locks hold."""

import contextlib
import os
import secrets
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import Final

from qa_desktop.domain.errors import InputError
from qa_desktop.storage.places import INSTEAD

_LOCKS_BEGIN: Final = 0x40000000
_LOCKS_LENGTH: Final = 512
"""The bytes of a file that SQLite locks."""
_PATIENCE_MS: Final = 2_000


def probe(folder: Path) -> None:
    """Try a small database in a folder. Raises InputError where it cannot be written, or locks do not keep others out.

    One computer alone cannot see everything; what it cannot see is known by the kind of file system (`places`).
    """
    file = folder / f".qa-desktop-{secrets.token_hex(4)}.probe"
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute(f"PRAGMA busy_timeout = {_PATIENCE_MS}")
            connection.execute("PRAGMA journal_mode = TRUNCATE")
            connection.execute("CREATE TABLE probe (x)")
            connection.execute("BEGIN IMMEDIATE")
            connection.execute("INSERT INTO probe VALUES (1)")
            keeps_out = locks_hold(file)
            connection.execute("ROLLBACK")
    except sqlite3.Error as error:
        raise InputError(f"No database can be kept in “{folder}” ({error}). {INSTEAD}") from error
    except OSError as error:
        raise InputError(
            f"No file can be made in “{folder}” ({error.strerror}): ask for the right to write there, "
            "or name another place for the database."
        ) from error
    finally:
        for name in (file.name, f"{file.name}-journal"):
            with contextlib.suppress(OSError):
                (folder / name).unlink()
    if not keeps_out:
        raise InputError(f"Locks do not work in “{folder}”, so a database there would be damaged. {INSTEAD}")


def locks_hold(file: Path) -> bool:
    """Whether a file that SQLite here has locked is locked for others; True where the system has no such question."""
    if sys.platform != "linux":
        return True
    import fcntl
    import struct

    wanted = struct.pack("hhqqi4x", fcntl.F_WRLCK, os.SEEK_SET, _LOCKS_BEGIN, _LOCKS_LENGTH, 0)
    opened = os.open(file, os.O_RDWR)
    try:
        # The lock of an open file, not of a process: it gets in the way of SQLite's even in the same process.
        fcntl.fcntl(opened, fcntl.F_OFD_SETLK, wanted)
    except OSError:
        return True
    finally:
        os.close(opened)
    return False

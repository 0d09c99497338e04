"""Copies of a database file, made by SQLite itself: a file that is in use must not be read by any other means."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from qa_desktop.domain.errors import InputError
from qa_desktop.storage.ciphering import salt_of
from qa_desktop.storage.errors import plain_errors


def copy_of(file: Path, folder: Path) -> Path:
    """A copy of a database file in a folder, of one moment; the file itself stays as it is.

    Raises InputError where it cannot be read.
    """
    if salt_of(file) is not None:
        raise InputError(f"“{file}” is encrypted: take the passphrase off with “db decrypt” first, on a copy of it.")
    copy = folder / file.name
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # customers' data: the owner only
    with plain_errors(str(file)), closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as source:
        source.execute("PRAGMA busy_timeout = 30000")
        with closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    return copy

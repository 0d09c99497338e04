"""Copies of a database file, made by SQLite itself: a file that is in use must not be read by any other means."""

import os
from contextlib import closing
from pathlib import Path

from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.storage.ciphering import connect, key_for
from qa_desktop.storage.errors import plain_errors


def copy_of(file: Path, folder: Path, passphrase: Passphrase | None = None) -> Path:
    """A copy of a database file in a folder, of one moment, encrypted as the file is; that stays as it is.

    Raises InputError where it cannot be read, PassphraseNeededError without the right passphrase of an encrypted one.
    """
    key = key_for(file, passphrase)
    copy = folder / file.name
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # customers' data: the owner only
    with plain_errors(str(file)), closing(connect(f"{file.absolute().as_uri()}?mode=ro", key, uri=True)) as source:
        source.execute("PRAGMA busy_timeout = 30000")
        with closing(connect(copy, key)) as target:
            source.backup(target)
    return copy

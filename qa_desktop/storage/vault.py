"""Small encrypted files beside an encrypted database, in which waits what the database would not take."""

import hashlib
import secrets
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from qa_desktop.storage.ciphering import Key, cipher_module, connect
from qa_desktop.storage.whole_files import in_the_making


class Vault:
    """Files under a key that is kept inside the database; it stays the same when the passphrase changes."""

    def __init__(self, key: str) -> None:
        self._secret = hashlib.sha256(key.encode()).digest()

    def seal(self, file: Path, data: bytes) -> None:
        """Write the file anew, whole. Raises OSError."""
        key = Key(secrets.token_bytes(16), self._secret)
        with (
            in_the_making(file, replace=True) as building,
            _as_os_errors(),
            closing(connect(building, key)) as connection,
        ):
            connection.execute("PRAGMA journal_mode = MEMORY")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("BEGIN")
            connection.execute("CREATE TABLE kept (data BLOB NOT NULL)")
            connection.execute("INSERT INTO kept VALUES (?)", (data,))
            connection.execute("COMMIT")

    def unseal(self, file: Path) -> bytes:
        """What is in the file. Raises OSError when it is not one of this database, or cannot be read."""
        with file.open("rb") as opened:
            salt = opened.read(16)
        with _as_os_errors(), closing(connect(file, Key(salt, self._secret))) as connection:
            found: Any = connection.execute("SELECT data FROM kept").fetchone()
        return bytes(found[0])


@contextmanager
def _as_os_errors() -> Iterator[None]:
    try:
        yield
    except cipher_module().Error as error:
        raise OSError(0, str(error)) from error

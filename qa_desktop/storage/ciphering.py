"""Encrypted database files: telling them from others, their keys, and connections to them.

A key is derived once from the passphrase and the salt in the file's first 16 bytes, as SQLCipher itself would do it
for every connection (a third of a second each); the file opens with the same passphrase in any SQLCipher 4.
"""

import hashlib
import importlib
import secrets
import sqlite3
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType
from typing import Any, Final

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import Passphrase, PassphraseNeededError
from qa_desktop.storage.errors import plain_errors
from qa_desktop.storage.open_files import holding

PAGE: Final = 4096
_HEADER: Final = b"SQLite format 3\0"
_ROUNDS: Final = 256_000  # SQLCipher 4
RANDOM: Final = 200
"""Different bytes in a first page, at the least, that can be encrypted: of 4,096 random ones all 256 are there."""

NEEDED: Final = (
    "The database “{0}” is encrypted: its passphrase is needed; "
    "QA_DESKTOP_PASSPHRASE_FILE may name a file that holds it."
)
WRONG: Final = (
    "The database “{0}” does not open: the passphrase is not the right one, or the file is damaged. "
    "Type it again, or bring back a backup."
)


@dataclass(frozen=True)
class Key:
    """The key of one file; it shows itself nowhere."""

    salt: bytes = field(repr=False)
    secret: bytes = field(repr=False)

    @property
    def literal(self) -> str:
        """The key as SQLCipher reads it: hexadecimal digits alone, so that it needs no quoting inside."""
        return f"x'{self.secret.hex()}{self.salt.hex()}'"


def derive(passphrase: Passphrase, salt: bytes | None = None) -> Key:
    """The key that a passphrase makes with the salt of a file, or with a new one. Takes a third of a second."""
    grain = salt or secrets.token_bytes(16)
    return Key(grain, hashlib.pbkdf2_hmac("sha512", passphrase.bytes, grain, _ROUNDS, 32))


def salt_of(file: Path) -> bytes | None:
    """The salt of an encrypted file; None for one that is not encrypted. Never touches a file that is held here."""
    held = holding(file)
    if held is not None:
        return held.salt
    with file.open("rb") as opened:
        page = opened.read(PAGE)
    is_encrypted = len(page) == PAGE and not page.startswith(_HEADER) and len(set(page)) >= RANDOM
    return page[:16] if is_encrypted else None


def key_for(file: Path, passphrase: Passphrase | None) -> Key | None:
    """The key of a file, None where it is not encrypted. Raises PassphraseNeededError without the right one."""
    with plain_errors(str(file)):
        salt = salt_of(file)
    if salt is None:
        return None
    if passphrase is None:
        raise PassphraseNeededError(NEEDED.format(file))
    key = derive(passphrase, salt)
    if not opens(file, key):
        raise PassphraseNeededError(WRONG.format(file))
    return key


def key_for_both(file: Path, backup: Path, passphrase: Passphrase | None) -> Key | None:
    """The key of a database and its backup, of which one may be missing; None where they are in clear.

    Raises InputError when they differ in it, so that neither could take the place of the other.
    """
    there = [each for each in (file, backup) if each.is_file() and each.stat().st_size]
    salts = {salt_of(each) for each in there}
    if len(salts) > 1:
        how = "only one of them is encrypted" if None in salts else "they are encrypted with different passphrases"
        raise InputError(
            f"“{backup}” cannot take the place of “{file}”, for {how}: make them alike with “qa-desktop db encrypt”, "
            "“db decrypt” or “db passphrase”."
        )
    return key_for(there[0], passphrase) if there else None


def opens(file: Path, key: Key) -> bool:
    """Whether the key fits the file. Raises InputError when the file cannot be read at all."""
    with plain_errors(str(file)), closing(connect(file, key)) as connection:
        try:
            connection.execute("SELECT count(*) FROM sqlite_schema")
        except cipher_module().DatabaseError as error:
            if getattr(error, "sqlite_errorcode", None) == sqlite3.SQLITE_NOTADB:
                return False
            raise
    return True


def driver_for(key: Key | None) -> ModuleType:
    """The module that opens files with such a key: Python's own SQLite without one."""
    return sqlite3 if key is None else cipher_module()


def cipher_module() -> ModuleType:
    """SQLCipher's module, loaded when it is needed."""
    return importlib.import_module("sqlcipher3.dbapi2")


def connect(
    file: Path | str, key: Key | None, module: ModuleType | None = None, *, uri: bool = False
) -> sqlite3.Connection:
    """A bare connection without transactions of its own, unlocked. Backups and checks use this, too."""
    connection: Any = (module or driver_for(key)).connect(str(file), isolation_level=None, uri=uri)
    if key is not None:
        unlock(connection, key)
    return connection  # type: ignore[no-any-return] # both modules give the same interface


def unlock(connection: sqlite3.Connection, key: Key) -> None:
    """Give a fresh connection its key, before it reads anything."""
    connection.execute("PRAGMA cipher_log_level = NONE")  # a wrong passphrase is told in our own words
    connection.execute(f'PRAGMA key = "{key.literal}"')

"""Encrypting a database file, decrypting it, changing its passphrase: written anew beside it, then put in its place."""

import contextlib
import os
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.storage.ciphering import Key, cipher_module, connect, derive, key_for, salt_of
from qa_desktop.storage.engine import file_of, journal_for, parse_address
from qa_desktop.storage.errors import plain_errors
from qa_desktop.storage.open_files import holding
from qa_desktop.storage.schema import APPLICATION_ID
from qa_desktop.storage.whole_files import sweep, temporary

PATIENCE_MS: Final = 2_000
LETS_GO_SECONDS: Final = 15.0
"""How long whoever reads or writes in this program may take to end."""
IN_USE: Final = "The database “{0}” is open in another window or program: close it there, then try again."


def is_encrypted(address: str | Path) -> bool:
    """Whether the address is that of a file which is encrypted."""
    file = file_of(parse_address(address))
    if file is None or not file.is_file():
        return False
    with plain_errors(str(file)):
        return salt_of(file) is not None


def clear_copies(file: Path) -> list[Path]:
    """Databases of ours that lie in clear beside an encrypted one or in a folder beside it, such as old backups."""
    found = []
    for path in sorted((*file.parent.glob("*"), *file.parent.glob("*/*"))):
        with contextlib.suppress(OSError):
            if path.is_file() and path != file and holding(path) is None:
                with path.open("rb") as opened:
                    header = opened.read(100)
                if header.startswith(b"SQLite format 3") and header[68:72] == APPLICATION_ID.to_bytes(4, "big"):
                    found.append(path)
    return found


def recode(address: str | Path, old: Passphrase | None, new: Passphrase | None) -> Path:
    """Write the database file anew under another passphrase, or under none; all of it, or it stays as it was.

    Nothing else may have it open. Raises InputError when that is so, when it is no file, or not ours, or damaged;
    PassphraseNeededError when the old passphrase is not the one.
    """
    file = file_of(parse_address(address))
    if file is None:
        raise InputError(f"“{address}” is not a file: on a server, the server's own disk is to be encrypted.")
    if not file.is_file():
        raise InputError(f"There is no database “{file}”: check its name and place.")
    key, target = key_for(file, old), derive(new) if new is not None else None
    if holding(file) is not None:
        raise InputError(IN_USE.format(file))
    with plain_errors(str(file)), _building(file) as building:
        with closing(connect(file, key, cipher_module())) as source:
            _alone(source, file)
            _copy(source, building, target)
            _settle(building, target, journal_for(file.parent, target))
            _sync(building)
            if os.name == "nt":  # a file that is open cannot be replaced there
                source.close()
            building.replace(file)
        with contextlib.suppress(OSError):  # Windows cannot open folders, and needs not
            _sync(file.parent)
    return file


def recode_open(
    close: Callable[[], None],
    address: str | Path,
    old: Passphrase | None,
    new: Passphrase | None,
    seconds: float = LETS_GO_SECONDS,
) -> Path:
    """The same for a file that this program has open: it is closed, and waited for until the last one lets go."""
    until = time.monotonic() + seconds
    while True:
        close()
        file = file_of(parse_address(address))
        if file is None or not file.is_file() or holding(file) is None or time.monotonic() > until:
            return recode(address, old, new)
        time.sleep(0.05)


@contextmanager
def _building(file: Path) -> Iterator[Path]:
    """An empty file beside the database, for the owner only; gone afterwards whatever happens."""
    sweep(file.parent)
    building = temporary(file)
    try:
        os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        yield building
    except OSError as error:
        raise InputError(
            f"The database “{file}” cannot be written anew ({error.strerror}): see that its folder has room for it "
            "twice and that you may write there."
        ) from error
    finally:
        for leftover in building.parent.glob(f"{building.name}*"):
            with contextlib.suppress(OSError):
                leftover.unlink()


def _alone(source: sqlite3.Connection, file: Path) -> None:
    """Lock everybody else out until the connection closes, and see that the file is one of ours."""
    source.execute(f"PRAGMA busy_timeout = {PATIENCE_MS}")
    try:
        source.execute("PRAGMA journal_mode = TRUNCATE")  # leaves WAL, which fails while others have it open
        source.execute("PRAGMA journal_mode = DELETE")  # takes away what TRUNCATE leaves behind
        source.execute("PRAGMA journal_mode = MEMORY")  # no journal of clear pages is to stay beside the new file
        source.execute("PRAGMA main.locking_mode = EXCLUSIVE")
        source.execute("BEGIN EXCLUSIVE")
        source.execute("COMMIT")  # the lock stays
    except cipher_module().OperationalError as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            raise InputError(IN_USE.format(file)) from error
        raise
    if source.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise InputError(f"“{file}” is not a QA Desktop database: name another file.")


def _copy(source: sqlite3.Connection, building: Path, target: Key | None) -> None:
    source.execute("ATTACH ? AS anew KEY ?", (str(building), target.literal if target else ""))
    version = source.execute("PRAGMA user_version").fetchone()[0]
    source.execute("BEGIN IMMEDIATE")
    source.execute("SELECT sqlcipher_export('anew')")
    source.execute(f"PRAGMA anew.application_id = {APPLICATION_ID}")
    source.execute(f"PRAGMA anew.user_version = {version}")
    if target is not None:
        source.execute(
            "INSERT OR IGNORE INTO anew.property (name, value) VALUES ('journal_key', ?)", (secrets.token_hex(32),)
        )
    source.execute("COMMIT")
    source.execute("DETACH anew")
    with closing(connect(building, target, cipher_module())) as copy:
        copied = _counts(copy)
        lost = [name for name, count in _counts(source).items() if copied.get(name, -1) < count]
        found = copy.execute("PRAGMA integrity_check").fetchone()[0]
    if lost or found != "ok":
        raise InputError("What was written anew is not what was read, so the database stays as it was: check the disk.")


def _counts(connection: sqlite3.Connection) -> dict[str, int]:
    names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
    return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in names}


def _settle(building: Path, target: Key | None, journal: str) -> None:
    with closing(connect(building, target, cipher_module())) as copy:
        copy.execute(f"PRAGMA journal_mode = {journal}")


def _sync(path: Path) -> None:
    opened = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)

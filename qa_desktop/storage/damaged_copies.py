"""Copies of damaged files to work on, mended so far that SQLite looks at the rest.

Every page of an encrypted file ends with a seal (an HMAC over what lies there encrypted, and the number of the page).
SQLCipher gives nothing of a page whose seal is broken. The seal is renewed in the copy: then one flipped byte costs 16
bytes of that page and one bit, and what is untrue is found by the stored hashes, as in a file in clear. The copy stays
encrypted. How pages are laid out: https://www.zetetic.net/sqlcipher/design/ (version 4, its usual settings).
"""

import hashlib
import hmac
import os
import shutil
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.storage import backups
from qa_desktop.storage.ciphering import NEEDED, PAGE, RANDOM, Key, connect, derive, salt_of
from qa_desktop.storage.looking import HEADER

_SEAL: Final = 64
_KEPT_FREE: Final = 80
"""At the end of an encrypted page: 16 bytes with which its first block is mixed, and the seal."""
_SALT: Final = 16
_CLEAR: Final = 96
"""As much of SQLite's header (100 bytes) as whole blocks of 16 hold."""
_LOOKED_AT: Final = 64
"""Pages that are looked at to tell whether a file without a beginning is an encrypted one."""


@dataclass(frozen=True)
class DamagedCopy:
    """A copy to read from: the key of an encrypted one, and which of its pages were not what was written."""

    file: Path
    key: Key | None = None
    broken: tuple[int, ...] = ()
    begins_clear: bool = False

    def open(self) -> sqlite3.Connection:
        """A connection that reads as much as it can."""
        connection = connect(self.file, self.key)
        if self.begins_clear:
            connection.execute(f"PRAGMA cipher_plaintext_header_size = {_CLEAR}")
        return connection


def copied(damaged: Path, room: Path, passphrase: Passphrase | None) -> DamagedCopy:
    """A copy in the folder `room`. Raises InputError where nothing could be read of an encrypted one, and why."""
    salt = salt_of(damaged)
    if salt is None and _seems_encrypted(damaged):
        raise InputError(
            f"“{damaged}” seems to be encrypted and its first page is destroyed, which says where everything else is: "
            "bring back a backup."
        )
    key = None if salt is None else _key(damaged, salt, passphrase)
    copy = room / "damaged.sqlite3"
    for tail in ("", "-journal", "-wal"):
        source = damaged.with_name(damaged.name + tail)
        if source.exists():
            shutil.copyfile(source, copy.with_name(copy.name + tail))
            copy.with_name(copy.name + tail).chmod(0o600)
    with copy.open("r+b") as opened:
        if key is not None:
            broken = _mend_seals(opened, key)
            return DamagedCopy(copy, key, broken, begins_clear=1 in broken)
        _mend_beginning(opened)
    return DamagedCopy(copy)


# In clear


def _mend_beginning(opened: BinaryIO) -> None:
    length = os.fstat(opened.fileno()).st_size
    beginning = opened.read(100)
    if beginning[:16] != HEADER:
        opened.seek(0)
        opened.write(_usual_header(length))
        return
    size = int.from_bytes(beginning[16:18], "big") or 4096
    missing = int.from_bytes(beginning[28:32], "big") * (65536 if size == 1 else size) - length
    if 0 < missing < 1 << 33:  # cut off: pages that are not there read as empty ones
        opened.truncate(length + missing)


def _usual_header(size: int, kept_free: int = 0) -> bytes:
    """The first hundred bytes of a file as this program makes it."""
    told = bytearray(100)
    told[:16] = HEADER
    told[16:18] = PAGE.to_bytes(2, "big")
    told[18:24] = bytes((1, 1, kept_free, 64, 32, 32))
    told[24:28] = told[92:96] = (1).to_bytes(4, "big")
    told[28:32] = (size // PAGE).to_bytes(4, "big")
    for place, value in ((44, 4), (56, 1), (96, sqlite3.sqlite_version_info[1] * 1000 + 3_000_000)):
        told[place : place + 4] = value.to_bytes(4, "big")
    return bytes(told)


# Encrypted


def _seems_encrypted(file: Path) -> bool:
    """Whether what follows a beginning that is no database's looks random, as encrypted pages do."""
    with file.open("rb") as opened:
        beginning = opened.read(PAGE)
        pages = [page for _, page in zip(range(_LOOKED_AT), _pages(opened), strict=False)]
    return (
        not beginning.startswith(HEADER)
        and bool(pages)
        and sum(len(set(page)) >= RANDOM for page in pages) > len(pages) / 2
    )


def _key(damaged: Path, salt: bytes, passphrase: Passphrase | None) -> Key:
    """The key that fits any page; where the salt itself is destroyed, the backups have the same one."""
    if passphrase is None:
        raise InputError(NEEDED.format(damaged))
    for each in dict.fromkeys([salt, *_salts(backup.file for backup in backups.listed(damaged))]):
        key = derive(passphrase, each)
        seals = _Seals(key)
        with damaged.open("rb") as opened:
            if any(seals.holds(page, number) for number, page in enumerate(_pages(opened), 1)):
                return key
    raise InputError(
        f"Not one page of “{damaged}” opens with this passphrase: it is another one, or the first 16 bytes of the file "
        "are destroyed, without which no passphrase opens it. Give the passphrase that it had, or bring back a backup."
    )


def _salts(files: Iterable[Path]) -> Iterator[bytes]:
    for file in files:
        salt = salt_of(file)
        if salt is not None:
            yield salt


class _Seals:
    """The seals of the pages of a file with one key."""

    def __init__(self, key: Key) -> None:
        grain = bytes(byte ^ 0x3A for byte in key.salt)
        self._secret = hashlib.pbkdf2_hmac("sha512", key.secret, grain, 2, 32)

    def seal(self, page: bytes, number: int, clear: int = _SALT) -> bytes:
        """What belongs at the end of a page; `clear` is how much of the first one is not encrypted."""
        sealed = page[clear if number == 1 else 0 : PAGE - _SEAL] + number.to_bytes(4, "little")
        return hmac.digest(self._secret, sealed, "sha512")

    def holds(self, page: bytes, number: int) -> bool:
        """Whether a page is what was written there."""
        return page[PAGE - _SEAL :] == self.seal(page, number)


def _mend_seals(opened: BinaryIO, key: Key) -> tuple[int, ...]:
    """Renew the seals that are broken; the numbers of those pages, of which the first is 1."""
    seals, length = _Seals(key), os.fstat(opened.fileno()).st_size
    broken = []
    for number, page in enumerate(_pages(opened), 1):
        if not seals.holds(page, number):
            broken.append(number)
            mended = _beginning_in_clear(page, length) if number == 1 else page
            opened.seek((number - 1) * PAGE)
            opened.write(mended[: PAGE - _SEAL] + seals.seal(mended, number, _CLEAR))
    if 1 not in broken:
        opened.seek(0)
        opened.write(key.salt)  # from a backup where it was destroyed
    return tuple(broken)


def _beginning_in_clear(page: bytes, length: int) -> bytes:
    """The first page with the usual header in clear, whatever it was.

    What follows was mixed with the encrypted block before it, which takes the place of what the first block is mixed
    with: so it is decrypted as ever.
    """
    header, mixed = _usual_header(length, _KEPT_FREE)[:_CLEAR], page[_CLEAR - 16 : _CLEAR]
    return header + page[_CLEAR : PAGE - _KEPT_FREE] + mixed + page[PAGE - _SEAL :]


def _pages(opened: BinaryIO) -> Iterator[bytes]:
    """Whole pages from here to the end, each read where it lies, whatever is written meanwhile."""
    place = opened.tell()
    while len(page := _read_at(opened, place)) == PAGE:
        yield page
        place += PAGE


def _read_at(opened: BinaryIO, place: int) -> bytes:
    opened.seek(place)
    return opened.read(PAGE)

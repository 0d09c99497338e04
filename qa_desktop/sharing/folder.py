"""The team folder: packages come into it whole, under a name that says so, and never change.

A folder is any that several machines see: an office share, a sync folder, a stick. Nothing here asks it for locks.
Every database that is shared has a small file there: where that is missing, the folder is not the one that was chosen,
as when a share is not connected and an empty folder stands in its place. All functions may raise OSError.
"""

import contextlib
import hashlib
import os
import secrets
import time
from pathlib import Path
from typing import Final
from uuid import UUID

from qa_desktop.sharing.names import PackageName, parse_name

LARGEST_FILE: Final = 64 << 20
"""Bytes; more than we ever write, and little enough to be read at once."""
Stamp = tuple[int, int, int]
"""Size, time of the last change in nanoseconds, and number of a file."""
_PART: Final = ".part"
_LEFT_BEHIND_SECONDS: Final = 3600.0


class OversizedError(Exception):
    """A file is larger than any package."""


def presence_of(folder: Path, database: UUID) -> Path:
    """The file by which a database knows the folder again."""
    return folder / f"{database.hex}.here"


def packages_in(folder: Path) -> tuple[PackageName, ...]:
    """The packages, by device and in the order of what it tells."""
    with os.scandir(folder) as files:
        found = [parse_name(file.name) for file in files]
    return tuple(sorted(name for name in found if name is not None))


def read_whole(folder: Path, name: PackageName) -> bytes | None:
    """The bytes of a package; None where they are not all there yet, or it went. Raises OversizedError."""
    try:
        with (folder / str(name)).open("rb") as stream:
            content = stream.read(LARGEST_FILE + 1)
    except FileNotFoundError:
        if folder.is_dir():
            return None
        raise
    if len(content) > LARGEST_FILE:
        raise OversizedError(str(name))
    return content if hashlib.sha256(content).hexdigest() == name.digest else None


def stamp_of(folder: Path, name: PackageName) -> Stamp | None:
    """What tells that a file is another than before; None where there is none."""
    try:
        found = (folder / str(name)).stat()
    except FileNotFoundError:
        return None
    return found.st_size, found.st_mtime_ns, found.st_ino


def write_package(folder: Path, device: UUID, first: int, last: int, content: bytes) -> PackageName:
    """Put a package into the folder: nobody can meet half of it, and it is on the disk when this returns."""
    name = PackageName(device, first, last, hashlib.sha256(content).hexdigest())
    put_whole(folder / str(name), content, f".{device.hex}-{secrets.token_hex(4)}{_PART}")
    return name


def put_whole(place: Path, content: bytes, temporary: str) -> None:
    """Write a file under a temporary name, make it durable, then give it its own name."""
    building = place.with_name(temporary)
    try:
        with building.open("xb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        _let_others_read(building)
        building.replace(place)
    except BaseException:
        with contextlib.suppress(OSError):
            building.unlink()
        raise
    _make_name_durable(place.parent)


def sweep(folder: Path, device: UUID) -> None:
    """Remove what a device began to write there and never ended, long after."""
    before = time.time() - _LEFT_BEHIND_SECONDS
    for left in folder.glob(f".{device.hex}-*{_PART}"):
        with contextlib.suppress(OSError):
            if left.stat().st_mtime < before:
                left.unlink()


def _let_others_read(file: Path) -> None:
    """Whoever may read the folder may read the package, whatever the writer's habit is."""
    with contextlib.suppress(OSError):
        file.chmod(0o600 | (file.parent.stat().st_mode & 0o044))


def _make_name_durable(folder: Path) -> None:
    """Windows cannot open folders, and some shares cannot make them durable: they do so by themselves."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)

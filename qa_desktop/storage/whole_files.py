"""Files that appear whole or not at all: made under another name, for the owner only, and put into place at the end."""

import contextlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_BESIDE = ("", "-journal", "-wal", "-shm")
"""What SQLite may leave beside a file."""


@contextmanager
def in_the_making(file: Path, *, replace: bool = False) -> Iterator[Path]:
    """An empty file beside the one that is wanted; on leaving it is written to the disk and takes its name.

    An exception, or a kill, leaves what was there before. Raises FileExistsError unless it may be replaced.
    """
    building = file.with_name(f".{file.name}.{secrets.token_hex(4)}.new")
    os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # customers' data: the owner only
    try:
        yield building
        _to_disk(building, os.O_RDWR)
        put_in_place(building, file, replace=replace)
    finally:
        for tail in _BESIDE:
            with contextlib.suppress(OSError):
                building.with_name(building.name + tail).unlink()


def put_in_place(building: Path, file: Path, *, replace: bool = False) -> None:
    """Give a finished file its name. Raises FileExistsError where there is one and it may not be replaced."""
    if replace:
        building.replace(file)
    else:
        try:
            os.link(building, file)
        except FileExistsError:
            raise
        except OSError:  # a file system without links
            if file.exists():
                raise FileExistsError(file) from None
            building.rename(file)
    with contextlib.suppress(OSError):  # Windows cannot open folders, and needs not
        _to_disk(file.parent, os.O_RDONLY)


def _to_disk(place: Path, flags: int) -> None:
    handle = os.open(place, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

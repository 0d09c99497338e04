"""Files that appear whole or not at all: made under another name, for the owner only, and put into place at the end.

The other name says which program makes it, so that what a killed one left behind is known and taken away later.
"""

import contextlib
import os
import platform
import re
import secrets
import shutil
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

_BESIDE: Final = ("", "-journal", "-wal", "-shm")
"""What SQLite may leave beside a file."""
_MADE_NAME: Final = re.compile(r"\..+\.([0-9a-f]{8})-([0-9]+)-[0-9a-f]{8}\.new(-journal|-wal|-shm)?")


@contextmanager
def in_the_making(file: Path, *, replace: bool = False) -> Iterator[Path]:
    """An empty file beside the one that is wanted; on leaving it is written to the disk and takes its name.

    An exception, or a kill, leaves what was there before. Raises FileExistsError unless it may be replaced.
    """
    sweep(file.parent)
    building = temporary(file)
    os.close(os.open(building, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))  # customers' data: the owner only
    try:
        yield building
        _to_disk(building, os.O_RDWR)
        put_in_place(building, file, replace=replace)
    finally:
        for tail in _BESIDE:
            with contextlib.suppress(OSError):
                building.with_name(building.name + tail).unlink()


@contextmanager
def room_beside(file: Path) -> Iterator[Path]:
    """A folder for work on a file, on the same disk and for the owner only; gone afterwards. Raises OSError."""
    sweep(file.parent)
    room = temporary(file)
    room.mkdir(mode=0o700)
    try:
        yield room
    finally:
        shutil.rmtree(room, ignore_errors=True)


def temporary(file: Path) -> Path:
    """A name beside a file that is free, and that `sweep` understands."""
    return file.with_name(f".{file.name}.{_machine()}-{os.getpid()}-{secrets.token_hex(4)}.new")


def sweep(folder: Path) -> None:
    """Take away what programs of this machine began to make in a folder and that were killed over it.

    A program on another machine that sees the folder is not asked: what it left stays until it comes by itself.
    """
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            made = _MADE_NAME.fullmatch(entry.name)
            if made is None or made[1] != _machine() or _runs(int(made[2])):
                continue
            with contextlib.suppress(OSError):  # open somewhere: it goes another time
                if entry.is_dir(follow_symlinks=False):
                    shutil.rmtree(entry.path)
                else:
                    Path(entry.path).unlink()


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


def _machine() -> str:
    return f"{zlib.crc32(platform.node().encode()):08x}"


def _runs(program: int) -> bool:
    """Whether a program with that number runs here, which need not be the one that is meant.

    Windows is not asked, where asking would end it: there, nothing that is open can be taken away.
    """
    if os.name == "nt":
        return program == os.getpid()
    try:
        os.kill(program, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _to_disk(place: Path, flags: int) -> None:
    handle = os.open(place, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)

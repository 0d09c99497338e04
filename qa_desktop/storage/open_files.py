"""Which database files this process holds open, and with which SQLite library.

Closing a file that SQLite holds drops its locks, by whatever means it was opened, and two SQLite libraries do not see
each other's locks: so a file is looked into, or opened by the other library, only when nothing here holds it.
"""

import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Final

Identity = tuple[int, int]

_LOCK: Final = threading.Lock()
_HELD: Final[dict[Identity, "Holding"]] = {}


@dataclass(frozen=True)
class Holding:
    """How many connections hold a file, and the salt of its key; None for a file that is not encrypted."""

    connections: int
    salt: bytes | None


def identity(file: Path) -> Identity:
    """What makes the file the same one under any name. Raises OSError when it is not there."""
    found = file.stat()
    return found.st_dev, found.st_ino


def hold(file: Path, salt: bytes | None) -> Identity | None:
    """Note one more connection; raises RuntimeError when the other library holds the file.

    None for a file that is gone: SQLite has its own words for that.
    """
    try:
        who = identity(file)
    except OSError:
        return None
    with _LOCK:
        held = _HELD.get(who, Holding(0, salt))
        if (held.salt is None) != (salt is None):
            raise RuntimeError("two SQLite libraries on one file would not see each other's locks")
        _HELD[who] = Holding(held.connections + 1, salt)
    return who


def let_go(who: Identity | None) -> None:
    """Note that a connection is closed."""
    with _LOCK:
        held = None if who is None else _HELD.pop(who, None)
        if who is not None and held is not None and held.connections > 1:
            _HELD[who] = Holding(held.connections - 1, held.salt)


def holding(file: Path) -> Holding | None:
    """Who holds the file in this process, if anybody does."""
    with _LOCK:
        return _HELD.get(identity(file))

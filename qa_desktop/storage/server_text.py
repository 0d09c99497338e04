"""Text on PostgreSQL: it takes every character but NUL, which recordings' names and chats do contain.

A NUL is written as two characters that no text contains and read back as it was, so that what was sealed stays true.
Only the code that talks to a server loads this module, because it loads the driver.
"""

from typing import Any, Final

from psycopg import Connection
from psycopg.types.string import StrDumperUnknown, TextLoader

_MARK: Final = "\U0010fffe"  # a noncharacter of Unicode: never assigned, and valid in UTF-8
_NUL: Final = _MARK + "0"
_MARK_ITSELF: Final = _MARK + "1"


class _Dumper(StrDumperUnknown):
    """Writes text of any type."""

    def dump(self, obj: str) -> Any:
        """The text as the server can take it."""
        return super().dump(escaped(obj))


class _Loader(TextLoader):
    """Reads text."""

    def load(self, data: Any) -> Any:
        """The text as it was written."""
        found = super().load(data)
        return restored(found) if isinstance(found, str) else found


def escaped(written: str) -> str:
    """The text without a NUL."""
    if "\0" in written or _MARK in written:
        return written.replace(_MARK, _MARK_ITSELF).replace("\0", _NUL)
    return written


def restored(kept: str) -> str:
    """The text that was escaped."""
    if _MARK in kept:
        return kept.replace(_NUL, "\0").replace(_MARK_ITSELF, _MARK)
    return kept


def keep_every_character(connection: Connection[Any]) -> None:
    """Let a connection write and read every character."""
    connection.adapters.register_dumper(str, _Dumper)
    for kind in ("text", "varchar"):
        connection.adapters.register_loader(kind, _Loader)

"""What stands in a package: a header and one entry a line, as JSON, compressed.

What is read comes from a folder that anybody may write to: it is bounded in every direction before it is believed.
"""

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Final
from uuid import UUID

from qa_desktop.domain import canonical
from qa_desktop.domain.sharing import Entry, EntryKind
from qa_desktop.sharing.names import PackageName

FORMAT: Final = 1
LARGEST_CONTENT: Final = 256 << 20
"""Bytes of a package once it is unpacked; more is refused, however small the file is."""
MOST_ENTRIES: Final = 100_000
_LARGEST_HEADER: Final = 4096
_KINDS: Final = frozenset(EntryKind)
_HALF_OF_A_PAIR: Final = re.compile(rb"\\u[dD][89a-fA-F]")


class UnreadableError(Exception):
    """A whole file that is no package of ours; it never will be one."""


class NewerError(Exception):
    """A package that a newer program wrote; carries the version of that."""

    def __init__(self, program: str) -> None:
        super().__init__(program)
        self.program = program


@dataclass(frozen=True)
class Header:
    """Who wrote a package, with what, and which part of what it has to tell: from `first` to `last`.

    `erased` is the note of one that took the place of another: out of so many entries personal text was taken.
    """

    schema: str
    program: str
    device: UUID
    database: UUID
    first: int
    last: int
    count: int
    erased: int = 0


@dataclass(frozen=True)
class Package:
    """A package as read."""

    header: Header
    entries: tuple[Entry, ...]


def pack(header: Header, entries: Sequence[Entry]) -> bytes:
    """The bytes of a package."""
    first = {"format": FORMAT, **canonical.plain(asdict(header))}
    if not header.erased:
        del first["erased"]
    lines = [first, *({"kind": each.kind, "key": each.key, "content": dict(each.content)} for each in entries)]
    return zlib.compress(b"".join(_line(line) for line in lines), 6)


def unpack(name: PackageName, content: bytes, newest_schema: str) -> Package:
    """The package of that name. Raises NewerError where its schema is beyond ours, else UnreadableError."""
    start = _unpacked(content, _LARGEST_HEADER).partition(b"\n")[0]
    header = _header(_json(start), newest_schema)
    if (header.device, header.first, header.last) != (name.device, name.first, name.last):
        raise UnreadableError("the name says something else than what stands in it")
    lines = _unpacked(content, LARGEST_CONTENT, whole=True).split(b"\n")
    if lines.pop() != b"" or len(lines) != header.count + 1:
        raise UnreadableError("it does not hold as many entries as it says")
    return Package(header, tuple(_entry(_json(line)) for line in lines[1:]))


def size_of(entries: Iterable[Entry]) -> int:
    """About how many bytes entries take before they are compressed."""
    return sum(len(canonical.spell(dict(each.content))) for each in entries)


def _line(plain: Any) -> bytes:
    return canonical.spell(plain).encode() + b"\n"


def _unpacked(content: bytes, most: int, whole: bool = False) -> bytes:
    stream = zlib.decompressobj()
    try:
        unpacked = stream.decompress(content, most)
    except zlib.error as error:
        raise UnreadableError(str(error)) from error
    if whole and (not stream.eof or stream.unused_data):
        raise UnreadableError("it is larger than a package may be, or something stands behind it")
    return unpacked


def _json(line: bytes) -> Any:
    """What a line says; numbers and letters that no database takes are refused here."""
    import msgspec

    try:
        found = msgspec.json.decode(line)
        if _HALF_OF_A_PAIR.search(line):  # rare: we spell letters as they are
            canonical.spell(found).encode()
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        raise UnreadableError(f"a line of it cannot be read ({error})") from error
    return found


def _header(found: Any, newest_schema: str) -> Header:
    told = found if isinstance(found, dict) else {}
    form, schema, program = told.get("format"), told.get("schema"), told.get("program")
    if not (type(form) is int and isinstance(schema, str) and isinstance(program, str)):
        raise UnreadableError("it does not begin as a package does")
    if form > FORMAT or (schema.isdecimal() and schema > newest_schema):
        raise NewerError(program[:40])
    first, last, count = (_number(told.get(each)) for each in ("first", "last", "count"))
    erased = _number(told.get("erased", 0))
    if form != FORMAT or count > MOST_ENTRIES:
        raise UnreadableError("its head does not say what it should")
    try:
        return Header(schema, program, UUID(told["device"]), UUID(told["database"]), first, last, count, erased)
    except (KeyError, ValueError, AttributeError, TypeError) as error:
        raise UnreadableError("it does not say who wrote it") from error


def _number(found: Any) -> int:
    if type(found) is not int or found < 0:
        raise UnreadableError("its head does not say what it should")
    return found


def _entry(found: Any) -> Entry:
    if not isinstance(found, dict):
        raise UnreadableError("a line of it is no entry")
    kind, key, content = found.get("kind"), found.get("key"), found.get("content")
    if not isinstance(kind, str) or kind not in _KINDS or not isinstance(key, str) or not isinstance(content, dict):
        raise UnreadableError("a line of it is no entry")
    return Entry(kind, key, content)

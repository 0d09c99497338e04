"""A disk that may lose power or be full at any moment.

What was written is kept in a log. At a point of the log, what was synced is on the disk; of what was not, anything may
be: each write whole, in part (by sectors) or not at all, each change of length and each removal done or not.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final
from uuid import UUID

import apsw

SECTOR: Final = 512
Said = tuple[str, UUID]


@dataclass(frozen=True)
class Write:
    """Bytes at a place."""

    file: str
    offset: int
    content: bytes


@dataclass(frozen=True)
class Length:
    """A file cut to a length."""

    file: str
    size: int


@dataclass(frozen=True)
class Removal:
    """A file removed; `synced` when the folder was synced too."""

    file: str
    synced: bool


@dataclass(frozen=True)
class Sync:
    """What came before for this file is on the disk."""

    file: str


@dataclass(frozen=True)
class Acknowledged:
    """The program said that something was saved."""

    said: Said


Event = Write | Length | Removal | Sync | Acknowledged


@dataclass
class Disk:
    """The log, and how many bytes may still be written; None for any number."""

    log: list[Event] = field(default_factory=list)
    room: int | None = None


class LoggedFile(apsw.VFSFile):
    """A real file that notes what is done to it."""

    def __init__(self, disk: Disk, name: Any, flags: list[int]) -> None:
        super().__init__("", name, flags)
        self._disk = disk
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self._name = "" if path is None else Path(path).name  # a temporary file has none

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        if self._disk.room is not None:
            if len(data) > self._disk.room:
                full = apsw.FullError("no room")
                full.result = full.extendedresult = sqlite3.SQLITE_FULL
                raise full
            self._disk.room -= len(data)
        self._note(Write(self._name, offset, bytes(data)))
        super().xWrite(data, offset)

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        self._note(Length(self._name, newsize))
        super().xTruncate(newsize)

    def xSync(self, flags: int) -> None:  # noqa: N802
        self._note(Sync(self._name))

    def _note(self, event: Event) -> None:
        if self._name:
            self._disk.log.append(event)


class LoggedFiles(apsw.VFS):
    """The file system of the system with a log."""

    def __init__(self, name: str, disk: Disk) -> None:
        super().__init__(name, "")
        self._disk = disk

    def xOpen(self, name: Any, flags: list[int]) -> LoggedFile:  # noqa: N802
        return LoggedFile(self._disk, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802
        super().xDelete(filename, syncdir)
        self._disk.log.append(Removal(Path(filename).name, syncdir))


Files = dict[str, bytearray]


def after_power_loss(
    log: Iterable[Event], before: Files, points: Iterable[int], chance: Random
) -> Iterator[tuple[Files, list[Said]]]:
    """What is on the disk, and what had been acknowledged, when the power goes after each of these events."""
    wanted = set(points)
    durable = {name: bytearray(content) for name, content in before.items()}
    waiting: list[Event] = []
    said: list[Said] = []
    for number, event in enumerate(log):
        if isinstance(event, Acknowledged):
            said.append(event.said)
        elif isinstance(event, Sync):
            for each in waiting:
                if each.file == event.file:  # type: ignore[union-attr]
                    _apply(durable, each)
            waiting = [each for each in waiting if each.file != event.file]  # type: ignore[union-attr]
            durable.setdefault(event.file, bytearray())
        elif isinstance(event, Removal) and event.synced:
            waiting = [each for each in waiting if each.file != event.file]  # type: ignore[union-attr]
            durable.pop(event.file, None)
        else:
            waiting.append(event)
        if number in wanted:
            yield _torn(durable, waiting, chance), list(said)


def _torn(durable: Files, waiting: list[Event], chance: Random) -> Files:
    found = {name: bytearray(content) for name, content in durable.items()}
    share = chance.choice((0.0, 0.2, 0.5, 0.8, 1.0))  # of the events that reached the disk
    for event in waiting:
        if isinstance(event, Write) and 0 < share < 1:
            for start in range(0, len(event.content), SECTOR):
                if chance.random() < share:
                    _apply(found, Write(event.file, event.offset + start, event.content[start : start + SECTOR]))
        elif chance.random() < share:
            _apply(found, event)
    return found


def _apply(files: Files, event: Event) -> None:
    if isinstance(event, Removal):
        files.pop(event.file, None)
    elif isinstance(event, Length):
        content = files.setdefault(event.file, bytearray())
        del content[event.size :]
        content.extend(bytes(event.size - len(content)))
    elif isinstance(event, Write):
        content = files.setdefault(event.file, bytearray())
        content.extend(bytes(max(0, event.offset - len(content))))
        content[event.offset : event.offset + len(event.content)] = event.content

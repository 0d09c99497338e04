"""Backups of a database: what there is, which are due, which have been outlived, and what a restore would change."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Final

DAILY_KEPT: Final = 7
WEEKLY_KEPT: Final = 4
_DUE_AFTER: Final = timedelta(hours=20)
"""Somewhat less than a day, so that whoever begins earlier tomorrow makes one too."""
_NAME: Final = re.compile(
    r"(?P<stem>.+)\.(?P<at>\d{4}-\d\d-\d\dT\d{6}Z)\.(?P<kind>daily|backup|upgrade|restore)(-(?P<schema>\w+))?\.sqlite3"
)


class BackupKind(StrEnum):
    """Why a backup was made; only daily ones make room for newer ones."""

    DAILY = "daily"
    ASKED = "backup"
    UPGRADE = "upgrade"
    RESTORE = "restore"


@dataclass(frozen=True)
class Backup:
    """A copy of a database, as its name tells; `schema` where it was made before an upgrade."""

    file: Path
    at: datetime
    kind: BackupKind
    size: int = 0
    schema: str = ""


class FileState(StrEnum):
    """What a file turned out to be that should hold a database."""

    CURRENT = "current"
    OLDER = "older"
    NEWER = "newer"
    MISSING = "missing"
    EMPTY = "empty"
    FOREIGN = "foreign"
    DAMAGED = "damaged"
    LOCKED = "locked"
    UNREADABLE = "unreadable"

    @property
    def opens(self) -> bool:
        """Whether this program can work with it."""
        return self in (FileState.CURRENT, FileState.OLDER)


@dataclass(frozen=True)
class Look:
    """What a file is; the sentence says what is wrong where it does not open."""

    state: FileState
    sentence: str = ""
    schema: str = ""


@dataclass(frozen=True)
class Place:
    """Where a database lies: the file, and by which rules it is kept."""

    address: str
    is_shared: bool
    is_removable: bool
    system: str


@dataclass(frozen=True)
class Contents:
    """What a database holds: how many of each, and when the newest evaluation was submitted."""

    schema: str
    counts: Mapping[str, int]
    newest: datetime | None = None


@dataclass(frozen=True)
class RestorePreview:
    """What a backup holds beside what is there now (None where that cannot be read, with `trouble` saying why).

    `lost` is how many of each are there now and not in the backup, `back` the other way round.
    """

    backup: Contents
    now: Contents | None
    lost: Mapping[str, int] = field(default_factory=dict)
    back: Mapping[str, int] = field(default_factory=dict)
    trouble: str = ""


def backup_name(stem: str, at: datetime, kind: BackupKind, schema: str = "") -> str:
    """The name of a backup file; it sorts by time."""
    tail = f"-{schema}" if schema else ""
    return f"{stem}.{at.astimezone(UTC):%Y-%m-%dT%H%M%SZ}.{kind}{tail}.sqlite3"


def understood(file: Path, stem: str, size: int = 0) -> Backup | None:
    """What the name of a file says of a backup of that database; None where it is none."""
    match = _NAME.fullmatch(file.name)
    if match is None or match["stem"] != stem:
        return None
    try:
        at = datetime.strptime(match["at"], "%Y-%m-%dT%H%M%SZ").replace(tzinfo=UTC)
    except ValueError:
        return None
    return Backup(file, at, BackupKind(match["kind"]), size, match["schema"] or "")


def is_due(backups: Iterable[Backup], now: datetime) -> bool:
    """Whether the day's backup is still to be made; one whose time lies ahead was made by a wrong clock."""
    made = (each.at for each in backups if each.kind in (BackupKind.DAILY, BackupKind.ASKED))
    return not any(timedelta() <= now - at < _DUE_AFTER for at in made)


def outlived(backups: Sequence[Backup], daily: int = DAILY_KEPT, weekly: int = WEEKLY_KEPT) -> list[Backup]:
    """Daily backups that may go: not the newest of one of the newest days, nor of one of the newest weeks."""
    ours = sorted((each for each in backups if each.kind is BackupKind.DAILY), key=lambda each: each.at, reverse=True)
    days: dict[object, Backup] = {}
    weeks: dict[object, Backup] = {}
    for each in ours:
        days.setdefault(each.at.date(), each)
        weeks.setdefault(each.at.isocalendar()[:2], each)
    stay = {each.file for each in [*list(days.values())[: max(daily, 1)], *list(weeks.values())[: max(weekly, 0)]]}
    return [each for each in ours if each.file not in stay]


@dataclass(frozen=True)
class SavedTable:
    """What was read of a damaged table; `missing` rows are named by an index and cannot be read."""

    table: str
    read: int
    missing: int
    trouble: str = ""


@dataclass(frozen=True)
class SalvageReport:
    """What came of reading a damaged file into a new one.

    `counts` is what the new one holds, `waiting` what is kept aside there until a backup or another database brings
    what it refers to, `left_out` says why, one sentence each, and `aside` is where that lies; `problems` are those of
    the new database. `unwritten` things could be read and not be taken over; of an encrypted file, `broken_pages` were
    not what was written there.
    """

    target: Path
    tables: tuple[SavedTable, ...]
    counts: Mapping[str, int]
    waiting: int = 0
    left_out: tuple[str, ...] = ()
    aside: Path | None = None
    problems: tuple[str, ...] = ()
    unwritten: int = 0
    broken_pages: tuple[int, ...] = ()

    @property
    def is_complete(self) -> bool:
        """Whether nothing is known to be missing."""
        damaged = any(each.missing or each.trouble for each in self.tables)
        return not (damaged or self.waiting or self.left_out)

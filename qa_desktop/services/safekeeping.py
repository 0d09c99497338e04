"""Backups of the database that is open: those that there are, the day's, and bringing one back."""

from dataclasses import dataclass
from pathlib import Path

from qa_desktop.domain.backups import Backup, Place, RestorePreview
from qa_desktop.domain.errors import InputError
from qa_desktop.services.ports import Database, Keeper


@dataclass(frozen=True)
class Kept:
    """Where a database lies, where its backups go, and those that there are; no folder for a server."""

    place: Place
    folder: Path | None = None
    backups: tuple[Backup, ...] = ()


def look(database: Database, chosen: str) -> Kept:
    """Where the database lies, and its backups, newest first."""
    keeper = database.keeper
    if keeper is None:
        return Kept(Place(database.address, is_shared=True, is_removable=False, system="server"))
    return Kept(keeper.place, keeper.folder(chosen), keeper.listed(chosen))


def make(database: Database, chosen: str) -> Path:
    """Make a backup that stays until somebody deletes it."""
    return _keeper(database).make(chosen)


def make_daily(database: Database, chosen: str, keep: tuple[int, int]) -> Path | None:
    """The day's backup where there is none yet; a server makes its own."""
    return None if database.keeper is None else database.keeper.make_daily(chosen, keep)


def preview(database: Database, backup: Path) -> RestorePreview:
    """What bringing a backup back would change."""
    return _keeper(database).preview(backup)


def restore(database: Database, backup: Path) -> Path:
    """Bring a backup back; where the copy of what was there before lies. The database is to be opened again after."""
    return _keeper(database).restore(backup)


def _keeper(database: Database) -> Keeper:
    if database.keeper is None:
        raise InputError("A server keeps its own backups: ask whoever looks after it.")
    return database.keeper

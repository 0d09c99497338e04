"""Where what was erased can still be read: backups, and packages in the team folder; and taking it away there."""

from dataclasses import dataclass
from pathlib import Path

from qa_desktop.domain.errors import InputError
from qa_desktop.services import team_cleaning
from qa_desktop.services.ports import Database
from qa_desktop.sharing.folder import packages_in
from qa_desktop.sharing.names import PackageName


@dataclass(frozen=True)
class Leftovers:
    """Backups that hold it, backups that nobody could look into (of another passphrase, damaged), packages that do."""

    backups: tuple[Path, ...] = ()
    closed: tuple[Path, ...] = ()
    packages: tuple[PackageName, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing is left that is known of."""
        return not (self.backups or self.packages)


def look(database: Database, chosen: str, folder: Path | None = None) -> Leftovers:
    """What is left where; `chosen` names a folder of backups, `folder` the team folder. Raises InputError."""
    with database.reading() as work:
        erased = work.privacy.erasures()
    keeper = database.keeper
    backups, closed = ((), ()) if keeper is None else keeper.holding(erased, chosen)
    found = [] if folder is None else _packages(database, folder)
    return Leftovers(backups, closed, tuple(each.name for each in found))


def remove(database: Database, chosen: str, found: Leftovers, folder: Path | None = None) -> tuple[str, ...]:
    """Delete these backups, having made a new one, and put clean packages in the place of these; what failed.

    Packages of other devices too: so that it may be done for a device that will not come back.
    """
    failed = []
    if found.backups and database.keeper is not None:
        database.keeper.make(chosen)
    for file in found.backups:
        try:
            file.unlink(missing_ok=True)
        except OSError as error:
            failed.append(f"“{file}” ({error.strerror})")
    for package in [] if folder is None else _packages(database, folder):
        if folder is not None and package.name in found.packages:
            try:
                team_cleaning.replace_one(folder, package)
            except OSError as error:
                failed.append(f"“{folder / str(package.name)}” ({error.strerror})")
    return tuple(failed)


def _packages(database: Database, folder: Path) -> list[team_cleaning.Holding]:
    try:
        return list(team_cleaning.holding(database, folder, packages_in(folder)))
    except OSError as error:
        raise InputError(
            f"The team folder “{folder}” cannot be looked into ({error.strerror}): connect it, then try again."
        ) from error

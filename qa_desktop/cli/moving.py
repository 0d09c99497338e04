"""Moving a database from one of the four ways of keeping it to another."""

from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from qa_desktop import app, settings
from qa_desktop.cli.passphrases import passphrase_for
from qa_desktop.domain.errors import InputError
from qa_desktop.settings import Settings

TEAM: Final = "team:"
"""What an address begins with that means: in a file here, shared through that folder."""


@dataclass(frozen=True)
class Moved:
    """Where the database is now, how many rows of each table it has, and through which folder it is shared."""

    address: str
    rows: Mapping[str, int]
    folder: str | None


def move_to(address: str, before: str, kept: Settings, *, is_usual: bool) -> Moved:
    """Move a database; where it is the usual one, the next start opens it in its new place."""
    from qa_desktop.services import team_folder
    from qa_desktop.storage.ciphering import key_for
    from qa_desktop.storage.database import open_database
    from qa_desktop.storage.engine import file_of, parse_address
    from qa_desktop.storage.moving import move
    from qa_desktop.storage.places import is_local

    folder = Path(address.removeprefix(TEAM)).expanduser().absolute() if address.startswith(TEAM) else None
    if folder is not None and not folder.is_dir():
        raise InputError(f"There is no folder “{folder}”: make it, or connect the share that it is on.")
    old = file_of(parse_address(before))
    if folder is None:
        place = file_of(parse_address(address))
    else:
        place = old if old is not None and is_local(old.parent) else settings.default_database()
    there = str(place) if place is not None else address
    stays = there == str(old or before)
    if stays and folder is None:
        raise InputError(f"The database is at “{there}” already: name another place.")
    words = passphrase_for(before)
    with closing(open_database(before, UUID(kept.device), passphrase=words)) as database, database.reading() as work:
        key = str(work.sharing.database())  # opening has brought it up to date, too
    rows = {} if stays else move(before, there, None if old is None else key_for(old, words))
    others = {each: at for each, at in kept.team_folders.items() if each != key}
    shared = {} if place is None else {key: str(folder) if folder else kept.team_folders.get(key, "")}
    now = replace(kept, team_folders={**others, **{each: at for each, at in shared.items() if at}})
    if is_usual:
        now = replace(now, database="" if there == str(settings.default_database()) else there)
    with closing(app.open_database(there, kept, words)) as moved:
        if folder is not None:
            team_folder.choose(moved, folder)
    settings.save(now)
    return Moved(there, rows, now.team_folders.get(key))

"""A program that does one long thing to database files until it is killed, for the tests of what is left then.

Arguments: (upgrade | merge | back-up | restore | put-back) TEMPLATE FOLDER [OTHER]

Each round works on a copy of TEMPLATE in a folder of its own, and says `begin` with its file, `made` with what is
finished in it, and `done` with its file.
"""

import shutil
from collections.abc import Callable
from contextlib import closing
from itertools import count
from pathlib import Path
from typing import Final

import alembic.command  # loaded now, so that the kills do not fall into that

from qa_desktop.services import merging
from qa_desktop.storage import keeping
from qa_desktop.storage.database import open_database
from tests.storage.samples import DEVICE


def upgrade(file: Path, _: Path) -> None:
    """Opening an older database brings it up to date."""
    open_database(file, DEVICE).close()


def merge(file: Path, other: Path) -> None:
    """Take in everything of another database."""
    with closing(open_database(file, DEVICE)) as database, closing(open_database(other, DEVICE)) as theirs:
        merging.merge(database, theirs)


def back_up(file: Path, _: Path) -> None:
    """Some backups, one after the other."""
    with closing(open_database(file, DEVICE)) as database:
        assert database.keeper is not None
        for _number in range(5):
            _say("made", database.keeper.make())


def restore(file: Path, backup: Path) -> None:
    """Bring a backup back into a database that opens."""
    with closing(open_database(file, DEVICE)) as database:
        assert database.keeper is not None
        _say("made", database.keeper.restore(backup))


def put_back(file: Path, backup: Path) -> None:
    """Put a backup in the place of a file that does not open."""
    keeping.put_back(backup, file)


TASKS: Final[dict[str, Callable[[Path, Path], None]]] = {
    "upgrade": upgrade,
    "merge": merge,
    "back-up": back_up,
    "restore": restore,
    "put-back": put_back,
}


def _say(what: str, file: Path) -> None:
    print(what, file, flush=True)


def main(arguments: list[str]) -> None:
    """Go on until somebody ends it."""
    assert alembic.command
    task, template, folder, *other = arguments
    for number in count():
        file = Path(folder) / str(number) / "room.db"
        file.parent.mkdir()
        shutil.copy(template, file)
        _say("begin", file)
        TASKS[task](file, Path(other[0]) if other else Path())
        _say("done", file)

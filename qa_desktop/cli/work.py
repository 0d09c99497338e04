"""The database that a command works on, and the people it names."""

from argparse import Namespace
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from qa_desktop import app, settings
from qa_desktop.cli.passphrases import passphrase_for
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.services import identity, people
from qa_desktop.services.ports import Database
from qa_desktop.settings import Settings

if TYPE_CHECKING:
    from qa_desktop.storage.database import SqlDatabase


@contextmanager
def open_work(options: Namespace, *, new: bool = False) -> Iterator[Database]:
    """The database that was named, or the usual one; closed afterwards.

    One that was named and is not there is made only for a command that fills it (`new`): elsewhere it is a slip, and
    raises InputError.
    """
    if options.database and not new and is_missing(options.database):
        raise InputError(f"There is no database “{options.database}”: check its name and place.")
    kept = settings.load()
    database = app.open_database(options.database, kept, passphrase_for(address_of(options, kept)))
    try:
        yield database
        identity.witness(database)
    finally:
        database.close()


@contextmanager
def open_server(options: Namespace) -> "Iterator[SqlDatabase]":
    """The database on a server that was named, or the usual one, for a command about its logins.

    Raises InputError when it is a file: that belongs to whoever may open it.
    """
    from qa_desktop.storage.database import open_database
    from qa_desktop.storage.engine import parse_address

    kept = settings.load()
    address = address_of(options, kept)
    if parse_address(address).get_backend_name() == "sqlite":
        raise InputError("Roles and logins are a matter of a PostgreSQL server: name one with --database.")
    with closing(open_database(address, UUID(kept.device))) as database:
        yield database


def address_of(options: Namespace, kept: Settings) -> str:
    """Where the database lies that a command works on."""
    return str(options.database or kept.database or settings.default_database())


def is_missing(address: str) -> bool:
    """Whether the address is that of a file which is not there."""
    from qa_desktop.storage.engine import file_of, parse_address

    file = file_of(parse_address(address))
    return file is not None and not file.exists()


def viewer(options: Namespace, database: Database) -> Person | None:
    """Who looks: named with --as, else whoever uses this computer; None where that is nobody the database knows."""
    name = options.person or settings.load().person
    return people.find(database, name) if name else None


def acting(options: Namespace, database: Database) -> Person:
    """Who does something. Raises InputError where nobody is named, or somebody whom the database does not know."""
    name = options.person or settings.load().person
    if not name:
        raise InputError("Say who you are with --as NAME.")
    found = people.find(database, name)
    if found is None:
        raise InputError(f"There is nobody called “{name}” in the database: check the name.")
    return found


def viewing(options: Namespace, database: Database) -> UUID | None:
    """The key of who looks."""
    person = viewer(options, database)
    return person.key if person else None


def person_named(database: Database, name: str, role: PersonRole, now: datetime) -> tuple[Person, bool]:
    """The person of that name, and whether somebody new was added; whoever is known keeps the role."""
    known = people.find(database, name)
    return (known, False) if known else (people.introduce(database, name, role, now)[0], True)


def want_file(file: Path) -> None:
    """Raise InputError where a file is wanted and something else was named."""
    if file.is_dir():
        raise InputError(f"“{file}” is a folder: name a file in it.")
    if not file.exists():
        raise InputError(f"There is no file “{file}”: check its name and place.")

"""Under which id this installation writes in a database: another one after a restore, a copy, or a move of settings.

What it rests on is kept in a file of its own beside the settings, which programs that run at the same time write too.
"""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID

from qa_desktop import paths
from qa_desktop.domain.devices import Installation, Renewal, Writer
from qa_desktop.domain.errors import InputError
from qa_desktop.services.ports import Database
from qa_desktop.settings import write_whole
from qa_desktop.sharing.machine import fingerprint


def settle(database: Database, usual: UUID) -> Renewal | None:
    """Give a database that was just opened the id under which we write in it, before anything is written.

    Why it is another one than before; None where it is not.
    """
    installation, machine = _load(), fingerprint()
    with database.reading() as work:
        key = work.sharing.database()
        known = installation.writer(key, usual)
        number = work.sharing.own_number(known)
    why = installation.renewal(key, usual, machine, number)
    if why is not None:
        _renew(database, key, known)
        return why
    if database.device != known:
        database.become(known)
    witness(database)
    return None


def witness(database: Database) -> None:
    """Note how far we have written in a database, so that an older copy of it is known when we meet one."""
    with database.reading() as work:
        key, number = work.sharing.database(), work.sharing.own_number()
    before = _load()
    now = before.witnessing(key, database.device, fingerprint(), number)
    if now != before:
        _save(now)


def renew(database: Database) -> UUID:
    """Write under a new id in a database from now on; the folders of recordings come along."""
    with database.reading() as work:
        key = work.sharing.database()
    return _renew(database, key, database.device)


def _renew(database: Database, key: UUID, before: UUID) -> UUID:
    installation = _load().renewed(key, fingerprint())
    _save(installation)  # first: an id that was given and is then never used does no harm
    device = installation.writers[key].device
    database.become(device)
    with database.writing() as work:
        work.roots.take_over(before)
    return device


def _load() -> Installation:
    """What is known; nothing where the file is not there or says something else."""
    try:
        found = json.loads(_file().read_bytes())
        return Installation(str(found["machine"]), dict(_writer(each) for each in found["databases"].items()))
    except (FileNotFoundError, ValueError, TypeError, KeyError, AttributeError):
        return Installation()
    except OSError as error:
        raise InputError(
            f"“{_file()}” cannot be read ({error.strerror}): take it away, or make it a file of yours."
        ) from error


def _writer(written: tuple[str, Mapping[str, Any]]) -> tuple[UUID, Writer]:
    database, told = written
    return UUID(database), Writer(UUID(told["device"]), int(told["number"]))


def _save(installation: Installation) -> None:
    databases = {
        str(database): {"device": str(writer.device), "number": writer.number}
        for database, writer in installation.writers.items()
    }
    told = json.dumps({"machine": installation.machine, "databases": databases}, indent=1)
    try:
        write_whole(_file(), told.encode())
    except OSError as error:
        raise InputError(
            f"“{_file()}” cannot be written ({error.strerror}): see that the disk has room and you may write there."
        ) from error


def _file() -> Path:
    return paths.user_data() / "devices.json"

"""Sharing through a folder: what is new here goes into it as packages, what others have put there comes in.

Nothing is locked and nothing is overwritten: each device writes files of its own and reads those of the others. What
the folder holds says what is left to do, so an end at any moment loses nothing and needs no repair.

Packages are not put together later, for whoever joins, or comes back from a backup, may need any of them. So the folder
grows by at most one file for each machine and half minute in which something was submitted there (one more for each
MOST_IN_ONE entries), and is listed whole in every exchange.
"""

import errno
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.exchange import Exchanged
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.ranges import Ranges
from qa_desktop.services import identity
from qa_desktop.services.ports import Database
from qa_desktop.services.team_cleaning import clean_own
from qa_desktop.services.team_packages import Receiver
from qa_desktop.sharing import folder as files
from qa_desktop.sharing.names import PackageName
from qa_desktop.sharing.packages import Header, NewerError, UnreadableError, pack, size_of, unpack

MOST_IN_ONE: Final = 500
"""Entries in a package."""
LARGEST_CONTENT: Final = 16 << 20
"""Bytes that the entries of a package take before they are compressed, unless a single one is larger."""
_LOOKED_AT_AGAIN: Final = 20
_READ_ONLY: Final = (errno.EACCES, errno.EPERM, errno.EROFS)
_PRESENCE: Final = b"This file says that a QA Desktop shares its work here; leave it where it is.\n"
_ANY: Final = (Changed.INTERACTION, Changed.EVALUATION, Changed.FORM, Changed.PERSON, Changed.SESSION)


class TeamFolder:
    """One team folder, as one program uses it; remembers from one exchange to the next what need not be read again."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._receiver = Receiver(folder)
        self._verified: UUID | None = None
        self._whole: dict[PackageName, files.Stamp | None] = {}
        """Our last packages as they were when they were found whole."""

    def exchange(self, database: Database, stopped: Callable[[], bool] = lambda: False) -> Exchanged:
        """Bring the folder and the database to the same state, as far as that can be done now.

        A folder that cannot be used is told in the result; InputError is raised where the database fails.
        """
        found = Exchanged()
        try:
            names = self._look(database)
            sent, closed = 0, ""
            try:
                sent = self._send(database, names, stopped)
            except OSError as error:
                if error.errno not in _READ_ONLY:
                    raise
                closed = _closed(self.folder, error)
            received = self._receiver.receive(database, names, stopped)
            found = replace(received, sent=sent, problem=closed, read_only=closed != "")
            if not closed:
                clean_own(database, self.folder, stopped)
        except OSError as error:
            found = replace(found, problem=_not_there(self.folder, error))
        return self._counted(database, found)

    def _look(self, database: Database) -> tuple[PackageName, ...]:
        """What is in the folder, having made sure that it is the folder that was chosen and that we are who we were."""
        with database.reading() as work:
            key = work.sharing.database()
        names = files.packages_in(self.folder)
        if not files.presence_of(self.folder, key).exists():
            raise FileNotFoundError(2, "it is not the folder that was chosen")
        if _last(names, database.device) > _outbox_end(database):
            identity.renew(database)
            return names
        names = self._without_broken(names, database.device)
        if self._verified != database.device:
            newest = next((name for name in reversed(names) if name.device == database.device), None)
            if newest is not None and not self._is_ours(database, newest):
                identity.renew(database)
            files.sweep(self.folder, database.device)
            self._verified = database.device
        return names

    def _without_broken(self, names: tuple[PackageName, ...], device: UUID) -> tuple[PackageName, ...]:
        """The packages but for those of our last that are not whole, which are written again.

        A sync program may put a half over a package at any time: each is read when its file is another than before.
        """
        own = [name for name in names if name.device == device][-_LOOKED_AT_AGAIN:]
        stamps = {name: files.stamp_of(self.folder, name) for name in own}
        changed = [name for name, stamp in stamps.items() if self._whole.get(name) != stamp]
        broken = {name for name in changed if not self._is_whole(name)}
        for name in broken:
            (self.folder / str(name)).unlink(missing_ok=True)
        self._whole = {name: stamp for name, stamp in stamps.items() if name not in broken}
        return tuple(name for name in names if name not in broken)

    def _is_whole(self, name: PackageName) -> bool:
        try:
            return files.read_whole(self.folder, name) is not None
        except files.OversizedError:
            return False

    def _is_ours(self, database: Database, name: PackageName) -> bool:
        """Whether a package under our id tells of what we have written: another copy of the database may have too."""
        content = files.read_whole(self.folder, name)
        with database.reading() as work:
            schema, _ = work.sharing.schema()
            written = set(work.sharing.names(name.first, name.last))
        try:
            told = unpack(name, content or b"", schema).entries
        except (UnreadableError, NewerError):
            return False
        return all((entry.kind, entry.key) in written for entry in told)

    def _send(self, database: Database, names: Sequence[PackageName], stopped: Callable[[], bool]) -> int:
        identity.witness(database)  # first: what is in the folder must never be ahead of that
        told, sent = _told(names, database.device), 0
        for first, last in told.missing(_outbox_end(database)).runs:
            while first <= last and not stopped():
                reached, count = self._write(database, first, last)
                told, sent, first = told.adding(first, reached), sent + count, reached + 1
        if sent:
            with database.writing() as work:
                work.sharing.note_told(told)
        return sent

    def _write(self, database: Database, first: int, last: int) -> tuple[int, int]:
        """Write the next package of a run of numbers; the last number that it covers, and how many entries it has."""
        with database.reading() as work:
            key, (schema, program) = work.sharing.database(), work.sharing.schema()
            reached = min(last, first + MOST_IN_ONE - 1)
            entries = work.sharing.outbox(first, reached)
        while len(entries) > 1 and size_of(entries) > LARGEST_CONTENT:
            entries = entries[: len(entries) // 2]
            reached = entries[-1].sequence
        header = Header(schema, program, database.device, key, first, reached, len(entries))
        files.write_package(self.folder, database.device, first, reached, pack(header, entries))
        return reached, len(entries)

    def _counted(self, database: Database, found: Exchanged) -> Exchanged:
        with database.reading() as work:
            told = work.sharing.told()
            if not found.problem or found.read_only:
                try:
                    told = _told(files.packages_in(self.folder), database.device)
                except OSError as error:
                    found = replace(found, problem=_not_there(self.folder, error), read_only=False)
            waiting, conflicts = work.sharing.waiting(told), work.sharing.conflicts()
            aside, refusals = work.sharing.aside(), work.sharing.refused()
        changes = Changes(frozenset((kind, database.device) for kind in _ANY)) if found.received else Changes()
        return replace(found, waiting=waiting, conflicts=conflicts, aside=aside, refusals=refusals, changes=changes)


def choose(database: Database, folder: Path) -> None:
    """Make a folder the team folder of a database. Raises InputError where it cannot be one."""
    if database.address.startswith("postgresql"):
        raise InputError("This database is on a server, which shares it already: a team folder is for a local file.")
    if not folder.is_dir():
        raise InputError(f"There is no folder “{folder}”: make it, or connect the share that it is on.")
    if (folder / Path(database.address).name).exists() and Path(database.address).parent.resolve() == folder.resolve():
        raise InputError(f"The database itself lies in “{folder}”: choose a folder that holds nothing else.")
    with database.reading() as work:
        place = files.presence_of(folder, work.sharing.database())
    try:
        files.put_whole(place, _PRESENCE, f".{new_key().hex}.part")
    except OSError as error:
        raise InputError(
            f"Nothing can be written into “{folder}” ({error.strerror}): ask for the right to, or choose another."
        ) from error


def _told(names: Sequence[PackageName], device: UUID) -> Ranges:
    return Ranges.of((name.first, name.last) for name in names if name.device == device)


def _last(names: Sequence[PackageName], device: UUID) -> int:
    return _told(names, device).last


def _outbox_end(database: Database) -> int:
    with database.reading() as work:
        return work.sharing.last()


def _closed(folder: Path, error: OSError) -> str:
    return (
        f"The team folder “{folder}” can be read but not written to ({error.strerror}): "
        "ask for the right to write there; what is new waits until then."
    )


def _not_there(folder: Path, error: OSError) -> str:
    return f"The team folder “{folder}” cannot be used ({error.strerror}): connect it; what is new waits until then."

"""Reading what others have put into the team folder."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

from qa_desktop.domain.exchange import Exchanged
from qa_desktop.domain.ranges import Ranges
from qa_desktop.domain.sharing import Entry, MergeReport
from qa_desktop.services.absorbing import Pace, absorb, collecting_rarely
from qa_desktop.services.ports import Database, UnitOfWork
from qa_desktop.sharing.folder import OversizedError, read_whole
from qa_desktop.sharing.names import PackageName
from qa_desktop.sharing.packages import NewerError, Package, UnreadableError, unpack

_TOGETHER: Final = 2000
"""So many entries of packages are taken in at once: what each begins and ends with is done once."""


@dataclass
class _Gathered:
    """Packages that are read and not yet taken in."""

    names: list[PackageName] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)


class Receiver:
    """Reads the packages of a folder; keeps in mind which are of no use to this program."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._newer: dict[PackageName, str] = {}
        self._unreadable: dict[PackageName, str] = {}
        self._pace = Pace()

    def receive(self, database: Database, names: Sequence[PackageName], stopped: Callable[[], bool]) -> Exchanged:
        """Take in every package that is whole and not in the database yet. Raises OSError, InputError."""
        with collecting_rarely():
            return self._receive(database, names, stopped)

    def _receive(self, database: Database, names: Sequence[PackageName], stopped: Callable[[], bool]) -> Exchanged:
        with database.reading() as work:
            heard, (schema, _) = work.sharing.heard(), work.sharing.schema()
        report, arriving, gathered = MergeReport(), 0, _Gathered()
        wanted = [
            name
            for name in names
            if name.device != database.device and not heard.get(name.device, Ranges()).covers(name.first, name.last)
        ]
        for name in wanted:
            if stopped():
                break
            package = None if name in self._newer or name in self._unreadable else self._read(name, schema)
            if package is None:
                arriving += name not in self._newer and name not in self._unreadable
                continue
            gathered.names.append(name)
            gathered.entries.extend(package.entries)
            if len(gathered.entries) >= _TOGETHER:
                report, gathered = self._take_in(database, gathered, report), _Gathered()
        report = self._take_in(database, gathered, report)
        still = set(names)
        return Exchanged(
            received=report.added,
            arriving=arriving,
            newer=tuple(version for name, version in self._newer.items() if name in still),
            unreadable=tuple(why for name, why in self._unreadable.items() if name in still),
            refused=report.refused,
        )

    def _read(self, name: PackageName, schema: str) -> Package | None:
        """A package; None where it is of no use (which is kept in mind) or not whole yet."""
        try:
            content = read_whole(self._folder, name)
            return None if content is None else unpack(name, content, schema)
        except NewerError as error:
            self._newer[name] = error.program
        except (UnreadableError, OversizedError) as error:
            self._give_up(name, error)
        return None

    def _give_up(self, name: PackageName, error: Exception) -> None:
        self._unreadable[name] = f"The package “{name}” cannot be used ({error}): delete it, others will send it again."

    def _take_in(self, database: Database, gathered: _Gathered, before: MergeReport) -> MergeReport:
        if not gathered.names:
            return before

        def done(work: UnitOfWork) -> None:
            for name in gathered.names:
                work.sharing.note_heard(name.device, name.first, name.last)

        try:
            report = absorb(database, gathered.entries, forward=False, pace=self._pace, done=done)
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            if len(gathered.names) > 1:  # find the one that is at fault; the others are good
                return self._one_by_one(database, gathered, before)
            self._give_up(gathered.names[0], error)
            return before
        return replace(
            before,
            added=before.added + report.added,
            refused=(*before.refused, *report.refused),
            waiting=report.waiting,
        )

    def _one_by_one(self, database: Database, gathered: _Gathered, report: MergeReport) -> MergeReport:
        for name in gathered.names:
            package = self._read(name, self._schema(database))
            if package is not None:
                report = self._take_in(database, _Gathered([name], list(package.entries)), report)
        return report

    def _schema(self, database: Database) -> str:
        with database.reading() as work:
            return work.sharing.schema()[0]

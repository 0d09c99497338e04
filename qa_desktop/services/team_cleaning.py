"""Taking the text of what was erased out of packages that lie in a team folder.

A package never changes: another one, with the same entries without their text and a note of that, takes its place.
Every hash in it stays true, so that whoever reads the one or the other comes to the same.
"""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from qa_desktop.domain.blanking import Erased, blanked
from qa_desktop.services.ports import Database
from qa_desktop.sharing import folder as files
from qa_desktop.sharing.names import PackageName
from qa_desktop.sharing.packages import NewerError, Package, UnreadableError, pack, unpack


@dataclass(frozen=True)
class Holding:
    """A package that still holds text which was erased; `entries` says in how many places."""

    name: PackageName
    clean: bytes
    entries: int


def clean_own(database: Database, folder: Path, stopped: Callable[[], bool] = lambda: False) -> int:
    """Replace our own packages that hold what was erased since we last looked; how many. Raises OSError, InputError."""
    with database.reading() as work:
        mark = f"{work.privacy.count_erasures()} {hashlib.sha256(str(folder).encode()).hexdigest()[:16]}"
        if mark.startswith("0 ") or mark == work.sharing.cleaned():
            return 0
    done = 0
    own = [name for name in files.packages_in(folder) if name.device == database.device]
    for found in holding(database, folder, own):
        replace_one(folder, found)
        done += 1
        if stopped():
            return done
    with database.writing() as work:
        work.sharing.note_cleaned(mark)
    return done


def holding(database: Database, folder: Path, names: Sequence[PackageName]) -> Iterator[Holding]:
    """The packages among these that still hold what was erased. Raises OSError."""
    with database.reading() as work:
        erased, (schema, _) = work.privacy.all_erased(), work.sharing.schema()
    for name in names if erased.interactions else ():
        found = _looked_into(folder, name, erased, schema)
        if found is not None:
            yield found


def replace_one(folder: Path, found: Holding) -> None:
    """Put the clean one beside a package, then take that away: nobody can meet neither. Raises OSError."""
    name = found.name
    clean = files.write_package(folder, name.device, name.first, name.last, found.clean)
    if clean != name:
        (folder / str(name)).unlink(missing_ok=True)


def _looked_into(folder: Path, name: PackageName, erased: Erased, schema: str) -> Holding | None:
    try:
        content = files.read_whole(folder, name)
        package = None if content is None else unpack(name, content, schema)
    except (UnreadableError, NewerError, files.OversizedError):
        return None
    return None if package is None else _cleaned(name, package, erased)


def _cleaned(name: PackageName, package: Package, erased: Erased) -> Holding | None:
    try:
        entries = [blanked(entry, erased) for entry in package.entries]
    except (LookupError, TypeError, ValueError, AttributeError):  # of somebody who means harm: never taken in either
        return None
    changed = sum(after is not before for after, before in zip(entries, package.entries, strict=True))
    if not changed:
        return None
    header = replace(package.header, erased=package.header.erased + changed)
    return Holding(name, pack(header, entries), changed)

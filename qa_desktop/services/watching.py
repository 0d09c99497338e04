"""Which files of watched folders are new and wholly written."""

import os
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple, TypeVar

from qa_desktop.domain.errors import InputError
from qa_desktop.services.import_report import ImportReport, Result
from qa_desktop.services.import_sources import may_be_ours
from qa_desktop.transcripts.mapping import Mapping as Template

_T = TypeVar("_T")
_LEGS = ("-in", "-out")


class Stamp(NamedTuple):
    """By what a file that is still being written is known: both change."""

    size: int
    changed_ns: int


class Watch:
    """Looks at folders again and again; a file is whole when two looks in a row find it the same.

    Files of one name (a recording with its transcript, its legs) come together, once all of them are whole.
    """

    def __init__(self, folders: Sequence[Path], mapping: Template | None = None) -> None:
        self._folders = folders
        self._mapping = mapping
        self._seen: Mapping[Path, Stamp] = {}
        self._taken: dict[Path, Stamp] = {}

    def look(self) -> tuple[Path, ...]:
        """The files to import now: what is new or changed, and whole, with what has the same name."""
        before, self._seen = self._seen, stamps(self._folders, self._mapping)
        groups: dict[Path, list[Path]] = {}
        for file in self._seen:
            groups.setdefault(_group(file), []).append(file)
        ready: list[Path] = []
        for files in groups.values():
            whole = all(before.get(file) == self._seen[file] for file in files)
            if whole and any(self._taken.get(file) != self._seen[file] for file in files):
                ready += files
        return tuple(ready)

    def take(self, take: Callable[[tuple[Path, ...]], _T]) -> _T | None:
        """Hand what is ready to `take`, and give what that returns; None where nothing is ready.

        What could not be taken (`take` raises) is ready again at the next look. Raises InputError where a folder is
        not there, after the others were looked at.
        """
        ready = self.look()
        taken = take(ready) if ready else None
        self.took(ready)
        gone = next((folder for folder in self._folders if not folder.is_dir()), None)
        if gone is not None:
            raise InputError(f"The folder “{gone}” is not there now, so nothing comes from it.")
        return taken

    def took(self, files: Sequence[Path]) -> None:
        """Files as they were last looked at are done with; until this is said they are ready at every look."""
        self._taken |= {file: self._seen[file] for file in files}


def stamps(folders: Sequence[Path], mapping: Template | None = None) -> dict[Path, Stamp]:
    """The files to import in folders and below; what goes meanwhile is left out."""
    found: dict[Path, Stamp] = {}
    for given in folders:
        for folder, below, names in os.walk(given):
            below[:] = sorted(name for name in below if not name.startswith("."))
            for file in (Path(folder, name) for name in sorted(names) if may_be_ours(name, mapping)):
                with suppress(OSError):
                    stat = file.stat()
                    found[file] = Stamp(stat.st_size, stat.st_mtime_ns)
    return found


def _group(file: Path) -> Path:
    stem = file.name.split(".")[0].casefold()
    for leg in _LEGS:
        stem = stem.removesuffix(leg)
    return file.parent / stem


def unread_after(before: ImportReport | None, done: ImportReport) -> ImportReport:
    """What could not be read so far, with what was asked about it: a file is read once its last import took it."""
    unread = {each.name: each for each in (before.outcomes if before else ())}
    for each in done.outcomes:
        alike = [name for name in unread if name == each.name or Path(name).name == each.name]
        for name in alike:
            del unread[name]
        if each.result in (Result.REFUSED, Result.HELD):
            unread[each.name] = each
    asked = {(each.folder, each.suffix): each for each in (*(before.questions if before else ()), *done.questions)}
    unknown = {each.file: each for each in (*(before.unrecognised if before else ()), *done.unrecognised)}
    left = tuple(each for each in unknown.values() if Path(each.file).name in {Path(name).name for name in unread})
    return ImportReport(tuple(unread.values()), {}, questions=tuple(asked.values()), unrecognised=left)

"""Which files of watched folders are new and wholly written."""

import os
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from qa_desktop.services.import_sources import may_be_ours
from qa_desktop.transcripts.mapping import Mapping as Template

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

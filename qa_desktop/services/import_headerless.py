"""Recordings without a header, during an import: their formats where they are known, and what has to be asked."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from qa_desktop.domain.changes import Changes
from qa_desktop.domain.people import Person
from qa_desktop.domain.raw_formats import NeedsRawFormat, RawFormat
from qa_desktop.services.ports import Database
from qa_desktop.services.recording_sources import known_format, remember_format

ANY_ENDING = ""
"""In place of an ending: a format for whatever has no header."""


@dataclass(frozen=True)
class FormatQuestion:
    """The headerless files with one ending in one of the folders given: in which format are they?

    `known` is what they were read as; without it they are held back until somebody says. `usual` may be proposed.
    """

    folder: Path
    suffix: str
    files: tuple[str, ...]
    usual: RawFormat | None = None
    known: RawFormat | None = None

    @property
    def proposed(self) -> RawFormat:
        """What to offer first."""
        return self.known or self.usual or RawFormat("mulaw")


@dataclass
class _Group:
    usual: RawFormat | None
    known: RawFormat | None
    files: list[str] = field(default_factory=list)
    has_worked: bool = False


class Headerless:
    """Answers in which format a headerless file is; what is `given` by ending goes before what was said earlier."""

    def __init__(self, database: Database, given: Mapping[str, RawFormat]) -> None:
        self._database = database
        self._given = given
        self._groups: dict[tuple[Path, str], _Group] = {}

    def format_of(self, file: Path, folder: Path, needs: NeedsRawFormat) -> RawFormat:
        """The format of a file under a folder that was given; raises `needs` where nobody has said yet."""
        key = (folder, needs.suffix)
        group = self._groups.get(key)
        if group is None:
            group = self._groups[key] = _Group(needs.usual, self._known(file, needs.suffix))
        group.files.append(file.as_posix())
        if group.known is None:
            raise needs
        return group.known

    def worked(self, folder: Path, suffix: str) -> None:
        """Note that a file could be read so; only then an answer is worth remembering."""
        self._groups[folder, suffix].has_worked = True

    @property
    def questions(self) -> tuple[FormatQuestion, ...]:
        """One for each ending in each folder, those that hold files back first."""
        asked = [
            FormatQuestion(folder, suffix, tuple(dict.fromkeys(group.files)), group.usual, group.known)
            for (folder, suffix), group in self._groups.items()
        ]
        return tuple(sorted(asked, key=lambda each: (each.known is not None, str(each.folder), each.suffix)))

    def remember(self, author: Person, now: datetime) -> Changes:
        """Keep what was given and has worked, for the next time."""
        changes = Changes()
        for (folder, suffix), group in self._groups.items():
            if group.has_worked and group.known is not None and group.known == self._told(suffix):
                changes |= remember_format(self._database, folder, suffix, group.known, author, now)
        return changes

    def _known(self, file: Path, suffix: str) -> RawFormat | None:
        told = self._told(suffix)
        if told is not None:
            return told
        with self._database.reading() as work:
            return known_format(work, file.parent, suffix)

    def _told(self, suffix: str) -> RawFormat | None:
        return self._given.get(suffix) or self._given.get(ANY_ENDING)

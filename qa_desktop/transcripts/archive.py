"""ZIP files, opened so that nothing in them can fill the memory or leave its place."""

import io
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from zipfile import BadZipFile, ZipFile, ZipInfo

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Skipped
from qa_desktop.transcripts.kinds import ZIP

MOST_ENTRIES = 10_000
LARGEST_ENTRY = 100 << 20
LARGEST_TOTAL = 500 << 20
HIGHEST_RATIO = 200
_SMALL = 1 << 20
_BROKEN = "is a ZIP archive that is damaged or cut off; export or copy it again"


@dataclass(frozen=True)
class Archive:
    """The entries of a ZIP file by their paths; entries with a path that leads outside stand in `skipped` alone."""

    entries: dict[str, ZipInfo]
    skipped: tuple[Skipped, ...] = ()
    _file: ZipFile = field(repr=False, default_factory=lambda: ZipFile(io.BytesIO(), "w"))

    @property
    def names(self) -> tuple[str, ...]:
        """The paths of all files in it, in the order of the archive."""
        return tuple(self.entries)

    def read(self, name: str) -> bytes:
        """The bytes of an entry; raises KeyError where there is none, InputError where it is damaged or locked."""
        entry = self.entries[name]
        try:
            with self._file.open(entry) as opened:
                data = opened.read(LARGEST_ENTRY + 1)
        except RuntimeError as error:
            raise InputError("is a ZIP archive that is locked with a password; unpack it first") from error
        except (BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError) as error:
            raise InputError(_BROKEN) from error
        if len(data) > LARGEST_ENTRY:
            raise InputError(f"holds a file of more than {LARGEST_ENTRY >> 20} MB, more than any transcript")
        return data


def open_archive(data: bytes) -> Archive | None:
    """The archive in the bytes; None where they are no ZIP, InputError where it is broken or a bomb."""
    if not data.startswith(ZIP):
        return None
    try:
        file = ZipFile(io.BytesIO(data))
    except (BadZipFile, NotImplementedError, OSError, ValueError) as error:
        raise InputError(_BROKEN) from error
    entries = [entry for entry in file.infolist() if entry.filename and not entry.is_dir()]
    _want_bounded(entries)
    skipped = tuple(_outside(entries))
    inside = {entry.filename: entry for entry in entries if _is_inside(entry.filename)}
    return Archive(inside, skipped, file)


def _want_bounded(entries: list[ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise InputError(f"is a ZIP archive of more than {MOST_ENTRIES:,} files; unpack what is wanted from it first")
    total, packed = sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries)
    largest = max((entry.file_size for entry in entries), default=0)
    if largest > LARGEST_ENTRY or total > LARGEST_TOTAL or (total > _SMALL and total > HIGHEST_RATIO * max(packed, 1)):
        raise InputError("is a ZIP archive that would unpack to far more than any transcript, and was not opened")


def _outside(entries: list[ZipInfo]) -> Iterator[Skipped]:
    for entry in entries:
        if not _is_inside(entry.filename):
            yield Skipped(entry.filename[:100], "its path leads out of the archive, so it was left out")


def _is_inside(path: str) -> bool:
    parts = path.replace("\\", "/").split("/")
    return ".." not in parts and bool(parts[0]) and not re.match(r"[A-Za-z]:", path)

"""What was erased, beside the database file: keys alone, so that an erasure outlives whatever becomes of the file.

A line for each interaction, appended and never changed. A backup that is brought back, by the program or by hand, is
held against it when it is opened.
"""

import contextlib
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Final
from uuid import UUID

_HEAD: Final = (
    "# What was erased from the database beside this list, by key: it keeps a backup from bringing it back.\n"
)
_WITH_AGENT: Final = "agent"


class ErasedList:
    """The list beside a database file."""

    def __init__(self, file: Path) -> None:
        self._beside = file
        self.file = file.with_name(file.name + ".erased")

    def read(self) -> dict[UUID, bool]:
        """The interactions on the list, and whether their agents were erased too; lines that say nothing are left out.

        Raises OSError where there is a list that cannot be read.
        """
        try:
            lines = self.file.read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return {}
        found: dict[UUID, bool] = {}
        for line in lines:
            key, _, scope = line.strip().partition(" ")
            with contextlib.suppress(ValueError):
                found[UUID(key)] = found.get(UUID(key), False) or scope == _WITH_AGENT
        return found

    def add(self, erased: Mapping[UUID, bool]) -> None:
        """Append what is not on the list yet; it is on the disk when this returns. Raises OSError."""
        before = self.read()
        new = {key: agent for key, agent in sorted(erased.items()) if key not in before or (agent and not before[key])}
        if not new:
            return
        lines = "".join(f"{key}{' ' + _WITH_AGENT if agent else ''}\n" for key, agent in new.items())
        is_first = not self.file.exists()
        rights = self._beside.stat().st_mode & 0o666 if self._beside.exists() else 0o600  # whoever has the one
        handle = os.open(self.file, os.O_CREAT | os.O_APPEND | os.O_WRONLY, rights)
        try:
            # A line that was cut off by a crash must not swallow the first one of these.
            os.write(handle, f"{_HEAD if is_first else chr(10)}{lines}".encode("ascii"))
            os.fsync(handle)
        finally:
            os.close(handle)

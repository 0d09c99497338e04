"""Whether the file of a database still lies where it was opened.

A file that is renamed or deleted while it is open can still be written on most systems: what is saved then would be
gone with it, and SQLite notices that in rollback mode only.
"""

from pathlib import Path

from qa_desktop.domain.errors import InputError


class Presence:
    """Remembers which file was opened; asks the folder only, since opening and closing it would drop SQLite's locks."""

    def __init__(self, file: Path | None) -> None:
        self._file = file
        self._known = None if file is None else _identity(file)

    def require(self) -> None:
        """Raise InputError when the file is not there, which SQLite would make anew, or is another one by now."""
        if self._file is None:
            return
        found = _identity(self._file)
        if found is None:
            raise InputError(
                f"The database “{self._file}” is not there any more: its folder was disconnected, or the file was "
                "moved or deleted. Nothing was saved; put it back, then try again."
            )
        if self._known is None:
            self._known = found
        if found != self._known:
            raise InputError(
                f"Another file has taken the place of the database “{self._file}” while it was open. "
                "Nothing was saved; close the program and open it again."
            )


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        found = file.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

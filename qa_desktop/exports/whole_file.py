"""Writes a file that is there whole or not at all."""

import os
from contextlib import suppress
from pathlib import Path

from qa_desktop.domain.errors import InputError


def write_whole(target: Path, content: bytes) -> None:
    """Write beside the target, then rename, so that an old file stays whole until the new one is.

    Raises InputError, in a sentence, where it cannot be written.
    """
    if target.is_dir():
        raise InputError(f"“{target}” is a folder; name a file in it, such as “{target / 'calibration.xlsx'}”.")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        why = "the folder does not exist" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
        raise InputError(
            f"“{target}” could not be written ({why}); close it if it is open elsewhere, or choose another place."
        ) from error

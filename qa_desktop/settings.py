"""The settings of this installation, typed, and saved so that a crash leaves the old or the new file."""

import contextlib
import os
import tempfile
from pathlib import Path
from uuid import UUID

import msgspec

from qa_desktop import paths
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.keys import new_key


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What this installation remembers; `device` names it in everything that it writes."""

    device: str = ""
    person: str = ""
    database: str = ""
    speed: float = 1.0
    reaction_seconds: float = 4.0
    theme: str = "system"
    text_scale: float = 1.0
    splits: dict[str, list[int]] = {}
    window: list[int] = []


def load(file: Path | None = None) -> Settings:
    """The saved settings; where there are none, or unreadable ones, new ones with a device key of their own.

    Raises InputError when the file cannot be opened or made.
    """
    place = file or default_file()
    try:
        settings = msgspec.json.decode(place.read_bytes(), type=Settings)
        UUID(settings.device)
    except (FileNotFoundError, ValueError):  # msgspec's errors are ValueErrors
        settings = Settings()
    except OSError as error:
        raise InputError(
            f"The settings “{place}” cannot be read ({error.strerror}): take that away, or make it a file of yours."
        ) from error
    if not settings.device:
        settings = msgspec.structs.replace(settings, device=str(new_key()))
        save(settings, place)
    return settings


def save(settings: Settings, file: Path | None = None) -> None:
    """Write the settings. Raises InputError when they cannot be written; the old ones are still there then."""
    place = file or default_file()
    try:
        write_whole(place, msgspec.json.format(msgspec.json.encode(settings), indent=1))
    except OSError as error:
        raise InputError(
            f"The settings cannot be written to “{place}” ({error.strerror}): "
            "see that the disk has room and that you may write there."
        ) from error


def write_whole(place: Path, content: bytes) -> None:
    """Write a file beside the old one, for the owner only, then put it in its place: a crash leaves one or the other.

    Raises OSError.
    """
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=f".{place.stem}-")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        Path(name).replace(place)
    except OSError:
        with contextlib.suppress(OSError):
            Path(name).unlink()
        raise


def default_file() -> Path:
    """Where the settings lie."""
    return paths.user_data() / "settings.json"


def default_database() -> Path:
    """Where the work is kept unless another place is named."""
    return paths.user_data() / "qa-desktop.sqlite3"


def recovery_folder() -> Path:
    """Where drafts wait that the database would not take."""
    return paths.user_data() / "recovery"

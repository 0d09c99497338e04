"""The settings of this installation, typed, and saved so that a crash leaves the old or the new file."""

import os
import tempfile
from pathlib import Path
from uuid import UUID

import msgspec

from qa_desktop import paths
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
    """The saved settings; where there are none, or unreadable ones, new ones with a device key of their own."""
    place = file or default_file()
    try:
        settings = msgspec.json.decode(place.read_bytes(), type=Settings)
        UUID(settings.device)
    except (OSError, ValueError):  # msgspec's errors are ValueErrors
        settings = Settings()
    if not settings.device:
        settings = msgspec.structs.replace(settings, device=str(new_key()))
        save(settings, place)
    return settings


def save(settings: Settings, file: Path | None = None) -> None:
    """Write the settings beside the old file, then put them in its place."""
    place = file or default_file()
    handle, name = tempfile.mkstemp(dir=place.parent, prefix=".settings-")
    with os.fdopen(handle, "wb") as stream:
        stream.write(msgspec.json.format(msgspec.json.encode(settings), indent=1))
        stream.flush()
        os.fsync(stream.fileno())
    Path(name).replace(place)


def default_file() -> Path:
    """Where the settings lie."""
    return paths.user_data() / "settings.json"


def default_database() -> Path:
    """Where the work is kept unless another place is named."""
    return paths.user_data() / "qa-desktop.sqlite3"

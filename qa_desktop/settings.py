"""The settings of this installation, typed, and saved so that a crash leaves the old or the new file."""

import contextlib
import json
import os
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Final
from uuid import UUID

from qa_desktop import paths
from qa_desktop.domain.addresses import without_password
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.passphrases import Passphrase

PASSPHRASE_VARIABLE: Final = "QA_DESKTOP_PASSPHRASE_FILE"
"""Names a file whose first line is the passphrase of an encrypted database; the passphrase itself is kept nowhere."""
NEW_PASSPHRASE_VARIABLE: Final = "QA_DESKTOP_NEW_PASSPHRASE_FILE"
"""The same for the passphrase that is to take its place."""
OTHER_PASSPHRASE_VARIABLE: Final = "QA_DESKTOP_OTHER_PASSPHRASE_FILE"
"""The same for another database that is merged into the one that is open; it may be that of the first."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """What this installation remembers; `device` names it in what it writes (see `services/identity.py`).

    `team_folders` has the folder through which a database is shared, by the key of the database.
    """

    device: str = ""
    person: str = ""
    database: str = ""
    backup_folder: str = ""
    backups_daily: float = 7
    backups_weekly: float = 4
    retention: str = "24m"
    watch_folder: str = ""
    name_pattern: str = ""
    team_folders: dict[str, str] = field(default_factory=dict)
    speed: float = 1.0
    preset_speeds: list[float] = field(default_factory=lambda: [1.0, 1.5])
    backtrack_seconds: float = 1.0
    replay_seconds: float = 5.0
    replay_speed: float = 0.75
    skip_silence: bool = False
    skip_hold: bool = False
    levelling: bool = False
    balance: float = 0.0
    output_device: str = ""
    audio_in_memory: bool = False
    audio_cache_mb: float = 4096.0
    keys: dict[str, list[str]] = field(default_factory=dict)
    reaction_seconds: float = 4.0
    theme: str = "system"
    text_scale: float = 1.0
    splits: dict[str, list[int]] = field(default_factory=dict)
    window: list[int] = field(default_factory=list)


def sound_folder(kept: Settings, encrypted: bool = False) -> Path | None:
    """Where decoded sound may lie for a while; None where it is to stay in memory, or no folder can be had.

    Beside an encrypted database nothing lies in clear.
    """
    if kept.audio_in_memory or encrypted:
        return None
    try:
        return paths.user_cache() / "audio"
    except InputError:
        return None


def passphrase_from_file(variable: str = PASSPHRASE_VARIABLE) -> Passphrase | None:
    """The passphrase in the first line of the file that the environment names, if it names one.

    Raises InputError when that file cannot be read.
    """
    named = os.environ.get(variable)
    if not named:
        return None
    try:
        lines = Path(named).expanduser().read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError, RuntimeError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or "not a text"
        raise InputError(
            f"The passphrase cannot be read from “{named}” ({why}), which {variable} names: "
            "put it into the first line of a text file."
        ) from None  # the cause could show a part of it
    return Passphrase(lines[0] if lines else "")


def load(file: Path | None = None) -> Settings:
    """The saved settings; where there are none, or unreadable ones, new ones with a device key of their own.

    Raises InputError when the file cannot be opened or made.
    """
    place = file or default_file()
    try:
        settings = _understood(json.loads(place.read_bytes()))
    except (FileNotFoundError, ValueError):
        settings = Settings()
    except OSError as error:
        raise InputError(
            f"The settings “{place}” cannot be read ({error.strerror}): take that away, or make it a file of yours."
        ) from error
    if not settings.device:
        settings = replace(settings, device=str(new_key()))
        save(settings, place)
    return settings


def _understood(written: object) -> Settings:
    """What of the written settings fits its field; the rest is as usual. Plain code: it runs before the first paint."""
    found = written if isinstance(written, dict) else {}
    fitting = {name: found[name] for name, fits in _FITS.items() if name in found and fits(found[name])}
    return Settings(**fitting)


def _is_number(low: float, high: float) -> Callable[[object], bool]:
    """Whether a value is a number in these bounds, which are allowed themselves."""
    return lambda value: isinstance(value, int | float) and not isinstance(value, bool) and low <= value <= high


def _is_switch(value: object) -> bool:
    return isinstance(value, bool)


def _are_speeds(value: object) -> bool:
    return isinstance(value, list) and len(value) == 2 and all(_is_number(0.5, 3.0)(each) for each in value)


def _are_keys(value: object) -> bool:
    return isinstance(value, dict) and all(
        isinstance(keys, list) and all(isinstance(key, str) for key in keys) for keys in value.values()
    )


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def _are_pixels(value: object) -> bool:
    return isinstance(value, list) and all(type(each) is int and 0 <= each < 100_000 for each in value)


def _are_splits(value: object) -> bool:
    return isinstance(value, dict) and all(_are_pixels(sizes) for sizes in value.values())


def _are_texts(value: object) -> bool:
    return isinstance(value, dict) and all(isinstance(text, str) for text in value.values())


def _is_key(value: object) -> bool:
    try:
        return isinstance(value, str) and bool(UUID(value))
    except ValueError:
        return False


_FITS: Final[dict[str, Callable[[object], bool]]] = {
    "device": _is_key,
    **dict.fromkeys(
        ("person", "database", "backup_folder", "theme", "output_device", "retention", "name_pattern", "watch_folder"),
        _is_text,
    ),
    **dict.fromkeys(("skip_silence", "skip_hold", "levelling", "audio_in_memory"), _is_switch),
    "speed": _is_number(0.5, 3.0),
    "preset_speeds": _are_speeds,
    "reaction_seconds": _is_number(0.0, 60.0),
    "backtrack_seconds": _is_number(0.0, 10.0),
    "replay_seconds": _is_number(1.0, 60.0),
    "replay_speed": _is_number(0.5, 1.0),
    "balance": _is_number(-1.0, 1.0),
    "audio_cache_mb": _is_number(100.0, 1e6),
    "text_scale": _is_number(0.5, 4.0),
    "backups_daily": _is_number(1, 60),
    "backups_weekly": _is_number(0, 60),
    "keys": _are_keys,
    "team_folders": _are_texts,
    "splits": _are_splits,
    "window": _are_pixels,
}


def save(settings: Settings, file: Path | None = None) -> None:
    """Write the settings, the database's address without a password: that has its place in ~/.pgpass.

    Raises InputError when they cannot be written; the old ones are still there then.
    """
    place = file or default_file()
    kept = replace(settings, database=without_password(settings.database))
    try:
        write_whole(place, json.dumps(asdict(kept), indent=1, ensure_ascii=False).encode())
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

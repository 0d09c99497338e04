"""Where the program's own files and the user's files lie, from source, installed and frozen."""

import os
import sys
from pathlib import Path

import platformdirs

from qa_desktop.domain.errors import InputError

HOME_VARIABLE = "QA_DESKTOP_HOME"
"""Names a folder that takes the place of the user's data, cache and log folders: portable use, tests."""

_FOLDERS = platformdirs.PlatformDirs("QA Desktop", appauthor=False)


def resources() -> Path:
    """Return the folder of icons, styles and demo interactions."""
    return _shipped("resources")


def forms() -> Path:
    """Return the folder of the forms that ship."""
    return _shipped("forms")


def user_data() -> Path:
    """Return the user's data folder, made on first use; raise InputError if it can't be."""
    return _private_folder("data", _FOLDERS.user_data_path)


def user_cache() -> Path:
    """Return the folder of what can be made again, made on first use; raise InputError if it can't be."""
    return _private_folder("cache", _FOLDERS.user_cache_path)


def user_logs() -> Path:
    """Return the folder of the program's logs, made on first use; raise InputError if it can't be."""
    return _private_folder("logs", _FOLDERS.user_log_path)


def _shipped(name: str) -> Path:
    """Find a folder that ships: frozen, in a checkout beside the package, installed inside it."""
    bundle = getattr(sys, "_MEIPASS", None)
    if bundle is not None:
        return Path(bundle) / name
    package = Path(__file__).resolve().parent
    if (package.parent / "pyproject.toml").is_file():
        return package.parent / name
    return package / "_data" / name


def _private_folder(name: str, usual: Path) -> Path:
    """Make a folder that only the user can read: customers' data go there."""
    home = os.environ.get(HOME_VARIABLE)
    folder = Path(home).expanduser().resolve() / name if home else usual
    try:
        folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        folder.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise InputError(
            f"QA Desktop cannot use the folder {folder} ({error.strerror}): "
            f"set {HOME_VARIABLE} to a folder that you may write to."
        ) from error
    return folder

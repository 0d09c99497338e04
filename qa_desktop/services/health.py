"""What `doctor` examines."""

import platform
import sqlite3
from collections.abc import Callable
from contextlib import closing
from importlib.metadata import PackageNotFoundError, version
from typing import Any

from qa_desktop import paths
from qa_desktop.domain.addresses import without_password
from qa_desktop.domain.errors import InputError
from qa_desktop.services.ports import Database

PACKAGES = (
    "qa-desktop",
    "PySide6-Essentials",
    "SQLAlchemy",
    "alembic",
    "av",
    "numpy",
    "openpyxl",
    "ruamel.yaml",
    "psycopg",
)


def examine(
    address: str, open_database: Callable[[], Database | None], make_application: Callable[[], object]
) -> dict[str, Any]:
    """Versions, folders, audio and database, as plain values; problems are told, not raised.

    `open_database` answers None where there is none yet; it is closed again.
    """
    return {
        "versions": _versions(),
        "folders": {
            "data": str(paths.user_data()),
            "cache": str(paths.user_cache()),
            "logs": str(paths.user_logs()),
            "resources": str(paths.resources()),
            "forms": str(paths.forms()),
        },
        "audio": _audio(make_application),
        "database": _database(address, open_database),
    }


def _versions() -> dict[str, str]:
    found = {"system": f"{platform.system()} {platform.release()}", "python": platform.python_version()}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "bundled"
    return found | {"sqlite": sqlite3.sqlite_version}


def _audio(make_application: Callable[[], object]) -> dict[str, Any]:
    from qa_desktop.media.devices import audio_support, output_devices

    application = make_application()
    devices = [f"{device.name}{' (default)' if device.is_default else ''}" for device in output_devices()]
    del application
    support = audio_support()
    return {
        "devices": devices or ["none: recordings can be read and scored, not heard"],
        "codecs": list(support.codecs),
        "missing_codecs": list(support.missing),
        "containers": list(support.containers),
        "decoder": support.library,
    }


def _database(address: str, open_database: Callable[[], Database | None]) -> dict[str, Any]:
    try:
        database = open_database()
        if database is None:
            return {"address": address, "state": "none yet; it is made when it is first used", "problems": []}
        with closing(database):
            health = database.health()
    except InputError as error:
        return {"address": without_password(address), "problems": [str(error)]}
    return {
        "address": health.address,
        "engine": health.engine,
        "journal_mode": health.journal_mode,
        "schema": health.schema,
        **{name.replace(" ", "_"): count for name, count in health.counts.items()},
        "problems": list(health.problems),
    }

"""New database files as copies of one that was made in earnest, so that not every test runs every migration."""

import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from qa_desktop.storage import engine

Build = Callable[[Path], None]


def copying(build: Build, template: Path) -> Build:
    """What makes a new file as `build` does, which makes only the template: the others are copies with another key."""
    build(template)

    def copied(file: Path) -> None:
        shutil.copyfile(template, file)
        with closing(sqlite3.connect(file, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA journal_mode = {engine.journal_for(file.parent)}")
            connection.execute("UPDATE property SET value = ? WHERE name = 'database'", [str(uuid4())])

    return copied

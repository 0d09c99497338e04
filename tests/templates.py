"""New database files as copies of one that was made in earnest, so that not every test runs every migration."""

import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from uuid import uuid4

from qa_desktop.storage import engine, recoding
from qa_desktop.storage.ciphering import Key, cipher_module, connect

Build = Callable[..., None]
"""Makes a new database file, given its path and the key of an encrypted one."""


def copying(build: Build, template: Path) -> Build:
    """What makes a new file as `build` does, which makes only the template: the others are copies with another key."""
    build(template)

    def copied(file: Path, key: Key | None = None) -> None:
        if key is None:
            shutil.copyfile(template, file)
        else:
            with closing(connect(template, None, cipher_module())) as source:
                recoding._copy(source, file, key)
        with closing(connect(file, key)) as connection:
            connection.execute("PRAGMA synchronous = OFF")
            connection.execute(f"PRAGMA journal_mode = {engine.journal_for(file.parent, key)}")
            connection.execute("UPDATE property SET value = ? WHERE name = 'database'", [str(uuid4())])

    return copied

"""An open database in a fresh folder, and values to put into it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop.storage.database import SqlDatabase, open_database

DEVICE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "room.db"


@pytest.fixture
def database(file: Path) -> Iterator[SqlDatabase]:
    """A new database; its locks are waited for only briefly."""
    opened = open_database(file, DEVICE, busy_ms=2_000)
    yield opened
    opened.close()

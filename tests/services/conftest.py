"""A new database in a folder of its own."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop.storage.database import SqlDatabase, open_database

DEVICE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


@pytest.fixture
def database(tmp_path: Path) -> Iterator[SqlDatabase]:
    opened = open_database(tmp_path / "room.db", DEVICE, busy_ms=2_000)
    yield opened
    opened.close()

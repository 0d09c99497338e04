"""An open database in a fresh folder or on a server, and values to put into it."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop.storage.database import SqlDatabase, open_database

DEVICE = UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever does not ask for the file of the database, or is marked as being about files, runs on both engines."""
    wanted = metafunc.fixturenames
    if "database" in wanted and "file" not in wanted and not metafunc.definition.get_closest_marker("files"):
        metafunc.parametrize("engine_name", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def engine_name(request: pytest.FixtureRequest) -> str:
    """The engine under the database."""
    return str(getattr(request, "param", "sqlite"))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "room.db"


@pytest.fixture
def database(request: pytest.FixtureRequest, engine_name: str, tmp_path: Path) -> Iterator[SqlDatabase]:
    """A new database; its locks are waited for only briefly."""
    address = str(tmp_path / "room.db")
    if engine_name == "postgresql":
        address = request.getfixturevalue("server_address")
    opened = open_database(address, DEVICE, busy_ms=2_000)
    yield opened
    opened.close()

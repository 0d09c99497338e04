"""What every test gets: folders of its own, strict Qt, and the shared sample data where they are."""

import gc
import os
import sys
from collections.abc import Generator, Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import HealthCheck, settings

from tests import memory
from tests.order import longest_first
from tests.turns import Turns

if TYPE_CHECKING:
    from tests.postgres_server import Server
    from tests.templates import Build

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")  # Qt ends the process where there is no screen

ROOT = Path(__file__).resolve().parent.parent

# Nothing in the suite fails because a machine is slow; benchmarks are elsewhere.
settings.register_profile("suite", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("suite")

COLLECT_EVERY = 100
gc.disable()  # as in the program (`ui/garbage.py`): never on a worker, never while Qt takes an object apart
_ended = count(1)


def pytest_runtest_logfinish() -> None:
    """Collect between tests instead."""
    if next(_ended) % COLLECT_EVERY == 0:
        gc.unfreeze()
        gc.collect()


def pytest_configure(config: pytest.Config) -> None:
    """Keep the folders of tests in memory where there is room.

    Nothing is lost by that: what a killed program wrote stays there as it does on a disk, and lost power is played on
    a disk of our own (`storage/disks.py`). Soak runs stay on the disk, where writing takes its time.
    """
    if config.option.markexpr != "soak" and (folder := memory.folder()):
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(folder))


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what takes long where several workers share a run."""
    if "PYTEST_XDIST_WORKER" in os.environ:
        longest_first(items)


_turns = Turns()


@pytest.hookimpl(wrapper=True, tryfirst=True)  # waiting for one's turn is not in the time that a test may take
def pytest_runtest_protocol(item: pytest.Item, nextitem: pytest.Item | None) -> Generator[None, object, object]:
    """Keep the other workers away from a test that wants to be alone."""
    with _turns.turn(item, nextitem):
        return (yield)


@pytest.fixture(scope="session")
def _houses(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Folders one after the other; pytest reads all it has made before it makes another one."""
    above = tmp_path_factory.mktemp("houses")
    return (above / str(number) for number in count(1))


@pytest.fixture(autouse=True)
def _own_folders(_houses: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Keep every test away from the settings and data of whoever runs it."""
    house = next(_houses)
    for variable, name in (("QA_DESKTOP_HOME", "home"), ("XDG_CONFIG_HOME", "config")):
        (house / name).mkdir(parents=True)
        monkeypatch.setenv(variable, str(house / name))


@pytest.fixture(scope="session")
def _copying(tmp_path_factory: pytest.TempPathFactory) -> "Build":
    from qa_desktop.storage import upgrading
    from tests.templates import copying

    return copying(upgrading._build, tmp_path_factory.mktemp("template") / "room.db")


@pytest.fixture(autouse=True)
def _copied(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let new database files be copies, but for tests of how one is made; nothing is loaded for tests without any."""
    upgrading = sys.modules.get("qa_desktop.storage.upgrading")
    if upgrading and not request.node.get_closest_marker("anew"):
        monkeypatch.setattr(upgrading, "_build", request.getfixturevalue("_copying"))


@pytest.fixture(scope="session")
def shared_data() -> Path:
    """The real recordings, transcripts and tables; a fresh clone has none."""
    folder = Path(os.environ.get("QA_DESKTOP_SHARED_DATA", ROOT.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip("the shared sample data are not beside this checkout")
    return folder


@pytest.fixture(scope="session")
def server() -> "Iterator[Server]":
    """A PostgreSQL server, with a database that has the tables and nothing in them, for others to be copied from."""
    from qa_desktop.storage.database import open_database
    from tests.postgres_server import TEMPLATE, running_server

    with running_server() as running:
        with running.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {TEMPLATE} TEMPLATE template0".encode())
        open_database(running.address(TEMPLATE), UUID(int=1)).close()
        yield running


@pytest.fixture
def server_address(server: "Server") -> Iterator[str]:
    """The address of a database on the server with nothing in it."""
    name = server.fresh()
    yield server.address(name)
    server.give_back(name)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item, call: pytest.CallInfo[None]) -> Iterator[None]:
    """Where everything is installed (`QA_DESKTOP_NO_SKIP=1`), a skip is a failure: nothing may go untested."""
    report = yield
    if report.skipped and os.environ.get("QA_DESKTOP_NO_SKIP") and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
    return report

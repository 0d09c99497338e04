from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.services import health
from qa_desktop.services.ports import Database
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.services.conftest import DEVICE
from tests.services.furniture import furnish, submit


@pytest.fixture
def examine(qapp: object) -> Callable[[Callable[[], Database | None]], dict[str, Any]]:
    return lambda opening: health.examine("/named", opening, lambda: qapp)


def test_a_sound_database_is_counted_and_closed(database: SqlDatabase, tmp_path: Path, examine: Any) -> None:
    furnish(database)
    submit(database)
    opened: list[_Closing] = []

    def opening() -> Database:
        opened.append(_Closing(open_database(tmp_path / "room.db", DEVICE)))
        return opened[0]  # type: ignore[return-value]

    report = examine(opening)
    told = report["database"]
    assert told["address"] == str(tmp_path / "room.db")
    assert (told["problems"], told["evaluations"], told["form_versions"]) == ([], 1, 1)
    assert [each.closed for each in opened] == [True]


class _Closing:
    """A database that notes that it was closed."""

    def __init__(self, database: SqlDatabase) -> None:
        self.database, self.closed = database, False

    def health(self) -> object:
        return self.database.health()

    def close(self) -> None:
        self.database.close()
        self.closed = True


def test_no_database_yet_is_no_problem(examine: Any) -> None:
    told = examine(lambda: None)["database"]
    assert told == {"address": "/named", "state": "none yet; it is made when it is first used", "problems": []}


def test_a_database_that_cannot_be_opened_is_a_problem(examine: Any) -> None:
    def opening() -> Database:
        raise InputError("It is locked.")

    assert examine(opening)["database"] == {"address": "/named", "problems": ["It is locked."]}


def test_what_is_installed_and_where_it_lies(examine: Any) -> None:
    report = examine(lambda: None)
    assert list(report) == ["versions", "folders", "audio", "database"]
    assert {"system", "python", "sqlite", "PySide6-Essentials", "av"} <= report["versions"].keys()
    assert Path(report["folders"]["data"]).is_dir()
    assert Path(report["folders"]["forms"], "inbound-support.yaml").is_file()
    assert report["audio"]["devices"]
    assert any("Opus" in codec for codec in report["audio"]["codecs"])


def test_a_package_without_its_record_is_told_as_bundled(examine: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """So it is in the frozen program."""
    monkeypatch.setattr(health, "PACKAGES", ("no-such-package",))
    assert examine(lambda: None)["versions"]["no-such-package"] == "bundled"

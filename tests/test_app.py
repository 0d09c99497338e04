"""The composition root: which database, which screen."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from qa_desktop import app, settings
from qa_desktop.domain.errors import InputError
from qa_desktop.services import form_library
from qa_desktop.settings import Settings
from qa_desktop.storage.database import open_database

ROOT = Path(__file__).resolve().parent.parent


def test_a_new_database_holds_the_forms_that_ship(tmp_path: Path) -> None:
    kept = settings.load()
    database = app.open_database(str(tmp_path / "new.sqlite3"), kept)
    assert {version.form.id for version in form_library.newest(database)} == {
        "inbound-support",
        "chat-email",
        "collections",
    }
    assert str(database.device) == kept.device
    database.close()


def test_opening_again_publishes_nothing_twice(tmp_path: Path) -> None:
    file = str(tmp_path / "new.sqlite3")
    for _ in range(2):
        database = app.open_database(file, settings.load())
        assert {version.number for version in form_library.newest(database)} == {1}
        database.close()


def test_a_team_s_own_forms_are_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "own.sqlite3"
    database = open_database(file, UUID(int=1))
    form_library.publish_files(database, [ROOT / "forms" / "collections.yaml"], None, datetime.now(UTC))
    database.close()
    again = app.open_database(str(file), settings.load())
    assert [version.form.id for version in form_library.newest(again)] == ["collections"]
    again.close()


def test_the_database_named_goes_before_that_of_the_settings_and_the_usual_one(tmp_path: Path) -> None:
    device = settings.load().device
    named, kept = tmp_path / "named.sqlite3", tmp_path / "kept.sqlite3"
    app.open_database(str(named), Settings(device=device, database=str(kept))).close()
    assert named.exists()
    assert not kept.exists()
    app.open_database(None, Settings(device=device, database=str(kept))).close()
    assert kept.exists()
    assert not settings.default_database().exists()
    app.open_database(None, Settings(device=device)).close()
    assert settings.default_database().exists()


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a screen")
@pytest.mark.parametrize(
    ("variables", "screen"),
    [
        ({}, False),
        ({"DISPLAY": ":1"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"DISPLAY": ":1", "QT_QPA_PLATFORM": "offscreen"}, False),
        ({"QT_QPA_PLATFORM": "minimal:enable_fonts"}, False),
        ({"QT_QPA_PLATFORM": "xcb"}, True),
    ],
)
def test_whether_there_is_a_screen(monkeypatch: pytest.MonkeyPatch, variables: dict[str, str], screen: bool) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert app.has_screen() is screen


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="these always have a screen")
def test_without_a_screen_the_window_says_what_to_do(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(InputError, match="There is no display"):
        app.run()


HEAVY = {"sqlalchemy", "alembic", "numpy", "av", "openpyxl", "ruamel", "PySide6.QtMultimedia"}


def test_nothing_heavy_is_loaded_before_the_window_is_there() -> None:
    """What is needed later is loaded later, so that the first paint comes soon."""
    script = (
        "import sys; from qa_desktop import app, settings;"
        "kept = settings.load(); application = app.make_application();"
        "window = app.make_window(application, kept, lambda: app.open_database(None, kept));"
        f"print(sorted({HEAVY!r} & set(sys.modules)))"
    )
    found = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True, env=_offscreen()
    )
    assert found.stdout.strip() == "[]"


def _offscreen() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}

"""What the packaged program does to itself to show that nothing is missing in it."""

import tempfile
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from qa_desktop import app, paths, settings
from qa_desktop.domain.clips import ClipFormat, Hidden, Span
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.services import calibrating, clips, demo, form_library
from qa_desktop.services.ports import Database
from qa_desktop.settings import Settings

if TYPE_CHECKING:
    from qa_desktop.ui.main_window import MainWindow

T = TypeVar("T")


def self_test(screenshot: Path | None) -> int:
    """Migrate, import, score, write a workbook and clips, show the window, play, take a picture; 0 when all is well."""
    app.draw_offscreen()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "self-test.sqlite3"
        kept, now = settings.load(), datetime.now(UTC)
        application = app.make_application()
        _step("fonts", _fonts)
        _step("zones", _zones)
        _step("database servers", lambda: _servers(kept))
        database = _step("migrate", lambda: app.open_database(str(file), kept))
        _step("forms", lambda: form_library.newest(database))
        _step("import, score and save", lambda: demo.load_demo(database, paths.resources() / "demo", now))
        _step("workbook", lambda: _workbook(database, folder / "calibration.xlsx", now))
        _step("clips", lambda: _clips(folder))
        database.close()
        _step("encrypted database", lambda: _encrypted(folder / "encrypted.sqlite3", kept))
        fresh = replace(kept, theme="light", window=[1440, 900], splits={})
        window = app.make_window(application, fresh, lambda: app.open_database(str(file), fresh), "A. Novak")
        try:
            _step("window and playing", lambda: _window(window, folder))
            picture = _step("picture", lambda: _picture(window, screenshot or folder / "self-test.png"))
        finally:
            window.close()
        print(f"self-test passed; picture of {picture.stat().st_size} bytes")
    return 0


def _step(name: str, run: Callable[[], T]) -> T:
    result = run()
    print(f"ok  {name}", flush=True)
    return result


def _encrypted(file: Path, kept: settings.Settings) -> None:
    """A database under a passphrase, opened again."""
    from qa_desktop.storage.recoding import recode

    app.open_database(str(file), kept).close()
    words = Passphrase("of the self-test")
    recode(file, None, words)
    database = app.open_database(str(file), kept, words)
    found = form_library.newest(database)
    database.close()
    if not (database.encrypted and found):
        raise RuntimeError("the encrypted database does not open")


def _zones() -> None:
    """The zones that the program carries, which are all there are on Windows."""
    import zoneinfo

    zoneinfo.reset_tzpath(to=())
    try:
        zone = zoneinfo.ZoneInfo.no_cache("Europe/Berlin")
    finally:
        zoneinfo.reset_tzpath()
    if datetime(2026, 7, 1, tzinfo=zone).utcoffset() != timedelta(hours=2):
        raise RuntimeError("the zones are not those of the tz database")


def _fonts() -> None:
    """Without any font, all text would be boxes."""
    from PySide6.QtGui import QFontDatabase

    from qa_desktop.ui.theme import bundled_family

    family = bundled_family()
    if family not in QFontDatabase.families():
        raise RuntimeError("no font family is there")


def _servers(kept: Settings) -> None:
    """The driver is there: it says itself that nobody answers, and the program says so in a sentence."""
    import psycopg

    if psycopg.pq.__impl__ != "binary":
        raise RuntimeError("the driver for PostgreSQL came without its library")
    try:
        app.open_database("postgresql://nobody@127.0.0.1:1/nowhere", kept)
    except InputError as error:
        if "no server answers" not in str(error):
            raise


def _workbook(database: Database, file: Path, now: datetime) -> None:
    from qa_desktop.exports.calibration_workbook import write_calibration

    session = demo.demo_session(database, paths.resources() / "demo")
    write_calibration(calibrating.material(database, session), file, now)
    if not zipfile.is_zipfile(file):
        raise RuntimeError("the workbook is not one")


def _clips(folder: Path) -> None:
    """Two seconds of a call as every kind of file, a part of them redacted."""
    from qa_desktop.media.clips import write_clips

    call = next((paths.resources() / "demo" / "recordings").glob("*.opus"))
    source = clips.source_of_file(call, None, None)
    wish = clips.Wish((Span(1000, 3000),), hidden=(Hidden(Span(1500, 1800)),))
    jobs = [(clips.plan(source, wish, kind), folder / f"clip.{kind}") for kind in ClipFormat]
    write_clips(jobs)
    if not all(file.stat().st_size for _, file in jobs):
        raise RuntimeError("a clip is empty")


def _window(window: "MainWindow", folder: Path) -> None:
    """Open a call, hear a second of it, answer by key, and see it saved."""
    from qa_desktop.ui.pictures import Photographer, wait_until

    photographer = Photographer(window, window.theme, folder)
    window.show()
    review = window.review
    wait_until(lambda: bool(review.worklist.model.items), "the worklist")
    photographer.open_first("call")
    review.sound.seek(0.0)
    review.sound.toggle()
    wait_until(lambda: review.sound.position > 1.0, "the sound")
    review.sound.pause()
    saved: list[str] = []
    review.session.saving.connect(saved.append)
    if review.session.state is not None and review.session.state.read_only:
        review.session.start_correction()
    window.actions_by_id["next_missing"].trigger()
    review.keys.press("a")
    review.keys.press("1")
    wait_until(lambda: "saved" in saved, "the save")


def _picture(window: "MainWindow", file: Path) -> Path:
    from qa_desktop.ui.pictures import settle

    settle()
    if not window.grab().save(str(file)):
        raise RuntimeError("the picture cannot be written")
    return file

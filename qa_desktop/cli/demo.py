"""`qa-desktop demo`: the main job from end to end, on the demo interactions."""

from argparse import Namespace
from datetime import UTC, datetime
from pathlib import Path

from qa_desktop import app, paths, settings
from qa_desktop.services import calibrating, demo


def run(options: Namespace) -> int:
    """Import, score, calibrate, export, draw; then open the window where there is a screen."""
    folder = (options.folder or Path("demo-output")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    kept, now = settings.load(), datetime.now(UTC)
    file, workbook = folder / "demo.sqlite3", folder / "calibration.xlsx"
    steps = _Steps()
    steps.tell("opening the demo database")
    database = app.open_database(str(file), kept)
    demo.load_demo(database, paths.resources() / "demo", now, steps.tell)
    steps.tell("comparing the reviewers, writing the calibration workbook")
    from qa_desktop.exports.calibration_workbook import write_calibration

    session = demo.demo_session(database, paths.resources() / "demo")
    write_calibration(calibrating.material(database, session), workbook, now)
    database.close()
    pictures = app.draw_pictures(str(file), "A. Novak", folder / "pictures", steps.tell)
    print(f"\nDatabase  {file}\nWorkbook  {workbook}")
    for picture in pictures:
        print(f"Picture   {picture}")
    if options.headless or not app.has_screen():
        return 0
    print("Opening the window…")
    return app.run(str(file), "A. Novak")


class _Steps:
    """Counts the steps aloud."""

    def __init__(self) -> None:
        self._done = 0

    def tell(self, what: str) -> None:
        self._done += 1
        print(f"[{self._done:2}] {what}", flush=True)

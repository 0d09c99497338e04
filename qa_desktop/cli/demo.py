"""`qa-desktop demo`: the main job from end to end, on the demo interactions."""

from argparse import Namespace
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from qa_desktop import app, paths, settings
from qa_desktop.cli.output import print_json, print_table, tell
from qa_desktop.domain.errors import InputError
from qa_desktop.services import calibrating

_PERSON = "A. Novak"


def run(options: Namespace) -> int:
    """Import, score, calibrate, export, draw; then open the window where there is a screen."""
    folder = _made((options.folder or Path("demo-output")).resolve())
    file, workbook = folder / "demo.sqlite3", folder / "calibration.xlsx"
    steps = _Steps(aloud=options.json)
    _fill(file, workbook, steps)
    pictures = app.draw_pictures(str(file), _PERSON, folder / "pictures", steps.tell)
    if options.json:
        print_json({"database": str(file), "workbook": str(workbook), "pictures": [str(each) for each in pictures]})
    else:
        print()
        drawn = [("Picture", str(picture)) for picture in pictures]
        print_table([("Database", str(file)), ("Workbook", str(workbook)), *drawn])
    if options.headless or not app.has_screen():
        return 0
    steps.tell("opening the window")
    return app.run(str(file), _PERSON)


def _made(folder: Path) -> Path:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError(f"The folder “{folder}” cannot be made ({error.strerror}): name another one.") from error
    return folder


def _fill(file: Path, workbook: Path, steps: "_Steps") -> None:
    """Fill the demo database, and write the workbook of its calibration session."""
    from qa_desktop.exports.calibration_workbook import write_calibration
    from qa_desktop.services import demo

    now, content = datetime.now(UTC), paths.resources() / "demo"
    steps.tell("opening the demo database")
    with closing(app.open_database(str(file), settings.load())) as database:
        demo.load_demo(database, content, now, steps.tell)
        steps.tell("comparing the reviewers, writing the calibration workbook")
        write_calibration(calibrating.material(database, demo.demo_session(database, content)), workbook, now)


class _Steps:
    """Counts the steps: among the results, or `aloud` beside them on standard error."""

    def __init__(self, *, aloud: bool) -> None:
        self._done = 0
        self._aloud = aloud

    def tell(self, what: str) -> None:
        self._done += 1
        line = f"[{self._done:2}] {what}"
        if self._aloud:
            tell(line)
        else:
            print(line, flush=True)

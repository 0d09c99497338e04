"""From the answer key to the durable commit through the real window, against a bare sqlite3 commit of the same row.

The deliberate pause before a draft is saved (`SAVE_AFTER_MS`) is left out: the draft is handed over as soon as the
answer is drawn, which happens within that pause and is told apart. Rounds alternate; the ratio is that of the medians.
"""

import os
import shutil
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from qa_desktop import app, settings
from qa_desktop.domain.answers import NO, YES
from qa_desktop.storage.engine import journal_for, set_up
from qa_desktop.ui.main_window import MainWindow
from qa_desktop.ui.pictures import wait_until
from tests.ui.furnishing import furnish

GOAL: Final = 3.0
ROUNDS: Final = 200
WARM_UP: Final = 20


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        os.environ["QA_DESKTOP_HOME"] = str(Path(folder) / "home")
        ours, bare_file = Path(folder) / "ours.sqlite3", Path(folder) / "bare.sqlite3"
        furnish(ours)
        shutil.copy(ours, bare_file)
        application = app.make_application()
        kept = settings.load()
        window = app.make_window(application, kept, lambda: app.open_database(str(ours), kept), "Ann Reviewer")
        open_first(window)
        with (
            closing(sqlite3.connect(bare_file, isolation_level=None)) as bare,
            closing(sqlite3.connect(ours)) as reader,
        ):
            set_up(bare, journal_for(bare_file.parent))
            bare.execute("PRAGMA foreign_keys = OFF")
            drawn, saved, theirs = measure(window, reader, bare)
        window.close()
    print(
        f"answer key: drawn in {median(drawn) * 1000:.1f} ms, saved in {median(saved) * 1000:.1f} ms, "
        f"bare commit {median(theirs) * 1000:.1f} ms"
    )
    print(f"answer key to durable commit: ratio {median(saved) / median(theirs):.1f} (goal {GOAL:.1f})")


def open_first(window: MainWindow) -> None:
    """Show the window and open an interaction."""
    window.show()
    review = window.review
    wait_until(lambda: bool(review.worklist.model.items), "the worklist")
    review.open(review.worklist.model.items[0].interaction.key)
    wait_until(lambda: bool(review.form.current) and not review.form._waiting, "the form")


def measure(
    window: MainWindow, reader: sqlite3.Connection, bare: sqlite3.Connection
) -> tuple[list[float], list[float], list[float]]:
    """Seconds to draw an answer, from hand-over to commit, and of the bare commit."""
    session, standard = window.review.session, window.review.form.current
    loop = QEventLoop()
    told: list[float] = []

    def hear(how: str) -> None:
        if how == "saved":
            told.append(time.perf_counter())
            loop.quit()

    session.saving.connect(hear)
    rounds = []
    for number in range(WARM_UP + ROUNDS):
        begun = time.perf_counter()
        session.answer(standard, YES if number % 2 else NO)
        QApplication.processEvents()  # what is drawn is drawn within the pause
        drawn = time.perf_counter()
        session.save_now()
        loop.exec()
        wait_until(lambda: not window.review._operations.busy, "the worklist")
        row = reader.execute("SELECT * FROM draft").fetchone()
        reader.rollback()
        rounds.append((drawn - begun, told[-1] - drawn, bare_save(bare, row)))
    drawing, saving, bare_times = zip(*rounds[WARM_UP:], strict=True)
    return list(drawing), list(saving), list(bare_times)


def bare_save(bare: sqlite3.Connection, row: tuple[object, ...]) -> float:
    """Seconds that the same row takes by hand."""
    begun = time.perf_counter()
    bare.execute("BEGIN IMMEDIATE")
    bare.execute(f"INSERT OR REPLACE INTO draft VALUES ({', '.join('?' * len(row))})", row)
    bare.execute("COMMIT")
    return time.perf_counter() - begun


if __name__ == "__main__":
    main()

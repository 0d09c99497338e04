"""Opens the real window and types a comment without a pause; says after each key how many letters there are, and when.

Argument: DATABASE
"""

import time

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest

from qa_desktop import app, settings
from qa_desktop.ui.pictures import wait_until

EVERY_MS = 12


def main(arguments: list[str]) -> None:
    """Type until killed."""
    application = app.make_application()
    kept = settings.load()
    window = app.make_window(application, kept, lambda: app.open_database(arguments[0], kept), "Ann Reviewer")
    window.show()
    window.activateWindow()
    review = window.review
    wait_until(lambda: bool(review.worklist.model.items), "the worklist")
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Return)
    wait_until(lambda: bool(review.form.current), "the form")
    print("open", review.interaction, review.form.current, flush=True)
    review.form.focus_current()
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_C)

    def type_one() -> None:
        QTest.keyClick(window.windowHandle(), Qt.Key.Key_X)
        state = review.session.state
        typed = len(state.answer(review.form.current).comment) if state else 0
        print(typed, time.monotonic(), flush=True)

    timer = QTimer()
    timer.timeout.connect(type_one)
    timer.start(EVERY_MS)
    application.exec()

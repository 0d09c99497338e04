"""Shows a window and says when it is painted: `ours` as the program does, `bare` a QWidget alone.

Usage: python first_paint.py (ours | bare) DATABASE
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QWidget


class Painted(QObject):
    """Tells of the first paint."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() is QEvent.Type.UpdateRequest:
            watched.removeEventFilter(self)
            watched.event(event)  # paints, with all that is in the window
            print("painted", flush=True)
            return True
        return False


def main() -> None:
    """Stay until killed."""
    kind, address = sys.argv[1:]
    if kind == "bare":
        application = QApplication(sys.argv[:1])
        window = QWidget()
        window.resize(1440, 900)
    else:
        from qa_desktop import app, settings

        kept = settings.load()
        application = app.make_application()
        window = app.start(application, kept, address)
    painted = Painted()
    window.installEventFilter(painted)
    window.show()
    application.exec()


if __name__ == "__main__":
    main()

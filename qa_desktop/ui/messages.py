"""The one place that shows messages: a line above the panes, and the crash box for bugs of ours."""

import sys
import traceback
from collections.abc import Callable
from types import TracebackType

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QWidget

from qa_desktop import paths

SHOWN_MS = 9000


class Notice(QFrame):
    """One line of message that comes and goes without taking the focus; Escape or its cross closes it."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._action = QPushButton()
        self._action.setProperty("link", True)
        self._close = QPushButton(self.tr("Close"))
        self._close.setProperty("link", True)
        self._close.clicked.connect(self.clear)
        self._run: Callable[[], None] | None = None
        self._action.clicked.connect(self._act)
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 6, 16, 6)
        row.addWidget(self._text, 1)
        row.addWidget(self._action)
        row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.hide()

    @property
    def text(self) -> str:
        """What is being said, or nothing."""
        return self._text.text() if not self.isHidden() else ""

    def tell(self, text: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        """Say that something went well; goes by itself."""
        self._show(text, "good", action, run)
        self._timer.start(SHOWN_MS)

    def warn(self, text: str, action: str = "", run: Callable[[], None] | None = None) -> None:
        """Say what is wrong and what to do; stays until closed."""
        self._timer.stop()
        self._show(text, "bad", action, run)

    def clear(self) -> None:
        """Take the line away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def _show(self, text: str, tone: str, action: str, run: Callable[[], None] | None) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        self._run = run
        self._action.setText(action)
        self._action.setVisible(run is not None)
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()

    def _act(self) -> None:
        run = self._run
        self.clear()
        if run is not None:
            run()


def show_about(parent: QWidget) -> None:
    """Say what the program is."""
    box = QMessageBox(parent)
    box.setWindowTitle(box.tr("About QA Desktop"))
    box.setText(box.tr("QA Desktop: an offline review room for contact-centre quality."))
    box.setInformativeText(box.tr("Everything stays on this computer and in the database that you chose."))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def install_exception_hook() -> None:
    """Show bugs of ours with their trace to copy, and keep them in the log folder, instead of ending silently."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        details = "".join(traceback.format_exception(kind, error, trace))
        sys.stderr.write(details)
        if not issubclass(kind, KeyboardInterrupt):
            (paths.user_logs() / "last-crash.txt").write_text(details, encoding="utf-8")
            _crash_box(details)

    sys.excepthook = hook


def _crash_box(details: str) -> None:
    box = QMessageBox()
    box.setIcon(QMessageBox.Icon.Warning)
    box.setText(
        box.tr("Something went wrong in QA Desktop. Your work is saved as you type; you can go on or start it again.")
    )
    box.setInformativeText(box.tr("Please send the details to whoever looks after QA Desktop."))
    box.setDetailedText(details)
    copy = box.addButton(box.tr("Copy details"), QMessageBox.ButtonRole.ActionRole)
    box.addButton(QMessageBox.StandardButton.Close)
    box.exec()
    if box.clickedButton() is copy:
        QGuiApplication.clipboard().setText(details)

"""The one place that shows messages: a notice over the panes, and the crash box for bugs of ours."""

import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QWidget

from qa_desktop import paths
from qa_desktop.version import program_version

SHOWN_MS, SHOWN_WITH_ACTIONS_MS = 5000, 15000
MARGIN = 8
"""Pixels between the notice and the edges of the page it lies on."""
Action = tuple[str, Callable[[], None]]
"""What may be done about a message: the words on the button, and what runs."""


class Notice(QFrame):
    """A message that lies over the top of the page and takes no focus; Escape or its cross closes it."""

    closed = Signal()
    shown = Signal(str, bool)
    """The words, and whether they are a warning."""

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.setObjectName("notice")
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._actions: list[QPushButton] = []
        self._close = self._button(self.tr("Close"), self.clear)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(16, 8, 16, 8)
        self._row.setSpacing(16)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        page.installEventFilter(self)
        self.hide()

    @property
    def text(self) -> str:
        """What is being said, or nothing."""
        return self._text.text() if not self.isHidden() else ""

    def tell(self, text: str, actions: Sequence[Action] = ()) -> None:
        """Say that something went well; goes by itself."""
        self._show(text, "good", actions)
        self._timer.start(SHOWN_WITH_ACTIONS_MS if actions else SHOWN_MS)

    def warn(self, text: str, actions: Sequence[Action] = ()) -> None:
        """Say what is wrong and what to do; stays until closed."""
        self._timer.stop()
        self._show(text, "bad", actions)

    def clear(self) -> None:
        """Take the message away."""
        if not self.isHidden():
            self.hide()
            self.closed.emit()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay at the top of the page when its size changes."""
        if event.type() == QEvent.Type.Resize:
            self._place()
        return False

    def _show(self, text: str, tone: str, actions: Sequence[Action]) -> None:
        self._text.setText(text)
        self.setAccessibleName(text)
        for button in self._actions:
            button.hide()
            button.deleteLater()
        self._actions = [self._button(words, partial(self._act, run)) for words, run in actions]
        for place, button in enumerate(self._actions, start=1):
            self._row.insertWidget(place, button)
        self.setProperty("tone", tone)
        self.style().unpolish(self)
        self.style().polish(self)
        self.show()
        self._place()
        self.shown.emit(text, tone == "bad")

    def _place(self) -> None:
        """As wide as its words, at most as the page, which it does not push down."""
        if self.isHidden():
            return
        self.ensurePolished()
        room = self._page.width() - 2 * MARGIN
        words = self._text.fontMetrics().horizontalAdvance(self._text.text())
        buttons = sum(button.sizeHint().width() + self._row.spacing() for button in (*self._actions, self._close))
        margins = self._row.contentsMargins()
        width = min(room, words + buttons + margins.left() + margins.right() + MARGIN)
        height = max(self.heightForWidth(width), self.sizeHint().height() if width < room else 0)
        self.setGeometry((self._page.width() - width) // 2, MARGIN, width, height)
        self.raise_()

    def _button(self, words: str, run: Callable[[], None]) -> QPushButton:
        button = QPushButton(words)
        button.setProperty("link", True)
        button.clicked.connect(lambda: run())
        return button

    def _act(self, run: Callable[[], None]) -> None:
        self.clear()
        run()


def show_about(parent: QWidget) -> None:
    """Say what the program is."""
    box = QMessageBox(parent)
    box.setWindowTitle(box.tr("About QA Desktop"))
    box.setText(box.tr("QA Desktop: an offline review room for contact-centre quality."))
    version = box.tr("Version {0}").format(program_version())
    stays = box.tr("Everything stays on this computer and in the database that you chose.")
    box.setInformativeText(f"{version}\n\n{stays}")
    box.setStandardButtons(QMessageBox.StandardButton.Close)
    box.button(QMessageBox.StandardButton.Close).setIcon(QIcon())
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

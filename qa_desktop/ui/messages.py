"""The one place that shows messages: a notice in the status line, and the crash box for bugs of ours."""

import sys
import traceback
from collections.abc import Callable, Sequence
from functools import partial
from types import TracebackType

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QIcon, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMessageBox, QPushButton, QSizePolicy, QWidget

from qa_desktop import paths
from qa_desktop.version import program_version

SHOWN_MS, SHOWN_WITH_ACTIONS_MS = 5000, 15000
Action = tuple[str, Callable[[], None]]
"""What may be done about a message: the words on the button, and what runs."""


class Notice(QFrame):
    """A message in the status line, which covers nothing and takes no focus; Escape or its last button closes it.

    One line has its room there at all times; where a message needs more, the status line is higher as long as it shows.
    """

    closed = Signal()
    shown = Signal(str, bool)
    """The words, and whether they are a warning."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("notice")
        # As wide as there is room; the status line asks for the least height alone, which is that of the words.
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Ignored)
        self._text = QLabel()
        self._text.setWordWrap(True)
        self._actions: list[QPushButton] = []
        self._close = self._button(self.tr("Close"), self.clear)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(4, 2, 12, 2)
        self._row.setSpacing(16)
        self._row.addWidget(self._text, 1)
        self._row.addWidget(self._close)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.hide()
        self._fit()

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
            self._fit()
            self.closed.emit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width needs more or fewer lines."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """So do other letters, which the status line brings along."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.ParentChange, QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._fit()

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
        self._fit()
        self.shown.emit(text, tone == "bad")

    def _fit(self) -> None:
        """As high as the words at this width; without words as high as one line."""
        for widget in (self, self._text, self._close):
            widget.ensurePolished()
        words = self._text.fontMetrics().lineSpacing()
        inner, edge = self._row.contentsMargins(), self.contentsMargins()
        around = inner.top() + inner.bottom() + edge.top() + edge.bottom()
        one_line = max(words, self._close.sizeHint().height()) + around
        wanted = one_line if self.isHidden() else max(one_line, self.heightForWidth(self.width()))
        if wanted != self.minimumHeight():
            self.setMinimumHeight(wanted)

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
        sys.stderr.write(where_it_happened(error))
        if not issubclass(kind, KeyboardInterrupt):
            (paths.user_logs() / "last-crash.txt").write_text(where_it_happened(error), encoding="utf-8")
            _crash_box("".join(traceback.format_exception(kind, error, trace)))

    sys.excepthook = hook


def where_it_happened(error: BaseException) -> str:
    """Kinds and places of an error and its causes, for logs: its own words could be a customer's, so they stay out."""
    told: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        told.insert(0, "".join([*traceback.format_tb(seen.__traceback__), type(seen).__qualname__, "\n"]))
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)
    return "\n".join(told)


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

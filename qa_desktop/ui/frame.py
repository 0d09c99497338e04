"""The window on the screen: painted at once, and filled a moment later with what takes longer to make."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QIcon, QPaintEvent
from PySide6.QtWidgets import QLabel, QMainWindow, QWidget

from qa_desktop import paths
from qa_desktop.ui.placing import OnScreen

USUAL_SIZE = (1440, 900)


class Frame(QMainWindow):
    """Holds the main window; `painted` says, once, that there is something to look at."""

    painted = Signal()

    def __init__(self, size: list[int]) -> None:
        super().__init__()
        self._content: QWidget | None = None
        self._seen = False
        self.setWindowTitle("QA Desktop")
        opening = QLabel(self.tr("Opening…"))
        opening.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setCentralWidget(opening)
        self.resize(*(size if len(size) == 2 else USUAL_SIZE))
        OnScreen(self)

    def fill(self, content: QWidget) -> None:
        """Show the main window inside."""
        self._content = content
        content.setWindowFlags(Qt.WindowType.Widget)
        self.setWindowIcon(QIcon(str(paths.resources() / "icons" / "qa-desktop.svg")))
        wanted = content.focusWidget()
        self.setCentralWidget(content)
        (wanted or content).setFocus()  # what took the keyboard while it was being made has lost it on moving in

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell of the first paint."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            self.painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Close only where the content may be closed."""
        event.setAccepted(self._content is None or self._content.close())

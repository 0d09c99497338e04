"""What is seen until the database is open, and when it cannot be opened."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget


class OpeningPage(QWidget):
    """One calm line in the middle."""

    def __init__(self) -> None:
        super().__init__()
        self._line = QLabel(self.tr("Opening the database…"))
        self._line.setProperty("role", "muted")
        self._line.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._line.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.addWidget(self._line)

    def give_up(self) -> None:
        """Say that it did not work; why is said by the notice."""
        self._line.setText(self.tr("The database could not be opened."))

"""What is seen until the database is open, and when it cannot be opened."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget


class OpeningPage(QWidget):
    """One calm line in the middle; where opening fails, why, where the database lies, and two ways to go on."""

    again = Signal()
    other = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._line, self._place = QLabel(), QLabel()
        for label in (self._line, self._place):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self._place.setProperty("role", "muted")
        self._place.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._again = QPushButton(self.tr("Try again"))
        self._again.setProperty("primary", True)
        self._again.clicked.connect(self._try_again)
        self._other = QPushButton(self.tr("Choose another file…"))
        self._other.clicked.connect(self.other)
        for button in (self._again, self._other):
            button.setAutoDefault(True)
        self._lay_out()
        self.wait()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._again)
        buttons.addWidget(self._other)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self._line)
        column.addWidget(self._place)
        column.addLayout(buttons)
        column.addStretch(1)

    def wait(self) -> None:
        """Say that it takes a moment."""
        self._line.setText(self.tr("Opening the database…"))
        self._line.setProperty("role", "muted")
        self._let_act(False)

    def give_up(self, sentence: str, address: str) -> None:
        """Say why it did not work, and offer to go on."""
        self._line.setText(sentence)
        self._line.setProperty("role", "")
        self._place.setText(address)
        self._let_act(True)
        self._again.setFocus(Qt.FocusReason.OtherFocusReason)

    def _let_act(self, on: bool) -> None:
        for widget in (self._place, self._again, self._other):
            widget.setVisible(on)
        self._line.style().unpolish(self._line)
        self._line.style().polish(self._line)

    def _try_again(self) -> None:
        self.wait()
        self.again.emit()

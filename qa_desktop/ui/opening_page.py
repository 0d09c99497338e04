"""What is seen until the database is open, and when it cannot be opened."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from qa_desktop.domain.passphrases import CANNOT_BE_RECOVERED


class OpeningPage(QWidget):
    """One calm line in the middle; where opening fails, why, where the database lies, and two ways to go on."""

    again = Signal()
    other = Signal()
    unlock = Signal(str)

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
        self.passphrase = QLineEdit()
        self.passphrase.setEchoMode(QLineEdit.EchoMode.Password)
        self.passphrase.setAccessibleName(self.tr("Passphrase"))
        self.passphrase.setPlaceholderText(self.tr("Passphrase"))
        self.passphrase.setFixedWidth(420)
        self.passphrase.returnPressed.connect(self._unlock)
        self._trouble, self._loss = QLabel(), QLabel(CANNOT_BE_RECOVERED)
        for label in (self._trouble, self._loss):
            label.setAlignment(Qt.AlignmentFlag.AlignCenter)
            label.setWordWrap(True)
        self._loss.setProperty("role", "small")
        self._open = QPushButton(self.tr("Open"))
        self._open.setProperty("primary", True)
        self._open.setAutoDefault(True)
        self._open.clicked.connect(self._unlock)
        self._lay_out()
        self.wait()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addStretch(1)
        buttons.addWidget(self._open)
        buttons.addWidget(self._again)
        buttons.addWidget(self._other)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 32, 32, 32)
        column.setSpacing(12)
        column.addStretch(1)
        column.addWidget(self._line)
        column.addWidget(self._place)
        column.addWidget(self.passphrase, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._trouble)
        column.addLayout(buttons)
        column.addWidget(self._loss)
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

    def ask(self, sentence: str, address: str) -> None:
        """Ask for the passphrase of an encrypted database; the sentence says why the last one did not do."""
        self._line.setText(self.tr("This database is encrypted. Its passphrase opens it."))
        self._line.setProperty("role", "")
        self._place.setText(address)
        self._trouble.setText(sentence)
        self._let_act(True, asks=True)
        self.passphrase.selectAll()
        self.passphrase.setFocus(Qt.FocusReason.OtherFocusReason)

    def _unlock(self) -> None:
        if self.passphrase.text():
            words = self.passphrase.text()
            self.passphrase.clear()
            self.wait()
            self.unlock.emit(words)

    def _let_act(self, on: bool, asks: bool = False) -> None:
        for widget in (self._place, self._other):
            widget.setVisible(on)
        self._again.setVisible(on and not asks)
        self.passphrase.setVisible(asks)
        self._open.setVisible(asks)
        self._loss.setVisible(asks)
        self._trouble.setVisible(asks and bool(self._trouble.text()))
        self._line.style().unpolish(self._line)
        self._line.style().polish(self._line)

    def _try_again(self) -> None:
        self.wait()
        self.again.emit()

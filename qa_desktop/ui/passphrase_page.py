"""The page of the passphrase: the database file is encrypted, gets another passphrase, or lies in clear again."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QLabel, QLineEdit, QPushButton, QWidget

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import CANNOT_BE_RECOVERED, Passphrase, new_passphrase
from qa_desktop.ui.sheet import row_of, sheet_on, words

FIELD = 420
"""Pixels of a field."""


class PassphrasePage(QWidget):
    """`wanted` carries the passphrase of now and the one from then on; None for none."""

    wanted = Signal(object, object)
    left = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._encrypted = False
        self.state, self.told, self.copies = words(role="strong"), words(), words(role="muted")
        self.old, self.new, self.again = self._field(), self._field(), self._field()
        self.set = QPushButton()
        self.set.setProperty("primary", True)
        self.remove = QPushButton(self.tr("Take the passphrase away"))
        self.back = QPushButton(self.tr("Back to the work (Esc)"))
        self._form = QFormLayout()
        self._lay_out()
        self._connect()

    def _field(self) -> QLineEdit:
        field = QLineEdit()
        field.setEchoMode(QLineEdit.EchoMode.Password)
        field.setFixedWidth(FIELD)
        return field

    def _lay_out(self) -> None:
        column = sheet_on(self, QLabel(self.tr("Passphrase of the database")))
        for label in (
            self.state,
            words(
                self.tr(
                    "A passphrase encrypts the database file, its backups from then on, and drafts that wait beside "
                    "it. Whoever opens it types the passphrase; it is kept nowhere. Recordings, exports and packages "
                    "in a team folder are not encrypted by it."
                ),
                "muted",
            ),
            words(CANNOT_BE_RECOVERED, "strong"),
        ):
            column.addWidget(label)
        self._form.setHorizontalSpacing(16)
        self._form.setVerticalSpacing(10)
        self._form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.FieldsStayAtSizeHint)
        for name, field in (
            (self.tr("Passphrase of now"), self.old),
            (self.tr("New passphrase"), self.new),
            (self.tr("Once more"), self.again),
        ):
            field.setAccessibleName(name)
            self._form.addRow(name, field)
        column.addLayout(self._form)
        column.addWidget(self.told)
        column.addLayout(row_of(self.set, self.remove))
        column.addSpacing(8)
        column.addWidget(self.copies)
        column.addStretch(1)
        column.addLayout(row_of(self.back))

    def _connect(self) -> None:
        for field in (self.old, self.new, self.again):
            field.returnPressed.connect(self._set)
            field.textEdited.connect(lambda _: self.told.setText(""))
        self.set.clicked.connect(self._set)
        self.remove.clicked.connect(self._remove)
        self.back.clicked.connect(self.left)
        for button in (self.set, self.remove, self.back):
            button.setAutoDefault(True)

    def begin(self, address: str, encrypted: bool) -> None:
        """Show how things stand; what was typed before is gone."""
        self._encrypted = encrypted
        state = self.tr("“{0}” is encrypted.") if encrypted else self.tr("“{0}” lies in clear on the disk.")
        self.state.setText(state.format(address))
        self.set.setText(self.tr("Change the passphrase") if encrypted else self.tr("Encrypt the database"))
        self._form.setRowVisible(self.old, encrypted)
        self.remove.setVisible(encrypted)
        self._clear()
        self.told.setText("")
        self.copies.setText("")
        self._let(True)
        (self.old if encrypted else self.new).setFocus(Qt.FocusReason.OtherFocusReason)

    def refuse(self, sentence: str) -> None:
        """Say why there is no passphrase to be had here."""
        self.begin("", False)
        self.state.setText(sentence)
        self._let(False)
        self.back.setFocus(Qt.FocusReason.OtherFocusReason)

    def show_failure(self, sentence: str) -> None:
        """Say what went wrong; nothing has changed."""
        self._let(True)
        self.told.setText(sentence)
        (self.old if self._encrypted else self.new).setFocus(Qt.FocusReason.OtherFocusReason)

    def show_copies(self, copies: tuple[Path, ...]) -> None:
        """Name what still lies in clear."""
        lines = [self.tr("These still lie in clear; delete them when they are not needed:"), *map(str, copies)]
        self.copies.setText("\n".join(lines) if copies else "")

    def wait(self) -> None:
        """Say that it takes a while."""
        self.told.setText(self.tr("Writing the database anew…"))
        self._let(False)

    def _set(self) -> None:
        if not self._encrypted or self.old.text():
            try:
                new = new_passphrase(self.new.text())
            except InputError as error:
                self.told.setText(str(error))
                return
            if self.new.text() != self.again.text():
                self.told.setText(self.tr("The two passphrases differ: type them again."))
                self.again.selectAll()
                self.again.setFocus(Qt.FocusReason.OtherFocusReason)
                return
            self._want(new)
        else:
            self._ask_for_old()

    def _remove(self) -> None:
        if self.old.text():
            self._want(None)
        else:
            self._ask_for_old()

    def _ask_for_old(self) -> None:
        self.told.setText(self.tr("Type the passphrase of now first."))
        self.old.setFocus(Qt.FocusReason.OtherFocusReason)

    def _want(self, new: Passphrase | None) -> None:
        old = Passphrase(self.old.text()) if self._encrypted else None
        self._clear()
        self.wait()
        self.wanted.emit(old, new)

    def _clear(self) -> None:
        for field in (self.old, self.new, self.again):
            field.clear()

    def _let(self, on: bool) -> None:
        for widget in (self.old, self.new, self.again, self.set, self.remove):
            widget.setEnabled(on)

"""The step about what customers said, with what others gave each interaction, which is entered here."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFrame, QLabel, QLineEdit, QPushButton, QVBoxLayout

from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.consensus import ExternalScore
from qa_desktop.domain.interactions import Interaction
from qa_desktop.services.external_scores import points
from qa_desktop.ui.calibration import steps
from qa_desktop.ui.calibration.tables import Table
from qa_desktop.ui.sheet import row_of
from qa_desktop.ui.typed import TypedField

SOURCE = 280
"""Pixels of the field that says who gave a score."""


class CustomersStep(QFrame):
    """`entered` carries an external score; `undone` and `file_wanted` say what else is wanted."""

    entered = Signal(object)
    undone = Signal()
    file_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("middle")
        self._material: CalibrationMaterial | None = None
        self._editable = False
        self._go_on = False
        self.table = Table(steps.names()[-1])
        self.about, self.locked = QLabel(), QLabel()
        self.about.setProperty("role", "strong")
        self.points = TypedField(self.tr("Points that others gave, from 0 to 100"), points, hint=self.tr("0 to 100"))
        self.source = QLineEdit()
        self.source.setPlaceholderText(self.tr("By whom: customer survey, client audit"))
        self.source.setAccessibleName(self.tr("Who gave the points"))
        self.source.setFixedWidth(SOURCE)
        self.enter = QPushButton(self.tr("Enter, next (Enter)"))
        self.enter.setProperty("primary", True)
        self.undo = QPushButton(self.tr("Undo"))
        self.file = QPushButton(self.tr("From a table…"))
        self.file.setToolTip(self.tr("CSV or XLSX with the columns interaction, points and source"))
        self._lay_out()
        self.table.currentCellChanged.connect(lambda row, _column, before, _before: self._go_to(row, before))
        self.enter.clicked.connect(self.submit)
        self.undo.clicked.connect(self.undone)
        self.file.clicked.connect(self.file_wanted)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 14)
        column.setSpacing(10)
        column.addWidget(self.table, 1)
        self.locked.setProperty("role", "muted")
        column.addWidget(self.about)
        parts = (self.points, self.source, self.enter, self.undo, self.file)
        line = row_of(*parts)
        for part in parts:
            line.setAlignment(part, Qt.AlignmentFlag.AlignTop)
        column.addLayout(line)
        column.addWidget(self.locked)

    def display(self, material: CalibrationMaterial, content: steps.Content, locked: str) -> None:
        """Show a session; `locked` says why nothing can be entered, if so."""
        same = self._material is not None and self._material.session.key == material.session.key
        row = max(self.table.currentRow(), 0) if same else 0
        self._material, self._editable = material, not locked
        self.table.fill(*content)
        self.locked.setText(locked)
        self.locked.setVisible(bool(locked))
        for widget in (self.about, self.points, self.source, self.enter, self.undo, self.file):
            widget.setVisible(self._editable)
        self.table.setCurrentCell(min(row + self._go_on, len(material.interactions) - 1), 0)
        self._go_on = False
        self._show()

    @property
    def interaction(self) -> Interaction | None:
        """The interaction that is chosen."""
        row = self.table.currentRow()
        known = self._material.interactions if self._material else ()
        return known[row] if 0 <= row < len(known) else None

    def submit(self) -> None:
        """Enter what stands in the fields."""
        interaction = self.interaction
        if self._material is None or interaction is None or not self._editable:
            return
        if not self.points.check():
            self.points.setFocus()
            return
        score = ExternalScore(self._material.session.key, interaction.key, self.points.value, self._said())
        self._go_on = True
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)
        self.entered.emit(score)

    def _said(self) -> str:
        return self.source.text().strip() if self.points.value is not None else ""

    def _go_to(self, row: int, before: int) -> None:
        if row != before:
            self._show()

    def _show(self) -> None:
        interaction = self.interaction
        if self._material is None or interaction is None:
            return
        known = self._material.external.get(interaction.key)
        given = known.points if known else None
        self.about.setText(self.tr("What others gave {0}").format(interaction.external_id))
        self.points.edit.setText("" if given is None else f"{given:g}")
        self.points.complain("")
        self.source.setText(known.source if known else "")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter goes to the field, and from there enters; a digit begins to type; Ctrl+Z takes back."""
        typing = isinstance(QApplication.focusWidget(), QLineEdit)
        key = event.text()
        if not self._editable:
            super().keyPressEvent(event)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.submit() if typing else self._type("")
        elif not typing and event.matches(QKeySequence.StandardKey.Undo):
            self.undone.emit()
        elif not typing and len(key) == 1 and key.isdecimal():
            self._type(key)
        else:
            super().keyPressEvent(event)

    def _type(self, first: str) -> None:
        self.points.setFocus(Qt.FocusReason.OtherFocusReason)
        if first:
            self.points.edit.setText(first)
        else:
            self.points.edit.selectAll()

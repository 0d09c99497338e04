"""What every part of the assistant has: a heading, rows of a name and a control, and a way to say what was changed."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QFormLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from qa_desktop.transcripts.mapping import Mapping

if TYPE_CHECKING:
    from qa_desktop.services.mapping_preview import Preview

Edit = Callable[[Mapping], Mapping]
LETTERS = 14
"""A list of choices is at least so many letters wide; it grows with the pane."""


class Box(QWidget):
    """`edited` carries what turns the mapping of now into the one that is meant, and whether its fields fit no more."""

    edited = Signal(object, bool)

    def __init__(self) -> None:
        super().__init__()
        self.heading = QLabel()
        self.heading.setProperty("role", "section")
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(6)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        self.form.setLabelAlignment(Qt.AlignmentFlag.AlignLeft)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 10)
        column.setSpacing(6)
        column.addWidget(self.heading)
        column.addLayout(self.form)

    def display(self, shown: Preview) -> None:
        """Show the mapping of a preview, and what there is to choose among."""
        raise NotImplementedError

    def row(self, name: str, control: QWidget) -> None:
        """A control with its name before it."""
        label = QLabel(name)
        label.setWordWrap(True)
        label.setMinimumWidth(110)
        label.setBuddy(control)
        control.setAccessibleName(name)
        self.form.addRow(label, control)


def choice(editable: bool = False) -> QComboBox:
    """A list of choices that no long name can widen."""
    box = QComboBox()
    box.setEditable(editable)
    box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
    box.setMinimumContentsLength(LETTERS)
    box.setMaxVisibleItems(20)
    return box


def offer(box: QComboBox, items: Iterable[tuple[str, str]], chosen: str) -> None:
    """Put names and what they stand for into a list, with one chosen; what is being typed there is left alone."""
    wanted = list(items)
    if chosen not in [value for _, value in wanted]:
        wanted.append((chosen, chosen))
    with QSignalBlocker(box):
        if wanted != [(box.itemText(place), box.itemData(place)) for place in range(box.count())]:
            typed = box.currentText()
            box.clear()
            for name, value in wanted:
                box.addItem(name, value)
            if box.isEditable() and box.hasFocus():
                box.setEditText(typed)
        if not (box.isEditable() and box.hasFocus()):
            box.setCurrentIndex([value for _, value in wanted].index(chosen))


def picked(box: QComboBox) -> str:
    """What is chosen, or typed where nothing of that name can be chosen."""
    place = box.findText(box.currentText())
    return str(box.itemData(place)) if place >= 0 else box.currentText().strip()


def when_said(box: QComboBox, run: Callable[[], None]) -> None:
    """Run something when another choice is made, or one is typed where that can be done."""
    box.activated.connect(lambda _: run())
    field = box.lineEdit()
    if field is not None:
        field.editingFinished.connect(run)


def write(field: QLineEdit, text: str) -> None:
    """Put a text into a field in which nobody is typing."""
    if not field.hasFocus() and field.text() != text:
        with QSignalBlocker(field):
            field.setText(text)

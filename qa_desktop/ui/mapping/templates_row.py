"""The templates that are kept: take one, save what is shown under a name, rename and delete."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from qa_desktop.ui.mapping.box import choice, offer

if TYPE_CHECKING:
    from qa_desktop.services.mapping_templates import Template


class TemplatesRow(QWidget):
    """A list of names and a field for one; `renamed` carries the old and the new name."""

    taken = Signal(str)
    saved = Signal(str)
    renamed = Signal(str, str)
    deleted = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.list, self.name = choice(), QLineEdit()
        self.save, self.rename = QPushButton(self.tr("Save as template")), QPushButton(self.tr("Rename"))
        self.delete = QPushButton(self.tr("Delete"))
        self.list.setAccessibleName(self.tr("Template"))
        self.name.setAccessibleName(self.tr("Name of the template"))
        self.name.setPlaceholderText(self.tr("Name of the template"))
        self.name.setMaxLength(80)
        self._can_save = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        label = QLabel(self.tr("Template"))
        label.setBuddy(self.list)
        row.addWidget(label)
        row.addWidget(self.list, 2)
        row.addWidget(self.name, 2)
        for button in (self.save, self.rename, self.delete):
            button.setAutoDefault(True)
            row.addWidget(button)
        self.list.activated.connect(lambda _: self._take())
        self.name.textChanged.connect(lambda _: self._enable())
        self.save.clicked.connect(lambda: self.saved.emit(self.name.text()))
        self.rename.clicked.connect(lambda: self.renamed.emit(self.chosen, self.name.text()))
        self.delete.clicked.connect(lambda: self.deleted.emit(self.chosen))
        self._enable()

    @property
    def chosen(self) -> str:
        """The name of the template that is chosen, or nothing."""
        return str(self.list.currentData() or "")

    def display(self, templates: Sequence[Template], chosen: str = "") -> None:
        """Offer these; one that cannot be read says so."""
        faulty = self.tr("{0} (cannot be read)")
        names = [(faulty.format(each.name) if each.trouble else each.name, each.name) for each in templates]
        known = [each.name for each in templates]
        offer(self.list, [(self.tr("– (none)"), ""), *names], chosen if chosen in known else "")
        self.name.setText(self.chosen)
        self._enable()

    def allow_saving(self, allowed: bool) -> None:
        """Only what reads something is worth keeping."""
        self._can_save = allowed
        self._enable()

    def _take(self) -> None:
        self.name.setText(self.chosen)
        self._enable()
        if self.chosen:
            self.taken.emit(self.chosen)

    def _enable(self) -> None:
        named = bool(self.name.text().strip())
        self.save.setEnabled(named and self._can_save)
        self.rename.setEnabled(bool(self.chosen) and named and self.name.text().strip() != self.chosen)
        self.delete.setEnabled(bool(self.chosen))

"""A table whose first column holds names, which keep their room beside figures."""

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHeaderView

from qa_desktop.ui.calibration.tables import Table
from qa_desktop.ui.theme import Theme

LEAST_NAME = 170
"""Pixels that a name may always have."""


class NamesTable(Table):
    """Leaves the names their room: with large letters it rather scrolls aside."""

    def __init__(self, name: str, theme: Theme) -> None:
        super().__init__(name)
        self._theme = theme

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Look anew how much is left for the names."""
        super().resizeEvent(event)
        self.spare_names()

    def spare_names(self) -> None:
        """Give the names what is left, and no less than they need."""
        head, least = self.horizontalHeader(), self._theme.px(LEAST_NAME)
        if not head.count():
            return
        others = sum(head.sectionSize(column) for column in range(1, head.count()))
        if self.viewport().width() - others < least:
            head.setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            head.resizeSection(0, least)
        else:
            head.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)

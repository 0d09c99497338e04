"""What pages that are one sheet have in common: the sheet, in the middle where the window is wide, and its rows."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

WIDEST = 1180
"""Pixels beyond which lines are hard to read."""


def sheet_in(page: QWidget) -> QVBoxLayout:
    """Put a sheet into an empty page; its column."""
    sheet = QWidget()
    sheet.setMaximumWidth(WIDEST)
    column = QVBoxLayout(sheet)
    column.setContentsMargins(32, 24, 32, 24)
    column.setSpacing(10)
    across = QHBoxLayout(page)
    across.setContentsMargins(0, 0, 0, 0)
    across.addWidget(sheet)
    return column


def side_by_side(*widgets: QWidget) -> QHBoxLayout:
    """A row of widgets, from the left."""
    row = QHBoxLayout()
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return row


def words(text: str = "", role: str = "") -> QLabel:
    """A text that breaks where it has to, and can be copied."""
    label = QLabel(text)
    label.setProperty("role", role)
    label.setWordWrap(True)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label

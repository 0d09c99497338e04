"""What a page of the window is laid out on: a sheet with a title, never wider than lines are easy to read."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

WIDEST = 1180
"""Pixels beyond which lines are hard to read."""


def sheet_on(page: QWidget, title: QLabel) -> QVBoxLayout:
    """Lay a sheet on an empty page; the column below its title, for what the page holds."""
    sheet = QWidget()
    sheet.setMaximumWidth(WIDEST)
    column = QVBoxLayout(sheet)
    column.setContentsMargins(32, 24, 32, 24)
    column.setSpacing(10)
    title.setProperty("role", "title")
    column.addWidget(title)
    across = QHBoxLayout(page)
    across.setContentsMargins(0, 0, 0, 0)
    across.addWidget(sheet)
    return column


def row_of(*widgets: QWidget) -> QHBoxLayout:
    """Widgets side by side, from the left."""
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

"""The sheet of keys: what works here, now."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.actions import CALIBRATION, EDIT, EVALUATION, FILE, HELP, PLAYBACK, SPECS, VIEW, Actions, tr

COLUMNS = ((FILE, EDIT, CALIBRATION, HELP), (PLAYBACK, VIEW), (EVALUATION,))


class KeysSheet(QScrollArea):
    """Lists every action that has a key, by menu; those that cannot be used now are pale."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def display(self) -> None:
        """Draw the sheet as things stand now."""
        sheet = QWidget()
        sheet.setObjectName("scrolled")
        row = QHBoxLayout(sheet)
        row.setContentsMargins(32, 24, 32, 24)
        row.setSpacing(48)
        for titles in COLUMNS:
            column = QVBoxLayout()
            column.setSpacing(4)
            for title in titles:
                self._add_menu(column, title)
            column.addStretch(1)
            row.addLayout(column)
        row.addStretch(1)
        self.setWidget(sheet)

    def _add_menu(self, column: QVBoxLayout, title: str) -> None:
        heading = QLabel(tr(title).replace("&", ""))
        heading.setProperty("role", "title")
        heading.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        heading.setContentsMargins(0, 16, 0, 0)
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        column.addLayout(grid)
        rows = [spec for spec in SPECS if spec.menu == title and spec.keys]
        if title == EVALUATION:
            self._add_row(grid, self.tr("Previous or next standard"), "↑  ↓", True)
            self._add_row(grid, self.tr("Choose a level or option"), "1 … 9, 0", True)
        for spec in rows:
            keys = ",  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.keys)
            self._add_row(grid, tr(spec.text), keys, self._actions[spec.id].isEnabled())

    def _add_row(self, grid: QGridLayout, words: str, keys: str, enabled: bool) -> None:
        row = grid.rowCount() if grid.count() else 0
        for place, label in enumerate((QLabel(keys), QLabel(words))):
            label.setProperty("role", ("strong", "")[place] if enabled else "muted")
            grid.addWidget(label, row, place, Qt.AlignmentFlag.AlignTop)
        grid.setColumnMinimumWidth(0, 150)
        grid.setColumnStretch(1, 1)

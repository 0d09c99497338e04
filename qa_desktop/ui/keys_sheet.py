"""The sheet of keys: what works here, now."""

from itertools import groupby

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.ui.action_list import (
    CALIBRATION,
    EDIT,
    EVALUATION,
    FILE,
    HELP,
    PLAYBACK,
    SPECS,
    VIEW,
    ActionSpec,
)
from qa_desktop.ui.actions import Actions, tr

COLUMNS = ((FILE, EDIT, CALIBRATION, HELP), (PLAYBACK, VIEW), (EVALUATION,))
Line = tuple[str, str, bool]
"""What a key does, its name, and whether it can be used now."""
TIGHTEST, LOOSEST = 3, 12
"""Pixels between lines: as many as make the sheet fill the window."""
AROUND = 150
"""Pixels of the height that headings and margins take."""


class KeysSheet(QScrollArea):
    """Lists every action that has a key, by menu; those that cannot be used now are pale."""

    def __init__(self, actions: Actions) -> None:
        super().__init__()
        self._actions = actions
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)

    def display(self, height: int) -> None:
        """Draw the sheet as things stand now, so that it fills a page of this height."""
        sheet = QWidget()
        sheet.setObjectName("scrolled")
        column = QVBoxLayout(sheet)
        column.setContentsMargins(32, 24, 32, 16)
        column.setSpacing(2)
        for words, role in ((self.tr("Keys that work here"), "title"), (self.tr("Esc or ? closes"), "muted")):
            label = QLabel(words)
            label.setProperty("role", role)
            column.addWidget(label)
        row = QHBoxLayout()
        row.setSpacing(48)
        room = self._room_between_lines(height)
        for titles in COLUMNS:
            menus = QVBoxLayout()
            menus.setSpacing(room)
            for title in titles:
                self._add_menu(menus, title, room)
            menus.addStretch(1)
            row.addLayout(menus)
        row.addStretch(1)
        column.addLayout(row, 1)
        self.setWidget(sheet)

    def _room_between_lines(self, height: int) -> int:
        longest = max(
            sum(len(group) for title in titles for group in self._groups(title)) + 2 * len(titles) for titles in COLUMNS
        )
        free = height - AROUND - longest * self.fontMetrics().height()
        return min(LOOSEST, max(TIGHTEST, free // longest))

    def _groups(self, title: str) -> list[list[Line]]:
        """The lines of a menu, in the groups that its separators make."""
        specs = [spec for spec in SPECS if spec.menu == title]
        parts = [list(part) for is_line, part in groupby(specs, lambda spec: not spec.text) if not is_line]
        groups = [[self._line(spec) for spec in part if spec.keys] for part in parts]
        if title == EVALUATION:
            groups[0][:0] = [
                (self.tr("Previous or next standard"), "↑  ↓", True),
                (self.tr("Choose a level or option"), "1 … 9, 0", True),
            ]
        if title == VIEW:
            groups[:0] = [
                [
                    (self.tr("Open the line chosen in the worklist"), self.tr("Enter"), True),
                    (self.tr("Open the first line found, in the search"), self.tr("Enter"), True),
                ]
            ]
        return [group for group in groups if group]

    def _line(self, spec: ActionSpec) -> Line:
        keys = ",  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.keys)
        return tr(spec.text), keys, self._actions[spec.id].isEnabled()

    def _add_menu(self, column: QVBoxLayout, title: str, room: int) -> None:
        heading = QLabel(tr(title).replace("&", ""))
        heading.setProperty("role", "section")
        heading.setContentsMargins(0, 16, 0, 0)
        column.addWidget(heading)
        grid = QGridLayout()
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(room)
        grid.setColumnMinimumWidth(0, 150)
        grid.setColumnStretch(1, 1)
        column.addLayout(grid)
        row = 0
        for place, group in enumerate(self._groups(title)):
            if place:
                grid.setRowMinimumHeight(row, room)
                row += 1
            for line in group:
                _add_line(grid, row, line)
                row += 1


def _add_line(grid: QGridLayout, row: int, line: Line) -> None:
    words, keys, enabled = line
    for place, label in enumerate((QLabel(keys), QLabel(words))):
        label.setProperty("role", ("strong", "")[place] if enabled else "muted")
        grid.addWidget(label, row, place, Qt.AlignmentFlag.AlignTop)

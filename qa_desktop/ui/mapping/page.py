"""The page of the assistant: on the left what is said of a file, on the right what comes of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.ui.mapping.box import Box
from qa_desktop.ui.mapping.fields_box import FieldsBox
from qa_desktop.ui.mapping.keep_box import KeepBox
from qa_desktop.ui.mapping.lookups_box import LookupsBox
from qa_desktop.ui.mapping.preview_panel import PreviewPanel
from qa_desktop.ui.mapping.roles_box import RolesBox
from qa_desktop.ui.mapping.rows_box import RowsBox
from qa_desktop.ui.mapping.templates_row import TemplatesRow
from qa_desktop.ui.mapping.times_box import TimesBox
from qa_desktop.ui.sheet import row_of
from qa_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from qa_desktop.services.mapping_preview import Preview

_LEFT = 430
"""Pixels of the settings at the usual size of text; the preview has the rest."""


class MappingPage(QWidget):
    """`edited` carries an Edit of the mapping and whether its fields fit no more; the rest says what is wanted."""

    edited = Signal(object, bool)
    file_wanted = Signal()
    import_wanted = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._filled = False

    def fill(self) -> None:
        """Make what is on it, when it is first wanted: the window is on the screen sooner."""
        if self._filled:
            return
        self._filled = True
        self.file = QLabel()
        self.file.setProperty("role", "muted")
        self.asks = QPushButton(self.tr("Before it is imported, say which is the day and which the month"))
        self.asks.setProperty("link", True)
        self.asks.setProperty("tone", "warn")
        self.choose = QPushButton(self.tr("Choose a file…"))
        self.rows, self.fields, self.times = RowsBox(), FieldsBox(), TimesBox()
        self.roles, self.keep, self.lookups = RolesBox(), KeepBox(), LookupsBox()
        self.boxes: tuple[Box, ...] = (self.rows, self.fields, self.times, self.roles, self.lookups, self.keep)
        self.preview = PreviewPanel(self._theme)
        self.templates = TemplatesRow()
        self.go = QPushButton(self.tr("Import"))
        self.go.setProperty("primary", True)
        self.back = QPushButton(self.tr("Back to the work (Esc)"))
        self._lay_out()
        for box in self.boxes:
            box.edited.connect(self.edited)
        self.choose.clicked.connect(self.file_wanted)
        self.go.clicked.connect(self.import_wanted)
        self.back.clicked.connect(self.left)
        self.asks.clicked.connect(self._go_to_days)
        for button in (self.choose, self.asks, self.go, self.back):
            button.setAutoDefault(True)
        self.clear()

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Say how a file is to be read"))
        title.setProperty("role", "title")
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 16, 24, 12)
        column.setSpacing(8)
        head = row_of(title, self.choose)
        head.insertWidget(1, self.file)
        column.addLayout(head)
        settings = QWidget()
        settings.setObjectName("scrolled")
        down = QVBoxLayout(settings)
        down.setContentsMargins(0, 0, 12, 0)
        for box in self.boxes:
            down.addWidget(box)
        down.addStretch(1)
        self.pane = QScrollArea()
        self.pane.setWidget(settings)
        self.pane.setWidgetResizable(True)
        self.pane.setFrameShape(QFrame.Shape.NoFrame)
        self.pane.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.pane.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.pane.setMinimumWidth(self._theme.px(_LEFT))
        self.pane.setMaximumWidth(self._theme.px(_LEFT + 130))
        across = QHBoxLayout()
        across.setSpacing(24)
        across.addWidget(self.pane, 4)
        across.addWidget(self.preview, 6)
        column.addLayout(across, 1)
        column.addWidget(self.templates)
        column.addLayout(row_of(self.go, self.back, self.asks))

    def clear(self) -> None:
        """Show that there is no file yet."""
        self.file.setText("")
        self.pane.hide()
        self.preview.wait(
            self.tr("Choose a table or a JSON file that is not read, or not as you mean it. It stays as it is.")
        )
        self._enable(False)

    def wait(self, files: list[Path]) -> None:
        """Show which file is being looked at, before there is anything to show of it."""
        more = self.tr(" and {0} more of its kind").format(len(files) - 1) if len(files) > 1 else ""
        self.file.setText(f"{files[0].name}{more}")
        self.times.forget()
        self.pane.hide()
        self.preview.wait(self.tr("Looking into it…"))
        self._enable(False)

    def refuse(self, sentence: str) -> None:
        """Say why a file cannot be mapped at all."""
        self.pane.hide()
        self.preview.wait(sentence)
        self._enable(False)

    def display(self, shown: Preview) -> None:
        """Show a mapping, and what it makes of the file."""
        first = self.pane.isHidden()
        self.pane.show()
        for box in self.boxes:
            box.display(shown)
        self.preview.display(shown)
        self._enable(shown.turns > 0)
        if first:
            self.begin()

    def begin(self) -> None:
        """Give the keyboard to the first thing to look at."""
        target = self.choose if self.pane.isHidden() else self.fields.boxes["text"]
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _go_to_days(self) -> None:
        self.pane.ensureWidgetVisible(self.times)
        self.times.day_first.setFocus(Qt.FocusReason.OtherFocusReason)

    def _enable(self, reads_something: bool) -> None:
        asks = reads_something and self.times.asks
        self.asks.setVisible(asks)
        self.go.setEnabled(reads_something and not asks)
        self.templates.allow_saving(reads_something and not asks)

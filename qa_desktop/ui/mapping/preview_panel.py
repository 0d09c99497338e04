"""What a mapping makes of the file: its first turns, and what would be left out, with place and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QListWidget,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.ui import words as say
from qa_desktop.ui.sheet import words
from qa_desktop.ui.text import clock
from qa_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from qa_desktop.services.mapping_preview import Preview

FIRST_TURNS = 60
_MOST_NOTES = 200
_LONGEST_TEXT = 400
_COLORS = {Role.AGENT: "agent", Role.CUSTOMER: "customer"}


class PreviewPanel(QWidget):
    """A sentence that sums up, the turns as a table, and the notes."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._shown: Preview | None = None
        self.told, self.refusal, self.notes_told = words("", "strong"), words("", "lack"), words("", "section")
        self.turns, self.notes = QTableWidget(), QListWidget()
        self.turns.setAccessibleName(self.tr("The first turns"))
        self.turns.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.turns.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.turns.setTabKeyNavigation(False)
        self.turns.setWordWrap(True)
        self.turns.setShowGrid(False)
        self.turns.verticalHeader().hide()
        self.turns.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.notes.setAccessibleName(self.tr("What is left out, and why"))
        self.notes.setWordWrap(True)
        self._name_columns()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.told)
        column.addWidget(self.refusal)
        column.addWidget(self.turns, 5)
        column.addWidget(self.notes_told)
        column.addWidget(self.notes, 2)
        theme.changed.connect(self._color)
        self.wait("")

    def wait(self, sentence: str) -> None:
        """Say what is going on while there is nothing to show."""
        self._shown = None
        self.told.setText(sentence)
        for widget in (self.refusal, self.turns, self.notes_told, self.notes):
            widget.hide()

    def display(self, shown: Preview) -> None:
        """Show what comes of a file; where nothing does, why."""
        self._shown = shown
        self.told.setText("" if shown.refusal else self._sum(shown))
        self.refusal.setText(shown.refusal)
        self.refusal.setVisible(bool(shown.refusal))
        self._fill(shown.first_turns(FIRST_TURNS))
        self.turns.setVisible(not shown.refusal)
        self.notes.clear()
        skipped = shown.skipped
        self.notes.addItems([f"{note.where}: {note.reason}" for note in skipped[:_MOST_NOTES]])
        if len(skipped) > _MOST_NOTES:
            self.notes.addItem(self.tr("and {0} more").format(len(skipped) - _MOST_NOTES))
        self.notes_told.setText(self.tr("Left out or not understood ({0})").format(len(skipped)))
        for widget in (self.notes_told, self.notes):
            widget.setVisible(bool(skipped))

    def _name_columns(self) -> None:
        names = (self.tr("Conversation"), self.tr("Time"), self.tr("Role"), self.tr("Speaker"), self.tr("Text"))
        self.turns.setColumnCount(len(names))
        self.turns.setHorizontalHeaderLabels(names)
        header = self.turns.horizontalHeader()
        header.setHighlightSections(False)
        header.setAccessibleName(self.tr("Columns"))
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        for place, width in enumerate((110, 76, 96, 120)):
            header.resizeSection(place, self._theme.px(width))
        header.setStretchLastSection(True)

    def _sum(self, shown: Preview) -> str:
        turns = self.tr("1 turn") if shown.turns == 1 else self.tr("{0} turns").format(shown.turns)
        number = len(shown.transcripts)
        several = self.tr("in 1 conversation") if number == 1 else self.tr("in {0} conversations").format(number)
        began = shown.transcripts[0].started_at if shown.transcripts else None
        since = self.tr(", the first from {0}").format(began.replace("T", " ")) if began else ""
        part = self.tr(" (only the beginning of the file is looked at)") if shown.partly else ""
        return f"{turns} {several}{since}{part}"

    def _fill(self, turns: list[tuple[Transcript, Turn]]) -> None:
        self.turns.setRowCount(len(turns))
        last: Transcript | None = None
        for row, (transcript, turn) in enumerate(turns):
            time = "" if turn.start is None else clock(turn.start)
            name = transcript.conversation if transcript is not last else ""
            note = self.tr(" (internal)") if turn.internal else ""
            cells = (name, time, f"{say.role(turn.role)}{note}", turn.speaker, turn.text[:_LONGEST_TEXT])
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
                item.setData(Qt.ItemDataRole.UserRole, turn.role)
                self.turns.setItem(row, column, item)
            last = transcript
        several = self._shown is not None and len(self._shown.transcripts) > 1
        self.turns.setColumnHidden(0, not several)
        self._color()

    def _color(self) -> None:
        """The two sides in the colours that they have everywhere."""
        for row in range(self.turns.rowCount()):
            item = self.turns.item(row, 2)
            if item is not None:
                item.setForeground(self._theme.color(_COLORS.get(item.data(Qt.ItemDataRole.UserRole), "muted")))

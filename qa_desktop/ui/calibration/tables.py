"""The tables of the calibration room: marks side by side, why each was given, and plain ones."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QFont, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
)

from qa_desktop.domain.answers import AudioSpan, TurnSpan
from qa_desktop.domain.explaining import answer_label
from qa_desktop.domain.forms import Standard
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.statistics.marks import Mark
from qa_desktop.ui import text
from qa_desktop.ui.calibration import say
from qa_desktop.ui.calibration.board import Board, Tone
from qa_desktop.ui.review.worklist_lines import agent_name
from qa_desktop.ui.theme import Theme

_GROUNDS = {
    Tone.EXACT: ("good_soft", "good"),
    Tone.WITHIN: ("warn_soft", "warn"),
    Tone.BEYOND: ("bad_soft", "bad"),
    Tone.AUTO_FAIL: ("bad", "panel"),
    Tone.ALONE: ("panel", "text"),
}
_PADDING = 10
"""Pixels at the sides of a cell, as the style sheet says."""
_MARK, _EVIDENCE = 1, 3
_LONGEST_QUOTE = 400
_WIDEST_NAME, _WIDEST_REVIEWER = 130, 170
"""Pixels of a reviewer's name over the marks, and beside a comment."""
_HIGHEST_MARKS, _HIGHEST_WHY = 300, 1500
"""Pixels up to which marks and comments are as high as they need: what is around them scrolls."""


class _Padded(QStyledItemDelegate):
    """Breaks texts where they are drawn: the style sheet's padding is not part of the width it measures by."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        option.rect = option.rect.adjusted(0, 0, -2 * _PADDING, 0)
        return super().sizeHint(option, index)


class Table(QTableWidget):
    """Rows to read and to choose; letters and digits are left to who shows it."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self._most = 0
        self.setItemDelegate(_Padded(self))
        self.setAccessibleName(name)
        self.horizontalHeader().setAccessibleName(name)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.setWordWrap(True)
        self.verticalHeader().hide()
        self._wrapping = QTimer(self)
        self._wrapping.setSingleShot(True)
        self._wrapping.setInterval(0)
        self._wrapping.timeout.connect(self._wrap)
        self.horizontalHeader().sectionResized.connect(lambda *_: self._wrapping.start())
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().setTextElideMode(Qt.TextElideMode.ElideRight)
        self.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the keys that move within the table."""
        moving = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_Left, Qt.Key.Key_Right)
        if event.key() in moving:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _wrap(self) -> None:
        """Where columns became wider or narrower, texts break elsewhere; measured once, and only where it is seen."""
        if self.isVisible():
            self.resizeRowsToContents()
            self._fit()

    def showEvent(self, event: QShowEvent) -> None:
        """What was filled while it was not seen is measured now."""
        super().showEvent(event)
        self._wrapping.start()

    def fill(
        self,
        heads: Sequence[str],
        rows: Sequence[Sequence[str]],
        wide: int = 0,
        look: Callable[[QTableWidgetItem, int, int], None] | None = None,
    ) -> None:
        """Show these texts, each as `look` (item, row, column) makes it look; `wide` takes the width that is left."""
        self.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)  # else each cell measures its column
        self.setColumnCount(len(heads))
        self.setHorizontalHeaderLabels(list(heads))
        self.setRowCount(len(rows))
        for row, cells in enumerate(rows):
            for column, cell in enumerate(cells):
                item = QTableWidgetItem(cell)
                if look is not None:
                    look(item, row, column)
                self.setItem(row, column, item)
        for column in range(len(heads)):
            stretch = QHeaderView.ResizeMode.Stretch if column == wide else QHeaderView.ResizeMode.ResizeToContents
            self.horizontalHeader().setSectionResizeMode(column, stretch)
        self._wrapping.start()

    def cell(self, row: int, column: int) -> QTableWidgetItem:
        """A cell that was filled."""
        item = self.item(row, column)
        if item is None:
            raise IndexError(f"nothing stands in row {row}, column {column}")
        return item

    def head_of(self, column: int) -> QTableWidgetItem:
        """The head of a column that was filled."""
        item = self.horizontalHeaderItem(column)
        if item is None:
            raise IndexError(f"there is no column {column}")
        return item

    def fit(self, most: int) -> None:
        """Be as high as the rows, and no higher than so many pixels."""
        self._most = most
        self._fit()

    def _fit(self) -> None:
        if self._most:
            rows = sum(self.rowHeight(row) for row in range(self.rowCount()))
            self.setFixedHeight(min(rows + self.horizontalHeader().sizeHint().height() + 4, self._most))


class MarksTable(Table):
    """One row an interaction, one column a person, and the consensus."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__("")
        self.setAccessibleName(self.tr("Marks side by side"))
        self._theme = theme
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)  # it would hide how marks stand
        self.currentCellChanged.connect(self._move)

    def display(self, board: Board, standard: Standard, row: int) -> None:
        """Show the marks on a standard, and go to a row."""
        material = board.material
        people = [f"★ {each.name}" if each == material.gauge else each.name for each in material.people]
        rows, tones = [], []
        for interaction in material.interactions:
            marks = board.row(interaction, standard)
            toned = [board.tone(mark) for mark in marks]
            length = text.clock(interaction.duration) if interaction.duration else ""
            called = dict.fromkeys((interaction.external_id, agent_name(interaction)))  # a hidden agent is called so
            name = " ".join(filter(None, (*called, length)))
            settled = answer_label(standard, board.consensus(interaction, standard).value)
            rows.append([name, *map(say.mark, marks, toned), settled])
            tones.append(toned)
        bold = QFont(self.font())
        bold.setBold(True)

        def look(item: QTableWidgetItem, place: int, column: int) -> None:
            if column == 0:
                item.setToolTip(item.text())
            elif column <= len(people):
                color_mark(item, tones[place][column - 1], self._theme)
            else:
                item.setFont(bold)

        self.blockSignals(True)
        self.fill([self.tr("Interaction"), *people, self.tr("Consensus")], rows, look=look)
        self._narrow(people)
        self.setCurrentCell(row, 0)
        self._show_current(row)
        self.blockSignals(False)
        self.fit(self._theme.px(_HIGHEST_MARKS))

    def _narrow(self, people: Sequence[str]) -> None:
        """A long name is cut, so that everybody is seen side by side."""
        most, head = self._theme.px(_WIDEST_NAME), self.horizontalHeader()
        for column, name in enumerate(people, start=1):
            self.head_of(column).setToolTip(name)
            if self.sizeHintForColumn(column) <= most < head.sectionSizeHint(column):
                head.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
                head.resizeSection(column, most)

    def _move(self, row: int, _column: int, before: int, _before: int) -> None:
        if 0 <= row != before:
            self._show_current(row)
            self.chosen.emit(row)

    def _show_current(self, current: int) -> None:
        """The row that is looked at stands out by its two ends."""
        for row in range(self.rowCount()):
            for column in (0, self.columnCount() - 1):
                self.cell(row, column).setBackground(self._theme.color("accent_soft" if row == current else "panel"))


class WhyTable(Table):
    """Why everybody gave the mark: comment, and evidence that can be played or read."""

    def __init__(self, theme: Theme) -> None:
        super().__init__("")
        self.setAccessibleName(self.tr("Why each mark was given"))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self._theme = theme
        self._playing = -1

    def display(self, board: Board, row: Sequence[Mark], transcript: Transcript | None) -> None:
        """Show what everybody said to one mark."""
        gauge = board.material.gauge
        self._playing = -1
        rows, tones = [], []
        for mark in row:
            star = "★ " if mark.person == gauge else ""
            why = "\n".join(filter(None, (mark.answer.comment, *_quotes(mark, transcript))))
            spans = [
                text.span(each.start_ms, each.end_ms) for each in mark.answer.evidence if isinstance(each, AudioSpan)
            ]
            heard = "\n".join(f"◆ {each}" for each in spans)
            tones.append(board.tone(mark))
            rows.append([f"{star}{mark.person.name}", say.mark(mark, tones[-1]), why, heard])

        def look(item: QTableWidgetItem, place: int, column: int) -> None:
            if column == _MARK:
                color_mark(item, tones[place], self._theme)
            elif column == _EVIDENCE:
                item.setForeground(self._theme.color("accent"))

        heads = [self.tr("Reviewer"), self.tr("Mark"), self.tr("Comment"), self.tr("Evidence")]
        self.fill(heads, rows, wide=2, look=look)
        most = self._theme.px(_WIDEST_REVIEWER)
        if self.columnWidth(0) > most:  # a long name breaks, and leaves the room to the comment
            self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Fixed)
            self.setColumnWidth(0, most)
        self.fit(self._theme.px(_HIGHEST_WHY))

    def show_playing(self, place: int) -> None:
        """Show whose evidence is heard; -1 for nobody's."""
        for row in {self._playing, place} - {-1}:
            for column in (0, 2, _EVIDENCE):
                self.cell(row, column).setBackground(self._theme.color("accent_soft" if row == place else "panel"))
        self._playing = place


def color_mark(item: QTableWidgetItem, tone: Tone, theme: Theme) -> None:
    """Let a mark look, and read aloud, as it stands to the reference."""
    ground, letters = _GROUNDS[tone]
    item.setBackground(theme.color(ground))
    item.setForeground(theme.color(letters))
    item.setTextAlignment(Qt.AlignmentFlag.AlignCenter)
    told = say.tone(tone)
    if told:
        item.setToolTip(told)
        item.setData(Qt.ItemDataRole.AccessibleTextRole, f"{item.text()}, {told}")


def _quotes(mark: Mark, transcript: Transcript | None) -> list[str]:
    """What the evidence in a transcript says."""
    turns = transcript.turns if transcript else ()
    return [
        f"“{' '.join(turn.text for turn in turns[each.first : each.last + 1])[:_LONGEST_QUOTE]}”"
        for each in mark.answer.evidence
        if isinstance(each, TurnSpan) and each.first < len(turns)
    ]

"""Cells of a workbook as rows of one line each: hundreds of them cost no more than those that are seen."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QTableView

from qa_desktop.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_MEASURED = 200
"""Rows by which a column is measured."""
_LONGEST = 300
"""Letters of a cell that are shown; all of it stands beneath the table."""
_WIDEST = 40
"""Letters by which a text is measured."""
_PADDING = 24
"""Pixels that the sides of a cell take, and a little air."""
_MOVING = (*(Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),)


@dataclass(frozen=True)
class Row:
    """The texts of a row, and the colour of its first cell by meaning, if it has one."""

    cells: tuple[str, ...]
    tone: str = ""


class CellsModel(QAbstractTableModel):
    """Rows under their headings."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._heads: Sequence[str] = ()
        self.rows: Sequence[Row] = ()

    def take(self, heads: Sequence[str], rows: Sequence[Row]) -> None:
        """Show these from now on."""
        self.beginResetModel()
        self._heads, self.rows = heads, rows
        self.endResetModel()

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows there are."""
        return 0 if parent.isValid() else len(self.rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns there are."""
        return 0 if parent.isValid() else len(self._heads)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """One line of a text; the colour of the first cell."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return " ".join(row.cells[index.column()][:_LONGEST].split())
        if role == Qt.ItemDataRole.ForegroundRole and index.column() == 0 and row.tone:
            return self._theme.color(row.tone)
        return None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """The heading of a column."""
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._heads[section] if shown else None


class CellsTable(QTableView):
    """`chosen` says which row is looked at; keys that do not move are left to who shows it."""

    chosen = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("cells")
        self.cells = CellsModel(theme)
        self.setModel(self.cells)
        self._wide: tuple[int, ...] = ()
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setShowGrid(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalHeader().hide()
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        head = self.horizontalHeader()
        head.setHighlightSections(False)
        head.setAccessibleName(self.tr("Headings"))
        head.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        head.setTextElideMode(Qt.TextElideMode.ElideRight)

    def display(self, heads: Sequence[str], rows: Sequence[Row], wide: Sequence[int]) -> None:
        """Show the rows, and go to the first; the `wide` columns share what the others leave, the last has most."""
        self._wide = tuple(wide)
        self.cells.take(heads, rows)
        self.selectionModel().currentRowChanged.connect(self._move, Qt.ConnectionType.UniqueConnection)
        self._share_out()
        if rows:
            self.setCurrentIndex(self.cells.index(0, 0))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width is shared out anew."""
        super().resizeEvent(event)
        self._share_out()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the keys that move from row to row."""
        control = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End) and self.cells.rows:
            row = 0 if event.key() == Qt.Key.Key_Home else len(self.cells.rows) - 1
            self.setCurrentIndex(self.cells.index(row, 0))
        elif event.key() in _MOVING and not control:
            super().keyPressEvent(event)
        else:
            event.ignore()

    def _length(self, column: int) -> int:
        """Pixels that the longest text takes; asking the style for each cell would take many times as long."""
        measure = self.fontMetrics().horizontalAdvance
        texts = {row.cells[column][:_WIDEST] for row in self.cells.rows[:_MEASURED]}
        return max(map(measure, texts), default=0) + _PADDING

    def _move(self, now: QModelIndex) -> None:
        self.chosen.emit(now.row())

    def _share_out(self) -> None:
        """Narrow columns are as wide as their texts, none wider than its share of the whole."""
        count, head = self.cells.columnCount(), self.horizontalHeader()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 14)
        if not count:
            return
        left, most = self.viewport().width(), self.viewport().width() // 5
        for column in (each for each in range(count) if each not in self._wide):
            width = min(max(self._length(column), head.sectionSizeHint(column)), most)
            head.resizeSection(column, width)
            left -= width
        for place, column in enumerate(self._wide, 1):
            share = left // (len(self._wide) - place + 1)
            width = left if place == len(self._wide) else min(max(self._length(column), share // 2), share)
            head.resizeSection(column, width)
            left -= width

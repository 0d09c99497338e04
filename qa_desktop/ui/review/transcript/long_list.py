"""A list of rows of many heights, of which only those in view are laid out."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QPainter, QPaintEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyleOptionViewItem

from qa_desktop.ui.review.transcript.heights import Heights

Index = QModelIndex | QPersistentModelIndex
_Action = QAbstractItemView.CursorAction
Hint = QAbstractItemView.ScrollHint


class RowPainter(Protocol):
    """What a long list asks of its delegate."""

    def estimates(self, width: int) -> Sequence[int]:
        """About how high each row is in a list of this width."""

    def height(self, row: int, width: int) -> int:
        """How high a row is."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw a row."""


class LongList(QListView):
    """What QListView would lay out whole is laid out where one looks: any number of rows opens at once."""

    def __init__(self, model: QAbstractListModel, rows: RowPainter) -> None:
        super().__init__()
        self._rows = rows
        self._heights = Heights()
        self._width = -1
        self._settling = False
        self.setModel(model)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # A bar that came and went would change the width, and with it where the lines of a row break.
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)

    def doItemsLayout(self) -> None:
        """Estimate how high everything is, and measure what is in view."""
        if self._width != self.viewport().width() or len(self._heights) != self.model().rowCount():
            self._estimate()
        QAbstractItemView.doItemsLayout(self)
        self._settle()

    def updateGeometries(self) -> None:
        """Give the scroll bar its range."""
        bar, room = self.verticalScrollBar(), self.viewport().height()
        bar.setRange(0, max(self._heights.total - room, 0))
        bar.setPageStep(room)
        bar.setSingleStep(24)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width breaks the lines elsewhere; what is read stays where it is."""
        QAbstractItemView.resizeEvent(self, event)
        if self.viewport().width() != self._width:
            self.lay_out_anew()
        self._settle()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """What comes into view is measured."""
        self.viewport().update()
        self._settle()

    def verticalOffset(self) -> int:
        """How far one has scrolled."""
        return self.verticalScrollBar().value()

    def visualRect(self, index: Index) -> QRect:
        """Where a turn stands."""
        row = index.row()
        if not 0 <= row < len(self._heights):
            return QRect()
        top = self._heights.top(row) - self.verticalOffset()
        return QRect(0, top, self.viewport().width(), self._heights.height(row))

    def indexAt(self, point: QPoint) -> QModelIndex:
        """The turn at a point of the view."""
        y = point.y() + self.verticalOffset()
        return self.model().index(self._heights.row_at(y), 0) if 0 <= y < self._heights.total else QModelIndex()

    def scrollTo(self, index: Index, hint: QAbstractItemView.ScrollHint = Hint.EnsureVisible) -> None:
        """Bring a turn into view, at the top where that is asked."""
        if not 0 <= index.row() < len(self._heights):
            return
        self.measure(index.row())
        shown, room, bar = self.visualRect(index), self.viewport().height(), self.verticalScrollBar()
        if hint is Hint.PositionAtTop or shown.top() < 0 or shown.height() > room:
            move = shown.top()
        elif hint is Hint.PositionAtCenter:
            move = shown.top() - (room - shown.height()) // 2
        else:
            move = max(shown.bottom() + 1 - room, 0)
        bar.setValue(bar.value() + move)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """The turn that a key goes to."""
        here, last = self.currentIndex().row(), self.model().rowCount() - 1
        page = self.viewport().height()
        if here < 0 or last < 0:
            return self.model().index(0, 0)
        if action in (_Action.MovePageUp, _Action.MovePageDown):
            by = page if action is _Action.MovePageDown else -page
            return self.model().index(self._heights.row_at(self._heights.top(here) + by), 0)
        ends = {_Action.MoveHome: 0, _Action.MoveEnd: last}
        up = action in (_Action.MoveUp, _Action.MoveLeft, _Action.MovePrevious)
        row = ends.get(action, here + (-1 if up else 1))
        return self.model().index(min(max(row, 0), last), 0)

    def setSelection(self, rect: QRect, command: QItemSelectionModel.SelectionFlag) -> None:
        """Qt's own selection is the current turn; text is selected apart from it."""
        index = self.indexAt(rect.center())
        self.selectionModel().select(QItemSelection(index, index), command)

    def visualRegionForSelection(self, selection: QItemSelection) -> QRegion:
        """What is drawn anew when another turn is chosen."""
        return QRegion(self.viewport().rect())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the turns in view."""
        painter = QPainter(self.viewport())
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        if not len(self._heights):
            return
        row = self._heights.row_at(event.rect().top() + self.verticalOffset())
        while row < len(self._heights):
            index = self.model().index(row, 0)
            option.rect = self.visualRect(index)
            if option.rect.top() > event.rect().bottom():
                break
            self._rows.paint(painter, option, index)
            row += 1

    def lay_out_anew(self) -> None:
        """Estimate every height anew; the first turn in view stays where it is."""
        row, below = self._top()
        self._estimate()
        self.updateGeometries()
        if 0 <= row < len(self._heights):
            self.verticalScrollBar().setValue(self._heights.top(row) + below)
        self._settle()

    def _estimate(self) -> None:
        self._width = self.viewport().width()
        self._heights = Heights(self._rows.estimates(self._width))

    def _top(self) -> tuple[int, int]:
        """The first turn in view, and how much of it is above the view."""
        if not len(self._heights):
            return -1, 0
        row = min(self._heights.row_at(self.verticalOffset()), self.model().rowCount() - 1)
        return row, (self.verticalOffset() - self._heights.top(row) if row >= 0 else 0)

    def measure(self, row: int) -> bool:
        """Measure a turn; True where what is below it has moved."""
        if self._heights.is_measured(row):
            return False
        return self._heights.measure(row, self._rows.height(row, self._width))

    def _settle(self) -> None:
        """Measure the turns in view; the first that was measured before stays where it is."""
        if self._settling or not len(self._heights):
            return
        self._settling = True
        heights, bar, room = self._heights, self.verticalScrollBar(), self.viewport().height()
        row, moved = heights.row_at(bar.value()), False
        anchor = row
        while (
            anchor < len(heights) - 1 and not heights.is_measured(anchor) and heights.top(anchor) < bar.value() + room
        ):
            anchor += 1
        if not heights.is_measured(anchor):
            anchor = row
        offset = bar.value() - heights.top(anchor)
        while row < len(heights) and (row <= anchor or heights.top(row) < heights.top(anchor) + offset + room):
            moved = self.measure(row) or moved
            row += 1
        if moved:
            self.updateGeometries()
            bar.setValue(heights.top(anchor) + offset)
            self.viewport().update()
        self._settling = False

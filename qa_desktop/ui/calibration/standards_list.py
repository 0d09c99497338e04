"""The standards of a session, the one with most disagreement first, each with a bar."""

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from qa_desktop.domain.forms import Kind
from qa_desktop.ui import icons
from qa_desktop.ui.calibration import say
from qa_desktop.ui.calibration.board import Board
from qa_desktop.ui.theme import SMALL, Theme

Index = QModelIndex | QPersistentModelIndex


class StandardsModel(QAbstractListModel):
    """One row a standard."""

    def __init__(self) -> None:
        super().__init__()
        self.board: Board | None = None

    def take(self, board: Board) -> None:
        """Show another session, or the same after something was agreed; the order stays as it is in one session."""
        self.beginResetModel()
        self.board = board
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """How many standards there are."""
        return 0 if self.board is None or (parent is not None and parent.isValid()) else len(self.board.standards)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """How a row reads aloud; the delegate looks at the board."""
        if self.board is None or role not in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return None
        found = self.board.standards[index.row()]
        told = (found.standard.text, say.disagreement(found), say.hint(self.board.hint(found.standard)))
        strikes = self.tr("auto-fail differs") if found.strikes else ""
        return ", ".join(filter(None, (*told, strikes)))


class StandardsDelegate(QStyledItemDelegate):
    """Draws the name, how far apart, a bar, and what the pattern suggests."""

    def __init__(self, theme: Theme, model: StandardsModel) -> None:
        super().__init__()
        self._theme = theme
        self._model = model

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Every row is equally high."""
        return QSize(200, self._theme.px(62))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        board, theme, px, rect = self._model.board, self._theme, self._theme.px, option.rect
        if board is None:
            return
        found = board.standards[index.row()]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.fillRect(rect, theme.color("accent_soft" if chosen else "panel"))
        if chosen:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), theme.color("accent"))
        painter.fillRect(QRect(rect.left(), rect.bottom(), rect.width(), 1), theme.color("line"))
        left, right = rect.left() + px(12), rect.right() - px(12)
        ratio = painter.device().devicePixelRatio()
        sign = "foundation" if found.standard.kind is Kind.FOUNDATION else "finesse"
        painter.drawPixmap(left, rect.top() + px(10), icons.pixmap(sign, theme.tokens.muted, px(14), ratio))
        painter.setFont(theme.font(weight=QFont.Weight.DemiBold if chosen else QFont.Weight.Normal))
        painter.setPen(theme.color("text"))
        line = QRect(left + px(20), rect.top() + px(7), right - left - px(20), px(20))
        name = painter.fontMetrics().elidedText(found.standard.text, Qt.TextElideMode.ElideRight, line.width())
        painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, name)
        bar = QRect(left, rect.top() + px(31), right - left, px(4))
        painter.fillRect(bar, theme.color("quiet"))
        bar.setWidth(round(bar.width() * float(found.difference or 0)))
        painter.fillRect(bar, theme.color("bad"))
        told = (
            self._model.tr("auto-fail differs: look first") if found.strikes else say.hint(board.hint(found.standard))
        )
        agreed, count = board.agreed_on(found.standard), len(board.material.interactions)
        said = self._model.tr("{0} of {1} settled").format(agreed, count) if agreed else ""
        painter.setFont(theme.font(SMALL))
        painter.setPen(theme.color("bad" if found.strikes else "muted"))
        below = QRect(left, rect.top() + px(38), right - left, px(18))
        figure = say.disagreement(found)
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, figure)
        below.setRight(below.right() - painter.fontMetrics().horizontalAdvance(figure) - px(8))
        shown = painter.fontMetrics().elidedText(
            " · ".join(filter(None, (told, said))), Qt.TextElideMode.ElideRight, below.width()
        )
        painter.drawText(below, Qt.AlignmentFlag.AlignVCenter, shown)
        painter.restore()


class StandardsList(QListView):
    """The list; arrows and page keys move in it, everything else is the room's."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.standards = StandardsModel()
        self.setModel(self.standards)
        self.setItemDelegate(StandardsDelegate(theme, self.standards))
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Standards, most disagreement first"))
        theme.changed.connect(self.viewport().update)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the keys that move."""
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Home, Qt.Key.Key_End):
            super().keyPressEvent(event)
        else:
            event.ignore()

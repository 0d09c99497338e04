"""What the worklist is ordered by: one line that opens the choice."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QPaintEvent
from PySide6.QtWidgets import QMenu, QPushButton, QSizePolicy, QStyle, QStyleOptionButton, QStylePainter

from qa_desktop.domain.worklist import Order
from qa_desktop.ui.focus import keep_space
from qa_desktop.ui.review.worklist_lines import order_name

_SIGN = " ▾"
_BORDERS = 6


class SortButton(QPushButton):
    """Says the order in force, shortened where there is too little room; `chosen` carries another one."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.order = Order.NEWEST
        self.setProperty("link", True)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAutoDefault(True)  # Enter opens it too
        keep_space(self)
        self.choice = QMenu(self)
        group = QActionGroup(self.choice)
        self._actions = {order: self._add(order, group) for order in Order}
        self._actions[self.order].setChecked(True)
        self.clicked.connect(self._open)
        self._say()

    def choose(self, order: Order) -> None:
        """Take another order."""
        if order is not self.order:
            self.order = order
            self._actions[order].setChecked(True)
            self._say()
            self.chosen.emit(order)

    def sizeHint(self) -> QSize:
        """Room for all of it."""
        hint = super().sizeHint()
        return QSize(hint.width() + self.fontMetrics().horizontalAdvance(_SIGN) + _BORDERS, hint.height())

    def minimumSizeHint(self) -> QSize:
        """A few characters must stay."""
        return QSize(self.fontMetrics().averageCharWidth() * 8, super().minimumSizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw what fits."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        room = max(self.width() - self.fontMetrics().horizontalAdvance(_SIGN) - _BORDERS, 0)
        option.text = self.fontMetrics().elidedText(self.text(), Qt.TextElideMode.ElideRight, room) + _SIGN
        QStylePainter(self).drawControl(QStyle.ControlElement.CE_PushButton, option)

    def _open(self) -> None:
        self.choice.popup(self.mapToGlobal(self.rect().bottomLeft()))
        self.choice.setActiveAction(self._actions[self.order])

    def _add(self, order: Order, group: QActionGroup) -> QAction:
        action = QAction(order_name(order), self.choice)
        action.setCheckable(True)
        action.triggered.connect(lambda _=False: self.choose(order))
        group.addAction(action)
        self.choice.addAction(action)
        return action

    def _say(self) -> None:
        name = order_name(self.order)
        self.setText(self.tr("Sort: {0}").format(name))
        self.setAccessibleName(self.tr("Sort the worklist: {0}").format(name))
        self.setToolTip(self.text())

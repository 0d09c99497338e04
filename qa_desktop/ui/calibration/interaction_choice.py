"""Choosing the interactions of a session from a list."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLineEdit,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.interactions import Interaction
from qa_desktop.ui import text, words
from qa_desktop.ui.dialogs import DATA


class InteractionChoice(QWidget):
    """A list of interactions to tick, and a line that narrows it; those that a form is not made for are pale."""

    def __init__(self, interactions: Sequence[Interaction], opened: UUID | None) -> None:
        super().__init__()
        self.search = _Search()
        self.search.setPlaceholderText(self.tr("Narrow the list: agent, number, queue"))
        self.search.setAccessibleName(self.tr("Narrow the list of interactions"))
        self.search.setClearButtonEnabled(True)
        self.search.textChanged.connect(self._narrow)
        self.list = _table((self.tr("Agent"), self.tr("Number"), self.tr("Queue"), self.tr("Time")))
        self.list.setAccessibleName(self.tr("Interactions"))
        self.search.entered.connect(self.list.setFocus)
        for interaction in interactions:
            item = _line(interaction)
            self.list.addTopLevelItem(item)
            if interaction.key == opened:
                item.setCheckState(0, Qt.CheckState.Checked)
                self.list.setCurrentItem(item)
                self.list.scrollToItem(item, QAbstractItemView.ScrollHint.PositionAtCenter)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self.setFocusProxy(self.search)

    def checked(self) -> list[UUID]:
        """The keys of what is ticked and can be scored on the form."""
        return [
            item.data(0, DATA).key
            for item in self._items()
            if item.checkState(0) is Qt.CheckState.Checked and not item.isDisabled()
        ]

    def suit(self, channels: Sequence[str]) -> None:
        """Make pale what is in none of these channels (none named: all will do)."""
        for item in self._items():
            channel = item.data(0, DATA).channel
            unfit = bool(channels) and channel.value not in channels
            item.setDisabled(unfit)
            note = self.tr("{0}: the form is not made for it").format(words.channel(channel)) if unfit else ""
            for column in range(self.list.columnCount()):
                item.setToolTip(column, note or item.text(column))

    def _items(self) -> Iterator[QTreeWidgetItem]:
        for row in range(self.list.topLevelItemCount()):
            item = self.list.topLevelItem(row)
            if item is not None:
                yield item

    def _narrow(self, typed: str) -> None:
        wanted = typed.casefold().split()
        for item in self._items():
            held = " ".join(item.text(column) for column in range(self.list.columnCount())).casefold()
            item.setHidden(not all(word in held for word in wanted))


class _Search(QLineEdit):
    """Enter leads to what was found; it must not press the button of the dialog."""

    entered = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        else:
            super().keyPressEvent(event)


def _table(titles: Sequence[str]) -> QTreeWidget:
    table = QTreeWidget()
    table.setHeaderLabels(list(titles))
    table.setRootIsDecorated(False)
    table.setUniformRowHeights(True)
    table.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # numbers and file names differ at their ends
    table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    table.setMinimumHeight(table.fontMetrics().height() * 9)
    header = table.header()
    header.setAccessibleName(", ".join(titles))
    header.setStretchLastSection(False)
    for column in range(3):
        header.setSectionResizeMode(column, QHeaderView.ResizeMode.Stretch)
    header.setSectionResizeMode(3, QHeaderView.ResizeMode.ResizeToContents)
    return table


def _line(interaction: Interaction) -> QTreeWidgetItem:
    agent = interaction.agent.name if interaction.agent else "–"
    where = interaction.queue or words.channel(interaction.channel)
    item = QTreeWidgetItem([agent, interaction.external_id, where, text.day_and_time(interaction.started_at)])
    item.setData(0, DATA, interaction)
    item.setCheckState(0, Qt.CheckState.Unchecked)
    return item

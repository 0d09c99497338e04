"""Setting a calibration session up: who scores which interactions on which form."""

from collections.abc import Iterator, Sequence
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.ui import text, words
from qa_desktop.ui.dialogs import DATA, Dialog

MOST_ROWS = 4
"""How many reviewers are seen at once."""


class NewSession(Dialog):
    """A calibration session: a name, a form, the gauge, the reviewers and the interactions.

    What is open in the review window, and the form it is scored on, are chosen beforehand.
    """

    made = Signal(object)

    def __init__(
        self,
        people: Sequence[Person],
        forms: Sequence[FormVersion],
        interactions: Sequence[Interaction],
        parent: QWidget,
        opened: UUID | None = None,
        form: UUID | None = None,
    ) -> None:
        super().__init__(parent.tr("New calibration session"), parent.tr("Create"), parent)
        self.name = QLineEdit()
        self.form_version, self.gauge = QComboBox(), QComboBox()
        for version in forms:
            self.form_version.addItem(version.label, version)
            if version.key == form:
                self.form_version.setCurrentIndex(self.form_version.count() - 1)
        for person in people:
            self.gauge.addItem(person.name, person)
        self.others = QLineEdit()
        self.others.setPlaceholderText(self.tr("Other names, with commas between"))
        self.others.setAcceptDrops(False)  # what is dropped here is a file, not a name
        self.reviewers = _checklist(people)
        self.interactions = InteractionChoice(interactions, opened)
        self._lay_out()
        self.form_version.currentIndexChanged.connect(self._suit)
        self._suit()
        self.accepted.connect(lambda: self.made.emit(self))
        self.name.setFocus()

    def _lay_out(self) -> None:
        note = QLabel(self.tr("Everybody scores the same interactions on this form; the gauge is measured against."))
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self.form.addRow(note)
        for label, field in (
            (self.tr("Name"), self.name),
            (self.tr("Form"), self.form_version),
            (self.tr("Gauge"), self.gauge),
            (self.tr("Reviewers"), self.reviewers),
            (self.tr("And also"), self.others),
            (self.tr("Interactions"), self.interactions),
        ):
            self.form.addRow(label, field)
        self.setMinimumWidth(720)

    def checked_reviewers(self) -> list[Person]:
        """The people who are ticked."""
        items = (self.reviewers.item(row) for row in range(self.reviewers.count()))
        return [item.data(DATA) for item in items if item.checkState() is Qt.CheckState.Checked]

    def _suit(self) -> None:
        version = self.form_version.currentData()
        self.interactions.suit(version.form.channels if isinstance(version, FormVersion) else ())


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
    table.setMinimumHeight(table.fontMetrics().height() * 11)
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


def _checklist(people: Sequence[Person]) -> QListWidget:
    box = QListWidget()
    for person in people:
        item = QListWidgetItem(person.name)
        item.setData(DATA, person)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        box.addItem(item)
    box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    box.setFixedHeight(min(max(len(people), 2), MOST_ROWS) * (box.fontMetrics().height() + 8) + 12)
    return box

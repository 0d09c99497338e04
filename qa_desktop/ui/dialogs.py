"""The few things that are asked in a window of their own."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Channel, Interaction
from qa_desktop.domain.people import Person
from qa_desktop.ui import text

DATA = Qt.ItemDataRole.UserRole


class Dialog(QDialog):
    """A small form with OK and Cancel, shown with `open()` so that nothing is blocked."""

    def __init__(self, title: str, accept: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.form = QFormLayout()
        self.form.setHorizontalSpacing(16)
        self.form.setVerticalSpacing(10)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setText(accept)
        ok.setProperty("primary", True)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(16)
        column.addLayout(self.form)
        column.addWidget(self.buttons)
        self.setMinimumWidth(520)


class NewInteraction(Dialog):
    """An interaction that has no file: what is known about it."""

    made = Signal(object)

    def __init__(self, queues: Sequence[str], parent: QWidget) -> None:
        super().__init__(parent.tr("New interaction"), parent.tr("Add"), parent)
        self.channel = QComboBox()
        names = {
            Channel.CALL: self.tr("Call"),
            Channel.CHAT: self.tr("Chat"),
            Channel.EMAIL: self.tr("Mail"),
            Channel.OTHER: self.tr("Other"),
        }
        for channel, name in names.items():
            self.channel.addItem(name, channel)
        self.agent, self.team, self.reference = QLineEdit(), QLineEdit(), QLineEdit()
        self.queue = QComboBox()
        self.queue.setEditable(True)
        self.queue.addItems(["", *queues])
        self.when = QDateTimeEdit(QDateTime.currentDateTime())
        self.when.setCalendarPopup(True)
        for label, field in (
            (self.tr("Channel"), self.channel),
            (self.tr("Agent"), self.agent),
            (self.tr("Team"), self.team),
            (self.tr("Queue"), self.queue),
            (self.tr("Time"), self.when),
            (self.tr("Customer reference"), self.reference),
        ):
            self.form.addRow(label, field)
        self.accepted.connect(lambda: self.made.emit(self.fields()))
        self.agent.setFocus()

    def fields(self) -> dict[str, object]:
        """What was typed, by the names of the metadata sheet."""
        moment = datetime.fromtimestamp(self.when.dateTime().toSecsSinceEpoch(), UTC)
        return {
            "channel": self.channel.currentData(),
            "agent": self.agent.text().strip(),
            "team": self.team.text().strip(),
            "queue": self.queue.currentText().strip(),
            "started_at": moment,
            "customer_reference": self.reference.text().strip(),
        }


class NewSession(Dialog):
    """A calibration session: a name, a form, the gauge, the reviewers and the interactions."""

    made = Signal(object)

    def __init__(
        self,
        people: Sequence[Person],
        forms: Sequence[FormVersion],
        interactions: Sequence[Interaction],
        parent: QWidget,
    ) -> None:
        super().__init__(parent.tr("New calibration session"), parent.tr("Create"), parent)
        self.name = QLineEdit()
        self.form_version, self.gauge = QComboBox(), QComboBox()
        for version in forms:
            self.form_version.addItem(version.label, version)
        for person in people:
            self.gauge.addItem(person.name, person)
        self.others = QLineEdit()
        self.others.setPlaceholderText(self.tr("Names of people who are not in the list, with commas between"))
        self.reviewers = _checklist([(person.name, person) for person in people])
        self.interactions = _checklist([(_line(each), each.key) for each in interactions])
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
        self.accepted.connect(lambda: self.made.emit(self))
        self.name.setFocus()


class ChooseSession(Dialog):
    """Which calibration session."""

    made = Signal(object)

    def __init__(self, sessions: Sequence[CalibrationSession], parent: QWidget) -> None:
        super().__init__(parent.tr("Export calibration workbook"), parent.tr("Export…"), parent)
        self.list = QListWidget()
        for session in sessions:
            item = QListWidgetItem(session.name)
            item.setData(DATA, session)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        self.list.itemActivated.connect(lambda _: self.accept())
        self.form.addRow(self.list)
        self.accepted.connect(lambda: self.made.emit(self.list.currentItem().data(DATA)))
        self.list.setFocus()


def checked(box: QListWidget) -> list[object]:
    """What is ticked in a list."""
    items = (box.item(row) for row in range(box.count()))
    return [item.data(DATA) for item in items if item.checkState() is Qt.CheckState.Checked]


def _checklist(entries: Sequence[tuple[str, object]]) -> QListWidget:
    box = QListWidget()
    for words, data in entries:
        item = QListWidgetItem(words)
        item.setData(DATA, data)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        box.addItem(item)
    box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    box.setTextElideMode(Qt.TextElideMode.ElideRight)
    box.setFixedHeight(min(max(len(entries), 2), 7) * (box.fontMetrics().height() + 8) + 12)
    return box


def _line(interaction: Interaction) -> str:
    agent = interaction.agent.name if interaction.agent else ""
    parts = (interaction.external_id[:20], agent, interaction.queue, text.day_and_time(interaction.started_at))
    return " · ".join(part for part in parts if part)

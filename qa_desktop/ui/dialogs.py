"""The few things that are asked in a window of their own."""

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import QDateTime, QDir, QStandardPaths, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDateTimeEdit,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.interactions import Channel

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
        plain_buttons(self.buttons)
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
        self.agent, self.team, self.reference, self.number = QLineEdit(), QLineEdit(), QLineEdit(), QLineEdit()
        self.number.setPlaceholderText(self.tr("One is made up where this is left empty"))
        self.queue = QComboBox()
        self.queue.setEditable(True)
        self.queue.addItems(["", *queues])
        self.when = QDateTimeEdit(QDateTime.currentDateTime())
        self.when.setCalendarPopup(True)
        for label, field in (
            (self.tr("Channel"), self.channel),
            (self.tr("Number"), self.number),
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
            "external_id": self.number.text().strip(),
            "agent": self.agent.text().strip(),
            "team": self.team.text().strip(),
            "queue": self.queue.currentText().strip(),
            "started_at": moment,
            "customer_reference": self.reference.text().strip(),
        }


class ChooseSession(Dialog):
    """Which calibration session; one whose marks are still sealed is shown and cannot be chosen."""

    made = Signal(object)

    def __init__(self, sessions: Sequence[CalibrationSession], parent: QWidget) -> None:
        super().__init__(parent.tr("Export calibration"), parent.tr("Export…"), parent)
        self.list = QListWidget()
        self.list.setAccessibleName(self.tr("Calibration sessions"))
        self.list.setWordWrap(True)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for session in sessions:
            sealed = self.tr("{0}: sealed until the reveal").format(session.name)
            item = QListWidgetItem(sealed if session.hidden else session.name)
            item.setData(DATA, session)
            if session.hidden:
                item.setFlags(item.flags() & ~Qt.ItemFlag.ItemIsEnabled)
            self.list.addItem(item)
        self.list.setCurrentRow(next(row for row, session in enumerate(sessions) if not session.hidden))
        self.list.itemActivated.connect(lambda _: self.accept())
        self.list.setMinimumHeight(self.list.fontMetrics().height() * 12)
        asked = QLabel(self.tr("Which session? The next window asks for workbook, table or page, and where to."))
        asked.setWordWrap(True)
        self.form.addRow(asked)
        self.form.addRow(self.list)
        self.accepted.connect(lambda: self.made.emit(self.list.currentItem().data(DATA)))
        self.list.setFocus()


def plain_buttons(box: QDialogButtonBox) -> None:
    """Take the stock pictures off the buttons: their words say enough."""
    for button in box.buttons():
        button.setIcon(QIcon())


def file_dialog(title: str, window: QWidget) -> QFileDialog:
    """A dialog that asks for files; it deletes itself when it is closed.

    It begins where the last one ended, the first among the documents: the working folder is nobody's choice.
    """
    dialog = QFileDialog(window, title)
    documents = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
    if dialog.directory() == QDir.current():
        dialog.setDirectory(documents if QDir(documents).exists() else QDir.homePath())
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    for box in dialog.findChildren(QDialogButtonBox):  # there is none in a dialog of the system's own
        plain_buttons(box)
    return dialog

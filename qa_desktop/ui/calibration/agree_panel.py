"""The right pane of the calibration room: what is agreed on one mark, why, and what is to be done."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.answers import Value
from qa_desktop.domain.consensus import Consensus, Flag
from qa_desktop.domain.forms import Standard
from qa_desktop.ui.review.controls import AnswerControl, control_for


class AgreePanel(QFrame):
    """Edits a consensus; `agreed` carries it when it is entered, `refused` a sentence about what was typed."""

    agreed = Signal(object)
    refused = Signal(str)
    undone = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pane")
        self._before: Consensus | None = None
        self._value: Value | None = None
        self._flag: Flag | None = None
        self._control: AnswerControl | None = None
        self.title = QLabel()
        self.title.setProperty("role", "strong")
        self.title.setWordWrap(True)
        self._place = QVBoxLayout()
        self.reason = _text(self.tr("Why this is the right mark"))
        self.keep = QPushButton(self.tr("Keep as ruling beside the standard"))
        self.keep.setCheckable(True)
        self.flags = {
            Flag.REVIEWER_DRIFT: _switch(self.tr("reviewer drift"), first=True),
            Flag.UNCLEAR_STANDARD: _switch(self.tr("unclear standard")),
        }
        self.action = _text(self.tr("What is to be done"))
        self.owner = QLineEdit()
        self.owner.setPlaceholderText(self.tr("By whom"))
        self.owner.setAccessibleName(self.tr("Owner of the action"))
        self.due = QLineEdit()
        self.due.setPlaceholderText(self.tr("by 2026-01-30"))
        self.due.setAccessibleName(self.tr("The action is due on"))
        self.enter = QPushButton(self.tr("Agree, next (Ctrl+Enter)"))
        self.enter.setProperty("primary", True)
        self.undo = QPushButton(self.tr("Undo"))
        self.effect = QLabel()
        self.effect.setProperty("role", "muted")
        self.effect.setWordWrap(True)
        self.closed = QLabel()
        self.closed.setProperty("role", "muted")
        self.closed.setWordWrap(True)
        self._lay_out()
        for flag, button in self.flags.items():
            button.clicked.connect(lambda _=False, flag=flag: self._choose_flag(flag))
        self.enter.clicked.connect(self.submit)
        self.undo.clicked.connect(self.undone)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 12)
        column.setSpacing(6)
        flags, by, buttons = (
            _line(*self.flags.values(), gap=0),
            _line(self.owner, self.due),
            _line(self.enter, self.undo),
        )
        for widget in (self.title, _head(self.tr("Consensus"))):
            column.addWidget(widget)
        column.addLayout(self._place)
        for part in (_head(self.tr("Reason")), self.reason, self.keep, _head(self.tr("This was")), flags):
            column.addWidget(part)
        for part in (_head(self.tr("Action")), self.action, by, buttons, self.closed, self.effect):
            column.addWidget(part)
        column.addStretch(1)

    def display(self, standard: Standard, consensus: Consensus, about: str, locked: str) -> None:
        """Show what is agreed so far on a standard of an interaction; `locked` says why it cannot be changed, if so."""
        editable = not locked
        if self._control is None or self._control.standard != standard:
            self._replace_control(standard)
        self._before, self._flag = consensus, consensus.flag
        self.title.setText(self.tr("Agree on {0}").format(about))
        self._take_value(consensus.value)
        for field, words in ((self.reason, consensus.reason), (self.action, consensus.action)):
            with QSignalBlocker(field):
                field.setPlainText(words)
        self.keep.setChecked(bool(consensus.ruling) or not consensus.reason)
        self.owner.setText(consensus.owner)
        self.due.setText(consensus.due.isoformat() if consensus.due else "")
        for flag, button in self.flags.items():
            button.setChecked(flag is self._flag)
        for widget in (self.reason, self.action, self.owner, self.due, self.keep, *self.flags.values(), self.enter):
            widget.setEnabled(editable)
        if self._control is not None:
            self._control.setEnabled(editable)
        self.closed.setText(locked)
        self.closed.setVisible(bool(locked))

    def choose(self, value: Value | None) -> None:
        """Choose the mark that is agreed on."""
        if self.enter.isEnabled():
            self._take_value(value)

    def submit(self) -> None:
        """Enter what stands here."""
        if self._before is None or not self.enter.isEnabled():
            return
        reason, typed = self.reason.toPlainText().strip(), self.due.text().strip()
        try:
            due = date.fromisoformat(typed) if typed else None
        except ValueError:
            self.refused.emit(self.tr("“{0}” is no date: write it as 2026-01-30.").format(typed))
            self.due.setFocus()
            return
        self.agreed.emit(
            replace(
                self._before,
                value=self._value,
                reason=reason,
                ruling=self._ruling(self._before, reason) if self.keep.isChecked() else "",
                flag=self._flag,
                action=self.action.toPlainText().strip(),
                owner=self.owner.text().strip(),
                due=due,
            )
        )

    @staticmethod
    def _ruling(before: Consensus, reason: str) -> str:
        """The reason is the ruling, but where one was given in words of its own (in a workbook, by a command)."""
        return before.ruling if before.ruling not in ("", before.reason) else reason

    def _replace_control(self, standard: Standard) -> None:
        if self._control is not None:
            self._place.removeWidget(self._control)
            self._control.hide()  # it would be seen until it is gone
            self._control.deleteLater()
        self._control = control_for(standard)
        self._control.chosen.connect(self._take_value)
        self._control.refused.connect(self.refused)
        self._place.addWidget(self._control, 0, Qt.AlignmentFlag.AlignLeft)

    def _take_value(self, value: Value | None) -> None:
        self._value = value
        if self._control is not None:
            self._control.display(value)

    def _choose_flag(self, flag: Flag) -> None:
        self._flag = None if self._flag is flag else flag
        for each, button in self.flags.items():
            button.setChecked(each is self._flag)


class _Words(QPlainTextEdit):
    """A text that Tab leaves."""

    def __init__(self) -> None:
        super().__init__()
        self.setTabChangesFocus(True)


def _text(invitation: str) -> QPlainTextEdit:
    field = _Words()
    field.setPlaceholderText(invitation)
    field.setAccessibleName(invitation)
    field.setFixedHeight(62)
    return field


def _switch(words: str, first: bool = False) -> QPushButton:
    button = QPushButton(words)
    button.setCheckable(True)
    button.setProperty("side", True)
    button.setProperty("first", first)
    return button


def _head(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "section")
    return label


def _line(*widgets: QWidget, gap: int = 8) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(gap)
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch(1)
    return holder

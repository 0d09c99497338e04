"""The page on which a report is read at leisure."""

from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QTextOption
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QTextEdit, QVBoxLayout, QWidget

from qa_desktop.ui.codec_questions import CodecQuestions, FormatAnswers
from qa_desktop.ui.reports import Report

WIDEST = 1100
"""Pixels beyond which lines are hard to read."""


class ReportPage(QWidget):
    """A report in full, whose text can be selected and copied; `left` says that it has been read.

    `answered` carries the FormatAnswers to what an import asks.
    """

    left = Signal()
    answered = Signal(object)
    mapping_wanted = Signal(object)
    """Files that nothing here knows, for somebody to say how they are read."""

    def __init__(self) -> None:
        super().__init__()
        self.report: Report | None = None
        self._title, self._line = QLabel(), QLabel()
        self._title.setProperty("role", "title")
        self._line.setProperty("role", "muted")
        self._line.setWordWrap(True)
        self.questions = CodecQuestions()
        self.questions.answered.connect(self._answer)
        self._text = QTextEdit()
        self._text.setReadOnly(True)
        self._text.setFrameShape(QFrame.Shape.NoFrame)
        self._text.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self._text.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByKeyboard | Qt.TextInteractionFlag.TextSelectableByMouse
        )
        self._text.setTabChangesFocus(True)
        self._text.setAccessibleName(self.tr("Report"))
        self.setFocusProxy(self._text)
        self._copy = QPushButton(self.tr("Copy all"))
        self._copy.clicked.connect(self._copy_all)
        self._back = QPushButton(self.tr("Back to the work (Esc)"))
        self._back.clicked.connect(self.left)
        self.say_how = QPushButton(self.tr("Say how to read what is not recognised…"))
        self.say_how.clicked.connect(self._map)
        for button in (self.say_how, self._copy, self._back):
            button.setAutoDefault(True)
        self._lay_out()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.addWidget(self._back)
        buttons.addWidget(self._copy)
        buttons.addWidget(self.say_how)
        buttons.addStretch(1)
        sheet = QWidget()
        sheet.setMaximumWidth(WIDEST)
        column = QVBoxLayout(sheet)
        column.setContentsMargins(32, 24, 32, 24)
        column.setSpacing(12)
        for widget in (self._title, self._line, self.questions):
            column.addWidget(widget)
        column.addWidget(self._text, 1)
        column.addLayout(buttons)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(sheet)

    def display(self, report: Report) -> None:
        """Show a report, and keep it."""
        self.report = report
        self._title.setText(report.title)
        self._line.setText(report.line)
        self.questions.ask(report.questions, report.paths)
        self.say_how.setVisible(bool(report.unrecognised))
        # Whoever is asked something answers first.
        self.setFocusProxy(self.questions.lines[0].codec if report.asks else self._text)
        self._text.setHtml(_html(report, self.tr("Notes"), report.about_rows or self.tr("Files and rows")))

    def _answer(self, answers: FormatAnswers) -> None:
        self.left.emit()
        self.answered.emit(answers)

    def _map(self) -> None:
        if self.report is not None:
            self.mapping_wanted.emit(tuple(Path(each.file) for each in self.report.unrecognised))

    def _copy_all(self) -> None:
        if self.report is not None:
            QGuiApplication.clipboard().setText(self.report.text)


def _html(report: Report, notes: str, files: str) -> str:
    parts = []
    if report.notes:
        lines = "".join(f"<li style='margin-bottom:6px'>{escape(note)}</li>" for note in report.notes)
        parts.append(f"<p><b>{escape(notes)}</b></p><ul style='margin-left:-24px'>{lines}</ul>")
    if report.rows:
        cells = "".join(
            f"<tr><td>{escape(row.name)}</td><td>{escape(row.result)}</td><td>{escape(row.sentence)}</td></tr>"
            for row in report.rows
        )
        parts.append(f"<p style='margin-top:16px'><b>{escape(files)}</b></p>")
        parts.append(f"<table cellspacing='0' cellpadding='4'>{cells}</table>")
    return "".join(parts)

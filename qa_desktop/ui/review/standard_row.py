"""One standard in the form: one line, and under the current one its guidance, comment and evidence."""

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from qa_desktop.domain.answers import Answer, AudioSpan, Evidence
from qa_desktop.domain.explaining import answer_label
from qa_desktop.domain.forms import Scope, Standard
from qa_desktop.domain.requirements import Missing
from qa_desktop.ui import icons, text, words
from qa_desktop.ui.review.controls import AnswerControl, control_for
from qa_desktop.ui.theme import Theme


class StandardRow(QFrame):
    """A line of the form; a click or the arrow keys make it the current one, which then unfolds below."""

    entered = Signal(str)
    chosen = Signal(str, object)
    refused = Signal(str)

    def __init__(self, standard: Standard, number: int, theme: Theme) -> None:
        super().__init__()
        self.standard = standard
        self._number = number
        self._theme = theme
        self._shown: tuple[object, ...] = ()
        self.setObjectName("row")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.control: AnswerControl = control_for(standard)
        self.control.chosen.connect(lambda value: self.chosen.emit(standard.id, value))
        self.control.refused.connect(self.refused)
        self._title = QLabel(text.breakable(standard.text))
        self._title.setWordWrap(True)
        self._sign = QLabel()
        self._summary = QLabel()
        self._summary.setProperty("role", "small")
        self._summary.setWordWrap(True)
        self._summary.hide()
        self._below = QVBoxLayout()
        self._lay_out()

    def _lay_out(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(10, 5, 16, 5)
        grid.setHorizontalSpacing(6)
        grid.setVerticalSpacing(2)
        number = QLabel(str(self._number))
        number.setProperty("role", "small")
        number.setFixedWidth(22)
        self._sign.setFixedWidth(16)
        for place, widget in enumerate((number, self._sign)):
            grid.addWidget(widget, 0, place, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._titles(), 0, 2)
        grid.addWidget(self.control, 0, 3, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self._summary, 1, 2, 1, 2)
        grid.addLayout(self._below, 2, 2, 1, 2)
        grid.setColumnStretch(2, 1)

    def _titles(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 2, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._title, 1, Qt.AlignmentFlag.AlignTop)
        for word, tone in self._marks():
            pill = QLabel(word)
            pill.setProperty("pill", True)
            pill.setProperty("tone", tone)
            row.addWidget(pill, 0, Qt.AlignmentFlag.AlignTop)
        return box

    def _marks(self) -> Iterable[tuple[str, str]]:
        scopes = {option.auto_fail for option in self.standard.options}
        if Scope.FORM in scopes:
            yield self.tr("auto-fail"), "bad"
        elif scopes - {None}:
            yield self.tr("fails section"), "bad"
        elif self.standard.critical:
            yield self.tr("critical"), "warn"
        if self.standard.bonus:
            yield self.tr("bonus"), "good"

    def display(self, answer: Answer, lacks: tuple[Missing, ...], current: bool, read_only: bool) -> None:
        """Show an answer, and whether this is the current line; nothing is drawn anew where nothing changed."""
        shown = (answer, lacks, current, read_only, self._theme.tokens, self._theme.scale)
        if shown == self._shown:
            return
        self._shown = shown
        self.control.display(answer.value)
        self.control.setEnabled(not read_only)
        color = self._theme.tokens.text if current else self._theme.tokens.muted
        self._sign.setPixmap(icons.pixmap(self.standard.kind, color, 14, self.devicePixelRatioF()))
        self._sign.setToolTip(words.kind(self.standard.kind))
        font = self._theme.font()
        font.setBold(current)
        self._title.setFont(font)
        summary = "" if current else "   ".join(self._summaries(answer, lacks))
        self._summary.setText(text.breakable(summary))
        self._summary.setVisible(bool(summary))
        if self.property("current") != current:
            self.setProperty("current", current)
            self.style().unpolish(self)
            self.style().polish(self)
        self._describe(answer)

    def _summaries(self, answer: Answer, lacks: tuple[Missing, ...]) -> Iterable[str]:
        yield from (f"◆ {describe(item)}" for item in answer.evidence[:3])
        if len(answer.evidence) > 3:
            yield f"+{len(answer.evidence) - 3}"
        if answer.comment.strip():
            yield " ".join(answer.comment.split())[:140]
        yield from (words.needs(lack.need) for lack in lacks if lack.need)

    def _describe(self, answer: Answer) -> None:
        given = answer_label(self.standard, answer.value)
        self.setAccessibleName(f"{self._number}. {self.standard.text}")
        self.setAccessibleDescription(self.tr("{0} Answer: {1}").format(words.kind(self.standard.kind), given))

    def unfold(self, detail: QWidget) -> None:
        """Put the detail of the current standard under this line."""
        if self._below.indexOf(detail) < 0:
            self._below.addWidget(detail)
            detail.show()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Focus makes the line the current one."""
        super().focusInEvent(event)
        self.entered.emit(self.standard.id)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click anywhere on the line does too."""
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        super().mousePressEvent(event)


def describe(evidence: Evidence) -> str:
    """Evidence in a few characters: a span of time, or turns counted from 1."""
    if isinstance(evidence, AudioSpan):
        return text.span(evidence.start_ms, evidence.end_ms)
    first, last = evidence.first + 1, evidence.last + 1
    return f"#{first}" if first == last else f"#{first}–{last}"

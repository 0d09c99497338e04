"""Two corrections of one evaluation side by side: who, when, and the marks that differ; the reviewer decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.explaining import answer_label
from qa_desktop.domain.forms import Standard
from qa_desktop.services.reviewing import Review
from qa_desktop.ui import text


@dataclass(frozen=True)
class Choice:
    """One of the contents that the next revision may begin with."""

    title: str
    line: str
    content: Content
    form_version: UUID


class ConflictPanel(QFrame):
    """Stands over the form until the reviewer has chosen with which of them to go on; `chosen` carries the choice."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setAccessibleName(self.tr("Decide between two corrections"))
        self.buttons: tuple[QPushButton, ...] = ()
        title = QLabel(self.tr("Scored or corrected on two devices"))
        title.setProperty("role", "title")
        told = QLabel(
            self.tr(
                "Neither knew of the other, and nothing is lost. Choose with which to go on: it opens in the form, "
                "where you may change it, and what you submit ends the conflict on every device."
            )
        )
        told.setWordWrap(True)
        told.setProperty("role", "muted")
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 8, 12)
        column.setSpacing(8)
        for widget in (title, told):
            column.addWidget(widget)
        column.addWidget(self._area, 1)

    def display(self, review: Review) -> None:
        """Show what a review in conflict has to choose from."""
        choices = self._choices(review)
        table = QWidget()
        table.setObjectName("scrolled")
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 4, 8, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(8)
        self.buttons = tuple(self._head(grid, place, choice) for place, choice in enumerate(choices))
        row = 3
        for name, standard, answers in self._differing(review, choices):
            rule = QFrame()
            rule.setProperty("line", True)
            grid.addWidget(rule, row, 0, 1, len(choices))
            grid.addWidget(_label(name, "section"), row + 1, 0, 1, len(choices))
            for place, answer in enumerate(answers):
                grid.addWidget(_label(self._told(standard, answer)), row + 2, place)
            row += 3
        for place in range(len(choices)):
            grid.setColumnStretch(place, 1)
        grid.setRowStretch(row, 1)
        self._area.setWidget(table)

    def focus_first(self) -> None:
        """Give the keyboard to the first choice."""
        if self.buttons:
            self.buttons[0].setFocus(Qt.FocusReason.OtherFocusReason)

    def _head(self, grid: QGridLayout, place: int, choice: Choice) -> QPushButton:
        grid.addWidget(_label(choice.title, "strong"), 0, place)
        grid.addWidget(_label(choice.line, "muted"), 1, place)
        button = QPushButton(self.tr("Go on with this"))
        button.setAutoDefault(True)
        button.setAccessibleName(self.tr("Go on with that of {0}").format(f"{choice.title}, {choice.line}"))
        button.clicked.connect(lambda: self.chosen.emit(choice))
        grid.addWidget(button, 2, place)
        return button

    def _choices(self, review: Review) -> tuple[Choice, ...]:
        found = []
        for leaf in review.leaves:
            revision = leaf.revision
            when = text.day_and_time(revision.at, short=True)
            line = f"{when} · {revision.reason}" if revision.reason else when
            found.append(Choice(leaf.author, line, revision.content, revision.subject.form_version))
        draft = review.draft
        if draft.corrects is not None and all(draft.content != choice.content for choice in found):
            title, line = self.tr("Your draft"), self.tr("not submitted yet")
            found.append(Choice(title, line, draft.content, draft.subject.form_version))
        return tuple(found)

    def _differing(
        self, review: Review, choices: Sequence[Choice]
    ) -> list[tuple[str, Standard | None, tuple[Answer, ...]]]:
        """What is not the same in all of them, in the order of the form; the overall comment last."""
        standards = review.form.form.standard_by_id
        ids = dict.fromkeys((*standards, *(key for choice in choices for key in choice.content.answers)))
        rows: list[tuple[str, Standard | None, tuple[Answer, ...]]] = []
        for key in ids:
            answers = tuple(choice.content.answers.get(key, Answer()) for choice in choices)
            if any(answer != answers[0] for answer in answers):
                standard = standards.get(key)
                rows.append((standard.text if standard else key, standard, answers))
        comments = tuple(Answer(comment=choice.content.comment) for choice in choices)
        if len({comment.comment for comment in comments}) > 1:
            rows.append((self.tr("Overall comment"), None, comments))
        return rows

    def _told(self, standard: Standard | None, answer: Answer) -> str:
        mark = answer_label(standard, answer.value) if standard else "" if answer.value is None else str(answer.value)
        spans = len(answer.evidence)
        evidence = self.tr("1 evidence") if spans == 1 else self.tr("{0} evidence").format(spans) if spans else ""
        parts = (mark, f"“{answer.comment}”" if answer.comment else "", evidence, ", ".join(answer.reasons))
        return "\n".join(part for part in parts if part) or "–"


def _label(content: str, role: str = "") -> QLabel:
    label = QLabel(text.breakable(content))
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    if role:
        label.setProperty("role", role)
    return label

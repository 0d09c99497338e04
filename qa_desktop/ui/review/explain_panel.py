"""The score explainer: every term of the total, and what another answer would do to it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from qa_desktop.domain.explaining import Explanation, Line, explain, what_if
from qa_desktop.domain.forms import Scope, Standard
from qa_desktop.domain.numbers import percent, rounded, signed_points
from qa_desktop.ui import words
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.theme import Theme


class ExplainPanel(QFrame):
    """Stands over the form while the score is explained; the form's keys go on working."""

    stepped = Signal(int)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Why this score"))
        self._theme = theme
        self._sum = QLabel()
        self._sum.setWordWrap(True)
        self._if = QLabel()
        self._if.setWordWrap(True)
        self.close_button = QPushButton(self.tr("Back to the form"))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        top = QHBoxLayout()
        title = QLabel(self.tr("Why this score"))
        title.setProperty("role", "title")
        top.addWidget(title, 1)
        top.addWidget(self.close_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 8, 12)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._sum)
        column.addWidget(self._if)
        column.addWidget(self._area, 1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down go on moving between standards; pages scroll."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        pages = {Qt.Key.Key_PageUp: -1, Qt.Key.Key_PageDown: 1}
        key = Qt.Key(event.key())
        if key in steps:
            self.stepped.emit(steps[key])
        elif key in pages:
            bar = self._area.verticalScrollBar()
            bar.setValue(bar.value() + pages[key] * bar.pageStep())
        else:
            super().keyPressEvent(event)

    def display(self, state: FormState, current: str) -> None:
        """Explain the score of a state; what-ifs are those of the current standard."""
        explanation = explain(state.form, state.content.answers)
        self._sum.setText(self._summary(state, explanation))
        self._if.setText(self._what_if(state, current))
        self._area.setWidget(self._table(explanation, current))

    def _summary(self, state: FormState, explanation: Explanation) -> str:
        score = explanation.score
        if score.total is None or score.before_auto_fail is None or score.uncapped is None:
            return self.tr("There is nothing to score yet.")
        parts = [self.tr("The points below sum to {0}").format(percent(score.uncapped))]
        if score.uncapped > state.form.cap:
            parts.append(self.tr("capped at {0}").format(percent(state.form.cap)))
        if score.auto_failed:
            names = ", ".join(state.form.standard_by_id[each].text for each in score.auto_failed)
            parts.append(self.tr("auto-fail by “{0}” makes it {1}").format(names, percent(score.total)))
        return "; ".join(parts) + "."

    def _what_if(self, state: FormState, current: str) -> str:
        standard = state.form.standard_by_id.get(current)
        if standard is None or not standard.scored:
            return ""
        parts = [
            f"{signed_points(change.difference)} "
            + self.tr("if it were {0}").format("N/A" if change.answer == "na" else _label(standard, change.answer))
            for change in what_if(state.form, state.content.answers, standard)
            if change.difference is not None
        ]
        return f"{standard.text}: {', '.join(parts)}." if parts else ""

    def _table(self, explanation: Explanation, current: str) -> QWidget:
        table = QWidget()
        table.setObjectName("scrolled")
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 8, 0)
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(4)
        for place, name in enumerate(
            (self.tr("Standard"), self.tr("Answer"), self.tr("Share"), self.tr("Credit"), self.tr("Points"))
        ):
            grid.addWidget(_cell(name, "section", right=place > 0), 0, place)
        row = 1
        section = ""
        for line in explanation.lines:
            if line.section != section:
                section = line.section
                grid.addWidget(_cell(section, "section"), row, 0, 1, 5)
                row += 1
            self._add_line(grid, row, line, line.standard.id == current)
            row += 1
        grid.setColumnStretch(0, 1)
        grid.setRowStretch(row, 1)
        return table

    def _add_line(self, grid: QGridLayout, row: int, line: Line, current: bool) -> None:
        shown = line.standard.text
        if line.strikes:
            scopes = {Scope.FORM: self.tr("fails the form"), Scope.SECTION: self.tr("fails its section")}
            shown += f" · {scopes.get(line.strikes, self.tr('fails its top section'))}"
        if line.remark:
            shown += f" · {words.remark(line.remark)}"
        role = "strong" if current else "muted" if line.term is None else ""
        grid.addWidget(_cell(shown, role), row, 0)
        grid.addWidget(_cell(line.answer, role, right=True), row, 1)
        if line.term is not None:
            figures = (
                f"{percent(line.term.share)} %",
                str(rounded(line.term.credit, 2)),
                str(rounded(line.term.points)),
            )
            for place, figure in enumerate(figures):
                grid.addWidget(_cell(figure, role, right=True), row, 2 + place)


def _label(standard: Standard, option_id: str) -> str:
    option = standard.option(option_id)
    return option.label if option is not None and option.label else option_id


def _cell(shown: str, role: str, right: bool = False) -> QLabel:
    label = QLabel(shown)
    label.setWordWrap(not right)
    label.setProperty("role", role)
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    label.setAlignment(side | Qt.AlignmentFlag.AlignTop)
    return label

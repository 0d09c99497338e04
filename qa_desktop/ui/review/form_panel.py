"""The form pane: score, standards, what is missing, submit."""

from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.answers import Value
from qa_desktop.domain.forms import FormVersion, Section, Standard
from qa_desktop.domain.numbers import percent
from qa_desktop.domain.requirements import Missing
from qa_desktop.services.precedents import Precedents
from qa_desktop.services.reviewing import Review
from qa_desktop.ui.actions import KeyOf, usual_key
from qa_desktop.ui.review.form_foot import FormFoot
from qa_desktop.ui.review.form_head import FormHead
from qa_desktop.ui.review.standard_detail import StandardDetail
from qa_desktop.ui.review.standard_row import StandardRow
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.theme import Theme

ROWS_AT_ONCE = 12
"""Rows made before the screen thread gets its turn again: a form of 200 standards must not freeze it."""


class _Area(QScrollArea):
    """Leaves up and down to the form, which moves between standards; the others scroll."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)


class FormPanel(QFrame):
    """Draws a `FormState` and says what the reviewer wants changed; it changes nothing itself."""

    value_chosen = Signal(str, object)
    current_changed = Signal(str)
    overall_typed = Signal(str)
    refused = Signal(str)

    def __init__(self, theme: Theme, key: KeyOf = usual_key) -> None:
        super().__init__()
        self.setObjectName("pane")
        self.key = key
        self._theme = theme
        self._state: FormState | None = None
        self._precedents: Precedents = {}
        self._rows: dict[str, StandardRow] = {}
        self._headings: dict[str, tuple[QWidget, QLabel]] = {}
        self._waiting: list[Standard] = []
        self._current = ""
        self._evidence = 0
        self.head = FormHead(theme)
        self.foot = FormFoot()
        self.foot.jump.connect(self.go_to)
        self.detail = StandardDetail(theme, key)
        self.detail.left.connect(self.focus_current)
        self.detail.rulings.line.toggled.connect(self._show_rulings_soon)
        self._overall = QPlainTextEdit()
        self._lay_out()
        self._more = QTimer(self)
        self._more.setInterval(0)
        self._more.timeout.connect(self._make_rows)
        theme.changed.connect(self._redraw)

    def _lay_out(self) -> None:
        self._column = QVBoxLayout()
        self._column.setContentsMargins(0, 8, 0, 8)
        self._column.setSpacing(0)
        inner = QWidget()
        inner.setObjectName("scrolled")
        inner.setLayout(self._column)
        self._area = _Area()
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._area.setWidget(inner)
        self._overall.setAccessibleName(self.tr("Overall comment"))
        self._overall.setTabChangesFocus(True)
        self._overall.textChanged.connect(self._tell_overall)
        self._empty = QLabel(self.tr("The form appears here when you open an interaction from the list."))
        self._empty.setWordWrap(True)
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setContentsMargins(32, 0, 32, 0)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget in (self.head, self._area, self.foot, self._empty):
            column.addWidget(widget, 1 if widget in (self._area, self._empty) else 0)
        self.name_keys()
        self.clear()

    @property
    def current(self) -> str:
        """The id of the current standard."""
        return self._current

    @property
    def chosen_evidence(self) -> int:
        """The place of the evidence that the keys act on."""
        return self._evidence

    def clear(self) -> None:
        """Show that nothing is open."""
        self._state = None
        for widget in (self.head, self._area, self.foot):
            widget.hide()
        self._empty.show()

    def open(self, state: FormState, forms: tuple[FormVersion, ...]) -> None:
        """Show another evaluation, at its first unanswered standard; a submitted one at its beginning."""
        self.head.show_forms(forms, state.version)
        self._build(state)
        self.display(state)
        for widget in (self.head, self._area, self.foot):
            widget.show()
        self._empty.hide()
        self._area.verticalScrollBar().setValue(0)
        first = None if state.read_only else next((s.id for s in state.asked if not state.is_answered(s)), None)
        self.go_to(first or (state.visible[0].id if state.visible else ""), focus=False)

    def tell(self, review: Review) -> None:
        """Show for which session it is scored, and what earlier ones ruled."""
        self.head.show_session(review.session)
        self._precedents = review.precedents
        self._redraw()

    def display(self, state: FormState) -> None:
        """Redraw from the whole value."""
        rebuilt = self._state is None or self._state.version.key != state.version.key
        self._state = state
        if rebuilt and self._rows_form != state.version.key:
            self._build(state)
        self.head.display(state)
        self.foot.display(state)
        if self._overall.toPlainText() != state.content.comment:
            self._overall.blockSignals(True)
            self._overall.setPlainText(state.content.comment)
            self._overall.blockSignals(False)
        self._overall.setReadOnly(state.read_only)
        self._redraw()
        self._leave_hidden(state)

    def _leave_hidden(self, state: FormState) -> None:
        """Where the current standard is no longer asked, the next one that is becomes the current one."""
        if not self._current or any(standard.id == self._current for standard in state.visible):
            return
        here = state.number_of.get(self._current, 0)
        after = [standard.id for standard in state.visible if state.number_of[standard.id] > here]
        focus = QApplication.focusWidget()
        if state.visible:
            self.go_to(
                after[0] if after else state.visible[-1].id, focus=focus is not None and self.isAncestorOf(focus)
            )

    def name_keys(self) -> None:
        """Name the keys in force wherever a key is named."""
        self._overall.setPlaceholderText(self.tr("Overall comment ({0})").format(self.key("overall_comment")))
        self._redraw()

    def _redraw(self) -> None:
        if self._state is None:
            return
        visible = {standard.id for standard in self._state.visible}
        lacks: dict[str, list[Missing]] = {}
        for lack in self._state.missing:
            lacks.setdefault(lack.standard, []).append(lack)
        for standard_id, row in self._rows.items():
            row.setVisible(standard_id in visible)
            if standard_id in visible:
                self._render_row(row, tuple(lacks.get(standard_id, ())))
        self._show_headings(visible)

    def _render_row(self, row: StandardRow, lacks: tuple[Missing, ...]) -> None:
        state = self._state
        if state is None:
            return
        answer = state.answer(row.standard.id)
        current = row.standard.id == self._current
        row.display(answer, lacks, current, state.read_only)
        if current:
            self._evidence = min(self._evidence, max(len(answer.evidence) - 1, 0))
            self.detail.display(row.standard, answer, self._evidence, state.read_only)
            self.detail.show_lacks(lacks)
            ruled = self._precedents.get((state.form.id, row.standard.id), ())
            self.detail.show_rulings(row.standard, ruled)
            row.unfold(self.detail)

    def _show_headings(self, visible: set[str]) -> None:
        if self._state is None:
            return
        scores = self._state.score.sections
        for path, section in self._state.form.walk():
            if section.id not in self._headings:
                continue
            heading, figure = self._headings[section.id]
            heading.setVisible(any(standard.id in visible for standard in section.all_standards()))
            share = scores.get(section.id)
            failed = (
                share == 0
                and len(path)
                and any(section in self._state.form.path_of[struck] for struck in self._state.score.auto_failed)
            )
            shown = "" if share is None else f"{percent(share)} %"
            figure.setText(f"{self.tr('failed')} · {shown}" if failed else shown)

    # --- building -------------------------------------------------------------------------------------------------

    _rows_form: object = None

    def _build(self, state: FormState) -> None:
        self._more.stop()
        self.detail.setParent(None)
        while (item := self._column.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None and widget is not self._overall:
                widget.deleteLater()
        self._overall.setParent(None)
        self._rows, self._headings = {}, {}
        self._state = state
        self._rows_form = state.version.key
        self._current = ""
        self._waiting = list(state.form.standards)
        self._make_rows()
        self._more.start()

    def _make_rows(self) -> None:
        if self._state is None:
            self._more.stop()
            return
        batch, self._waiting = self._waiting[:ROWS_AT_ONCE], self._waiting[ROWS_AT_ONCE:]
        for standard in batch:
            for depth, section in enumerate(self._state.form.path_of[standard.id]):
                if section.id not in self._headings:
                    self._column.addWidget(self._heading(section, depth))
            self._column.addWidget(self._row(standard))
        if not self._waiting:
            self._more.stop()
            if self._overall.parent() is None:
                self._overall.setFixedHeight(self._theme.px(64))
                self._column.addSpacing(8)
                self._column.addWidget(self._overall_box())
                self._column.addStretch(1)
        if batch:
            self._redraw()

    def _overall_box(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(16, 0, 16, 0)
        row.addWidget(self._overall)
        return box

    def _heading(self, section: Section, depth: int) -> QWidget:
        heading = QWidget()
        row = QHBoxLayout(heading)
        row.setContentsMargins(16 + 12 * depth, 10, 16, 4)
        title, figure = QLabel(section.title), QLabel()
        title.setProperty("role", "section")
        figure.setProperty("role", "section")
        if section.guidance:
            title.setToolTip(section.guidance)
        row.addWidget(title, 1)
        row.addWidget(figure)
        self._headings[section.id] = (heading, figure)
        return heading

    def _row(self, standard: Standard) -> StandardRow:
        number = self._state.number_of[standard.id] if self._state else 0
        row = StandardRow(standard, number, self._theme)
        row.entered.connect(partial(self.go_to, focus=False))
        row.chosen.connect(self._chosen)
        row.refused.connect(self.refused)
        self._rows[standard.id] = row
        return row

    # --- moving ---------------------------------------------------------------------------------------------------

    def go_to(self, standard_id: str, focus: bool = True) -> None:
        """Make a standard the current one and bring it into view."""
        while standard_id not in self._rows and self._waiting:
            self._make_rows()
        row = self._rows.get(standard_id)
        if row is None:
            return
        if focus:  # first: of what the redraw hides, Qt would hand the keyboard to any other line
            row.setFocus(Qt.FocusReason.OtherFocusReason)
        if standard_id != self._current:
            self._current = standard_id
            self._evidence = 10**6  # the newest; brought into range when drawn
            self._redraw()
            self.current_changed.emit(standard_id)
        QTimer.singleShot(0, self._show_current)

    def _show_current(self) -> None:
        row = self._rows.get(self._current)
        if row is not None:
            self._area.ensureWidgetVisible(row, 0, 48)

    def _tell_overall(self) -> None:
        self.overall_typed.emit(self._overall.toPlainText())

    def _show_rulings_soon(self) -> None:
        QTimer.singleShot(0, self._show_rulings)

    def _show_rulings(self) -> None:
        if self.detail.rulings.isVisible():
            self._area.ensureWidgetVisible(self.detail.rulings, 0, 8)

    def focus_current(self) -> None:
        """Give the keyboard to the current standard."""
        row = self._rows.get(self._current)
        if row is not None:
            row.setFocus(Qt.FocusReason.OtherFocusReason)

    def step(self, by: int, focus: bool = True) -> None:
        """Move to the next or previous visible standard."""
        if self._state is None:
            return
        ids = [standard.id for standard in self._state.visible]
        if self._current in ids:
            place = min(max(ids.index(self._current) + by, 0), len(ids) - 1)
            self.go_to(ids[place], focus)
        elif ids:
            self.go_to(ids[0], focus)

    def choose_evidence(self, place: int) -> None:
        """Choose the evidence that the keys act on."""
        self._evidence = place
        self._redraw()

    def begin_comment(self) -> None:
        """Put the cursor into the comment of the current standard."""
        self.detail.begin_comment()

    def begin_overall(self) -> None:
        """Put the cursor into the overall comment."""
        self._area.ensureWidgetVisible(self._overall)
        self._overall.moveCursor(QTextCursor.MoveOperation.End)
        self._overall.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin_typing(self) -> None:
        """Put the cursor into the answer of the current standard, where it is typed."""
        row = self._rows.get(self._current)
        if row is not None:
            row.control.begin()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move between standards; Enter begins to type where the answer is typed; Escape comes back."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        if event.key() in steps:
            self.step(steps[Qt.Key(event.key())])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.begin_typing()
        elif event.key() == Qt.Key.Key_Escape and QApplication.focusWidget() is not self._rows.get(self._current):
            self.focus_current()
        else:
            super().keyPressEvent(event)

    def _chosen(self, standard_id: str, value: Value | None) -> None:
        self.go_to(standard_id)
        self.value_chosen.emit(standard_id, value)

"""What unfolds under the current standard: guidance, anchors, comment, reasons, evidence and rulings."""

from textwrap import fill

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor
from PySide6.QtWidgets import QCheckBox, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from qa_desktop.domain.answers import Answer
from qa_desktop.domain.consensus import Precedent
from qa_desktop.domain.forms import Need, Standard
from qa_desktop.domain.requirements import Missing, needed
from qa_desktop.ui import text, words
from qa_desktop.ui.actions import KeyOf, usual_key
from qa_desktop.ui.anchors import Anchors
from qa_desktop.ui.flow import FlowLayout
from qa_desktop.ui.focus import keep_space
from qa_desktop.ui.review.rulings import Rulings
from qa_desktop.ui.review.standard_row import describe
from qa_desktop.ui.theme import Theme

REASON_WIDTH = 44
"""Characters in a line of a reason: a check box does not wrap its text by itself."""


class StandardDetail(QWidget):
    """The one detail pane of a form; it moves to whichever standard is the current one."""

    comment_typed = Signal(str)
    reasons_chosen = Signal(object)
    evidence_played = Signal(int)
    left = Signal()

    def __init__(self, theme: Theme, key: KeyOf = usual_key) -> None:
        super().__init__()
        self._theme = theme
        self._key = key
        self._standard: Standard | None = None
        self._guidance = _wrapped()
        self._anchors = Anchors(theme, "<br>")
        self._comment = QPlainTextEdit()
        self._comment.setTabChangesFocus(True)
        self._comment.setFixedHeight(theme.px(52))
        self._comment.textChanged.connect(self._typed)
        self._comment.installEventFilter(self)
        self._lacks = _wrapped()
        self._lacks.setProperty("role", "lack")
        self._reasons = QVBoxLayout()
        self._boxes: dict[str, QCheckBox] = {}
        self._answer = Answer()
        self._evidence = FlowLayout(4)
        self.rulings = Rulings()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 2, 0, 4)
        column.setSpacing(4)
        column.addWidget(self._guidance)
        column.addWidget(self._anchors)
        column.addWidget(self._lacks)
        column.addLayout(self._reasons)
        column.addWidget(self._comment)
        column.addLayout(self._evidence)
        column.addWidget(self.rulings)

    def display(self, standard: Standard, answer: Answer, chosen: int, read_only: bool) -> None:
        """Show the guidance of a standard and what supports its mark; `chosen` is the evidence the keys act on."""
        changed = standard is not self._standard
        self._standard = standard
        self._guidance.setText(text.breakable(standard.guidance))
        self._guidance.setVisible(bool(standard.guidance))
        self._anchors.display(standard, answer.value)
        self._show_comment(standard, answer, changed, read_only)
        self._show_reasons(standard, answer, read_only)
        self._show_evidence(answer, chosen, read_only)

    def show_rulings(self, standard: Standard, found: tuple[Precedent, ...]) -> None:
        """Show what calibrations ruled on the standard, the newest first."""
        self.rulings.display(standard, found)

    def show_lacks(self, lacks: tuple[Missing, ...]) -> None:
        """Say in words what the answer still needs."""
        self._lacks.setText(" · ".join(words.needs(lack.need) for lack in lacks if lack.need))
        self._lacks.setVisible(bool(self._lacks.text()))

    def begin_comment(self) -> None:
        """Put the cursor at the end of the comment."""
        self._comment.moveCursor(QTextCursor.MoveOperation.End)
        self._comment.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def begin_reasons(self) -> None:
        """Put the keyboard on the first reason, where reasons are asked for."""
        if self._boxes:
            next(iter(self._boxes.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Escape leaves the comment."""
        escape_key = isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape
        if event.type() == QEvent.Type.KeyPress and escape_key:
            self.left.emit()
            return True
        return super().eventFilter(watched, event)

    def _typed(self) -> None:
        self.comment_typed.emit(self._comment.toPlainText())

    def _show_comment(self, standard: Standard, answer: Answer, changed: bool, read_only: bool) -> None:
        required = Need.COMMENT in needed(standard, answer)
        self._comment.setPlaceholderText(
            (self.tr("Comment, required for this answer ({0})") if required else self.tr("Comment ({0})")).format(
                self._key("comment")
            )
        )
        self._comment.setAccessibleName(self.tr("Comment on {0}").format(standard.text))
        self._comment.setReadOnly(read_only)
        if changed or self._comment.toPlainText() != answer.comment:
            self._comment.blockSignals(True)
            self._comment.setPlainText(answer.comment)
            self._comment.blockSignals(False)

    def _show_reasons(self, standard: Standard, answer: Answer, read_only: bool) -> None:
        wanted = standard.reasons if Need.REASON in needed(standard, answer) or answer.reasons else ()
        self._answer = answer
        if tuple(self._boxes) != wanted:  # kept otherwise: the one with the keyboard must not go
            _clear(self._reasons)
            self._boxes = {reason: self._box(reason) for reason in wanted}
        for reason, box in self._boxes.items():
            box.blockSignals(True)
            box.setChecked(reason in answer.reasons)
            box.blockSignals(False)
            box.setEnabled(not read_only)

    def _box(self, reason: str) -> QCheckBox:
        box = QCheckBox(fill(reason, REASON_WIDTH))
        box.toggled.connect(lambda on: self._choose_reason(reason, on))
        keep_space(box)
        self._reasons.addWidget(box)
        return box

    def _choose_reason(self, reason: str, on: bool) -> None:
        others = tuple(item for item in self._answer.reasons if item != reason)
        self.reasons_chosen.emit((*others, reason) if on else others)

    def _show_evidence(self, answer: Answer, chosen: int, read_only: bool) -> None:
        self._evidence.clear()
        keys = map(self._key, ("evidence_play", "evidence_start", "evidence_end", "evidence_remove"))
        hint = self.tr("Replay ({0}) · {1} begins here · {2} ends here · {3} removes").format(*keys)
        for place, item in enumerate(answer.evidence):
            button = QPushButton(f"◆ {describe(item)}")
            button.setProperty("chip", True)
            button.setCheckable(True)
            button.setChecked(place == chosen)
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setToolTip(hint)
            button.setAccessibleName(self.tr("Evidence {0}, replay").format(describe(item)))
            button.clicked.connect(lambda _, place=place: self.evidence_played.emit(place))
            self._evidence.addWidget(button)
        if not read_only:
            adds = QLabel(self.tr("{0} adds evidence").format(self._key("evidence_add")))
            adds.setProperty("role", "small")
            self._evidence.addWidget(adds)


def _wrapped() -> QLabel:
    label = QLabel()
    label.setWordWrap(True)
    label.setProperty("role", "small")
    return label


def _clear(layout: QVBoxLayout) -> None:
    while (item := layout.takeAt(0)) is not None:
        widget = item.widget()
        if widget is not None:
            widget.hide()
            widget.deleteLater()

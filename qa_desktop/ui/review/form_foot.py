"""The foot of the form pane: what is missing, why the score is what it is, and submit."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from qa_desktop.ui.review.state import FormState

NAMED = 6
"""How many missing standards are named before the rest is counted."""


class FormFoot(QFrame):
    """Names what is missing, each a way to get there."""

    jump = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("foot")
        self._left = QLabel()
        self._left.setProperty("role", "small")
        self._links = QHBoxLayout()
        self._links.setSpacing(2)
        self._links.setContentsMargins(0, 0, 0, 0)
        named = QWidget()
        named.setLayout(self._links)
        # The links may be cut off in a narrow pane; the buttons beside them may not.
        named.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.explain = QPushButton(self.tr("Explain"))
        self.explain.setCheckable(True)
        self.explain.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.submit = QPushButton(self.tr("Submit and next"))
        self.submit.setProperty("primary", True)
        self.submit.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.submit.setToolTip("Ctrl+Enter")
        self.correct = QPushButton(self.tr("Correct…"))
        self.correct.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.reason = QLineEdit()
        self.reason.setPlaceholderText(self.tr("Why is it corrected? (kept with the correction)"))
        self.reason.setAccessibleName(self.tr("Reason for the correction"))
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 8, 16, 8)
        column.addWidget(self.reason)
        row = QHBoxLayout()
        row.setSpacing(8)
        column.addLayout(row)
        row.addWidget(self._left)
        row.addWidget(named, 1)
        for button in (self.explain, self.correct, self.submit):
            row.addWidget(button)

    def display(self, state: FormState) -> None:
        """Show what a state lacks."""
        lacks = list(dict.fromkeys(lack.standard for lack in state.missing))
        while (item := self._links.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self.submit.setVisible(not state.read_only)
        self.correct.setVisible(state.read_only)
        self.reason.setVisible(state.correcting)
        self.submit.setText(self.tr("Submit correction") if state.correcting else self.tr("Submit and next"))
        if state.read_only:
            self._left.setText(self.tr("Submitted"))
            return
        self._left.setText(self.tr("{0} left:").format(len(lacks)) if lacks else self.tr("Complete"))
        if not lacks and state.out_of_order:
            first, second = (state.number_of[standard] for standard in state.out_of_order[0])
            self._left.setText(self.tr("Complete; but {0} was heard after {1}").format(first, second))
        for standard_id in lacks[:NAMED]:
            self._links.addWidget(self._link(state, standard_id))
        if len(lacks) > NAMED:
            self._links.addWidget(QLabel("…"))
        self._links.addStretch(1)

    def _link(self, state: FormState, standard_id: str) -> QPushButton:
        link = QPushButton(str(state.number_of[standard_id]))
        link.setProperty("link", True)
        link.setProperty("tone", "warn")
        link.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        link.setToolTip(state.form.standard_by_id[standard_id].text)
        link.setAccessibleName(self.tr("Go to {0}").format(state.form.standard_by_id[standard_id].text))
        link.clicked.connect(partial(self.jump.emit, standard_id))
        return link

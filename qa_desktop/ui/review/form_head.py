"""The head of the form pane: the total, the scores behind it, the form and how far it is filled in."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QFrame, QGridLayout, QHBoxLayout, QLabel, QProgressBar, QVBoxLayout

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.scoring import Outcome
from qa_desktop.ui import text
from qa_desktop.ui.elided import ElidedLabel
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.theme import Theme


class FormHead(QFrame):
    """Shows the running score; the form may be changed here."""

    form_chosen = Signal(object)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("band")
        self._total = QLabel("–")
        self._total.setProperty("role", "figure")
        self._theme = theme
        theme.changed.connect(self._make_room)
        self._verdict = QLabel()
        self._verdict.setProperty("pill", True)
        self._figures = {name: QLabel("–") for name in ("foundation", "finesse", "critical")}
        self._before = QLabel()
        self._before.setProperty("role", "small")
        self.session = ElidedLabel()
        self.session.setProperty("role", "small")
        self.sealed = QLabel()
        self.sealed.setProperty("role", "small")
        self.show_session(None)
        self._form = QComboBox()
        self._form.setAccessibleName(self.tr("Form"))
        self._form.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._form.setMinimumContentsLength(8)
        self._form.activated.connect(lambda place: self.form_chosen.emit(self._form.itemData(place)))
        self._done = QLabel()
        self._done.setProperty("role", "small")
        self._done.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._lay_out()
        self._make_room()

    def _lay_out(self) -> None:
        figures = QGridLayout()
        figures.setHorizontalSpacing(8)
        figures.setVerticalSpacing(1)
        names = {"foundation": self.tr("Foundation"), "finesse": self.tr("Finesse"), "critical": self.tr("Critical")}
        for place, (key, label) in enumerate(self._figures.items()):
            name = QLabel(names[key])
            name.setProperty("role", "small")
            label.setProperty("role", "strong")
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            figures.addWidget(name, place, 0)
            figures.addWidget(label, place, 1)
        right = QVBoxLayout()
        right.setSpacing(6)
        for widget in (self._form, self._done, self._bar):
            right.addWidget(widget)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._total)
        top.addLayout(figures)
        top.addSpacing(4)
        top.addLayout(right, 1)
        below = QHBoxLayout()
        below.setSpacing(8)
        below.addWidget(self._verdict)
        below.addWidget(self._before)
        below.addStretch(1)
        asked = QHBoxLayout()
        asked.setSpacing(4)
        asked.addWidget(self.session)
        asked.addWidget(self.sealed)
        asked.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 10, 16, 8)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(below)
        column.addLayout(asked)

    def _make_room(self) -> None:
        """The one number that matters is never cut, however large the text is."""
        self._total.setMinimumWidth(self._theme.px(92))

    def show_session(self, session: CalibrationSession | None) -> None:
        """Name the calibration session for which it is scored, and who sees it; nothing in ordinary review."""
        self.session.setText("" if session is None else self.tr("Calibration: {0}").format(session.name))
        self.session.setVisible(session is not None)
        words = ""
        if session is not None and session.revealed_at is not None:
            words = self.tr("· revealed {0}, locked").format(text.day(session.revealed_at))
        elif session is not None and session.hidden:
            words = self.tr("· sealed until the reveal")
        self.sealed.setText(words)
        self.sealed.setVisible(bool(words))

    def show_forms(self, forms: tuple[FormVersion, ...], current: FormVersion) -> None:
        """Offer these forms, and the one in use even where it is an older version."""
        self._form.clear()
        offered = forms if current.key in {form.key for form in forms} else (current, *forms)
        for form in offered:
            self._form.addItem(form.label, form)
        self._form.setCurrentIndex([form.key for form in offered].index(current.key))

    def choose_form(self) -> None:
        """Open the list of forms."""
        self._form.setFocus()
        self._form.showPopup()

    def display(self, state: FormState) -> None:
        """Show the running score of a state."""
        score = state.score
        self._total.setText(text.score(score.total))
        self._total.setAccessibleName(self.tr("Total {0}").format(text.score(score.total)))
        for key, label in self._figures.items():
            label.setText(text.score(getattr(score, key)))
        failed = bool(score.auto_failed)
        self._before.setText(self.tr("Before auto-fail {0}").format(text.score(score.before_auto_fail)))
        self._before.setVisible(failed)
        self._show_verdict(state)
        count = len(state.asked)
        self._done.setText(self.tr("{0} of {1} answered").format(state.answered, count))
        self._bar.setMaximum(max(count, 1))
        self._bar.setValue(state.answered)
        self._form.setEnabled(not state.read_only and not state.correcting)
        place = next((i for i in range(self._form.count()) if self._form.itemData(i).key == state.version.key), -1)
        self._form.setCurrentIndex(place)

    def _show_verdict(self, state: FormState) -> None:
        score = state.score
        words, tone = self.tr("so far"), ""
        if score.outcome is not None:
            passed = score.outcome is Outcome.PASS
            verdict = self.tr("Pass") if passed else self.tr("Fail")
            words, tone = " · ".join(part for part in (verdict, score.band or "") if part), "good" if passed else "bad"
        self._verdict.setText(words)
        self._verdict.setProperty("tone", tone)
        self._verdict.style().unpolish(self._verdict)
        self._verdict.style().polish(self._verdict)

"""Setting a calibration session up: who scores which interactions on which form; all else has a usual value."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.calibration import LEADING
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.people import Person
from qa_desktop.services.calibration_setup import Choices, Plan
from qa_desktop.ui.calibration.draw_choice import DrawChoice
from qa_desktop.ui.calibration.interaction_choice import InteractionChoice
from qa_desktop.ui.calibration.scrolled import Scrolled
from qa_desktop.ui.calibration.terms_panel import TermsPanel
from qa_desktop.ui.dialogs import DATA, Dialog
from qa_desktop.ui.theme import TEXT
from qa_desktop.ui.typed import Complaint, TypedField, day, first_wrong

MOST_ROWS = 4
"""How many reviewers are seen at once."""
COLUMNS = 640, 380
"""Least pixels of the usual part and of the other."""
AROUND = 64
"""Pixels of the screen that the window leaves free."""


class NewSession(Dialog):
    """`made` carries the plan; the dialog closes when the session is there, and tells else what is amiss.

    What is open in the review window, and the form it is scored on, are chosen beforehand; so is who sets it up as
    the gauge, where that is a lead.
    """

    made = Signal(object)
    fitting_wanted = Signal(object)
    """A draw, of which is to be told how many interactions fit it."""

    def __init__(
        self,
        choices: Choices,
        parent: QWidget,
        author: Person | None = None,
        opened: UUID | None = None,
        form: UUID | None = None,
    ) -> None:
        super().__init__(parent.tr("New calibration session"), parent.tr("Create"), parent)
        self._taken = {name.casefold() for name in choices.names}
        self.name = TypedField(self.tr("Name"), self._free, width=0)
        self.due = TypedField(self.tr("Due"), day, hint="2026-01-30")
        self.form_version, self.gauge = QComboBox(), QComboBox()
        for version in choices.forms:
            self.form_version.addItem(version.label, version)
            if version.key == form:
                self.form_version.setCurrentIndex(self.form_version.count() - 1)
        self.gauge.addItem(self.tr("Nobody: reviewers are compared with each other"), None)
        for person in choices.people:
            self.gauge.addItem(person.name, person)
            if author is not None and person.key == author.key and author.role in LEADING:
                self.gauge.setCurrentIndex(self.gauge.count() - 1)
        self.reviewers = _checklist(choices.people)
        self.others = TypedField(self.tr("Reviewers who are not in the list"), str, width=0)
        self.others.edit.setPlaceholderText(self.tr("Other names, with commas between"))
        self.interactions = InteractionChoice(choices.interactions, opened)
        self.drawn = DrawChoice(choices.queues)
        self.chosen, self.random = QPushButton(self.tr("Choose them")), QPushButton(self.tr("Draw at random"))
        self.which, self.lack, self.refusal = QStackedWidget(), Complaint(), Complaint()
        self.more = QPushButton()
        self.terms = TermsPanel()
        self._left, self._aside = QWidget(), QScrollArea()
        self._lay_out()
        self._connect()
        self._suit()
        self.name.setFocus()

    def _lay_out(self) -> None:
        note = QLabel(self.tr("Everybody scores the same interactions on this form; the gauge is measured against."))
        note.setWordWrap(True)
        note.setProperty("role", "muted")
        self.form.addRow(note)
        for button, first in ((self.chosen, True), (self.random, False)):
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setAutoDefault(False)
            button.setProperty("side", True)
            button.setProperty("first", first)
        self.chosen.setChecked(True)
        switch = QHBoxLayout()
        switch.setSpacing(0)
        switch.addWidget(self.chosen)
        switch.addWidget(self.random)
        switch.addStretch(1)
        self.which.addWidget(self.interactions)
        self.which.addWidget(self.drawn)
        for label, field in (
            (self.tr("Name"), self.name),
            (self.tr("Form"), self.form_version),
            (self.tr("Gauge"), self.gauge),
            (self.tr("Reviewers"), self.reviewers),
            (self.tr("And also"), self.others),
            (self.tr("Due"), self.due),
        ):
            self.form.addRow(label, field)
        self.form.addRow(self.tr("Interactions"), switch)
        self.form.addRow("", self.which)
        self.form.addRow("", self.lack)
        for box in (self.form_version, self.gauge):  # a long name is cut, and does not widen the window
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(20)
        self.form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self._put_aside()

    def _put_aside(self) -> None:
        """The usual part on the left, the other on the right, and beneath both what the database refused."""
        whole = cast(QVBoxLayout, self.layout())
        whole.removeItem(self.form)
        left = self._left
        left.setLayout(self.form)
        self.form.setContentsMargins(0, 0, 0, 0)
        self._aside.setWidget(self.terms)
        self._aside.setWidgetResizable(True)
        self._aside.setFrameShape(QFrame.Shape.NoFrame)
        self._aside.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._aside.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        both = QHBoxLayout()
        both.setSpacing(32)
        self._usual = Scrolled(left)
        self._usual.setFrameShape(QFrame.Shape.NoFrame)
        bar = self._usual.verticalScrollBar().sizeHint().width()
        self._usual.setMinimumWidth(max(COLUMNS[0], left.minimumSizeHint().width() + bar))
        both.addWidget(self._usual, 3)
        both.addWidget(self._aside, 2)
        self._aside.setMinimumWidth(max(COLUMNS[1], self.terms.minimumSizeHint().width() + bar))
        if self._usual.minimumWidth() + self._aside.minimumWidth() + 2 * AROUND > self._room().width():
            both.setDirection(QHBoxLayout.Direction.TopToBottom)  # large letters on a small screen
        whole.insertLayout(0, both)
        whole.insertWidget(1, self.refusal)
        self.more.setCheckable(True)
        self.more.setAutoDefault(False)
        self.more.setProperty("link", True)
        whole.insertWidget(1, self.more, 0, Qt.AlignmentFlag.AlignLeft)
        self._show_more(False)

    def _connect(self) -> None:
        self.form_version.currentIndexChanged.connect(self._suit)
        self.random.toggled.connect(self._switch)
        self.drawn.changed.connect(self._count)
        self.more.toggled.connect(self._show_more)
        self.reviewers.itemChanged.connect(lambda _: self.others.complain(""))
        self.gauge.currentIndexChanged.connect(lambda _: self.others.complain(""))

    # --- what is chosen -------------------------------------------------------------------------------------------

    def checked_reviewers(self) -> tuple[Person, ...]:
        """The people who are ticked."""
        items = (self.reviewers.item(row) for row in range(self.reviewers.count()))
        return tuple(item.data(DATA) for item in items if item.checkState() is Qt.CheckState.Checked)

    def accept(self) -> None:
        """Say what is wanted; where something is amiss, say so beside it and go there."""
        self.refusal.tell("", self)
        wrong = next(filter(None, self._wrong()), None)
        if wrong is None:
            self.made.emit(self._plan())
        else:
            if self._aside.isAncestorOf(wrong):
                self.more.setChecked(True)
            wrong.setFocus(Qt.FocusReason.OtherFocusReason)
            (self._aside if self._aside.isAncestorOf(wrong) else self._usual).ensureWidgetVisible(wrong)

    def refuse(self, sentence: str) -> None:
        """Say why there is no session yet; everything stays as it was typed."""
        self.refusal.tell(sentence, self)

    def finish(self) -> None:
        """The session is there."""
        super().accept()

    def _wrong(self) -> list[QWidget | None]:
        """Everything is looked at, so that all that is amiss is told at once; in the order of the window."""
        due = first_wrong((self.due,))
        when = None if due else self.due.value
        return [first_wrong((self.name,)), self._nobody(), due, self._nothing(), self.terms.first_wrong(when)]

    def _plan(self) -> Plan:
        due, draws = self.due.value, self.random.isChecked()
        return Plan(
            self.name.value,
            cast(FormVersion, self.form_version.currentData()),
            cast("Person | None", self.gauge.currentData()),
            self.checked_reviewers(),
            self._others(),
            () if draws else tuple(self.interactions.checked()),
            self.drawn.draw if draws else None,
            self.terms.terms(due),
        )

    def _free(self, typed: str) -> str:
        if not typed:
            raise InputError(self.tr("Give the session a name."))
        if " ".join(typed.split()).casefold() in self._taken:
            raise InputError(self.tr("There is a session of this name already: choose another."))
        return typed

    def _others(self) -> tuple[str, ...]:
        return tuple(name.strip() for name in self.others.value.split(",") if name.strip())

    def _nobody(self) -> QWidget | None:
        gauge = self.gauge.currentData()
        found = [person for person in self.checked_reviewers() if person != gauge]
        enough = len(found) + len(self._others()) >= (1 if gauge else 2)
        sentence = self.tr("Tick at least one reviewer beside the gauge, or type a name here.")
        alone = self.tr("Without a gauge at least two reviewers are compared: tick them, or type names here.")
        self.others.complain("" if enough else sentence if gauge else alone)
        return None if enough else self.reviewers

    def _nothing(self) -> QWidget | None:
        if self.random.isChecked():
            return self.drawn.first_wrong()
        found = bool(self.interactions.checked())
        sentence = self.tr("Tick at least one interaction, or let some be drawn at random.")
        self.lack.tell("" if found else sentence, self.interactions.search)
        return None if found else self.interactions

    # --- what is shown --------------------------------------------------------------------------------------------

    def _suit(self) -> None:
        version = self.form_version.currentData()
        form = version.form if isinstance(version, FormVersion) else None
        self.interactions.suit(form.channels if form else ())
        self.drawn.suit(form.channels if form else ())
        self.terms.suit(form)

    def _switch(self, draws: bool) -> None:
        self.which.setCurrentWidget(self.drawn if draws else self.interactions)
        self.lack.tell("", self.interactions.search)
        self._count()

    def _count(self) -> None:
        if self.random.isChecked():
            try:
                self.fitting_wanted.emit(self.drawn.draw)
            except InputError:
                self.drawn.show_fitting(None)  # while a day is half typed

    def _show_more(self, shown: bool) -> None:
        self._aside.setVisible(shown)
        words = self.tr("Less") if shown else self.tr("More: tolerances and targets, some standards only, a series…")
        self.more.setText(words)
        whole = cast(QVBoxLayout, self.layout())
        whole.activate()
        self.setMinimumWidth(whole.minimumSize().width())
        self._take_room()

    def _room(self) -> QSize:
        """The screen, or the window that this one stands before where that reaches further."""
        before = self.parentWidget()
        return self.screen().availableSize().expandedTo(before.window().size() if before else QSize())

    def _take_room(self) -> None:
        """As large as the letters ask for, and no larger than the screen: then it scrolls."""
        room, larger = self._room(), max(1.0, self.font().pixelSize() / TEXT)
        height = self.sizeHint().height() + self._left.sizeHint().height() - self._usual.sizeHint().height()
        self.resize(
            min(round(larger * self.minimumWidth()), room.width() - AROUND),
            min(max(self.height(), height), room.height() - AROUND),
        )


def _checklist(people: Sequence[Person]) -> QListWidget:
    box = QListWidget()
    for person in people:
        item = QListWidgetItem(person.name)
        item.setData(DATA, person)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        box.addItem(item)
    box.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    box.setFixedHeight(min(max(len(people), 2), MOST_ROWS) * (box.fontMetrics().height() + 8) + 12)
    return box

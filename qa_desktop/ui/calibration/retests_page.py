"""Where a lead lets old interactions return: to whom, how many, how old, by which seed; and how many are open."""

import secrets
from collections.abc import Collection, Mapping
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QCheckBox,
    QFormLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.retests import RetestPlan
from qa_desktop.services.retest_planning import Outlook, Share, Standing
from qa_desktop.services.retests import SPREAD_DAYS
from qa_desktop.ui.calibration import retest_words
from qa_desktop.ui.calibration.names_table import NamesTable
from qa_desktop.ui.calibration.scrolled import Scrolled
from qa_desktop.ui.dialogs import DATA
from qa_desktop.ui.sheet import row_of, sheet_on, words
from qa_desktop.ui.theme import Theme
from qa_desktop.ui.typed import Complaint, TypedField, first_wrong, number, whole

USUAL_PERCENT, USUAL_DAYS = 5, 30
MOST_DAYS = 3650
LEAST_PERCENT = 0.1
BESIDE = 700
"""Pixels that must be left for the table to stand beside the fields."""
WAIT_MS = 150
"""After the last key, until it is counted what a plan would bring."""


class RetestsPage(QWidget):
    """`counted` and `made` carry a plan: what would it bring, and it is to hold; `ended` that nothing returns."""

    counted = Signal(object)
    made = Signal(object)
    ended = Signal()
    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self._standing: Standing | None = None
        self._outlook: Outlook | None = None
        self.holds = words()
        self.everybody = QCheckBox(self.tr("Everybody, whoever joins later too"))
        self.people = QListWidget()
        self.people.setAccessibleName(self.tr("Reviewers to whom something returns"))
        self.lack = Complaint()
        self.share = TypedField(
            self.tr("How many return, percent"), number(LEAST_PERCENT, 100), str(USUAL_PERCENT), unit=self.tr("%")
        )
        days = self.tr("days")
        self.age = TypedField(self.tr("At least how old, days"), whole(1, MOST_DAYS), str(USUAL_DAYS), unit=days)
        self.spread = TypedField(
            self.tr("Spread over so many days more"), whole(0, MOST_DAYS), str(SPREAD_DAYS), unit=self.tr("days more")
        )
        self.seed = TypedField(self.tr("Seed"), whole(0, 2**32 - 1), width=160)
        self.told, self.few, self.refusal = words(), words(), Complaint()
        self.table = NamesTable(self.tr("How many return to each reviewer"), theme)
        self.make, self.end = QPushButton(), QPushButton(self.tr("End re-tests"))
        self.make.setProperty("primary", True)
        self.back = QPushButton(self.tr("Back to the work (Esc)"))
        self.few.hide()
        self._fields = QWidget()
        self._parts = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._waiting = QTimer(self)
        self._waiting.setSingleShot(True)
        self._waiting.setInterval(WAIT_MS)
        self._fill_in()
        self._lay_out()
        self._connect()
        self._name_button()

    def _lay_out(self) -> None:
        inner = QWidget()
        column = sheet_on(inner, QLabel(self.tr("Re-tests")))
        note = self.tr(
            "Some of what a reviewer has scored returns to the same reviewer after a while, looking as if it were new. "
            "How far the two agree is shown to that reviewer alone."
        )
        privacy = self.tr(
            "You see how many return and how many are done, never which, and nobody's report but your own. What "
            "returned to you is not told here either."
        )
        column.addWidget(words(note, "muted"))
        column.addWidget(self.holds)
        self._parts.setSpacing(32)
        self._parts.addWidget(self._fields, 0, Qt.AlignmentFlag.AlignTop)
        right = QVBoxLayout()
        right.setSpacing(10)
        self.told.setProperty("role", "strong")
        for part in (self.told, self.few, self.table, words(privacy, "muted")):
            right.addWidget(part)
        right.addStretch(1)
        self._parts.addLayout(right, 1)
        column.addSpacing(8)
        column.addLayout(self._parts)
        column.addWidget(self.refusal)
        column.addLayout(row_of(self.make, self.end, self.back))
        column.addStretch(1)
        whole_page = QVBoxLayout(self)
        whole_page.setContentsMargins(0, 0, 0, 0)
        whole_page.addWidget(Scrolled(inner))

    def _fill_in(self) -> None:
        form = QFormLayout(self._fields)
        form.setContentsMargins(0, 0, 0, 0)
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(10)
        self.people.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for label, field in (
            (self.tr("To whom"), self.everybody),
            ("", self.people),
            ("", self.lack),
            (self.tr("How many"), self.share),
            (self.tr("At least how old"), self.age),
            (self.tr("Spread over"), self.spread),
            (self.tr("Seed"), self.seed),
        ):
            form.addRow(label, field)
        self.seed.setToolTip(self.tr("It is kept with the plan: with it anybody draws the same ones again."))

    def _connect(self) -> None:
        for field in (self.share, self.age, self.spread, self.seed):
            field.edit.textEdited.connect(lambda _: self._waiting.start())
            field.edit.returnPressed.connect(self._make)
        self.everybody.toggled.connect(self._switch)
        self.people.itemChanged.connect(lambda _: self._tick())
        self._waiting.timeout.connect(self._count)
        self.make.clicked.connect(self._make)
        self.end.clicked.connect(self.ended)
        self.back.clicked.connect(self.left)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is no room beside the fields, the table stands beneath them."""
        super().resizeEvent(event)
        left = event.size().width() - self._fields.sizeHint().width()
        beside = left >= self._theme.px(BESIDE)
        directions = QBoxLayout.Direction
        self._parts.setDirection(directions.LeftToRight if beside else directions.TopToBottom)

    # --- what comes -----------------------------------------------------------------------------------------------

    def begin(self) -> None:
        """Show the frame until it is known how things stand."""
        self.holds.setText(self.tr("Reading how re-tests stand…"))
        self.refusal.tell("", self.make)
        self.everybody.setFocus(Qt.FocusReason.OtherFocusReason)

    def display(self, standing: Standing, anew: bool) -> None:
        """Show how things stand; `anew` puts the plan that holds into the fields."""
        self._standing = standing
        self.holds.setText(retest_words.holds(standing))
        self.end.setVisible(standing.plan is not None)
        self._name_button()
        if anew or self.people.count() != len(standing.people):
            self._put(standing)
        self._fill()
        self._count()

    def _put(self, standing: Standing) -> None:
        plan = standing.plan
        named = set(plan.reviewers) if plan else set()
        seed = plan.seed if plan else secrets.randbits(32)
        for field, value in (
            (self.share, f"{100 * plan.rate:g}" if plan else str(USUAL_PERCENT)),
            (self.age, str(plan.min_age_days if plan else USUAL_DAYS)),
            (self.spread, str(plan.spread_days if plan else SPREAD_DAYS)),
            (self.seed, str(seed)),
        ):
            field.edit.setText(value)
            field.complain("")
        with QSignalBlocker(self.people), QSignalBlocker(self.everybody):
            self.people.clear()
            for person in standing.people:
                item = QListWidgetItem(person.name)
                item.setToolTip(person.name)
                item.setData(DATA, person.key)
                item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
                item.setCheckState(Qt.CheckState.Checked if person.key in named else Qt.CheckState.Unchecked)
                self.people.addItem(item)
            self.everybody.setChecked(not named)
        self.people.setCurrentRow(0)
        self.people.setVisible(bool(named))
        rows = min(max(len(standing.people), 2), 6)
        self.people.setFixedHeight(rows * max(self.people.sizeHintForRow(0), self.people.fontMetrics().height()) + 10)

    def show_outlook(self, outlook: Outlook) -> None:
        """Say what the plan in the fields would bring, where it is still that one."""
        if outlook.plan == self._plan(outlook.plan.made_at):
            self._outlook = outlook
            told, few = retest_words.would_bring(outlook)
            self.told.setText(told)
            self.few.setText(few)
            self.few.setVisible(bool(few))
            self._fill()

    def refuse(self, sentence: str) -> None:
        """Say why it cannot be; everything stays as it was typed."""
        self.holds.setText("" if self._standing is None else retest_words.holds(self._standing))
        self.refusal.tell(sentence, self.make)

    def names(self, people: Collection[UUID]) -> list[str]:
        """What some of the people are called."""
        known = self._standing.people if self._standing else ()
        return [person.name for person in known if person.key in people]

    # --- what is wanted -------------------------------------------------------------------------------------------

    def _named(self) -> tuple[UUID, ...]:
        if self.everybody.isChecked():
            return ()
        items = (self.people.item(row) for row in range(self.people.count()))
        return tuple(sorted(item.data(DATA) for item in items if item.checkState() is Qt.CheckState.Checked))

    def _plan(self, now: datetime) -> RetestPlan | None:
        """The plan that the fields describe; None while something is amiss."""
        try:
            rate = self.share.value / 100
            plan = RetestPlan(rate, self.age.value, now, self.seed.value, self.spread.value, self._named())
        except InputError:
            return None
        return plan if plan.reviewers or self.everybody.isChecked() else None

    def _count(self) -> None:
        plan = self._plan(_now())
        if plan is None:
            self.told.setText("")
            self.few.hide()
        else:
            self.counted.emit(plan)

    def _make(self) -> None:
        self.refusal.tell("", self.make)
        plan = self._plan(_now())
        if plan is not None:
            self.made.emit(plan)
            return
        wrong = first_wrong((self.share, self.age, self.spread, self.seed))
        nobody = not self.everybody.isChecked() and not self._named()
        self.lack.tell(self.tr("Tick at least one reviewer, or let it be everybody.") if nobody else "", self.people)
        (self.people if nobody or wrong is None else wrong).setFocus(Qt.FocusReason.OtherFocusReason)

    def _switch(self, everybody: bool) -> None:
        self.people.setVisible(not everybody)
        self._tick()

    def _tick(self) -> None:
        self.lack.tell("", self.people)
        self._waiting.start()

    # --- what is shown --------------------------------------------------------------------------------------------

    def _name_button(self) -> None:
        known = self._standing is not None and self._standing.plan is not None
        self.make.setText(self.tr("Let this plan hold") if known else self.tr("Let them return"))

    def _fill(self) -> None:
        """One row for everybody of whom there is something to say."""
        to_come = {each.person.key: each for each in self._outlook.shares} if self._outlook else {}
        so_far = self._standing.shares if self._standing else ()
        shown = [each for each in so_far if each.person.key in to_come or each.open or each.done]
        heads = (
            *(self.tr("Reviewer"), self.tr("To draw from"), self.tr("Would return")),
            *(self.tr("Open"), self.tr("Done")),
        )
        self.table.fill(heads, [self._row(each, to_come) for each in shown])
        self.table.setVisible(bool(shown))
        self.table.spare_names()
        self.table.fit(self._theme.px(300))

    def _row(self, so_far: Share, to_come: Mapping[UUID, Share]) -> list[str]:
        would = to_come.get(so_far.person.key)
        own = so_far.open is None
        drawn = "–" if would is None else self.tr("not told: you") if would.drawn is None else str(would.drawn)
        counts = [self.tr("not told: you")] * 2 if own else [str(so_far.open), str(so_far.done)]
        return [so_far.person.name, str(would.there) if would else "–", drawn, *counts]


def _now() -> datetime:
    return datetime.now().astimezone()

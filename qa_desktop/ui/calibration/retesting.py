"""Re-tests in one window: the page on which a lead plans them, and the one on which everybody reads their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QStackedWidget, QWidget

from qa_desktop.domain.calibration import LEADING, USUAL
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.people import Person
from qa_desktop.domain.retests import RetestPlan
from qa_desktop.services import retest_planning, retests
from qa_desktop.services.ports import Database
from qa_desktop.services.retest_planning import Standing
from qa_desktop.ui.calibration import retest_words
from qa_desktop.ui.calibration.consistency_page import ConsistencyPage
from qa_desktop.ui.calibration.retests_page import RetestsPage
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.tasks import Tasks
from qa_desktop.ui.theme import Theme

if TYPE_CHECKING:  # it loads NumPy, which the window does without until there is something to be worked out
    from qa_desktop.statistics.consistency import Consistency


class RetestPages(QStackedWidget):
    """The plan, or how one agrees with oneself; `left` when the work goes on elsewhere."""

    left = Signal()

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.plan, self.own = RetestsPage(theme), ConsistencyPage(theme)
        for page in (self.plan, self.own):
            self.addWidget(page)
            page.left.connect(self.left)


class Retesting(Tasks):
    """What the actions do; `page` is to be shown by the window when `shown` says so."""

    shown = Signal()

    def __init__(
        self, operations: Operations, person: Callable[[], Person | None], theme: Theme, window: QWidget
    ) -> None:
        super().__init__(operations, window)
        self._person = person
        self.page = RetestPages(theme)
        plan = self.page.plan
        plan.counted.connect(self._count)
        plan.made.connect(self._make)
        plan.ended.connect(self._end)
        operations.changed.connect(self._follow)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"retests": self.plan, "own_consistency": self.show_own}

    def plan(self) -> None:
        """Show the plan to a lead; to others say that it is for leads."""
        person = self._person()
        if person is None:
            return
        if person.role in LEADING:
            self._show(self.page.plan)
        self._look(anew=True)

    def show_own(self) -> None:
        """Show how whoever is here agrees with oneself."""
        if self._person() is not None:
            self._show(self.page.own)
            self._read_own()

    def _show(self, page: RetestsPage | ConsistencyPage) -> None:
        self.page.setCurrentWidget(page)
        self.shown.emit()
        page.begin()

    def _read_own(self) -> None:
        person = self._person()
        if person is None:
            return

        def load(database: Database) -> tuple[Consistency, int]:
            from qa_desktop.statistics.consistency import self_consistency

            tests = retests.of_person(database, person)
            return self_consistency(tests, person, USUAL), len(tests)

        def display(found: tuple[Consistency, int]) -> None:
            if self._person() == person and self.page.own.isVisible():  # else somebody else sits here by now
                self.page.own.display(*found)

        self._operations.read(load, display, self.page.own.refuse)

    def _look(self, anew: bool) -> None:
        person, now = self._person(), _now()
        if person is None:
            return

        def display(standing: Standing) -> None:
            self.page.plan.display(standing, anew)

        self._operations.read(lambda database: retest_planning.standing(database, person, now), display, self._refuse)

    def _count(self, plan: RetestPlan) -> None:
        person = self._person()
        if person is not None:
            self._operations.read(
                lambda database: retest_planning.outlook(database, person, plan),
                self.page.plan.show_outlook,
                self._refuse,
            )

    def _make(self, plan: RetestPlan) -> None:
        names = self.page.plan.names(plan.reviewers)
        told = self.tr("Re-tests are set up: {0}.").format(retest_words.what_returns(plan, names))
        self._write(plan, told)

    def _end(self) -> None:
        self._write(RetestPlan(0, 1, _now(), 0), self.tr("Nothing returns any more; what was scored twice stays."))

    def _write(self, plan: RetestPlan, told: str) -> None:
        person = self._person()
        if person is None:
            return

        def work(database: Database) -> tuple[RetestPlan, Changes]:
            age, spread, seed = plan.min_age_days, plan.spread_days, plan.seed
            return retests.set_plan(database, plan.rate, age, person, _now(), spread, seed, plan.reviewers)

        def done(_: object) -> None:
            self.told.emit(told, ())
            self._look(anew=True)

        self._operations.write(work, done, self._refuse, origin=self)

    def _refuse(self, sentence: str) -> None:
        if self.page.plan.isVisible():
            self.page.plan.refuse(sentence)
        else:
            self.refused.emit(sentence, ())

    def _follow(self, changes: Changes, origin: object) -> None:
        """Something else changed what is shown."""
        if origin is self or not changes.touches(Changed.SESSION, Changed.EVALUATION):
            return
        if self.page.plan.isVisible():
            self._look(anew=False)
        elif self.page.own.isVisible():
            self._read_own()


def _now() -> datetime:
    return datetime.now().astimezone()

"""Asking for a calibration session and setting it up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import partial

from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.changes import Changes
from qa_desktop.domain.drawing import Draw
from qa_desktop.domain.people import Person
from qa_desktop.services import calibration_setup
from qa_desktop.services.calibration_setup import Choices, Plan
from qa_desktop.ui.calibration.new_session import NewSession
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.review.review_screen import ReviewScreen
from qa_desktop.ui.tasks import Tasks


class SettingUp(Tasks):
    """Shows the dialog over a window; it stays until the session is there."""

    def __init__(self, operations: Operations, review: ReviewScreen, window: QWidget) -> None:
        super().__init__(operations, window)
        self._review = review

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"new_session": self._begin}

    def _begin(self) -> None:
        """Ask who compares what; what is open now, on its form, is proposed."""
        person, session = self._review.person, self._review.session
        if person is None:
            return
        form = session.state.version.key if session.state else None

        def ask(known: Choices) -> None:
            dialog = NewSession(known, self._window, person, self._review.interaction, form)
            dialog.made.connect(partial(self._set_up, dialog, person))
            dialog.fitting_wanted.connect(partial(self._count, dialog))
            dialog.open()

        self._operations.read(lambda database: calibration_setup.choices(database, person), ask)

    def _count(self, dialog: NewSession, draw: Draw) -> None:
        def show(count: int) -> None:
            if isValid(dialog):  # it may be closed by now
                dialog.drawn.show_fitting(count)

        self._operations.read(lambda database: calibration_setup.fitting(database, draw), show)

    def _set_up(self, dialog: NewSession, person: Person, plan: Plan) -> None:
        now = datetime.now().astimezone()

        def done(result: tuple[CalibrationSession, Changes]) -> None:
            session = result[0]
            drawn = self.tr("drawn by seed {0}").format(session.draw.seed) if session.draw else ""
            made = self.tr("Calibration “{0}” is set up.").format(session.name)
            self.told.emit(" ".join(filter(None, (made, f"({drawn})" if drawn else ""))), ())
            if isValid(dialog):
                dialog.finish()

        def failed(sentence: str) -> None:
            if isValid(dialog):
                dialog.refuse(sentence)
            else:
                self.refused.emit(sentence, ())

        self._operations.write(lambda database: calibration_setup.set_up(database, plan, person, now), done, failed)

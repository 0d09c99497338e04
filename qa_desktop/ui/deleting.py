"""Deleting one's own evaluation of the interaction that is open, and bringing it back."""

from collections.abc import Callable, Mapping
from datetime import datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget

from qa_desktop.domain.changes import Changes
from qa_desktop.domain.people import Person
from qa_desktop.services import deleting
from qa_desktop.services.ports import Database
from qa_desktop.services.reviewing import Review
from qa_desktop.ui.dialogs import Dialog
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.review.review_screen import ReviewScreen
from qa_desktop.ui.tasks import Tasks


class DeletingDialog(Dialog):
    """Asks why; `given` carries that."""

    given = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent.tr("Delete your evaluation"), parent.tr("Delete"), parent)
        words = QLabel(
            parent.tr(
                "Your evaluation of {0} leaves all lists and figures and stays on record. You can bring it back."
            ).format(name)
        )
        words.setWordWrap(True)
        self.why = QLineEdit()
        self.why.setMaxLength(200)
        self.why.setAccessibleName(parent.tr("Why it is deleted"))
        self.form.addRow(words)
        self.form.addRow(parent.tr("Why"), self.why)
        self.accepted.connect(lambda: self.given.emit(self.why.text()))
        self.why.setFocus()


class Deleting(Tasks):
    """Takes evaluations away and brings them back; `changed` says that the review is another."""

    changed = Signal()

    def __init__(self, operations: Operations, screen: ReviewScreen, window: QWidget) -> None:
        super().__init__(operations, window)
        self._screen = screen

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"delete_evaluation": self.ask, "restore_evaluation": self.restore}

    def ask(self) -> None:
        """Ask why the evaluation is deleted, then delete it."""
        review, person = self._screen.session.review, self._screen.person
        if review is None or review.submitted is None or person is None:
            self.refused.emit(self.tr("You have submitted nothing about this interaction yet."), [])
            return
        dialog = DeletingDialog(review.interaction.external_id, self._window)
        dialog.given.connect(lambda why: self._delete(review, person, why))
        dialog.open()

    def restore(self) -> None:
        """Bring back one's own evaluation of the interaction that is open."""
        review, person = self._screen.session.review, self._screen.person
        if review is None or person is None:
            return
        interaction, why = review.interaction.key, self.tr("Brought back in the window")

        def run(database: Database) -> tuple[bool, Changes]:
            found = deleting.last_deleted(database, interaction, person.key)
            if found is None:
                return False, Changes()
            return True, deleting.restore(database, found, person, why, _now())

        def done(result: tuple[bool, Changes]) -> None:
            if result[0]:
                self._told(self.tr("Your evaluation is back."), [])
            else:
                self.refused.emit(self.tr("Nothing that you submitted about this interaction was deleted."), [])

        self._operations.write(run, done, self._refuse)

    def _delete(self, review: Review, person: Person, why: str) -> None:
        assert review.submitted is not None
        evaluation: UUID = review.submitted.subject.evaluation
        undo = (self.tr("Undo"), lambda: self._undo(evaluation, person))
        words = self.tr("Your evaluation of {0} was deleted.").format(review.interaction.external_id)
        self._operations.write(
            lambda database: deleting.delete(database, evaluation, person, why, _now()),
            lambda _: self._told(words, [undo]),
            self._refuse,
        )

    def _undo(self, evaluation: UUID, person: Person) -> None:
        self._operations.write(
            lambda database: deleting.restore(database, evaluation, person, self.tr("Deleting was undone"), _now()),
            lambda _: self._told(self.tr("Your evaluation is back."), []),
            self._refuse,
        )

    def _told(self, words: str, actions: list[tuple[str, Callable[[], object]]]) -> None:
        self.changed.emit()
        self.told.emit(words, actions)

    def _refuse(self, sentence: str) -> None:
        self.refused.emit(sentence, [])


def _now() -> datetime:
    return datetime.now().astimezone()

"""Drafts on their way into the database: each is held until it is there, whatever is opened meanwhile."""

import contextlib
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal

from qa_desktop import settings
from qa_desktop.domain.changes import Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Draft, Subject
from qa_desktop.services import recovery, reviewing
from qa_desktop.services.ports import Database
from qa_desktop.ui.operations import Operations

RETRY_AFTER_MS = 5000


@dataclass(frozen=True)
class _Waiting:
    """A draft, and when it was typed."""

    draft: Draft
    at: datetime


class DraftKeeper(QObject):
    """Hands drafts to the database thread; what the database would not take is kept, put in the journal, tried again.

    `saving` tells how things stand: "saving", "saved" when nothing is left to save, or a sentence of what went wrong.
    """

    saving = Signal(str)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self._waiting: dict[UUID, _Waiting] = {}
        self._refused: dict[UUID, str] = {}
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(RETRY_AFTER_MS)
        self._timer.timeout.connect(self.try_again)

    @property
    def pending(self) -> bool:
        """Whether anything is not in the database yet."""
        return bool(self._waiting)

    def keep(self, draft: Draft) -> None:
        """Save a draft, in place of an older one of the same evaluation."""
        evaluation = draft.subject.evaluation
        self._waiting.pop(evaluation, None)  # the newest is the last
        self._waiting[evaluation] = _Waiting(draft, datetime.now(UTC))
        self._send(self._waiting[evaluation])

    def latest(self, interaction: UUID, reviewer: UUID) -> Draft | None:
        """What the reviewer typed last about an interaction, where it is not in the database yet."""
        found = [each.draft for each in self._of(interaction, reviewer)]
        return found[-1] if found else None

    def forget(self, subject: Subject) -> None:
        """Save nothing more of what the reviewer typed about an interaction: it is submitted, or discarded."""
        own = self._of(subject.interaction, subject.reviewer)
        found = [each for each in own if each.draft.subject.occasion == subject.occasion]
        for evaluation in {subject.evaluation, *(each.draft.subject.evaluation for each in found)}:
            self._waiting.pop(evaluation, None)
            self._refused.pop(evaluation, None)
            with contextlib.suppress(InputError, OSError):
                recovery.forget(settings.recovery_folder(), evaluation)
        if found and not self._waiting:
            self.saving.emit("saved")

    def try_again(self) -> None:
        """Hand over once more what the database would not take."""
        self._timer.stop()
        for evaluation in list(self._refused):
            self._send(self._waiting[evaluation])

    def journal(self) -> None:
        """Write down what is not in the database, for the next start. Raises InputError when that fails, too."""
        opened = self._operations.opened
        vault = opened.vault if opened is not None else None
        try:
            for each in self._waiting.values():
                recovery.keep(settings.recovery_folder(), each.draft, each.at, vault)
        except OSError as error:
            sentence = self.tr("What you typed last can be saved nowhere ({0}): make room, then close again.")
            raise InputError(sentence.format(error.strerror)) from error

    def _of(self, interaction: UUID, reviewer: UUID) -> list[_Waiting]:
        wanted = (interaction, reviewer)
        subjects = ((each, each.draft.subject) for each in self._waiting.values())
        return [each for each, subject in subjects if (subject.interaction, subject.reviewer) == wanted]

    def _send(self, waiting: _Waiting) -> None:
        in_journal = self._refused.pop(waiting.draft.subject.evaluation, None) is not None
        self.saving.emit("saving")
        self._operations.save(
            lambda database: _save(database, waiting, in_journal),
            lambda _: self._saved(waiting),
            lambda sentence: self._failed(waiting, sentence),
            origin=self,
        )

    def _saved(self, waiting: _Waiting) -> None:
        if self._waiting.get(waiting.draft.subject.evaluation) is waiting:
            del self._waiting[waiting.draft.subject.evaluation]
        if not self._waiting:
            self.saving.emit("saved")
        elif self._refused:
            self.saving.emit(next(iter(self._refused.values())))

    def _failed(self, waiting: _Waiting, sentence: str) -> None:
        if self._waiting.get(waiting.draft.subject.evaluation) is waiting:  # else a newer one is on its way
            self._refused[waiting.draft.subject.evaluation] = sentence
            self._timer.start()
            self.saving.emit(sentence)


def _save(database: Database, waiting: _Waiting, in_journal: bool) -> Changes:
    """Save a draft; what fails, for whatever reason, is in the journal before anybody hears of it."""
    try:
        changes = reviewing.save_draft(database, waiting.draft, waiting.at)
    except Exception:
        with contextlib.suppress(InputError, OSError):
            recovery.keep(settings.recovery_folder(), waiting.draft, waiting.at, database.vault)
        raise
    if in_journal:
        with contextlib.suppress(InputError, OSError):
            recovery.forget(settings.recovery_folder(), waiting.draft.subject.evaluation)
    return changes

"""Deleting an evaluation, which takes it out of all lists and figures and keeps it on record; and bringing it back."""

from datetime import datetime
from uuid import UUID

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.services.occasions import occasion_of
from qa_desktop.services.ports import AuditEntry, Database


def delete(database: Database, evaluation: UUID, author: Person, reason: str, now: datetime) -> Changes:
    """Delete an evaluation, saying why; of an erased interaction the reason is not kept.

    Raises InputError when it is not there or deleted already, or no reason is given.
    """
    return _set(database, evaluation, author, reason, now, deleted=True)


def restore(database: Database, evaluation: UUID, author: Person, reason: str, now: datetime) -> Changes:
    """Bring a deleted evaluation back, saying why.

    Raises InputError when it is not deleted, or when its reviewer has evaluated the interaction anew meanwhile.
    """
    return _set(database, evaluation, author, reason, now, deleted=False)


def last_deleted(database: Database, interaction: UUID, reviewer: UUID) -> UUID | None:
    """The reviewer's evaluation of an interaction that was deleted, the newest one where there are several."""
    with database.reading(reviewer) as work:
        found = [key for key in work.evaluations.keys_of(interaction, reviewer) if work.evaluations.is_deleted(key)]
    return found[-1] if found else None


def _set(database: Database, evaluation: UUID, author: Person, reason: str, now: datetime, *, deleted: bool) -> Changes:
    why = " ".join(reason.split())
    if not why:
        raise InputError(f"Say in a few words why the evaluation is {'deleted' if deleted else 'restored'}.")
    with database.writing(author.key) as work:
        head = work.evaluations.head(evaluation)
        if head is None:
            raise InputError(f"There is no evaluation {evaluation} in the database.")
        subject = head.subject
        if locked := occasion_of(work, subject.occasion).locked:
            raise InputError(locked)
        latest = work.evaluations.latest(subject.interaction, subject.reviewer, subject.occasion)
        if not deleted and latest is not None:
            raise InputError(
                "There is another evaluation of this interaction by the same person; delete that one before "
                "this one is restored."
                if work.evaluations.is_deleted(evaluation)
                else "This evaluation is not deleted."
            )
        if work.privacy.is_erased(subject.interaction):
            why = ""  # nothing more is written about it
        if not work.evaluations.set_deleted(evaluation, deleted, author.key, why):
            raise InputError("This evaluation is deleted already." if deleted else "This evaluation is not deleted.")
        if deleted:
            work.evaluations.drop_draft(evaluation)
        action = "deleted" if deleted else "restored"
        work.audit.add(AuditEntry(now, database.device, author.key, action, "evaluation", evaluation, why))
    return Changes.of(Changed.EVALUATION, subject.interaction)

"""Evaluations: drafts being typed, and the chain of submitted revisions."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from functools import cached_property, lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BindParameter, ColumnElement, Connection, bindparam, delete, exists, func, select, update

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import Record, RecordKind
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Draft, Revision, Subject, content_from_plain, content_to_plain
from qa_desktop.domain.history import Deletion
from qa_desktop.domain.records import Submitted
from qa_desktop.domain.scoring import Score, Verdict
from qa_desktop.domain.sharing import EntryKind
from qa_desktop.storage import draft_rows, outbox, records, revisions, search_index, twins
from qa_desktop.storage.columns import Key
from qa_desktop.storage.records import Ledger
from qa_desktop.storage.seals import for_occasion, seen_by
from qa_desktop.storage.spelling import update_row
from qa_desktop.storage.tables import DraftRow, EvaluationRow, ParentRow, RecordRow, RevisionRow
from qa_desktop.storage.writes import add, chunks, put, remove, table_of

NO_HEAD: Final = UUID(int=0)
"""Stands for the head of an evaluation until its answers are there."""
HEAD_ORDER = (RevisionRow.number, RevisionRow.at, RevisionRow.key)
"""The order in which the last of several leaves is the head, on every device."""
_KEPT_UNDER = select(EvaluationRow.key).where(EvaluationRow.key == bindparam("of"))
"""Made once, for it is asked with every save."""
_IS_HEAD = RevisionRow.key == EvaluationRow.head
_OLDEST = (RevisionRow.at, RevisionRow.key)
_KEPT: tuple[ColumnElement[bool], ...] = (~EvaluationRow.deleted.expression,)


class EvaluationRepository:
    """Drafts and submitted revisions; of what is sealed, only what the viewer may see."""

    def __init__(self, connection: Connection, device: UUID, viewer: UUID | None = None) -> None:
        self._connection = connection
        self._device = device
        self._viewer = viewer

    def draft(self, interaction: UUID, reviewer: UUID, occasion: UUID | None = None) -> Draft | None:
        """The reviewer's newest draft for an interaction (and an occasion), from whatever device."""
        own = (DraftRow.interaction == interaction, DraftRow.reviewer == reviewer)
        wanted = (
            select(DraftRow.evaluation, DraftRow.form_version, DraftRow.content, DraftRow.corrects)
            .where(*own, for_occasion(occasion, DraftRow), seen_by(self._viewer, DraftRow))
            .order_by(DraftRow.saved_at.desc(), DraftRow.evaluation.desc())
            .limit(1)
        )
        row = self._connection.execute(wanted).first()
        if row is None:
            return None
        subject = Subject(row.evaluation, interaction, row.form_version, reviewer, occasion)
        plain = json.loads(row.content)
        resolves = tuple(UUID(key) for key in plain.get("resolves", ()))
        return Draft(subject, content_from_plain(plain), row.corrects, plain.get("reason", ""), resolves)

    def save_draft(self, draft: Draft, at: datetime) -> None:
        """Overwrite this device's draft of this evaluation."""
        subject = draft.subject
        resolving = {"resolves": canonical.plain(draft.resolves)} if draft.resolves else {}
        key = {"evaluation": subject.evaluation, "device": self._device}
        values = {
            "interaction": subject.interaction,
            "reviewer": subject.reviewer,
            "form_version": subject.form_version,
            "corrects": draft.corrects,
            "saved_at": at,
            "occasion": subject.occasion,
        }
        plain = {**content_to_plain(draft.content), "reason": draft.reason, **resolving}
        content = draft_rows.spelled(plain, {**key, **values})
        put(self._connection, DraftRow, key, {**values, "content": content})

    def draft_saved_at(self, evaluation: UUID) -> datetime | None:
        """When the draft of an evaluation was last saved, on whatever device."""
        latest = select(func.max(DraftRow.saved_at)).where(DraftRow.evaluation == evaluation)
        return self._connection.scalar(latest)

    def drop_draft(self, evaluation: UUID) -> None:
        """Forget the draft of an evaluation, on every device."""
        remove(self._connection, DraftRow, evaluation=evaluation)

    def drop_drafts(self, interaction: UUID, reviewer: UUID, occasion: UUID | None = None) -> None:
        """Forget everything that the reviewer has begun about an interaction (for an occasion), on every device."""
        table = table_of(DraftRow)
        own = (table.c.interaction == interaction, table.c.reviewer == reviewer)
        self._connection.execute(delete(table).where(*own, for_occasion(occasion, DraftRow)))

    def submit(self, revision: Revision, score: Score) -> None:
        """Append a revision, make it the head of its evaluation; its draft goes.

        Raises InputError when somebody else has submitted or deleted meanwhile: the parents must name everything
        that nothing follows yet, which is the head, or the leaves of a conflict.
        """
        if not revision.is_true:
            raise ValueError("a revision is sealed before it is submitted")
        if revision.number != self._next_number(revision.parents):
            raise ValueError(f"revision number {revision.number} does not follow its parents")
        shown = head_values(revision, score)
        self._claim(revision, shown)
        revisions.append(self._connection, revision, score)
        key = {"key": revision.subject.evaluation}
        update_row(self._connection, table_of(EvaluationRow), key, {**shown, "leaves": 1})
        outbox.note(self._connection, EntryKind.REVISION, [revision.key])
        search_index.note_comments(self._connection, revision, fresh=not revision.parents)
        self.drop_draft(revision.subject.evaluation)

    def head(self, evaluation: UUID) -> Revision | None:
        """The newest revision of an evaluation."""
        return next(iter(self._heads(EvaluationRow.key == evaluation)), None)

    def leaves(self, evaluation: UUID) -> Sequence[Revision]:
        """The revisions that nothing follows, the head last; more than one is a conflict."""
        followed = exists().where(ParentRow.parent == RevisionRow.key)
        conditions = [RevisionRow.evaluation == evaluation, ~followed, self._seen]
        return revisions.load(self._connection, conditions, HEAD_ORDER)

    def twins(self, evaluation: UUID) -> Sequence[UUID]:
        """Evaluations by the same reviewer of the same, on the same form, begun where this one was not seen."""
        return twins.twins(self._connection, evaluation)

    def is_deleted(self, evaluation: UUID) -> bool:
        """Whether an evaluation was deleted; its revisions stay."""
        wanted = select(EvaluationRow.deleted).where(EvaluationRow.key == evaluation)
        return bool(self._connection.scalar(wanted))

    def deletions(self, evaluation: UUID) -> Sequence[Deletion]:
        """Every time that it was deleted or brought back, in the order in which that holds, but for what was erased."""
        may_see = exists().where(EvaluationRow.key == RecordRow.subject, self._seen)
        own = (RecordRow.subject == evaluation, RecordRow.kind == RecordKind.TOMBSTONE.value)
        told = (*own, may_see, RecordRow.content.is_not(None))
        found = sorted(records.load(self._connection, *told), key=lambda each: (each.number, each.at, each.key))
        return [_deletion(record) for record in found]

    def keys_of(self, interaction: UUID, reviewer: UUID | None = None) -> Sequence[UUID]:
        """The evaluations of an interaction (by one person), deleted ones and those of occasions included."""
        wanted = select(EvaluationRow.key).where(EvaluationRow.interaction == interaction, self._seen)
        by = wanted if reviewer is None else wanted.where(EvaluationRow.reviewer == reviewer)
        return self._connection.scalars(by.order_by(EvaluationRow.submitted_at, EvaluationRow.key)).all()

    def set_deleted(self, evaluation: UUID, deleted: bool, author: UUID, reason: str) -> bool:
        """Take an evaluation out of all lists and figures, or bring it back; False where that is so already."""
        if not self.is_submitted(evaluation) or self.is_deleted(evaluation) == deleted:
            return False
        told = {"kind": "evaluation", "key": evaluation, "deleted": deleted, "reason": reason}
        Ledger(self._connection, self._device).write(RecordKind.TOMBSTONE, evaluation, told, author)
        show_deleted(self._connection, evaluation, deleted)
        return True

    def interaction_of(self, evaluation: UUID) -> UUID | None:
        """What an evaluation is of, whoever may see its marks."""
        return self._connection.scalar(select(EvaluationRow.interaction).where(EvaluationRow.key == evaluation))

    def submitted_between(
        self, reviewer: UUID, first: datetime | None = None, last: datetime | None = None
    ) -> Sequence[tuple[UUID, UUID, UUID, datetime]]:
        """The ordinary evaluations of a reviewer: key, interaction, form version, and when it was submitted."""
        at = EvaluationRow.submitted_at
        limits = [*([] if first is None else [at >= first]), *([] if last is None else [at <= last])]
        own = (EvaluationRow.reviewer == reviewer, for_occasion(None), *_KEPT, *limits)
        told = (EvaluationRow.key, EvaluationRow.interaction, EvaluationRow.form_version, at)
        wanted = select(*told).where(*own).order_by(at, EvaluationRow.key)
        return [(row[0], row[1], row[2], row[3]) for row in self._connection.execute(wanted)]

    def occasions_of(self, reviewer: UUID, occasions: Iterable[UUID]) -> frozenset[UUID]:
        """For which of these occasions a reviewer has submitted something."""
        found: set[UUID] = set()
        for part in chunks(occasions):
            own = (EvaluationRow.reviewer == reviewer, EvaluationRow.occasion.in_(part), self._seen, *_KEPT)
            found.update(key for key in self._connection.scalars(select(EvaluationRow.occasion).where(*own)) if key)
        return frozenset(found)

    def is_submitted(self, evaluation: UUID) -> bool:
        """Whether an evaluation has a revision; quicker than loading it."""
        return self._connection.scalar(_KEPT_UNDER, {"of": evaluation}) is not None

    def revisions(self, evaluation: UUID) -> Sequence[Revision]:
        """The chain, oldest first."""
        return revisions.load(self._connection, [RevisionRow.evaluation == evaluation, self._seen], HEAD_ORDER)

    def latest(self, interaction: UUID, reviewer: UUID, occasion: UUID | None = None) -> Submitted | None:
        """The head of the reviewer's most recently submitted evaluation of an interaction (for an occasion)."""
        own = (EvaluationRow.interaction == interaction, EvaluationRow.reviewer == reviewer)
        wanted = (
            select(EvaluationRow.key, EvaluationRow.total, EvaluationRow.outcome)
            .where(*own, for_occasion(occasion), self._seen, *_KEPT)
            .order_by(EvaluationRow.submitted_at.desc(), EvaluationRow.key.desc())
            .limit(1)
        )
        row = self._connection.execute(wanted).first()
        head = None if row is None else self.head(row.key)
        return None if row is None or head is None else Submitted(head, row.total, row.outcome)

    def submitted(
        self,
        interactions: Iterable[UUID],
        people: Iterable[UUID],
        form_version: UUID | None = None,
        occasion: UUID | None = None,
    ) -> Sequence[Revision]:
        """The heads of all evaluations of these interactions by these people (on that form, for an occasion)."""
        everybody = list(people)
        statement = _submitted(self._viewer, form_version is not None, occasion is not None)
        also = {"form_version": form_version, "occasion": occasion}
        named = {name: key for name, key in also.items() if key is not None}
        return [
            revision
            for part in chunks(interactions)
            for some in chunks(everybody)
            for revision in revisions.load_again(
                self._connection, statement, {"interactions": part, "people": some, **named}
            )
        ]

    @cached_property
    def _seen(self) -> ColumnElement[bool]:
        return seen_by(self._viewer)

    def _heads(self, *conditions: Any) -> list[Revision]:
        return revisions.load(self._connection, [_IS_HEAD, self._seen, *conditions], _OLDEST)

    def _next_number(self, parents: Sequence[UUID]) -> int:
        if not parents:
            return 1
        highest = select(func.max(RevisionRow.number)).where(RevisionRow.key.in_(parents))
        return (self._connection.scalar(highest) or 0) + 1

    def _claim(self, revision: Revision, shown: dict[str, Any]) -> None:
        """Make sure that the revision follows all that is here: the condition on the head notices a second writer.

        The head moves once the answers are there: then one look at them is enough for the figures of the day.
        """
        subject, table = revision.subject, table_of(EvaluationRow)
        if revision.parents:
            present = update(table).where(
                table.c.key == subject.evaluation,
                table.c.interaction == subject.interaction,
                table.c.reviewer == subject.reviewer,
                for_occasion(subject.occasion),
                table.c.head.in_(revision.parents),
                table.c.leaves == len(revision.parents),
                ~table.c.deleted,
            )
            if len(revision.parents) > 1:
                self._refuse_other_than_leaves(revision)
            moved = self._connection.execute(present.values(version=table.c.version + 1)).rowcount == 1
        else:
            moved = not self.is_submitted(subject.evaluation)
            if moved:
                begun = {**own_values(subject), **shown, "head": NO_HEAD, "version": 1}
                add(self._connection, EvaluationRow, begun)
        if not moved:
            if self.is_deleted(subject.evaluation):
                raise InputError("This evaluation was deleted meanwhile; restore it to go on with it.")
            raise InputError(
                "Someone else has corrected this evaluation meanwhile; "
                "discard your draft to see the correction, then make yours on top of it."
            )

    def _refuse_other_than_leaves(self, revision: Revision) -> None:
        if {leaf.key for leaf in self.leaves(revision.subject.evaluation)} != {*revision.parents}:
            raise InputError("Another correction of this evaluation has arrived meanwhile; look at all of them again.")


@lru_cache(maxsize=64)
def _submitted(viewer: UUID | None, on_form: bool, for_one: bool) -> revisions.Asking:
    """The heads of evaluations of some interactions by some people, (on a form,) ordinary ones or for an occasion."""
    of: BindParameter[Any] = bindparam("interactions", expanding=True, type_=Key)
    by: BindParameter[Any] = bindparam("people", expanding=True, type_=Key)
    wanted = [EvaluationRow.interaction.in_(of), EvaluationRow.reviewer.in_(by), *_KEPT]
    form = [EvaluationRow.form_version == bindparam("form_version", type_=Key)] * on_form
    occasion = EvaluationRow.occasion
    made_for = occasion == bindparam("occasion", type_=Key) if for_one else occasion.is_(None)
    return revisions.asking_for([_IS_HEAD, seen_by(viewer), *wanted, *form, made_for], _OLDEST)


def show_deleted(connection: Connection, evaluation: UUID, deleted: bool) -> None:
    """Write into the table whether an evaluation is deleted; its comments are found only where it is not."""
    table = table_of(EvaluationRow)
    connection.execute(update(table).where(table.c.key == evaluation).values(deleted=deleted))
    show_comments(connection, evaluation)


def show_comments(connection: Connection, evaluation: UUID) -> None:
    """Bring the search index up to what the head of an evaluation says."""
    is_head = (RevisionRow.key == EvaluationRow.head, EvaluationRow.key == evaluation, *_KEPT)
    heads = revisions.load(connection, is_head, HEAD_ORDER)
    search_index.forget_comments(connection, evaluation)
    for head in heads:
        search_index.note_comments(connection, head, fresh=True)


def _deletion(record: Record) -> Deletion:
    told = json.loads(record.content or "{}")
    deleted, reason = bool(told.get("deleted")), str(told.get("reason", ""))
    return Deletion(record.at, record.device, record.author, deleted, reason)


def own_values(subject: Subject) -> dict[str, Any]:
    """What the row of an evaluation says of it from its first revision on."""
    return {
        "key": subject.evaluation,
        "interaction": subject.interaction,
        "reviewer": subject.reviewer,
        "occasion": subject.occasion,
    }


def head_values(revision: Revision, score: Score | Verdict) -> dict[str, Any]:
    """What the row of an evaluation says of its head, for lists."""
    return {
        "form_version": revision.subject.form_version,
        "head": revision.key,
        "number": revision.number,
        "total": None if score.total is None else str(score.total),
        "total_value": None if score.total is None else float(score.total),
        "outcome": None if score.outcome is None else score.outcome.value,
        "band": score.band,
        "submitted_at": revision.at,
    }

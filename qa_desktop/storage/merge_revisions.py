"""Absorbing revisions: append what is new, then say for each evaluation which is its head and whether they conflict."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import Connection, exists, insert, select, update

from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.evaluations import Revision, revision_from_plain
from qa_desktop.domain.forms import Form
from qa_desktop.domain.scoring import Score, score
from qa_desktop.domain.sharing import Entry
from qa_desktop.storage import revisions, search_index, showing
from qa_desktop.storage.evaluations import head_values, own_values
from qa_desktop.storage.forms import FormRepository
from qa_desktop.storage.merge_pass import Pass, hashes, present
from qa_desktop.storage.tables import (
    EvaluationRow,
    FormVersionRow,
    InteractionRow,
    ParentRow,
    PersonRow,
    RecordRow,
    RevisionRow,
)
from qa_desktop.storage.writes import chunks, table_of

_BATCH = 200
_Own = tuple[UUID | None, ...]


def absorb_revisions(connection: Connection, entries: Sequence[Entry], told: Pass) -> None:
    """Revisions, each after its parents."""
    found = sorted(told.read(entries, revision_from_plain), key=lambda each: (each[1].number, each[1].key))
    forms: dict[UUID, Form] = {}
    for part in chunks(found, _BATCH):
        _absorb_batch(connection, part, told, forms)


def _absorb_batch(
    connection: Connection, found: list[tuple[Entry, Revision]], told: Pass, forms: dict[UUID, Form]
) -> None:
    here = _Here(connection, [revision for _, revision in found])
    fresh: list[Revision] = []
    for entry, revision in found:
        if not revision.is_true or entry.key != str(revision.key):
            told.refuse_forged(entry)
        elif revision.key in here.stored:
            told.compare(entry, here.stored[revision.key], revision.hash)
        elif here.lacks(revision):
            told.waiting.append(entry)
        elif not here.suits(revision):
            told.refuse(entry, "belongs to an evaluation of something else or by somebody else")
        else:
            fresh.append(revision)
            here.take(revision)
            told.add(entry)
            told.touched.add(revision.subject.interaction)
    if fresh:
        _write(connection, fresh, here, told, forms)


class _Here:
    """What the database has of that which some revisions refer to."""

    def __init__(self, connection: Connection, arrived: Sequence[Revision]) -> None:
        subjects = [revision.subject for revision in arrived]
        self.stored = hashes(connection, RevisionRow, (revision.key for revision in arrived))
        self._revisions = present(connection, RevisionRow, (key for each in arrived for key in each.parents))
        self._interactions = present(connection, InteractionRow, (subject.interaction for subject in subjects))
        named = {key for each in arrived for key in (each.author, each.subject.reviewer)}
        self._people = present(connection, PersonRow, named)
        self._forms = present(connection, FormVersionRow, (subject.form_version for subject in subjects))
        self._of: dict[UUID, _Own] = {}
        self.evaluations: set[UUID] = set()
        row = (EvaluationRow.key, EvaluationRow.interaction, EvaluationRow.reviewer, EvaluationRow.occasion)
        for part in chunks({subject.evaluation for subject in subjects}):
            for key, *own in connection.execute(select(*row).where(EvaluationRow.key.in_(part))):
                self._of[key] = tuple(own)
                self.evaluations.add(key)

    def lacks(self, revision: Revision) -> bool:
        """Whether something that it refers to is not here yet."""
        subject = revision.subject
        return not (
            subject.interaction in self._interactions
            and subject.form_version in self._forms
            and {revision.author, subject.reviewer} <= self._people
            and self._revisions.issuperset(revision.parents)
        )

    def suits(self, revision: Revision) -> bool:
        """Whether the evaluation, where it is here, is the same reviewer's of the same interaction, for the same."""
        own = _own(revision)
        return self._of.get(revision.subject.evaluation, own) == own

    def take(self, revision: Revision) -> None:
        """Count a revision among what is here."""
        self.stored[revision.key] = revision.hash
        self._revisions.add(revision.key)
        self._of.setdefault(revision.subject.evaluation, _own(revision))


def _own(revision: Revision) -> _Own:
    """What is the same in every revision of an evaluation."""
    return (revision.subject.interaction, revision.subject.reviewer, revision.subject.occasion)


def _write(connection: Connection, fresh: Sequence[Revision], here: _Here, told: Pass, forms: dict[UUID, Form]) -> None:
    scores = {revision.key: _score(connection, revision, forms) for revision in fresh}
    first = {revision.subject.evaluation: revision for revision in reversed(fresh)}
    new = [revision for evaluation, revision in first.items() if evaluation not in here.evaluations]
    if new:
        connection.execute(insert(table_of(EvaluationRow)), [_row(each, scores[each.key]) for each in new])
    revisions.append_all(connection, fresh, scores)
    heads = _point_to_heads(connection, fresh, {each.key for each in new}, scores, told, forms)
    told.conflicts |= first.keys() - here.evaluations  # those that have a twin here
    _index(connection, heads, here.evaluations)
    for evaluation in _deleted(connection, (each.subject.evaluation for each in new)):
        showing.show(connection, RecordKind.TOMBSTONE, evaluation)


def _score(connection: Connection, revision: Revision, forms: dict[UUID, Form]) -> Score:
    key = revision.subject.form_version
    if key not in forms:
        version = FormRepository(connection).get(key)
        assert version is not None, "a revision waits for its form"
        forms[key] = version.form
    return score(forms[key], revision.content.answers)


def _row(revision: Revision, scored: Score) -> dict[str, object]:
    told = {**own_values(revision.subject), **head_values(revision, scored)}
    return {**told, "version": 1, "leaves": 1, "deleted": False}


def _point_to_heads(
    connection: Connection,
    fresh: Sequence[Revision],
    shown: set[UUID],
    scores: dict[UUID, Score],
    told: Pass,
    forms: dict[UUID, Form],
) -> Sequence[Revision]:
    """The head of several leaves is the same on every device; more than one is a conflict that a person resolves.

    `shown` are the revisions of which the rows of their evaluations tell already, as if they were the only ones.
    """
    arrived = {revision.key: revision for revision in fresh}
    evaluations = {revision.subject.evaluation for revision in fresh}
    leaves: defaultdict[UUID, list[tuple[int, datetime, UUID]]] = defaultdict(list)
    followed = exists().where(ParentRow.parent == RevisionRow.key)
    columns = (RevisionRow.evaluation, RevisionRow.number, RevisionRow.at, RevisionRow.key)
    for part in chunks(evaluations):
        wanted = select(*columns).where(RevisionRow.evaluation.in_(part), ~followed)
        for row in connection.execute(wanted):
            leaves[row.evaluation].append((row.number, row.at, row.key))
    heads = {evaluation: max(found)[2] for evaluation, found in leaves.items()}
    others = [key for key in heads.values() if key not in arrived]
    loaded = revisions.load(connection, [RevisionRow.key.in_(others)], [RevisionRow.key]) if others else []
    loaded += [arrived[key] for key in heads.values() if key in arrived]
    table = table_of(EvaluationRow)
    for revision in loaded:
        evaluation = revision.subject.evaluation
        if revision.key in shown and len(leaves[evaluation]) == 1:
            continue
        scored = scores.get(revision.key) or _score(connection, revision, forms)
        values = {**head_values(revision, scored), "leaves": len(leaves[evaluation]), "version": table.c.version + 1}
        connection.execute(update(table).where(table.c.key == evaluation).values(**values))
        if len(leaves[evaluation]) > 1:
            told.conflicts.add(evaluation)
        else:
            told.conflicts.discard(evaluation)
    return loaded


def _index(connection: Connection, heads: Sequence[Revision], known: set[UUID]) -> None:
    """Let the comments of new heads be found, but for those of evaluations that are deleted."""
    named = [head.subject.evaluation for head in heads]
    gone = select(EvaluationRow.key).where(EvaluationRow.key.in_(named), EvaluationRow.deleted)
    deleted = set(connection.scalars(gone))
    for head in heads:
        if head.subject.evaluation not in deleted:
            search_index.note_comments(connection, head, fresh=head.subject.evaluation not in known)


def _deleted(connection: Connection, evaluations: Iterable[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    is_tombstone = RecordRow.kind == RecordKind.TOMBSTONE.value
    for part in chunks(evaluations):
        found |= set(connection.scalars(select(RecordRow.subject).where(RecordRow.subject.in_(part), is_tombstone)))
    return found

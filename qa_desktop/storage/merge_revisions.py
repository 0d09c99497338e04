"""Absorbing revisions: append what is new, then say for each evaluation which is its head and whether they conflict."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, select

from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.evaluations import Revision
from qa_desktop.domain.forms import Form
from qa_desktop.domain.sharing import Arrival
from qa_desktop.storage import revisions, search_index, showing
from qa_desktop.storage.evaluations import NO_HEAD
from qa_desktop.storage.forms import FormRepository
from qa_desktop.storage.merge_pass import Pass, hashes, present
from qa_desktop.storage.merge_reading import OWN, SHOWN, Marked, Ready, make_ready
from qa_desktop.storage.spelling import insert_spelled, rows_with, speller, update_spelled
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

_BATCH = 500
_ROW = (*OWN, *SHOWN)
_Own = tuple[UUID | None, ...]


def absorb_revisions(connection: Connection, arrived: Sequence[Arrival], told: Pass) -> None:
    """Revisions, each after its parents."""
    found = sorted(arrived, key=lambda each: (each.value.revision.number, each.value.revision.key))
    forms: dict[UUID, Form] = {}
    for part in chunks(found, _BATCH):
        _absorb_batch(connection, part, told, forms)


def _absorb_batch(connection: Connection, found: list[Arrival], told: Pass, forms: dict[UUID, Form]) -> None:
    here = _Here(connection, [each.value.revision for each in found])
    fresh: list[Marked] = []
    for each in found:
        revision: Revision = each.value.revision
        if revision.key in here.stored:
            told.compare(each.entry, here.stored[revision.key], revision.hash)
        elif here.lacks(revision):
            told.waiting.append(each)
        elif not here.suits(revision):
            told.refuse(each.entry, "belongs to an evaluation of something else or by somebody else")
        else:
            fresh.append(each.value)
            here.take(revision)
            told.add(each.entry)
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
        for part in chunks({subject.evaluation for subject in subjects}):
            for key, *own in rows_with(connection, table_of(EvaluationRow), OWN, "key", part):
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


def _write(connection: Connection, marked: Sequence[Marked], here: _Here, told: Pass, forms: dict[UUID, Form]) -> None:
    fresh = [each.revision for each in marked]
    ready = {each.revision.key: each.ready or _make_ready(connection, each.revision, forms) for each in marked}
    first = {revision.subject.evaluation: revision for revision in reversed(fresh)}
    new = {evaluation: each for evaluation, each in first.items() if evaluation not in here.evaluations}
    _begin(connection, [ready[each.key] for each in new.values()])
    revisions.append_all(connection, [each.rows for each in ready.values()])
    heads = _point_to_heads(connection, fresh, set(new), ready, told, forms)
    told.conflicts |= first.keys() - here.evaluations  # those that have a twin here
    _index(connection, heads, here.evaluations, ready)
    for evaluation in _deleted(connection, new):
        showing.show(connection, RecordKind.TOMBSTONE, evaluation)


def _make_ready(connection: Connection, revision: Revision, forms: dict[UUID, Form]) -> Ready:
    key = revision.subject.form_version
    if key not in forms:
        version = FormRepository(connection).get(key)
        assert version is not None, "a revision waits for its form"
        forms[key] = version.form
    return make_ready(connection, forms[key], revision)


def _begin(connection: Connection, first: Sequence[Ready]) -> None:
    """Write the rows of new evaluations, for their revisions to belong to."""
    table = table_of(EvaluationRow)
    spell = speller(connection.dialect, table, "head")
    head = NO_HEAD if spell is None else spell(NO_HEAD)
    of = _ROW.index("head")
    rows = [(*each.evaluation[:of], head, *each.evaluation[of + 1 :], 0, 1, False) for each in first]
    insert_spelled(connection, table, (*_ROW, "version", "leaves", "deleted"), rows)


def _point_to_heads(
    connection: Connection,
    fresh: Sequence[Revision],
    new: set[UUID],
    ready: Mapping[UUID, Ready],
    told: Pass,
    forms: dict[UUID, Form],
) -> Sequence[Revision]:
    """The head of several leaves is the same on every device; more than one is a conflict that a person resolves.

    `new` are the evaluations that had no revision before.
    """
    arrived = {revision.key: revision for revision in fresh}
    times = Counter(revision.subject.evaluation for revision in fresh)
    heads: dict[UUID, tuple[UUID, int]] = {}
    for revision in fresh:  # most are the only one of their evaluation
        heads[revision.subject.evaluation] = (revision.key, 1)
    several = [evaluation for evaluation, number in times.items() if number > 1 or evaluation not in new]
    heads |= {evaluation: (max(found)[2], len(found)) for evaluation, found in _leaves(connection, several).items()}
    others = [key for key, _ in heads.values() if key not in arrived]
    loaded = revisions.load(connection, [RevisionRow.key.in_(others)], [RevisionRow.key]) if others else []
    loaded += [arrived[key] for key, _ in heads.values() if key in arrived]
    begun: list[tuple[Any, ...]] = []  # their rows say all of it but which is the head
    moved: list[tuple[Any, ...]] = []
    for revision in loaded:
        evaluation = revision.subject.evaluation
        leaves = heads[evaluation][1]
        comes_to = ready.get(revision.key) or _make_ready(connection, revision, forms)
        key, shown = comes_to.evaluation[0], comes_to.evaluation[len(OWN) :]
        if evaluation in new and times[evaluation] == 1:
            begun.append((key, shown[SHOWN.index("head")]))
        else:
            moved.append((key, *shown, leaves))
        if leaves > 1:
            told.conflicts.add(evaluation)
        else:
            told.conflicts.discard(evaluation)
    update_spelled(connection, table_of(EvaluationRow), ("key", "head"), begun, "version")
    update_spelled(connection, table_of(EvaluationRow), ("key", *SHOWN, "leaves"), moved, "version")
    return loaded


def _leaves(connection: Connection, evaluations: Iterable[UUID]) -> defaultdict[UUID, list[tuple[int, datetime, UUID]]]:
    """The revisions of each evaluation that nothing follows, as they are ordered."""
    found: defaultdict[UUID, list[tuple[int, datetime, UUID]]] = defaultdict(list)
    followed = exists().where(ParentRow.parent == RevisionRow.key)
    columns = (RevisionRow.evaluation, RevisionRow.number, RevisionRow.at, RevisionRow.key)
    for part in chunks(evaluations):
        for row in connection.execute(select(*columns).where(RevisionRow.evaluation.in_(part), ~followed)):
            found[row.evaluation].append((row.number, row.at, row.key))
    return found


def _index(connection: Connection, heads: Sequence[Revision], known: set[UUID], ready: Mapping[UUID, Ready]) -> None:
    """Let the comments of new heads be found, but for those of evaluations that are deleted."""
    changed = [head.subject.evaluation for head in heads if head.subject.evaluation in known]
    gone = select(EvaluationRow.key).where(EvaluationRow.key.in_(changed), EvaluationRow.deleted)
    deleted = set(connection.scalars(gone)) if changed else set()
    for head in heads:
        if head.subject.evaluation in known and head.subject.evaluation not in deleted:
            search_index.note_comments(connection, head)
    new = [ready[head.key] for head in heads if head.subject.evaluation not in known]
    search_index.note_new(connection, [(each.comments, each.words) for each in new])


def _deleted(connection: Connection, evaluations: Iterable[UUID]) -> set[UUID]:
    found: set[UUID] = set()
    for part in chunks(evaluations):
        told = rows_with(connection, table_of(RecordRow), ("subject", "kind"), "subject", part)
        found |= {subject for subject, kind in told if kind == RecordKind.TOMBSTONE}
    return found

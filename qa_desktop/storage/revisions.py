"""Writing and rebuilding revisions: the exact value that was sealed, so that its hash stays true."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Dialect, bindparam, select

from qa_desktop.domain import answers as marks
from qa_desktop.domain.answers import Answer, Evidence, NotApplicable
from qa_desktop.domain.evaluations import Content, Revision, Subject, evidence_from_plain, evidence_to_plain
from qa_desktop.domain.scoring import Score, Verdict
from qa_desktop.storage.spelling import insert_spelled, spell_rows
from qa_desktop.storage.tables import AnswerRow, EvaluationRow, EvidenceRow, ParentRow, ReasonRow, RevisionRow, Row
from qa_desktop.storage.writes import chunks, table_of

T = TypeVar("T")
_Given = dict[str, list[T]]
_REVISIONS: Final = select(
    RevisionRow.key,
    RevisionRow.evaluation,
    EvaluationRow.interaction,
    RevisionRow.form_version,
    EvaluationRow.reviewer,
    EvaluationRow.occasion,
    RevisionRow.comment,
    RevisionRow.number,
    RevisionRow.device,
    RevisionRow.author,
    RevisionRow.at,
    RevisionRow.reason,
    RevisionRow.salt,
    RevisionRow.text_digest,
    RevisionRow.hash,
).join(EvaluationRow, EvaluationRow.key == RevisionRow.evaluation)
_KEYS: Final[BindParameter[UUID]] = bindparam("keys", expanding=True)
_ANSWERS: Final = select(
    AnswerRow.revision, AnswerRow.standard, AnswerRow.kind, AnswerRow.content, AnswerRow.comment
).where(AnswerRow.revision.in_(_KEYS))
_PARENTS: Final = (
    select(ParentRow.revision, ParentRow.parent)
    .where(ParentRow.revision.in_(_KEYS))
    .order_by(ParentRow.revision, ParentRow.place)
)
_EVIDENCE: Final = (
    select(
        EvidenceRow.revision,
        EvidenceRow.standard,
        EvidenceRow.kind,
        EvidenceRow.first,
        EvidenceRow.last,
        EvidenceRow.noted,
    )
    .where(EvidenceRow.revision.in_(_KEYS))
    .order_by(*EvidenceRow.__table__.primary_key)
)
_REASONS: Final = (
    select(ReasonRow.revision, ReasonRow.standard, ReasonRow.reason)
    .where(ReasonRow.revision.in_(_KEYS))
    .order_by(*ReasonRow.__table__.primary_key)
)
"""Made once; their rows are read by place, for by name takes many times as long."""


Spelled = Mapping[type[Row], list[tuple[Any, ...]]]
"""The rows of a revision as the driver takes them, by table."""
_COLUMNS: Final[Mapping[type[Row], tuple[str, ...]]] = {
    RevisionRow: (
        *("key", "evaluation", "form_version", "number", "device", "author", "at"),
        *("reason", "comment", "salt", "text_digest", "hash"),
    ),
    ParentRow: ("revision", "place", "parent"),
    AnswerRow: ("revision", "standard", "kind", "content", "credit", "comment"),
    EvidenceRow: ("revision", "standard", "place", "kind", "first", "last", "noted"),
    ReasonRow: ("revision", "standard", "place", "reason"),
}


def append(connection: Connection, revision: Revision, score: Score) -> None:
    """Write a revision with its parents, answers, evidence and reasons."""
    append_all(connection, [spelled(connection.dialect, revision, score)])


def append_all(connection: Connection, written: Sequence[Spelled]) -> None:
    """Write revisions, each after its parents, with their answers, evidence and reasons."""
    for row, names in _COLUMNS.items():
        insert_spelled(
            connection, table_of(row), names, [each for revision in written for each in revision.get(row, ())]
        )


def spelled(dialect: Dialect, revision: Revision, score: Score | Verdict) -> Spelled:
    """What `append_all` writes of a revision."""
    credits = {id_: credit.numerator / credit.denominator for id_, credit in score.credits.items()}
    given, key = revision.content.answers, revision.key
    values: dict[type[Row], list[dict[str, Any]]] = {
        RevisionRow: [_revision_values(revision)],
        ParentRow: [{"revision": key, "place": place, "parent": each} for place, each in enumerate(revision.parents)],
        AnswerRow: [_answer_values(key, id_, answer, credits) for id_, answer in given.items()],
        EvidenceRow: list(_evidence_values(revision)),
        ReasonRow: [
            {"revision": key, "standard": standard, "place": place, "reason": reason}
            for standard, answer in given.items()
            for place, reason in enumerate(answer.reasons)
        ],
    }
    return {row: spell_rows(dialect, table_of(row), _COLUMNS[row], told) for row, told in values.items() if told}


def load(connection: Connection, conditions: Sequence[Any], order: Sequence[Any]) -> list[Revision]:
    """The revisions for which the conditions hold (on revisions and evaluations), in that order."""
    rows = connection.execute(_REVISIONS.where(*conditions).order_by(*order)).all()
    return [revision for part in chunks(rows) for revision in _whole(connection, part)]


def _whole(connection: Connection, rows: Sequence[Any]) -> Iterator[Revision]:
    keys = {"keys": [row[0] for row in rows]}
    answers = _answers(connection, keys)
    parents: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for revision, parent in connection.execute(_PARENTS, keys):
        parents[revision].append(parent)
    for key, evaluation, interaction, version, reviewer, occasion, comment, *told in rows:
        subject = Subject(evaluation, interaction, version, reviewer, occasion)
        yield Revision(key, subject, Content(answers[key], comment), tuple(parents[key]), *told)


def _answers(connection: Connection, keys: dict[str, list[UUID]]) -> defaultdict[UUID, dict[str, Answer]]:
    evidence: defaultdict[UUID, _Given[Evidence]] = defaultdict(dict)
    for revision, standard, kind, first, last, noted in connection.execute(_EVIDENCE, keys).all():
        evidence[revision].setdefault(standard, []).append(evidence_from_plain(kind, first, last, noted))
    reasons: defaultdict[UUID, _Given[str]] = defaultdict(dict)
    for revision, standard, reason in connection.execute(_REASONS, keys).all():
        reasons[revision].setdefault(standard, []).append(reason)
    found: defaultdict[UUID, dict[str, Answer]] = defaultdict(dict)
    of: UUID | None = None
    for revision, standard, given, content, comment in connection.execute(_ANSWERS, keys).all():
        if revision is not of:  # they mostly come one revision after the other
            of, mine, shown, why = revision, found[revision], evidence[revision], reasons[revision]
        if given is not None and not comment and standard not in shown and standard not in why:  # most
            mine[standard] = marks.bare(given, content or "")
            continue
        value = None if given is None else marks.decode(given, content or "")
        mine[standard] = Answer(value, comment, tuple(shown.get(standard, ())), tuple(why.get(standard, ())))
    return found


def _revision_values(revision: Revision) -> dict[str, Any]:
    return {
        "key": revision.key,
        "evaluation": revision.subject.evaluation,
        "form_version": revision.subject.form_version,
        "number": revision.number,
        "device": revision.device,
        "author": revision.author,
        "at": revision.at,
        "reason": revision.reason,
        "comment": revision.content.comment,
        "salt": revision.salt,
        "text_digest": revision.text_digest,
        "hash": revision.hash,
    }


def _answer_values(revision: UUID, standard: str, answer: Answer, credit: dict[str, float]) -> dict[str, Any]:
    """A row of `answer`; N/A has no credit even where the form's policy scores it, or averages would flatter."""
    kind, content = (None, None) if answer.value is None else marks.encode(answer.value)
    is_na = isinstance(answer.value, NotApplicable)
    return {
        "revision": revision,
        "standard": standard,
        "kind": kind,
        "content": content,
        "credit": None if is_na else credit.get(standard),
        "comment": answer.comment,
    }


def _evidence_values(revision: Revision) -> Iterator[dict[str, Any]]:
    for standard, answer in revision.content.answers.items():
        for place, evidence in enumerate(answer.evidence):
            kind, first, last, noted = evidence_to_plain(evidence)
            span = {"kind": kind, "first": first, "last": last, "noted": noted}
            yield {"revision": revision.key, "standard": standard, "place": place, **span}

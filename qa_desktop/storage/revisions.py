"""Writing and rebuilding revisions: the exact value that was sealed, so that its hash stays true."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, Select, select

from qa_desktop.domain import answers as marks
from qa_desktop.domain.answers import Answer, Evidence, NotApplicable
from qa_desktop.domain.evaluations import Content, Revision, Subject, evidence_from_plain, evidence_to_plain
from qa_desktop.domain.scoring import Score
from qa_desktop.storage.tables import AnswerRow, EvaluationRow, EvidenceRow, ParentRow, ReasonRow, RevisionRow
from qa_desktop.storage.writes import add, chunks

_Mark = tuple[UUID, str]


def append(connection: Connection, revision: Revision, score: Score) -> None:
    """Write a revision with its parents, answers, evidence and reasons."""
    append_all(connection, [revision], {revision.key: score})


def append_all(connection: Connection, written: Sequence[Revision], scores: Mapping[UUID, Score]) -> None:
    """Write revisions, each after its parents, with their answers, evidence and reasons."""
    add(connection, RevisionRow, [_revision_values(revision) for revision in written])
    parents = [
        {"revision": revision.key, "place": place, "parent": parent}
        for revision in written
        for place, parent in enumerate(revision.parents)
    ]
    add(connection, ParentRow, parents)
    answers: list[dict[str, Any]] = []
    for revision in written:
        credits_ = {term.standard: float(term.credit) for term in scores[revision.key].terms}
        given = revision.content.answers
        answers += [_answer_values(revision.key, id_, given[id_], credits_) for id_ in given]
    add(connection, AnswerRow, answers)
    add(connection, EvidenceRow, [values for revision in written for values in _evidence_values(revision)])
    reasons = [
        {"revision": revision.key, "standard": standard, "place": place, "reason": reason}
        for revision in written
        for standard, answer in revision.content.answers.items()
        for place, reason in enumerate(answer.reasons)
    ]
    add(connection, ReasonRow, reasons)


def load(connection: Connection, conditions: Sequence[Any], order: Sequence[Any]) -> list[Revision]:
    """The revisions for which the conditions hold (on revisions and evaluations), in that order."""
    wanted = (
        select(
            RevisionRow.key,
            RevisionRow.evaluation,
            EvaluationRow.interaction,
            RevisionRow.form_version,
            EvaluationRow.reviewer,
            EvaluationRow.occasion,
            RevisionRow.number,
            RevisionRow.device,
            RevisionRow.author,
            RevisionRow.at,
            RevisionRow.reason,
            RevisionRow.comment,
            RevisionRow.salt,
            RevisionRow.text_digest,
            RevisionRow.hash,
        )
        .join(EvaluationRow, EvaluationRow.key == RevisionRow.evaluation)
        .where(*conditions)
        .order_by(*order)
    )
    rows = connection.execute(wanted).all()
    return [revision for part in chunks(rows) for revision in _whole(connection, part)]


def _whole(connection: Connection, rows: Sequence[Any]) -> Iterator[Revision]:
    keys = [row.key for row in rows]
    answers = _answers(connection, keys)
    parents: defaultdict[UUID, list[UUID]] = defaultdict(list)
    wanted = select(ParentRow.revision, ParentRow.parent).where(ParentRow.revision.in_(keys))
    for revision, parent in connection.execute(wanted.order_by(ParentRow.revision, ParentRow.place)):
        parents[revision].append(parent)
    for row in rows:
        yield Revision(
            key=row.key,
            subject=Subject(row.evaluation, row.interaction, row.form_version, row.reviewer, row.occasion),
            content=Content(answers[row.key], row.comment),
            parents=tuple(parents[row.key]),
            number=row.number,
            device=row.device,
            author=row.author,
            at=row.at,
            reason=row.reason,
            salt=row.salt,
            text_digest=row.text_digest,
            hash=row.hash,
        )


def _answers(connection: Connection, keys: Sequence[UUID]) -> defaultdict[UUID, dict[str, Answer]]:
    evidence: defaultdict[_Mark, list[Evidence]] = defaultdict(list)
    for revision, standard, kind, first, last, noted in connection.execute(_evidence(keys)):
        evidence[revision, standard].append(evidence_from_plain(kind, first, last, noted))
    reasons: defaultdict[_Mark, list[str]] = defaultdict(list)
    given = select(ReasonRow.revision, ReasonRow.standard, ReasonRow.reason).where(ReasonRow.revision.in_(keys))
    for revision, standard, reason in connection.execute(given.order_by(*ReasonRow.__table__.primary_key)):
        reasons[revision, standard].append(reason)
    wanted = select(AnswerRow.revision, AnswerRow.standard, AnswerRow.kind, AnswerRow.content, AnswerRow.comment)
    found: defaultdict[UUID, dict[str, Answer]] = defaultdict(dict)
    for row in connection.execute(wanted.where(AnswerRow.revision.in_(keys))):
        value = None if row.kind is None else marks.decode(row.kind, row.content or "")
        mark = (row.revision, row.standard)
        found[row.revision][row.standard] = Answer(
            value, row.comment, tuple(evidence.get(mark, ())), tuple(reasons.get(mark, ()))
        )
    return found


def _evidence(keys: Sequence[UUID]) -> Select[UUID, str, str, int, int, bool]:
    return (
        select(
            EvidenceRow.revision,
            EvidenceRow.standard,
            EvidenceRow.kind,
            EvidenceRow.first,
            EvidenceRow.last,
            EvidenceRow.noted,
        )
        .where(EvidenceRow.revision.in_(keys))
        .order_by(*EvidenceRow.__table__.primary_key)
    )


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

"""Writing and rebuilding revisions: the exact value that was sealed, so that its hash stays true."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeVar
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Dialect, Select, bindparam, select

from qa_desktop.domain import answers as marks
from qa_desktop.domain.answers import Answer, Evidence, NotApplicable
from qa_desktop.domain.evaluations import Content, Revision, Subject, evidence_from_plain, evidence_to_plain
from qa_desktop.domain.scoring import Score, Verdict
from qa_desktop.storage.asking import Rows, rows, rows_again
from qa_desktop.storage.columns import reader
from qa_desktop.storage.making import made
from qa_desktop.storage.spelling import insert_spelled, spell_rows
from qa_desktop.storage.tables import AnswerRow, EvaluationRow, EvidenceRow, ParentRow, ReasonRow, RevisionRow, Row
from qa_desktop.storage.writes import chunks, table_of

T = TypeVar("T")
_Given = dict[str, list[T]]
Asking = Select[*tuple[Any, ...]]
_NOTHING: Final[Mapping[str, Any]] = {}
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
"""Made once."""


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
    return _read(connection, rows(connection, asking_for(conditions, order)))


def load_again(connection: Connection, statement: Asking, values: Mapping[str, Any]) -> list[Revision]:
    """The revisions of a statement that was made once by `asking_for`."""
    return _read(connection, rows_again(connection, statement, values))


def asking_for(conditions: Sequence[Any], order: Sequence[Any]) -> Asking:
    """The statement that `load` reads."""
    return _REVISIONS.where(*conditions).order_by(*order)


def _read(connection: Connection, found: Rows) -> list[Revision]:
    return [revision for part in chunks(found) for revision in _whole(connection, part)]


def _whole(connection: Connection, found: Rows) -> Iterator[Revision]:
    """The revisions of rows; what belongs to them is put together by keys as the driver gives them."""
    read = reader(connection.dialect)
    key_of = read.key
    keys = {"keys": [key_of(row[0]) for row in found]}
    answers = _answers(connection, keys)
    parents: defaultdict[Any, list[UUID]] = defaultdict(list)
    for revision, parent in rows_again(connection, _PARENTS, keys):
        parents[revision].append(key_of(parent))
    for (key, evaluation, interaction, version, reviewer, occasion, comment,
         number, device, author, at, reason, salt, text_digest, hash_) in found:  # fmt: skip
        subject = Subject(*map(key_of, (evaluation, interaction, version, reviewer, occasion)))
        yield made(
            Revision,
            {
                "key": key_of(key),
                "subject": subject,
                "content": Content(answers.get(key, {}), comment),
                "parents": tuple(parents.get(key, ())),
                "number": number,
                "device": key_of(device),
                "author": key_of(author),
                "at": read.moment(at),
                "reason": reason,
                "salt": salt,
                "text_digest": text_digest,
                "hash": hash_,
            },
        )


def _answers(connection: Connection, keys: dict[str, list[UUID]]) -> dict[Any, dict[str, Answer]]:
    evidence: defaultdict[Any, _Given[Evidence]] = defaultdict(dict)
    for revision, standard, kind, first, last, noted in rows_again(connection, _EVIDENCE, keys):
        evidence[revision].setdefault(standard, []).append(evidence_from_plain(kind, first, last, bool(noted)))
    reasons: defaultdict[Any, _Given[str]] = defaultdict(dict)
    for revision, standard, reason in rows_again(connection, _REASONS, keys):
        reasons[revision].setdefault(standard, []).append(reason)
    found: dict[Any, dict[str, Answer]] = {}
    of: Any = None
    for revision, standard, given, content, comment in rows_again(connection, _ANSWERS, keys):
        if revision != of:  # they mostly come one revision after the other
            of, mine = revision, found.setdefault(revision, {})
            shown, why = evidence.get(revision, _NOTHING), reasons.get(revision, _NOTHING)
        beside = standard in shown or standard in why
        if given is not None and not comment and not beside:  # most
            mine[standard] = marks.bare(given, content or "")
            continue
        told = {
            "value": None if given is None else marks.decode(given, content or ""),
            "comment": comment,
            "evidence": tuple(shown.get(standard, ())) if beside else (),
            "reasons": tuple(why.get(standard, ())) if beside else (),
        }
        mine[standard] = made(Answer, told)
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

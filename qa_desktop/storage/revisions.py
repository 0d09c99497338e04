"""Writing and rebuilding revisions: the exact value that was sealed, so that its hash stays true."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import lru_cache
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
from qa_desktop.storage.spelling import insert_spelled, speller
from qa_desktop.storage.tables import AnswerRow, EvaluationRow, EvidenceRow, ParentRow, ReasonRow, RevisionRow, Row
from qa_desktop.storage.writes import chunks, table_of

T = TypeVar("T")
_Given = dict[str, list[T]]
Asking = Select[*tuple[Any, ...]]
_NOTHING: Final[Mapping[str, Any]] = {}
OF_REVISIONS: Final = select(
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
KEYS: Final[BindParameter[UUID]] = bindparam("keys", expanding=True)
OF_ANSWERS: Final = select(
    AnswerRow.revision, AnswerRow.standard, AnswerRow.kind, AnswerRow.content, AnswerRow.comment
).where(AnswerRow.revision.in_(KEYS))
OF_PARENTS: Final = (
    select(ParentRow.revision, ParentRow.parent)
    .where(ParentRow.revision.in_(KEYS))
    .order_by(ParentRow.revision, ParentRow.place)
)
OF_EVIDENCE: Final = (
    select(
        EvidenceRow.revision,
        EvidenceRow.standard,
        EvidenceRow.kind,
        EvidenceRow.first,
        EvidenceRow.last,
        EvidenceRow.noted,
    )
    .where(EvidenceRow.revision.in_(KEYS))
    .order_by(*EvidenceRow.__table__.primary_key)
)
OF_REASONS: Final = (
    select(ReasonRow.revision, ReasonRow.standard, ReasonRow.reason)
    .where(ReasonRow.revision.in_(KEYS))
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
        insert_spelled(connection, table_of(row), names, [each for revision in written for each in revision[row]])


def spelled(dialect: Dialect, revision: Revision, score: Score | Verdict) -> Spelled:
    """What `append_all` writes of a revision; N/A has no credit even where the form's policy scores it, or averages
    would flatter.
    """
    key_of, moment_of, flag_of = _spellers(dialect)
    of, content, key, credits = revision.subject, revision.content, key_of(revision.key), score.credits
    answers: list[tuple[Any, ...]] = []
    evidence: list[tuple[Any, ...]] = []
    reasons: list[tuple[Any, ...]] = []
    for standard, answer in content.answers.items():
        value, earned = answer.value, None
        kind, given = (None, None) if value is None else marks.encode(value)
        if standard in credits and not isinstance(value, NotApplicable):
            over, under = credits[standard].as_integer_ratio()
            earned = over / under
        answers.append((key, standard, kind, given, earned, answer.comment))
        if answer.evidence:
            for place, each in enumerate(answer.evidence):
                sort, first, last, noted = evidence_to_plain(each)
                evidence.append((key, standard, place, sort, first, last, flag_of(noted)))
        if answer.reasons:
            reasons += [(key, standard, place, reason) for place, reason in enumerate(answer.reasons)]
    return {
        RevisionRow: [
            (
                *(key, key_of(of.evaluation), key_of(of.form_version), revision.number),
                *(key_of(revision.device), key_of(revision.author), moment_of(revision.at)),
                *(revision.reason, content.comment, revision.salt, revision.text_digest, revision.hash),
            )
        ],
        ParentRow: [(key, place, key_of(parent)) for place, parent in enumerate(revision.parents)],
        AnswerRow: answers,
        EvidenceRow: evidence,
        ReasonRow: reasons,
    }


@lru_cache
def _spellers(dialect: Dialect) -> tuple[Callable[[Any], Any], ...]:
    """How an engine spells keys, moments and flags."""
    columns = ((RevisionRow, "key"), (RevisionRow, "at"), (EvidenceRow, "noted"))
    return tuple(speller(dialect, table_of(row), name) or (lambda value: value) for row, name in columns)


def load(connection: Connection, conditions: Sequence[Any], order: Sequence[Any]) -> list[Revision]:
    """The revisions for which the conditions hold (on revisions and evaluations), in that order."""
    return _read(connection, rows(connection, asking_for(conditions, order)))


def load_again(connection: Connection, statement: Asking, values: Mapping[str, Any]) -> list[Revision]:
    """The revisions of a statement that was made once by `asking_for`."""
    return _read(connection, rows_again(connection, statement, values))


def asking_for(conditions: Sequence[Any], order: Sequence[Any]) -> Asking:
    """The statement that `load` reads."""
    return OF_REVISIONS.where(*conditions).order_by(*order)


def _read(connection: Connection, found: Rows) -> list[Revision]:
    return [revision for part in chunks(found) for revision in _whole(connection, part)]


def _whole(connection: Connection, found: Rows) -> Iterator[Revision]:
    """The revisions of rows; what belongs to them is put together by keys as the driver gives them."""
    read = reader(connection.dialect)
    key_of = read.key
    keys = {"keys": [key_of(row[0]) for row in found]}
    answers = _answers(connection, keys)
    parents: defaultdict[Any, list[UUID]] = defaultdict(list)
    for revision, parent in rows_again(connection, OF_PARENTS, keys):
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
    for revision, standard, kind, first, last, noted in rows_again(connection, OF_EVIDENCE, keys):
        evidence[revision].setdefault(standard, []).append(evidence_from_plain(kind, first, last, bool(noted)))
    reasons: defaultdict[Any, _Given[str]] = defaultdict(dict)
    for revision, standard, reason in rows_again(connection, OF_REASONS, keys):
        reasons[revision].setdefault(standard, []).append(reason)
    found: dict[Any, dict[str, Answer]] = {}
    of: Any = None
    for revision, standard, given, content, comment in rows_again(connection, OF_ANSWERS, keys):
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

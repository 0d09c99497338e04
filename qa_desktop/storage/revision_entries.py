"""Revisions as plain JSON, straight from their rows: telling many to another database needs none of their values."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection

from qa_desktop.domain import canonical
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Revision, content_to_plain
from qa_desktop.storage.asking import rows_again
from qa_desktop.storage.columns import reader
from qa_desktop.storage.revisions import (
    KEYS,
    OF_ANSWERS,
    OF_EVIDENCE,
    OF_PARENTS,
    OF_REASONS,
    OF_REVISIONS,
    load_again,
)
from qa_desktop.storage.tables import RevisionRow

_THESE: Final = OF_REVISIONS.where(RevisionRow.key.in_(KEYS)).order_by(RevisionRow.key)
_NAMES: Final = tuple(field.name for field in fields(Revision))
_Lists = defaultdict[Any, dict[str, list[Any]]]


class Whole(Mapping[str, Any]):
    """The same of a revision that was read: whoever merges it takes it as it is, and few ask how it is spelled."""

    def __init__(self, revision: Revision) -> None:
        self.revision = revision

    def __getitem__(self, name: str) -> Any:
        if name not in _NAMES:
            raise KeyError(name)
        value = getattr(self.revision, name)
        return content_to_plain(value) if name == "content" else canonical.plain(value)

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)

    def __repr__(self) -> str:
        return repr(dict(self))


def whole(connection: Connection, keys: Sequence[UUID]) -> dict[str, Mapping[str, Any]]:
    """The revisions of these keys, by key; spelled where one cannot be read, for whoever takes them to say so."""
    try:
        return {str(each.key): Whole(each) for each in load_again(connection, _THESE, {"keys": list(keys)})}
    except (InputError, ValueError, TypeError, ArithmeticError):
        return {each["key"]: each for each in told(connection, keys)}


def told(connection: Connection, keys: Sequence[UUID]) -> Iterator[dict[str, Any]]:
    """The revisions of these keys, each as `revision_to_plain` spells it."""
    named = {"keys": list(keys)}
    read = reader(connection.dialect)

    def text(key: Any) -> str:
        return str(read.key(key))

    answers = _answers(connection, named)
    parents: defaultdict[Any, list[str]] = defaultdict(list)
    for revision, parent in rows_again(connection, OF_PARENTS, named):
        parents[revision].append(text(parent))
    for key, evaluation, interaction, version, reviewer, occasion, comment, *others in rows_again(
        connection, _THESE, named
    ):
        number, device, author, at, reason, salt, text_digest, hash_ = others
        subject = {
            "evaluation": text(evaluation),
            "interaction": text(interaction),
            "form_version": text(version),
            "reviewer": text(reviewer),
        }
        yield {
            "key": text(key),
            "subject": subject if occasion is None else {**subject, "occasion": text(occasion)},
            "parents": parents.get(key, []),
            "number": number,
            "device": text(device),
            "author": text(author),
            "at": canonical.plain(read.moment(at)),
            "reason": reason,
            "salt": salt,
            "text_digest": text_digest,
            "hash": hash_,
            "content": {"comment": comment, "answers": answers.get(key, {})},
        }


def _answers(connection: Connection, named: dict[str, list[UUID]]) -> dict[Any, dict[str, Any]]:
    evidence: _Lists = defaultdict(dict)
    for revision, standard, kind, first, last, noted in rows_again(connection, OF_EVIDENCE, named):
        evidence[revision].setdefault(standard, []).append([kind, first, last, bool(noted)])
    reasons: _Lists = defaultdict(dict)
    for revision, standard, reason in rows_again(connection, OF_REASONS, named):
        reasons[revision].setdefault(standard, []).append(reason)
    found: defaultdict[Any, dict[str, Any]] = defaultdict(dict)
    of: Any = None
    for revision, standard, kind, content, comment in rows_again(connection, OF_ANSWERS, named):
        if revision != of:  # they mostly come one revision after the other
            of, mine, shown, why = revision, found[revision], evidence[revision], reasons[revision]
        mine[standard] = {
            "value": None if kind is None else [kind, content or ""],
            "comment": comment,
            "evidence": shown.get(standard, []),
            "reasons": why.get(standard, []),
        }
    return found

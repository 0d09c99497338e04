"""Revisions as plain JSON, straight from their rows: telling many to another database needs none of their values."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection

from qa_desktop.domain import canonical
from qa_desktop.storage.asking import rows_again
from qa_desktop.storage.columns import reader
from qa_desktop.storage.revisions import (
    KEYS,
    OF_ANSWERS,
    OF_EVIDENCE,
    OF_PARENTS,
    OF_REASONS,
    OF_REVISIONS,
)
from qa_desktop.storage.tables import RevisionRow

_THESE: Final = OF_REVISIONS.where(RevisionRow.key.in_(KEYS)).order_by(RevisionRow.key)
_Lists = defaultdict[Any, dict[str, list[Any]]]


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

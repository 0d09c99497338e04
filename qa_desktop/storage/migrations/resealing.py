"""How schema 0003 seals what earlier schemas hold. It reads tables by their names and never changes with the program.

A revision whose old hash does not hold keeps it: it goes on being reported as changed.

Copies of one older file may be updated apart, on several machines, and are to know their common work again when they
are merged: so the salts of revisions and of lines of the audit trail are made of what stands in them, and not drawn.
That has its price. Once such a text is erased, whoever holds the database and guesses the whole text of a revision or
a line, letter by letter, can see that the guess is right; with a salt that was drawn nobody can. It holds for what was
written before the update only; the first records, which no other copy needs to know again, get salts that are drawn.
"""

import json
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

import sqlalchemy as sa

from qa_desktop.domain import canonical, sealing
from qa_desktop.storage.columns import Key, Moment

_CHUNK = 500


def _table(name: str, **columns: Any) -> sa.TableClause:
    return sa.table(name, *(sa.column(each, kind) for each, kind in columns.items()))


_KEY, _AT, _TEXT, _NUMBER = Key(), Moment(), sa.Text(), sa.Integer()
_REVISION = _table(
    "revision",
    **dict.fromkeys(("key", "evaluation", "form_version", "device", "author"), _KEY),
    **dict.fromkeys(("reason", "comment", "hash", "salt", "text_digest"), _TEXT),
    number=_NUMBER,
    at=_AT,
)
_EVALUATION = _table("evaluation", key=_KEY, interaction=_KEY, reviewer=_KEY)
_PARENT = _table("revision_parent", revision=_KEY, place=_NUMBER, parent=_KEY)
_ANSWER = _table("answer", revision=_KEY, standard=_TEXT, kind=_TEXT, content=_TEXT, comment=_TEXT)
_EVIDENCE = _table(
    "answer_evidence",
    revision=_KEY,
    standard=_TEXT,
    place=_NUMBER,
    kind=_TEXT,
    first=_NUMBER,
    last=_NUMBER,
    noted=sa.Boolean(),
)
_REASON = _table("answer_reason", revision=_KEY, standard=_TEXT, place=_NUMBER, reason=_TEXT)
_AUDIT = _table(
    "audit",
    device=_KEY,
    number=_NUMBER,
    at=_AT,
    author=_KEY,
    key=_KEY,
    **dict.fromkeys(("action", "kind", "detail", "salt", "detail_digest", "previous", "hash"), _TEXT),
)


def reseal_revisions(connection: sa.Connection) -> None:
    """Give every revision its salt and digest, and the hash that covers the digest instead of the text."""
    keys = connection.scalars(sa.select(_REVISION.c.key)).all()
    for part in _chunks(keys):
        for changes in _resealed(connection, part):
            key = changes.pop("key")
            connection.execute(sa.update(_REVISION).where(_REVISION.c.key == key).values(**changes))


def _resealed(connection: sa.Connection, keys: Sequence[UUID]) -> Iterator[dict[str, Any]]:
    parents: defaultdict[UUID, list[str]] = defaultdict(list)
    for row in _rows(connection, _PARENT, keys):
        parents[row.revision].append(str(row.parent))
    answers = _answers(connection, keys)
    asked = (
        sa.select(_REVISION, _EVALUATION.c.interaction, _EVALUATION.c.reviewer)
        .join(_EVALUATION, _EVALUATION.c.key == _REVISION.c.evaluation)
        .where(_REVISION.c.key.in_(keys))
    )
    for row in connection.execute(asked):
        yield _sealed(row, parents[row.key], answers[row.key])


def _sealed(row: Any, parents: list[str], answers: dict[str, Any]) -> dict[str, Any]:
    subject = {
        "evaluation": str(row.evaluation),
        "interaction": str(row.interaction),
        "form_version": str(row.form_version),
        "reviewer": str(row.reviewer),
    }
    around: dict[str, Any] = {
        "key": str(row.key),
        "subject": subject,
        "parents": parents,
        "number": row.number,
        "device": str(row.device),
        "author": str(row.author),
        "at": canonical.plain(row.at),
    }
    content = {"comment": row.comment, "answers": answers}
    before = "1:" + canonical.digest_of(canonical.spell({**around, "reason": row.reason, "content": content}))
    comments = {key: answer["comment"] for key, answer in answers.items() if answer["comment"]}
    notes = {key: answer["value"][1] for key, answer in answers.items() if (answer["value"] or [""])[0] == "text"}
    salt = _salt_of("revision", row.hash, row.reason, content)
    text = canonical.spell({"reason": row.reason, "comment": row.comment, "comments": comments, "notes": notes})
    around["text_digest"] = sealing.digest(salt, text)
    for standard, answer in answers.items():
        answer.pop("comment")
        answer["value"] = ["text"] if standard in notes else answer["value"]
    now = "2:" + canonical.digest_of(canonical.spell({**around, "answers": answers}))
    digest = around["text_digest"]
    return {"key": row.key, "salt": salt, "text_digest": digest, "hash": now if before == row.hash else row.hash}


def _answers(connection: sa.Connection, keys: Sequence[UUID]) -> defaultdict[UUID, dict[str, Any]]:
    found: defaultdict[UUID, dict[str, Any]] = defaultdict(dict)
    for row in _rows(connection, _ANSWER, keys):
        value = None if row.kind is None else [row.kind, _spelled(row.kind, row.content or "")]
        found[row.revision][row.standard] = {"value": value, "comment": row.comment, "evidence": [], "reasons": []}
    for row in _rows(connection, _EVIDENCE, keys):
        found[row.revision][row.standard]["evidence"].append([row.kind, row.first, row.last, row.noted])
    for row in _rows(connection, _REASON, keys):
        found[row.revision][row.standard]["reasons"].append(row.reason)
    return found


def _spelled(kind: str, content: str) -> str:
    """As the program spells a value that it has read: lists of options without needless escapes."""
    return json.dumps(json.loads(content), ensure_ascii=False) if kind == "several" else content


def _rows(connection: sa.Connection, table: sa.TableClause, keys: Sequence[UUID]) -> Sequence[Any]:
    order = [table.c[name] for name in ("revision", "standard", "place") if name in table.c]
    return connection.execute(sa.select(table).where(table.c.revision.in_(keys)).order_by(*order)).all()


def chain_audit(connection: sa.Connection) -> None:
    """Hash the audit trail of every device, each line over the one before it."""
    previous: dict[UUID, str] = {}
    lines = connection.execute(sa.select(_AUDIT).order_by(_AUDIT.c.device, _AUDIT.c.number)).all()
    for row in lines:
        salt = _salt_of("audit", *row)
        hashed = {
            "device": row.device,
            "number": row.number,
            "at": row.at,
            "author": row.author,
            "action": row.action,
            "kind": row.kind,
            "key": row.key,
            "detail_digest": sealing.digest(salt, row.detail),
            "previous": previous.get(row.device, ""),
        }
        previous[row.device] = "1:" + canonical.digest(hashed)
        changes = {"salt": salt, "detail_digest": hashed["detail_digest"], "previous": hashed["previous"]}
        here = sa.and_(_AUDIT.c.device == row.device, _AUDIT.c.number == row.number)
        connection.execute(sa.update(_AUDIT).where(here).values(**changes, hash=previous[row.device]))


def _salt_of(what: str, *told: Any) -> str:
    """The salt that every copy of a file comes to: 32 hexadecimal digits."""
    return canonical.digest_of(canonical.spell(canonical.plain([what, *told])))[:32]


def _chunks(keys: Sequence[UUID]) -> Iterator[Sequence[UUID]]:
    for start in range(0, len(keys), _CHUNK):
        yield keys[start : start + _CHUNK]

"""Merging: a set union of what databases have written, whatever the order and however often it arrives.

The same key with the same hash is known; with another hash it is refused and reported, as is what does not match its
hash. What refers to things that are not here yet is kept aside, and tried again whenever something new has arrived.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BindParameter, Connection, bindparam, delete, exists, func, or_, select

from qa_desktop.domain import canonical
from qa_desktop.domain.sharing import Arrival, Entry, EntryKind, MergeReport
from qa_desktop.storage import erasing, outbox, refusing
from qa_desktop.storage.entries import all_entries as all_entries
from qa_desktop.storage.entries import entries_after as entries_after
from qa_desktop.storage.entries import latest_sequence as latest_sequence
from qa_desktop.storage.merge_pass import Handler, Pass
from qa_desktop.storage.merge_reading import prepare as prepare
from qa_desktop.storage.merge_records import absorb_records
from qa_desktop.storage.merge_rest import absorb_audit, absorb_forms, absorb_redactions, absorb_speech
from qa_desktop.storage.merge_revisions import absorb_revisions
from qa_desktop.storage.tables import EvaluationRow, PendingRow
from qa_desktop.storage.twins import has_twin
from qa_desktop.storage.writes import add, chunks, table_of

_HANDLERS: Final[Mapping[EntryKind, Handler]] = {
    EntryKind.FORM: absorb_forms,
    EntryKind.RECORD: absorb_records,
    EntryKind.REVISION: absorb_revisions,
    EntryKind.REDACTION: absorb_redactions,
    EntryKind.SPEECH: absorb_speech,
    EntryKind.AUDIT: absorb_audit,
}
_KEYS: Final[BindParameter[UUID]] = bindparam("keys", expanding=True)
_ASIDE: Final = select(PendingRow.kind, PendingRow.key, PendingRow.content)
_TORN: Final = select(EvaluationRow.key).where(EvaluationRow.key.in_(_KEYS), or_(EvaluationRow.leaves > 1, has_twin()))
"""Made once, for they are asked with every piece of a merge."""


def absorb(connection: Connection, entries: Iterable[Entry | Arrival], forward: bool) -> MergeReport:
    """Take over what is new, in the transaction of the connection.

    `forward` puts it into the outbox too, for what arrives by a way that others do not see.
    """
    told = Pass()
    given = list(entries)
    read = iter(prepare(connection, [each for each in given if isinstance(each, Entry)]))
    _pass(connection, [next(read) if isinstance(each, Entry) else each for each in given], told)
    waiting = told.waiting
    set_aside = _set_aside(connection) if told.added else []
    retried = [*waiting, *prepare(connection, set_aside)]
    progress = bool(told.added) and bool(retried)
    while progress and retried:
        before, told.waiting = len(told.added), []
        _pass(connection, retried, told)
        progress, retried = len(told.added) > before, told.waiting
    waiting = retried if told.added else waiting
    _keep_aside(connection, [each.entry for each in waiting], set_aside)
    erasing.apply_to(connection, told.touched)
    erasing.blank_pending(connection)
    if forward:
        for kind in EntryKind:
            outbox.note(connection, kind, [key for of, key in told.added if of is kind])
    refusing.keep(connection, told.refusals, told.added)
    conflicts = _still(connection, told.conflicts)
    aside = _unique(each.entry for each in waiting)
    return MergeReport(len(told.added), told.known, told.refused, conflicts, len(aside))


def pending(connection: Connection) -> int:
    """How many entries wait for what they refer to."""
    return connection.scalar(select(func.count()).select_from(PendingRow)) or 0


def digest(connection: Connection) -> str:
    """One hash over all that is shared: equal where two databases hold the same."""
    told = sorted(
        canonical.spell([entry.kind, entry.key, _fingerprint(entry.content)])
        for entry in all_entries(connection)
        if entry.kind != EntryKind.SPEECH
    )
    heads = select(EvaluationRow.key, EvaluationRow.head, EvaluationRow.leaves, EvaluationRow.deleted)
    shown = [[str(value) for value in row] for row in connection.execute(heads.order_by(EvaluationRow.key))]
    return canonical.digest_of(canonical.spell([told, shown]))


def _fingerprint(content: Mapping[str, Any]) -> Any:
    return content.get("hash", content)


def _pass(connection: Connection, arrived: Iterable[Arrival], told: Pass) -> None:
    by_kind: dict[str, list[Arrival]] = {}
    for each in arrived:
        if each.problem:
            told.refuse(each.entry, each.problem)
        elif each.known:
            told.known += 1
        else:
            by_kind.setdefault(each.entry.kind, []).append(each)
    for kind, handler in _HANDLERS.items():
        if kind.value in by_kind:
            handler(connection, by_kind[kind.value], told)


def _set_aside(connection: Connection) -> list[Entry]:
    rows = connection.execute(_ASIDE)
    return [Entry(row.kind, row.key, json.loads(row.content)) for row in rows]


def _keep_aside(connection: Connection, waiting: list[Entry], before: list[Entry]) -> None:
    now, then = _unique(waiting), _unique(before)
    table = table_of(PendingRow)
    for kind, key, digest_ in then.keys() - now.keys():
        here = (table.c.kind == kind, table.c.key == key, table.c.digest == digest_)
        connection.execute(delete(table).where(*here))
    for (kind, key, digest_), content in now.items():
        named = (PendingRow.kind == kind, PendingRow.key == key, PendingRow.digest == digest_)
        if (kind, key, digest_) not in then and not connection.scalar(select(exists().where(*named))):
            values = {"kind": kind, "key": key, "digest": digest_, "content": content}
            add(connection, PendingRow, values)


def _unique(entries: Iterable[Entry]) -> dict[tuple[str, str, str], str]:
    found: dict[tuple[str, str, str], str] = {}
    for entry in entries:
        spelled = canonical.spell(dict(entry.content))
        found[entry.kind, entry.key, canonical.digest_of(spelled)] = spelled
    return found


def _still(connection: Connection, evaluations: set[UUID]) -> tuple[UUID, ...]:
    found: list[UUID] = []
    for part in chunks(sorted(evaluations)):
        found.extend(connection.scalars(_TORN, {"keys": part}))
    return tuple(sorted(found))

"""Records: the chains behind people, sources, interactions, transcripts, sessions and deletions.

The typed tables show what the newest records say. Repositories write the record and the typed rows in one transaction;
what arrives from another database is written as a record first, and then shown (see `showing`).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Connection, exists, select

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import Record, RecordKind, head
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.sharing import EntryKind
from qa_desktop.storage import outbox
from qa_desktop.storage.tables import RecordParentRow, RecordRow
from qa_desktop.storage.writes import add, chunks, table_of

_FIELDS = tuple(name for name in Record.__dataclass_fields__ if name != "parents")


class Ledger:
    """Writes what this device has to say."""

    def __init__(self, connection: Connection, device: UUID) -> None:
        self._connection = connection
        self._device = device

    def write(self, kind: RecordKind, subject: UUID, value: Any, author: UUID | None = None) -> Record:
        """Append a record after all that were there; it says what holds from now on."""
        known = leaves(self._connection, kind, subject)
        record = self._record(kind, subject, canonical.text(value), known, author)
        self._append([record])
        return record

    def begin(self, kind: RecordKind, told: Iterable[tuple[UUID, str]]) -> None:
        """Append the first record of each subject, of which none is there; the contents are spelled already."""
        self._append([self._record(kind, subject, content) for subject, content in told])

    def _record(
        self, kind: RecordKind, subject: UUID, content: str, after: Sequence[Record] = (), author: UUID | None = None
    ) -> Record:
        return Record(
            key=new_key(),
            kind=kind.value,
            subject=subject,
            parents=tuple(sorted(leaf.key for leaf in after)),
            number=1 + max((leaf.number for leaf in after), default=0),
            device=self._device,
            author=author,
            at=datetime.now(UTC),
            content=content,
        ).sealed()

    def _append(self, records: Sequence[Record]) -> None:
        append(self._connection, records)
        outbox.note(self._connection, EntryKind.RECORD, (record.key for record in records))


def append(connection: Connection, records: Sequence[Record]) -> None:
    """Write records whose parents are there or among them."""
    add(connection, RecordRow, [{name: getattr(record, name) for name in _FIELDS} for record in records])
    parents = [
        {"record": record.key, "place": place, "parent": parent}
        for record in records
        for place, parent in enumerate(record.parents)
    ]
    add(connection, RecordParentRow, parents)


def leaves(connection: Connection, kind: RecordKind, subject: UUID) -> list[Record]:
    """The records of a subject that nothing follows, in the order in which they hold: the last one counts."""
    followed = exists().where(RecordParentRow.parent == RecordRow.key)
    found = load(connection, RecordRow.subject == subject, RecordRow.kind == kind.value, ~followed)
    return sorted(found, key=lambda record: (record.number, record.at, record.key))


def all_leaves(connection: Connection, kind: RecordKind, subjects: Iterable[UUID]) -> defaultdict[UUID, list[Record]]:
    """The same of many subjects."""
    followed = exists().where(RecordParentRow.parent == RecordRow.key)
    found: defaultdict[UUID, list[Record]] = defaultdict(list)
    for part in chunks(subjects):
        for record in load(connection, RecordRow.subject.in_(part), RecordRow.kind == kind.value, ~followed):
            found[record.subject].append(record)
    for told in found.values():
        told.sort(key=lambda record: (record.number, record.at, record.key))
    return found


def newest_kept(connection: Connection, kind: RecordKind, subject: UUID) -> list[Record]:
    """The leaves that still say something; where all of them were erased, the newest record that was not."""
    found = [leaf for leaf in leaves(connection, kind, subject) if leaf.content is not None]
    if found:
        return found
    told = (RecordRow.subject == subject, RecordRow.kind == kind.value, RecordRow.content.is_not(None))
    newest = head(load(connection, *told))
    return [] if newest is None else [newest]


def is_erased(connection: Connection, subject: UUID) -> bool:
    """Whether what is known of a subject was erased: nothing more is written about it."""
    erased = (RecordRow.subject == subject, RecordRow.kind == RecordKind.ERASURE.value)
    return connection.scalar(select(RecordRow.key).where(*erased).limit(1)) is not None


def load(connection: Connection, *conditions: Any) -> list[Record]:
    """The records for which the conditions hold, by key."""
    table = table_of(RecordRow)
    rows = connection.execute(
        select(*(table.c[name] for name in _FIELDS)).where(*conditions).order_by(table.c.key)
    ).all()
    parents = _parents(connection, (row.key for row in rows))
    return [Record(**row._mapping, parents=tuple(parents[row.key])) for row in rows]


def _parents(connection: Connection, keys: Iterable[UUID]) -> defaultdict[UUID, list[UUID]]:
    found: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for part in chunks(keys):
        wanted = select(RecordParentRow.record, RecordParentRow.parent).where(RecordParentRow.record.in_(part))
        for record, parent in connection.execute(wanted.order_by(RecordParentRow.record, RecordParentRow.place)):
            found[record].append(parent)
    return found

"""Reading out what another database may lack, as entries of plain JSON."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, and_, func, select

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.sharing import Entry, EntryKind
from qa_desktop.storage import outbox, records, revision_entries
from qa_desktop.storage.speech import heard
from qa_desktop.storage.tables import (
    AuditRow,
    FormVersionRow,
    OutboxRow,
    RecordRow,
    RedactionRow,
    RevisionRow,
    Row,
    SpeechRow,
)
from qa_desktop.storage.writes import chunks, fields_of, table_of

_Found = Mapping[str, Mapping[str, Any]]


def entries_after(connection: Connection, sequence: int, most: int | None = None) -> Iterator[Entry]:
    """What was written here since, in its order; what has gone meanwhile (speech figures may) is left out.

    `most` is how many places of the outbox are looked at.
    """
    wanted = select(OutboxRow.sequence, OutboxRow.kind, OutboxRow.key).order_by(OutboxRow.sequence).limit(most)
    for part in chunks(connection.execute(wanted.where(OutboxRow.sequence > sequence)).all()):
        found = {kind: _READ[kind](connection, [row.key for row in part if row.kind == kind]) for kind in EntryKind}
        for row in part:
            content = found[EntryKind(row.kind)].get(row.key)
            if content is not None:
                yield Entry(row.kind, row.key, content, row.sequence)


def latest_sequence(connection: Connection) -> int:
    """How much was written here."""
    return connection.scalar(select(func.max(OutboxRow.sequence))) or 0


def all_entries(connection: Connection) -> Iterator[Entry]:
    """Everything that databases share, each thing after what it refers to."""
    for kind, keys in _all_keys(connection):
        for part in chunks(keys):
            found = _READ[kind](connection, part)
            yield from (Entry(kind.value, key, found[key]) for key in part if key in found)


def readable_entries(connection: Connection, skip: Callable[[EntryKind, str, Exception], None]) -> Iterator[Entry]:
    """The same of a database that may be damaged: what cannot be read is told one by one, and left out."""
    for kind, keys in _all_keys(connection):
        for key in keys:
            try:
                found = _READ[kind](connection, [key])
            except Exception as error:  # whatever damage does to a value, the others are still wanted
                skip(kind, key, error)
                continue
            if key in found:
                yield Entry(kind.value, key, found[key])


def _all_keys(connection: Connection) -> Iterator[tuple[EntryKind, list[str]]]:
    def keys(row: type[Row], *order: Any, only: Any = None) -> list[str]:
        wanted = select(table_of(row).primary_key.columns[0]).order_by(*order)
        return [str(key) for key in connection.scalars(wanted if only is None else wanted.where(only))]

    yield EntryKind.FORM, keys(FormVersionRow, FormVersionRow.key)
    for kind in RecordKind:
        yield EntryKind.RECORD, keys(RecordRow, RecordRow.number, RecordRow.key, only=RecordRow.kind == kind.value)
    yield EntryKind.REVISION, keys(RevisionRow, RevisionRow.number, RevisionRow.key)
    yield EntryKind.REDACTION, keys(RedactionRow, RedactionRow.key)
    yield EntryKind.SPEECH, keys(SpeechRow, SpeechRow.interaction)
    lines = connection.execute(select(AuditRow.device, AuditRow.number).order_by(AuditRow.device, AuditRow.number))
    yield EntryKind.AUDIT, [outbox.audit_key(*line) for line in lines]


def _forms(connection: Connection, keys: Sequence[str]) -> _Found:
    columns = (FormVersionRow.number, FormVersionRow.definition)
    return _plain_rows(connection, FormVersionRow, columns, keys)


def _records(connection: Connection, keys: Sequence[str]) -> _Found:
    found = records.load(connection, RecordRow.key.in_(_uuids(keys)))
    return {str(record.key): canonical.plain(fields_of(record)) for record in found}


def _revisions(connection: Connection, keys: Sequence[str]) -> _Found:
    return {told["key"]: told for told in revision_entries.told(connection, _uuids(keys))}


def _redactions(connection: Connection, keys: Sequence[str]) -> _Found:
    return _plain_rows(connection, RedactionRow, tuple(table_of(RedactionRow).columns), keys)


def _speech(connection: Connection, keys: Sequence[str]) -> _Found:
    columns = tuple(column for column in table_of(SpeechRow).columns if column.key != "problem")
    found = _plain_rows(connection, SpeechRow, columns, keys)
    of = heard(connection, _uuids(keys))
    return {key: {**told, "heard": of[UUID(key)]} for key, told in found.items() if told["source"] is not None}


def _audit(connection: Connection, keys: Sequence[str]) -> _Found:
    found: dict[str, Mapping[str, Any]] = {}
    by_device: dict[UUID, list[int]] = {}
    columns = tuple(table_of(AuditRow).columns)
    names = tuple(column.key for column in columns)
    for key in keys:
        device, _, number = key.partition("/")
        by_device.setdefault(UUID(device), []).append(int(number))
    for owner, numbers in by_device.items():
        here = and_(AuditRow.device == owner, AuditRow.number.in_(numbers))
        for row in connection.execute(select(*columns).where(here)).all():
            told = dict(zip(names, map(canonical.plain, row), strict=True))
            found[outbox.audit_key(owner, told["number"])] = told
    return found


def _plain_rows(connection: Connection, row: type[Row], columns: Sequence[Any], keys: Sequence[str]) -> _Found:
    key = table_of(row).primary_key.columns[0]
    found = connection.execute(select(key.label("own_key"), *columns).where(key.in_(_uuids(keys)))).mappings()
    return {
        str(each["own_key"]): {name: canonical.plain(value) for name, value in each.items() if name != "own_key"}
        for each in found
    }


def _uuids(keys: Iterable[str]) -> list[UUID]:
    return [UUID(key) for key in keys]


_READ: Final[Mapping[EntryKind, Callable[[Connection, Sequence[str]], _Found]]] = {
    EntryKind.FORM: _forms,
    EntryKind.RECORD: _records,
    EntryKind.REVISION: _revisions,
    EntryKind.REDACTION: _redactions,
    EntryKind.SPEECH: _speech,
    EntryKind.AUDIT: _audit,
}

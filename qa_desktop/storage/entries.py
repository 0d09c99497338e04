"""Reading out what another database may lack, as entries of plain JSON."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from sqlalchemy import BindParameter, Connection, Dialect, bindparam, func, select

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import RecordKind
from qa_desktop.domain.sharing import Entry, EntryKind
from qa_desktop.storage import outbox, records, revision_entries
from qa_desktop.storage.asking import rows_again
from qa_desktop.storage.columns import reader
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
_TEXTS: Final = ("action", "kind", "detail", "salt", "detail_digest", "previous", "hash")
_NUMBERS: Final[BindParameter[int]] = bindparam("numbers", expanding=True)
_LINES: Final = select(
    AuditRow.number,
    AuditRow.at,
    AuditRow.author,
    AuditRow.key,
    *(table_of(AuditRow).c[name] for name in _TEXTS),
).where(AuditRow.device == bindparam("device"), AuditRow.number.in_(_NUMBERS))
"""Made once."""


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
        read = _whole_revisions if kind is EntryKind.REVISION else _READ[kind]
        for part in chunks(keys):
            found = read(connection, part)
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


def _whole_revisions(connection: Connection, keys: Sequence[str]) -> _Found:
    return revision_entries.whole(connection, _uuids(keys))


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
    for key in keys:
        device, _, number = key.partition("/")
        by_device.setdefault(UUID(device), []).append(int(number))
    moment_of = reader(connection.dialect).moment
    key_of = _texts(connection.dialect)
    for owner, numbers in by_device.items():
        device = str(owner)
        for number, at, author, of, *texts in rows_again(connection, _LINES, {"device": owner, "numbers": numbers}):
            told = dict(zip(_TEXTS, texts, strict=True))
            told |= {"device": device, "number": number, "at": canonical.plain(moment_of(at))}
            found[outbox.audit_key(owner, number)] = {**told, "author": key_of(author), "key": key_of(of)}
    return found


@lru_cache
def _texts(dialect: Dialect) -> Callable[[Any], str | None]:
    """How a key that the driver gives is spelled; the same ones come again."""
    key_of = reader(dialect).key
    return lru_cache(4096)(lambda key: None if key is None else str(key_of(key)))


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

"""Absorbing records: append what is new, then show what holds now."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from qa_desktop.domain.chains import Record, RecordKind
from qa_desktop.domain.sharing import Entry
from qa_desktop.storage import records, showing
from qa_desktop.storage.merge_pass import Pass, hashes, present
from qa_desktop.storage.tables import RecordRow


def absorb_records(connection: Connection, entries: Sequence[Entry], told: Pass) -> None:
    """Records of each kind, after what they may refer to."""
    found = told.read(entries, _record)
    order = list(RecordKind)
    for kind in order:
        _absorb_kind(connection, kind, [each for each in found if each[1].kind == kind], told)
    for entry, record in found:
        if record.kind not in order:
            told.refuse(entry, f"is of the kind “{record.kind}”, which only a newer program knows")


def _record(content: object) -> Record:
    import msgspec

    return msgspec.convert(content, Record)


def _absorb_kind(connection: Connection, kind: RecordKind, found: list[tuple[Entry, Record]], told: Pass) -> None:
    stored = hashes(connection, RecordRow, (record.key for _, record in found))
    parents = {parent for _, record in found for parent in record.parents}
    here = present(connection, RecordRow, parents - set(stored)) | set(stored)
    fresh: dict[UUID, Record] = {}
    for entry, record in sorted(found, key=lambda each: each[1].number):
        if not record.is_true or entry.key != str(record.key):
            told.refuse_forged(entry)
        elif record.key in stored:
            told.compare(entry, stored[record.key], record.hash)
        elif not here.issuperset(record.parents) or showing.lacks(connection, record):
            told.waiting.append(entry)
        else:
            fresh[record.key] = record
            stored[record.key] = record.hash
            here.add(record.key)
            told.add(entry)
    records.append(connection, list(fresh.values()))
    showing.show_all(connection, kind, fresh.values())
    told.touched.update(record.subject for record in fresh.values())

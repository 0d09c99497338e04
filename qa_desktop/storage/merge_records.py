"""Absorbing records: append what is new, then show what holds now."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection

from qa_desktop.domain.chains import Record, RecordKind
from qa_desktop.domain.sharing import Arrival
from qa_desktop.storage import records, showing
from qa_desktop.storage.merge_pass import Pass, hashes, present
from qa_desktop.storage.tables import RecordRow


def absorb_records(connection: Connection, arrived: Sequence[Arrival], told: Pass) -> None:
    """Records of each kind, after what they may refer to."""
    order = list(RecordKind)
    for kind in order:
        some = [each for each in arrived if each.value.kind == kind]
        if some:
            _absorb_kind(connection, kind, some, told)
    for each in arrived:
        if each.value.kind not in order:
            told.refuse(each.entry, f"is of the kind “{each.value.kind}”, which only a newer program knows")


def _absorb_kind(connection: Connection, kind: RecordKind, arrived: list[Arrival], told: Pass) -> None:
    found: list[Record] = [each.value for each in arrived]
    stored = hashes(connection, RecordRow, (record.key for record in found))
    parents = {parent for record in found for parent in record.parents}
    here = present(connection, RecordRow, parents - set(stored)) | set(stored)
    lacking = showing.lacking(connection, kind, [record for record in found if record.key not in stored])
    fresh: dict[UUID, Record] = {}
    for each in sorted(arrived, key=lambda each: each.value.number):
        record: Record = each.value
        if record.key in stored:
            told.compare(each.entry, stored[record.key], record.hash)
        elif record.key in lacking or not here.issuperset(record.parents):
            told.waiting.append(each)
        else:
            fresh[record.key] = record
            stored[record.key] = record.hash
            here.add(record.key)
            told.add(each.entry)
    records.append(connection, list(fresh.values()))
    showing.show_all(connection, kind, fresh.values())
    told.touched.update(record.subject for record in fresh.values())

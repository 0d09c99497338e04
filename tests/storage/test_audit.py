from datetime import timedelta
from uuid import uuid4

from sqlalchemy import select

from qa_desktop.domain.records import AuditEntry
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.tables import AuditRow
from tests.storage.samples import ANN, DEVICE, NOON


def test_entries_about_one_thing_come_oldest_first(database: SqlDatabase) -> None:
    thing, other, device = uuid4(), uuid4(), uuid4()
    entries = [
        AuditEntry(NOON, DEVICE, ANN.key, "submitted", "evaluation", thing, "75.0"),
        AuditEntry(NOON, DEVICE, ANN.key, "looked", "evaluation", thing),
        AuditEntry(NOON + timedelta(hours=1), device, None, "corrected", "evaluation", thing),
        AuditEntry(NOON, DEVICE, None, "imported", "interaction", other),
    ]
    with database.writing() as work:
        work.audit.add_all(entries[:2])
        work.audit.add_all([])
        for entry in entries[2:]:
            work.audit.add(entry)
    with database.reading() as work:
        assert work.audit.of(thing) == entries[:3]
        assert work.audit.of(other) == entries[3:]
        assert work.audit.of(uuid4()) == []


def test_each_device_numbers_its_entries(database: SqlDatabase) -> None:
    for device in (DEVICE, DEVICE, uuid4()):
        with database.writing() as work:
            work.audit.add(AuditEntry(NOON, device, None, "did", "thing", uuid4()))
    with database._reader.connect() as connection:
        assert sorted(connection.scalars(select(AuditRow.number))) == [1, 1, 2]

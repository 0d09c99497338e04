"""Whether what was sealed is still what was written: revisions, records, and the chains of the audit trail."""

from collections.abc import Iterator
from uuid import UUID

from sqlalchemy import Connection, select

from qa_desktop.storage import records, revisions
from qa_desktop.storage.audit import lines
from qa_desktop.storage.servers import is_sealed
from qa_desktop.storage.tables import RecordRow, RevisionRow
from qa_desktop.storage.writes import chunks


def broken_seals(connection: Connection) -> Iterator[str]:
    """A sentence for each thing that is not what was written."""
    for part in chunks(connection.scalars(select(RevisionRow.key).order_by(RevisionRow.key)).all()):
        for revision in revisions.load(connection, [RevisionRow.key.in_(part)], [RevisionRow.key]):
            if not revision.is_true:
                yield f"Revision {revision.key} is not what was submitted: its content no longer matches its hash."
    for part in chunks(connection.scalars(select(RecordRow.key).order_by(RecordRow.key)).all()):
        for record in records.load(connection, RecordRow.key.in_(part)):
            if not record.is_true:
                yield f"A record of the {record.kind} {record.subject} is not what was written: restore a backup."
    yield from _broken_chains(connection)


def _broken_chains(connection: Connection) -> Iterator[str]:
    device, number, previous = UUID(int=0), 0, ""
    is_whole = not is_sealed(connection)
    for line in lines(connection):
        if line.device != device:
            device, number, previous = line.device, 0, ""
        if is_whole and line.number != number + 1:
            yield f"The audit trail of the device {device} lacks what came before line {line.number}."
        elif is_whole and line.previous != previous:
            yield f"Line {line.number} of the audit trail of the device {device} does not follow the one before it."
        if not line.is_true:
            yield f"Line {line.number} of the audit trail of the device {device} is not what was written."
        number, previous = line.number, line.hash

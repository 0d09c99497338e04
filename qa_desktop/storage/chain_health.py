"""Whether what was sealed is still what was written: revisions, records, and the chains of the audit trail."""

from collections.abc import Iterator
from typing import Final
from uuid import UUID

from sqlalchemy import Connection, select

from qa_desktop.domain.blanking import AGREED, TOLD, WORDED
from qa_desktop.storage import erasing, records, revisions
from qa_desktop.storage.audit import lines
from qa_desktop.storage.servers import is_sealed
from qa_desktop.storage.tables import AuditRow, EntryRow, EvaluationRow, RecordRow, RevisionRow
from qa_desktop.storage.writes import chunks

_ERASABLE: Final = (*TOLD, *WORDED)


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
    yield from _blanked(connection)


def _blanked(connection: Connection) -> Iterator[str]:
    """Text that was taken away though no record says that it was erased."""
    erased = set(erasing.known(connection))
    found = connection.execute(select(EvaluationRow.key, EvaluationRow.interaction))
    of = {row.key: row.interaction for row in found}
    entered = {row.key: row.interaction for row in connection.execute(select(EntryRow.key, EntryRow.interaction))}
    taken = "was taken away, and no record says that it was erased: restore a backup."
    told = select(RecordRow.kind, RecordRow.subject).where(RecordRow.salt == "", RecordRow.content_digest != "")
    for kind, subject in connection.execute(told.order_by(RecordRow.key)):
        if kind in AGREED and erased and subject not in entered:
            continue  # what was agreed arrived blank: the record that follows it says what it is about
        if kind not in _ERASABLE or (entered if kind in AGREED else of).get(subject, subject) not in erased:
            yield f"What a record says of the {kind} {subject} {taken}"
    texts = select(RevisionRow.key, RevisionRow.evaluation).where(RevisionRow.salt == "", RevisionRow.text_digest != "")
    for key, evaluation in connection.execute(texts.order_by(RevisionRow.key)):
        if of.get(evaluation) not in erased:
            yield f"The text of the revision {key} {taken}"
    if is_sealed(connection):  # which evaluation a line is about is not for this login to see
        return
    trail = select(AuditRow.device, AuditRow.number, AuditRow.key).where(AuditRow.salt == "")
    for device, number, key in connection.execute(trail.where(AuditRow.detail_digest != "")):
        if of.get(key, key) not in erased:
            yield f"What line {number} of the audit trail of the device {device} says {taken}"


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

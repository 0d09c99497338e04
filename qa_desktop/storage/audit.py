"""The trail of who did what; each device chains its lines by their hashes, and a trigger keeps them as written."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, select

from qa_desktop.domain.chains import AuditLine
from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.sharing import EntryKind
from qa_desktop.storage import outbox
from qa_desktop.storage.tables import AuditRow
from qa_desktop.storage.writes import add, fields_of


class AuditRepository:
    """The append-only audit trail."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: AuditEntry) -> None:
        """Append an entry under its device's next number."""
        last = (
            select(AuditRow.number, AuditRow.hash)
            .where(AuditRow.device == entry.device)
            .order_by(AuditRow.number.desc())
            .limit(1)
        )
        row = self._connection.execute(last).first()
        number, previous = (0, "") if row is None else (row.number, row.hash)
        line = AuditLine(
            device=entry.device,
            number=number + 1,
            at=entry.at,
            author=entry.author,
            action=entry.action,
            kind=entry.kind,
            key=entry.key,
            detail=entry.detail,
            previous=previous,
        ).sealed()
        add(self._connection, AuditRow, fields_of(line))
        outbox.note(self._connection, EntryKind.AUDIT, [outbox.audit_key(line.device, line.number)])

    def of(self, key: UUID) -> Sequence[AuditEntry]:
        """The entries about one thing, oldest first."""
        wanted = (
            select(
                AuditRow.at,
                AuditRow.device,
                AuditRow.author,
                AuditRow.action,
                AuditRow.kind,
                AuditRow.key,
                AuditRow.detail,
            )
            .where(AuditRow.key == key)
            .order_by(AuditRow.at, AuditRow.device, AuditRow.number)
        )
        return [AuditEntry(*row) for row in self._connection.execute(wanted)]

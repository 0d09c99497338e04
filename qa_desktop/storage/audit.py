"""The trail of who did what; a trigger keeps it as it was written."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Connection, func, select

from qa_desktop.domain.records import AuditEntry
from qa_desktop.storage.tables import AuditRow
from qa_desktop.storage.writes import add


class AuditRepository:
    """The append-only audit trail."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(self, entry: AuditEntry) -> None:
        """Append an entry under its device's next number."""
        highest = select(func.max(AuditRow.number)).where(AuditRow.device == entry.device)
        values = {
            "device": entry.device,
            "number": (self._connection.scalar(highest) or 0) + 1,
            "at": entry.at,
            "author": entry.author,
            "action": entry.action,
            "kind": entry.kind,
            "key": entry.key,
            "detail": entry.detail,
        }
        add(self._connection, AuditRow, values)

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

"""Spans that nobody may hear outside; a row is never deleted."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import ColumnElement, Connection, select, update

from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.sharing import EntryKind
from qa_desktop.storage import outbox
from qa_desktop.storage.tables import RedactionRow
from qa_desktop.storage.writes import add, fields_of, table_of

_COLUMNS = (
    RedactionRow.key,
    RedactionRow.start_ms,
    RedactionRow.end_ms,
    RedactionRow.channel,
    RedactionRow.reason,
)


class RedactionRepository:
    """The redactions of recordings, with who added and who removed them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def of(self, interaction: UUID) -> tuple[Redaction, ...]:
        """The redactions in force, in the order of the recording."""
        wanted = select(*_COLUMNS).where(RedactionRow.interaction == interaction, *_IN_FORCE)
        rows = self._connection.execute(wanted.order_by(RedactionRow.start_ms, RedactionRow.end_ms, RedactionRow.key))
        return tuple(Redaction(*row) for row in rows)

    def get(self, key: UUID) -> tuple[UUID, Redaction] | None:
        """The interaction and the redaction of that key, where it is in force."""
        wanted = select(RedactionRow.interaction, *_COLUMNS).where(RedactionRow.key == key, *_IN_FORCE)
        row = self._connection.execute(wanted).first()
        return None if row is None else (row[0], Redaction(*row[1:]))

    def add(self, interaction: UUID, redaction: Redaction, author: UUID, at: datetime) -> None:
        """Put a redaction in force."""
        values = {**fields_of(redaction), "interaction": interaction, "author": author, "at": at}
        add(self._connection, RedactionRow, {**values, "removed_by": None, "removed_at": None})
        outbox.note(self._connection, EntryKind.REDACTION, [redaction.key])

    def remove(self, key: UUID, author: UUID, at: datetime) -> bool:
        """Take a redaction out of force; False where it is not."""
        table = table_of(RedactionRow)
        ended = update(table).where(table.c.key == key, table.c.removed_at.is_(None))
        if self._connection.execute(ended.values(removed_by=author, removed_at=at)).rowcount == 0:
            return False
        outbox.note(self._connection, EntryKind.REDACTION, [key])
        return True


_IN_FORCE: tuple[ColumnElement[bool], ...] = (RedactionRow.removed_at.is_(None),)

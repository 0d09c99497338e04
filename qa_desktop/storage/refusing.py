"""What came from other databases and was not taken: kept until it is taken after all, for a person to read."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import Connection, delete, exists, func, select

from qa_desktop.domain import canonical
from qa_desktop.domain.sharing import Entry, EntryKind, Refusal
from qa_desktop.storage.tables import RefusalRow
from qa_desktop.storage.writes import add, table_of

_COUNT: Final = select(func.count()).select_from(RefusalRow)
"""Made once, for it is asked with every piece of a merge."""


def keep(
    connection: Connection, refusals: Iterable[tuple[Entry, str]], taken: Iterable[tuple[EntryKind, str]] = ()
) -> None:
    """Note what was refused now, unless that was noted before; what was taken is refused no longer."""
    table = table_of(RefusalRow)
    if count(connection):
        for kind, key in taken:
            connection.execute(delete(table).where(table.c.kind == kind.value, table.c.key == key))
    for entry, why in refusals:
        digest = canonical.digest_of(canonical.spell(dict(entry.content)))
        here = (table.c.kind == entry.kind, table.c.key == entry.key, table.c.digest == digest)
        if not connection.scalar(select(exists().where(*here))):
            told = {"kind": entry.kind, "key": entry.key, "digest": digest, "why": why, "at": datetime.now(UTC)}
            add(connection, RefusalRow, told)


def count(connection: Connection) -> int:
    """How many there are."""
    return connection.scalar(_COUNT) or 0


def listed(connection: Connection) -> Sequence[Refusal]:
    """All of them, the newest first."""
    wanted = select(RefusalRow.kind, RefusalRow.key, RefusalRow.why, RefusalRow.at)
    found = connection.execute(wanted.order_by(RefusalRow.at.desc(), RefusalRow.kind, RefusalRow.key))
    return [Refusal(row.kind, row.key, row.why, row.at) for row in found]

"""Taking the words out of records that also tell something which stays once an interaction is erased."""

from uuid import UUID

from sqlalchemy import Connection, update

from qa_desktop.domain import canonical
from qa_desktop.domain.blanking import wordless
from qa_desktop.domain.chains import Record, RecordKind
from qa_desktop.domain.sharing import Entry, EntryKind
from qa_desktop.storage import outbox, records
from qa_desktop.storage.tables import RecordRow
from qa_desktop.storage.writes import fields_of, table_of


def take_words(connection: Connection, kind: RecordKind, subject: UUID) -> None:
    """Blank what has words; what holds is said again without them, by a record that every device makes alike."""
    follow = [left for leaf in records.leaves(connection, kind, subject) if (left := wordless(leaf)) is not None]
    records.append(connection, follow)
    outbox.note(connection, EntryKind.RECORD, [each.key for each in follow])
    told = records.load(connection, RecordRow.subject == subject, RecordRow.kind == kind.value)
    spoken = [record.key for record in told if wordless(record) is not None]
    table = table_of(RecordRow)
    connection.execute(update(table).where(table.c.key.in_(spoken)).values(content=None, salt=""))


def following(entry: Entry) -> list[Entry]:
    """What is to wait behind an entry that is blanked, so that what else it tells is not lost with its words."""
    if entry.kind != EntryKind.RECORD.value:
        return []
    import msgspec

    left = wordless(msgspec.convert(entry.content, Record))
    return [] if left is None else [Entry(entry.kind, str(left.key), canonical.plain(fields_of(left)))]

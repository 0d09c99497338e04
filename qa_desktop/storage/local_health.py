"""Whether what no hash guards can still be used: drafts being typed, and the list of what others are to be told."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Final, TypeVar
from uuid import UUID

from sqlalchemy import Connection, and_, select

from qa_desktop.domain import canonical
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.sharing import EntryKind
from qa_desktop.storage import draft_rows
from qa_desktop.storage.merge_pass import present
from qa_desktop.storage.tables import (
    AuditRow,
    DraftRow,
    FormVersionRow,
    InteractionRow,
    OutboxRow,
    PendingRow,
    RecordRow,
    RedactionRow,
    RevisionRow,
    Row,
)
from qa_desktop.storage.writes import chunks, table_of

T = TypeVar("T")
_KEYED: Final[Mapping[str, type[Row]]] = {
    EntryKind.FORM: FormVersionRow,
    EntryKind.RECORD: RecordRow,
    EntryKind.REVISION: RevisionRow,
    EntryKind.REDACTION: RedactionRow,
    EntryKind.SPEECH: InteractionRow,
}
"""Of speech the interaction: its figures are measured anew, and those that were told of may be gone."""


def untrue_drafts(connection: Connection) -> Iterator[str]:
    """Drafts that do not spell answers, and those in which a letter was changed since they were saved."""
    for row in connection.execute(select(*table_of(DraftRow).columns)):
        try:
            is_true = draft_rows.is_what_was_typed(row._asdict())
        except (ValueError, TypeError, KeyError, AttributeError, ArithmeticError, InputError):
            yield f"The draft of evaluation {row.evaluation} cannot be read: discard it, or bring back a backup."
        else:
            if not is_true:
                yield (
                    f"The draft of evaluation {row.evaluation} is not what was typed: read it through before it is "
                    "submitted, or bring back a backup."
                )


def untrue_pending(connection: Connection) -> Iterator[str]:
    """What waits for something else and is not what arrived."""
    for row in connection.execute(select(PendingRow.kind, PendingRow.key, PendingRow.digest, PendingRow.content)):
        if canonical.digest_of(row.content) != row.digest:
            yield (
                f"The {row.kind} {row.key}, which waits for what it refers to, is not what arrived: "
                "merge it again from where it came, or bring back a backup."
            )


def lost_entries(connection: Connection) -> Iterator[str]:
    """What others are to be told of and is not here."""
    rows = connection.execute(select(OutboxRow.sequence, OutboxRow.kind, OutboxRow.key).order_by(OutboxRow.sequence))
    for part in chunks(rows.all()):
        for kind in dict.fromkeys(row.kind for row in part):
            some = [(row.sequence, row.key) for row in part if row.kind == kind]
            here = _here(connection, kind, [key for _, key in some])
            for sequence, key in some:
                if key not in here:
                    yield (
                        f"Number {sequence} of what others are to be told names a {kind} {key}, which is not here: "
                        "bring back a backup, or merge this database into another."
                    )


def _here(connection: Connection, kind: str, keys: Sequence[str]) -> set[str]:
    """Which of these keys name something."""
    if kind == EntryKind.AUDIT:
        return _lines(connection, keys)
    spelled = _spelled(keys, UUID)
    found = present(connection, _KEYED[kind], spelled.values()) if kind in _KEYED else set()
    return {key for key, value in spelled.items() if value in found}


def _lines(connection: Connection, keys: Sequence[str]) -> set[str]:
    def line(key: str) -> tuple[UUID, int]:
        device, _, number = key.partition("/")
        return UUID(device), int(number)

    spelled = _spelled(keys, line)
    found: set[tuple[UUID, int]] = set()
    for device in {device for device, _ in spelled.values()}:
        numbers = [number for of, number in spelled.values() if of == device]
        wanted = select(AuditRow.number).where(and_(AuditRow.device == device, AuditRow.number.in_(numbers)))
        found |= {(device, number) for number in connection.scalars(wanted)}
    return {key for key, value in spelled.items() if value in found}


def _spelled(keys: Sequence[str], read: Callable[[str], T]) -> dict[str, T]:
    """The keys that spell something."""
    told: dict[str, T] = {}
    for key in keys:
        try:
            told[key] = read(key)
        except ValueError:
            continue
    return told

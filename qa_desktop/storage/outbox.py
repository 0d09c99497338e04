"""What is new here, in the order of writing, for other databases to hear of."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import Connection

from qa_desktop.domain.sharing import EntryKind
from qa_desktop.storage.tables import OutboxRow
from qa_desktop.storage.writes import add


def note(connection: Connection, kind: EntryKind, keys: Iterable[UUID | str]) -> None:
    """Note that things of a kind are new or have changed."""
    add(connection, OutboxRow, [{"kind": kind.value, "key": str(key)} for key in keys])


def audit_key(device: UUID, number: int) -> str:
    """How a line of the audit trail is named."""
    return f"{device}/{number}"

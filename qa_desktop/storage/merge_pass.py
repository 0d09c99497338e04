"""What one pass over entries from another database comes to, and how each handler tells it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import Connection

from qa_desktop.domain.sharing import Arrival, Entry, EntryKind
from qa_desktop.storage.spelling import rows_with
from qa_desktop.storage.tables import Row
from qa_desktop.storage.writes import chunks, table_of


@dataclass
class Pass:
    """Collects what became of the entries."""

    added: list[tuple[EntryKind, str]] = field(default_factory=list)
    known: int = 0
    refusals: list[tuple[Entry, str]] = field(default_factory=list)
    waiting: list[Arrival] = field(default_factory=list)
    conflicts: set[UUID] = field(default_factory=set)
    touched: set[UUID] = field(default_factory=set)
    """The interactions that something new was said about."""

    @property
    def refused(self) -> tuple[str, ...]:
        """A sentence for each entry that was not taken."""
        return tuple(dict.fromkeys(why for _, why in self.refusals))

    def refuse(self, entry: Entry, why: str) -> None:
        """Say why an entry is not taken."""
        self.refusals.append((entry, f"The {entry.kind} {entry.key} {why}, so it was left out."))

    def compare(self, entry: Entry, stored: str, arrived: str) -> None:
        """What arrived under a key that is here: the same, or refused."""
        if stored == arrived:
            self.known += 1
        else:
            self.refuse(entry, "is here already with another content")

    def add(self, entry: Entry) -> None:
        """Note an entry that is new here."""
        self.added.append((EntryKind(entry.kind), entry.key))


def hashes(connection: Connection, row: type[Row], keys: Iterable[UUID]) -> dict[UUID, str]:
    """The stored hash of each key that is here."""
    table = table_of(row)
    return {
        key: hash_ for part in chunks(keys) for key, hash_ in rows_with(connection, table, ("key", "hash"), "key", part)
    }


def present(connection: Connection, row: type[Row], keys: Iterable[UUID]) -> set[UUID]:
    """Which of the keys are here."""
    table = table_of(row)
    return {key for part in chunks(set(keys)) for (key,) in rows_with(connection, table, ("key",), "key", part)}


Handler = Callable[[Connection, Sequence[Arrival], Pass], None]

"""Whether this installation may still write under the id it had in a database, or must take another.

Two copies of a database that both write under one id would give the same numbers to different things. So the
installation keeps, outside the database, a mark of the machine and for each database the highest number that it has
written there; a database that does not come up to it was brought back from a backup, or is a copy of one.
"""

from dataclasses import dataclass, field, replace
from enum import StrEnum
from uuid import UUID

from qa_desktop.domain.keys import new_key


class Renewal(StrEnum):
    """Why another id is needed."""

    FIRST = "first"
    """The installation's own id serves another database already."""
    MACHINE = "machine"
    """The settings come from another machine."""
    BEHIND = "behind"
    """The database has fewer of its own entries than were written: a backup, or a copy."""
    FOLDER = "folder"
    """The team folder holds more under this id than the database has written, or something else."""


@dataclass(frozen=True)
class Writer:
    """Under which id the installation writes in one database, and the highest number that it has given there."""

    device: UUID
    number: int = 0


@dataclass(frozen=True)
class Installation:
    """What an installation knows of itself: its machine ("" where that cannot be told), and its id in each database."""

    machine: str = ""
    writers: dict[UUID, Writer] = field(default_factory=dict)

    def renewal(self, database: UUID, usual: UUID, machine: str, number: int) -> Renewal | None:
        """Why the database needs another id than `writer` says; None where that may go on.

        `machine` is where we are now, `number` the highest of our own in the database.
        """
        known = self.writers.get(database)
        if self.machine and machine and machine != self.machine:
            return Renewal.MACHINE
        if known is None:
            taken = any(writer.device == usual for writer in self.writers.values())
            return Renewal.FIRST if taken else None
        return Renewal.BEHIND if number < known.number else None

    def writer(self, database: UUID, usual: UUID) -> UUID:
        """The id in a database; the usual one where the database has none yet."""
        known = self.writers.get(database)
        return known.device if known else usual

    def renewed(self, database: UUID, machine: str) -> "Installation":
        """The same with another id in a database; on another machine none of the earlier ids holds any more."""
        moved = bool(self.machine and machine and machine != self.machine)
        kept = {} if moved else self.writers
        return Installation(machine or self.machine, {**kept, database: Writer(new_key())})

    def witnessing(self, database: UUID, device: UUID, machine: str, number: int) -> "Installation":
        """The same, having seen that number of ours in the database."""
        known = self.writers.get(database)
        highest = max(number, known.number) if known and known.device == device else number
        writers = {**self.writers, database: Writer(device, highest)}
        return replace(self, machine=machine or self.machine, writers=writers)

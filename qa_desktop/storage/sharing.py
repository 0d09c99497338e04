"""What a database tells others and hears from them, in the numbers of its outbox."""

from collections.abc import Iterable, Sequence
from uuid import UUID

from sqlalchemy import Connection, func, select

from qa_desktop.domain.ranges import Ranges
from qa_desktop.domain.sharing import Arrival, Entry, EntryKind, MergeReport, Refusal, Reservation
from qa_desktop.storage import merging, refusing, reserving, twins
from qa_desktop.storage.schema import NEWEST
from qa_desktop.storage.tables import AuditRow, EvaluationRow, OutboxRow, PropertyRow
from qa_desktop.storage.writes import put

_HEARD = "heard:"
_TOLD = "told"
_CLEANED = "cleaned"


class SharingRepository:
    """The exchange with other databases, within one transaction."""

    def __init__(self, connection: Connection, device: UUID) -> None:
        self._connection = connection
        self._device = device

    def database(self) -> UUID:
        """The key of this database, given when it was made."""
        found = self._connection.scalar(select(PropertyRow.value).where(PropertyRow.name == "database"))
        if found is None:
            raise ValueError("the database has no key of its own")
        return UUID(found)

    def schema(self) -> tuple[str, str]:
        """The schema in which we tell things, and the program that it needs."""
        return NEWEST.revision, NEWEST.program

    def own_number(self, device: UUID | None = None) -> int:
        """The highest number of a device in the audit trail; 0 where there is none."""
        wanted = select(func.max(AuditRow.number)).where(AuditRow.device == (device or self._device))
        return self._connection.scalar(wanted) or 0

    def last(self) -> int:
        """The highest number that the outbox holds."""
        return self._connection.scalar(select(func.max(OutboxRow.sequence))) or 0

    def told(self) -> Ranges:
        """Which numbers of the outbox were in the team folder when it was last seen."""
        found = self._connection.scalar(select(PropertyRow.value).where(PropertyRow.name == _TOLD))
        return _ranges(found or "")

    def note_told(self, told: Ranges) -> None:
        """Note what is in the team folder."""
        put(self._connection, PropertyRow, {"name": _TOLD}, {"value": _spelled(told)})

    def cleaned(self) -> str:
        """Up to which erasures, and where, the text was taken out of our packages."""
        return self._connection.scalar(select(PropertyRow.value).where(PropertyRow.name == _CLEANED)) or ""

    def note_cleaned(self, mark: str) -> None:
        """Note that it was."""
        put(self._connection, PropertyRow, {"name": _CLEANED}, {"value": mark})

    def waiting(self, told: Ranges) -> int:
        """How many things the outbox holds that were not told yet; lines of the audit trail do not count."""
        total = 0
        for first, last in told.missing(self.last()).runs:
            here = OutboxRow.sequence.between(first, last)
            wanted = select(func.count()).where(here, OutboxRow.kind != EntryKind.AUDIT.value)
            total += self._connection.scalar(wanted) or 0
        return total

    def outbox(self, first: int, last: int) -> Sequence[Entry]:
        """The things to tell under these numbers, in the order of writing."""
        found = merging.entries_after(self._connection, first - 1, last - first + 1)
        return [entry for entry in found if entry.sequence <= last]

    def names(self, first: int, last: int) -> Sequence[tuple[str, str]]:
        """Kind and key of what the outbox holds under these numbers."""
        wanted = select(OutboxRow.kind, OutboxRow.key).where(OutboxRow.sequence.between(first, last))
        return [(kind, key) for kind, key in self._connection.execute(wanted.order_by(OutboxRow.sequence))]

    def everything(self) -> Iterable[Entry]:
        """All that the database could tell another one, what others refer to first."""
        return merging.all_entries(self._connection)

    def heard(self) -> dict[UUID, Ranges]:
        """Which numbers of other devices' outboxes are in here."""
        wanted = select(PropertyRow.name, PropertyRow.value).where(PropertyRow.name.startswith(_HEARD))
        return {UUID(name.removeprefix(_HEARD)): _ranges(value) for name, value in self._connection.execute(wanted)}

    def note_heard(self, device: UUID, first: int, last: int) -> None:
        """Note that these numbers of a device are in here."""
        before = self.heard().get(device, Ranges()).adding(first, last)
        put(self._connection, PropertyRow, {"name": f"{_HEARD}{device.hex}"}, {"value": _spelled(before)})

    def prepare(self, entries: Sequence[Entry]) -> Sequence[Arrival]:
        """Read and check what another database tells; reading is enough for that, nobody has to wait."""
        return merging.prepare(self._connection, entries)

    def absorb(self, entries: Sequence[Entry | Arrival], forward: bool) -> MergeReport:
        """Take in what another database tells; `forward` tells it on to those that this one shares with."""
        return merging.absorb(self._connection, entries, forward)

    def aside(self) -> int:
        """How many things from other databases wait for what they refer to."""
        return merging.pending(self._connection)

    def refused(self) -> int:
        """How many things from other databases were not taken."""
        return refusing.count(self._connection)

    def refusals(self) -> Sequence[Refusal]:
        """What was not taken, and why, the newest first."""
        return refusing.listed(self._connection)

    def reservations(self) -> Sequence[Reservation]:
        """Which interactions somebody has taken along."""
        return reserving.listed(self._connection)

    def reserve(self, interactions: Iterable[UUID], reviewer: UUID | None) -> int:
        """Reserve interactions for somebody, or for nobody any more; how many were otherwise before."""
        return reserving.reserve(self._connection, self._device, interactions, reviewer)

    def conflicts(self) -> int:
        """How many evaluations have more than one newest revision, or a twin that was begun on another device."""
        wanted = select(func.count()).where(EvaluationRow.leaves > 1, ~EvaluationRow.deleted.expression)
        return (self._connection.scalar(wanted) or 0) + twins.count(self._connection)


def _spelled(ranges: Ranges) -> str:
    return " ".join(f"{first}-{last}" for first, last in ranges.runs)


def _ranges(spelled: str) -> Ranges:
    runs = (run.split("-") for run in spelled.split())
    return Ranges.of((int(first), int(last)) for first, last in runs)

"""What is asked over everything: the trail, the search, figures, one person's data, the exchange with others."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Protocol
from uuid import UUID

from qa_desktop.domain.averages import MonthAverage, StandardAverage
from qa_desktop.domain.blanking import Erased
from qa_desktop.domain.chains import AuditLine
from qa_desktop.domain.interactions import Agent, Interaction
from qa_desktop.domain.privacy import About
from qa_desktop.domain.ranges import Ranges
from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.search import Found, Query
from qa_desktop.domain.sharing import Arrival, Entry, MergeReport, Refusal, Reservation


class Audit(Protocol):
    """The append-only trail of what was done."""

    def add(self, entry: AuditEntry) -> None:
        """Append an entry."""

    def add_all(self, entries: Sequence[AuditEntry]) -> None:
        """Append entries of one device, in their order."""

    def lines(self) -> Iterator[AuditLine]:
        """Every line, the devices one after the other, each in its order."""

    def of(self, key: UUID) -> Sequence[AuditEntry]:
        """The entries about one thing, oldest first."""


class Search(Protocol):
    """Words in transcripts, in what is known of interactions, and in the searcher's own comments."""

    def find(self, query: Query, reviewer: UUID, limit: int = 100, offset: int = 0) -> Found:
        """The interactions that hold what is looked for, newest first."""

    def rebuild(self) -> int:
        """Build the index anew; of how many interactions."""


class Averages(Protocol):
    """Figures over many evaluations; each counts on the day (UTC) of its newest revision."""

    def standards(self, first: date, after: date, queue: str = "") -> Sequence[StandardAverage]:
        """The average credit of every standard in a span of days, of one queue or of all."""

    def agents(self) -> Sequence[tuple[UUID, Agent]]:
        """Everybody who served customers, by name."""

    def months(self, agent: UUID, first: date, after: date) -> Sequence[MonthAverage]:
        """How an agent was scored, month by month."""


class Privacy(Protocol):
    """What one person may ask for."""

    def about(self, about: About) -> Sequence[UUID]:
        """The interactions that are meant and not erased yet; names are compared whole, whatever their case."""

    def counts(self, interactions: Sequence[UUID]) -> dict[str, int]:
        """How much is held about interactions, by kind."""

    def evaluations(self, interaction: UUID) -> Sequence[UUID]:
        """The evaluations of an interaction, deleted ones too."""

    def erase(self, left: Sequence[Interaction], author: UUID | None, *, purge: bool = True) -> None:
        """Erase what is known of interactions but for what is left of them; `purge` once, with the last of many."""

    def is_erased(self, interaction: UUID) -> bool:
        """Whether what was known of an interaction was erased: nothing more is to be written about it."""

    def erasures(self) -> Mapping[UUID, bool]:
        """The interactions that were erased, and whether nothing names their agents any more."""

    def count_erasures(self) -> int:
        """How often something was erased; quick."""

    def enforce(self, listed: Mapping[UUID, bool]) -> Sequence[UUID]:
        """Erase again what is on a list of what was erased; which interactions were not erased here any more."""

    def all_erased(self) -> Erased:
        """Everything that was erased, as it is spelled in entries that travel."""


class Sharing(Protocol):
    """The exchange with other databases, in the numbers of the outbox."""

    def database(self) -> UUID:
        """The key of this database, given when it was made."""

    def schema(self) -> tuple[str, str]:
        """The schema in which we tell things, and the program that it needs."""

    def own_number(self, device: UUID | None = None) -> int:
        """The highest number of a device in the audit trail; 0 where there is none."""

    def last(self) -> int:
        """The highest number that the outbox holds."""

    def told(self) -> Ranges:
        """Which numbers of the outbox were in the team folder when it was last seen."""

    def note_told(self, told: Ranges) -> None:
        """Note what is in the team folder."""

    def cleaned(self) -> str:
        """Up to which erasures, and where, the text was taken out of our packages."""

    def note_cleaned(self, mark: str) -> None:
        """Note that it was."""

    def waiting(self, told: Ranges) -> int:
        """How many things the outbox holds that were not told yet; lines of the audit trail do not count."""

    def outbox(self, first: int, last: int) -> Sequence[Entry]:
        """The things to tell under these numbers, in the order of writing."""

    def names(self, first: int, last: int) -> Sequence[tuple[str, str]]:
        """Kind and key of what the outbox holds under these numbers."""

    def everything(self) -> Iterable[Entry]:
        """All that the database could tell another one, what others refer to first."""

    def heard(self) -> Mapping[UUID, Ranges]:
        """Which numbers of other devices' outboxes are in here."""

    def note_heard(self, device: UUID, first: int, last: int) -> None:
        """Note that these numbers of a device are in here."""

    def prepare(self, entries: Sequence[Entry]) -> Sequence[Arrival]:
        """Read and check what another database tells; reading is enough for that, nobody has to wait."""

    def absorb(self, entries: Sequence[Entry | Arrival], forward: bool) -> MergeReport:
        """Take in what another database tells; `forward` tells it on to those that this one shares with."""

    def aside(self) -> int:
        """How many things from other databases wait for what they refer to."""

    def refused(self) -> int:
        """How many things from other databases were not taken."""

    def refusals(self) -> Sequence[Refusal]:
        """What was not taken, and why, the newest first."""

    def reservations(self) -> Sequence[Reservation]:
        """Which interactions somebody has taken along."""

    def reserve(self, interactions: Iterable[UUID], reviewer: UUID | None) -> int:
        """Reserve interactions for somebody, or for nobody any more; how many were otherwise before."""

    def conflicts(self) -> int:
        """How many evaluations have more than one newest revision, or a twin that was begun on another device."""

"""A place where work is kept: its units of work, its backups, what is sealed beside it."""

from collections.abc import Mapping
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Protocol
from uuid import UUID

from qa_desktop.domain.backups import Backup, Place, RestorePreview
from qa_desktop.domain.records import DatabaseHealth
from qa_desktop.services.ports.calibration import Agreements, Sessions
from qa_desktop.services.ports.evaluations import Evaluations, Forms, People
from qa_desktop.services.ports.interactions import Interactions, Redactions, Roots, Sources, SpeechFigures
from qa_desktop.services.ports.records import Audit, Averages, Privacy, Search, Sharing


class UnitOfWork(Protocol):
    """The repositories inside one transaction."""

    @property
    def interactions(self) -> Interactions:
        """Interactions with transcripts and recordings."""

    @property
    def roots(self) -> Roots:
        """The folders of this device."""

    @property
    def sources(self) -> Sources:
        """What is known of the sources of recordings."""

    @property
    def speech(self) -> SpeechFigures:
        """Who spoke how much."""

    @property
    def redactions(self) -> Redactions:
        """Spans that nobody may hear outside."""

    @property
    def forms(self) -> Forms:
        """Published form versions."""

    @property
    def people(self) -> People:
        """The people."""

    @property
    def evaluations(self) -> Evaluations:
        """Drafts and submitted revisions."""

    @property
    def sessions(self) -> Sessions:
        """Calibration sessions."""

    @property
    def consensus(self) -> Agreements:
        """What calibration sessions agreed on."""

    @property
    def privacy(self) -> Privacy:
        """What is held about one person."""

    @property
    def audit(self) -> Audit:
        """The audit trail."""

    @property
    def averages(self) -> Averages:
        """Figures over many evaluations."""

    @property
    def search(self) -> Search:
        """Words in all interactions."""

    @property
    def sharing(self) -> Sharing:
        """The exchange with other databases."""


class Vault(Protocol):
    """Small encrypted files beside an encrypted database."""

    def seal(self, file: Path, data: bytes) -> None:
        """Write the file anew, whole. Raises OSError."""

    def unseal(self, file: Path) -> bytes:
        """What is in the file. Raises OSError when it is not one of this database, or cannot be read."""


class ErasedList(Protocol):
    """What was erased from a database file, beside it: keys alone, which outlive whatever becomes of the file."""

    def read(self) -> Mapping[UUID, bool]:
        """The interactions on the list, and whether their agents were erased too. Raises OSError."""

    def add(self, erased: Mapping[UUID, bool]) -> None:
        """Append what is not on the list yet. Raises OSError."""


class Keeper(Protocol):
    """Makes backups of a database file and brings them back; `chosen` names a folder other than the one beside it."""

    @property
    def place(self) -> Place:
        """Where the database lies."""

    def folder(self, chosen: str = "") -> Path:
        """Where backups go."""

    def listed(self, chosen: str = "") -> tuple[Backup, ...]:
        """The backups that there are, newest first."""

    def holding(self, erased: Mapping[UUID, bool], chosen: str = "") -> tuple[tuple[Path, ...], tuple[Path, ...]]:
        """The backups that still hold what was erased, and those that cannot be looked into."""

    def make(self, chosen: str = "") -> Path:
        """Make a backup that stays until somebody deletes it."""

    def make_daily(self, chosen: str, keep: tuple[int, int]) -> Path | None:
        """The day's backup, where none was made yet; older ones go as `keep` says (days, weeks)."""

    def preview(self, backup: Path) -> RestorePreview:
        """What bringing a backup back would change."""

    def restore(self, backup: Path) -> Path:
        """Make the database what a backup is; where the copy of what was there before lies."""


class Database(Protocol):
    """A place where work is kept."""

    @property
    def keeper(self) -> Keeper | None:
        """Makes backups of a file; None for a server, which has its own."""

    @property
    def device(self) -> UUID:
        """The installation that writes."""

    @property
    def encrypted(self) -> bool:
        """Whether it lies encrypted on the disk: then nothing of it may lie there in clear."""

    @property
    def erased_list(self) -> ErasedList | None:
        """What was erased, beside the file; None for a server, whose backups are its own."""

    @property
    def vault(self) -> Vault | None:
        """What keeps things of an encrypted database that lie outside it; None for one in clear."""

    @property
    def address(self) -> str:
        """Where it is, as shown; never with a password."""

    def become(self, device: UUID) -> None:
        """Write as another installation from the next unit of work on."""

    def writing(self, viewer: UUID | None = None) -> AbstractContextManager[UnitOfWork]:
        """One writing transaction: committed durably on leaving, rolled back on an exception.

        Of what is sealed (`domain.seals`), it shows what the person `viewer` may see.
        """

    def reading(self, viewer: UUID | None = None) -> AbstractContextManager[UnitOfWork]:
        """One consistent view for reading, of what the person `viewer` may see."""

    def health(self) -> DatabaseHealth:
        """Whether the database is sound."""

    def close(self) -> None:
        """Let go of it."""

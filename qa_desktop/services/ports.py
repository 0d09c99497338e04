"""What the services ask of storage: one unit of work per operation, repositories inside it.

`storage` implements these; `app` binds the two. Everything handed over is a frozen domain value.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from pathlib import Path
from typing import Protocol
from uuid import UUID

from qa_desktop.domain.averages import MonthAverage, StandardAverage
from qa_desktop.domain.backups import Backup, Place, RestorePreview
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.chains import AuditLine
from qa_desktop.domain.evaluations import Draft, Revision
from qa_desktop.domain.forms import Form, FormVersion
from qa_desktop.domain.history import Deletion
from qa_desktop.domain.interactions import Agent, Interaction, Recording
from qa_desktop.domain.people import Person
from qa_desktop.domain.privacy import About
from qa_desktop.domain.ranges import Ranges
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.domain.records import AuditEntry as AuditEntry
from qa_desktop.domain.records import DatabaseHealth as DatabaseHealth
from qa_desktop.domain.records import Submitted as Submitted
from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.scoring import Score
from qa_desktop.domain.search import Found, Query
from qa_desktop.domain.sharing import Entry, MergeReport
from qa_desktop.domain.speech import Speech
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.domain.worklist import State, WorklistFilter, WorklistItem


class Interactions(Protocol):
    """Interactions with their transcripts and recordings."""

    def get(self, key: UUID) -> Interaction | None:
        """The interaction, whole."""

    def by_external_id(self, external_id: str) -> Sequence[Interaction]:
        """Interactions with that outside number, from any source."""

    def put(self, interaction: Interaction) -> bool:
        """Add it, or bring the stored one up to date; False when nothing changed."""

    def transcript(self, key: UUID) -> Transcript | None:
        """The transcript of an interaction."""

    def put_transcript(self, key: UUID, transcript: Transcript) -> bool:
        """Store or replace the transcript; False when the same was there."""

    def with_recording(self, sha256: str) -> Interaction | None:
        """The interaction whose recording has this content."""

    def under_root(self, root: str) -> Sequence[Interaction]:
        """The interactions whose recordings lie under a root."""

    def relocate(self, sha256: str, recording: Recording) -> int:
        """Point every recording of this content to another place; how many changed."""

    def set_agent_channel(self, key: UUID, channel: int | None) -> bool:
        """Say on which channel the agent is in a recording, or leave it to its source; False when nothing changed."""

    def worklist(self, reviewer: UUID, wanted: WorklistFilter, limit: int = 500) -> Sequence[WorklistItem]:
        """The lines in the order wanted, with the reviewer's own state."""

    def count_states(self, reviewer: UUID, wanted: WorklistFilter) -> Mapping[State, int]:
        """How many interactions match the words and the queue, by the reviewer's own state."""

    def queues(self) -> Sequence[str]:
        """Every queue that occurs, sorted."""


class Roots(Protocol):
    """The folders under which recordings lie, by name; each device has its own mapping."""

    def all(self) -> dict[str, str]:
        """Folder by root name, for this device."""

    def put(self, name: str, folder: str) -> None:
        """Map a root name to a folder on this device."""

    def take_over(self, device: UUID) -> None:
        """Map to the same folders as another device of this machine what is not mapped yet."""


class Sources(Protocol):
    """Answers that were given once for everything under a root of recordings."""

    def agent_channel(self, root: str) -> int | None:
        """The agent's channel in the recordings of a root."""

    def set_agent_channel(self, root: str, channel: int) -> None:
        """Remember the agent's channel for a root."""

    def inheriting(self, root: str) -> Sequence[UUID]:
        """The interactions whose recording takes the agent's channel from the root."""

    def formats(self, root: str) -> Mapping[str, RawFormat]:
        """The format of headerless files under a root, by their ending."""

    def set_format(self, root: str, suffix: str, raw: RawFormat) -> None:
        """Remember the format of the headerless files with that ending under a root."""


class SpeechFigures(Protocol):
    """Who spoke how much, by interaction; the figures go when another recording takes the place of the one heard."""

    def get(self, interaction: UUID) -> Speech | None:
        """The figures of an interaction, by whatever version of the method."""

    def method(self, interaction: UUID) -> int | None:
        """The version of the method that was last tried on an interaction."""

    def put(self, interaction: UUID, speech: Speech, method: int, at: datetime) -> None:
        """Store or replace the figures."""

    def put_problem(self, interaction: UUID, problem: str, method: int, at: datetime) -> None:
        """Note why there are no figures, so that nobody tries again with this method."""

    def problem(self, interaction: UUID) -> str:
        """Why there are no figures; "" where there are, or nobody has tried."""

    def lacking(self, method: int) -> Sequence[UUID]:
        """The interactions, newest first, that have sound or a call's words and were not tried with this method."""


class Redactions(Protocol):
    """Spans that nobody may hear outside; who added and who removed one stays known."""

    def of(self, interaction: UUID) -> tuple[Redaction, ...]:
        """The redactions in force, in the order of the recording."""

    def get(self, key: UUID) -> tuple[UUID, Redaction] | None:
        """The interaction and the redaction of that key, where it is in force."""

    def add(self, interaction: UUID, redaction: Redaction, author: UUID, at: datetime) -> None:
        """Put a redaction in force."""

    def remove(self, key: UUID, author: UUID, at: datetime) -> bool:
        """Take a redaction out of force; False where it is not."""


class Forms(Protocol):
    """Published form versions."""

    def publish(self, form: Form) -> FormVersion:
        """The version with this content: the stored one if it is known, else the next number of its form."""

    def get(self, key: UUID) -> FormVersion | None:
        """A form version."""

    def newest(self) -> Sequence[FormVersion]:
        """The newest version of every form, by title."""


class People(Protocol):
    """Reviewers, leads and administrators."""

    def get(self, key: UUID) -> Person | None:
        """A person."""

    def all(self) -> Sequence[Person]:
        """Everybody, by name."""

    def put(self, person: Person) -> None:
        """Add a person or change the role."""


class Evaluations(Protocol):
    """Drafts and submitted revisions."""

    def draft(self, interaction: UUID, reviewer: UUID) -> Draft | None:
        """The reviewer's newest draft for an interaction."""

    def save_draft(self, draft: Draft, at: datetime) -> None:
        """Overwrite the draft of this evaluation."""

    def draft_saved_at(self, evaluation: UUID) -> datetime | None:
        """When the draft of an evaluation was last saved."""

    def drop_draft(self, evaluation: UUID) -> None:
        """Forget a draft."""

    def drop_drafts(self, interaction: UUID, reviewer: UUID) -> None:
        """Forget everything that the reviewer has begun about an interaction."""

    def submit(self, revision: Revision, score: Score) -> None:
        """Append a revision, make it the head of its evaluation; its draft goes."""

    def head(self, evaluation: UUID) -> Revision | None:
        """The newest revision of an evaluation."""

    def leaves(self, evaluation: UUID) -> Sequence[Revision]:
        """The revisions that nothing follows, the head last; more than one is a conflict."""

    def is_deleted(self, evaluation: UUID) -> bool:
        """Whether an evaluation was deleted; its revisions stay."""

    def deletions(self, evaluation: UUID) -> Sequence[Deletion]:
        """Every time that it was deleted or brought back, in the order in which that holds."""

    def keys_of(self, interaction: UUID, reviewer: UUID | None = None) -> Sequence[UUID]:
        """The evaluations of an interaction (by one person), deleted ones included."""

    def set_deleted(self, evaluation: UUID, deleted: bool, author: UUID, reason: str) -> bool:
        """Take an evaluation out of all lists and figures, or bring it back; False where that is so already."""

    def is_submitted(self, evaluation: UUID) -> bool:
        """Whether an evaluation has a revision; quicker than loading it."""

    def revisions(self, evaluation: UUID) -> Sequence[Revision]:
        """The chain, oldest first."""

    def latest(self, interaction: UUID, reviewer: UUID) -> Submitted | None:
        """The head of the reviewer's most recently submitted evaluation of an interaction."""

    def submitted(
        self, interactions: Iterable[UUID], people: Iterable[UUID], form_version: UUID | None = None
    ) -> Sequence[Revision]:
        """The heads of all evaluations of these interactions by these people (on that form version)."""


class Sessions(Protocol):
    """Calibration sessions."""

    def put(self, session: CalibrationSession) -> None:
        """Add or change a session."""

    def get(self, key: UUID) -> CalibrationSession | None:
        """A session."""

    def all(self) -> Sequence[CalibrationSession]:
        """Every session, newest first."""


class Audit(Protocol):
    """The append-only trail of what was done."""

    def add(self, entry: AuditEntry) -> None:
        """Append an entry."""

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

    def absorb(self, entries: Sequence[Entry], forward: bool) -> MergeReport:
        """Take in what another database tells; `forward` tells it on to those that this one shares with."""

    def conflicts(self) -> int:
        """How many evaluations have more than one newest revision."""


class Privacy(Protocol):
    """What one person may ask for."""

    def about(self, about: About) -> Sequence[UUID]:
        """The interactions that are meant and not erased yet; names are compared whole, whatever their case."""

    def counts(self, interactions: Sequence[UUID]) -> dict[str, int]:
        """How much is held about interactions, by kind."""

    def evaluations(self, interaction: UUID) -> Sequence[UUID]:
        """The evaluations of an interaction, deleted ones too."""

    def erase(self, left: Sequence[Interaction], author: UUID) -> None:
        """Erase what is known of interactions but for what is left of them."""


class Averages(Protocol):
    """Figures over many evaluations; each counts on the day (UTC) of its newest revision."""

    def standards(self, first: date, after: date, queue: str = "") -> Sequence[StandardAverage]:
        """The average credit of every standard in a span of days, of one queue or of all."""

    def agents(self) -> Sequence[tuple[UUID, Agent]]:
        """Everybody who served customers, by name."""

    def months(self, agent: UUID, first: date, after: date) -> Sequence[MonthAverage]:
        """How an agent was scored, month by month."""


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


class Keeper(Protocol):
    """Makes backups of a database file and brings them back; `chosen` names a folder other than the one beside it."""

    @property
    def place(self) -> Place:
        """Where the database lies."""

    def folder(self, chosen: str = "") -> Path:
        """Where backups go."""

    def listed(self, chosen: str = "") -> tuple[Backup, ...]:
        """The backups that there are, newest first."""

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
    def vault(self) -> Vault | None:
        """What keeps things of an encrypted database that lie outside it; None for one in clear."""

    @property
    def address(self) -> str:
        """Where it is, as shown; never with a password."""

    def become(self, device: UUID) -> None:
        """Write as another installation from the next unit of work on."""

    def writing(self) -> AbstractContextManager[UnitOfWork]:
        """One writing transaction: committed durably on leaving, rolled back on an exception."""

    def reading(self) -> AbstractContextManager[UnitOfWork]:
        """One consistent view for reading."""

    def health(self) -> DatabaseHealth:
        """Whether the database is sound."""

    def close(self) -> None:
        """Let go of it."""

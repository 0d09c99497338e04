"""What is known of interactions: words, sound, where both lie, who spoke, what nobody may hear."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Protocol
from uuid import UUID

from qa_desktop.domain.drawing import Draw
from qa_desktop.domain.interactions import Interaction, Joining, Recording
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.speech import Speech
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.domain.worklist import Place, State, WorklistFilter, WorklistItem


class Interactions(Protocol):
    """Interactions with their transcripts and recordings."""

    def get(self, key: UUID) -> Interaction | None:
        """The interaction, whole."""

    def by_external_id(self, external_id: str) -> Sequence[Interaction]:
        """Interactions with that outside number, from any source."""

    def with_numbers(self, numbers: Collection[str]) -> Sequence[Interaction]:
        """Interactions whose outside number is one of these, from any source."""

    def some(self, keys: Collection[UUID]) -> Sequence[Interaction]:
        """Those of these keys that are there."""

    def with_recordings(self, contents: Collection[str]) -> Sequence[Interaction]:
        """Interactions whose recording has one of these contents (SHA-256)."""

    def naming(self, names: Collection[str]) -> Sequence[Interaction]:
        """Interactions with the words of one of these anywhere in what is known of them, or in their file's name."""

    def put(self, interaction: Interaction) -> bool:
        """Add it, or bring the stored one up to date; False when nothing changed."""

    def put_new(self, told: Sequence[tuple[Interaction, Transcript | None]]) -> None:
        """Add interactions that are not there yet, with their transcripts; much quicker than one by one."""

    def rewrite(self, interaction: Interaction) -> None:
        """Make exactly this hold of an interaction that is there, also where it says less than before."""

    def is_worked_on(self, key: UUID, since: datetime | None = None) -> bool:
        """Whether anybody evaluates or has evaluated an interaction, redacted it, or asks for it in a session.

        Since a time, where one is given; when sessions were made is not known then.
        """

    def joined_into(self, key: UUID) -> Sequence[Interaction]:
        """The interactions that were joined into one."""

    def joining_of(self, given: UUID) -> Joining | None:
        """How the interaction into which one was joined changed by that; None where it is not known any more."""

    def transcript(self, key: UUID) -> Transcript | None:
        """The transcript of an interaction."""

    def transcript_offset(self, key: UUID) -> float:
        """By how many seconds the transcript of an interaction was moved."""

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

    def worklist(
        self,
        reviewer: UUID,
        wanted: WorklistFilter,
        limit: int = 500,
        after: Place | None = None,
        shown_as: Mapping[UUID, State] = ...,
    ) -> Sequence[WorklistItem]:
        """The lines in the order wanted that stand after a place, with the reviewer's own state.

        `shown_as` tells which lines count as in another state than their own when some states are asked for.
        """

    def lines(self, reviewer: UUID, wanted: WorklistFilter, keys: Iterable[UUID]) -> Sequence[WorklistItem]:
        """Those of some lines that match the words and the queue, with the reviewer's own state; in no order."""

    def count_states(self, reviewer: UUID, wanted: WorklistFilter) -> Mapping[State, int]:
        """How many interactions match the words and the queue, by the reviewer's own state."""

    def pool(self, wanted: Draw) -> Sequence[UUID]:
        """The interactions from which a draw is made: of its queue, channels and days."""

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

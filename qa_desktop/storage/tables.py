"""The tables, as typed rows; private to storage.

Keys are 16 bytes and tables lie in the order of their key (no row numbers): measured as the smallest and quickest
way to keep a million evaluations. `APPEND_ONLY` tables are guarded by triggers, which let free text be erased; those
of `redaction` also let a row be marked as removed.
"""

from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import ForeignKey, ForeignKeyConstraint, Index, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from qa_desktop.storage.calibration_tables import EntryRow as EntryRow
from qa_desktop.storage.calibration_tables import MemberRow as MemberRow
from qa_desktop.storage.calibration_tables import SessionInteractionRow as SessionInteractionRow
from qa_desktop.storage.calibration_tables import SessionRow as SessionRow
from qa_desktop.storage.figure_tables import StandardDayRow as StandardDayRow
from qa_desktop.storage.row import BY_KEY as _BY_KEY
from qa_desktop.storage.row import Row as Row
from qa_desktop.storage.server_tables import SEALED as SEALED
from qa_desktop.storage.server_tables import LoginRow as LoginRow
from qa_desktop.storage.shared_tables import OutboxRow as OutboxRow
from qa_desktop.storage.shared_tables import PendingRow as PendingRow
from qa_desktop.storage.shared_tables import RecordParentRow as RecordParentRow
from qa_desktop.storage.shared_tables import RecordRow as RecordRow
from qa_desktop.storage.shared_tables import RefusalRow as RefusalRow

APPEND_ONLY: Final = (
    *("revision", "revision_parent", "answer", "answer_evidence", "answer_reason", "audit"),
    *("redaction", "record", "record_parent"),
)
"""Tables whose rows are never changed and never removed."""
_FOR_OCCASION: Final = text("occasion IS NOT NULL")
_JOINED: Final = text("joined_into IS NOT NULL")
_MINE: Final = ("reviewer", "started_at", "interaction", "leaves", "deleted", "occasion")
_LISTED: Final = (text("deleted = 0 AND occasion IS NULL"), text("NOT deleted AND occasion IS NULL"))
_TORN: Final = text("leaves > 1")


class PropertyRow(Row):
    """A fact about the database itself, such as the program that its schema needs."""

    __tablename__ = "property"
    __table_args__ = _BY_KEY
    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]


class PersonRow(Row):
    """A reviewer, lead or administrator."""

    __tablename__ = "person"
    __table_args__ = _BY_KEY
    key: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    role: Mapped[str]


class AgentRow(Row):
    """Who served customers, under the name first heard of."""

    __tablename__ = "agent"
    __table_args__ = _BY_KEY
    key: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str]
    external_id: Mapped[str]


class InteractionRow(Row):
    """An interaction; the agent's name and team as they were at the time, and a case-folded text to search in.

    `joined_into` is the interaction that somebody has joined it into; `hiding` says where it is not shown then.
    """

    __tablename__ = "interaction"
    key: Mapped[UUID] = mapped_column(primary_key=True)
    external_id: Mapped[str] = mapped_column(index=True)
    source: Mapped[str]
    channel: Mapped[str]
    agent: Mapped[UUID | None] = mapped_column(ForeignKey("agent.key"))
    agent_name: Mapped[str]
    agent_external_id: Mapped[str]
    team: Mapped[str]
    queue: Mapped[str]
    started_at: Mapped[datetime | None]
    duration: Mapped[float | None]
    customer_reference: Mapped[str]
    direction: Mapped[str]
    tags: Mapped[str]
    turns: Mapped[int]
    search: Mapped[str]
    joined_into: Mapped[UUID | None]
    __table_args__ = (
        Index("ix_interaction_newest", "started_at", "key"),
        Index("ix_interaction_joined", "joined_into", sqlite_where=_JOINED, postgresql_where=_JOINED),
        Index("ix_interaction_agent", "agent", "started_at"),
        Index("ix_interaction_queue_newest", "queue", "started_at", "key"),
        _BY_KEY,
    )


class SurveyRow(Row):
    """What the customer said about an interaction."""

    __tablename__ = "survey_response"
    __table_args__ = _BY_KEY
    interaction: Mapped[UUID] = mapped_column(ForeignKey("interaction.key"), primary_key=True)
    csat: Mapped[int | None]
    nps: Mapped[int | None]
    ces: Mapped[int | None]
    comment: Mapped[str]


class RecordingRow(Row):
    """The audio of an interaction, and where it lies."""

    __tablename__ = "recording"
    __table_args__ = _BY_KEY
    interaction: Mapped[UUID] = mapped_column(ForeignKey("interaction.key"), primary_key=True)
    root: Mapped[str]
    path: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    duration: Mapped[float]
    sample_rate: Mapped[int]
    channels: Mapped[int]
    codec: Mapped[str]
    agent_channel: Mapped[int | None]
    raw: Mapped[str] = mapped_column(server_default="")


class SpeechRow(Row):
    """Who spoke how much in an interaction, as found by the method of a version; without figures, why there are none.

    The pairs are those of the domain's `Speech`.
    """

    __tablename__ = "speech"
    __table_args__ = _BY_KEY
    interaction: Mapped[UUID] = mapped_column(ForeignKey("interaction.key"), primary_key=True)
    method: Mapped[int]
    source: Mapped[str | None] = mapped_column(Text)
    talk_first: Mapped[float | None]
    talk_second: Mapped[float | None]
    interruptions_first: Mapped[int | None]
    interruptions_second: Mapped[int | None]
    overtalk: Mapped[float | None]
    silence: Mapped[float | None]
    longest_silence: Mapped[float | None]
    hold: Mapped[float | None]
    problem: Mapped[str]
    measured_at: Mapped[datetime]


class RedactionRow(Row):
    """A span of a recording that is left out of what leaves the room, and who said so; removing it keeps the row."""

    __tablename__ = "redaction"
    __table_args__ = _BY_KEY
    key: Mapped[UUID] = mapped_column(primary_key=True)
    interaction: Mapped[UUID] = mapped_column(ForeignKey("interaction.key"), index=True)
    start_ms: Mapped[int]
    end_ms: Mapped[int]
    channel: Mapped[int | None]
    reason: Mapped[str]
    author: Mapped[UUID] = mapped_column(ForeignKey("person.key"))
    at: Mapped[datetime]
    removed_by: Mapped[UUID | None] = mapped_column(ForeignKey("person.key"))
    removed_at: Mapped[datetime | None]


class SourceRow(Row):
    """What holds for every recording under a root, unless a recording itself says otherwise."""

    __tablename__ = "recording_source"
    __table_args__ = _BY_KEY
    root: Mapped[str] = mapped_column(primary_key=True)
    agent_channel: Mapped[int | None]


class SourceFormatRow(Row):
    """The format of the headerless files with an ending under a root, as `codec/rate/channels`."""

    __tablename__ = "recording_source_format"
    __table_args__ = _BY_KEY
    root: Mapped[str] = mapped_column(primary_key=True)
    suffix: Mapped[str] = mapped_column(primary_key=True)
    format: Mapped[str]


class RootRow(Row):
    """Where a root of recordings lies on a device."""

    __tablename__ = "recording_root"
    __table_args__ = _BY_KEY
    device: Mapped[UUID] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(primary_key=True)
    folder: Mapped[str]


class TranscriptRow(Row):
    """The transcript of an interaction; `hash` tells whether another one is the same, `details` are JSON."""

    __tablename__ = "transcript"
    __table_args__ = _BY_KEY
    interaction: Mapped[UUID] = mapped_column(ForeignKey("interaction.key"), primary_key=True)
    format: Mapped[str]
    channel: Mapped[str]
    started_at: Mapped[str | None] = mapped_column(Text)
    conversation: Mapped[str]
    hash: Mapped[str]
    details: Mapped[str | None] = mapped_column(Text)


class TurnRow(Row):
    """One utterance or message; `details` are what only some sources tell, as JSON."""

    __tablename__ = "turn"
    __table_args__ = _BY_KEY
    interaction: Mapped[UUID] = mapped_column(ForeignKey("transcript.interaction"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    text: Mapped[str]
    role: Mapped[str]
    speaker: Mapped[str]
    start: Mapped[float | None]
    end: Mapped[float | None]
    internal: Mapped[bool]
    sentiment: Mapped[str | None] = mapped_column(Text)
    details: Mapped[str | None] = mapped_column(Text)


class SkippedRow(Row):
    """A place in the transcript's source that could not be read."""

    __tablename__ = "transcript_skipped"
    __table_args__ = _BY_KEY
    interaction: Mapped[UUID] = mapped_column(ForeignKey("transcript.interaction"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    where: Mapped[str]
    reason: Mapped[str]


class FormVersionRow(Row):
    """A published form, as canonical JSON. Two devices may give the same number, so it is not unique."""

    __tablename__ = "form_version"
    key: Mapped[UUID] = mapped_column(primary_key=True)
    form: Mapped[str]
    number: Mapped[int]
    title: Mapped[str]
    hash: Mapped[str]
    definition: Mapped[str]
    __table_args__ = (Index("ix_form_version_form_number", "form", "number"),)


class EvaluationRow(Row):
    """One reviewer's evaluation of an interaction; beside its keys a cache of the head revision, for lists.

    `occasion` is the calibration session or re-test that it was made for; ordinary ones have none. `leaves` counts the
    revisions that nothing follows: more than one is a conflict. `deleted` ones leave all lists. `started_at` is that of
    the interaction, kept true by triggers, for an index of one's own. `head` has no foreign key, because the two tables
    would wait for each other; `health` checks it.
    """

    __tablename__ = "evaluation"
    key: Mapped[UUID] = mapped_column(primary_key=True)
    interaction: Mapped[UUID] = mapped_column(ForeignKey("interaction.key"))
    reviewer: Mapped[UUID] = mapped_column(ForeignKey("person.key"))
    form_version: Mapped[UUID] = mapped_column(ForeignKey("form_version.key"))
    head: Mapped[UUID]
    number: Mapped[int]
    total: Mapped[str | None] = mapped_column(Text)
    total_value: Mapped[float | None]
    outcome: Mapped[str | None] = mapped_column(Text)
    band: Mapped[str | None] = mapped_column(Text)
    submitted_at: Mapped[datetime]
    version: Mapped[int]
    leaves: Mapped[int] = mapped_column(server_default="1")
    deleted: Mapped[bool] = mapped_column(server_default=false())
    occasion: Mapped[UUID | None]
    started_at: Mapped[datetime | None]
    __table_args__ = (
        Index("ix_evaluation_own", "interaction", "reviewer", "submitted_at"),
        Index("ix_evaluation_reviewer", "reviewer", "submitted_at"),
        Index("ix_evaluation_submitted_at", "submitted_at"),
        Index("ix_evaluation_occasion", "occasion", sqlite_where=_FOR_OCCASION, postgresql_where=_FOR_OCCASION),
        Index("ix_evaluation_mine", *_MINE, sqlite_where=_LISTED[0], postgresql_where=_LISTED[1]),
        Index("ix_evaluation_conflict", "reviewer", sqlite_where=_TORN, postgresql_where=_TORN),
        _BY_KEY,
    )


class RevisionRow(Row):
    """One submitted state of an evaluation; `text_digest` seals its free text."""

    __tablename__ = "revision"
    __table_args__ = _BY_KEY
    key: Mapped[UUID] = mapped_column(primary_key=True)
    evaluation: Mapped[UUID] = mapped_column(ForeignKey("evaluation.key"), index=True)
    form_version: Mapped[UUID] = mapped_column(ForeignKey("form_version.key"))
    number: Mapped[int]
    device: Mapped[UUID]
    author: Mapped[UUID] = mapped_column(ForeignKey("person.key"))
    at: Mapped[datetime]
    reason: Mapped[str]
    comment: Mapped[str]
    hash: Mapped[str]
    salt: Mapped[str] = mapped_column(server_default="")
    text_digest: Mapped[str] = mapped_column(server_default="")


class ParentRow(Row):
    """A revision that another one follows."""

    __tablename__ = "revision_parent"
    __table_args__ = _BY_KEY
    revision: Mapped[UUID] = mapped_column(ForeignKey("revision.key"), primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    parent: Mapped[UUID] = mapped_column(ForeignKey("revision.key"), index=True)


class AnswerRow(Row):
    """One mark; `kind` and `content` as the domain encodes them, `credit` from 0 to 1 for averages."""

    __tablename__ = "answer"
    __table_args__ = _BY_KEY
    revision: Mapped[UUID] = mapped_column(ForeignKey("revision.key"), primary_key=True)
    standard: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str | None] = mapped_column(Text)
    content: Mapped[str | None] = mapped_column(Text)
    credit: Mapped[float | None]
    comment: Mapped[str]


class EvidenceRow(Row):
    """A span of the recording (milliseconds) or of the transcript (turns) that supports a mark."""

    __tablename__ = "answer_evidence"
    revision: Mapped[UUID] = mapped_column(primary_key=True)
    standard: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    first: Mapped[int]
    last: Mapped[int]
    noted: Mapped[bool]
    __table_args__ = (ForeignKeyConstraint(["revision", "standard"], ["answer.revision", "answer.standard"]), _BY_KEY)


class ReasonRow(Row):
    """A reason given for a mark."""

    __tablename__ = "answer_reason"
    revision: Mapped[UUID] = mapped_column(primary_key=True)
    standard: Mapped[str] = mapped_column(primary_key=True)
    place: Mapped[int] = mapped_column(primary_key=True)
    reason: Mapped[str]
    __table_args__ = (ForeignKeyConstraint(["revision", "standard"], ["answer.revision", "answer.standard"]), _BY_KEY)


class DraftRow(Row):
    """An evaluation being typed on a device: a journal that is overwritten, not a revision."""

    __tablename__ = "draft"
    evaluation: Mapped[UUID] = mapped_column(primary_key=True)
    device: Mapped[UUID] = mapped_column(primary_key=True)
    interaction: Mapped[UUID] = mapped_column(ForeignKey("interaction.key"))
    reviewer: Mapped[UUID] = mapped_column(ForeignKey("person.key"))
    form_version: Mapped[UUID] = mapped_column(ForeignKey("form_version.key"))
    corrects: Mapped[UUID | None]
    content: Mapped[str]
    saved_at: Mapped[datetime]
    occasion: Mapped[UUID | None]
    __table_args__ = (
        Index("ix_draft_own", "interaction", "reviewer", "saved_at"),
        Index("ix_draft_reviewer", "reviewer"),
    )


class AuditRow(Row):
    """One line of the audit trail, numbered and chained by the device that wrote it."""

    __tablename__ = "audit"
    device: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    author: Mapped[UUID | None]
    action: Mapped[str]
    kind: Mapped[str]
    key: Mapped[UUID]
    detail: Mapped[str]
    salt: Mapped[str] = mapped_column(server_default="")
    detail_digest: Mapped[str] = mapped_column(server_default="")
    previous: Mapped[str] = mapped_column(server_default="")
    hash: Mapped[str] = mapped_column(server_default="")
    __table_args__ = (Index("ix_audit_key", "key", "at"), _BY_KEY)

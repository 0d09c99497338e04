"""The first schema: every table, and the triggers that keep submitted work and the audit trail as they are."""

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Key, Moment

revision = "0001"
down_revision = None

_APPEND_ONLY = ("revision", "revision_parent", "answer", "answer_evidence", "answer_reason", "audit")


def upgrade() -> None:
    """Create all tables and triggers."""
    _people_and_forms()
    _interaction()
    _interaction_details()
    _transcripts()
    _evaluations()
    _revisions()
    _answers()
    _answer_details()
    _calibration()
    _audit()
    if op.get_bind().dialect.name == "sqlite":
        _guard()


def _guard() -> None:
    for table in _APPEND_ONLY:
        for change in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER append_only_{table}_{change.lower()} BEFORE {change} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )


def _people_and_forms() -> None:
    op.create_table(
        "property",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_property")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "person",
        sa.Column("key", Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_person")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "agent",
        sa.Column("key", Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_agent")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "form_version",
        sa.Column("key", Key(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_form_version")),
    )
    op.create_index("ix_form_version_form_number", "form_version", ["form", "number"])


def _interaction() -> None:
    op.create_table(
        "interaction",
        sa.Column("key", Key(), nullable=False),
        sa.Column("external_id", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("agent", Key(), nullable=True),
        sa.Column("agent_name", sa.Text(), nullable=False),
        sa.Column("agent_external_id", sa.Text(), nullable=False),
        sa.Column("team", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("started_at", Moment(), nullable=True),
        sa.Column("duration", sa.Double(), nullable=True),
        sa.Column("customer_reference", sa.Text(), nullable=False),
        sa.Column("direction", sa.Text(), nullable=False),
        sa.Column("tags", sa.Text(), nullable=False),
        sa.Column("turns", sa.Integer(), nullable=False),
        sa.Column("search", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["agent"], ["agent.key"], name=op.f("fk_interaction_agent")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_interaction")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_interaction_agent", "interaction", ["agent", "started_at"])
    op.create_index(op.f("ix_interaction_external_id"), "interaction", ["external_id"])
    op.create_index("ix_interaction_newest", "interaction", ["started_at", "key"])
    op.create_index(op.f("ix_interaction_queue"), "interaction", ["queue"])


def _interaction_details() -> None:
    op.create_table(
        "survey_response",
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("csat", sa.Integer(), nullable=True),
        sa.Column("nps", sa.Integer(), nullable=True),
        sa.Column("ces", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["interaction"], ["interaction.key"], name=op.f("fk_survey_response_interaction")),
        sa.PrimaryKeyConstraint("interaction", name=op.f("pk_survey_response")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recording",
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("duration", sa.Double(), nullable=False),
        sa.Column("sample_rate", sa.Integer(), nullable=False),
        sa.Column("channels", sa.Integer(), nullable=False),
        sa.Column("codec", sa.Text(), nullable=False),
        sa.Column("agent_channel", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["interaction"], ["interaction.key"], name=op.f("fk_recording_interaction")),
        sa.PrimaryKeyConstraint("interaction", name=op.f("pk_recording")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_recording_sha256"), "recording", ["sha256"])
    op.create_table(
        "recording_root",
        sa.Column("device", Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("folder", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device", "name", name=op.f("pk_recording_root")),
        sqlite_with_rowid=False,
    )


def _transcripts() -> None:
    op.create_table(
        "transcript",
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("started_at", sa.Text(), nullable=True),
        sa.Column("conversation", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["interaction"], ["interaction.key"], name=op.f("fk_transcript_interaction")),
        sa.PrimaryKeyConstraint("interaction", name=op.f("pk_transcript")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "turn",
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("speaker", sa.Text(), nullable=False),
        sa.Column("start", sa.Double(), nullable=True),
        sa.Column("end", sa.Double(), nullable=True),
        sa.Column("internal", sa.Boolean(), nullable=False),
        sa.Column("sentiment", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(["interaction"], ["transcript.interaction"], name=op.f("fk_turn_interaction")),
        sa.PrimaryKeyConstraint("interaction", "place", name=op.f("pk_turn")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "transcript_skipped",
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("where", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction"], ["transcript.interaction"], name=op.f("fk_transcript_skipped_interaction")
        ),
        sa.PrimaryKeyConstraint("interaction", "place", name=op.f("pk_transcript_skipped")),
        sqlite_with_rowid=False,
    )


def _evaluations() -> None:
    op.create_table(
        "evaluation",
        sa.Column("key", Key(), nullable=False),
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("reviewer", Key(), nullable=False),
        sa.Column("form_version", Key(), nullable=False),
        sa.Column("head", Key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("total", sa.Text(), nullable=True),
        sa.Column("total_value", sa.Double(), nullable=True),
        sa.Column("outcome", sa.Text(), nullable=True),
        sa.Column("band", sa.Text(), nullable=True),
        sa.Column("submitted_at", Moment(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["form_version"], ["form_version.key"], name=op.f("fk_evaluation_form_version")),
        sa.ForeignKeyConstraint(["interaction"], ["interaction.key"], name=op.f("fk_evaluation_interaction")),
        sa.ForeignKeyConstraint(["reviewer"], ["person.key"], name=op.f("fk_evaluation_reviewer")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_evaluation")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_evaluation_own", "evaluation", ["interaction", "reviewer", "submitted_at"])
    op.create_index("ix_evaluation_reviewer", "evaluation", ["reviewer", "submitted_at"])
    op.create_index("ix_evaluation_submitted_at", "evaluation", ["submitted_at"])
    op.create_table(
        "draft",
        sa.Column("evaluation", Key(), nullable=False),
        sa.Column("device", Key(), nullable=False),
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("reviewer", Key(), nullable=False),
        sa.Column("form_version", Key(), nullable=False),
        sa.Column("corrects", Key(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("saved_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["form_version"], ["form_version.key"], name=op.f("fk_draft_form_version")),
        sa.ForeignKeyConstraint(["interaction"], ["interaction.key"], name=op.f("fk_draft_interaction")),
        sa.ForeignKeyConstraint(["reviewer"], ["person.key"], name=op.f("fk_draft_reviewer")),
        sa.PrimaryKeyConstraint("evaluation", "device", name=op.f("pk_draft")),
    )
    op.create_index("ix_draft_own", "draft", ["interaction", "reviewer", "saved_at"])


def _revisions() -> None:
    op.create_table(
        "revision",
        sa.Column("key", Key(), nullable=False),
        sa.Column("evaluation", Key(), nullable=False),
        sa.Column("form_version", Key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("device", Key(), nullable=False),
        sa.Column("author", Key(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["author"], ["person.key"], name=op.f("fk_revision_author")),
        sa.ForeignKeyConstraint(["evaluation"], ["evaluation.key"], name=op.f("fk_revision_evaluation")),
        sa.ForeignKeyConstraint(["form_version"], ["form_version.key"], name=op.f("fk_revision_form_version")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_revision")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_revision_evaluation"), "revision", ["evaluation"])
    op.create_table(
        "revision_parent",
        sa.Column("revision", Key(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("parent", Key(), nullable=False),
        sa.ForeignKeyConstraint(["parent"], ["revision.key"], name=op.f("fk_revision_parent_parent")),
        sa.ForeignKeyConstraint(["revision"], ["revision.key"], name=op.f("fk_revision_parent_revision")),
        sa.PrimaryKeyConstraint("revision", "place", name=op.f("pk_revision_parent")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_revision_parent_parent"), "revision_parent", ["parent"])


def _answers() -> None:
    op.create_table(
        "answer",
        sa.Column("revision", Key(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("credit", sa.Double(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["revision"], ["revision.key"], name=op.f("fk_answer_revision")),
        sa.PrimaryKeyConstraint("revision", "standard", name=op.f("pk_answer")),
        sqlite_with_rowid=False,
    )


def _answer_details() -> None:
    op.create_table(
        "answer_evidence",
        sa.Column("revision", Key(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("first", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("noted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision", "standard"],
            ["answer.revision", "answer.standard"],
            name=op.f("fk_answer_evidence_revision_standard"),
        ),
        sa.PrimaryKeyConstraint("revision", "standard", "place", name=op.f("pk_answer_evidence")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "answer_reason",
        sa.Column("revision", Key(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["revision", "standard"],
            ["answer.revision", "answer.standard"],
            name=op.f("fk_answer_reason_revision_standard"),
        ),
        sa.PrimaryKeyConstraint("revision", "standard", "place", name=op.f("pk_answer_reason")),
        sqlite_with_rowid=False,
    )


def _calibration() -> None:
    op.create_table(
        "calibration_session",
        sa.Column("key", Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("form_version", Key(), nullable=False),
        sa.Column("gauge", Key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["form_version"], ["form_version.key"], name=op.f("fk_calibration_session_form_version")
        ),
        sa.ForeignKeyConstraint(["gauge"], ["person.key"], name=op.f("fk_calibration_session_gauge")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_calibration_session")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "calibration_member",
        sa.Column("session", Key(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("person", Key(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.key"], name=op.f("fk_calibration_member_person")),
        sa.ForeignKeyConstraint(["session"], ["calibration_session.key"], name=op.f("fk_calibration_member_session")),
        sa.PrimaryKeyConstraint("session", "place", name=op.f("pk_calibration_member")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "calibration_interaction",
        sa.Column("session", Key(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("interaction", Key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["interaction"], ["interaction.key"], name=op.f("fk_calibration_interaction_interaction")
        ),
        sa.ForeignKeyConstraint(
            ["session"], ["calibration_session.key"], name=op.f("fk_calibration_interaction_session")
        ),
        sa.PrimaryKeyConstraint("session", "place", name=op.f("pk_calibration_interaction")),
        sqlite_with_rowid=False,
    )


def _audit() -> None:
    op.create_table(
        "audit",
        sa.Column("device", Key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("author", Key(), nullable=True),
        sa.Column("action", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", Key(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("device", "number", name=op.f("pk_audit")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_audit_key", "audit", ["key", "at"])

"""What is stored about sound: speech figures, redactions, what holds for a source of recordings, headerless formats."""

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Key, Moment

revision = "0002"
down_revision = "0001"


_READ_BY_ENDING = {
    ".gsm": ("gsm", "gsm"),
    ".g722": ("adpcm_g722", "g722"),
    ".g726": ("adpcm_g726", "g726"),
    ".g729": ("g729", "g729"),
    ".sln": ("pcm_s16le", "s16le"),
}
"""Endings that the first version took for a format: how it called the codec, and how headerless formats are spelled."""


def upgrade() -> None:
    """Add the tables and the column; what was read without a header goes on being read as it was."""
    op.add_column("recording", sa.Column("raw", sa.Text(), server_default="", nullable=False))
    for ending, (codec, spelled) in _READ_BY_ENDING.items():
        named = sa.text(
            "UPDATE recording SET raw = :spelled || '/' || sample_rate || '/' || channels "
            "WHERE codec = :codec AND lower(path) LIKE :ending"
        )
        op.execute(named.bindparams(spelled=spelled, codec=codec, ending=f"%{ending}"))
    _speech()
    _redaction()
    _sources()
    if op.get_bind().dialect.name == "sqlite":
        _guard_redactions()


def _speech() -> None:
    op.create_table(
        "speech",
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("method", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True),
        sa.Column("talk_first", sa.Double(), nullable=True),
        sa.Column("talk_second", sa.Double(), nullable=True),
        sa.Column("interruptions_first", sa.Integer(), nullable=True),
        sa.Column("interruptions_second", sa.Integer(), nullable=True),
        sa.Column("overtalk", sa.Double(), nullable=True),
        sa.Column("silence", sa.Double(), nullable=True),
        sa.Column("longest_silence", sa.Double(), nullable=True),
        sa.Column("hold", sa.Double(), nullable=True),
        sa.Column("problem", sa.Text(), nullable=False),
        sa.Column("measured_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(["interaction"], ["interaction.key"], name=op.f("fk_speech_interaction")),
        sa.PrimaryKeyConstraint("interaction", name=op.f("pk_speech")),
        sqlite_with_rowid=False,
    )


def _redaction() -> None:
    op.create_table(
        "redaction",
        sa.Column("key", Key(), nullable=False),
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("start_ms", sa.Integer(), nullable=False),
        sa.Column("end_ms", sa.Integer(), nullable=False),
        sa.Column("channel", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("author", Key(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("removed_by", Key(), nullable=True),
        sa.Column("removed_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(["author"], ["person.key"], name=op.f("fk_redaction_author")),
        sa.ForeignKeyConstraint(["interaction"], ["interaction.key"], name=op.f("fk_redaction_interaction")),
        sa.ForeignKeyConstraint(["removed_by"], ["person.key"], name=op.f("fk_redaction_removed_by")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_redaction")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_redaction_interaction"), "redaction", ["interaction"])


def _sources() -> None:
    op.create_table(
        "recording_source",
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("agent_channel", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("root", name=op.f("pk_recording_source")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "recording_source_format",
        sa.Column("root", sa.Text(), nullable=False),
        sa.Column("suffix", sa.Text(), nullable=False),
        sa.Column("format", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("root", "suffix", name=op.f("pk_recording_source_format")),
        sqlite_with_rowid=False,
    )


def _guard_redactions() -> None:
    """No row goes, and of a row only that it was removed may be written, once."""
    op.execute(
        "CREATE TRIGGER append_only_redaction_delete BEFORE DELETE ON redaction "
        "BEGIN SELECT RAISE(ABORT, 'redaction is append-only'); END"
    )
    told = ("key", "interaction", "start_ms", "end_ms", "channel", "reason", "author", "at")
    as_before = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in told)
    op.execute(
        "CREATE TRIGGER append_only_redaction_update BEFORE UPDATE ON redaction "
        "WHEN NOT (OLD.removed_at IS NULL AND NEW.removed_at IS NOT NULL AND NEW.removed_by IS NOT NULL "
        f"AND {as_before}) BEGIN SELECT RAISE(ABORT, 'redaction is append-only'); END"
    )

"""What sharing rests on: salted text that can be erased, the chained audit trail, records, tombstones, the outbox."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Key, Moment
from qa_desktop.storage.migrations.first_records import write_records
from qa_desktop.storage.migrations.resealing import chain_audit, reseal_revisions

revision = "0003"
down_revision = "0002"

_ERASABLE = ("revision", "answer", "audit", "redaction")


def upgrade() -> None:
    """Add columns and tables, seal what is there in the new way, and guard it so that only erasing may change it."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        for table in _ERASABLE:
            op.execute(f"DROP TRIGGER IF EXISTS append_only_{table}_update")
    _columns()
    _records()
    _outbox()
    named = sa.text("INSERT INTO property (name, value) VALUES ('database', :key)")
    op.execute(named.bindparams(key=str(uuid4())))
    reseal_revisions(op.get_bind())
    chain_audit(op.get_bind())
    write_records(op.get_bind())
    if is_sqlite:
        _guard()


def _columns() -> None:
    for table, names in {
        "revision": ("salt", "text_digest"),
        "audit": ("salt", "detail_digest", "previous", "hash"),
    }.items():
        for name in names:
            op.add_column(table, sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("evaluation", sa.Column("leaves", sa.Integer(), server_default="1", nullable=False))
    op.add_column("evaluation", sa.Column("deleted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("calibration_session", sa.Column("revealed_at", Moment(), nullable=True))


def _records() -> None:
    op.create_table(
        "record",
        sa.Column("key", Key(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", Key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("device", Key(), nullable=False),
        sa.Column("author", Key(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("content", sa.Text(), nullable=True),
        sa.Column("salt", sa.Text(), nullable=False),
        sa.Column("content_digest", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_record")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_record_subject", "record", ["subject", "kind"])
    op.create_table(
        "record_parent",
        sa.Column("record", Key(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("parent", Key(), nullable=False),
        sa.ForeignKeyConstraint(["record"], ["record.key"], name=op.f("fk_record_parent_record")),
        sa.ForeignKeyConstraint(["parent"], ["record.key"], name=op.f("fk_record_parent_parent")),
        sa.PrimaryKeyConstraint("record", "place", name=op.f("pk_record_parent")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_record_parent_parent"), "record_parent", ["parent"])


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "pending",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "digest", name=op.f("pk_pending")),
        sqlite_with_rowid=False,
    )


def _guard() -> None:
    """No row goes; of a row only free text may be erased, and of a redaction also told that it was removed."""
    for table in ("record", "record_parent"):
        op.execute(
            f"CREATE TRIGGER append_only_{table}_delete BEFORE DELETE ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
    op.execute(
        "CREATE TRIGGER append_only_record_parent_update BEFORE UPDATE ON record_parent "
        "BEGIN SELECT RAISE(ABORT, 'record_parent is append-only'); END"
    )
    _allow(
        "revision",
        ("key", "evaluation", "form_version", "number", "device", "author", "at", "text_digest", "hash"),
        "OLD.salt != '' AND NEW.salt = '' AND NEW.reason = '' AND NEW.comment = ''",
    )
    _allow(
        "answer",
        ("revision", "standard", "kind", "credit"),
        "NEW.comment = '' AND (NEW.content IS OLD.content OR (OLD.kind = 'text' AND NEW.content = '')) "
        "AND (NEW.comment IS NOT OLD.comment OR NEW.content IS NOT OLD.content)",
    )
    _allow(
        "audit",
        ("device", "number", "at", "author", "action", "kind", "key", "detail_digest", "previous", "hash"),
        "OLD.salt != '' AND NEW.salt = '' AND NEW.detail = ''",
    )
    _allow(
        "record",
        ("key", "kind", "subject", "number", "device", "author", "at", "content_digest", "hash"),
        "OLD.salt != '' AND NEW.salt = '' AND NEW.content IS NULL",
    )
    removed_first = (
        "NEW.reason = OLD.reason AND NEW.removed_at IS NOT NULL AND NEW.removed_by IS NOT NULL "
        "AND (OLD.removed_at IS NULL OR NEW.removed_at < OLD.removed_at "
        "OR (NEW.removed_at = OLD.removed_at AND NEW.removed_by < OLD.removed_by))"
    )
    erased = (
        "OLD.reason != '' AND NEW.reason = '' AND NEW.removed_by IS OLD.removed_by AND NEW.removed_at IS OLD.removed_at"
    )
    told = ("key", "interaction", "start_ms", "end_ms", "channel", "author", "at")
    _allow("redaction", told, f"(({removed_first}) OR ({erased}))")


def _allow(table: str, fixed: tuple[str, ...], change: str) -> None:
    """Let rows of a table change in this way only."""
    as_before = " AND ".join(f"NEW.{column} IS OLD.{column}" for column in fixed)
    op.execute(
        f"CREATE TRIGGER append_only_{table}_update BEFORE UPDATE ON {table} WHEN NOT ({as_before} AND {change}) "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
    )

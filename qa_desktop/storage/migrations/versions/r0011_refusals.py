"""What came from other databases and was not taken, and which interactions are reserved: for a person to read later."""

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Moment

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the list of refusals, and an index of what is reserved."""
    op.create_table(
        "refusal",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "key", "digest", name=op.f("pk_refusal")),
        sqlite_with_rowid=False,
    )
    only = sa.text("kind = 'reservation'")
    op.create_index("ix_record_reservation", "record", ["subject"], sqlite_where=only, postgresql_where=only)

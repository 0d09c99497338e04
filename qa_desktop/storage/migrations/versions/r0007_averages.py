"""A roll-up of the marks by day, so that averages of a month are quick; triggers keep it true whoever writes."""

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Key
from qa_desktop.storage.migrations import rolling_up

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the table, fill it with what is there, and let triggers follow every change."""
    op.create_table(
        "standard_day",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("form_version", Key(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "queue", "form_version", "standard", name=op.f("pk_standard_day")),
        sqlite_with_rowid=False,
    )
    op.drop_index("ix_interaction_queue", "interaction")
    op.create_index("ix_interaction_queue_newest", "interaction", ["queue", "started_at", "key"])
    rolling_up.fill()
    rolling_up.make_triggers()

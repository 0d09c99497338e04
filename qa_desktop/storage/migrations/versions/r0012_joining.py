"""Interactions that somebody has joined into others by hand."""

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Key

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Say of an interaction into which other it was joined; an index finds the few that were."""
    op.add_column("interaction", sa.Column("joined_into", Key(), nullable=True))
    only = sa.text("joined_into IS NOT NULL")
    op.create_index("ix_interaction_joined", "interaction", ["joined_into"], sqlite_where=only, postgresql_where=only)

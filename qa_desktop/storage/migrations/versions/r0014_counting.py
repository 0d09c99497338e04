"""The index of what each reviewer has scored holds all that counting it asks for."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"


def upgrade() -> None:
    """Make the index anew: SQLite looks into each row for what the condition of an index names and the index lacks."""
    op.drop_index("ix_evaluation_mine", "evaluation")
    op.create_index(
        "ix_evaluation_mine",
        "evaluation",
        ["reviewer", "started_at", "interaction", "leaves", "deleted", "occasion"],
        sqlite_where=sa.text("deleted = 0 AND occasion IS NULL"),
        postgresql_where=sa.text("NOT deleted AND occasion IS NULL"),
    )

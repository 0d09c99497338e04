"""What only some sources tell of a turn or a transcript: words with their times, confidence, redaction, holds."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Add the columns; what is stored had none of it."""
    for table in ("turn", "transcript"):
        op.add_column(table, sa.Column("details", sa.Text(), nullable=True))

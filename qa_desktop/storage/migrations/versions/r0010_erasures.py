"""An index of what was erased, for it is asked whenever something arrives."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Index the records that erase."""
    only = sa.text("kind = 'erasure'")
    op.create_index("ix_record_erasure", "record", ["subject"], sqlite_where=only, postgresql_where=only)

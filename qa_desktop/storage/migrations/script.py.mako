"""${message}"""

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Key, Moment

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}


def upgrade() -> None:
    """${message}"""
    ${upgrades if upgrades else "pass"}

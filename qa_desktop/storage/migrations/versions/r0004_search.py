"""The search index; it is filled when the tables are up to date."""

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Key

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the texts that are searched, and their index."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    if is_sqlite:
        _texts(sa.Column("text", sa.Text(), nullable=False))
        # The words are folded and cut already: FTS5 needs to know no more than where the spaces are.
        op.execute(
            "CREATE VIRTUAL TABLE search_index USING fts5("
            "text, content='search_text', content_rowid='id', tokenize='ascii', columnsize=0)"
        )
    else:
        from sqlalchemy.dialects.postgresql import TSVECTOR

        _texts(sa.Column("vector", TSVECTOR(), nullable=False))
        op.create_index("ix_search_text_vector", "search_text", ["vector"], postgresql_using="gin")


def _texts(searched: "sa.Column[str]") -> None:
    op.create_table(
        "search_text",
        sa.Column("id", sa.Integer().with_variant(sa.BigInteger(), "postgresql"), nullable=False, autoincrement=True),
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("evaluation", Key(), nullable=True),
        sa.Column("owner", Key(), nullable=True),
        searched,
        sa.ForeignKeyConstraint(
            ["interaction"], ["interaction.key"], name=op.f("fk_search_text_interaction"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_text")),
        sqlite_autoincrement=True,  # a number is never used again: the index may still know the one that had it
    )
    op.create_index("ix_search_text_interaction", "search_text", ["interaction"])
    op.create_index("ix_search_text_evaluation", "search_text", ["evaluation"])

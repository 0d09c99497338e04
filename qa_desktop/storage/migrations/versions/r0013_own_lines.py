"""An index of what each reviewer has scored, in the order of the worklist."""

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Moment

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Keep with each evaluation when its interaction began, and let triggers follow every change."""
    op.add_column("evaluation", sa.Column("started_at", Moment(), nullable=True))
    began = "(SELECT i.started_at FROM interaction i WHERE i.key = evaluation.interaction)"
    op.execute(f"UPDATE evaluation SET started_at = {began}")
    op.create_index(
        "ix_evaluation_mine",
        "evaluation",
        ["reviewer", "started_at", "interaction", "leaves"],
        sqlite_where=sa.text("deleted = 0 AND occasion IS NULL"),
        postgresql_where=sa.text("NOT deleted AND occasion IS NULL"),
    )
    torn = sa.text("leaves > 1")
    op.create_index("ix_evaluation_conflict", "evaluation", ["reviewer"], sqlite_where=torn, postgresql_where=torn)
    op.create_index("ix_draft_reviewer", "draft", ["reviewer"])
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers(began)
    else:
        _postgres_triggers()


def _sqlite_triggers(began: str) -> None:
    op.execute(
        "CREATE TRIGGER began_evaluation_insert AFTER INSERT ON evaluation "
        f"BEGIN UPDATE evaluation SET started_at = {began} WHERE key = NEW.key; END"
    )
    op.execute(
        "CREATE TRIGGER began_interaction_update AFTER UPDATE OF started_at ON interaction "
        "WHEN NEW.started_at IS NOT OLD.started_at "
        "BEGIN UPDATE evaluation SET started_at = NEW.started_at WHERE interaction = NEW.key; END"
    )


def _postgres_triggers() -> None:
    """By the right of who owns the tables: marks that are sealed from whoever writes are kept true as well."""
    begin = "RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT AS $$ BEGIN"
    op.execute(
        f"CREATE FUNCTION began_evaluation_insert() {begin} NEW.started_at := "
        "(SELECT i.started_at FROM interaction i WHERE i.key = NEW.interaction); RETURN NEW; END $$"
    )
    op.execute(
        "CREATE TRIGGER began_evaluation_insert BEFORE INSERT ON evaluation "
        "FOR EACH ROW EXECUTE FUNCTION began_evaluation_insert()"
    )
    op.execute(
        f"CREATE FUNCTION began_interaction_update() {begin} "
        "UPDATE evaluation SET started_at = NEW.started_at WHERE interaction = NEW.key; RETURN NULL; END $$"
    )
    op.execute(
        "CREATE TRIGGER began_interaction_update AFTER UPDATE OF started_at ON interaction FOR EACH ROW "
        "WHEN (NEW.started_at IS DISTINCT FROM OLD.started_at) EXECUTE FUNCTION began_interaction_update()"
    )

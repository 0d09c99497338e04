"""On a server leads are told which re-tests are done, and nothing of their marks."""

from alembic import op

revision = "0015"
down_revision = "0014"


def upgrade() -> None:
    """Tell leads which re-tests are submitted."""
    if op.get_bind().dialect.name != "postgresql":
        return
    asks = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT"
    op.execute(
        "CREATE FUNCTION qa_retests_done() RETURNS TABLE (reviewer uuid, occasion uuid) "
        f"{asks} AS $$ SELECT e.reviewer, e.occasion FROM evaluation e WHERE qa_leads() AND NOT e.deleted "
        "AND e.occasion IS NOT NULL AND e.occasion NOT IN (SELECT s.key FROM calibration_session s) $$"
    )

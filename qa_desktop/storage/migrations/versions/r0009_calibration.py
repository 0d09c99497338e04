"""Calibration sessions with evaluations of their own, sealed until the reveal, and what they agree on."""

import json

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Key
from qa_desktop.storage.migrations import rolling_up

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Tell evaluations of an occasion from ordinary ones, and keep what sessions are and agree on."""
    for table in ("evaluation", "draft"):
        op.add_column(table, sa.Column("occasion", Key(), nullable=True))
    told = sa.text("occasion IS NOT NULL")
    op.create_index("ix_evaluation_occasion", "evaluation", ["occasion"], sqlite_where=told, postgresql_where=told)
    _sessions()
    op.create_table(
        "calibration_entry",
        sa.Column("key", Key(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("session", Key(), nullable=False),
        sa.Column("interaction", Key(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["session"], ["calibration_session.key"], name=op.f("fk_calibration_entry_session")),
        sa.ForeignKeyConstraint(["interaction"], ["interaction.key"], name=op.f("fk_calibration_entry_interaction")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_calibration_entry")),
        sqlite_with_rowid=False,
    )
    for column in ("session", "standard", "interaction"):
        op.create_index(op.f(f"ix_calibration_entry_{column}"), "calibration_entry", [column])
    rolling_up.change_triggers("{row}.occasion IS NULL")
    _reveal_once()
    if op.get_bind().dialect.name == "postgresql":
        _functions()
        _policies()


def _sessions() -> None:
    with op.batch_alter_table("calibration_session", table_kwargs={"sqlite_with_rowid": False}) as table:
        table.alter_column("gauge", existing_type=Key(), nullable=True)
        table.add_column(sa.Column("definition", sa.Text(), nullable=False, server_default=""))
    connection = op.get_bind()
    session = sa.table(
        "calibration_session",
        *(sa.column(name, Key()) for name in ("key", "form_version", "gauge")),
        *(sa.column(name, sa.Text()) for name in ("name", "definition")),
    )
    for row in connection.execute(sa.select(session)).all():
        told = {
            "key": str(row.key),
            "name": row.name,
            "form_version": str(row.form_version),
            "gauge": str(row.gauge),
            "reviewers": _named("calibration_member", "person", row.key),
            "interactions": _named("calibration_interaction", "interaction", row.key),
        }
        definition = json.dumps(told, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        connection.execute(sa.update(session).where(session.c.key == row.key).values(definition=definition))


def _named(table: str, column: str, session: object) -> list[str]:
    of = sa.table(table, sa.column("session", Key()), sa.column(column, Key()), sa.column("place", sa.Integer()))
    wanted = sa.select(of.c[column]).where(of.c.session == session).order_by(of.c.place)
    return [str(key) for key in op.get_bind().scalars(wanted)]


def _reveal_once() -> None:
    """A reveal is not taken back; another one may only turn out to have been earlier."""
    back = "OLD.revealed_at IS NOT NULL AND (NEW.revealed_at IS NULL OR NEW.revealed_at > OLD.revealed_at)"
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER revealed_once BEFORE UPDATE OF revealed_at ON calibration_session WHEN {back} "
            "BEGIN SELECT RAISE(ABORT, 'a reveal is not taken back'); END"
        )
        return
    op.execute(
        "CREATE FUNCTION qa_revealed_once() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'a reveal is not taken back' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        "CREATE TRIGGER revealed_once BEFORE UPDATE OF revealed_at ON calibration_session "
        f"FOR EACH ROW WHEN ({back}) EXECUTE FUNCTION qa_revealed_once()"
    )


def _functions() -> None:
    asks = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT"
    op.execute(
        f"CREATE FUNCTION qa_revealed(of_occasion uuid) RETURNS boolean {asks} AS $$ SELECT EXISTS ("
        "SELECT FROM calibration_session s WHERE s.key = of_occasion AND s.revealed_at IS NOT NULL) $$"
    )
    op.execute(
        "CREATE FUNCTION qa_progress(of_session uuid) RETURNS TABLE (interaction uuid, reviewer uuid) "
        f"{asks} AS $$ SELECT e.interaction, e.reviewer FROM evaluation e "
        "WHERE e.occasion = of_session AND NOT e.deleted $$"
    )


def _policies() -> None:
    """What was made for an occasion is seen by who made it, until that is revealed; from then on it does not change."""
    own = "(qa_leads() OR {} = qa_person())"
    seen = "occasion IS NULL OR reviewer = qa_person() OR qa_revealed(occasion)"
    unlocked = "({0}occasion IS NULL OR NOT qa_revealed({0}occasion))"
    _alter("evaluation", seen, f"{own.format('reviewer')} AND {unlocked.format('')}")
    op.execute(f"ALTER POLICY qa_removed ON evaluation USING ({own.format('reviewer')} AND {unlocked.format('')})")
    _alter("draft", "reviewer = qa_person() OR (occasion IS NULL AND qa_leads())", own.format("reviewer"))
    may = f"EXISTS (SELECT FROM evaluation h WHERE h.key = revision.evaluation AND {unlocked.format('h.')})"
    op.execute(f"ALTER POLICY qa_added ON revision WITH CHECK ({own.format('author')} AND {may})")
    for table in ("revision_parent", "answer", "answer_evidence", "answer_reason"):
        may = (
            f"EXISTS (SELECT FROM revision h JOIN evaluation e ON e.key = h.evaluation WHERE h.key = {table}.revision "
            f"AND {own.format('h.author')} AND {unlocked.format('e.')})"
        )
        op.execute(f"ALTER POLICY qa_added ON {table} WITH CHECK ({may})")
    there = "EXISTS (SELECT FROM evaluation h WHERE h.key = {})"
    shown = f"owner IS NULL OR owner = qa_person() OR {there.format('search_text.evaluation')}"
    _alter("search_text", shown, f"owner IS NULL OR {own.format('owner')}")
    op.execute(f"ALTER POLICY qa_seen ON record USING (kind <> 'tombstone' OR {there.format('record.subject')})")
    leads = "'session', 'reveal', 'close', 'consensus', 'external score', 'retest plan'"
    written = f"kind NOT IN ({leads}) OR qa_leads()"
    op.execute(f"ALTER POLICY qa_added ON record WITH CHECK ({written})")
    recorded = "EXISTS (SELECT FROM record r WHERE r.subject = calibration_session.key AND r.kind = 'reveal')"
    _seal(
        "calibration_session",
        seen="true",
        added="qa_leads() AND revealed_at IS NULL",
        changed=f"qa_leads() AND (revealed_at IS NULL OR {recorded})",
    )
    _seal("calibration_entry", "qa_revealed(session)", "qa_leads() AND qa_revealed(session)", "qa_leads()")
    op.execute("DROP FUNCTION qa_sealed(uuid, uuid)")


def _alter(table: str, seen: str, written: str) -> None:
    op.execute(f"ALTER POLICY qa_seen ON {table} USING ({seen})")
    op.execute(f"ALTER POLICY qa_added ON {table} WITH CHECK ({written})")
    op.execute(f"ALTER POLICY qa_changed ON {table} USING ({seen}) WITH CHECK ({written})")


def _seal(table: str, seen: str, added: str, changed: str) -> None:
    """Nobody but the owner of the tables takes rows away."""
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY qa_seen ON {table} FOR SELECT USING ({seen})")
    op.execute(f"CREATE POLICY qa_added ON {table} FOR INSERT WITH CHECK ({added})")
    op.execute(f"CREATE POLICY qa_changed ON {table} FOR UPDATE USING ({seen}) WITH CHECK ({changed})")

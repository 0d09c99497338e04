"""On a server: guards as on SQLite, who a login is, and sealed marks that nobody but their author can ask for."""

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Key

revision = "0006"
down_revision = "0004"


def upgrade() -> None:
    """Add who logs in as whom; on PostgreSQL guard what is append-only, and seal by row-level security."""
    op.create_table(
        "login",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("person", Key(), nullable=False),
        sa.ForeignKeyConstraint(["person"], ["person.key"], name=op.f("fk_login_person")),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_login")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_calibration_interaction_interaction"), "calibration_interaction", ["interaction"])
    if op.get_bind().dialect.name == "postgresql":
        _guard()
        _functions()
        _seal()


def _guard() -> None:
    """No row goes; of a row only free text may be erased, and of a redaction also told that it was removed."""
    op.execute(
        "CREATE FUNCTION qa_append_only() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION '% is append-only', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    for table in ("revision_parent", "answer_evidence", "answer_reason", "record_parent"):
        _forbid(table, "UPDATE")
    for table in ("revision", "answer", "audit", "record", "redaction"):
        _forbid(table, "UPDATE", f"WHEN (({_ALLOWED[table]}) IS NOT TRUE)")
    for table in (*_ALLOWED, "revision_parent", "answer_evidence", "answer_reason", "record_parent"):
        _forbid(table, "DELETE")
        op.execute(
            f"CREATE TRIGGER append_only_{table}_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION qa_append_only()"
        )


def _forbid(table: str, change: str, when: str = "") -> None:
    op.execute(
        f"CREATE TRIGGER append_only_{table}_{change.lower()} BEFORE {change} ON {table} "
        f"FOR EACH ROW {when} EXECUTE FUNCTION qa_append_only()"
    )


def _same(*columns: str) -> str:
    return " AND ".join(f'NEW."{column}" IS NOT DISTINCT FROM OLD."{column}"' for column in columns)


_ERASED = "OLD.salt <> '' AND NEW.salt = ''"
_REMOVED_FIRST = (
    "NEW.reason = OLD.reason AND NEW.removed_at IS NOT NULL AND NEW.removed_by IS NOT NULL "
    "AND (OLD.removed_at IS NULL OR NEW.removed_at < OLD.removed_at "
    "OR (NEW.removed_at = OLD.removed_at AND NEW.removed_by < OLD.removed_by))"
)
_ALLOWED = {
    "revision": _same("key", "evaluation", "form_version", "number", "device", "author", "at", "text_digest", "hash")
    + f" AND {_ERASED} AND NEW.reason = '' AND NEW.comment = ''",
    "answer": _same("revision", "standard", "kind", "credit")
    + " AND NEW.comment = '' AND (NEW.content IS NOT DISTINCT FROM OLD.content "
    "OR (OLD.kind = 'text' AND NEW.content = '')) "
    "AND (NEW.comment IS DISTINCT FROM OLD.comment OR NEW.content IS DISTINCT FROM OLD.content)",
    "audit": _same(*("device", "number", "at", "author", "action", "kind", "key", "detail_digest", "previous", "hash"))
    + f" AND {_ERASED} AND NEW.detail = ''",
    "record": _same("key", "kind", "subject", "number", "device", "author", "at", "content_digest", "hash")
    + f" AND {_ERASED} AND NEW.content IS NULL",
    "redaction": _same("key", "interaction", "start_ms", "end_ms", "channel", "author", "at")
    + f" AND (({_REMOVED_FIRST}) OR (OLD.reason <> '' AND NEW.reason = '' AND {_same('removed_by', 'removed_at')}))",
}


def _functions() -> None:
    """What the policies ask. They look past the policies themselves, and answer about whoever logged in."""
    asks = "LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT"
    op.execute(
        f"CREATE FUNCTION qa_person() RETURNS uuid {asks} AS $$ SELECT person FROM login WHERE name = session_user $$"
    )
    op.execute(
        f"CREATE FUNCTION qa_leads() RETURNS boolean {asks} AS $$ SELECT EXISTS (SELECT FROM pg_roles "
        "WHERE rolname IN ('qa_lead', 'qa_admin') AND pg_has_role(session_user, oid, 'member')) $$"
    )
    op.execute(
        f"CREATE FUNCTION qa_sealed(contact uuid, scorer uuid) RETURNS boolean {asks} AS $$ "
        "SELECT scorer IS DISTINCT FROM qa_person() AND EXISTS ("
        "SELECT FROM calibration_interaction i JOIN calibration_session s ON s.key = i.session "
        "WHERE i.interaction = contact AND s.revealed_at IS NULL AND (s.gauge = scorer "
        "OR EXISTS (SELECT FROM calibration_member m WHERE m.session = s.key AND m.person = scorer))) $$"
    )
    op.execute(
        "CREATE FUNCTION qa_last_audit(of_device uuid, OUT number integer, OUT hash text) "
        f"{asks} AS $$ SELECT a.number, a.hash FROM audit a WHERE a.device = of_device "
        "ORDER BY a.number DESC LIMIT 1 $$"
    )


def _seal() -> None:
    """Nobody but the author sees marks of a session that is not revealed; reviewers write in their own name only."""
    own = "qa_leads() OR {} = qa_person()"
    _policies("evaluation", "NOT qa_sealed(interaction, reviewer)", own.format("reviewer"))
    _policies("draft", f"NOT qa_sealed(interaction, reviewer) AND ({own.format('reviewer')})", own.format("reviewer"))
    there = "EXISTS (SELECT FROM {0} h WHERE h.key = {1})"
    _policies("revision", there.format("evaluation", "revision.evaluation"), own.format("author"))
    for table in ("revision_parent", "answer", "answer_evidence", "answer_reason"):
        seen = there.format("revision", f"{table}.revision")
        _policies(table, seen, f"{seen[:-1]} AND ({own.format('h.author')}))")
    _policies("audit", f"kind <> 'evaluation' OR {there.format('evaluation', 'audit.key')}", "true")
    _policies(
        "search_text", "owner IS NULL OR NOT qa_sealed(interaction, owner)", f"owner IS NULL OR {own.format('owner')}"
    )
    _policies("record", "true", "kind <> 'session' OR qa_leads()")
    _policies("person", "true", "role = 'reviewer' OR qa_leads()")


def _policies(table: str, seen: str, written: str) -> None:
    op.execute(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY")
    op.execute(f"CREATE POLICY qa_seen ON {table} FOR SELECT USING ({seen})")
    op.execute(f"CREATE POLICY qa_added ON {table} FOR INSERT WITH CHECK ({written})")
    op.execute(f"CREATE POLICY qa_changed ON {table} FOR UPDATE USING ({seen}) WITH CHECK ({written})")
    op.execute(f"CREATE POLICY qa_removed ON {table} FOR DELETE USING ({written})")

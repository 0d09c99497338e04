"""The roll-up of marks is kept true by the head of an evaluation alone, which is set once its answers are there."""

from typing import Final

from alembic import op

revision = "0016"
down_revision = "0015"

_UNITS: Final = 1_000_000_000
_OF_HEAD: Final = "AFTER UPDATE OF head, deleted, submitted_at, form_version, interaction ON evaluation"


def upgrade() -> None:
    """Look at no single answer any more: the trigger for it took as long as writing all that it looked at."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER roll_up_answer_insert{'' if is_sqlite else ' ON answer'}")
    if not is_sqlite:
        op.execute("DROP FUNCTION roll_up_answer_insert()")
    for kind, event, changes in (
        ("insert", "AFTER INSERT ON evaluation", [(1, "NEW")]),
        ("delete", "AFTER DELETE ON evaluation", [(-1, "OLD")]),
        ("update", _OF_HEAD, [(-1, "OLD"), (1, "NEW")]),
    ):
        name, body = f"roll_up_evaluation_{kind}", "; ".join(_added(*each, is_sqlite) for each in changes)
        if is_sqlite:
            op.execute(f"DROP TRIGGER {name}")
            op.execute(f"CREATE TRIGGER {name} {event} BEGIN {body}; END")
        else:
            op.execute(
                f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
                f"SET search_path FROM CURRENT AS $$ BEGIN {body}; RETURN NULL; END $$"
            )


def _added(sign: int, row: str, is_sqlite: bool) -> str:
    """A statement that adds the marks of an evaluation's head to its day, or takes them away.

    A revision has one answer to each standard, so there is nothing to group.
    """
    at = f"{row}.submitted_at"
    day = f"substr({at}, 1, 10)" if is_sqlite else f"to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD')"
    whole = "CAST(round(a.credit * {0}) AS INTEGER)" if is_sqlite else "round((a.credit * {0})::numeric)::bigint"
    return (
        "INSERT INTO standard_day (day, queue, form_version, standard, marks, credits) "
        f"SELECT {day}, i.queue, {row}.form_version, a.standard, {sign}, {sign} * {whole.format(_UNITS)} "
        f"FROM interaction i JOIN answer a ON a.revision = {row}.head WHERE i.key = {row}.interaction "
        f"AND {row}.occasion IS NULL AND a.credit IS NOT NULL AND NOT {row}.deleted "
        "ON CONFLICT (day, queue, form_version, standard) DO UPDATE SET "
        "marks = standard_day.marks + excluded.marks, credits = standard_day.credits + excluded.credits"
    )

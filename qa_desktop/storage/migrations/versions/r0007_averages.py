"""A roll-up of the marks by day, so that averages of a month are quick; triggers keep it true whoever writes."""

import sqlalchemy as sa
from alembic import op

from qa_desktop.storage.columns import Key

revision = "0007"
down_revision = "0006"

_UNITS = 1_000_000_000
_FOLDED = "ON CONFLICT (day, queue, form_version, standard) DO UPDATE SET"


def upgrade() -> None:
    """Add the table, fill it with what is there, and let triggers follow every change."""
    op.create_table(
        "standard_day",
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("form_version", Key(), nullable=False),
        sa.Column("standard", sa.Text(), nullable=False),
        sa.Column("marks", sa.Integer(), nullable=False),
        sa.Column("credits", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("day", "queue", "form_version", "standard", name=op.f("pk_standard_day")),
        sqlite_with_rowid=False,
    )
    op.drop_index("ix_interaction_queue", "interaction")
    op.create_index("ix_interaction_queue_newest", "interaction", ["queue", "started_at", "key"])
    if op.get_bind().dialect.name == "sqlite":
        op.execute(_added(1, "e", "interaction i JOIN evaluation e ON e.interaction = i.key", "1 = 1"))
        _sqlite_triggers()
    else:
        op.execute(_added(1, "e", "interaction i JOIN evaluation e ON e.interaction = i.key", "1 = 1", postgres=True))
        _postgres_triggers()


def _added(sign: int, row: str, source: str, condition: str, *, postgres: bool = False) -> str:
    """A statement that adds the marks of an evaluation's head to its day, or takes them away.

    Whole billionths add up exactly in any order.
    """
    at = f"{row}.submitted_at"
    day = f"to_char({at} AT TIME ZONE 'UTC', 'YYYY-MM-DD')" if postgres else f"substr({at}, 1, 10)"
    whole = "round((a.credit * {0})::numeric)::bigint" if postgres else "CAST(round(a.credit * {0}) AS INTEGER)"
    return (
        "INSERT INTO standard_day (day, queue, form_version, standard, marks, credits) "
        f"SELECT {day}, i.queue, {row}.form_version, a.standard, {sign} * count(*), "
        f"{sign} * sum({whole.format(_UNITS)}) "
        f"FROM {source} JOIN answer a ON a.revision = {row}.head "
        f"WHERE {condition} AND a.credit IS NOT NULL AND NOT {row}.deleted "
        f"GROUP BY 1, 2, 3, 4 {_FOLDED} "
        "marks = standard_day.marks + excluded.marks, credits = standard_day.credits + excluded.credits"
    )


def _bodies(*, postgres: bool) -> dict[str, list[str]]:
    """The statements after each kind of change."""
    own = "interaction i"
    joined = "interaction i JOIN evaluation e ON e.interaction = i.key"
    marked = (
        "revision r JOIN evaluation e ON e.key = r.evaluation AND e.head = r.key "
        "JOIN interaction i ON i.key = e.interaction"
    )

    def change(sign: int, row: str) -> str:
        return _added(sign, row, own, f"i.key = {row}.interaction", postgres=postgres)

    mark = _added(1, "e", marked, "r.key = NEW.revision AND a.standard = NEW.standard", postgres=postgres)
    queues = [
        _added(sign, "e", joined, f"i.key = {row}.key", postgres=postgres).replace("i.queue", f"{row}.queue")
        for sign, row in ((-1, "OLD"), (1, "NEW"))
    ]
    return {
        "AFTER INSERT ON evaluation": [change(1, "NEW")],
        "AFTER DELETE ON evaluation": [change(-1, "OLD")],
        "AFTER UPDATE OF head, deleted, submitted_at, form_version, interaction ON evaluation": [
            change(-1, "OLD"),
            change(1, "NEW"),
        ],
        "AFTER INSERT ON answer": [mark],
        "AFTER UPDATE OF queue ON interaction": queues,
    }


def _name(event: str) -> str:
    _, kind, *_, table = event.split()
    return f"roll_up_{table}_{kind.lower()}"


def _sqlite_triggers() -> None:
    for event, statements in _bodies(postgres=False).items():
        op.execute(f"CREATE TRIGGER {_name(event)} {event} BEGIN {'; '.join(statements)}; END")


def _postgres_triggers() -> None:
    for event, statements in _bodies(postgres=True).items():
        name = _name(event)
        op.execute(
            f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path FROM CURRENT "
            f"AS $$ BEGIN {'; '.join(statements)}; RETURN NULL; END $$"
        )
        op.execute(f"CREATE TRIGGER {name} {event} FOR EACH ROW EXECUTE FUNCTION {name}()")

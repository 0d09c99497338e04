"""The triggers that keep the roll-up of marks by day true, as schemas 0007 and 0009 make them.

It never changes with the program. `only` is a condition on a row of `evaluation`, whose alias stands in it as `{row}`.
"""

from typing import Final

from alembic import op

UNITS: Final = 1_000_000_000
_FOLDED: Final = "ON CONFLICT (day, queue, form_version, standard) DO UPDATE SET"


def fill() -> None:
    """Roll up what is there."""
    postgres = op.get_bind().dialect.name == "postgresql"
    op.execute(_added(1, "e", "interaction i JOIN evaluation e ON e.interaction = i.key", "1 = 1", postgres=postgres))


def make_triggers() -> None:
    """Let triggers follow every change."""
    if op.get_bind().dialect.name == "sqlite":
        _sqlite_triggers("")
        return
    _postgres_functions("")
    for event in _bodies("", postgres=True):
        name = _name(event)
        op.execute(f"CREATE TRIGGER {name} {event} FOR EACH ROW EXECUTE FUNCTION {name}()")


def change_triggers(only: str) -> None:
    """Let the triggers count only evaluations for which the condition holds."""
    if op.get_bind().dialect.name != "sqlite":
        _postgres_functions(only)
        return
    for event in _bodies("", postgres=False):
        op.execute(f"DROP TRIGGER {_name(event)}")
    _sqlite_triggers(only)


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
        f"{sign} * sum({whole.format(UNITS)}) "
        f"FROM {source} JOIN answer a ON a.revision = {row}.head "
        f"WHERE {condition} AND a.credit IS NOT NULL AND NOT {row}.deleted "
        f"GROUP BY 1, 2, 3, 4 {_FOLDED} "
        "marks = standard_day.marks + excluded.marks, credits = standard_day.credits + excluded.credits"
    )


def _bodies(only: str, *, postgres: bool) -> dict[str, list[str]]:
    """The statements after each kind of change."""
    own = "interaction i"
    joined = "interaction i JOIN evaluation e ON e.interaction = i.key"
    marked = (
        "revision r JOIN evaluation e ON e.key = r.evaluation AND e.head = r.key "
        "JOIN interaction i ON i.key = e.interaction"
    )

    def counted(row: str) -> str:
        return f" AND {only.format(row=row)}" if only else ""

    def change(sign: int, row: str) -> str:
        return _added(sign, row, own, f"i.key = {row}.interaction{counted(row)}", postgres=postgres)

    condition = f"r.key = NEW.revision AND a.standard = NEW.standard{counted('e')}"
    mark = _added(1, "e", marked, condition, postgres=postgres)
    queues = [
        _added(sign, "e", joined, f"i.key = {row}.key{counted('e')}", postgres=postgres).replace(
            "i.queue", f"{row}.queue"
        )
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


def _sqlite_triggers(only: str) -> None:
    for event, statements in _bodies(only, postgres=False).items():
        op.execute(f"CREATE TRIGGER {_name(event)} {event} BEGIN {'; '.join(statements)}; END")


def _postgres_functions(only: str) -> None:
    for event, statements in _bodies(only, postgres=True).items():
        op.execute(
            f"CREATE OR REPLACE FUNCTION {_name(event)}() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER "
            f"SET search_path FROM CURRENT AS $$ BEGIN {'; '.join(statements)}; RETURN NULL; END $$"
        )

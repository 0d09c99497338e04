"""Queries whose rows are read by hand: lists of hundreds of lines, where Core would take longer than the engine does.

The rows come as the driver gives them: keys and times in them are read by `columns.reader`, truth values are only
true or false as Python sees them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Dialect, Select

Rows = list[tuple[Any, ...]]
_Statement = Select[*tuple[Any, ...]]
_NONE: Final[Mapping[str, Any]] = {}


def rows(connection: Connection, statement: _Statement, values: Mapping[str, Any] = _NONE) -> Rows:
    """The rows of a statement."""
    cursor: Any = connection.execute(statement, values).cursor
    found: Rows = cursor.fetchall()
    return found


def rows_again(connection: Connection, statement: _Statement, values: Mapping[str, Any] = _NONE) -> Rows:
    """The rows of a statement that was made once: it is written out once for each engine and length of its lists."""
    lengths = tuple([(name, len(value)) for name, value in values.items() if type(value) is list])
    written = _written(statement, connection.dialect, lengths)
    sql, spelled = written.sql, written.spelled(values)
    if not connection.in_transaction():
        connection.begin()
    cursor: Any = connection.connection.cursor()
    try:
        for hear in connection.dispatch.before_cursor_execute:
            sql, spelled = hear(connection, cursor, sql, spelled, None, False)
        cursor.execute(sql, spelled)
        found: Rows = cursor.fetchall()
        return found
    except Exception as error:  # what the driver says is told as Core tells it, which also sees to lost connections
        connection._handle_dbapi_exception(error, sql, spelled, cursor, None)
    finally:
        cursor.close()


class _Asked(NamedTuple):
    """A value that is asked for: how it is spelled, and the names of its parts where it is a list."""

    name: str
    spell: Callable[[Any], Any]
    parts: Sequence[str] | None


@dataclass(frozen=True)
class _Written:
    """A query of an engine: what it always names, what it is asked with, and the order of both."""

    sql: str
    always: Mapping[str, Any]
    asked: Sequence[_Asked]
    order: Sequence[str] | None
    """Of the values, where they go by place; None where they go by name."""

    def spelled(self, values: Mapping[str, Any]) -> Any:
        """The values as the driver takes them."""
        told = {**self.always}
        for name, spell, parts in self.asked:
            if parts is None:
                told[name] = spell(values[name])
            else:
                told.update(zip(parts, map(spell, values[name]), strict=True))
        return told if self.order is None else tuple(map(told.__getitem__, self.order))


@lru_cache(maxsize=512)
def _written(statement: _Statement, dialect: Dialect, lengths: tuple[tuple[str, int], ...]) -> _Written:
    compiled: Any = statement.compile(dialect=dialect)
    wanted = [name for name, value in compiled.binds.items() if value.required]
    nothing = {**dict.fromkeys(wanted), **{name: [None] * length for name, length in lengths}}
    state = compiled.construct_expanded_state(nothing)  # its lists are written out, also those that are always the same
    types = {name: value.type.dialect_impl(dialect) for name, value in compiled.binds.items()}
    spell = {name: type_.bind_processor(dialect) or _same for name, type_ in types.items()}
    asked = [_Asked(name, spell[name], state.parameter_expansion.get(name)) for name in wanted]
    given = {name for each in asked for name in each.parts or [each.name]}
    spelled_parts = {part: spell[name] for name, parts in state.parameter_expansion.items() for part in parts}
    always = {
        name: (spelled_parts.get(name) or spell[name])(value)
        for name, value in state.parameters.items()
        if name not in given
    }
    return _Written(state.statement, always, asked, state.positiontup)


def _same(value: Any) -> Any:
    return value

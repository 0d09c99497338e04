"""Statements that change rows, written out once for each engine.

Spelling one anew whenever it runs takes Core longer than the engine takes to run it; a save is a dozen of them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, CursorResult, Dialect, Table, bindparam, delete, insert, update
from sqlalchemy.sql.dml import UpdateBase

_KEY = "key_of_"
"""Before the name of a column in a condition, for it may be set as well."""
_Spell = Callable[[Any], Any] | None


@dataclass(frozen=True)
class _Spelled:
    """A statement of an engine, and how each of its values is spelled there."""

    sql: str
    values: tuple[tuple[str, _Spell], ...]
    by_place: bool

    def run(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> CursorResult[Any]:
        spelled = [self._row(row) for row in rows]
        return connection.exec_driver_sql(self.sql, spelled if len(spelled) > 1 else spelled[0])

    def _row(self, row: Mapping[str, Any]) -> Any:
        if self.by_place:
            return tuple([row[name] if spell is None else spell(row[name]) for name, spell in self.values])
        return {name: row[name] if spell is None else spell(row[name]) for name, spell in self.values}


def insert_rows(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert rows that all name the columns which the first one names; at least one."""
    _inserting(table, tuple(rows[0]), connection.dialect).run(connection, rows)


def update_row(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """Set values where the key is that, which is nowhere NULL; in how many rows."""
    spelled = _updating(table, tuple(key), tuple(values), connection.dialect)
    return spelled.run(connection, [{**_conditions(key), **values}]).rowcount


def delete_rows(connection: Connection, table: Table, key: Mapping[str, Any]) -> None:
    """Delete the rows whose key is that, which is nowhere NULL."""
    _deleting(table, tuple(key), connection.dialect).run(connection, [_conditions(key)])


def _conditions(key: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{_KEY}{name}": value for name, value in key.items()}


@lru_cache(maxsize=512)
def _inserting(table: Table, names: tuple[str, ...], dialect: Dialect) -> _Spelled:
    return _spelled(insert(table), table, names, dialect)


@lru_cache(maxsize=512)
def _updating(table: Table, key: tuple[str, ...], names: tuple[str, ...], dialect: Dialect) -> _Spelled:
    return _spelled(update(table).where(*_is(table, key)), table, names, dialect)


@lru_cache(maxsize=512)
def _deleting(table: Table, key: tuple[str, ...], dialect: Dialect) -> _Spelled:
    return _spelled(delete(table).where(*_is(table, key)), table, (), dialect)


def _is(table: Table, key: tuple[str, ...]) -> list[Any]:
    return [table.c[name] == bindparam(f"{_KEY}{name}", type_=table.c[name].type) for name in key]


def _spelled(statement: UpdateBase, table: Table, names: tuple[str, ...], dialect: Dialect) -> _Spelled:
    compiled: Any = statement.compile(dialect=dialect, column_keys=list(names))
    order = compiled.positiontup if compiled.positional else tuple(compiled.params)
    types = {name: table.c[name.removeprefix(_KEY)].type for name in order}
    spell = tuple((name, type_.dialect_impl(dialect).bind_processor(dialect)) for name, type_ in types.items())
    return _Spelled(str(compiled), spell, compiled.positional)

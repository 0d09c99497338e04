"""Statements that change rows or ask for them by key, written out once for each engine.

Spelling one anew whenever it runs takes Core longer than the engine takes to run it; a save is a dozen of them.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

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
    names = tuple(rows[0])
    if len(rows) > 1:
        insert_spelled(connection, table, names, spell_rows(connection.dialect, table, names, rows))
    else:
        _inserting(table, names, connection.dialect).run(connection, rows)


def spell_rows(
    dialect: Dialect, table: Table, names: tuple[str, ...], rows: Sequence[Mapping[str, Any]]
) -> list[tuple[Any, ...]]:
    """The values of these columns as the driver takes them: that can be done before anything is locked."""
    spelled = _many(table, names, dialect).spell
    columns = [
        [each[name] for each in rows] if spell is None else [spell(each[name]) for each in rows]
        for name, spell in zip(names, spelled, strict=True)
    ]
    return list(zip(*columns, strict=True))


def insert_values(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert rows whose values stand in the order of the names: of many rows not each need name its columns."""
    if not rows:
        return
    spelled = _many(table, names, connection.dialect).spell
    columns = [
        column if spell is None else list(map(spell, column))
        for column, spell in zip(zip(*rows, strict=True), spelled, strict=True)
    ]
    insert_spelled(connection, table, names, list(zip(*columns, strict=True)))


def insert_spelled(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]]
) -> None:
    """Insert what `spell_rows` made. A server is asked once and not for every row, with an array for each column."""
    if not rows:
        return
    sql = _many(table, names, connection.dialect).sql
    is_sqlite = connection.dialect.name == "sqlite"
    connection.exec_driver_sql(sql, list(rows) if is_sqlite else tuple(map(list, zip(*rows, strict=True))))


def update_row(connection: Connection, table: Table, key: Mapping[str, Any], values: Mapping[str, Any]) -> int:
    """Set values where the key is that, which is nowhere NULL; in how many rows."""
    spelled = _updating(table, tuple(key), tuple(values), connection.dialect)
    return spelled.run(connection, [{**_conditions(key), **values}]).rowcount


def delete_rows(connection: Connection, table: Table, key: Mapping[str, Any]) -> None:
    """Delete the rows whose key is that, which is nowhere NULL."""
    _deleting(table, tuple(key), connection.dialect).run(connection, [_conditions(key)])


def update_spelled(
    connection: Connection, table: Table, names: tuple[str, ...], rows: Sequence[tuple[Any, ...]], raised: str
) -> None:
    """Set values in rows that `spell_rows` made, the key named first; the number in `raised` goes up by 1."""
    if not rows:
        return
    sql = _updating_many(table, names, raised, connection.dialect)
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql(sql, [(*values, key) for key, *values in rows])
    else:
        connection.exec_driver_sql(sql, tuple(map(list, zip(*rows, strict=True))))


def rows_with(
    connection: Connection, table: Table, names: tuple[str, ...], by: str, values: Collection[Any]
) -> list[tuple[Any, ...]]:
    """The columns of the rows whose column `by` has one of the values, in no order; not more than engines take."""
    if not values:
        return []
    asking = _asking(table, names, by, connection.dialect)
    given = tuple(values) if asking.spell is None else tuple(map(asking.spell, values))
    if connection.dialect.name == "sqlite":
        found = connection.exec_driver_sql(f"{asking.sql} IN ({', '.join('?' * len(given))})", given)
    else:
        found = connection.exec_driver_sql(f"{asking.sql} = ANY(%s)", (list(given),))
    return [
        tuple([value if read is None else read(value) for value, read in zip(row, asking.read, strict=True)])
        for row in found.all()
    ]


def _conditions(key: Mapping[str, Any]) -> dict[str, Any]:
    return {f"{_KEY}{name}": value for name, value in key.items()}


@lru_cache(maxsize=512)
def _inserting(table: Table, names: tuple[str, ...], dialect: Dialect) -> _Spelled:
    return _spelled(insert(table), table, names, dialect)


class _Many(NamedTuple):
    sql: str
    spell: tuple[_Spell, ...]


@lru_cache(maxsize=512)
def _many(table: Table, names: tuple[str, ...], dialect: Dialect) -> _Many:
    into = ", ".join(dialect.identifier_preparer.format_column(table.c[name]) for name in names)
    if dialect.name == "sqlite":
        given = f"VALUES ({', '.join('?' * len(names))})"
    else:
        given = f"SELECT * FROM {_arrays(table, names, dialect)}"
    spell = tuple(speller(dialect, table, name) for name in names)
    return _Many(f"INSERT INTO {dialect.identifier_preparer.format_table(table)} ({into}) {given}", spell)


class _Asking(NamedTuple):
    sql: str
    spell: _Spell
    read: tuple[_Spell, ...]


@lru_cache(maxsize=512)
def _asking(table: Table, names: tuple[str, ...], by: str, dialect: Dialect) -> _Asking:
    column = dialect.identifier_preparer.format_column
    wanted = ", ".join(column(table.c[name]) for name in names)
    sql = f"SELECT {wanted} FROM {dialect.identifier_preparer.format_table(table)} WHERE {column(table.c[by])}"
    read = tuple(table.c[name].type.dialect_impl(dialect).result_processor(dialect, None) for name in names)
    return _Asking(sql, speller(dialect, table, by), read)


@lru_cache(maxsize=512)
def speller(dialect: Dialect, table: Table, name: str) -> _Spell:
    """How a value of a column is spelled for the driver; None where it takes it as it is."""
    spell: _Spell = table.c[name].type.dialect_impl(dialect).bind_processor(dialect)
    return spell


@lru_cache(maxsize=512)
def _updating_many(table: Table, names: tuple[str, ...], raised: str, dialect: Dialect) -> str:
    quote = dialect.identifier_preparer.quote
    own = quote(table.name)
    key, *values = map(quote, names)
    told = f"UPDATE {own} SET {quote(raised)} = {own}.{quote(raised)} + 1"
    if dialect.name == "sqlite":
        return f"{told}, {', '.join(f'{each} = ?' for each in values)} WHERE {key} = ?"
    arrays = f"{_arrays(table, names, dialect)} AS given ({', '.join([key, *values])})"
    changed = ", ".join(f"{each} = given.{each}" for each in values)
    return f"{told}, {changed} FROM {arrays} WHERE {own}.{key} = given.{key}"


def _arrays(table: Table, names: tuple[str, ...], dialect: Dialect) -> str:
    """Rows out of an array for each column."""
    return f"unnest({', '.join(f'%s::{table.c[name].type.compile(dialect)}[]' for name in names)})"


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

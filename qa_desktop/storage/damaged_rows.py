"""Reading the rows of a damaged file: forwards, backwards, from every known key on, and from indexes."""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Final

from qa_desktop.storage.errors import driver_errors

Values = dict[str, Any]
_STEPS: Final = 64
"""Places at which reading is begun again inside a wide gap, besides the keys that are known to lie there."""


@dataclass
class Found:
    """What could be read of a table: rows by their key, partial ones from indexes, and keys that are only named."""

    table: str
    columns: list[str]
    key: list[str]
    rows: dict[tuple[Any, ...], tuple[Any, ...]] = field(default_factory=dict)
    partial: dict[tuple[Any, ...], Values] = field(default_factory=dict)
    troubles: set[str] = field(default_factory=set)

    @property
    def missing(self) -> list[tuple[Any, ...]]:
        """Keys that an index names and whose row cannot be read."""
        return [key for key in self.partial if key not in self.rows]


def tables_of(connection: sqlite3.Connection) -> list[str]:
    """The tables of a database, without those that SQLite or a search index keep for themselves."""
    listed = connection.execute("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'")
    return [row[0] for row in listed if not row[0].startswith("sqlite_")]


def read(connection: sqlite3.Connection, table: str, hints: Iterable[Any] = ()) -> Found:
    """Everything of a table that can be read; `hints` are values that may be the first part of a key."""
    told = connection.execute("SELECT name, pk FROM pragma_table_info(?) ORDER BY cid", (table,)).fetchall()
    columns = [name for name, _ in told]
    key = [name for _, name in sorted((place, name) for name, place in told if place)] or columns
    found = Found(table, columns, key)
    first = _quoted(key[0])
    _take(connection, found, f"SELECT * FROM {_quoted(table)} ORDER BY {_order(key, 'ASC')}")
    if not found.troubles:
        return found
    _take(connection, found, f"SELECT * FROM {_quoted(table)} ORDER BY {_order(key, 'DESC')}")
    _take(connection, found, f"SELECT * FROM {_quoted(table)} NOT INDEXED")
    _from_indexes(connection, found)
    for value in [*dict.fromkeys([*(each[0] for each in found.partial), *hints]), *_steps(found)]:
        wanted = f"SELECT * FROM {_quoted(table)} WHERE {first} >= ? ORDER BY {_order(key, 'ASC')}"
        _take(connection, found, wanted, value)
    return found


def _take(connection: sqlite3.Connection, found: Found, statement: str, *values: Any) -> None:
    """Read until the end, a bad page, or (when begun inside) a row that is known already."""
    places = [found.columns.index(name) for name in found.key]
    try:
        for row in connection.execute(statement, values):
            key = tuple(row[place] for place in places)
            if values and key in found.rows:
                return
            found.rows.setdefault(key, row)
    except driver_errors() as error:
        found.troubles.add(str(error))


def _steps(found: Found) -> Iterator[bytes]:
    """Keys spread evenly over a gap in the middle of binary ones."""
    keys = sorted(key[0] for key in found.rows if isinstance(key[0], bytes) and len(key[0]) == 16)
    yield b""
    for low, high in zip([b"\0" * 16, *keys], [*keys, b"\xff" * 16], strict=True):
        start, end = int.from_bytes(low, "big"), int.from_bytes(high, "big")
        if end - start > (1 << 128) // (len(keys) + 1):  # wider than keys usually stand apart
            yield from ((start + (end - start) * step // _STEPS).to_bytes(16, "big") for step in range(1, _STEPS))


def _from_indexes(connection: sqlite3.Connection, found: Found) -> None:
    """Keys, and what else an index holds, without touching the table: the index has pages of its own."""
    names = connection.execute("SELECT name FROM pragma_index_list(?) WHERE origin = 'c'", (found.table,)).fetchall()
    for (name,) in names:
        held = connection.execute("SELECT name FROM pragma_index_xinfo(?) WHERE cid >= 0", (name,)).fetchall()
        columns = [row[0] for row in held]
        if not set(found.key) <= set(columns):
            continue
        shown = ", ".join(map(_quoted, columns))
        for order in ("ASC", "DESC"):
            ordered = _order(columns, order)
            wanted = f"SELECT {shown} FROM {_quoted(found.table)} INDEXED BY {_quoted(name)} ORDER BY {ordered}"
            try:
                for row in connection.execute(wanted):
                    values = dict(zip(columns, row, strict=True))
                    found.partial.setdefault(tuple(values[part] for part in found.key), {}).update(values)
            except driver_errors() as error:
                found.troubles.add(str(error))
            else:
                break


def _order(columns: list[str], direction: str) -> str:
    return ", ".join(f"{_quoted(name)} {direction}" for name in columns)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'

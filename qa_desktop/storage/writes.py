"""Small helpers for statements that every engine understands."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import fields
from functools import cache
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Table

from qa_desktop.storage.spelling import delete_rows, insert_rows, update_row
from qa_desktop.storage.tables import Row

T = TypeVar("T")
CHUNK = 500
"""How many keys one statement names; engines limit it."""


def table_of(row: type[Row]) -> Table:
    """The table behind a row type."""
    table = row.__table__
    assert isinstance(table, Table)
    return table


def fields_of(value: Any) -> dict[str, Any]:
    """The fields of a frozen value by name; `vars` would lack those at their default that were read from JSON."""
    kind: Any = type(value)
    return {name: getattr(value, name) for name in _names(kind)}


@cache
def _names(kind: type) -> tuple[str, ...]:
    return tuple(field.name for field in fields(kind))


def add(connection: Connection, row: type[Row], values: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> None:
    """Insert one row or many."""
    if values:
        insert_rows(connection, table_of(row), [values] if isinstance(values, Mapping) else values)


def put(connection: Connection, row: type[Row], key: Mapping[str, Any], values: Mapping[str, Any]) -> None:
    """Update the row with that key, or insert it."""
    table = table_of(row)
    if update_row(connection, table, key, values) == 0:
        insert_rows(connection, table, [{**key, **values}])


def remove(connection: Connection, row: type[Row], **key: Any) -> None:
    """Delete the rows with these values."""
    delete_rows(connection, table_of(row), key)


def chunks(items: Iterable[T], size: int = CHUNK) -> Iterator[list[T]]:
    """The items in lists of at most that size."""
    source = iter(items)
    while part := list(islice(source, size)):
        yield part

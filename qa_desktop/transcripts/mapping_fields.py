"""What a mapping can choose among: the columns of a table, the lists in a JSON file and the fields of their entries."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from qa_desktop.transcripts.json_paths import JsonPath
from qa_desktop.transcripts.mapped import asking
from qa_desktop.transcripts.tables import Table
from qa_desktop.transcripts.values import said

_ROWS_LOOKED_AT = 500
_ENTRIES_LOOKED_AT = 25
_DEEPEST = 8
_MOST_PATHS = 200


@dataclass(frozen=True)
class Column:
    """A column, or a path in the turns of a JSON file, by the name that a mapping gives it; and what stands in it.

    `values` are those of the first rows, empty where a row says nothing.
    """

    name: str
    values: tuple[str, ...] = ()

    @property
    def written(self) -> tuple[str, ...]:
        """The values that say something."""
        return tuple(value for value in self.values if value)

    @property
    def example(self) -> str:
        """The first of them."""
        return next(iter(self.written), "")


def columns_of_table(table: Table, header: bool) -> tuple[Column, ...]:
    """The columns in their order; one without a name, or with that of another before it, goes by its number."""
    if not table.rows:
        return ()
    rows = (table.rows[1:] if header else table.rows)[:_ROWS_LOOKED_AT]
    first = table.rows[0].cells if header else max((row.cells for row in rows), key=len)
    names: list[str] = []
    for number, cell in enumerate(first, start=1):
        name = cell.strip() if header else ""
        names.append(f"#{number}" if not name or name.casefold() in map(str.casefold, names) else name)
    return tuple(
        Column(name, tuple(row.cells[place].strip() if place < len(row.cells) else "" for row in rows))
        for place, name in enumerate(names)
    )


def fields_of(entries: Iterable[Any], top: Any) -> tuple[Column, ...]:
    """The paths to texts and numbers in the entries of a list, in the order in which they come."""
    looked_at = [entry for entry, _ in zip(entries, range(_ROWS_LOOKED_AT), strict=False)]
    paths = dict.fromkeys(path for entry in looked_at[:_ENTRIES_LOOKED_AT] for path in _leaves(entry, "", 0))
    asked = [asking(entry, top) for entry in looked_at]
    return tuple(Column(path, tuple(spelled(ask(path)) for ask in asked)) for path in list(paths)[:_MOST_PATHS])


def lists_in(top: Any) -> Mapping[str, int]:
    """The paths of lists of objects, and about how many entries each has; the longest ones are looked at in part."""
    found: dict[str, int] = {}
    _count_lists(top, "", 0, found)
    return found


def lists_around(top: Any, conversations: JsonPath) -> Sequence[str]:
    """The lists in what a conversation lies in, where ids may be looked up; then those of the document."""
    around = next((value for _, value in conversations.find(top, top)), None)
    inside = list(lists_in(around)) if conversations.written else []
    return [
        *inside,
        *("$" + ("" if path.startswith("[") else ".") + path if inside else path for path in lists_in(top)),
    ]


def spelled(value: Any) -> str:
    """A value as a mapping compares it: text, number, or true and false."""
    return str(value).casefold() if isinstance(value, bool) else said(value)


def joined(path: str, key: str) -> str:
    """A path with one more name."""
    return f"{path}.{key}" if path else key


def _is_key(key: str) -> bool:
    return bool(key.strip()) and key == key.strip() and not any(sign in key for sign in ".[]") and key != "$"


def _leaves(value: Any, path: str, depth: int) -> Iterator[str]:
    if depth > _DEEPEST:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if _is_key(key):
                yield from _leaves(inner, joined(path, key), depth + 1)
    elif isinstance(value, list):
        for inner in value[:_ENTRIES_LOOKED_AT]:
            yield from _leaves(inner, f"{path}[]", depth + 1)
    elif value is not None and path:
        yield path


def _count_lists(value: Any, path: str, depth: int, found: dict[str, int]) -> None:
    if depth > _DEEPEST or len(found) > _MOST_PATHS:
        return
    if isinstance(value, dict):
        for key, inner in value.items():
            if _is_key(key):
                _count_lists(inner, joined(path, key), depth + 1, found)
    elif isinstance(value, list):
        here = f"{path}[]"
        objects = sum(isinstance(each, dict) for each in value)
        if objects:
            found[here] = found.get(here, 0) + objects
        for inner in value[:_ENTRIES_LOOKED_AT]:
            _count_lists(inner, here, depth + 1, found)

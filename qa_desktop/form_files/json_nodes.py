"""JSON to the same nodes as YAML: numbers keep their written text, every value knows its line."""

import json
import re
from bisect import bisect_right
from typing import Final, NoReturn

from qa_desktop.form_files.nodes import (
    MAX_DEPTH,
    MAX_NODES,
    Fields,
    Items,
    Node,
    Text,
    UnreadableError,
    too_deep,
    too_many,
    whole,
)

_SPACE: Final = re.compile(r"[ \t\r\n]*")
_STRINGS: Final = json.JSONDecoder()
_SCALAR: Final = re.compile(r"[-+.0-9A-Za-z]+")


def parse_json(content: str) -> Node:
    """The document of a JSON text. Raises UnreadableError."""
    try:
        json.loads(content, parse_int=str, parse_float=str, parse_constant=_refuse)
    except json.JSONDecodeError as error:
        raise UnreadableError(
            error.lineno, f"This is not JSON ({error.msg}, column {error.colno}); correct it there."
        ) from error
    except RecursionError as error:
        raise too_deep(1) from error
    return _Reader(content).value(0, 0)[0]


def _refuse(name: str) -> NoReturn:
    raise UnreadableError(None, f"“{name}” is not a number that can be scored; write a plain number.")


class _Reader:
    """Reads a text that is known to be JSON."""

    def __init__(self, content: str) -> None:
        self._content = content
        self._ends = [match.start() for match in re.finditer("\n", content)]
        self._count = 0

    def value(self, place: int, depth: int) -> tuple[Node, int]:
        """The value at a place, and the place behind it."""
        place = self._skip(place)
        line = bisect_right(self._ends, place) + 1
        self._count += 1
        if depth > MAX_DEPTH:
            raise too_deep(line)
        if self._count > MAX_NODES:
            raise too_many(line)
        match self._content[place]:
            case "{":
                return self._fields(place + 1, depth, line)
            case "[":
                return self._items(place + 1, depth, line)
            case '"':
                text, behind = _STRINGS.raw_decode(self._content, place)
                return Text(whole(text), line, plain=False), behind
            case _:
                found = _SCALAR.match(self._content, place)
                assert found is not None  # json.loads has accepted the text
                return Text(found.group(), line), found.end()

    def _fields(self, place: int, depth: int, line: int) -> tuple[Fields, int]:
        pairs = []
        while self._content[place := self._skip(place)] != "}":
            place += self._content[place] == ","
            key, place = self.value(place, depth)
            value, place = self.value(self._skip(place) + 1, depth + 1)  # behind the colon
            assert isinstance(key, Text)
            pairs.append((key, value))
        return Fields(tuple(pairs), line), place + 1

    def _items(self, place: int, depth: int, line: int) -> tuple[Items, int]:
        items = []
        while self._content[place := self._skip(place)] != "]":
            place += self._content[place] == ","
            item, place = self.value(place, depth + 1)
            items.append(item)
        return Items(tuple(items), line), place + 1

    def _skip(self, place: int) -> int:
        found = _SPACE.match(self._content, place)
        return found.end() if found else place

"""Where in a JSON document the objects of a format may stand: it alone, in a list, or in what a reply wraps."""

from collections.abc import Iterator
from typing import Any

WRAPPERS = (
    "data",
    "result",
    "response",
    "payload",
    "body",
    "output",
    "chat",
    "transcript",
    "transcription",
    "conversation",
)
LISTS = ("data", "items", "results", "records", "conversations", "transcripts", "chats", "value", "values")


def places(root: Any) -> Iterator[dict[str, Any] | list[dict[str, Any]]]:
    """The document and what it wraps, the nearest first: each an object, or the objects of a list, where it has any."""
    for place in (root, *_wrapped(root)):
        if isinstance(place, dict):
            yield place
        elif objects := _objects(place):
            yield objects


def _wrapped(root: Any) -> list[Any]:
    if isinstance(root, list):
        return [[each[name] for each in _objects(root) for name in WRAPPERS if isinstance(each.get(name), dict)]]
    of = root if isinstance(root, dict) else {}
    outer = [of[name] for name in WRAPPERS if isinstance(of.get(name), dict)]
    deeper = [each[name] for each in outer for name in WRAPPERS if isinstance(each.get(name), dict)]
    lists = [each[name] for each in (of, *outer) for name in LISTS if isinstance(each.get(name), list)]
    return [*outer, *deeper, *lists]


def _objects(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []

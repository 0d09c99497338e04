"""Making frozen values by the hundred, as lists and histories want them."""

from typing import Any, TypeVar

T = TypeVar("T")
_new = object.__new__
_set = object.__setattr__


def made(kind: type[T], values: dict[str, Any]) -> T:
    """The frozen value with these fields, which must be all that it has; they are its own from now on.

    Its own `__init__` sets each of them past the guard against changes: that takes six times as long.
    """
    value = _new(kind)
    _set(value, "__dict__", values)
    return value

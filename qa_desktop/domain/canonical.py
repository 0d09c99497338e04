"""One spelling for every frozen value, so that equal content has an equal hash on every machine."""

import dataclasses
import functools
import hashlib
import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Any, Final
from uuid import UUID

_AS_IT_IS: Final = frozenset({str, int, float, bool, type(None)})
_SPELL: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode


@functools.cache
def _fields(kind: type) -> tuple[tuple[str, Any], ...] | None:
    """The names and defaults of a dataclass, None of another type; asking each time takes longer than spelling."""
    if not dataclasses.is_dataclass(kind):
        return None
    return tuple((field.name, field.default) for field in dataclasses.fields(kind))


def _of_fields(value: Any, fields: tuple[tuple[str, Any], ...]) -> dict[str, Any]:
    told = {}
    for name, default in fields:
        each = getattr(value, name)
        if each is not default and each != default:
            told[name] = each if type(each) in _AS_IT_IS else plain(each)
    return told


def plain(value: Any) -> Any:
    """Turn frozen dataclasses into dicts, lists and strings; fields at their default are left out.

    Leaving defaults out keeps old hashes true when a later version adds a field.
    """
    kind: Any = type(value)
    if kind in _AS_IT_IS:  # most of what there is, and by far the quickest to tell
        return value
    if kind is UUID:
        return str(value)
    if kind is tuple or kind is list:
        return [plain(item) for item in value]
    if kind is dict:
        return {str(key): plain(item) for key, item in value.items()}
    fields = _fields(kind)
    if fields is not None:
        return _of_fields(value, fields)
    if isinstance(value, datetime) and value.tzinfo:
        return value.astimezone(UTC).isoformat()
    if isinstance(value, Mapping):
        return {str(key): plain(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [plain(item) for item in value]
    if isinstance(value, frozenset):
        return sorted(plain(item) for item in value)
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Fraction | Decimal | UUID):
        return str(value)
    if isinstance(value, date):
        return value.isoformat()
    return value


def spell(already_plain: Any) -> str:
    """The canonical JSON of dicts, lists and strings: sorted keys, no spaces, UTF-8 as it is."""
    return _SPELL(already_plain)


def text(value: Any) -> str:
    """The canonical JSON of a value."""
    return spell(plain(value))


def digest(value: Any) -> str:
    """SHA-256 of the canonical JSON, in hexadecimal."""
    return digest_of(text(value))


def digest_of(spelled: str) -> str:
    """SHA-256 of canonical JSON, in hexadecimal."""
    return hashlib.sha256(spelled.encode("utf-8", "surrogatepass")).hexdigest()

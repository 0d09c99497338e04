"""How a draft lies in its row: its words as JSON, with a checksum over them and over whose and of what it is.

Drafts that were saved before there was one have none, until the next letter is typed.
"""

import json
from collections.abc import Mapping
from typing import Any, Final

from qa_desktop.domain import canonical
from qa_desktop.domain.evaluations import content_from_plain

_CHECKSUM: Final = "hash"
_PARTS: Final = frozenset({"answers", "comment", "reason", "resolves", _CHECKSUM})
_SEALED: Final = ("evaluation", "device", "interaction", "reviewer", "form_version", "corrects", "saved_at", "occasion")
"""The other columns of the row, by name."""


def spelled(plain: Mapping[str, Any], columns: Mapping[str, Any]) -> str:
    """What to write for the words of a draft, given the other columns of its row."""
    return canonical.spell({**plain, _CHECKSUM: _checksum(plain, columns)})


def is_what_was_typed(row: Mapping[str, Any]) -> bool:
    """Whether nothing in a row was changed since it was saved.

    Raises ValueError, TypeError, KeyError, AttributeError, ArithmeticError or InputError where it spells no draft.
    """
    plain = json.loads(row["content"])
    content_from_plain(plain)
    stored = plain.pop(_CHECKSUM, None)
    return plain.keys() <= _PARTS and stored in (None, _checksum(plain, row))


def _checksum(plain: Mapping[str, Any], columns: Mapping[str, Any]) -> str:
    told = [plain, [canonical.plain(columns[name]) for name in _SEALED]]
    return canonical.digest_of(canonical.spell(told))

"""Taking the personal text out of an entry that travels, as erasing does it in the tables: every hash stays true."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

from qa_desktop.domain import canonical
from qa_desktop.domain.chains import Record, RecordKind
from qa_desktop.domain.consensus import without_words
from qa_desktop.domain.keys import key_from_outside
from qa_desktop.domain.sharing import Entry, EntryKind

TOLD: Final = (RecordKind.INTERACTION.value, RecordKind.TRANSCRIPT.value)
"""The kinds of records that hold personal text about an interaction."""
AGREED: Final = (RecordKind.CONSENSUS.value, RecordKind.EXTERNAL_SCORE.value)
"""The kinds of records that name an interaction in their content, beside words and marks about it."""
WHY_ERASED: Final = "erased"
"""The action in the audit trail whose words stay: who asked for it, under which number."""


@dataclass(frozen=True)
class Erased:
    """What was erased, by spelled keys: interactions, their evaluations, and the records that tell what is left."""

    interactions: frozenset[str] = frozenset()
    evaluations: frozenset[str] = frozenset()
    kept: frozenset[str] = frozenset()


def blanked(entry: Entry, erased: Erased) -> Entry:
    """The entry without personal text where it is about something that was erased; else the entry itself."""
    content = _BLANK[entry.kind](entry.content, erased) if entry.kind in _BLANK else entry.content
    return entry if content == entry.content else replace(entry, content=content)


def wordless(record: Record) -> Record | None:
    """The record that follows one of what was agreed, with its marks and without its words; None where it has none.

    Every device makes the same one, whatever it hears of first, so that a merge leaves one and not one of each device.
    What it holds is no secret, so its salt may be known.
    """
    plain = json.loads(record.content or "{}")
    left = without_words(plain)
    if record.kind not in AGREED or left == plain:
        return None
    key = key_from_outside("wordless", str(record.key))
    follows = replace(record, key=key, parents=(record.key,), number=record.number + 1, salt=key.hex)
    return replace(follows, content=canonical.text(left)).sealed()


def _record(content: Mapping[str, Any], erased: Erased) -> Mapping[str, Any]:
    told = content["kind"] in TOLD and content["subject"] in erased.interactions
    deleted = content["kind"] == RecordKind.TOMBSTONE.value and content["subject"] in erased.evaluations
    if _agrees_in_words(content["kind"], content["content"], erased):
        return {**content, "content": None, "salt": ""}
    if not (told or deleted) or content["key"] in erased.kept:
        return content
    return {**content, "content": None, "salt": ""}


def _agrees_in_words(kind: str, spelled: str | None, erased: Erased) -> bool:
    if kind not in AGREED or spelled is None:
        return False
    plain = json.loads(spelled)
    return plain["interaction"] in erased.interactions and without_words(plain) != plain


def _revision(content: Mapping[str, Any], erased: Erased) -> Mapping[str, Any]:
    if content["subject"]["interaction"] not in erased.interactions:
        return content
    answers = {key: _answer(answer) for key, answer in content["content"]["answers"].items()}
    return {**content, "reason": "", "salt": "", "content": {**content["content"], "comment": "", "answers": answers}}


def _answer(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    value = answer["value"]
    return {**answer, "comment": "", "value": ["text", ""] if value is not None and value[0] == "text" else value}


def _redaction(content: Mapping[str, Any], erased: Erased) -> Mapping[str, Any]:
    return {**content, "reason": ""} if content["interaction"] in erased.interactions else content


def _audit(content: Mapping[str, Any], erased: Erased) -> Mapping[str, Any]:
    is_about = content["key"] in erased.interactions or content["key"] in erased.evaluations
    return {**content, "detail": "", "salt": ""} if is_about and content["action"] != WHY_ERASED else content


_BLANK: Final = {
    EntryKind.RECORD.value: _record,
    EntryKind.REVISION.value: _revision,
    EntryKind.REDACTION.value: _redaction,
    EntryKind.AUDIT.value: _audit,
}

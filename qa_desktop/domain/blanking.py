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
WORDED: Final = (*AGREED, RecordKind.TOMBSTONE.value)
"""The kinds of records whose words go, and of which the rest stays: marks, and whether something is deleted."""
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
    """The record that follows one with words, with all else that it tells; None where it has none, or tells no more.

    Every device makes the same one, whatever it hears of first, so that a merge leaves one and not one of each device.
    What it holds is no secret, so its salt may be known.
    """
    left = _left(record.kind, record.content)
    if left is None:
        return None
    key = key_from_outside("wordless", str(record.key))
    follows = replace(record, key=key, parents=(record.key,), number=record.number + 1, salt=key.hex)
    return replace(follows, content=canonical.text(left)).sealed()


def _left(kind: str, spelled: str | None) -> dict[str, Any] | None:
    """What stays of a record without its words; None where it has none."""
    if spelled is None or kind not in WORDED:
        return None
    plain = json.loads(spelled)
    left = {**plain, "reason": ""} if kind == RecordKind.TOMBSTONE.value else without_words(plain)
    return None if left == plain else left


def _record(content: Mapping[str, Any], erased: Erased) -> Mapping[str, Any]:
    told = content["kind"] in TOLD and content["subject"] in erased.interactions and content["key"] not in erased.kept
    spoken = _left(content["kind"], content["content"]) is not None and _is_about(content, erased)
    return {**content, "content": None, "salt": ""} if told or spoken else content


def _is_about(content: Mapping[str, Any], erased: Erased) -> bool:
    if content["kind"] == RecordKind.TOMBSTONE.value:
        return content["subject"] in erased.evaluations
    return json.loads(content["content"])["interaction"] in erased.interactions


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

"""Chats of the ABCD collection: `original[]` of speaker and text; actions are not speech, and there are no times."""

from typing import Any

from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, records, said

FORMAT = "abcd"

_PARTS = ("train", "dev", "test")
_ACTION = "action"


def recognises(source: Source) -> bool:
    """Whether it holds conversations of pairs."""
    return bool(_found(source))


def read(source: Source) -> tuple[Transcript, ...]:
    """The chats in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in _found(source)], "a chat")


def _found(source: Source) -> list[dict[str, Any]]:
    whole = documents(
        source, lambda each: any(map(_is_one, (one for part in _PARTS for one in records(each.get(part)))))
    )
    return [one for each in whole for part in _PARTS for one in records(each.get(part))] or documents(source, _is_one)


def _is_one(of: dict[str, Any]) -> bool:
    return "convo_id" in of and (isinstance(of.get("original"), list) or bool(records(of.get("delexed"))))


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    original = of.get("original")
    pairs = original if isinstance(original, list) else [
        [each.get("speaker"), each.get("text")] for each in records(of.get("delexed"))
    ]  # fmt: skip
    for place, pair in enumerate(pairs):
        where = f"original[{place}]"
        if not isinstance(pair, list) or len(pair) < 2:
            telling.skip(where, "it is no pair of speaker and text and was left out")
        elif said(pair[0]) != _ACTION:
            name = said(pair[0])
            telling.say(where, pair[1], role=role_of(name), speaker=name.capitalize())
    return telling.transcript(FORMAT, "chat", conversation=said(of.get("convo_id")))

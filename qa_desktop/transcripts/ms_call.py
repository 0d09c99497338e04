"""Calls as Microsoft's knowledge-mining samples hold them: one text for the whole call in `Content`."""

from typing import Any

from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.labelled import split_labelled
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, instant, said, seconds

FORMAT = "microsoft-call"

_MINUTE = 60.0


def recognises(source: Source) -> bool:
    """Whether it holds a call with its id, its start and one text."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The calls in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a call")


def _is_one(of: dict[str, Any]) -> bool:
    return "ConversationId" in of and isinstance(of.get("Content"), str)


def _read(of: dict[str, Any]) -> Transcript:
    telling, content = Telling(), said(of.get("Content"))
    for place, (name, text) in enumerate(split_labelled(content) or [("", content)]):
        telling.say(f"turn {place + 1}", text, role=role_of(name), speaker=name)
    return telling.transcript(
        FORMAT, began=of.get("StartTime"), conversation=said(of.get("ConversationId")), duration=_length(of)
    )


def _length(of: dict[str, Any]) -> float | None:
    """From start to end; `Duration`, which counts minutes, is rounded."""
    start, end = instant(of.get("StartTime")), instant(of.get("EndTime"))
    if start is not None and end is not None and end.seconds >= start.seconds:
        return round(end.seconds - start.seconds, 3)
    return seconds(of.get("Duration"), _MINUTE)

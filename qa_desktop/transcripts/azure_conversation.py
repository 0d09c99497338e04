"""Conversations as Azure's language service takes them: `conversationItems[]`, with no times or with ticks."""

from typing import Any

from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import UNTOLD, Telling, with_turns
from qa_desktop.transcripts.values import documents, either, record, records, said

FORMAT = "azure-conversation"

_TICK = 1e-7


def recognises(source: Source) -> bool:
    """Whether it holds conversations of items."""
    return bool(documents(source, lambda each: bool(_conversations(each))))


def read(source: Source) -> tuple[Transcript, ...]:
    """The conversations in a file; raises InputError where nothing is said in them."""
    found = documents(source, lambda each: bool(_conversations(each)))
    return with_turns([_read(one) for each in found for one in _conversations(each)], "a conversation")


def _conversations(of: dict[str, Any]) -> list[dict[str, Any]]:
    inner = record(of.get("analysisInput")) or of
    several = [each for each in records(inner.get("conversations")) if records(each.get("conversationItems"))]
    return several or ([inner] if records(inner.get("conversationItems")) else [])


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling(_TICK)
    for where, item in telling.each(of.get("conversationItems"), "conversationItems"):
        label = said(item.get("role"))
        name = said(item.get("participantId"))
        timing = record(item.get("conversationItemLevelTiming"))
        role = role_of(label) if label else role_of(name)
        telling.say(
            where,
            either(item, "text", "itn", "lexical"),
            timing.get("offset") if timing else UNTOLD,
            lasting=timing.get("duration") if timing else UNTOLD,
            role=role,
            speaker=name or label,
        )
    chat = said(of.get("modality")).casefold() == "text"
    return telling.transcript(FORMAT, "chat" if chat else "call", conversation=said(of.get("id")))

"""Chats of Amazon Connect, plain or analysed by Contact Lens: messages and events with their points in time."""

from collections.abc import Iterator
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts import amazon
from qa_desktop.transcripts.markup import text_of_html
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, record, records, said

FORMAT = "amazon-connect-chat"

_SHOWN = ("title", "subtitle", "text", "content", "elements", "data", "action", "replyMessage")
_DEEPEST = 12


def recognises(source: Source) -> bool:
    """Whether it holds messages with an absolute time."""
    return bool(_chats(source))


def read(source: Source) -> tuple[Transcript, ...]:
    """The chats in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(chat) for chat in _chats(source)], "a chat")


def _chats(source: Source) -> list[dict[str, Any]]:
    found = documents(source, lambda each: any(map(_is_item, records(each.get("Transcript")))))
    return found or [{"Transcript": items} for items in [documents(source, _is_item)] if items]


def _is_item(of: dict[str, Any]) -> bool:
    return "AbsoluteTime" in of and ("ContentType" in of or "Content" in of)


def _read(chat: dict[str, Any]) -> Transcript:
    telling, known = Telling(), amazon.roles(chat)
    for where, item in telling.each(chat.get("Transcript"), "Transcript"):
        kind = said(item.get("ContentType"))
        if said(item.get("Type")).upper() not in ("", "MESSAGE", "ATTACHMENT") or ".event." in kind:
            continue
        role, name = amazon.who(item, known)
        text = said(item.get("Content"))
        if "json" in kind or "interactive" in kind:
            text = _of_template(text)
        telling.say_at(
            where,
            text_of_html(text) if "html" in kind else text or _attached(item),
            item.get("AbsoluteTime"),
            role=role,
            speaker=name,
            sentiment=said(item.get("Sentiment")) or None,
            redacted=amazon.is_redacted(item, chat),
        )
    return telling.transcript(
        FORMAT, "chat", conversation=amazon.conversation_of(chat), parties=list(amazon.parties(chat))
    )


def _of_template(content: str) -> str:
    """What an interactive message shows or the customer picked: its titles and texts, line by line."""
    try:
        told: Any = Source(content.encode("utf-8", "replace")).json if content.startswith(("{", "[")) else content
    except InputError:
        return content
    return "\n".join(dict.fromkeys(_shown(told))) or content


def _shown(told: Any, depth: int = 0) -> Iterator[str]:
    if isinstance(told, str):
        yield told
    elif depth < _DEEPEST:
        parts = told if isinstance(told, list) else [record(told).get(name) for name in _SHOWN]
        for each in parts:
            if each is not None:
                yield from _shown(each, depth + 1)


def _attached(item: dict[str, Any]) -> str:
    """What stands for a file that was sent."""
    names = [said(either(record(each), "AttachmentName", "AttachmentId")) for each in records(item.get("Attachments"))]
    return ", ".join(f"[{name}]" for name in names if name)

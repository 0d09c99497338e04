"""Messages as Zendesk's messaging (Sunshine Conversations) lists them: `messages[]` with author and content."""

from typing import Any

from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, record, records, said

FORMAT = "zendesk-messaging"

_ROLES = {"user": Role.CUSTOMER, "business": Role.AGENT}
_BOTS = ("answerBot", "zd:answerBot", "bot")


def recognises(source: Source) -> bool:
    """Whether it holds messages with an author and content of a kind."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The conversations in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a conversation")


def _is_one(of: dict[str, Any]) -> bool:
    return any(
        record(each.get("author")).get("type") in _ROLES and "type" in record(each.get("content"))
        for each in records(of.get("messages"))
    )


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    for where, each in telling.each(of.get("messages"), "messages"):
        author, content = record(each.get("author")), record(each.get("content"))
        role = _ROLES.get(said(author.get("type")), Role.UNKNOWN)
        if role is Role.AGENT and said(record(each.get("source")).get("type")) in _BOTS:
            role = Role.BOT
        telling.say_at(
            where,
            either(content, "text", "fallback") or _shown(content),
            either(each, "received", "createdAt"),
            role=role,
            speaker=said(author.get("displayName")) or role.value.capitalize(),
        )
    return telling.transcript(FORMAT, "chat", conversation=said(record(of.get("conversation")).get("id")))


def _shown(content: dict[str, Any]) -> str:
    """What stands for a picture, a file or a form."""
    if said(content.get("type")) not in ("image", "file", "location", "carousel", "list", "form", "formResponse"):
        return ""
    return f"[{said(content.get('altText')) or said(content.get('type'))}]"

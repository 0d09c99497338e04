"""Freshdesk: a ticket with its conversations, or the conversations alone; and chats of Freshchat."""

from typing import Any

from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.markup import text_of_html
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, first, record, records, said, truth

FORMAT = "freshdesk"

_CHANNELS = {"3": "call", "7": "chat"}  # what the source of a ticket counts; the others are mail, portal and forms
_INTERNAL = ("private", "internal", "note")


def recognises(source: Source) -> bool:
    """Whether it holds conversations that are incoming or private, or messages with parts."""
    return bool(_found(source)) or bool(_chats(source))


def read(source: Source) -> tuple[Transcript, ...]:
    """The tickets or chats in a file; raises InputError where nothing is said in them."""
    found = _found(source)
    told = [_read(each) for each in found] if found else [_read_chat(each) for each in _chats(source)]
    return with_turns(told, "a Freshdesk ticket or chat")


def _found(source: Source) -> list[dict[str, Any]]:
    tickets = documents(source, lambda each: any(map(_is_reply, records(each.get("conversations")))))
    if tickets:
        return tickets
    exported = [record(each.get("helpdesk_ticket")) for each in documents(source, _is_exported)]
    if exported:
        return [{**each, "id": either(each, "display_id", "id"), "conversations": _notes(each)} for each in exported]
    alone = documents(source, _is_reply)
    grouped: dict[str, list[dict[str, Any]]] = {}
    for each in alone:
        grouped.setdefault(said(each.get("ticket_id")), []).append(each)
    return [{"id": ticket, "conversations": own} for ticket, own in grouped.items()]


def _is_exported(of: dict[str, Any]) -> bool:
    return any(map(_is_reply, _notes(record(of.get("helpdesk_ticket")))))


def _notes(ticket: dict[str, Any]) -> list[dict[str, Any]]:
    """The replies of a ticket in an account's export, some of which stand in an object of their own."""
    return [record(each.get("note") or each.get("helpdesk_note")) or each for each in records(ticket.get("notes"))]


def _is_reply(of: dict[str, Any]) -> bool:
    return "incoming" in of and ("body_text" in of or "body" in of)


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    requester = said(record(of.get("requester")).get("name")) or said(of.get("requester_name"))
    if said(either(of, "description_text", "description")):
        text = said(of.get("description_text")) or text_of_html(said(of.get("description")))
        telling.say_at("description", text, of.get("created_at"), role=Role.CUSTOMER, speaker=requester or "Customer")
    for where, reply in telling.each(of.get("conversations"), "conversations"):
        incoming = truth(reply.get("incoming"))
        asked = requester if said(reply.get("user_id")) == said(of.get("requester_id")) else ""
        name = said(reply.get("from_email")) or said(reply.get("user_id"))
        telling.say_at(
            where,
            said(reply.get("body_text")) or text_of_html(said(reply.get("body"))) or _attached(reply),
            reply.get("created_at"),
            role=Role.CUSTOMER if incoming else Role.AGENT,
            speaker=(asked if incoming else "") or name or ("Customer" if incoming else "Agent"),
            internal=truth(reply.get("private")),
        )
    return telling.transcript(FORMAT, _CHANNELS.get(said(of.get("source")), "email"), conversation=said(of.get("id")))


def _attached(reply: dict[str, Any]) -> str:
    names = [said(each.get("name")) for each in records(reply.get("attachments"))]
    return ", ".join(f"[{name}]" for name in names if name)


def _chats(source: Source) -> list[dict[str, Any]]:
    return documents(source, lambda each: {"message_parts", "actor_type"} <= first(each.get("messages")).keys())


def _read_chat(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    for where, message in telling.each(of.get("messages"), "messages"):
        if said(message.get("message_type")).casefold() == "system":
            continue
        parts = [said(record(each.get("text")).get("content")) for each in records(message.get("message_parts"))]
        label = said(message.get("actor_type"))
        telling.say_at(
            where,
            "\n".join(text_of_html(part) for part in parts if part),
            message.get("created_time"),
            role=role_of(label),
            speaker=said(message.get("actor_name")) or label.capitalize(),
            internal=said(message.get("message_type")).casefold() in _INTERNAL,
        )
    return telling.transcript(
        FORMAT,
        "chat",
        conversation=said(either(of, "conversation_id", "id")) or said(first(of["messages"]).get("conversation_id")),
    )

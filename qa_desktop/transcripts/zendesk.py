"""Zendesk: chats (events as a table or as JSON) and tickets (comments as a table or as JSON)."""

import json
import re
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.markup import plain_text, text_of_html
from qa_desktop.transcripts.rows import Record, has_columns, named_rows
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, first, record, records, said, truth

FORMAT = "zendesk"

_EVENTS = ("chat_id", "actor_id", "message", "type", "created_at")
_COMMENTS = ("ticket_id", "body", "public")
_HEADERS = ("chat_id", "backend", "initiator", "visitor_id")
_SPOKEN = ("chatmessage", "chat.msg", "message", "chat.message")
_CHANNELS = {"chat": "chat", "native_messaging": "chat", "messaging": "chat", "whatsapp": "chat", "sms": "chat",
             "voice": "call"}  # fmt: skip
_ROLES = {"end-user": Role.CUSTOMER, "end_user": Role.CUSTOMER, "visitor": Role.CUSTOMER, "agent": Role.AGENT,
          "admin": Role.AGENT, "system": Role.SYSTEM, "trigger": Role.SYSTEM, "__system": Role.SYSTEM,
          "__trigger": Role.SYSTEM}  # fmt: skip

_ASKING = ("requester_id", "requester", "requester_name")
_ANSWERING = ("assignee_id", "assignee", "assignee_name")
_NO_ZONE = re.compile(r"\d{4}-\d\d-\d\d[ T]\d\d:\d\d(:\d\d([.]\d+)?)?")


def recognises(source: Source) -> bool:
    """Whether a table has the columns of chat events, chats or comments, or JSON the history of a chat or comments."""
    tables = (_EVENTS, _COMMENTS, _HEADERS)
    return any(has_columns(source, *names) for names in tables) or bool(_chats(source) or _tickets(source))


def read(source: Source) -> tuple[Transcript, ...]:
    """The chats or tickets in a file; raises InputError where nothing is said in them."""
    if has_columns(source, *_EVENTS):
        return with_turns(_read_events(source), "a list of Zendesk events")
    if has_columns(source, *_COMMENTS):
        return with_turns(_read_comments(source), "a list of Zendesk comments")
    if has_columns(source, *_HEADERS):
        raise InputError("is the list of Zendesk chats without their messages; export the events of the chats too")
    chats = _chats(source)
    told = [_read_chat(each) for each in chats] if chats else [_read_ticket(each) for each in _tickets(source)]
    return with_turns(told, "a Zendesk chat or ticket")


# Tables


def _read_events(source: Source) -> list[Transcript]:
    rows, notes = named_rows(source)
    agents = {row["actor_id"].removeprefix("agent:") for row in rows if row["actor_id"].startswith("agent:")}
    grouped: dict[str, list[Record]] = {}
    for row in rows:
        grouped.setdefault(row["chat_id"], []).append(row)
    told: list[Transcript] = []
    for chat, own in grouped.items():
        telling = Telling()
        telling.skipped += notes if not told else ()
        for row in _once(own):
            _say_event(telling, row, agents)
        told.append(telling.transcript(FORMAT, "chat", conversation=chat))
    return told


def _once(rows: list[Record]) -> list[Record]:
    """Rows that were exported twice count once, and at equal times the index in the chat tells the order."""
    seen: dict[tuple[str, ...], Record] = {}
    for row in rows:
        seen.setdefault((row["created_at"], row["actor_id"], row["chat_index"], row["message"], row["type"]), row)
    return sorted(seen.values(), key=lambda row: int(row["chat_index"]) if row["chat_index"].isdecimal() else 0)


def _say_event(telling: Telling, row: Record, agents: set[str]) -> None:
    original = _inner(row["original_message"])
    text = row["message"] or said(record(record(original.get("content")).get("text")).get("text"))
    if row["type"].casefold() not in _SPOKEN:
        if row["message"]:
            telling.skip(
                row.where, f"an event ({row['type'] or 'of no kind'}) with a text is not speech: “{text[:60]}”"
            )
        return
    if not text and row["filename"]:
        text = f"[{row['filename']}]"
    if not text:
        telling.skip(row.where, "a form or another message without a text")
        return
    actor = row["actor_id"]
    at = _in_utc(row["created_at"])
    telling.say_at(row.where, plain_text(text), at, role=_actor_role(actor, agents), speaker=actor)


def _in_utc(at: str) -> str:
    """A time with its zone: the platform writes UTC and does not say so."""
    return f"{at}Z" if _NO_ZONE.fullmatch(at) else at


def _actor_role(actor: str, agents: set[str]) -> Role:
    if actor in _ROLES:
        return _ROLES[actor]
    if not actor:
        return Role.UNKNOWN
    return Role.AGENT if actor.startswith("agent:") or actor in agents else Role.CUSTOMER


def _inner(text: str) -> dict[str, Any]:
    """JSON in a cell; empty where it is none."""
    try:
        return record(json.loads(text)) if text.startswith("{") else {}
    except (ValueError, RecursionError):
        return {}


def _read_comments(source: Source) -> list[Transcript]:
    rows, notes = named_rows(source)
    grouped: dict[str, list[Record]] = {}
    for row in rows:
        grouped.setdefault(row["ticket_id"], []).append(row)
    told: list[Transcript] = []
    for ticket, own in grouped.items():
        telling = Telling()
        telling.skipped += notes if not told else ()
        sides = _sides(own)
        for row in {row["id"] or row.where: row for row in own}.values():
            label = row["user_role"] or row["role"] or row["author_role"]
            by_place = next((sides[each] for each in _authors(row) if each in sides), Role.UNKNOWN)
            telling.say_at(
                row.where,
                plain_text(row["body"]),
                _in_utc(row["created"] or row["created_at"]),
                role=_ROLES.get(label.casefold()) or (role_of(label) if label else by_place),
                speaker=row["author_name"] or row["user_name"] or row["author"] or row["user_id"] or row["author_id"],
                internal=_is_internal(row),
            )
        told.append(telling.transcript(FORMAT, "email", conversation=ticket))
    return told


def _sides(rows: list[Record]) -> dict[str, Role]:
    """The side of each author of a ticket, by id and by name: who asked, who answers, and who writes internal notes."""
    sides: dict[str, Role] = {}
    for row in rows:
        sides |= {each: Role.AGENT for each in _authors(row) if _is_internal(row)}  # only agents can
        sides |= {row[name]: Role.AGENT for name in _ANSWERING if row[name]}
    for row in rows:
        sides |= {row[name]: Role.CUSTOMER for name in _ASKING if row[name]}
    return sides


def _authors(row: Record) -> list[str]:
    """By what the author of a comment is known."""
    return [row[name] for name in ("author_id", "user_id", "author_name", "user_name", "author") if row[name]]


def _is_internal(row: Record) -> bool:
    return row["public"].casefold() in ("false", "f", "0", "no")


# JSON


def _chats(source: Source) -> list[dict[str, Any]]:
    return documents(source, lambda each: "msg" in first(each.get("history")) or any(
        said(one.get("type")).startswith("chat.") for one in records(each.get("history"))))  # fmt: skip


def _read_chat(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    for where, event in telling.each(of.get("history"), "history"):
        kind = said(event.get("type")).casefold()
        if kind not in ("", *_SPOKEN, "chat.file"):
            continue
        label = said(event.get("sender_type"))
        nick = said(event.get("nick"))
        file = said(record(event.get("attachment")).get("name")) or (said(event.get("url")) if "file" in kind else "")
        role = _ROLES.get(label.casefold()) or (Role.AGENT if nick.startswith("agent:") else role_of(label or nick))
        telling.say_at(
            where,
            plain_text(said(either(event, "msg", "message"))) or (f"[{file}]" if file else ""),
            either(event, "timestamp", "created_at"),
            role=role,
            speaker=said(event.get("name")) or nick,
        )
    return telling.transcript(FORMAT, "chat", conversation=said(of.get("id")))


def _tickets(source: Source) -> list[dict[str, Any]]:
    return documents(source, _is_ticket)


def _is_ticket(of: dict[str, Any]) -> bool:
    comments = records(of.get("comments")) or records(record(of.get("ticket")).get("comments"))
    return any("author_id" in each and ("body" in each or "html_body" in each) for each in comments)


def _read_ticket(of: dict[str, Any]) -> Transcript:
    ticket = record(of.get("ticket")) or of
    comments = ticket.get("comments") or of.get("comments")
    users = {said(each.get("id")): each for each in records(of.get("users")) + records(ticket.get("users"))}
    requester, assignee = said(ticket.get("requester_id")), said(ticket.get("assignee_id"))
    telling = Telling()
    for where, comment in telling.each(comments, "comments"):
        author = said(comment.get("author_id"))
        user = users.get(author, {})
        label = said(user.get("role")).casefold()
        role = _ROLES.get(label) or role_of(label)
        if role is Role.UNKNOWN and author:
            role = {assignee: Role.AGENT, requester: Role.CUSTOMER}.get(author, role)
        html = said(comment.get("html_body"))
        telling.say_at(
            where,
            said(comment.get("plain_body")) or (text_of_html(html) if html else plain_text(said(comment.get("body")))),
            comment.get("created_at"),
            role=role,
            speaker=said(user.get("name")) or author,
            internal="public" in comment and not truth(comment.get("public")),
        )
    via = said(record(ticket.get("via")).get("channel"))
    return telling.transcript(
        FORMAT,
        _CHANNELS.get(via, "email"),
        conversation=said(either(ticket, "id", "ticket_id")) or _ticket_id(comments),
    )


def _ticket_id(comments: Any) -> str:
    return said(first(comments).get("ticket_id"))

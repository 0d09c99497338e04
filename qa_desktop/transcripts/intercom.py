"""Intercom: conversations and their parts as JSON, and the parts as a table; notes are internal."""

from typing import Any

from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.markup import plain_text, text_of_html
from qa_desktop.transcripts.rows import Record, has_columns, named_rows
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, record, records, said, truth

FORMAT = "intercom"

_TABLE = ("conversation_id", "author_type", "part_type", "body")
_OPENINGS = ("id", "source_body", "source_author_type")
_ROLES = {"user": Role.CUSTOMER, "lead": Role.CUSTOMER, "contact": Role.CUSTOMER, "admin": Role.AGENT,
          "teammate": Role.AGENT, "team": Role.AGENT, "bot": Role.BOT, "workflow": Role.BOT}  # fmt: skip
_INTERNAL = ("note", "assignment", "participant")
_CHANNELS = {"email": "email", "phone_call": "call", "phone_switch": "call"}


def recognises(source: Source) -> bool:
    """Whether it holds parts of conversations."""
    return has_columns(source, *_TABLE) or has_columns(source, *_OPENINGS) or bool(_found(source))


def read(source: Source) -> tuple[Transcript, ...]:
    """The conversations in a file; raises InputError where nothing is said in them."""
    if has_columns(source, *_TABLE):
        told = _read_table(source)
    elif has_columns(source, *_OPENINGS):
        told = _read_openings(source)
    else:
        told = [_read(each) for each in _found(source)]
    return with_turns(told, "a list of Intercom events")


def _found(source: Source) -> list[dict[str, Any]]:
    found = documents(source, _is_conversation)
    if found:
        return found
    events = [record(record(each.get("data")).get("item")) for each in documents(source, _is_event)]
    parts = documents(source, _is_part)
    return events or ([{"conversation_parts": {"conversation_parts": parts}}] if parts else [])


def _is_conversation(of: dict[str, Any]) -> bool:
    if said(of.get("type")) == "conversation_part.list" or "conversation_parts" in of:
        return bool(_parts(of)) or bool(_opening(of))
    # A list of conversations has how each began, and not its parts.
    return said(of.get("type")) == "conversation" and "body" in _opening(of)


def _is_event(of: dict[str, Any]) -> bool:
    return "topic" in of and _is_conversation(record(record(of.get("data")).get("item")))


def _is_part(of: dict[str, Any]) -> bool:
    return "part_type" in of and "author" in of


def _parts(of: dict[str, Any]) -> list[dict[str, Any]]:
    inner = of.get("conversation_parts")
    return records(record(inner).get("conversation_parts")) or records(inner)


def _opening(of: dict[str, Any]) -> dict[str, Any]:
    """The message that began the conversation."""
    return record(either(of, "source", "conversation_message"))


def _read(of: dict[str, Any]) -> Transcript:
    telling, opening = Telling(), _opening(of)
    if opening and (said(opening.get("body")) or said(opening.get("subject"))):
        subject = text_of_html(said(opening.get("subject")))
        body = text_of_html(said(opening.get("body")))
        _say(telling, "source", opening, body or subject, of.get("created_at"), "comment")
    newest = {said(part.get("id")) or str(place): (place, part) for place, part in enumerate(_parts(of))}
    for place, part in newest.values():
        body = text_of_html(said(part.get("body"))) or _attached(part)
        where, kind = f"conversation_parts[{place}]", said(part.get("part_type"))
        if body:
            _say(telling, where, part, body, part.get("created_at"), kind)
        elif truth(part.get("redacted")):
            telling.skip(where, "its text was taken out by the platform")
        elif kind in ("comment", "note"):
            telling.skip(where, "no text")
    channel = _CHANNELS.get(said(opening.get("type")), "chat")
    return telling.transcript(FORMAT, channel, conversation=said(of.get("id")))


def _say(telling: Telling, where: str, part: dict[str, Any], body: str, at: Any, kind: str) -> None:
    author = record(part.get("author"))
    role = _role(said(author.get("type")))
    if truth(author.get("from_ai_agent")):
        role = Role.BOT
    telling.say_at(
        where,
        body,
        at,
        role=role,
        speaker=said(author.get("name")) or said(author.get("type")).capitalize(),
        internal=kind.startswith(_INTERNAL),
        redacted=truth(part.get("redacted")),
    )


def _role(label: str) -> Role:
    return _ROLES.get(label.casefold()) or role_of(label)


def _attached(part: dict[str, Any]) -> str:
    names = [said(each.get("name")) for each in records(part.get("attachments"))]
    return ", ".join(f"[{name}]" for name in names if name)


def _read_openings(source: Source) -> list[Transcript]:
    """The table of conversations, which holds the message that began each; the last row of a conversation counts."""
    rows, notes = named_rows(source)
    told: list[Transcript] = []
    for row in {row["id"]: row for row in sorted(rows, key=lambda row: row["updated_at"])}.values():
        telling = Telling()
        telling.skipped += notes if not told else ()
        label = row["source_author_type"]
        body = plain_text(row["source_body"])
        telling.say_at(row.where, body, row["created_at"], role=_role(label), speaker=label.capitalize())
        told.append(telling.transcript(FORMAT, "chat", conversation=row["id"]))
    return told


def _read_table(source: Source) -> list[Transcript]:
    rows, notes = named_rows(source)
    grouped: dict[str, dict[str, Record]] = {}
    for row in sorted(rows, key=lambda row: row["updated_at"]):
        # The history holds each part once for every change; the last one counts.
        grouped.setdefault(row["conversation_id"], {})[row["id"] or row.where] = row
    told: list[Transcript] = []
    for conversation, own in grouped.items():
        telling = Telling()
        telling.skipped += notes if not told else ()
        for row in sorted(own.values(), key=lambda row: row.line):
            if row["body"]:
                telling.say_at(
                    row.where,
                    plain_text(row["body"]),
                    row["created_at"],
                    role=_role(row["author_type"]),
                    speaker=row["author_name"] or f"{row['author_type'].capitalize()} {row['author_id']}".strip(),
                    internal=row["part_type"].startswith(_INTERNAL),
                )
            elif row["part_type"] in ("comment", "note"):
                telling.skip(row.where, "no text")
        told.append(telling.transcript(FORMAT, "chat", conversation=conversation))
    return told

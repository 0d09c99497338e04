"""Telegram's export: JSON of one chat or of all, or the pages of one as HTML."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Role, Skipped, Transcript, Turn
from qa_desktop.transcripts import telegram_page
from qa_desktop.transcripts.json_chats import Message, laid_out, mapping, sequence, since_1970, words
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of

FORMAT = "telegram"

_MEDIA = {
    "photo": "photo", "file": "file", "sticker_emoji": "sticker", "poll": "poll", "contact_information": "contact",
    "location_information": "location", "game_title": "game", "dice": "dice", "invoice_information": "invoice",
}  # fmt: skip


def recognises(source: Source) -> bool:
    """Whether it holds a chat with messages as Telegram writes them."""
    if _is_page(source):
        return True
    if not source.is_json or not any(name in source.head for name in ('"date_unixtime"', '"messages"', '"chats"')):
        return False
    return bool(_found(source))


def read(source: Source) -> tuple[Transcript, ...]:
    """One conversation for each chat; raises InputError where there is no message."""
    if _is_page(source):
        return (_of_page(source),)
    chats = [chat for chat in _found(source) if sequence(chat.get("messages"))]
    found = tuple(each for chat in chats if (each := _conversation(chat)).turns)
    if not found:
        raise InputError("is a Telegram export without any message")
    return found


def _is_page(source: Source) -> bool:
    return source.is_xml and telegram_page.is_page(source.head)


def _of_page(source: Source) -> Transcript:
    notes = list(source.text.skipped)
    page = source.text.text
    messages = list(telegram_page.messages_of(page, notes))
    if not messages:
        raise InputError(
            "is a page of a Telegram export without any message; the chats are in “messages.html” and so on"
        )
    return laid_out(FORMAT, messages, telegram_page.chat_of(page), notes)


def _found(source: Source) -> list[Mapping[str, Any]]:
    """The chats of the export, or of several in a list or in what wraps them."""
    for place in source.places:
        chats = [chat for each in (place if isinstance(place, list) else [place]) for chat in _chats(each)]
        if any(map(_is_chat, chats)):
            return chats
    return []


def _chats(document: Any) -> Iterator[Mapping[str, Any]]:
    whole = mapping(document)
    if "messages" in whole:
        yield whole
    for group in ("chats", "left_chats"):
        yield from map(mapping, sequence(mapping(whole.get(group)).get("list")))


def _is_chat(chat: Mapping[str, Any]) -> bool:
    """Whether the first messages are Telegram's: others have messages with neither this type nor these dates."""
    first = [mapping(each) for each in sequence(chat.get("messages"))[:5]]
    return any(
        each.get("type") in ("message", "service") and ("date_unixtime" in each or "date" in each) for each in first
    )


def _conversation(chat: Mapping[str, Any]) -> Transcript:
    notes: list[Skipped] = []
    messages = list(_messages(chat, notes))
    name = words(chat.get("name")) or words(chat.get("type")).replace("_", " ")
    number = chat.get("id")
    conversation = f"{name} ({number})" if name and number is not None else name or str(number or "")
    return laid_out(FORMAT, messages, conversation, notes)


def _messages(chat: Mapping[str, Any], notes: list[Skipped]) -> Iterator[Message]:
    for place, each in enumerate(sequence(chat.get("messages")), start=1):
        message = mapping(each)
        if message.get("type") == "service":
            continue  # who joined, called or pinned: nothing was said
        where = f"message {message.get('id', place)}"
        text = _text(message)
        if not text:
            notes.append(Skipped(where, "no text"))
            continue
        speaker = words(message.get("from")) or words(message.get("from_id")) or "Deleted Account"
        seconds, zone = _seconds(message)
        yield Message(where, Turn(text, _role(chat, message), speaker), seconds, zone)


def _seconds(message: Mapping[str, Any]) -> tuple[float | None, bool]:
    """Seconds since 1970, and whether the zone is told."""
    seconds = since_1970(message.get("date_unixtime"))
    if seconds is not None:
        return seconds, True
    try:
        at = datetime.fromisoformat(words(message.get("date")))
    except ValueError:
        return None, False
    return since_1970((at if at.tzinfo else at.replace(tzinfo=UTC)).timestamp()), at.tzinfo is not None


def _role(chat: Mapping[str, Any], message: Mapping[str, Any]) -> Role:
    own = chat.get("type") == "bot_chat" and words(message.get("from_id")) == f"user{chat.get('id')}"
    return Role.BOT if own else role_of(words(message.get("from")))


def _text(message: Mapping[str, Any]) -> str:
    """Text comes as one piece or as many; a message that has none shows what it carries."""
    written = message.get("text") or message.get("text_entities")
    pieces = written if isinstance(written, list) else [written]
    text = "".join(words(piece) or words(mapping(piece).get("text")) for piece in pieces).strip()
    kind = words(message.get("media_type")).replace("_", " ")
    carried = kind or next((shown for name, shown in _MEDIA.items() if message.get(name)), "")
    return "\n".join(filter(None, (text, f"({carried})" if carried else "")))

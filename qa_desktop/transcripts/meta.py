"""Messenger and Instagram: messages in JSON, newest first, their text often UTF-8 that was taken for Latin-1."""

from collections.abc import Iterator, Mapping
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Skipped, Transcript, Turn
from qa_desktop.transcripts.json_chats import Message, laid_out, mapping, sequence, since_1970, words
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.values import documents

FORMAT = "meta-messages"

_MEDIA = ("photos", "videos", "audio_files", "files", "gifs", "sticker", "share", "media")

_NOTICES = ("Subscribe", "Unsubscribe")


def recognises(source: Source) -> bool:
    """Whether it holds messages with a sender and milliseconds, as both of Meta's exports write them."""
    return '"messages"' in source.head and bool(documents(source, _is_one))


def _is_one(of: Mapping[str, Any]) -> bool:
    first = [mapping(each) for each in sequence(of.get("messages"))[:5]]
    return any(("sender_name" in each and "timestamp_ms" in each) or "senderName" in each for each in first)


def read(source: Source) -> tuple[Transcript, ...]:
    """The conversations, oldest message first; raises InputError where there is no message."""
    found = tuple(each for document in documents(source, _is_one) if (each := _conversation(document)).turns)
    if not found:
        raise InputError("is a Messenger or Instagram export without any message")
    return found


def _conversation(document: Mapping[str, Any]) -> Transcript:
    notes: list[Skipped] = []
    # Newest first: turned around, messages of the same millisecond are in order too.
    messages = list(_messages(document, notes))[::-1]
    contents = (words(mapping(each).get("content")) for each in sequence(document.get("messages")))
    if any(mended(text) != text for text in contents):
        notes.append(Skipped("file", "texts that had been taken for Latin-1 were put right"))
    return laid_out(FORMAT, messages, "", notes)


def _messages(document: Mapping[str, Any], notes: list[Skipped]) -> Iterator[Message]:
    for place, each in enumerate(sequence(document.get("messages")), start=1):
        message = mapping(each)
        if message.get("type") in _NOTICES:
            continue  # who came and who left: nothing was said
        text = _text(message)
        if not text:
            notes.append(Skipped(f"message {place}", "no text"))
            continue
        speaker = mended(words(message.get("sender_name")) or words(message.get("senderName")))
        seconds = since_1970(message.get("timestamp_ms", message.get("timestamp")), 0.001)
        yield Message(f"message {place}", Turn(text, role_of(speaker), speaker), seconds)


def _text(message: Mapping[str, Any]) -> str:
    text = mended(words(message.get("content")) or words(message.get("text"))).strip()
    carried = next((name for name in _MEDIA if message.get(name)), "")
    link = mended(words(mapping(message.get("share")).get("link")))
    shown = link if link and link not in text else f"({carried.replace('_', ' ')})" if carried and not text else ""
    return "\n".join(filter(None, (text, shown)))


def mended(text: str) -> str:
    """`CafÃ©` as `Café`; a text that is sound stays as it is."""
    if text.isascii():
        return text
    try:
        return text.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return text

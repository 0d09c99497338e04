"""Conversations of Google's Contact Center AI: `entries[]`, `transcriptSegments[]`, messages of Dialogflow."""

from typing import Any

from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, first, number, record, records, said, seconds, share
from qa_desktop.transcripts.words import word

FORMAT = "google-ccai"

_MICROSECOND = 1e-6
_SINCE_1970 = 1e14
_ROLES = ("participantRole", "participant_role")
_STAMPS = ("start_timestamp_usec", "startTimestampUsec")
_FEELS_AT = 0.25


def recognises(source: Source) -> bool:
    """Whether it holds entries with a role, or segments of a transcript with a participant."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The conversations in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a conversation")


def _is_one(of: dict[str, Any]) -> bool:
    entries = records(of.get("entries"))
    return bool(_segments(of) or _messages(of)) or any(
        "text" in each and ("role" in each or either(each, *_STAMPS)) for each in entries
    )


def _messages(of: dict[str, Any]) -> list[dict[str, Any]]:
    """The messages of a conversation as Dialogflow lists them, newest first."""
    found = records(of.get("messages"))
    return found if any("content" in each and either(each, *_ROLES) for each in found) else []


def _segments(of: dict[str, Any]) -> list[Any]:
    inner = record(of.get("transcript"))
    found = either(inner, "transcriptSegments", "transcript_segments") or either(
        of, "transcriptSegments", "transcript_segments"
    )
    return found if isinstance(found, list) and records(found) else []


def _read(of: dict[str, Any]) -> Transcript:
    if _segments(of):
        return _read_segments(of)
    return _read_messages(of) if _messages(of) else _read_entries(of)


def _read_messages(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    for where, each in telling.each(_messages(of), "messages"):
        label = said(either(each, *_ROLES))
        at = either(each, "sendTime", "send_time", "createTime", "create_time")
        name = label.replace("_", " ").capitalize()
        telling.say_at(where, each.get("content"), at, role=role_of(label), speaker=name)
    called = said(first(_messages(of)).get("name")).partition("/messages/")[0]
    return telling.transcript(FORMAT, "chat", conversation=called.rpartition("/")[2])


def _read_entries(of: dict[str, Any]) -> Transcript:
    entries, telling = records(of.get("entries")), Telling(_MICROSECOND)
    stamps = [number(either(each, *_STAMPS)) for each in entries]
    absolute = any(stamp is not None and stamp >= _SINCE_1970 for stamp in stamps)
    names = _names([(said(each.get("role")), said(either(each, "user_id", "userId"))) for each in entries])
    for where, entry in telling.each(of.get("entries"), "entries"):
        label = said(entry.get("role"))
        role, name = role_of(label), names[label, said(either(entry, "user_id", "userId"))]
        if absolute:
            telling.say_at(
                where, entry.get("text"), either(entry, *_STAMPS), unit=_MICROSECOND, role=role, speaker=name
            )
        else:
            telling.say(where, entry.get("text"), either(entry, *_STAMPS), role=role, speaker=name)
    return telling.transcript(FORMAT, "chat" if _is_chat(of) else "call", conversation=_id(of))


def _read_segments(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    people = [record(either(each, "segmentParticipant", "segment_participant")) for each in records(_segments(of))]
    names = _names([(said(each.get("role")), said(either(each, "userId", "user_id"))) for each in people])
    for where, segment in telling.each(_segments(of), "transcriptSegments"):
        who = record(either(segment, "segmentParticipant", "segment_participant"))
        label = said(who.get("role"))
        words = tuple(
            word(
                each.get("word"),
                either(each, "startOffset", "start_offset"),
                either(each, "endOffset", "end_offset"),
                each.get("confidence"),
            )
            for each in records(segment.get("words"))
        )
        more: dict[str, Any] = {
            "role": role_of(label),
            "speaker": names[label, said(either(who, "userId", "user_id"))],
            "words": words,
            "confidence": share(segment.get("confidence")) or None,
            "sentiment": _sentiment(record(segment.get("sentiment"))),
        }
        at = either(segment, "messageTime", "message_time")
        if words:
            end = max((each.end for each in words if each.end is not None), default=None)
            telling.say(where, segment.get("text"), words[0].start, end, **more)
        else:
            telling.say_at(where, segment.get("text"), at, **more)
    length = seconds(of.get("duration"))
    began = either(of, "startTime", "start_time")
    return telling.transcript(
        FORMAT, "chat" if _is_chat(of) else "call", began=began, conversation=_id(of), duration=length
    )


def _id(of: dict[str, Any]) -> str:
    return said(either(of, "conversation_id", "conversationId")) or said(of.get("name")).rpartition("/")[2]


def _is_chat(of: dict[str, Any]) -> bool:
    return "CHAT" in said(of.get("medium")).upper()


def _names(people: list[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """What people are called: by their role, with their id where several have the same."""
    names = {}
    for label, person in people:
        several = len({other for role, other in people if role == label}) > 1
        plain = label.replace("_", " ").capitalize() if role_of(label) is not Role.UNKNOWN else label
        names[label, person] = " ".join(filter(None, (plain, person if several or not plain else "")))
    return names


def _sentiment(told: dict[str, Any]) -> str | None:
    """The score from -1 to 1 in a word."""
    score = number(told.get("score"))
    if score is None:
        return None
    return "POSITIVE" if score >= _FEELS_AT else "NEGATIVE" if score <= -_FEELS_AT else "NEUTRAL"

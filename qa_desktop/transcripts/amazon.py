"""What the analysed calls and chats of Amazon Transcribe and Amazon Connect have in common."""

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from qa_desktop.domain.transcripts import Party, Role, Transcript, Word
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import UNTOLD, Telling, marked_interruptions
from qa_desktop.transcripts.values import documents, either, first, record, records, said, seconds, truth
from qa_desktop.transcripts.words import word

MS = 0.001
_TAKEN_OUT = re.compile(r"\[[A-Z][A-Z_]{1,30}\]")


def calls(source: Source) -> list[dict[str, Any]]:
    """The analysed calls in a file; segments of a live stream, or turns that stand alone, are put together to one."""
    found = documents(source, _is_call)
    if found:
        return found
    streamed = documents(source, lambda each: bool(_segments(each)))
    if streamed:
        return [{**streamed[0], "Transcript": [turn for each in streamed for turn in _segments(each)]}]
    turns = documents(source, _is_turn)
    return [{"Transcript": turns}] if turns else []


def _is_call(of: dict[str, Any]) -> bool:
    return any(map(_is_turn, records(of.get("Transcript"))))


def _is_turn(of: dict[str, Any]) -> bool:
    if "Content" not in of:
        return False
    # What other programs make for Contact Lens may have no times; with points in time it is a chat.
    return "BeginOffsetMillis" in of or ("ParticipantId" in of and "AbsoluteTime" not in of)


def _segments(of: dict[str, Any]) -> list[dict[str, Any]]:
    inner = [record(each.get("Transcript")) for each in records(of.get("Segments"))]
    inner.append(record(of.get("UtteranceEvent")))
    return [each for each in inner if _is_turn(each) and not truth(each.get("IsPartial"))]


def is_by_participant(call: dict[str, Any]) -> bool:
    """Whether turns name a participant, as Contact Lens does, and not a role alone."""
    return bool(
        first(call.get("Transcript")).get("ParticipantId") or first(call.get("Participants")).get("ParticipantId")
    )


def roles(of: dict[str, Any]) -> dict[str, str]:
    """The roles of participants by their ids."""
    return {
        said(each.get("ParticipantId")): said(each.get("ParticipantRole"))
        for each in records(of.get("Participants"))
        if each.get("ParticipantRole")
    }


def who(item: dict[str, Any], known: dict[str, str]) -> tuple[Role, str]:
    """The role and the name of who says a turn."""
    named = said(item.get("ParticipantId"))
    label = said(item.get("ParticipantRole")) or known.get(named) or named
    role = role_of(label)
    plain = label.replace("_", " ").capitalize() if role is not Role.UNKNOWN else label
    return role, said(item.get("DisplayName")) or plain


def is_redacted(item: dict[str, Any], of: dict[str, Any]) -> bool:
    """Whether something was taken out of a turn."""
    if item.get("Redaction"):
        return True
    output = said(record(of.get("ContentMetadata")).get("Output"))
    return output.casefold() == "redacted" and bool(_TAKEN_OUT.search(said(item.get("Content"))))


def conversation_of(of: dict[str, Any]) -> str:
    """The id of a contact."""
    return said(either(of, "ContactId", "CallId")) or said(record(of.get("CustomerMetadata")).get("ContactId"))


def read_call(call: dict[str, Any], form: str) -> Transcript:
    """An analysed call as a transcript."""
    telling, known = Telling(MS), roles(call)
    timed = any("BeginOffsetMillis" in each for each in records(call.get("Transcript")))
    for where, item in telling.each(call.get("Transcript"), "Transcript"):
        role, name = who(item, known)
        telling.say(
            where,
            item.get("Content"),
            item.get("BeginOffsetMillis") if timed else UNTOLD,
            item.get("EndOffsetMillis") if timed else UNTOLD,
            role=role,
            speaker=name,
            sentiment=said(item.get("Sentiment")) or None,
            words=tuple(_words(item)),
            redacted=is_redacted(item, call),
        )
    traits = record(call.get("ConversationCharacteristics"))
    told = telling.transcript(
        form,
        conversation=conversation_of(call),
        duration=seconds(traits.get("TotalConversationDurationMillis"), MS),
        parties=parties(call),
    )
    spans = list(_interruptions(record(traits.get("Interruptions"))))
    return replace(told, turns=marked_interruptions(told.turns, spans))


def parties(of: dict[str, Any]) -> Iterator[Party]:
    """The participants with a name of their own."""
    for each in records(of.get("Participants")):
        name = said(each.get("DisplayName"))
        if name:
            yield Party(name, role_of(said(each.get("ParticipantRole"))), said(each.get("ParticipantId")))


def _words(item: dict[str, Any]) -> Iterator[Word]:
    for each in records(item.get("Items")):
        if said(each.get("Type")).casefold() != "punctuation":
            times = each.get("BeginOffsetMillis"), each.get("EndOffsetMillis")
            yield word(each.get("Content"), *times, each.get("Confidence"), MS)


def _interruptions(told: dict[str, Any]) -> Iterator[tuple[Role, float]]:
    for label, spans in record(told.get("InterruptionsByInterrupter")).items():
        for span in records(spans):
            at = seconds(span.get("BeginOffsetMillis"), MS)
            if at is not None:
                yield role_of(label), at

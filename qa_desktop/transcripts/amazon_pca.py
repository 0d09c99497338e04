"""Calls as AWS Post Call Analytics writes them: `SpeechSegments[]` beside `ConversationAnalytics`."""

from typing import Any

from qa_desktop.domain.transcripts import Role, Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, number, record, records, said, seconds, truth
from qa_desktop.transcripts.words import word

FORMAT = "amazon-pca"

_FEELINGS = {(True, False): "POSITIVE", (False, True): "NEGATIVE", (True, True): "MIXED", (False, False): "NEUTRAL"}


def recognises(source: Source) -> bool:
    """Whether it holds speech segments with a start."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The calls in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a call")


def _is_one(of: dict[str, Any]) -> bool:
    return any("SegmentStartTime" in each for each in records(of.get("SpeechSegments")))


def _read(of: dict[str, Any]) -> Transcript:
    call = record(of.get("ConversationAnalytics"))
    names = {said(each.get("Speaker")): said(each.get("DisplayText")) for each in records(call.get("SpeakerLabels"))}
    agent = said(call.get("Agent"))
    telling = Telling()
    for where, segment in telling.each(of.get("SpeechSegments"), "SpeechSegments"):
        speaker = said(segment.get("SegmentSpeaker"))
        name = names.get(speaker) or speaker
        text = either(segment, "DisplayText", "OriginalText")
        telling.say(
            where,
            text,
            segment.get("SegmentStartTime"),
            segment.get("SegmentEndTime"),
            role=Role.AGENT if name and name == agent else role_of(name),
            speaker=name,
            sentiment=_sentiment(segment),
            interrupts=truth(segment.get("SegmentInterruption")),
            redacted="[PII]" in said(text),
            words=tuple(
                word(each.get("Text"), each.get("StartTime"), each.get("EndTime"), each.get("Confidence"))
                for each in records(segment.get("WordConfidence"))
            ),
        )
    guid = said(call.get("GUID"))
    return telling.transcript(
        FORMAT,
        began=call.get("ConversationTime"),
        conversation="" if guid == "None" else guid,
        duration=seconds(call.get("Duration")),
    )


def _sentiment(segment: dict[str, Any]) -> str | None:
    told = [number(segment.get(name)) for name in ("SentimentIsPositive", "SentimentIsNegative")]
    positive, negative = (truth(segment.get(name)) for name in ("SentimentIsPositive", "SentimentIsNegative"))
    return _FEELINGS[positive, negative] if any(each is not None for each in told) else None

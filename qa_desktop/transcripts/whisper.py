"""Recordings as the Whisper family writes them: openai-whisper, faster-whisper, WhisperX, whisper.cpp and the like."""

import math
from collections.abc import Iterator
from typing import Any

from qa_desktop.domain.transcripts import Transcript, Word
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, number, record, records, said, seconds, share
from qa_desktop.transcripts.words import word

FORMAT = "whisper"

_TEXTS, _STARTS, _ENDS = (
    ("text", "body", "transcript"),
    ("start", "startTime", "start_time"),
    ("end", "endTime", "end_time"),
)
_NAMES_OF_TEXT, _NAMES_OF_TIME = frozenset(_TEXTS), frozenset([*_STARTS, "timestamp", "offsets", "timestamps"])
_SURENESS = ("confidence", "score", "avg_logprob")
_OTHER_SPANS = ("timestamp", "offsets", "timestamps")
_REPLY = {"text", "language", "duration", "task", "usage", "logprobs", "segments", "words"}


def recognises(source: Source) -> bool:
    """Whether it holds segments with a text and a start."""
    return bool(_found(source))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in _found(source)], "a recording")


def _found(source: Source) -> list[dict[str, Any]]:
    found = documents(source, lambda each: any(map(_is_segment, _segments(each))))
    if found:
        return found
    alone = documents(source, _is_segment)
    return [{"segments": alone}] if alone else documents(source, _is_text_alone)


def _segments(of: dict[str, Any]) -> list[Any]:
    for name in ("segments", "transcription", "chunks"):
        if records(of.get(name)):
            return list(of[name])
    return []


def _is_text_alone(of: dict[str, Any]) -> bool:
    """Whether it is the reply with a text and neither segments nor words."""
    return bool(said(of.get("text"))) and of.keys() <= _REPLY and not _segments(of)


def _is_segment(of: Any) -> bool:
    return isinstance(of, dict) and not _NAMES_OF_TEXT.isdisjoint(of) and not _NAMES_OF_TIME.isdisjoint(of)


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    # Where speakers were told apart afterwards, they stand in a list of their own with the same texts.
    told_apart = [each for each in records(of.get("speakers")) if _is_segment(each) and "speaker" in each]
    if _is_text_alone(of):
        telling.say("text", of.get("text"))
    for where, segment in telling.each(told_apart or _segments(of), "segments"):
        name = _name(segment)
        start, end = _span(segment)
        telling.say(
            where,
            either(segment, *_TEXTS),
            start,
            end,
            role=role_of(name),
            speaker=name,
            confidence=_confidence(segment),
            words=tuple(_words(segment)) if "words" in segment else (),
        )
    length = seconds(of.get("duration"))
    return telling.transcript(FORMAT, conversation=said(of.get("id")), duration=length)


def _name(segment: dict[str, Any]) -> str:
    who = segment.get("speaker")
    if who is None and "role" not in segment:  # of most
        return ""
    told = either(who, "name", "label", "id") if isinstance(who, dict) else who
    name = said(told) or said(segment.get("role"))
    return f"Speaker {name}" if name.isdecimal() else name


def _span(segment: dict[str, Any]) -> tuple[Any, Any]:
    start, end = segment.get("start"), segment.get("end")
    if type(start) is float and type(end) is float and segment.keys().isdisjoint(_OTHER_SPANS):  # nearly always
        return start, end
    pair = segment.get("timestamp")
    if isinstance(pair, list) and len(pair) == 2:
        return pair[0], pair[1]
    offsets, clock = record(segment.get("offsets")), record(segment.get("timestamps"))
    if offsets:
        return {"ms": offsets.get("from")}, {"ms": offsets.get("to")}
    if clock:
        return clock.get("from"), clock.get("to")
    return either(segment, *_STARTS), either(segment, *_ENDS)


def _confidence(segment: dict[str, Any]) -> float | None:
    """What the file says, else the mean probability of a token, which is kept as its logarithm."""
    if segment.keys().isdisjoint(_SURENESS):
        return None
    told = share(either(segment, "confidence", "score"))
    log = number(segment.get("avg_logprob"))
    return told if told is not None or log is None or log > 0 else round(math.exp(log), 4)


def _words(segment: dict[str, Any]) -> Iterator[Word]:
    for each in records(segment.get("words")):
        start, end = _span(each)
        yield word(either(each, "word", "text"), start, end, either(each, "probability", "score", "confidence"))

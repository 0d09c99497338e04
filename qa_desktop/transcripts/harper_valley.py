"""Calls of the Harper Valley collection: an array of segments with `offset_ms`, and the metadata beside it."""

from typing import Any

from qa_desktop.domain.transcripts import Party, Role, Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.times import spelled
from qa_desktop.transcripts.values import documents, instant, number, record, said, seconds, share
from qa_desktop.transcripts.words import word

FORMAT = "harper-valley"

_MS = 0.001
_FEELINGS = ("NEGATIVE", "NEUTRAL", "POSITIVE")


def recognises(source: Source) -> bool:
    """Whether it holds segments with an offset and a role, or the times of agent and caller."""
    return bool(documents(source, _is_segment) or documents(source, _is_metadata))


def read(source: Source) -> tuple[Transcript, ...]:
    """The call, or what its metadata say of it without any turn; raises InputError where nothing is said in it."""
    segments = documents(source, _is_segment)
    if segments:
        return with_turns([_read(segments)], "a call")
    return tuple(map(_metadata, documents(source, _is_metadata)))


def _is_segment(of: dict[str, Any]) -> bool:
    return "offset_ms" in of and "speaker_role" in of


def _is_metadata(of: dict[str, Any]) -> bool:
    return "sid" in of and "start_time_ms" in of and bool(record(of.get("agent")) or record(of.get("caller")))


def _read(segments: list[dict[str, Any]]) -> Transcript:
    telling = Telling(_MS)
    for place, segment in enumerate(segments):
        label = said(segment.get("speaker_role"))
        heard, human = said(segment.get("transcript")), said(segment.get("human_transcript"))
        telling.say(
            f"segment {place + 1}",
            human or heard,
            segment.get("offset_ms"),
            lasting=segment.get("duration_ms"),
            role=role_of(label),
            speaker=label.capitalize(),
            sentiment=_sentiment(segment.get("emotion")),
            words=_words(segment, heard) if heard == human or not human else (),
            confidence=share(segment.get("confidence")),
        )
    return telling.transcript(FORMAT, began=_began(segments), began_unit=_MS)


def _began(segments: list[dict[str, Any]]) -> float | None:
    """When the recording began (milliseconds since 1970): a segment's point in time less its offset."""
    for segment in segments:
        at, offset = number(segment.get("start_timestamp_ms")), number(segment.get("offset_ms"))
        if at is not None and offset is not None:
            return at - offset
    return None


def _words(segment: dict[str, Any], heard: str) -> tuple[Any, ...]:
    """The words with their times, which belong to what the machine heard."""
    texts, start = heard.split(), number(segment.get("offset_ms"))
    offsets, lengths = segment.get("word_offsets_ms"), segment.get("word_durations_ms")
    if start is None or not isinstance(offsets, list) or not isinstance(lengths, list):
        return ()
    if not len(texts) == len(offsets) == len(lengths):
        return ()
    found = []
    for text, offset, length in zip(texts, offsets, lengths, strict=True):
        at, lasting = number(offset), number(length)
        begin = None if at is None else start + at
        found.append(word(text, begin, None if begin is None or lasting is None else begin + lasting, None, _MS))
    return tuple(found)


def _sentiment(emotion: Any) -> str | None:
    """The strongest of negative, neutral and positive, which stand in this order or by their names."""
    values = [record(emotion).get(name.casefold()) for name in _FEELINGS] if isinstance(emotion, dict) else emotion
    shares = [share(value) for value in values] if isinstance(values, list) else []
    if len(shares) != len(_FEELINGS) or any(each is None for each in shares):
        return None
    return _FEELINGS[max(range(len(shares)), key=lambda place: shares[place] or 0.0)]


def _metadata(of: dict[str, Any]) -> Transcript:
    start, end = instant(of.get("start_time_ms"), _MS), instant(of.get("end_time_ms"), _MS)
    length = None if start is None or end is None or end.seconds < start.seconds else end.seconds - start.seconds
    parties = []
    for side, role in (("agent", Role.AGENT), ("caller", Role.CUSTOMER)):
        told = record(record(of.get(side)).get("metadata"))
        name = said(told.get(f"{side}_name") or told.get("first and last name"))
        if name:
            parties.append(Party(name, role))
    began = spelled(start.at) if start and start.at else None
    return Transcript(
        FORMAT,
        (),
        started_at=began,
        conversation=said(of.get("sid")),
        duration=None if length is None else seconds(length),
        parties=tuple(parties),
    )

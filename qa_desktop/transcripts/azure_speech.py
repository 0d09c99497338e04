"""Recordings as Azure's speech service writes them: batch transcription v2 to 2024-11-15, and fast transcription."""

from collections.abc import Iterator
from typing import Any

from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, first, number, records, said, seconds, share
from qa_desktop.transcripts.words import word

FORMAT = "azure-speech"

_TICK = 1e-7
_DONE = ("", "success")


def recognises(source: Source) -> bool:
    """Whether it holds recognised phrases."""
    return bool(_found(source))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in _found(source)], "a recording")


def _found(source: Source) -> list[dict[str, Any]]:
    found = documents(source, lambda each: bool(_phrases(each)))
    if found:
        return found
    heard = documents(source, _is_heard)
    if heard:
        return [{"recognizedPhrases": heard}]
    older = documents(source, lambda each: bool(records(each.get("AudioFileResults"))))
    return [file for each in older for file in records(each["AudioFileResults"])]


def _is_heard(of: dict[str, Any]) -> bool:
    """What the speech SDK answers for one phrase after the other."""
    return "RecognitionStatus" in of and ("NBest" in of or "DisplayText" in of) and "Offset" in of


def _phrases(of: dict[str, Any]) -> list[Any]:
    for name in ("recognizedPhrases", "SegmentResults"):
        if records(of.get(name)):
            return list(of[name])
    phrases = records(of.get("phrases"))
    timed = any("offsetMilliseconds" in each for each in phrases)
    return list(of["phrases"]) if timed else []


def _read(of: dict[str, Any]) -> Transcript:
    telling, phrases = Telling(), _phrases(of)
    channels = {said(either(each, "channel", "ChannelNumber")) for each in records(phrases)}
    for where, phrase in telling.each(phrases, "phrases"):
        if said(either(phrase, "recognitionStatus", "RecognitionStatus")).casefold() not in _DONE:
            continue  # noise and silence
        best = first(either(phrase, "nBest", "NBest")) or phrase
        name = _name(phrase, best, several=len(channels) > 1)
        start = _offset(phrase)
        telling.say(
            where,
            either(best, "display", "Display", "DisplayText", "text", "lexical", "Lexical"),
            start,
            lasting=_lasting(phrase),
            role=role_of(name),
            speaker=name,
            confidence=share(either(best, "confidence", "Confidence")),
            words=tuple(
                word(
                    either(each, "word", "Word", "displayText", "text"),
                    _offset(each),
                    _sum(_offset(each), _lasting(each)),
                    either(each, "confidence", "Confidence"),
                )
                for each in _words(best)
            ),
        )
    length = seconds(of.get("duration")) or seconds(of.get("durationMilliseconds"), 0.001)
    return telling.transcript(FORMAT, duration=length or seconds(either(of, "AudioLengthInSeconds")))


def _words(best: dict[str, Any]) -> list[dict[str, Any]]:
    for name in ("displayWords", "words", "Words"):
        if records(best.get(name)):
            return records(best[name])
    return []


def _name(phrase: dict[str, Any], best: dict[str, Any], several: bool) -> str:
    speaker = said(either(phrase, "speaker", "SpeakerId")) or said(either(best, "speaker", "SpeakerId"))
    channel = said(either(phrase, "channel", "ChannelNumber"))
    parts = [
        f"Channel {channel}" if several and channel else "",
        f"Speaker {speaker}" if speaker.isdigit() else speaker,
    ]
    return " ".join(filter(None, parts))


def _offset(of: dict[str, Any]) -> float | None:
    """When something begins (seconds), by any of the names and units that there have been."""
    return next(_times(of, ("offset", "Offset")), None)


def _lasting(of: dict[str, Any]) -> float | None:
    return next(_times(of, ("duration", "Duration")), None)


def _times(of: dict[str, Any], names: tuple[str, str]) -> Iterator[float]:
    for name in names:
        spelled = (
            (f"{name}Milliseconds", 0.001),
            (f"{name}InSeconds", 1.0),
            (f"{name}InTicks", _TICK),
            (name, _TICK),  # a number here counts ticks, a text is an ISO duration
        )
        for key, unit in spelled:
            value = of.get(key)
            found = seconds(value, unit)
            if found is not None and (value != "" or number(value) is not None):
                yield found


def _sum(start: float | None, length: float | None) -> float | None:
    return None if start is None or length is None else start + length

"""Recordings as AssemblyAI writes them: `utterances[]` or `words[]` with times in milliseconds."""

from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Transcript, Word
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, number, records, said, seconds, share, truth
from qa_desktop.transcripts.words import Spoken, runs, word

FORMAT = "assemblyai"

_MARKS = (
    "audio_duration",
    "language_code",
    "acoustic_model",
    "speaker_labels",
    "speech_model",
    "audio_url",
    "confidence",
    "multichannel",
    "audio_channels",
)
_TAKEN_OUT = ("###", "[PERSON_NAME", "[PHONE", "[CREDIT", "[EMAIL", "[NUMBER")


def recognises(source: Source) -> bool:
    """Whether it holds words or utterances beside what only this service tells."""
    return bool(documents(source, _is_one) or documents(source, _is_unfinished))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    found = documents(source, _is_one)
    for each in documents(source, _is_unfinished) if not found else ():
        why = f" ({said(each['error'])[:200]})" if said(each.get("error")) else ""
        raise InputError(f"holds no transcript: its status is “{said(each['status'])}”{why}")
    return with_turns([_read(each) for each in found], "a recording")


def _is_one(of: dict[str, Any]) -> bool:
    parts = records(either(of, "utterances", "sentences", "paragraphs", "words"))
    marks = sum(name in of for name in _MARKS)
    return bool(parts) and {"text", "start"} <= parts[0].keys() and marks >= 2 and "segments" not in of


def _is_unfinished(of: dict[str, Any]) -> bool:
    return said(of.get("status")) in ("error", "queued", "processing") and {"audio_url", "text", "words"} <= of.keys()


def _read(of: dict[str, Any]) -> Transcript:
    unit = _unit(of)
    telling, taken_out = Telling(unit), truth(of.get("redact_pii"))
    feelings = records(of.get("sentiment_analysis_results"))
    utterances = either(of, "utterances", "sentences", "paragraphs")
    for where, each in telling.each(utterances, "utterances"):
        name = _name(said(each.get("speaker")) or said(each.get("channel")))
        telling.say(
            where,
            each.get("text"),
            each.get("start"),
            each.get("end"),
            role=role_of(name),
            speaker=name,
            confidence=share(each.get("confidence")),
            words=tuple(_word(one, unit) for one in records(each.get("words"))),
            redacted=taken_out and any(mark in said(each.get("text")) for mark in _TAKEN_OUT),
            sentiment=_sentiment(each, feelings, unit),
        )
    if not records(utterances):
        _say_words(telling, of, unit)
    length = seconds(of.get("audio_duration"))
    return telling.transcript(FORMAT, conversation=said(of.get("id")), duration=length)


def _say_words(telling: Telling, of: dict[str, Any], unit: float) -> None:
    spoken = [
        Spoken(_word(each, unit), said(each.get("speaker")), said(each.get("text")) in (",", ".", "?", "!", ";", ":"))
        for each in records(of.get("words"))
    ]
    for run in runs(spoken):
        name = _name(run.speaker)
        start, end = (None if time is None else time / unit for time in (run.start, run.end))
        telling.say("words", run.text, start, end, role=role_of(name), speaker=name, words=run.words)


def _unit(of: dict[str, Any]) -> float:
    """Milliseconds, but for files that were made with seconds: what lasts longer than the audio tells them apart."""
    parts = records(either(of, "words", "utterances", "sentences", "paragraphs"))
    ends = [end for each in parts if (end := number(each.get("end"))) is not None]
    length = number(of.get("audio_duration"))
    if length and ends:
        return 1.0 if max(ends) <= length * 1.1 + 1 else 0.001
    return 1.0 if any(not end.is_integer() for end in ends) else 0.001


def _word(of: dict[str, Any], unit: float) -> Word:
    return word(of.get("text"), of.get("start"), of.get("end"), of.get("confidence"), unit)


def _name(label: str) -> str:
    return f"Speaker {label}" if len(label) == 1 or label.isdigit() else label


def _sentiment(of: dict[str, Any], feelings: list[dict[str, Any]], unit: float) -> str | None:
    """What the sentences of an utterance have in common, else MIXED."""
    start, end = seconds(of.get("start"), unit), seconds(of.get("end"), unit)
    if start is None or end is None:
        return None
    within = {
        said(each.get("sentiment"))
        for each in feelings
        if (at := seconds(each.get("start"), unit)) is not None and start <= at < end
    }
    return within.pop() if len(within) == 1 else "MIXED" if within else None

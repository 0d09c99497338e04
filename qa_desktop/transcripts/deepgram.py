"""Recordings as Deepgram writes them: `results.utterances[]`, else the words of `results.channels[]`."""

from typing import Any

from qa_desktop.domain.transcripts import Transcript, Word
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, first, record, records, said, seconds, share
from qa_desktop.transcripts.words import Spoken, runs, sentences, word

FORMAT = "deepgram"


def recognises(source: Source) -> bool:
    """Whether it holds results by channel or utterance."""
    return bool(documents(source, _is_one)) or bool(documents(source, _is_streamed))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    found = documents(source, _is_one)
    told = [_read(each) for each in found] if found else [_read_stream(documents(source, _is_streamed))]
    return with_turns(told, "a recording")


def _is_one(of: dict[str, Any]) -> bool:
    results = record(of.get("results"))
    channel = first(results.get("channels"))
    return "alternatives" in channel or "transcript" in first(results.get("utterances"))


def _is_streamed(of: dict[str, Any]) -> bool:
    return said(of.get("type")) == "Results" and "alternatives" in record(of.get("channel"))


def _read(of: dict[str, Any]) -> Transcript:
    results, telling = record(of.get("results")), Telling()
    utterances = results.get("utterances")
    channels = records(results.get("channels"))
    several = len(channels) > 1 or len({said(each.get("channel")) for each in records(utterances)}) > 1
    for where, utterance in telling.each(utterances, "results.utterances"):
        name = _name(utterance.get("channel"), utterance.get("speaker"), several)
        telling.say(
            where,
            utterance.get("transcript"),
            utterance.get("start"),
            utterance.get("end"),
            role=role_of(name),
            speaker=name,
            confidence=share(utterance.get("confidence")),
            sentiment=said(utterance.get("sentiment")) or None,
            words=tuple(map(_word, records(utterance.get("words")))),
        )
    for number, channel in enumerate(channels if not records(utterances) else ()):
        _say_words(telling, f"results.channels[{number}]", number, channel, several)
    meta = record(of.get("metadata"))
    return telling.transcript(FORMAT, conversation=said(meta.get("request_id")), duration=seconds(meta.get("duration")))


def _read_stream(messages: list[dict[str, Any]]) -> Transcript:
    """The final results of a live stream."""
    telling = Telling()
    for number, message in enumerate(messages):
        best = first(record(message.get("channel")).get("alternatives"))
        if message.get("is_final") is False or not said(best.get("transcript")):
            continue
        words = records(best.get("words"))
        place = message.get("channel_index")  # this channel, and how many there are
        channel, of = place if isinstance(place, list) and len(place) == 2 else (None, 1)
        name = _name(channel, words[0].get("speaker") if words else None, of != 1)
        telling.say(
            f"message {number + 1}",
            best.get("transcript"),
            message.get("start"),
            lasting=message.get("duration"),
            role=role_of(name),
            speaker=name,
            confidence=share(best.get("confidence")),
            words=tuple(map(_word, words)),
        )
    return telling.transcript(FORMAT)


def _say_words(telling: Telling, where: str, number: int, channel: dict[str, Any], several: bool) -> None:
    best = first(channel.get("alternatives"))
    spoken = [Spoken(_word(each), said(each.get("speaker"))) for each in records(best.get("words"))]
    for run in (sentences if several else runs)(spoken):
        name = _name(number, run.speaker, several)
        telling.say(where, run.text, run.start, run.end, role=role_of(name), speaker=name, words=run.words)
    if not spoken and said(best.get("transcript")):
        name = _name(number, None, several)
        telling.say(where, best.get("transcript"), None, role=role_of(name), speaker=name)


def _name(channel: Any, speaker: Any, several: bool) -> str:
    who, where = said(speaker), said(channel)
    parts = [f"Channel {where}" if several and where else "", f"Speaker {who}" if who.isdigit() else who]
    return " ".join(filter(None, parts))


def _word(of: dict[str, Any]) -> Word:
    return word(either(of, "punctuated_word", "word"), of.get("start"), of.get("end"), of.get("confidence"))

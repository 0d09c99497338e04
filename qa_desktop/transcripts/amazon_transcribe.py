"""Recordings as Amazon Transcribe writes them: single words in `results.items[]`, times as texts."""

from collections.abc import Iterator
from typing import Any

from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, first, record, records, said, seconds
from qa_desktop.transcripts.words import Run, Spoken, run_of, runs, sentences, word

FORMAT = "amazon-transcribe"


def recognises(source: Source) -> bool:
    """Whether it holds words with alternatives, or says that there were none."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a recording")


def _is_one(of: dict[str, Any]) -> bool:
    results = record(of.get("results"))
    items = results.get("items")
    return "transcripts" in results and (items == [] or any("alternatives" in each for each in records(items)))


def _read(of: dict[str, Any]) -> Transcript:
    results, telling = record(of.get("results")), Telling()
    segments = records(results.get("audio_segments"))
    if any("transcript" in each for each in segments):
        _say_segments(telling, results)
    else:
        for run in _runs(results):
            telling.say(
                "items", run.text, run.start, run.end, role=role_of(run.speaker), speaker=run.speaker, words=run.words
            )
    return telling.transcript(FORMAT)


def _say_segments(telling: Telling, results: dict[str, Any]) -> None:
    # Older files count the words by their place.
    items = {said(each.get("id", place)): each for place, each in enumerate(records(results.get("items")))}
    for where, segment in telling.each(results.get("audio_segments"), "results.audio_segments"):
        label = said(segment.get("speaker_label") or segment.get("channel_label"))
        own = segment.get("items")
        words = [items[said(each)] for each in (own if isinstance(own, list) else ()) if said(each) in items]
        telling.say(
            where,
            segment.get("transcript"),
            segment.get("start_time"),
            segment.get("end_time"),
            role=role_of(label),
            speaker=label,
            words=tuple(each.word for each in _spoken(words, "") if not each.glued),
        )


def _runs(results: dict[str, Any]) -> list[Run]:
    channels = records(record(results.get("channel_labels")).get("channels"))
    if channels:
        return [
            run
            for channel in channels
            for run in sentences(_spoken(records(channel.get("items")), said(channel.get("channel_label"))))
        ]
    items = records(results.get("items"))
    segments = records(record(results.get("speaker_labels")).get("segments"))
    if not segments:
        return runs(_spoken(items, ""))
    return [run_of(part) for part in _by_segment(items, segments) if part]


def _by_segment(items: list[dict[str, Any]], segments: list[dict[str, Any]]) -> Iterator[list[Spoken]]:
    """The words of each segment; a sign without a time belongs to the word before it."""
    ends = [seconds(each.get("end_time")) or 0.0 for each in segments]
    labels = [said(each.get("speaker_label")) for each in segments]
    part: list[Spoken] = []
    place = 0
    for spoken in _spoken(items, ""):
        start = spoken.word.start
        while start is not None and place < len(segments) - 1 and start >= ends[place]:
            yield part
            part, place = [], place + 1
        part.append(Spoken(spoken.word, labels[place], spoken.glued))
    yield part


def _spoken(items: list[dict[str, Any]], speaker: str) -> Iterator[Spoken]:
    for each in items:
        best = first(each.get("alternatives"))
        sign = said(each.get("type")) == "punctuation"
        content = word(best.get("content"), each.get("start_time"), each.get("end_time"), best.get("confidence"))
        yield Spoken(content, speaker or said(each.get("speaker_label")), sign)

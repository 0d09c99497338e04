"""The World Transcription Format (draft-howe-vcon-wtf-extension): `segments[]`, `words[]`, `speakers{}`."""

from typing import Any

from qa_desktop.domain.transcripts import Transcript, Word
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns, words_within
from qa_desktop.transcripts.values import documents, either, record, records, said, seconds, share, truth
from qa_desktop.transcripts.words import Spoken, runs, word

FORMAT = "wtf"


def recognises(source: Source) -> bool:
    """Whether it holds segments beside a transcript that is an object."""
    return bool(documents(source, is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    return with_turns([read_one(each) for each in documents(source, is_one)], "a recording")


def is_one(of: dict[str, Any]) -> bool:
    """Whether an object is of this form; the draft asks for `transcript`, `segments` and `metadata`."""
    parts = records(of.get("segments")) or records(of.get("words"))
    marks = (
        isinstance(of.get("transcript"), dict)
        or isinstance(of.get("speakers"), dict)
        or "provider" in record(of.get("metadata"))
    )
    return bool(parts) and {"text", "start"} <= parts[0].keys() and marks


def read_one(of: dict[str, Any], names: dict[str, tuple[str, Any]] | None = None) -> Transcript:
    """One recording; `names` gives speakers their names and roles where something around it knows them."""
    telling, known = Telling(), names or {}
    labels = _labels(of.get("speakers"))
    words = [(each, word(each.get("text"), each.get("start"), each.get("end"), each.get("confidence")))
             for each in records(of.get("words"))]  # fmt: skip
    heard = [each for told, each in words if not truth(told.get("is_punctuation"))]
    for where, segment in telling.each(of.get("segments"), "segments"):
        speaker = said(segment.get("speaker"))
        name, role = known.get(speaker) or _named(labels.get(speaker) or speaker)
        start, end = segment.get("start"), segment.get("end")
        telling.say(
            where,
            segment.get("text"),
            start,
            end,
            role=role,
            speaker=name,
            confidence=share(segment.get("confidence")),
            words=_own(segment, words) or words_within(heard, seconds(start), seconds(end)),
        )
    if not telling:
        spoken = [Spoken(each, said(told.get("speaker")), truth(told.get("is_punctuation"))) for told, each in words]
        for run in runs(spoken):
            name, role = known.get(run.speaker) or _named(labels.get(run.speaker) or run.speaker)
            telling.say("words", run.text, run.start, run.end, role=role, speaker=name, words=run.words)
    length = seconds(record(of.get("transcript")).get("duration"))
    return telling.transcript(FORMAT, duration=length)


def _named(label: str) -> tuple[str, Any]:
    name = f"Speaker {label}" if label.isdigit() else label
    return name, role_of(name)


def _labels(speakers: Any) -> dict[str, str]:
    """The labels by id, whether the speakers are an object or a list."""
    if isinstance(speakers, dict):
        return {said(key): said(either(record(each), "label", "name")) or said(each) for key, each in speakers.items()}
    return {said(each.get("id")): said(either(each, "label", "name")) for each in records(speakers)}


def _own(segment: dict[str, Any], words: list[tuple[dict[str, Any], Word]]) -> tuple[Word, ...]:
    """The words that a segment names by their ids."""
    own = segment.get("words")
    if not isinstance(own, list):
        return ()
    ids = {said(each) for each in own if not isinstance(each, dict)}
    return tuple(each for told, each in words if said(told.get("id")) in ids and not truth(told.get("is_punctuation")))

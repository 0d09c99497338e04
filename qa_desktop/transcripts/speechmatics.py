"""Recordings as Speechmatics writes them: `results[]` of words and signs (v2), `words[]` with texts as times (v1)."""

from collections.abc import Iterator
from typing import Any

from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, first, number, record, records, said, seconds, truth
from qa_desktop.transcripts.words import Run, Spoken, runs, sentences, word

FORMAT = "speechmatics"

_UNKNOWN = "UU"
_SIGNS = (".", ",", "?", "!", ";", ":")


def recognises(source: Source) -> bool:
    """Whether it holds results of words and signs, or words with names and times."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    found = documents(source, _is_one)
    if any(said(each.get("message")) for each in found):  # a live stream: one recording
        final = [each for each in found if said(each.get("message")) == "AddTranscript"]
        found = [{"results": [part for each in final for part in records(each.get("results"))]}]
    return with_turns([_read(each) for each in found], "a recording")


def _is_one(of: dict[str, Any]) -> bool:
    part = first(of.get("results"))
    newer = "start_time" in part and "alternatives" in part and "type" in part
    older = first(of.get("words"))
    return newer or (("time" in older and "name" in older) and "job" in of)


def _read(of: dict[str, Any]) -> Transcript:
    job, telling = record(of.get("job")), Telling()
    for run in _runs(of) if records(of.get("results")) else _runs_of_words(of):
        telling.say(
            "results", run.text, run.start, run.end, role=role_of(run.speaker), speaker=run.speaker, words=run.words
        )
    return telling.transcript(FORMAT, conversation=said(job.get("id")), duration=seconds(job.get("duration")))


def _runs(of: dict[str, Any]) -> list[Run]:
    parts = records(of.get("results"))
    pack = record(record(of.get("metadata")).get("language_pack_info"))
    delimiter = pack.get("word_delimiter")
    between = delimiter if isinstance(delimiter, str) else " "
    channels = list(dict.fromkeys(said(each.get("channel")) for each in parts))
    if len(channels) < 2:
        return runs(_spoken(parts), between)
    return [
        run
        for channel in channels
        for run in sentences(_spoken([each for each in parts if said(each.get("channel")) == channel]), between)
    ]


def _spoken(parts: list[dict[str, Any]]) -> Iterator[Spoken]:
    joins = False
    for each in parts:
        best = first(each.get("alternatives"))
        speaker = said(best.get("speaker"))
        channel = said(each.get("channel"))
        name = " ".join(filter(None, (channel, "" if speaker == _UNKNOWN else speaker)))
        attached = said(each.get("attaches_to"))
        sign = said(each.get("type")) == "punctuation"
        glued = joins or attached in ("previous", "both") or (sign and not attached)
        joins = attached in ("next", "both")
        content = word(best.get("content"), each.get("start_time"), each.get("end_time"), best.get("confidence"))
        yield Spoken(content, name, glued)


def _runs_of_words(of: dict[str, Any]) -> list[Run]:
    """The first version: words with their lengths, and beside them who speaks from when."""
    shifts = sorted(
        (at, said(each.get("name")))
        for each in records(of.get("speakers"))
        if (at := number(each.get("time"))) is not None
    )
    spoken, heard = [], ""
    for each in records(of.get("words")):
        start, length = seconds(each.get("time")), seconds(each.get("duration"))
        end = None if start is None or length is None else start + length
        begun = [name for at, name in shifts if start is not None and at <= start + 0.001]
        heard = begun[-1] if begun else heard
        name = said(each.get("name"))
        glued = name in _SIGNS or truth(each.get("is_punctuation"))
        spoken.append(Spoken(word(name, start, end, either(each, "confidence")), heard, glued))
    return runs(spoken)

"""Recordings as Google Speech-to-Text writes them (v1, v1p1beta1 and v2): `results[].alternatives[].words[]`."""

from collections.abc import Iterator
from typing import Any

from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, first, record, records, said, seconds, share
from qa_desktop.transcripts.words import Spoken, run_of, runs, word

FORMAT = "google-stt"

_STARTS, _ENDS = (
    ("startTime", "start_time", "startOffset", "start_offset"),
    ("endTime", "end_time", "endOffset", "end_offset"),
)
_TAGS = ("speakerLabel", "speaker_label", "speakerTag", "speaker_tag")
_CHANNELS = ("channelTag", "channel_tag")
_RESULT_ENDS = ("resultEndTime", "result_end_time", "resultEndOffset", "result_end_offset")


def recognises(source: Source) -> bool:
    """Whether it holds results with alternatives of words."""
    return bool(_found(source))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in _found(source)], "a recording")


def _found(source: Source) -> list[dict[str, Any]]:
    found = documents(source, _is_one)
    if found:
        return found
    batches = documents(source, lambda each: bool(_in_batch(each)))
    return [each for batch in batches for each in _in_batch(batch)]


def _in_batch(of: dict[str, Any]) -> list[dict[str, Any]]:
    """What the second version answers for many files: each has its results by its address."""
    files = [record(each) for each in record(of.get("results")).values()]
    inner = [record(either(each, "transcript", "inlineResult", "inline_result")) for each in files]
    return [each for one in inner for each in (one, record(one.get("transcript"))) if _is_one(each)]


def _is_one(of: dict[str, Any]) -> bool:
    for result in records(of.get("results")):
        best = first(result.get("alternatives"))
        words = records(best.get("words"))
        if words and "word" in words[0] and "timestamps" not in best:
            return True
        if "transcript" in best and "timestamps" not in best and "final" not in result:
            return True
    return False


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    results = [(where, each) for where, each in telling.each(of.get("results"), "results")]
    for channel, part in _by_channel(results):
        repeated = _repeated(part)
        reached = 0.0
        for where, result in repeated or part:
            _say(telling, where, result, channel, reached)
            reached = seconds(either(result, *_RESULT_ENDS)) or reached
    return telling.transcript(FORMAT)


def _by_channel(results: list[tuple[str, dict[str, Any]]]) -> Iterator[tuple[str, list[tuple[str, dict[str, Any]]]]]:
    tags = list(dict.fromkeys(said(either(each, *_CHANNELS)) for _, each in results))
    for tag in tags:
        part = [(where, each) for where, each in results if said(either(each, *_CHANNELS)) == tag]
        yield (f"Channel {tag}" if tag and len(tags) > 1 else ""), part


def _words(result: dict[str, Any]) -> list[dict[str, Any]]:
    return records(first(result.get("alternatives")).get("words"))


def _tag(of: dict[str, Any]) -> str:
    tag = said(either(of, *_TAGS))
    return "" if tag == "0" else tag


def _repeated(part: list[tuple[str, dict[str, Any]]]) -> list[tuple[str, dict[str, Any]]]:
    """The last result where it says all of it again, now with speakers; else none."""
    if len(part) < 2:
        return []
    last, before = _words(part[-1][1]), [each for _, result in part[:-1] for each in _words(result)]
    if not last or not any(map(_tag, last)) or len(last) < len(before):
        return []
    return [part[-1]]


def _say(telling: Telling, where: str, result: dict[str, Any], channel: str, reached: float) -> None:
    """Add what a result says; without words it begins where the result before it ended, at `reached` seconds."""
    best = first(result.get("alternatives"))
    spoken = [
        Spoken(word(each.get("word"), either(each, *_STARTS), either(each, *_ENDS), each.get("confidence")), _tag(each))
        for each in records(best.get("words"))
    ]
    confidence = share(best.get("confidence")) or None  # 0 stands for unknown
    if not best and not spoken:
        return
    if len({each.speaker for each in spoken}) > 1:
        for run in runs(spoken):
            name = " ".join(filter(None, (channel, _named(run.speaker))))
            telling.say(where, run.text, run.start, run.end, role=role_of(name), speaker=name, words=run.words)
        return
    whole = run_of(spoken) if spoken else None
    done = either(result, *_RESULT_ENDS)
    name = " ".join(filter(None, (channel, _named(whole.speaker if whole else ""))))
    telling.say(
        where,
        best.get("transcript") or (whole.text if whole else ""),
        whole.start if whole else (None if done is None else reached),
        whole.end if whole else done,
        role=role_of(name),
        speaker=name,
        words=whole.words if whole else (),
        confidence=confidence,
    )


def _named(tag: str) -> str:
    return f"Speaker {tag}" if tag.isdigit() else tag

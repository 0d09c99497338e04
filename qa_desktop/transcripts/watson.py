"""Recordings as IBM Watson Speech to Text writes them: words as `[text, from, to]`, speakers joined by `from`."""

from typing import Any

from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, first, number, records, said, share
from qa_desktop.transcripts.words import Spoken, run_of, runs, word

FORMAT = "ibm-watson"


def recognises(source: Source) -> bool:
    """Whether it holds alternatives with timestamps."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a recording")


def _parts(of: dict[str, Any]) -> list[dict[str, Any]]:
    """The replies: a job wraps one or more of them."""
    inner = [each for each in records(of.get("results")) if records(each.get("results"))]
    return inner or [of]


def _is_one(of: dict[str, Any]) -> bool:
    return any(
        "timestamps" in first(result.get("alternatives")) or {"final", "alternatives"} <= result.keys()
        for part in _parts(of)
        for result in records(part.get("results"))
    )


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    for part in _parts(of):
        labels = {
            at: said(each.get("speaker"))
            for each in records(part.get("speaker_labels"))
            if (at := number(each.get("from"))) is not None
        }
        for where, result in telling.each(part.get("results"), "results"):
            if result.get("final") is not False:
                _say(telling, where, first(result.get("alternatives")), labels)
    return telling.transcript(FORMAT, conversation=said(of.get("id")))


def _say(telling: Telling, where: str, best: dict[str, Any], labels: dict[float, str]) -> None:
    sure = [each[1] for each in _rows(best.get("word_confidence"), 2)]
    stamps = _rows(best.get("timestamps"), 3)
    fits = len(sure) == len(stamps)
    spoken, heard = [], ""
    for place, (text, start, end) in enumerate(stamps):
        heard = labels.get(number(start) or 0.0, heard)
        spoken.append(Spoken(word(text, start, end, sure[place] if fits else None), heard))
    if not spoken:
        telling.say(where, best.get("transcript"), None)
        return
    several = len({each.speaker for each in spoken}) > 1
    for run in runs(spoken) if several else [run_of(spoken)]:
        name = f"Speaker {run.speaker}" if run.speaker else ""
        telling.say(
            where,
            run.text if several else best.get("transcript") or run.text,
            run.start,
            run.end,
            role=role_of(name),
            speaker=name,
            words=run.words,
            confidence=None if several else share(best.get("confidence")),
        )


def _rows(value: Any, width: int) -> list[list[Any]]:
    rows = value if isinstance(value, list) else []
    return [each[:width] for each in rows if isinstance(each, list) and len(each) >= width]

"""Recordings as Rev AI writes them: `monologues[]` of elements whose signs and blanks are elements too."""

from collections.abc import Iterator
from typing import Any

from qa_desktop.domain.transcripts import Transcript, Word
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, first, record, records, said, seconds
from qa_desktop.transcripts.words import Spoken, run_of, word

FORMAT = "rev-ai"


def recognises(source: Source) -> bool:
    """Whether it holds monologues of elements."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a recording")


def _monologues(of: dict[str, Any]) -> list[dict[str, Any]]:
    lone = record(of.get("monologue"))
    return records(of.get("monologues")) or ([lone] if lone else [])


def _is_one(of: dict[str, Any]) -> bool:
    return any("value" in first(each.get("elements")) for each in _monologues(of))


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling()
    names = {said(each.get("id")): said(either(each, "name", "display_name")) for each in records(of.get("speakers"))}
    for place, monologue in enumerate(_monologues(of)):
        elements = records(monologue.get("elements"))
        label = said(monologue.get("speaker"))
        told = said(record(monologue.get("speaker_info")).get("display_name"))
        name = told or names.get(label) or (f"Speaker {label}" if label.isdigit() else label)
        words = tuple(_words(elements))
        span = run_of([Spoken(each) for each in words]) if words else None
        text = _text(elements)
        telling.say(
            f"monologues[{place}]",
            text,
            span.start if span else None,
            span.end if span else None,
            role=role_of(name),
            speaker=name,
            words=words,
            redacted="<redacted>" in text.casefold(),
        )
    return telling.transcript(FORMAT, conversation=said(of.get("id")), duration=seconds(of.get("duration_seconds")))


def _words(elements: list[dict[str, Any]]) -> Iterator[Word]:
    for each in elements:
        if said(each.get("type")) != "punct" and said(each.get("value")):
            # Transcripts by people spell the times: 00:00:01,390.
            times = either(each, "ts", "timestamp"), either(each, "end_ts", "end_timestamp")
            yield word(each.get("value"), *times, each.get("confidence"))


def _text(elements: list[dict[str, Any]]) -> str:
    """The elements in a row; files that were made without the blanks get them back."""
    told = [(said(each.get("type")), value) for each in elements if isinstance(value := each.get("value"), str)]
    whole = any(not value.strip() for _, value in told)
    text = ""
    for kind, value in told:
        text += value if whole or kind == "punct" or not text or text[-1].isspace() else f" {value}"
    return text

"""Audio and video as Azure Content Understanding writes it: `transcriptPhrases[]`, or WebVTT inside Markdown."""

import re
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts import webvtt
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.telling import Telling, with_turns
from qa_desktop.transcripts.values import documents, either, record, records, said, share
from qa_desktop.transcripts.words import word

FORMAT = "azure-content"

_MS = 0.001
_CAPTIONS = re.compile(r"^WEBVTT\b.*?(?=^```|\Z)", re.MULTILINE | re.DOTALL)


def recognises(source: Source) -> bool:
    """Whether it holds contents with phrases of a transcript, or with captions in their Markdown."""
    return bool(documents(source, _is_one))


def read(source: Source) -> tuple[Transcript, ...]:
    """The recordings in a file; raises InputError where nothing is said in them."""
    return with_turns([_read(each) for each in documents(source, _is_one)], "a recording")


def _contents(of: dict[str, Any]) -> list[dict[str, Any]]:
    return records(record(of.get("result")).get("contents")) or records(of.get("contents"))


def _is_one(of: dict[str, Any]) -> bool:
    return "transcriptPhrases" in of or any(
        "transcriptPhrases" in each or "WEBVTT" in said(each.get("markdown")) for each in _contents(of)
    )


def _read(of: dict[str, Any]) -> Transcript:
    telling = Telling(_MS)
    contents = [of] if "transcriptPhrases" in of else _contents(of)
    for number, content in enumerate(contents):
        place = f"contents[{number}]"
        if records(content.get("transcriptPhrases")):
            _say_phrases(telling, content["transcriptPhrases"], f"{place}.transcriptPhrases")
        else:
            _say_captions(telling, said(content.get("markdown")), place)
    return telling.transcript(FORMAT, conversation=said(of.get("id")))


def _say_phrases(telling: Telling, phrases: list[Any], place: str) -> None:
    for where, phrase in telling.each(phrases, place):
        name = said(either(phrase, "speaker", "role"))
        telling.say(
            where,
            phrase.get("text"),
            phrase.get("startTimeMs"),
            phrase.get("endTimeMs"),
            role=role_of(name),
            speaker=name,
            confidence=share(phrase.get("confidence")),
            words=tuple(
                word(
                    either(each, "text", "word"),
                    each.get("startTimeMs"),
                    each.get("endTimeMs"),
                    each.get("confidence"),
                    _MS,
                )
                for each in records(phrase.get("words"))
            ),
        )


def _say_captions(telling: Telling, markdown: str, place: str) -> None:
    for captions in _CAPTIONS.findall(markdown):
        try:
            (told,) = webvtt.read(Source(captions.encode()))
        except InputError as error:
            telling.skip(place, f"its captions were left out: it {error}")
            continue
        telling.skipped += told.skipped
        for turn in told.turns:
            start, end = (None if time is None else time / _MS for time in (turn.start, turn.end))
            telling.say(place, turn.text, start, end, role=turn.role, speaker=turn.speaker)

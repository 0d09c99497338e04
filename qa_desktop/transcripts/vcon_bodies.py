"""What stands in the bodies of a vCon: messages, and transcripts in the many forms of those who write them."""

import base64
import binascii
import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Turn
from qa_desktop.transcripts import (
    amazon_call_analytics,
    amazon_transcribe,
    assemblyai,
    azure_speech,
    deepgram,
    google_stt,
    rev_ai,
    speechmatics,
    watson,
    whisper,
    wtf,
)
from qa_desktop.transcripts.labelled import split_labelled
from qa_desktop.transcripts.markup import text_of_html
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.telling import Telling
from qa_desktop.transcripts.values import either, first, record, records, said
from qa_desktop.transcripts.vcon_parties import People, places_of

_ENGINES = (
    wtf, deepgram, assemblyai, speechmatics, rev_ai, watson, amazon_call_analytics, amazon_transcribe, google_stt,
    azure_speech, whisper,
)  # fmt: skip
_TEXTS = ("message", "text", "content", "body", "transcript", "utterance")
_SPEAKERS = ("speaker", "role", "party", "name", "speaker_id")
_ALTERNATE = "the speakers are not named; they were taken to alternate, as the parties of the dialog stand"


def decoded(body: Any, encoding: str) -> bytes | None:
    """The bytes of a body: base64 in either alphabet and with padding or without, else the text; None where broken."""
    if not isinstance(body, str):
        return None
    if not encoding.casefold().startswith("base64"):
        return body.encode("utf-8", "replace")
    plain = "".join(body.split()).replace("-", "+").replace("_", "/").rstrip("=")
    try:
        return base64.b64decode(plain + "=" * (-len(plain) % 4), validate=True)
    except (binascii.Error, ValueError):
        return None


def message_text(dialog: dict[str, Any]) -> str | None:
    """The text of a message; None where it cannot be read."""
    body = dialog.get("body")
    if isinstance(body, dict | list):
        return said(either(record(body), *_TEXTS)) or None
    encoding = said(dialog.get("encoding"))
    if encoding.casefold() == "json":
        inner = _parsed(said(body))
        return said(inner) or said(either(record(inner), *_TEXTS)) or said(body)
    data = decoded(said(body), encoding)
    if data is None:
        return None
    text = data.decode("utf-8", "replace").strip()
    return text_of_html(text) if "html" in said(either(dialog, "mediatype", "mimetype")) else text


def say_transcript(
    telling: Telling, where: str, analysis: dict[str, Any], dialog: dict[str, Any], offset: float, people: People
) -> bool:
    """Say what a transcript of a dialog holds, `offset` seconds after the first; False where it holds nothing."""
    body = analysis.get("body")
    if isinstance(body, str):
        encoding = said(analysis.get("encoding"))
        data = decoded(body, encoding) if encoding.startswith("base64") else None
        text = data.decode("utf-8", "replace") if data is not None else body
        parsed = _parsed(text)
        body = parsed if isinstance(parsed, dict | list) else text
    turns = list(_turns(telling, where, body, dialog, people))
    for turn in turns:
        start, end = (None if time is None else round(time + offset, 3) for time in (turn.start, turn.end))
        words = tuple(_later(word, offset) for word in turn.words)
        more = replace(turn, words=words)
        fields = {
            name: getattr(more, name) for name in ("role", "speaker", "sentiment", "words", "confidence", "redacted")
        }
        if start is None:
            telling.say(where, turn.text, **fields)
        else:
            telling.say(where, turn.text, start, end, **fields)
    return bool(turns)


def _later(word: Any, offset: float) -> Any:
    start, end = (None if time is None else round(time + offset, 3) for time in (word.start, word.end))
    return word._replace(start=start, end=end)


def _turns(telling: Telling, where: str, body: Any, dialog: dict[str, Any], people: People) -> Iterator[Turn]:
    if isinstance(body, str):
        yield from _of_text(telling, where, body, dialog, people)
        return
    engine = _of_engine(body, people)
    if engine:
        yield from engine
    elif isinstance(body, list):
        yield from _of_list(body, people)
    elif "word" in first(record(body).get("words")):
        # What stands within a channel of Deepgram, kept alone.
        yield from _of_engine({"results": {"channels": [{"alternatives": [body]}]}}, people)
    elif isinstance(record(body).get("transcript"), str):
        yield from _of_text(telling, where, record(body)["transcript"], dialog, people)
    else:
        inner = either(record(body), "messages", "turns", "transcript", "dialog", "conversation", "text")
        if isinstance(inner, list | str):
            yield from _turns(telling, where, inner, dialog, people)


def _of_engine(body: Any, people: People) -> tuple[Turn, ...]:
    """The turns of a transcript in the form of an engine; its speakers are places of parties, or names."""
    source = Source(json.dumps(body).encode())
    for engine in _ENGINES:
        if engine.recognises(source):
            try:
                (told, *_) = engine.read(source)
            except InputError:
                return ()
            return tuple(_known(turn, people) for turn in told.turns)
    return ()


def _known(turn: Turn, people: People) -> Turn:
    label = turn.speaker.removeprefix("Speaker ").strip()
    name, role = people.named(label) if label else ("", turn.role)
    return replace(turn, speaker=name or turn.speaker, role=role)


def _of_list(body: list[Any], people: People) -> Iterator[Turn]:
    """Pairs of speaker and message, or objects whose one name is the speaker."""
    for each in records(body):
        text, label = said(either(each, *_TEXTS)), said(either(each, *_SPEAKERS))
        if not text and len(each) == 1:
            ((label, value),) = each.items()
            text = said(value)
        if text:
            name, role = people.named(label)
            yield Turn(text, role, name)


def _of_text(telling: Telling, where: str, text: str, dialog: dict[str, Any], people: People) -> Iterator[Turn]:
    """A text with names before what each says, else paragraphs that two speakers say in turn."""
    labelled = split_labelled(text, tuple(party.name for party in people.parties))
    for name, said_by in labelled:
        known, role = people.named(name)
        yield Turn(said_by, role, known)
    if labelled:
        return
    parts = [part.strip() for part in text.replace("\r\n", "\n").split("\n\n") if part.strip()]
    places = places_of(dialog.get("parties"))
    alternate = len(parts) > 1 and len(places) == 2 and all(people.at(place)[0] for place in places)
    if alternate:
        telling.skip(where, _ALTERNATE)
    for number, part in enumerate(parts):
        name, role = people.at(places[number % 2]) if alternate else people.at(None)
        yield Turn(part, role, name)


def _parsed(text: str) -> Any:
    """JSON in a text; None where it is none."""
    if not text.lstrip().startswith(("{", "[", '"')):
        return None
    try:
        return Source(text.encode("utf-8", "replace")).json
    except InputError:
        return None

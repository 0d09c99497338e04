"""Small files made in the tests, for a clone without the shared samples."""

import json
from typing import Any

from qa_desktop.domain.transcripts import Transcript, Turn
from qa_desktop.transcripts.detect import read_transcripts

Line = tuple[float | None, float | None, str, str, str]


def read_all(document: Any) -> tuple[Transcript, ...]:
    """The conversations in a JSON document, or in a text as it stands."""
    return read_transcripts((document if isinstance(document, str) else json.dumps(document)).encode())


def read_one(document: Any) -> Transcript:
    """The only conversation."""
    (transcript,) = read_all(document)
    return transcript


def line(turn: Turn) -> Line:
    """A turn in short."""
    return turn.start, turn.end, turn.role.value, turn.speaker, turn.text


def lines(transcript: Transcript) -> list[Line]:
    """The turns in short."""
    return [line(turn) for turn in transcript.turns]

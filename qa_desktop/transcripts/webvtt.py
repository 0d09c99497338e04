"""WebVTT captions: what Teams, Zoom and most transcription services write."""

import html
import json
import re
from dataclasses import replace

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.captions import TIMING, Cue, timed_cues, turns_of
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.values import record, said

FORMAT = "webvtt"

_BLOCKS_ASIDE = ("NOTE", "STYLE", "REGION")


def recognises(source: Source) -> bool:
    """Whether a text is WebVTT, with its header or without."""
    text = source.head
    if re.match(r"WEBVTT(\s|$)", text.lstrip()[:20]):
        return True
    if "-->" not in text:
        return False
    first = re.search(r"^[^\n]{0,40}-->[^\n]{0,80}$", text[:20_000], re.MULTILINE)
    # A comma before the fraction would be SRT.
    return first is not None and bool(TIMING.match(first[0])) and "," not in first[0].partition("-->")[0]


def read(source: Source) -> tuple[Transcript, ...]:
    """The one conversation of a WebVTT text; raises InputError where it holds no cue that can be read."""
    skipped = list(source.text.skipped)
    turns = turns_of([_told(cue) for cue in timed_cues(source.text.text, skipped, _aside)], skipped)
    if not turns:
        raise InputError("is a WebVTT file without any turn that can be read")
    return (Transcript(FORMAT, turns, skipped=tuple(skipped)),)


def _told(cue: Cue) -> Cue:
    """A cue as any other, made of one with metadata: an object with `speakerName` and `spokenText`, as Teams has it."""
    if not cue.payload.startswith("{"):
        return cue
    try:
        of = record(json.loads(cue.payload))
    except (ValueError, RecursionError):
        return cue
    if "spokenText" not in of:
        return cue
    return replace(cue, payload=html.escape(said(of["spokenText"])), voice=said(of.get("speakerName")))


def _aside(line: int, head: str) -> bool:
    return head.partition(" ")[0] in _BLOCKS_ASIDE or (line == 1 and head.startswith("WEBVTT"))

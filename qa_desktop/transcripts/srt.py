"""SubRip captions (SRT): numbered cues, times with a comma."""

import re

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.transcripts.captions import timed_cues, turns_of
from qa_desktop.transcripts.source import Source

FORMAT = "srt"

_TIMES = r"\d{1,4}:\d{1,2}:\d{1,2}(?:,\d{1,9})?\s*-->\s*\d{1,4}:\d{1,2}:\d{1,2}"
_BEGINS = re.compile(rf"\s*(?:\d{{1,9}}\s*\n)?\s*{_TIMES}")
_LATER = re.compile(rf"^[ \t]*{_TIMES}(?:,\d{{1,9}})?[ \t]*$", re.MULTILINE)


def recognises(source: Source) -> bool:
    """Whether the text begins with a cue, or has one below other words; its times have a comma before the fraction."""
    return "-->" in source.head and bool(_BEGINS.match(source.head) or _LATER.search(source.head))


def read(source: Source) -> tuple[Transcript, ...]:
    """The one conversation of an SRT text; raises InputError where it holds no cue that can be read."""
    skipped = list(source.text.skipped)
    cues = list(timed_cues(source.text.text, skipped, lambda line, head: False))
    turns = turns_of(cues, skipped)
    if not turns:
        raise InputError("is an SRT file without any turn that can be read")
    return (Transcript(FORMAT, turns, skipped=tuple(skipped)),)

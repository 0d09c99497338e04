"""SubViewer captions as YouTube writes them (SBV): both times in one line, parted by a comma."""

import re
from collections.abc import Iterator

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Skipped, Transcript
from qa_desktop.transcripts.captions import TIME, Cue, blocks, cue_at, turns_of
from qa_desktop.transcripts.source import Source

FORMAT = "sbv"

_TIME = TIME.replace("[.,]", r"\.")
_TIMING = re.compile(rf"\s*{_TIME},\s*{_TIME}\s*$")
_BEGINS = re.compile(rf"\s*{_TIME},\s*{_TIME}[ \t]*(?:\n|$)")


def recognises(source: Source) -> bool:
    """Whether the text begins with a line of two times."""
    return bool(_BEGINS.match(source.head))


def read(source: Source) -> tuple[Transcript, ...]:
    """The one conversation of an SBV text; raises InputError where it holds no cue that can be read."""
    skipped = list(source.text.skipped)
    turns = turns_of(list(_cues(source.text.text, skipped)), skipped)
    if not turns:
        raise InputError("is an SBV file without any turn that can be read")
    return (Transcript(FORMAT, turns, skipped=tuple(skipped)),)


def _cues(text: str, skipped: list[Skipped]) -> Iterator[Cue]:
    for number, lines in blocks(text):
        match = _TIMING.match(lines[0])
        if match is None:
            skipped.append(Skipped(f"line {number}", f"no time: “{lines[-1].strip()[:60]}”"))
        else:
            yield from cue_at(number, match.groups(), lines[0], lines[1:], skipped)

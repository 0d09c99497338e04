"""The evidence of an evaluation as spans of its recording, each with the standard it stands for."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from qa_desktop.domain.answers import AudioSpan, Evidence
from qa_desktop.domain.clips import Span, clock
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import Form
from qa_desktop.domain.transcripts import Transcript

_LONGEST_NAME: Final = 48
_UNFIT: Final = re.compile(r'[\x00-\x1f<>:"/\\|?*\s]+')


@dataclass(frozen=True)
class EvidenceClip:
    """A span that justifies the answers to these standards, by their numbers in the form; `text` is that of the first.

    The numbers are of one standard each; there are several where spans that overlap were made one.
    """

    span: Span
    numbers: tuple[int, ...]
    text: str


def evidence_clips(form: Form, content: Content, transcript: Transcript | None) -> tuple[EvidenceClip, ...]:
    """All evidence in the order of the form, then of time; evidence in the transcript where its turns have times."""
    return tuple(
        EvidenceClip(span, (number,), standard.text)
        for number, standard in enumerate(form.standards, 1)
        if standard.id in content.answers
        for span in sorted(set(_spans(content.answers[standard.id].evidence, transcript)))
    )


def _spans(evidence: Iterable[Evidence], transcript: Transcript | None) -> Iterable[Span]:
    for each in evidence:
        if isinstance(each, AudioSpan):
            found: Span | None = Span(each.start_ms, each.end_ms)
        else:
            found = None if transcript is None else turns_span(transcript, each.first, each.last)
        if found is not None and found.length_ms > 0:
            yield found


def turns_span(transcript: Transcript, first: int, last: int) -> Span | None:
    """When turns are spoken; a last one without an end lasts until the next begins. None without times."""
    turns = transcript.turns
    if not 0 <= first <= last < len(turns):
        return None
    start, end = turns[first].start, turns[last].end
    if end is None:
        end = next((turn.start for turn in turns[last + 1 :] if turn.start is not None), None)
    if start is None or end is None or end <= start:
        return None
    return Span(round(start * 1000), round(end * 1000))


def without_overlap(clips: Sequence[EvidenceClip]) -> tuple[EvidenceClip, ...]:
    """Those that overlap as one, with the numbers of all; in order of time."""
    found: list[EvidenceClip] = []
    for clip in sorted(clips, key=lambda each: (each.span, each.numbers)):
        if found and clip.span.overlaps(found[-1].span):
            before = found[-1]
            span = Span(before.span.start_ms, max(before.span.end_ms, clip.span.end_ms))
            numbers = tuple(sorted({*before.numbers, *clip.numbers}))
            found[-1] = EvidenceClip(span, numbers, before.text)
        else:
            found.append(clip)
    return tuple(found)


def file_stem(clip: EvidenceClip) -> str:
    """A name that every file system takes, such as `03 Listens to the customer 1m26s`."""
    numbers = "+".join(f"{number:02}" for number in clip.numbers)
    return f"{numbers} {plain_name(clip.text)} {time_name(clip.span.start_ms)}"


def time_name(milliseconds: int) -> str:
    """A time as a part of a file name: `1m26s`, `1h02m03s`."""
    time = clock(milliseconds // 1000 * 1000).replace(":", "m" if milliseconds < 3_600_000 else "h", 1)
    return f"{time.replace(':', 'm')}s"


def plain_name(text: str) -> str:
    """A text as a part of a file name: no signs that a file system refuses, not long."""
    return _UNFIT.sub(" ", text).strip(" .")[:_LONGEST_NAME].strip(" .")

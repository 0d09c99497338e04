"""What is marked in a recording: evidence, comments, turns, redactions and the loop, as one frozen value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_desktop.domain.answers import AudioSpan, Evidence
from qa_desktop.domain.transcripts import Role, Transcript

if TYPE_CHECKING:
    from qa_desktop.domain.redactions import Redaction
    from qa_desktop.media.playback import Slower
    from qa_desktop.ui.review.state import FormState


@dataclass(frozen=True, slots=True)
class EvidenceMark:
    """A span that supports an answer: the standard, its number on the form, and which of its pieces it is."""

    start: float
    end: float
    standard: str = ""
    number: int = 0
    place: int = 0
    current: bool = False


@dataclass(frozen=True, slots=True)
class CommentMark:
    """A comment on an answer, where its first evidence begins."""

    at: float
    text: str
    standard: str = ""
    number: int = 0


@dataclass(frozen=True, slots=True)
class TurnMark:
    """An utterance of the transcript."""

    start: float
    end: float
    role: Role = Role.UNKNOWN


@dataclass(frozen=True, slots=True)
class Marks:
    """Everything that is marked, times in seconds but for redactions; a loop whose end is not set yet ends in None.

    `slower` is the replay under way.
    """

    evidence: tuple[EvidenceMark, ...] = ()
    comments: tuple[CommentMark, ...] = ()
    turns: tuple[TurnMark, ...] = ()
    redactions: tuple[Redaction, ...] = ()
    loop: tuple[float, float | None] | None = None
    slower: Slower | None = None

    def stops(self) -> tuple[EvidenceMark | CommentMark, ...]:
        """The marks that a key goes to, by time."""
        return tuple(sorted((*self.evidence, *self.comments), key=time_of))


def time_of(mark: EvidenceMark | CommentMark) -> float:
    """Where a mark stands."""
    return mark.at if isinstance(mark, CommentMark) else mark.start


def marks_of(
    state: FormState,
    current: str,
    transcript: Transcript | None = None,
    redactions: tuple[Redaction, ...] = (),
) -> Marks:
    """The marks of an evaluation under way; those of the current standard come last, and so are drawn on top."""
    turns = transcript.turns if transcript else ()
    evidence: list[EvidenceMark] = []
    comments: list[CommentMark] = []
    for standard, answer in state.content.answers.items():
        number = state.number_of.get(standard, 0)
        spans = [(place, _span_of(item, transcript)) for place, item in enumerate(answer.evidence)]
        found = [EvidenceMark(*span, standard, number, place, standard == current) for place, span in spans if span]
        evidence += found
        if found and answer.comment.strip():
            first = min(mark.start for mark in found)
            comments.append(CommentMark(first, answer.comment.strip(), standard, number))
    return Marks(
        evidence=tuple(sorted(evidence, key=lambda mark: (mark.current, mark.start, mark.end))),
        comments=tuple(sorted(comments, key=lambda mark: mark.at)),
        turns=tuple(
            TurnMark(turn.start, turn.end, turn.role)
            for turn in turns
            if turn.start is not None and turn.end is not None and not turn.internal
        ),
        redactions=redactions,
    )


def _span_of(item: Evidence, transcript: Transcript | None) -> tuple[float, float] | None:
    """Where evidence stands in the recording; turns stand there where their times are known."""
    if isinstance(item, AudioSpan):
        return item.start_ms / 1000, item.end_ms / 1000
    turns = transcript.turns[item.first : item.last + 1] if transcript else ()
    starts = [turn.start for turn in turns if turn.start is not None]
    ends = [turn.end for turn in turns if turn.end is not None]
    return (min(starts), max(ends)) if starts and ends else None

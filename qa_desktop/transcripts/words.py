"""Turns made of single words, where a source gives no turns."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from qa_desktop.domain.transcripts import Word
from qa_desktop.transcripts.values import said, seconds, share

_SENTENCE_ENDS = re.compile(r"[.!?…。！？]+[\"'”’)\]]*$")
_PAUSE = 2.0
_LONGEST_SENTENCE = 60


@dataclass(frozen=True)
class Spoken:
    """A word with who says it (empty where nobody knows); `glued` stands without a blank behind the word before it."""

    word: Word
    speaker: str = ""
    glued: bool = False


@dataclass(frozen=True)
class Run:
    """Words in a row that one speaker says."""

    speaker: str
    text: str
    words: tuple[Word, ...]

    @property
    def start(self) -> float | None:
        """When the first word with a time begins."""
        return next((word.start for word in self.words if word.start is not None), None)

    @property
    def end(self) -> float | None:
        """When the last word with a time ends."""
        return max((word.end for word in self.words if word.end is not None), default=None)


def word(text: Any, start: Any = None, end: Any = None, confidence: Any = None, unit: float = 1.0) -> Word:
    """A word as a file writes it; what cannot be read of it is None."""
    begun, done = seconds(start, unit), seconds(end, unit)
    swapped = begun is not None and done is not None and done < begun
    return Word(said(text), begun, None if swapped else done, share(confidence))


def runs(spoken: Iterable[Spoken], delimiter: str = " ") -> list[Run]:
    """By speaker where there are several, else by sentence or pause."""
    words = [each for each in spoken if each.word.text]
    if len({each.speaker for each in words}) > 1:
        return [run_of(part, delimiter) for part in _by_speaker(words)]
    return [run_of(part, delimiter) for part in _by_sentence(words)]


def sentences(spoken: Iterable[Spoken], delimiter: str = " ") -> list[Run]:
    """By sentence or pause: for one channel of several, whose turns alternate with those of the others."""
    parts = _by_speaker([each for each in spoken if each.word.text])
    return [run_of(sentence, delimiter) for part in parts for sentence in _by_sentence(part)]


def _by_speaker(words: Sequence[Spoken]) -> Iterator[list[Spoken]]:
    part: list[Spoken] = []
    for each in words:
        if part and each.speaker != part[-1].speaker:
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _by_sentence(words: Sequence[Spoken]) -> Iterator[list[Spoken]]:
    part: list[Spoken] = []
    for each in words:
        if part and not each.glued and (_ended(part) or _paused(part[-1].word, each.word)):
            yield part
            part = []
        part.append(each)
    if part:
        yield part


def _ended(part: Sequence[Spoken]) -> bool:
    return bool(_SENTENCE_ENDS.search(part[-1].word.text)) or len(part) >= 4 * _LONGEST_SENTENCE


def _paused(before: Word, after: Word) -> bool:
    return before.end is not None and after.start is not None and after.start - before.end > _PAUSE


def run_of(part: Sequence[Spoken], delimiter: str = " ") -> Run:
    """Words in a row as one run, whoever says them after the first."""
    text = ""
    for each in part:
        text += each.word.text if each.glued or not text else f"{delimiter}{each.word.text}"
    # Signs that were heard at no time are part of the text alone.
    return Run(part[0].speaker, text, tuple(each.word for each in part if not each.glued))

"""Praat TextGrids in their long and their short text form: tiers of intervals and of points, in seconds.

Outside of texts and comments only free-standing numbers, texts and flags count, so the long form is the short one with
words between (Praat's manual, "TextGrid file formats").
"""

import math
import re

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.transcripts import Skipped, Transcript, Turn
from qa_desktop.transcripts.source import Source
from qa_desktop.transcripts.speakers import role_of
from qa_desktop.transcripts.tiers import in_time_order

FORMAT = "praat-textgrid"

_TOKEN = re.compile(
    r'"((?:[^"]|"")*)"'  # a text; quotation marks in it are doubled
    r"|!([^\n]*)"  # a comment
    r"|(?<![^\s=])([+-]?\d[\d.]*(?:[eE][+-]?\d{1,3})?)%?(?![^\s])"  # a number that stands free
    r"|(<exists>|<absent>)"
)
_BEGINS = re.compile(r'\s*(?:File type\s*=\s*)?"ooTextFile(?: short)?"\s*(?:Object class\s*=\s*)?"TextGrid"')
_CUT_OFF = "it ends in the middle of a tier; what was whole is kept"
_MOST_TIERS = 1000


class _CutOffError(Exception):
    """There is no more to read."""


def recognises(source: Source) -> bool:
    """Whether it begins as a TextGrid does."""
    return bool(_BEGINS.match(source.head.removeprefix("\ufeff")))


def read(source: Source) -> tuple[Transcript, ...]:
    """The intervals and points that have a text, by their tiers; raises InputError where there are none."""
    notes = list(source.text.skipped)
    tokens = _Tokens(source.text.text)
    turns: list[Turn] = []
    try:
        for _ in range(2):
            tokens.text()  # file type and class
        tokens.number(), tokens.number()
        tokens.flag()
        for _ in range(min(_MOST_TIERS, int(tokens.number()))):
            _read_tier(tokens, turns, notes)
    except _CutOffError:
        notes.append(Skipped(f"line {tokens.line}", _CUT_OFF))
    if not turns:
        raise InputError("is a Praat TextGrid without any text in its tiers")
    return (Transcript(FORMAT, in_time_order(turns), skipped=tuple(notes)),)


class _Tokens:
    """The numbers, texts and flags of a file, one after the other."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._matches = (found for found in _TOKEN.finditer(text) if found[2] is None)
        self._place = 0

    @property
    def line(self) -> int:
        """The line that was reached."""
        return self._text.count("\n", 0, self._place) + 1

    def text(self) -> str:
        """The next token, a text."""
        found = self._next()
        if found[1] is None:
            raise _CutOffError
        return found[1].replace('""', '"')

    def number(self) -> float:
        """The next token, a number."""
        found = self._next()
        try:
            number = float(found[3] or "")
        except ValueError:
            raise _CutOffError from None
        if not math.isfinite(number):
            raise _CutOffError
        return number

    def flag(self) -> None:
        """The next token, `<exists>`."""
        if self._next()[4] != "<exists>":
            raise _CutOffError

    def _next(self) -> re.Match[str]:
        found = next(self._matches, None)
        if found is None:
            raise _CutOffError
        self._place = found.start()
        return found


def _read_tier(tokens: _Tokens, turns: list[Turn], notes: list[Skipped]) -> None:
    kind, name = tokens.text(), tokens.text().strip('" ')
    tokens.number(), tokens.number()
    for _ in range(int(tokens.number())):
        start = tokens.number()
        end = tokens.number() if kind == "IntervalTier" else None
        text = tokens.text().strip()
        if not text:
            continue  # silence
        if start < 0 or (end is not None and end < start):
            notes.append(Skipped(f"line {tokens.line}", "its times are not sound; the turn is kept without them"))
            turns.append(Turn(text, role_of(name), name))
        else:
            turns.append(Turn(text, role_of(name), name, round(start + 0.0, 3), None if end is None else round(end, 3)))

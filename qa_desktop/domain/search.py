"""Looking for words: how text is folded so that accents and case do not matter, and what a query asks for.

Every engine keeps and is asked the words that are made here, so that all of them find alike.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Final

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.transcripts import Turn

MOST_TERMS: Final = 20
"""Nobody types more, and a pasted page must not break the query."""
MOST_WORDS: Final = 30
"""How many words one phrase has at most."""
LONGEST_WORD: Final = 100
"""Characters of a word that count."""
_LONGEST_QUERY: Final = 10_000
_LETTERS: Final = {
    **{"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"},
}
"""Letters that Unicode does not take apart, as somebody without them on the keyboard writes them."""
_ACCENTS: Final = (
    *((0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0xFE20, 0xFE2F), (0xFE00, 0xFE0F)),
    *((0x591, 0x5C7), (0x610, 0x61A), (0x640, 0x640), (0x64B, 0x65F), (0x670, 0x670), (0x6D6, 0x6ED)),
)
"""Marks that may be left out when writing: accents, and the vowel signs of Hebrew and Arabic.

Those of other scripts are part of the word.
"""
_UNSPACED: Final = (
    *((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF)),  # Thai and Lao, Burmese, Khmer
    *((0x2E80, 0x2FDF), (0x3005, 0x3007), (0x3040, 0x30FF), (0x31F0, 0x31FF)),  # Chinese and Japanese
    *((0x3400, 0x4DBF), (0x4E00, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF)),
)
"""Scripts without spaces between words; each character counts as a word."""
_BLANK: Final = re.compile(r"[\s\x00-\x1f\x7f-\x9f]")
_CONTROL: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")
"""Signs of direction: a snippet is a piece, and what they begin in it might not end there."""
_PIECE: Final = re.compile(
    r"""(?P<no>-?)(?:["“”„«»](?P<quoted>[^"“”„«»]*)(?P<shut>["“”„«»]|$)|(?P<word>[^\s"“”„«»]+))"""
)


class _Folding(dict[int, str]):
    """How each character is folded, worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = _fold(chr(code))
        return folded


def fold(text: str) -> str:
    """The text in lower case without accents; whatever is neither letter nor digit is a space."""
    if text.isascii():  # the same, several times as fast
        return text.encode("ascii").translate(_ASCII).decode("ascii")
    return text.translate(_FOLDING)


def words_of(text: str) -> list[str]:
    """The words of a text, folded."""
    return words_in(fold(text))


def words_in(folded: str) -> list[str]:
    """The words of a text that is folded already."""
    words = folded.split()
    return words if len(folded) <= LONGEST_WORD else [word[:LONGEST_WORD] for word in words]


@dataclass(frozen=True)
class Term:
    """What must occur, or must not: words that follow each other, the last as a beginning where `prefix` says so.

    `raw` is what was typed. A term may have no words, as “%” has none.
    """

    words: tuple[str, ...]
    raw: str
    prefix: bool = False
    excluded: bool = False

    @property
    def has_digit(self) -> bool:
        """Whether it may be part of a number."""
        return any(letter.isdigit() for letter in self.raw)

    def is_in(self, folded: str) -> bool:
        """Whether the term occurs in folded words with one space before, between and after them."""
        return self._sought in folded

    @cached_property
    def _sought(self) -> str:
        return f" {' '.join(self.words)}{'' if self.prefix else ' '}"

    def begins(self, words: Sequence[str], place: int) -> bool:
        """Whether the term occurs in these words, from that place on."""
        *others, last = self.words
        found = words[place : place + len(self.words)]
        if len(found) < len(self.words) or list(found[:-1]) != others:
            return False
        return found[-1].startswith(last) if self.prefix else found[-1] == last


@dataclass(frozen=True)
class Query:
    """What is looked for: all of the terms that are not excluded, and none of those that are."""

    terms: tuple[Term, ...] = ()

    @property
    def wanted(self) -> tuple[Term, ...]:
        """What must occur and can be shown."""
        return tuple(term for term in self.terms if term.words and not term.excluded)


def parse(typed: str) -> Query:
    """What somebody who types this looks for; anything means something, and nothing is an error.

    All words must occur, the last as the beginning of a word; in quotes they must follow each other, and what begins
    with a hyphen must not occur.
    """
    terms: list[Term] = []
    for piece in _pieces(typed[:_LONGEST_QUERY]):
        if piece not in terms:
            terms.append(piece)
    return Query(tuple(terms[:MOST_TERMS]))


def _pieces(typed: str) -> Iterator[Term]:
    end = len(typed.rstrip())
    for found in _PIECE.finditer(typed):
        quoted = found["quoted"] is not None
        raw = (found["quoted"] if quoted else found["word"]).strip()
        at_start = found.start() == 0 or typed[found.start() - 1].isspace()
        words = tuple(words_of(raw)[:MOST_WORDS])
        excluded = bool(found["no"]) and at_start and bool(words)
        if words or raw:
            prefix = not found["shut"] and not excluded and found.end() >= end  # a phrase may still be typed
            yield Term(words, raw if excluded or quoted else found[0].strip(), prefix, excluded)


def _fold(letter: str) -> str:
    apart = unicodedata.normalize("NFKD", _without_accents(unicodedata.normalize("NFKD", letter)).casefold())
    return "".join(map(_piece, _without_accents(apart)))


def _without_accents(text: str) -> str:
    return "".join(letter for letter in text if not _is_in(letter, _ACCENTS))


def _piece(letter: str) -> str:
    kind = unicodedata.category(letter)
    if kind == "Nd":
        return str(unicodedata.digit(letter))
    if kind == "Cf":  # no eye sees it: joiners, soft hyphens, signs of direction
        return ""
    if kind[0] not in "LNM":
        return " "
    return f" {letter} " if _is_in(letter, _UNSPACED) else _LETTERS.get(letter, letter)


def _is_in(letter: str, ranges: Sequence[tuple[int, int]]) -> bool:
    return any(first <= ord(letter) <= last for first, last in ranges)


_FOLDING: Final = _Folding()
_ASCII: Final = bytes(ord(_FOLDING[code]) if code < 128 else code for code in range(256))


# What was found


@dataclass(frozen=True)
class Snippet:
    """A piece of a text, and where in it the words stand that were looked for."""

    text: str
    marks: tuple[tuple[int, int], ...] = ()


def words_with_places(text: str) -> list[tuple[str, int, int]]:
    """The folded words of a text, each with where it begins and ends there."""
    found: list[tuple[str, int, int]] = []
    letters, begin, end = "", 0, 0
    for place, letter in enumerate(text):
        for number, part in enumerate(_FOLDING[ord(letter)].split(" ")):
            if number and letters:
                found.append((letters[:LONGEST_WORD], begin, end))
                letters = ""
            if part:
                begin = begin if letters else place
                letters, end = letters + part, place + 1
    if letters:
        found.append((letters[:LONGEST_WORD], begin, end))
    return found


def snippet(text: str, query: Query, room: int = 160) -> Snippet:
    """The piece of a text around the first place where something wanted stands, on one line, with its marks."""
    flat = _CONTROL.sub("", _BLANK.sub(" ", text))
    found = _all_marks(flat, query)
    begin, end = _window(flat, found[0] if found else (0, 0), room)
    shown = [(max(first, begin), min(last, end)) for first, last in found if first < end and last > begin]
    before, after = ("…" if begin > 0 else ""), ("…" if end < len(flat) else "")
    moved = tuple((first - begin + len(before), last - begin + len(before)) for first, last in _joined(shown))
    return Snippet(f"{before}{flat[begin:end]}{after}", moved)


def marks(text: str, query: Query) -> tuple[tuple[int, int], ...]:
    """Where in a text anything wanted stands: from and until which character."""
    folded = f" {' '.join(words_of(text))} "  # most texts hold none of it, and this is soon known
    if not any(term.is_in(folded) for term in query.wanted):
        return ()
    return tuple(_joined(_all_marks(text, query)))


def _all_marks(text: str, query: Query) -> list[tuple[int, int]]:
    placed = words_with_places(text)
    words = [word for word, _, _ in placed]
    return sorted({mark for term in query.wanted for mark in _marks(term, words, placed)})


def _marks(term: Term, words: list[str], placed: list[tuple[str, int, int]]) -> Iterator[tuple[int, int]]:
    for place in range(len(words)):
        if term.begins(words, place):
            yield placed[place][1], placed[place + len(term.words) - 1][2]


def _joined(marks: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """Marks that overlap as one."""
    found: list[tuple[int, int]] = []
    for first, last in marks:
        if found and first < found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], last))
        else:
            found.append((first, last))
    return found


def _window(text: str, mark: tuple[int, int], room: int) -> tuple[int, int]:
    """From a little before the mark, at the beginning of a word where there is one, as far as there is room."""
    if len(text) <= room:
        return 0, len(text)
    begin = max(0, min(mark[0] - room // 3, len(text) - room))
    if begin > 0:
        space = text.find(" ", begin, mark[0])
        begin = space + 1 if space >= 0 else begin
    end = min(len(text), begin + room)
    if end < len(text):
        space = text.rfind(" ", mark[1], end)
        end = space if space > 0 else end
    return begin, end


class Source(StrEnum):
    """Where in an interaction something was found; comments are those of whoever searches."""

    TURN = "turn"
    ABOUT = "about"
    COMMENT = "comment"


@dataclass(frozen=True)
class Hit:
    """Where in one interaction the most of the words stand, and in how many of its turns any of them does.

    `place` counts the turns from 0; it and `turn` are known where the words stand in a turn.
    """

    interaction: Interaction
    source: Source
    snippet: Snippet
    place: int | None = None
    turn: Turn | None = None
    turns: int = 0


@dataclass(frozen=True)
class Found:
    """Some of the hits, the newest interactions first, and in how many interactions the words were found."""

    hits: tuple[Hit, ...] = ()
    total: int = 0

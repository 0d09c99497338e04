"""Digits read out in a transcript: card, account and phone numbers, dates; in English, German and Spanish."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from qa_desktop.domain.transcripts import Turn

AT_LEAST: Final = 4
"""Fewer digits in a row are no number that would have to be hidden."""


@dataclass(frozen=True)
class SpokenDigits:
    """A place where somebody reads digits out.

    `start` and `end` are seconds with a margin, for they are estimated within a turn; None where the transcript has no
    times. `first` and `last` are the turns, `words` what is said there, `count` how many digits.
    """

    first: int
    last: int
    start: float | None
    end: float | None
    words: str
    count: int


_UNITS: Final = {
    word: str(number)
    for number, words in enumerate(
        (
            "zero nought naught null cero",
            "one eins uno",
            "two zwei zwo dos",
            "three drei tres",
            "four vier cuatro",
            "five fünf fuenf cinco",
            "six sechs seis",
            "seven sieben siete",
            "eight acht ocho",
            "nine niner neun nueve",
        )
    )
    for word in words.split()
}
_TEENS: Final = {
    word: str(10 + number)
    for number, words in enumerate(
        (
            "ten zehn diez",
            "eleven elf",
            "twelve zwölf zwoelf doce",
            "thirteen dreizehn trece",
            "fourteen vierzehn catorce",
            "fifteen fünfzehn fuenfzehn quince",
            "sixteen sechzehn dieciséis dieciseis",
            "seventeen siebzehn diecisiete",
            "eighteen achtzehn dieciocho",
            "nineteen neunzehn diecinueve",
        )
    )
    for word in words.split()
}
_TENS: Final = {
    word: str(20 + 10 * number)
    for number, words in enumerate(
        (
            "twenty zwanzig veinte",
            "thirty dreißig dreissig treinta",
            "forty fourty vierzig cuarenta",
            "fifty fünfzig fuenfzig cincuenta",
            "sixty sechzig sesenta",
            "seventy siebzig setenta",
            "eighty achtzig ochenta",
            "ninety neunzig noventa",
        )
    )
    for word in words.split()
}
# They are digits only beside others: “oh” is a common word, “ein” and “un” are articles. (The Spanish eleven, “once”,
# is left out: in English calls it would join numbers that are none.)
_WEAK: Final = {"o": "0", "oh": "0", "ein": "1", "eine": "1", "un": "1", "una": "1"}
_TIMES: Final = {"double": 2, "triple": 3, "treble": 3, "doppel": 2, "doppelt": 2, "dreifach": 3, "doble": 2}
_GERMAN: Final = re.compile(
    "(ein|zwei|drei|vier|fünf|fuenf|sechs|sieben|acht|neun)und"
    "(zwanzig|dreißig|dreissig|vierzig|fünfzig|fuenfzig|sechzig|siebzig|achtzig|neunzig)"
)
_SPANISH: Final = re.compile("veinti(uno|dós|dos|trés|tres|cuatro|cinco|séis|seis|siete|ocho|nueve)")
# Amounts and times of day are said all the time and give nobody away.
_HARMLESS: Final = re.compile(
    r"[$£€¥]\s?\d[\d.,]*|\d[\d.,]*\s?(?:[$£€¥%]|euros?\b|dollars?\b|pounds?\b)|\b\d\d?:\d\d\b"
)
_TOKEN: Final = re.compile(r"\d+|[^\W\d_]+")
_WORDS_BETWEEN = 2
_TURNS_BETWEEN = 3
_PAUSE_S = 20.0
# Characters a second.
_QUICK, _SLOW = 16.0, 4.0
_MARGIN_S = 0.5
_MARGIN_SHARE = 0.15


@dataclass(frozen=True)
class _Token:
    """A word of a turn, from and to its characters; `digits` is what it stands for, `weak` only beside others."""

    turn: int
    start: int
    end: int
    digits: str = ""
    weak: bool = False


def find_digits(turns: Sequence[Turn], at_least: int = AT_LEAST) -> tuple[SpokenDigits, ...]:
    """Where so many digits are said by one speaker, in a row or in groups with a word or a short answer between."""
    found = []
    for speaker in dict.fromkeys(map(_speaker, turns)):
        own = [place for place, turn in enumerate(turns) if _speaker(turn) == speaker and not turn.internal]
        for run in _runs(turns, own):
            count = sum(len(token.digits) for token in run)
            if count >= at_least:
                found.append(_told(turns, run, count))
    return tuple(sorted(found, key=lambda each: (each.first, each.last, each.words)))


def _speaker(turn: Turn) -> tuple[str, str]:
    return turn.role.value, turn.speaker


def _runs(turns: Sequence[Turn], own: Sequence[int]) -> Iterator[list[_Token]]:
    """The digits of one speaker, cut where something else is said or too much time goes by."""
    run: list[_Token] = []
    between = 0
    for token in (token for place in own for token in _tokens(place, turns[place].text)):
        if not token.digits:
            between += 1
            continue
        if run and (between > _WORDS_BETWEEN or not _goes_on(turns, run[-1].turn, token.turn)):
            yield run
            run = []
        run.append(token)
        between = 0
    if run:
        yield run


def _goes_on(turns: Sequence[Turn], before: int, now: int) -> bool:
    if now - before > _TURNS_BETWEEN + 1:
        return False
    ended, begun = turns[before].end or turns[before].start, turns[now].start
    return ended is None or begun is None or begun - ended <= _PAUSE_S


def _tokens(place: int, text: str) -> list[_Token]:
    plain = _HARMLESS.sub(lambda found: " " * len(found[0]), text)
    tokens = [_token(place, found) for found in _TOKEN.finditer(plain)]
    tokens = [
        _Token(place, token.start, token.end) if token.weak and not _stands_beside(plain, tokens, number) else token
        for number, token in enumerate(tokens)
    ]
    return _multiplied(plain, _joined(plain, tokens))


def _token(place: int, found: re.Match[str]) -> _Token:
    word = found[0].casefold()
    digits = word if word[0].isdigit() else _value(word)
    return _Token(place, found.start(), found.end(), digits, word in _WEAK)


def _value(word: str) -> str:
    """The digits that a word stands for, or nothing."""
    for table in (_UNITS, _TEENS, _TENS, _WEAK):
        if word in table:
            return table[word]
    if compound := _GERMAN.fullmatch(word):
        unit = "1" if compound[1] == "ein" else _UNITS[compound[1]]
        return _TENS[compound[2]][0] + unit
    if compound := _SPANISH.fullmatch(word):
        return "2" + _UNITS[compound[1].translate(str.maketrans("óé", "oe"))]
    return ""


def _stands_beside(text: str, tokens: Sequence[_Token], place: int) -> bool:
    """Whether the word before or after is a digit, or says how often this one is meant."""
    neighbours = (*tokens[max(0, place - 1) : place], *tokens[place + 1 : place + 2])
    return any(
        (each.digits and not each.weak) or text[each.start : each.end].casefold() in _TIMES for each in neighbours
    )


def _joined(text: str, tokens: Sequence[_Token]) -> list[_Token]:
    """Tens and the unit after them as one number: “twenty four” has two digits."""
    joined: list[_Token] = []
    for token in tokens:
        before = joined[-1] if joined else None
        spoken = before is not None and text[before.start : before.end].casefold() in _TENS
        if before is not None and spoken and len(token.digits) == 1 and token.digits != "0":
            joined[-1] = _Token(token.turn, before.start, token.end, before.digits[0] + token.digits)
        else:
            joined.append(token)
    return joined


def _multiplied(text: str, tokens: Sequence[_Token]) -> list[_Token]:
    """“Double five” as two fives."""
    told: list[_Token] = []
    times, begun = 1, 0
    for token in tokens:
        word = text[token.start : token.end].casefold()
        if word in _TIMES:
            times, begun = _TIMES[word], token.start
            continue
        if times > 1 and token.digits:
            token = _Token(token.turn, begun, token.end, token.digits * times)
        told.append(token)
        times = 1
    return told


def _told(turns: Sequence[Turn], run: Sequence[_Token], count: int) -> SpokenDigits:
    first, last = run[0].turn, run[-1].turn
    words = " … ".join(
        turns[place].text[min(token.start for token in there) : max(token.end for token in there)]
        for place in sorted({token.turn for token in run})
        if (there := [token for token in run if token.turn == place])
    )
    begun, ended = _said(turns, first), _said(turns, last)
    if begun is None or ended is None:
        return SpokenDigits(first, last, None, None, words, count)
    start = begun.earliest(run[0].start) - begun.margin
    end = ended.latest(run[-1].end) + ended.margin
    return SpokenDigits(first, last, max(0.0, round(start, 2)), round(end, 2), words, count)


@dataclass(frozen=True)
class _Said:
    """When a turn is said: from `start` to between `soonest` and `last`; a character takes as long as any other."""

    start: float
    soonest: float
    last: float
    length: int

    @property
    def margin(self) -> float:
        return _MARGIN_S + _MARGIN_SHARE * (self.last - self.start)

    def earliest(self, character: int) -> float:
        return self.start + (self.soonest - self.start) * character / self.length

    def latest(self, character: int) -> float:
        return self.start + (self.last - self.start) * character / self.length


def _said(turns: Sequence[Turn], place: int) -> _Said | None:
    """None without times. Where no end is written it is between that of quick words and the next turn, or slow ones."""
    turn = turns[place]
    if turn.start is None:
        return None
    length = max(1, len(turn.text))
    if turn.end is not None:
        end = max(turn.start, turn.end)
        return _Said(turn.start, end, end, length)
    soonest = turn.start + length / _QUICK
    following = next((each.start for each in turns[place + 1 :] if each.start is not None), None)
    last = turn.start + length / _SLOW if following is None else following
    return _Said(turn.start, soonest, max(soonest, last), length)

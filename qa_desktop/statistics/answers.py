"""A table of answers as text, made ready for the measures: which are numbers, what the scale is, what N/A counts as."""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Final

import numpy as np

from qa_desktop.domain.errors import InputError
from qa_desktop.statistics.alpha import Level
from qa_desktop.statistics.ratings import Ratings

NOT_APPLICABLE: Final = "NA"
MOST_ORDINAL: Final = 10
"""Up to so many different numbers are taken for a scale where no level is named."""

_NUMBER: Final = re.compile(r"[+\u2212-]?(?:[0-9]+[.,]?[0-9]*|[.,][0-9]+)(?:[eE][+-]?[0-9]+)?(?: ?%)?")
_LARGEST: Final = 1e12
_NOT_APPLICABLE: Final = frozenset({"na", "n/a", "n.a."})
_NEVER_A_MARK: Final = frozenset({".", "*"})
_NO_NUMBER: Final = _NEVER_A_MARK | {"-", "\u2013", "\u2014", "?", "nan", "null", "none", "#n/a"}

Answer = float | str


@dataclass(frozen=True)
class AnswerTable:
    """What was read: `marks[item][reviewer]` as text, None where blank; names of items and reviewers.

    `categories` are those that the table itself names, in its order; it is `anonymous` where it does not tell who gave
    which mark of an item.
    """

    items: tuple[str, ...]
    reviewers: tuple[str, ...]
    marks: tuple[tuple[str | None, ...], ...]
    categories: tuple[str, ...] = ()
    anonymous: bool = False

    def first_place(self, answers: set[str]) -> str:
        """Where one of these answers stands first, for a sentence; the answers must occur."""
        return next(
            f"{reviewer}'s answer to {item} is “{mark}”"
            for item, row in zip(self.items, self.marks, strict=True)
            for reviewer, mark in zip(self.reviewers, row, strict=True)
            if mark in answers
        )


@dataclass(frozen=True)
class Answers:
    """The table at a level of measurement, with the scale if one was named.

    Use `prepare`, which says in a sentence what does not fit.
    """

    table: AnswerTable
    level: Level
    scale: tuple[Answer, ...] | None
    named: tuple[str, ...]
    """The scale as it was written; empty without one."""
    values: dict[str, Answer]
    """What each text means."""
    na_missing: bool = False
    blanks: Mapping[str, int] = field(default_factory=dict)
    """What was written where a mark is missing, and how often."""

    @property
    def numeric(self) -> bool:
        """Whether all answers but N/A are numbers, and so is the scale."""
        known = [*self.values.values(), *(self.scale or ())]
        answers = [answer for answer in known if answer != NOT_APPLICABLE]
        return bool(answers) and all(isinstance(answer, float) for answer in answers)

    @property
    def category_names(self) -> list[str]:
        """The categories that coefficients rest on, in their order, as they are written."""
        written: dict[object, str] = {NOT_APPLICABLE: NOT_APPLICABLE}
        written.update({answer: text for text, answer in self.values.items()})
        written.update(zip(self.scale or (), self.named, strict=True))
        return [written[category] for category in self.judged.categories]

    @property
    def has_na(self) -> bool:
        """Whether N/A is an answer or on the scale."""
        return NOT_APPLICABLE in self.values or NOT_APPLICABLE in (self.scale or ())

    @cached_property
    def given(self) -> Ratings:
        """All answers, for exact agreement: N/A is one of them unless it is missing."""
        return self.without_na if self.na_missing else self._ratings(na=True)

    @cached_property
    def without_na(self) -> Ratings:
        """The answers with N/A as missing."""
        return self._ratings(na=False)

    @property
    def judged(self) -> Ratings:
        """What coefficients rest on: above nominal level N/A has no place in the order and is missing."""
        return self.given if self.level is Level.NOMINAL else self.without_na

    @property
    def ordered(self) -> Ratings | None:
        """The answers with numbers: their own, or the places of words on an ordinal scale; None without an order."""
        if self.numeric or self.level is Level.NOMINAL:
            return self.without_na if self.numeric else None
        found = self.without_na
        return replace(found, numbers=np.arange(1.0, len(found.categories) + 1))

    def _ratings(self, *, na: bool) -> Ratings:
        values = {text: answer for text, answer in self.values.items() if na or answer != NOT_APPLICABLE}
        scale = self.scale
        if scale is not None:
            kept = [answer for answer in scale if answer != NOT_APPLICABLE]
            scale = (*kept, NOT_APPLICABLE) if na and self.has_na else tuple(kept)
        return Ratings.of([[values.get(mark) if mark else None for mark in row] for row in self.table.marks], scale)


def prepare(
    table: AnswerTable, level: Level | None, categories: Sequence[str] | None, *, na_missing: bool = False
) -> Answers:
    """The table made ready; without a level the one that the answers suggest.

    What programs write for a missing mark ("." and "*", among numbers also "-", "?", "NaN" and the like) is missing
    unless it is one of the categories; "N/A" in any writing is NA. Raises InputError, in a sentence, where answers are
    no numbers, are not on the scale or have no order.
    """
    categories = [_spelled(category) for category in categories or table.categories]
    table, blanks = _without_blanks(table, categories)
    texts = {mark for row in table.marks for mark in row if mark is not None}
    values = _meanings(table, texts | set(categories))
    scale = tuple(values[category] for category in categories) if categories else None
    values = {text: answer for text, answer in values.items() if text in texts}
    if scale is not None:
        _check_scale(table, scale, values)
    answers = {answer for answer in values.values() if answer != NOT_APPLICABLE}
    chosen = level or _suggested(answers)
    found = Answers(table, chosen, scale, tuple(categories), values, na_missing, blanks)
    words = {text for text, answer in values.items() if isinstance(answer, str) and answer != NOT_APPLICABLE}
    words = {text for text in words if not _NUMBER.fullmatch(text)} or words
    if chosen is not Level.NOMINAL and words and (scale is None or chosen is not Level.ORDINAL):
        cure = "name the scale in its order with --categories" if chosen is Level.ORDINAL else "use another --level"
        raise InputError(f"The {chosen} level needs numbers, but {table.first_place(words)}: correct that, or {cure}.")
    return found


def _suggested(answers: set[Answer]) -> Level:
    if not answers or any(isinstance(answer, str) for answer in answers):
        return Level.NOMINAL
    return Level.ORDINAL if len(answers) <= MOST_ORDINAL else Level.INTERVAL


def _spelled(mark: str) -> str:
    return NOT_APPLICABLE if mark.casefold() in _NOT_APPLICABLE else mark


def _without_blanks(table: AnswerTable, named: Sequence[str]) -> tuple[AnswerTable, dict[str, int]]:
    """The table without what is written for a missing mark, and how often each such text stood there."""
    marks = [[_spelled(mark) if mark else None for mark in row] for row in table.marks]
    counted = Counter(mark for row in marks for mark in row if mark is not None)
    others = [mark for mark in counted if mark.casefold() not in _NO_NUMBER and mark != NOT_APPLICABLE]
    numeric = others and all(map(_NUMBER.fullmatch, others))
    known = (_NO_NUMBER if numeric else _NEVER_A_MARK) - set(named)
    blanks = {mark: times for mark, times in counted.items() if mark.casefold() in known}
    kept = tuple(tuple(None if mark in blanks else mark for mark in row) for row in marks)
    return replace(table, marks=kept), blanks


def _meanings(table: AnswerTable, texts: set[str]) -> dict[str, Answer]:
    """Every text as a number where all are numbers, else as the words they are."""
    texts = texts - {NOT_APPLICABLE}
    numbers = {text for text in texts if _NUMBER.fullmatch(text)}
    found: dict[str, Answer] = {NOT_APPLICABLE: NOT_APPLICABLE}
    if numbers != texts:
        return found | {text: text for text in texts}
    points, commas = ({text for text in numbers if sign in text} for sign in ".,")
    if points and commas:
        where = table.first_place(commas) if commas & _marks(table) else "the scale has decimal commas"
        raise InputError(f"Decimal points and decimal commas are mixed ({where}): write all numbers in one way.")
    if 0 < sum("%" in text for text in numbers) < len(numbers):
        where = table.first_place({text for text in numbers if "%" in text} & _marks(table))
        raise InputError(f"Percentages and other numbers are mixed ({where}): write all of them in one way.")
    found |= {text: _number(text) for text in numbers}
    huge = {text for text, answer in found.items() if isinstance(answer, float) and abs(answer) > _LARGEST}
    if huge & _marks(table):
        raise InputError(f"A number is too large to be a mark: {table.first_place(huge)}.")
    return found


def _number(text: str) -> float:
    return float(text.rstrip("% ").replace("\u2212", "-").replace(",", "."))


def _marks(table: AnswerTable) -> set[str]:
    return {mark for row in table.marks for mark in row if mark is not None}


def _check_scale(table: AnswerTable, scale: tuple[Answer, ...], values: dict[str, Answer]) -> None:
    twice = next((answer for answer in scale if scale.count(answer) > 1), None)
    if twice is not None:
        shown = f"{twice:g}" if isinstance(twice, float) else twice
        raise InputError(f"“{shown}” stands twice among the categories: name each once.")
    strange = {text for text, answer in values.items() if answer not in scale and answer != NOT_APPLICABLE}
    if strange:
        raise InputError(
            f"{table.first_place(strange)}, which is not among the categories: correct it, or add it there."
        )

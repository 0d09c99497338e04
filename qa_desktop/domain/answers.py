"""Answers: the mark, the comment, the evidence and the reasons given for one standard."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from functools import lru_cache
from typing import Final, assert_never

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import NA_ID, AnswerType, Option, Standard


@dataclass(frozen=True)
class Chosen:
    """One option: yes, no, a level or a labelled choice."""

    option: str


@dataclass(frozen=True)
class Amount:
    """A number."""

    number: Decimal


@dataclass(frozen=True)
class Note:
    """A text."""

    text: str


@dataclass(frozen=True)
class Day:
    """A date."""

    day: date


@dataclass(frozen=True)
class Several:
    """Any number of options."""

    options: tuple[str, ...]


@dataclass(frozen=True)
class NotApplicable:
    """Not applicable: asked, and it does not apply here."""


Value = Chosen | Amount | Note | Day | Several | NotApplicable
NA: Final = NotApplicable()
YES: Final = Chosen("yes")
NO: Final = Chosen("no")


@dataclass(frozen=True)
class AudioSpan:
    """Evidence in the recording, in milliseconds from its start; `noted` when the program took it by itself."""

    start_ms: int
    end_ms: int
    noted: bool = False


@dataclass(frozen=True)
class TurnSpan:
    """Evidence in the transcript: the turns from first to last, counted from 0."""

    first: int
    last: int
    noted: bool = False


Evidence = AudioSpan | TurnSpan


@dataclass(frozen=True)
class Answer:
    """One mark with what supports it; without a value it holds a comment or evidence noted beforehand."""

    value: Value | None = None
    comment: str = ""
    evidence: tuple[Evidence, ...] = ()
    reasons: tuple[str, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it."""
        return self == Answer()


Answers = Mapping[str, Answer]
"""Answers by the id of their standard."""


def chosen_option(standard: Standard, value: Value | None) -> Option | None:
    """The option that a value stands for: the one named, or the first range that holds the number."""
    if type(value) is Chosen:  # most are; to match patterns takes longer than all the rest
        return standard.option(value.option)
    match value:
        case Amount(number) if standard.answer_type is AnswerType.NUMBER:
            return next((option for option in standard.options if _holds(option, number)), None)
        case _:
            return None


def answer_ids(standard: Standard, value: Value | None) -> frozenset[str]:
    """The ids by which conditions and rules know this answer."""
    match value:
        case NotApplicable():
            return frozenset({NA_ID} if standard.na_allowed else ())
        case Several(options):
            known = standard.options if standard.answer_type is AnswerType.SEVERAL else ()
            return frozenset(options) & {option.id for option in known}
        case _:
            option = chosen_option(standard, value)
            return frozenset({option.id}) if option else frozenset()


def answered(standard: Standard, value: Value | None) -> bool:
    """Whether the value answers the standard: not a blank, and nothing that the standard cannot be given."""
    match value:
        case Note(text):
            return standard.answer_type is AnswerType.TEXT and bool(text.strip())
        case Day():
            return standard.answer_type is AnswerType.DATE
        case Amount(number) if not standard.options:
            return standard.answer_type is AnswerType.NUMBER and number.is_finite()
        case _:
            return bool(answer_ids(standard, value))


def _holds(option: Option, number: Decimal) -> bool:
    if number.is_nan():
        return False  # it compares with nothing
    return (option.low is None or option.low <= number) and (option.high is None or number <= option.high)


def encode(value: Value) -> tuple[str, str]:
    """A value as two strings, its kind and its content, as files and tables keep it."""
    if type(value) is Chosen:  # most are
        return "option", value.option
    match value:
        case Chosen(option):
            return "option", option
        case Amount(number):
            return "number", str(number)
        case Note(text):
            return "text", text
        case Day(day):
            return "date", day.isoformat()
        case Several(options):
            return "several", json.dumps(options, ensure_ascii=False)
        case NotApplicable():
            return NA_ID, ""
        case _:
            assert_never(value)


_chosen = lru_cache(Chosen)
"""One value for the same option everywhere: a form has few."""


def bare(kind: str, content: str) -> Answer:
    """The answer with that value (as `encode` wrote it) and nothing beside it."""
    return _bare(content) if kind == "option" else Answer(decode(kind, content))


@lru_cache
def _bare(option: str) -> Answer:
    return Answer(_chosen(option))


def decode(kind: str, content: str) -> Value:
    """The value that `encode` wrote."""
    if kind == "option":  # most are
        return _chosen(content)
    match kind:
        case "number":
            return Amount(Decimal(content))
        case "text":
            return Note(content)
        case "date":
            return Day(date.fromisoformat(content))
        case "several":
            return Several(tuple(json.loads(content)))
        case "na":
            return NA
        case _:
            raise InputError(f"An answer of the unknown kind “{kind}” was written by a newer version of QA Desktop.")


def parse(standard: Standard, raw: object) -> Value:
    """Read an answer as people write it in files: yes, no, na, a level, an option id, a number, a date or a text.

    Raises InputError naming the standard and what it accepts.
    """
    written = {True: "yes", False: "no"}.get(raw, raw) if isinstance(raw, bool) else raw
    if isinstance(written, str) and written.strip().lower() in (NA_ID, "n/a"):
        if not standard.na_allowed:
            raise InputError(f"“{standard.id}” does not allow N/A; answer it {accepted(standard)}.")
        return NA
    value = _parse_typed(standard, written)
    if value is None:
        raise InputError(f"“{standard.id}” cannot be answered with “{raw}”; it takes {accepted(standard)}.")
    return value


def accepted(standard: Standard) -> str:
    """What the standard accepts, in words."""
    na = " or na" if standard.na_allowed else ""
    match standard.answer_type:
        case AnswerType.NUMBER:
            spans = ", ".join(f"{_end(option.low)} to {_end(option.high)}" for option in standard.options)
            return f"a number{' (' + spans + ')' if spans else ''}{na}"
        case AnswerType.TEXT:
            return f"a text{na}"
        case AnswerType.DATE:
            return f"a date such as 2026-01-31{na}"
        case AnswerType.SEVERAL:
            return f"a list of {', '.join(option.id for option in standard.options)}{na}"
        case _:
            return f"{', '.join(option.id for option in standard.options)}{na}"


def _end(limit: Decimal | None) -> str:
    return "any" if limit is None else str(limit)


def _parse_typed(standard: Standard, raw: object) -> Value | None:
    match standard.answer_type:
        case AnswerType.NUMBER:
            return _parse_number(standard, raw)
        case AnswerType.TEXT:
            return Note(str(raw)) if raw is not None and str(raw).strip() else None
        case AnswerType.DATE:
            return _parse_day(raw)
        case AnswerType.SEVERAL:
            chosen = tuple(str(item) for item in raw) if isinstance(raw, list | tuple) else (str(raw),)
            known = {option.id for option in standard.options}
            return Several(chosen) if chosen and set(chosen) <= known else None
        case _:
            name = str(raw).strip()
            option = standard.option(name) or standard.option(name.lower())
            return Chosen(option.id) if option else None


def _parse_number(standard: Standard, raw: object) -> Value | None:
    try:
        number = Decimal(str(raw).strip())
    except InvalidOperation:
        return None
    value = Amount(number)
    covered = number.is_finite() and (not standard.options or chosen_option(standard, value) is not None)
    return value if covered else None


def _parse_day(raw: object) -> Value | None:
    if isinstance(raw, date):
        return Day(date(raw.year, raw.month, raw.day))
    try:
        return Day(date.fromisoformat(str(raw).strip()))
    except ValueError:
        return None


def credit_of(standard: Standard, value: Value | None) -> Fraction | None:
    """What a value earns, from 0 to 1; None when nothing was chosen."""
    option = chosen_option(standard, value)
    return standard.credit(option) if option else None

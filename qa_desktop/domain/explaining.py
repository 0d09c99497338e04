"""The score explainer: every term of the arithmetic in words, and what each change would do."""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from typing import assert_never

from qa_desktop.domain.answers import (
    NA,
    Amount,
    Answer,
    Answers,
    Chosen,
    Day,
    NotApplicable,
    Note,
    Several,
    Value,
    answered,
    chosen_option,
)
from qa_desktop.domain.forms import NA_ID, AnswerType, Form, NaPolicy, Scope, Standard
from qa_desktop.domain.scoring import Score, Term, score
from qa_desktop.domain.visibility import visible_standards


class Remark(StrEnum):
    """Why a standard has no term in the score, or an unusual one."""

    NONE = ""
    BONUS = "bonus"
    NOT_ASKED = "not asked"
    NOT_ANSWERED = "not answered yet"
    BONUS_ALONE = "bonus without a standard beside it that applies"
    NA_NO_BONUS = "N/A: no bonus"
    NA_SHARED_OUT = "N/A: its weight is shared out"
    NA_FULL_CREDIT = "N/A counts as full credit"
    NA_NOTHING_SCORED = "N/A: nothing is scored"


@dataclass(frozen=True)
class Line:
    """One scored standard in the explanation: its term, or why it has none."""

    standard: Standard
    section: str
    term: Term | None
    answer: str
    remark: Remark = Remark.NONE
    strikes: Scope | None = None


@dataclass(frozen=True)
class WhatIf:
    """What another answer to one standard would do to the total."""

    standard: str
    answer: str
    total: Fraction | None
    difference: Fraction | None


@dataclass(frozen=True)
class Explanation:
    """A score taken apart: the points of the lines sum to the uncapped score before auto-fail."""

    score: Score
    lines: tuple[Line, ...]


def explain(form: Form, answers: Answers) -> Explanation:
    """Take the score of these answers apart."""
    result = score(form, answers)
    terms = {term.standard: term for term in result.terms}
    visible = {standard.id for standard in visible_standards(form, answers)}
    return Explanation(
        result,
        tuple(
            _line(form, standard, terms.get(standard.id), answers.get(standard.id), standard.id in visible)
            for standard in form.standards
            if standard.scored
        ),
    )


def _line(form: Form, standard: Standard, term: Term | None, answer: Answer | None, visible: bool) -> Line:
    value = answer.value if answer and visible else None
    option = chosen_option(standard, value)
    return Line(
        standard,
        form.path_of[standard.id][-1].title,
        term,
        answer_label(standard, value),
        _remark(form, standard, term, value, visible),
        option.auto_fail if option and not standard.bonus else None,
    )


def _remark(form: Form, standard: Standard, term: Term | None, value: Value | None, visible: bool) -> Remark:
    if not visible:
        return Remark.NOT_ASKED
    if not answered(standard, value):
        return Remark.NOT_ANSWERED
    if isinstance(value, NotApplicable):
        return _remark_on_na(form, standard, term)
    if term is None:
        return Remark.BONUS_ALONE
    return Remark.BONUS if term.bonus else Remark.NONE


def _remark_on_na(form: Form, standard: Standard, term: Term | None) -> Remark:
    if standard.bonus:
        return Remark.NA_NO_BONUS
    if form.na_policy is NaPolicy.EXCLUDE:
        return Remark.NA_SHARED_OUT
    return Remark.NA_FULL_CREDIT if term else Remark.NA_NOTHING_SCORED


def answer_label(standard: Standard, value: Value | None) -> str:
    """An answer as people read it: `Yes`, `4`, `N/A`, `5.2`, or a dash for none."""
    match value:
        case None:
            return "–"
        case NotApplicable():
            return "N/A"
        case Chosen(option_id):
            option = standard.option(option_id)
            named = option is not None and standard.answer_type is not AnswerType.LEVELS
            return option.label if option and named else option_id
        case Several(chosen):
            labels = {option.id: option.label for option in standard.options}
            return ", ".join(labels.get(option_id, option_id) for option_id in chosen)
        case Day(day):
            return day.isoformat()
        case Amount(number):
            return f"{number:f}"
        case Note(text):
            return text
        case _:
            assert_never(value)


def what_if(form: Form, answers: Answers, standard: Standard) -> tuple[WhatIf, ...]:
    """The total under every other answer that the standard can be given by choosing."""
    if standard.answer_type not in (AnswerType.YES_NO, AnswerType.LEVELS, AnswerType.CHOICE):
        return ()
    now = score(form, answers).total
    given = answers.get(standard.id, Answer())
    values: list[Value] = [Chosen(option.id) for option in standard.options]
    values += [NA] if standard.na_allowed else []
    return tuple(_changed(form, answers, standard, value, now) for value in values if value != given.value)


def _changed(form: Form, answers: Answers, standard: Standard, value: Value, now: Fraction | None) -> WhatIf:
    total = score(form, {**answers, standard.id: Answer(value)}).total
    difference = total - now if total is not None and now is not None else None
    return WhatIf(standard.id, value.option if isinstance(value, Chosen) else NA_ID, total, difference)

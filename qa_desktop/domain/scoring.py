"""The score of an evaluation: form and answers in, `Score` out; exact and pure.

The rules stand in README, "Scoring"; their worked examples are tests. Shares and credits run from 0 to 1.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from qa_desktop.domain.answers import Answer, Answers, NotApplicable, answered, chosen_option, credit_of
from qa_desktop.domain.forms import Form, Kind, NaPolicy, Scope, Section, Standard
from qa_desktop.domain.visibility import visible_standards

_ONE = Fraction(1)
_FORM = ""  # the place of a strike that fails the whole form; no section has an empty id


class Outcome(StrEnum):
    """The verdict on a whole evaluation."""

    PASS = "pass"
    FAIL = "fail"


@dataclass(frozen=True)
class Term:
    """One summand of the score before auto-fail: effective share of the total, times credit."""

    standard: str
    share: Fraction
    credit: Fraction
    bonus: bool = False

    @property
    def points(self) -> Fraction:
        """What it adds to a total of 100."""
        return 100 * self.share * self.credit


@dataclass(frozen=True)
class Score:
    """What an evaluation is worth; None wherever there is nothing to score."""

    total: Fraction | None = None
    before_auto_fail: Fraction | None = None
    foundation: Fraction | None = None
    finesse: Fraction | None = None
    critical: Fraction | None = None
    outcome: Outcome | None = None
    band: str | None = None
    auto_failed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    sections: Mapping[str, Fraction | None] = field(default_factory=dict)
    terms: tuple[Term, ...] = ()

    @property
    def uncapped(self) -> Fraction | None:
        """The score before auto-fail and before the cap: the sum of the terms."""
        return _dot((term.share, term.credit) for term in self.terms) if self.terms else None


class _Part(NamedTuple):
    """A standard or section that applies, with its weight in its parent and its score before and after auto-fail."""

    id: str
    weight: Fraction
    before: Fraction
    after: Fraction
    parts: tuple["_Part", ...] = ()
    bonus: tuple["_Part", ...] = ()
    possible: Fraction = Fraction(0)
    """The weights of its parts together."""


def score(form: Form, answers: Answers) -> Score:
    """Score what is answered; blanks are left out and listed in `missing`."""
    visible = visible_standards(form, answers)
    missing = tuple(
        standard.id
        for standard in visible
        if (standard.scored or standard.required) and not answered(standard, answers.get(standard.id, Answer()).value)
    )
    struck = _strikes(form, visible, answers)
    credits = _credits(form, visible, answers)
    tops = tuple(part for part in (_measure(top, credits, struck) for top in form.sections) if part)
    if not tops or not _anything_scored(visible, answers):
        return Score(missing=missing, sections={section.id: None for _, section in form.walk()})
    whole = _combine(_FORM, None, tops, (), failed=_FORM in struck.values())
    terms = tuple(_terms(whole, Fraction(1)))
    total = min(whole.after, form.cap)
    final = not missing or _FORM in struck.values()
    return Score(
        total=total,
        before_auto_fail=min(whole.before, form.cap),
        foundation=_sub_score(terms, {s.id for s in visible if s.kind is Kind.FOUNDATION}),
        finesse=_sub_score(terms, {s.id for s in visible if s.kind is Kind.FINESSE}),
        critical=_sub_score(terms, {s.id for s in visible if s.is_critical}),
        outcome=_outcome(form, total, _FORM in struck.values()) if final else None,
        band=_band(form, total) if final else None,
        auto_failed=tuple(struck),
        missing=missing,
        sections={section.id: None for _, section in form.walk()} | dict(_section_scores(whole)),
        terms=tuple(sorted(terms, key=lambda term: form.place_of[term.standard])),
    )


def _strikes(form: Form, visible: tuple[Standard, ...], answers: Answers) -> dict[str, str]:
    """The standards whose answer is an auto-fail, with the id of the section that it fails (or `_FORM`)."""
    struck = {}
    for standard in visible:
        answer = answers.get(standard.id)
        option = chosen_option(standard, answer.value) if answer else None
        if not standard.scored or standard.bonus or option is None or option.auto_fail is None:
            continue
        path = form.path_of[standard.id]
        places = {Scope.SECTION: path[-1].id, Scope.TOP_SECTION: path[0].id, Scope.FORM: _FORM}
        struck[standard.id] = places[option.auto_fail]
    return struck


def _credits(form: Form, visible: tuple[Standard, ...], answers: Answers) -> dict[str, Fraction]:
    """The credit of every standard that counts; N/A counts only under the full-credit policy."""
    credits = {}
    for standard in visible:
        answer = answers.get(standard.id)
        if not standard.scored or answer is None or not answered(standard, answer.value):
            continue
        if isinstance(answer.value, NotApplicable):
            if form.na_policy is NaPolicy.FULL_CREDIT:
                credits[standard.id] = Fraction(0 if standard.bonus else 1)
            continue
        credit = credit_of(standard, answer.value)
        if credit is not None:
            credits[standard.id] = credit
    return credits


def _anything_scored(visible: tuple[Standard, ...], answers: Answers) -> bool:
    """Whether an ordinary standard has an answer other than N/A."""
    return any(
        credit_of(standard, answers[standard.id].value) is not None
        for standard in visible
        if standard.scored and not standard.bonus and standard.id in answers
    )


def _measure(section: Section, credits: Mapping[str, Fraction], struck: Mapping[str, str]) -> _Part | None:
    """The section as a part of its parent; None when nothing in it applies."""
    counted = [standard for standard in section.standards if standard.id in credits]
    leaves = [_Part(s.id, s.weight, credits[s.id], credits[s.id]) for s in counted if not s.bonus]
    bonus = [_Part(s.id, s.weight, credits[s.id], credits[s.id]) for s in counted if s.bonus]
    inner = [part for part in (_measure(each, credits, struck) for each in section.sections) if part]
    if not leaves and not inner:
        return None
    failed = section.id in struck.values()
    return _combine(section.id, section.weight, (*leaves, *inner), tuple(bonus), failed=failed)


def _combine(
    part_id: str, weight: Fraction | None, parts: tuple[_Part, ...], bonus: tuple[_Part, ...], *, failed: bool
) -> _Part:
    """The weighted mean of the parts, plus the bonus; zero after auto-fail when the section failed."""
    possible = _sum(part.weight for part in parts)
    extra = [(part.weight, part.before) for part in bonus]
    before = after = _dot([*((part.weight, part.before) for part in parts), *extra]) / possible
    if any(part.after is not part.before for part in parts):
        after = _dot([*((part.weight, part.after) for part in parts), *extra]) / possible
    return _Part(
        part_id,
        possible if weight is None else weight,
        before,
        Fraction(0) if failed else after,
        parts,
        bonus,
        possible,
    )


def _terms(part: _Part, share: Fraction) -> Iterator[Term]:
    """The terms below a part that has this share of the total."""
    each = share / part.possible
    for child in part.parts:
        own = each * child.weight
        if child.parts:
            yield from _terms(child, own)
        else:
            yield Term(child.id, own, child.before)
    for child in part.bonus:
        yield Term(child.id, each * child.weight, child.before, bonus=True)


def _section_scores(part: _Part) -> Iterator[tuple[str, Fraction]]:
    for child in part.parts:
        if child.parts:
            yield child.id, child.after
            yield from _section_scores(child)


def _sub_score(terms: tuple[Term, ...], standards: set[str]) -> Fraction | None:
    chosen = [term for term in terms if term.standard in standards and not term.bonus]
    possible = _sum(term.share for term in chosen)
    return _dot((term.share, term.credit) for term in chosen) / possible if possible else None


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return _dot((number, _ONE) for number in numbers)


def _dot(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """The sum of products; whole numbers over one denominator, because reducing every step takes most of the time."""
    total, parts = 0, 1
    for first, second in pairs:
        of = first.denominator * second.denominator
        number = first.numerator * second.numerator
        if of == parts:
            total += number
        else:
            common = lcm(parts, of)
            total, parts = total * (common // parts) + number * (common // of), common
    return Fraction(total, parts)


def _outcome(form: Form, total: Fraction, form_failed: bool) -> Outcome:
    below = form.pass_mark is not None and total < form.pass_mark
    return Outcome.FAIL if form_failed or below else Outcome.PASS


def _band(form: Form, total: Fraction) -> str | None:
    reached = [band for band in form.bands if band.low <= total]
    return max(reached, key=lambda band: band.low).name if reached else None

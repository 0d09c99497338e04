"""The score of an evaluation: form and answers in, `Score` out; exact and pure.

The rules stand in README, "Scoring"; their worked examples are tests. Shares and credits run from 0 to 1.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from math import lcm
from typing import NamedTuple

from qa_desktop.domain.answers import Answers, Chosen, NotApplicable, answered, chosen_option
from qa_desktop.domain.forms import Form, Kind, NaPolicy, Ratio, Scope, Section, Standard
from qa_desktop.domain.visibility import visible_standards

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

    @property
    def credits(self) -> Mapping[str, Fraction]:
        """What each standard that counts earned."""
        return {term.standard: term.credit for term in self.terms}


class _Part(NamedTuple):
    """A section that applies, with its weight in its parent and its score before and after auto-fail."""

    id: str
    weight: Fraction
    before: Fraction
    after: Fraction
    standards: tuple[Standard, ...]
    """Those of its own that count; then those that may add to them, and the sections inside it that apply."""
    bonus: tuple[Standard, ...]
    sections: tuple["_Part", ...]
    possible: Fraction
    """The weights of its standards and sections together."""


@dataclass(frozen=True)
class Verdict:
    """What is kept of a score beside the answers: the total, what comes of it, and the credit of what counted."""

    total: Fraction | None = None
    outcome: Outcome | None = None
    band: str | None = None
    credits: Mapping[str, Fraction] = field(default_factory=dict)


def score(form: Form, answers: Answers) -> Score:
    """Score what is answered; blanks are left out and listed in `missing`."""
    seen = _look(form, answers)
    whole = _whole(form, seen)
    if whole is None:
        return Score(missing=seen.missing, sections={section.id: None for _, section in form.walk()})
    terms = tuple(_terms(whole, seen, Fraction(1)))
    total, outcome, band = _result(form, seen, whole)
    return Score(
        total=total,
        before_auto_fail=min(whole.before, form.cap),
        foundation=_sub_score(terms, {s.id for s in seen.visible if s.kind is Kind.FOUNDATION}),
        finesse=_sub_score(terms, {s.id for s in seen.visible if s.kind is Kind.FINESSE}),
        critical=_sub_score(terms, {s.id for s in seen.visible if s.is_critical}),
        outcome=outcome,
        band=band,
        auto_failed=tuple(seen.struck),
        missing=seen.missing,
        sections={section.id: None for _, section in form.walk()} | dict(_section_scores(whole)),
        terms=tuple(sorted(terms, key=lambda term: form.place_of[term.standard])),
    )


def verdict(form: Form, answers: Answers) -> Verdict:
    """The same without what can be worked out again when it is looked at: for many evaluations at once."""
    seen = _look(form, answers)
    whole = _whole(form, seen)
    return Verdict() if whole is None else Verdict(*_result(form, seen, whole), _counted(whole, seen))


class _Seen(NamedTuple):
    """What the answers say, standard by standard."""

    visible: tuple[Standard, ...]
    missing: tuple[str, ...]
    struck: Mapping[str, str]
    """The standards whose answer is an auto-fail, with the id of the section that it fails (or `_FORM`)."""
    credits: Mapping[str, Fraction]
    """The credit of every standard that counts; N/A counts only under the full-credit policy."""
    earned: Mapping[str, Ratio]
    """The same, times the weight of the standard."""
    anything: bool
    """Whether an ordinary standard has an answer other than N/A."""

    @property
    def failed(self) -> Collection[str]:
        """The ids of the sections that an answer fails, with `_FORM` where it fails the whole form."""
        return self.struck.values()


def _look(form: Form, answers: Answers) -> _Seen:
    visible = visible_standards(form, answers)
    missing: list[str] = []
    struck: dict[str, str] = {}
    credits: dict[str, Fraction] = {}
    earned: dict[str, Ratio] = {}
    anything = False
    for standard in visible:
        name, answer = standard.id, answers.get(standard.id)
        value = None if answer is None else answer.value
        if type(value) is Chosen:  # most are
            worth = standard.worth.get(value.option)
        else:
            option = chosen_option(standard, value)
            worth = None if option is None else standard.worth.get(option.id)
        if worth is not None:
            credits[name], earned[name], fails = worth
            anything = anything or not standard.bonus
            if fails is not None:
                struck[name] = _struck(form, standard, fails)
        elif not (chosen_option(standard, value) or answered(standard, value)):  # an option that is chosen is an answer
            if standard.scored or standard.required:
                missing.append(name)
        elif standard.scored and isinstance(value, NotApplicable) and form.na_policy is NaPolicy.FULL_CREDIT:
            credits[name] = Fraction(0 if standard.bonus else 1)
            earned[name] = (0, 1) if standard.bonus else standard.weight_ratio
    return _Seen(visible, tuple(missing), struck, credits, earned, anything)


def _struck(form: Form, standard: Standard, scope: Scope) -> str:
    path = form.path_of[standard.id]
    return {Scope.SECTION: path[-1].id, Scope.TOP_SECTION: path[0].id, Scope.FORM: _FORM}[scope]


def _whole(form: Form, seen: _Seen) -> _Part | None:
    """The form as one part; None where there is nothing to score."""
    tops = tuple(part for part in (_measure(top, seen) for top in form.sections) if part)
    return _combine(_FORM, None, (), (), tops, seen) if tops and seen.anything else None


def _result(form: Form, seen: _Seen, whole: _Part) -> tuple[Fraction, Outcome | None, str | None]:
    total, failed = min(whole.after, form.cap), _FORM in seen.failed
    if seen.missing and not failed:
        return total, None, None  # it is not final yet
    return total, _outcome(form, total, failed), _band(form, total)


def _measure(section: Section, seen: _Seen) -> _Part | None:
    """The section as a part of its parent; None when nothing in it applies."""
    counted = [standard for standard in section.standards if standard.id in seen.credits]
    standards = tuple([standard for standard in counted if not standard.bonus])
    inner = tuple([part for part in (_measure(each, seen) for each in section.sections) if part])
    if not standards and not inner:
        return None
    bonus = tuple([standard for standard in counted if standard.bonus])
    return _combine(section.id, section.weight, standards, bonus, inner, seen)


def _combine(
    part_id: str,
    weight: Fraction | None,
    standards: tuple[Standard, ...],
    bonus: tuple[Standard, ...],
    inner: tuple[_Part, ...],
    seen: _Seen,
) -> _Part:
    """The weighted mean of what counts, plus the bonus; zero after auto-fail when the part failed."""
    possible = _added([*[each.weight_ratio for each in standards], *_ratios([part.weight for part in inner])])
    earned = [seen.earned[each.id] for each in (*standards, *bonus)]
    before = after = _added([*earned, *_ratios([part.weight * part.before for part in inner])]) / possible
    if part_id in seen.failed:
        after = Fraction(0)
    elif any(part.after is not part.before for part in inner):
        after = _added([*earned, *_ratios([part.weight * part.after for part in inner])]) / possible
    own = possible if weight is None else weight
    return _Part(part_id, own, before, after, standards, bonus, inner, possible)


def _terms(part: _Part, seen: _Seen, share: Fraction) -> Iterator[Term]:
    """The terms below a part that has this share of the total."""
    each = share / part.possible
    for standard in (*part.standards, *part.bonus):
        yield Term(standard.id, each * standard.weight, seen.credits[standard.id], standard.bonus)
    for inner in part.sections:
        yield from _terms(inner, seen, each * inner.weight)


def _counted(part: _Part, seen: _Seen) -> dict[str, Fraction]:
    """The credits of the standards below a part."""
    found = {each.id: seen.credits[each.id] for each in (*part.standards, *part.bonus)}
    for inner in part.sections:
        found |= _counted(inner, seen)
    return found


def _section_scores(part: _Part) -> Iterator[tuple[str, Fraction]]:
    for inner in part.sections:
        yield inner.id, inner.after
        yield from _section_scores(inner)


def _sub_score(terms: tuple[Term, ...], standards: set[str]) -> Fraction | None:
    chosen = [term for term in terms if term.standard in standards and not term.bonus]
    possible = _sum(term.share for term in chosen)
    return _dot((term.share, term.credit) for term in chosen) / possible if possible else None


def _sum(numbers: Iterable[Fraction]) -> Fraction:
    return _added(_ratios(numbers))


def _ratios(numbers: Iterable[Fraction]) -> Iterator[Ratio]:
    return map(Fraction.as_integer_ratio, numbers)


def _dot(pairs: Iterable[tuple[Fraction, Fraction]]) -> Fraction:
    """The sum of products."""
    return _added(
        (first.numerator * second.numerator, first.denominator * second.denominator) for first, second in pairs
    )


def _added(ratios: Iterable[Ratio]) -> Fraction:
    """The sum; whole numbers over one denominator, because reducing every step takes most of the time."""
    total, parts = 0, 1
    for number, of in ratios:
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

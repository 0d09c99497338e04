"""Advice on a form that can be used: the right number of standards, of both kinds, each for something."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Final

from qa_desktop.domain.findings import Finding, Severity
from qa_desktop.domain.forms import AnswerType, Expectation, Form, Kind, Option, Section, Standard
from qa_desktop.domain.numbers import percent

MANY_STANDARDS: Final = 25
LIGHT: Final = Fraction(1, 100)
HEAVY: Final = Fraction(40, 100)
_FEW: Final = 3  # with fewer standards one of them must weigh more than HEAVY


def advise(form: Form) -> Iterator[Finding]:
    """What would make the form better, from the whole to the single standard."""
    scored = [standard for standard in form.standards if standard.scored]
    if not scored:
        yield _advice("", "kind", "Nothing on this form is scored; make what counts foundation or finesse.")
        return
    yield from _mix(scored)
    yield from _number_and_aim(scored)
    shares = dict(_shares(form.sections, Fraction(1)))
    for standard in form.standards:
        yield from _of_standard(standard)
        yield from _weight(standard, shares)


def _advice(place: str, field: str, message: str) -> Finding:
    return Finding(Severity.ADVICE, place, field, message)


def _mix(scored: Sequence[Standard]) -> Iterator[Finding]:
    kinds = {standard.kind for standard in scored}
    if Kind.FOUNDATION not in kinds:
        yield _advice("", "kind", "No foundation standard: add what must simply be done, and begin with that.")
    if Kind.FINESSE not in kinds:
        yield _advice(
            "", "kind", "No finesse standard: add how well it should be done, on levels with anchor sentences."
        )


def _number_and_aim(scored: Sequence[Standard]) -> Iterator[Finding]:
    if len(scored) > MANY_STANDARDS:
        yield _advice(
            "",
            "standards",
            f"{len(scored)} scored standards: more than {MANY_STANDARDS} are hard to score and to coach; "
            "keep the few that matter most.",
        )
    served = {expectation for standard in scored for expectation in standard.expectations}
    uncovered = [expectation.value for expectation in Expectation if expectation not in served]
    if uncovered and served:
        yield _advice("", "expectation", f"No standard serves these expectations of customers: {', '.join(uncovered)}.")


def _of_standard(standard: Standard) -> Iterator[Finding]:
    if not standard.scored:
        if standard.critical:
            yield _advice(standard.id, "critical", "An info standard is not scored; critical changes nothing here.")
        return
    if not standard.expectations:
        yield _advice(standard.id, "expectation", "Serves no expectation of customers; name the one that it serves.")
    bare = [option.id for option in standard.options if not option.anchor.strip()]
    if standard.kind is Kind.FINESSE and standard.answer_type is AnswerType.LEVELS and bare:
        which = "No level has an" if len(bare) == len(standard.options) else f"Level {', '.join(bare)} has no"
        yield _advice(standard.id, "levels", f"{which} anchor sentence; say what the level sounds like.")
    if standard.answer_type is AnswerType.NUMBER:
        for low, high in _gaps(standard.options):
            message = f"No range holds the numbers between {low} and {high}; let one range end where the next begins."
            yield _advice(standard.id, "ranges", message)


def _gaps(options: Sequence[Option]) -> Iterator[tuple[Decimal, Decimal]]:
    ordered = sorted(options, key=lambda option: Decimal("-Infinity") if option.low is None else option.low)
    for first, second in pairwise(ordered):
        if first.high is not None and second.low is not None and first.high < second.low:
            yield first.high, second.low


def _weight(standard: Standard, shares: dict[str, Fraction]) -> Iterator[Finding]:
    share = shares.get(standard.id)
    if share is None:
        return
    if share < LIGHT:
        message = f"Counts for {percent(share, 2)} % when everything applies, nearly nothing; raise its weight."
        yield _advice(standard.id, "weight", message)
    if share > HEAVY and len(shares) >= _FEW:
        message = f"Counts for {percent(share)} % when everything applies and outweighs the rest; lower its weight."
        yield _advice(standard.id, "weight", message)


def _shares(sections: Sequence[Section], share: Fraction) -> Iterator[tuple[str, Fraction]]:
    """The share of the total of every ordinary scored standard when everything applies."""
    weights = [(section, _whole(section)) for section in sections]
    total = sum((weight for _, weight in weights), Fraction(0))
    if total > 0:
        for section, weight in weights:
            yield from _inside(section, share * weight / total)


def _inside(section: Section, share: Fraction) -> Iterator[tuple[str, Fraction]]:
    possible = _possible(section)
    if possible <= 0:
        return
    for standard in _ordinary(section):
        yield standard.id, share * standard.weight / possible
    inner = sum((_whole(each) for each in section.sections), Fraction(0))
    yield from _shares(section.sections, share * inner / possible)


def _whole(section: Section) -> Fraction:
    """The weight of a section in its parent; nothing when nothing in it counts."""
    possible = _possible(section)
    return possible if section.weight is None or possible == 0 else section.weight


def _possible(section: Section) -> Fraction:
    own = sum((standard.weight for standard in _ordinary(section)), Fraction(0))
    return sum((_whole(inner) for inner in section.sections), own)


def _ordinary(section: Section) -> list[Standard]:
    return [standard for standard in section.standards if standard.scored and not standard.bonus]

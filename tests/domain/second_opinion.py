"""The score worked out another way, from the words of the rules alone: nothing here comes from `scoring`.

Every standard that counts has one flat factor of the total, and the total is the sum over those that no failed section
holds. (Scoring itself goes down the tree and back up.)
"""

from dataclasses import dataclass
from fractions import Fraction
from math import prod

from qa_desktop.domain.answers import Amount, Answer, Chosen, NotApplicable, Several, Value
from qa_desktop.domain.forms import AnswerType, Condition, Form, Kind, Option, Section, Standard


@dataclass(frozen=True)
class Opinion:
    """What the second way finds."""

    total: Fraction | None = None
    before_auto_fail: Fraction | None = None
    uncapped: Fraction | None = None
    foundation: Fraction | None = None
    finesse: Fraction | None = None
    critical: Fraction | None = None
    auto_failed: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    outcome: str | None = None
    band: str | None = None


def picked(standard: Standard, value: Value | None) -> Option | None:
    """The option that was picked, by hand or by its range."""
    for option in standard.options:
        if isinstance(value, Chosen) and value.option == option.id:
            return option
        if isinstance(value, Amount) and standard.answer_type == AnswerType.NUMBER:
            low = option.low if option.low is not None else value.number
            high = option.high if option.high is not None else value.number
            if sorted([low, value.number, high])[1] == value.number and low <= high:
                return option
    return None


def names(standard: Standard, value: Value | None) -> set[str]:
    """How conditions know the answer."""
    if isinstance(value, NotApplicable):
        return {"na"}
    if isinstance(value, Several):
        return set(value.options)
    option = picked(standard, value)
    return {option.id} if option else set()


def earns(standard: Standard, option: Option) -> Fraction:
    """Its credit."""
    if option.credit is not None:
        return option.credit
    if standard.answer_type == AnswerType.YES_NO:
        return Fraction(int((option.id == "yes") != standard.reversed))
    rank = [each.id for each in standard.options].index(option.id)
    top = len(standard.options) - 1
    return Fraction(top - rank if standard.reversed else rank, top)


class Reading:
    """One form with one set of answers."""

    def __init__(self, form: Form, answers: dict[str, Answer]) -> None:
        self.form = form
        self.value = {name: answer.value for name, answer in answers.items()}
        self.paths: dict[str, list[Section]] = {}
        for top in form.sections:
            self._lay_out(top, [top])
        self.by_id = {standard.id: standard for standard in form.standards}
        self.shown = self._shown()
        self.credit = self._credits()

    def _lay_out(self, section: Section, path: list[Section]) -> None:
        for standard in section.standards:
            self.paths[standard.id] = path
        for inner in section.sections:
            self._lay_out(inner, [*path, inner])

    def _shown(self) -> list[Standard]:
        """Grow the shown standards from nothing until no more come in: what is hidden proves nothing."""
        shown: set[str] = set()
        while True:
            grown = {
                name
                for name, path in self.paths.items()
                if all(self._holds(item.show_when, shown) for item in (*path, self.by_id[name]))
            }
            if grown == shown:
                return [standard for standard in self.form.standards if standard.id in shown]
            shown = grown

    def _holds(self, condition: Condition | None, shown: set[str]) -> bool:
        if condition is None:
            return True
        held = [
            test.standard in shown
            and bool(names(self.by_id[test.standard], self.value.get(test.standard)) & set(test.answers))
            for test in condition.tests
        ]
        return any(held) if condition.any_of else all(held)

    def _credits(self) -> dict[str, Fraction]:
        credits = {}
        for standard in self.shown:
            value = self.value.get(standard.id)
            option = picked(standard, value)
            if standard.kind == Kind.INFO:
                continue
            if option:
                credits[standard.id] = earns(standard, option)
            elif isinstance(value, NotApplicable) and self.form.na_policy == "full_credit":
                credits[standard.id] = Fraction(0) if standard.bonus else Fraction(1)
        return credits

    def weight(self, item: Standard | Section) -> Fraction:
        """The weight of what applies; 0 for what does not."""
        if isinstance(item, Standard):
            return item.weight if item.id in self.credit and not item.bonus else Fraction(0)
        inside = self.inside(item.standards, item.sections)
        return item.weight if item.weight is not None and inside else inside

    def inside(self, standards: tuple[Standard, ...], sections: tuple[Section, ...]) -> Fraction:
        """The weights that apply, added up."""
        return sum((self.weight(item) for item in (*standards, *sections)), Fraction(0))

    def factor(self, name: str) -> Fraction:
        """What a credit of 1 adds to the total: the part of each section around it, one within the other."""
        path = self.paths[name]
        around = [self.inside((), self.form.sections), *(self.inside(s.standards, s.sections) for s in path)]
        if not all(around):
            return Fraction(0)
        mine = [*(self.weight(section) for section in path), self.by_id[name].weight]
        return prod((own / whole for own, whole in zip(mine, around, strict=True)), start=Fraction(1))


def second_opinion(form: Form, answers: dict[str, Answer]) -> Opinion:
    """Score these answers the other way."""
    reading = Reading(form, answers)
    missing = tuple(standard.id for standard in reading.shown if _is_missing(standard, reading.value.get(standard.id)))
    ordinary = [s for s in reading.shown if s.kind != Kind.INFO and not s.bonus]
    if not any(picked(standard, reading.value.get(standard.id)) for standard in ordinary):
        return Opinion(missing=missing)
    points = {name: reading.factor(name) * credit for name, credit in reading.credit.items()}
    scopes = {s.id: option.auto_fail for s in ordinary if (option := picked(s, reading.value.get(s.id)))}
    struck = {name: scope for name, scope in scopes.items() if scope}
    failed = {
        reading.paths[name][-1 if scope == "section" else 0].id for name, scope in struck.items() if scope != "form"
    }
    form_failed = "form" in struck.values()
    left = {
        name: Fraction(0) if form_failed or failed & {section.id for section in reading.paths[name]} else worth
        for name, worth in points.items()
    }
    total, uncapped = (sum(each.values(), Fraction(0)) for each in (left, points))
    final = form_failed or not missing
    below = form.pass_mark is not None and min(total, form.cap) < form.pass_mark
    reached = sorted((band.low, band.name) for band in form.bands if band.low <= min(total, form.cap))

    def part(of: list[Standard]) -> Fraction | None:
        whole = sum((reading.factor(s.id) for s in of if s.id in points), Fraction(0))
        return sum((points[s.id] for s in of if s.id in points), Fraction(0)) / whole if whole else None

    return Opinion(
        min(total, form.cap),
        min(uncapped, form.cap),
        uncapped,
        part([s for s in ordinary if s.kind == Kind.FOUNDATION]),
        part([s for s in ordinary if s.kind == Kind.FINESSE]),
        part([s for s in ordinary if s.critical or any(option.auto_fail for option in s.options)]),
        tuple(struck),
        missing,
        ("fail" if form_failed or below else "pass") if final else None,
        reached[-1][1] if final and reached else None,
    )


def _is_missing(standard: Standard, value: Value | None) -> bool:
    """Left blank, though it is scored or required."""
    blank = value is None or (not isinstance(value, Chosen | Amount | NotApplicable) and not any(vars(value).values()))
    if isinstance(getattr(value, "text", None), str):
        blank = not value.text.strip()
    return blank and (standard.kind != Kind.INFO or standard.required)

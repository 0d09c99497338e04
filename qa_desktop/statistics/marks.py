"""The marks of a calibration, one for each interaction, standard and person, and how two of them compare."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from itertools import combinations

from qa_desktop.domain.answers import Answer, Answers, Chosen, NotApplicable, chosen_option, credit_of
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.calibration import Settings as Settings
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import AnswerType, Standard
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.visibility import visible_standards


class State(StrEnum):
    """Whether there is an answer, and why not."""

    ANSWERED = "answered"
    NOT_ASKED = "not asked"
    BLANK = "not answered"
    NOT_SUBMITTED = "not submitted"


@dataclass(frozen=True)
class Mark:
    """What one person answered to one standard of one interaction."""

    interaction: Interaction
    standard: Standard
    person: Person
    state: State
    answer: Answer = field(default_factory=Answer)

    @property
    def given(self) -> bool:
        """Whether there is an answer; N/A is one."""
        return self.state is State.ANSWERED

    @property
    def not_applicable(self) -> bool:
        """Whether the answer is N/A."""
        return isinstance(self.answer.value, NotApplicable)

    @cached_property
    def position(self) -> int | None:
        """The place of the answer among the options, from 1; of a number, the place of its range."""
        option = chosen_option(self.standard, self.answer.value)
        return self.standard.options.index(option) + 1 if option else None

    @cached_property
    def credit(self) -> Fraction | None:
        """What a scored answer earns, from 0 to 1."""
        return credit_of(self.standard, self.answer.value) if self.standard.scored else None

    @cached_property
    def strikes(self) -> bool:
        """Whether the answer is an auto-fail."""
        option = chosen_option(self.standard, self.answer.value)
        counts = self.standard.scored and not self.standard.bonus
        return counts and option is not None and option.auto_fail is not None


@dataclass(frozen=True)
class Comparison:
    """A mark held against the reference; `deviation` is in points of the standard's own 0 to 100 scale."""

    mark: Mark
    exact: bool
    within: bool
    deviation: float | None
    strike_differs: bool | None


def marks_of(material: CalibrationMaterial) -> tuple[Mark, ...]:
    """Every mark: by interaction, then standard in the order of the form, then person with the gauge first."""
    return tuple(
        mark
        for interaction in material.interactions
        for row in zip(*(_marks(material, interaction, person) for person in material.people), strict=True)
        for mark in row
    )


def _marks(material: CalibrationMaterial, interaction: Interaction, person: Person) -> list[Mark]:
    content = material.submitted.get((interaction.key, person.key))
    form = material.form.form
    answers: Answers = content.answers if content else {}
    asked = {standard.id for standard in visible_standards(form, answers)}
    marks = []
    for standard in form.standards:
        state = _state(content, standard, asked)
        answer = answers[standard.id] if state is State.ANSWERED else Answer()
        marks.append(Mark(interaction, standard, person, state, answer))
    return marks


def _state(content: Content | None, standard: Standard, asked: set[str]) -> State:
    if content is None:
        return State.NOT_SUBMITTED
    if standard.id not in asked:
        return State.NOT_ASKED
    answer = content.answers.get(standard.id)
    return State.BLANK if answer is None or answer.value is None else State.ANSWERED


def compare(mark: Mark, reference: Mark, settings: Settings) -> Comparison | None:
    """The mark held against the reference; None where either is missing or the standard is not scored."""
    if not mark.standard.scored or not mark.given or not reference.given:
        return None
    exact = mark.answer.value == reference.answer.value
    credits = mark.credit, reference.credit
    deviation = float(100 * (credits[0] - credits[1])) if credits[0] is not None and credits[1] is not None else None
    return Comparison(
        mark,
        exact,
        _within(mark, reference, exact, settings),
        deviation,
        mark.strikes != reference.strikes if can_fail(mark.standard) else None,
    )


def can_fail(standard: Standard) -> bool:
    """Whether an answer to the standard can be an auto-fail; a bonus never is."""
    return standard.scored and standard.can_fail and not standard.bonus


def _within(mark: Mark, reference: Mark, exact: bool, settings: Settings) -> bool:
    if mark.position is None or reference.position is None:
        return exact
    return abs(mark.position - reference.position) <= tolerance_of(mark.standard, settings)


def tolerance_of(standard: Standard, settings: Settings) -> int:
    """How many places apart two answers may be: a level or so on a scale, none elsewhere (so: the same range)."""
    return settings.rating if standard.answer_type is AnswerType.LEVELS else 0


def category(mark: Mark) -> str | None:
    """The answer as a category for agreement measures; N/A is a category, a missing answer is None."""
    if not mark.given:
        return None
    option = chosen_option(mark.standard, mark.answer.value)
    return "N/A" if mark.not_applicable else option.id if option else None


def pairs_agree(marks: Sequence[Mark]) -> float | None:
    """The share of pairs of given marks that are the same answer; None below two (Fleiss 1971, for one item)."""
    given = [mark.answer.value for mark in marks if mark.given]
    pairs = [first == second for first, second in combinations(given, 2)]
    return sum(pairs) / len(pairs) if pairs else None


def spread(marks: Sequence[Mark]) -> int | None:
    """How many levels lie between the lowest and the highest answer; None off a scale or below two answers."""
    if not marks or marks[0].standard.answer_type is not AnswerType.LEVELS:
        return None
    places = [mark.position for mark in marks if isinstance(mark.answer.value, Chosen) and mark.position]
    return max(places) - min(places) if len(places) > 1 else None

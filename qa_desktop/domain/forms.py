"""The evaluation form: sections, standards, and what each answer is worth."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import cached_property
from typing import Final, NamedTuple
from uuid import UUID

from qa_desktop.domain import canonical
from qa_desktop.domain.keys import key_from_outside

Ratio = tuple[int, int]
"""A fraction as its two numbers: many of them are added in much less time."""
NA_ID: Final = "na"
"""How "not applicable" is written wherever an answer is named by its id; no option may use it."""


class Kind(StrEnum):
    """Whether it was done, how well it was done, or only a note of it."""

    FOUNDATION = "foundation"
    FINESSE = "finesse"
    INFO = "info"


class AnswerType(StrEnum):
    """How a standard is answered."""

    YES_NO = "yes_no"
    LEVELS = "levels"
    CHOICE = "choice"
    NUMBER = "number"
    TEXT = "text"
    DATE = "date"
    SEVERAL = "several"


class Scope(StrEnum):
    """How far an auto-fail reaches."""

    SECTION = "section"
    TOP_SECTION = "top_section"
    FORM = "form"


class NaPolicy(StrEnum):
    """What happens to the weight of a standard that does not apply."""

    EXCLUDE = "exclude"
    FULL_CREDIT = "full_credit"


class Expectation(StrEnum):
    """What customers expect of a service, and a standard may serve."""

    ACCESSIBLE = "accessible"
    COURTEOUS = "courteous"
    RESPONSIVE = "responsive"
    PROMPT = "prompt"
    INFORMATIVE = "informative"
    KNOWLEDGEABLE = "knowledgeable"
    KEEPS_PROMISES = "keeps_promises"
    RIGHT_FIRST_TIME = "right_first_time"
    RESPONSIBLE = "responsible"


class Need(StrEnum):
    """What an answer may require beside it."""

    COMMENT = "comment"
    EVIDENCE = "evidence"
    REASON = "reason"


@dataclass(frozen=True)
class Option:
    """One possible answer: Yes, level 3, a labelled choice, or a range of numbers (both ends included)."""

    id: str
    label: str
    anchor: str = ""
    credit: Fraction | None = None
    auto_fail: Scope | None = None
    low: Decimal | None = None
    high: Decimal | None = None


YES: Final = Option("yes", "Yes")
NO: Final = Option("no", "No")


@dataclass(frozen=True)
class Test:
    """True when the standard of that id has one of these answers."""

    __test__ = False  # pytest takes classes called Test for tests

    standard: str
    answers: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """When to show: all of the tests, or any one of them."""

    tests: tuple[Test, ...]
    any_of: bool = False


@dataclass(frozen=True)
class Rule:
    """These answers require these things; no answers named means every answer but N/A."""

    needs: tuple[Need, ...]
    answers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Standard:
    """One thing that is judged."""

    id: str
    text: str
    kind: Kind
    answer_type: AnswerType
    options: tuple[Option, ...] = ()
    weight: Fraction = Fraction(1)
    guidance: str = ""
    expectations: tuple[Expectation, ...] = ()
    reversed: bool = False
    bonus: bool = False
    critical: bool = False
    na_allowed: bool = True
    required: bool = False
    show_when: Condition | None = None
    rules: tuple[Rule, ...] = ()
    reasons: tuple[str, ...] = ()
    prefill: str | None = None

    @property
    def scored(self) -> bool:
        """Whether the standard counts; info standards are recorded only."""
        return self.kind is not Kind.INFO

    @property
    def can_fail(self) -> bool:
        """Whether one of its answers is an auto-fail."""
        return any(option.auto_fail for option in self.options)

    @property
    def is_critical(self) -> bool:
        """Marked critical, or able to fail something."""
        return self.critical or self.can_fail

    def option(self, option_id: str) -> Option | None:
        """The option of that id."""
        return self._by_id.get(option_id)

    @cached_property
    def _by_id(self) -> dict[str, Option]:
        return {option.id: option for option in reversed(self.options)}  # of two with one id the first holds

    @cached_property
    def credits(self) -> dict[str, Fraction]:
        """What each option earns, by its id."""
        return {id_: self.credit(option) for id_, option in self._by_id.items()}

    @cached_property
    def worth(self) -> dict[str, "Worth"]:
        """What choosing each option comes to where the standard counts, by its id."""
        if not self.scored:
            return {}
        return {
            id_: Worth(
                credit := self.credits[id_],
                (self.weight * credit).as_integer_ratio(),
                None if self.bonus else option.auto_fail,
            )
            for id_, option in self._by_id.items()
        }

    @cached_property
    def weight_ratio(self) -> Ratio:
        """Its weight."""
        return self.weight.as_integer_ratio()

    def credit(self, option: Option) -> Fraction:
        """What the option earns, from 0 to 1: its own credit, or evenly spread (Yes 1, No 0)."""
        if option.credit is not None:
            return option.credit
        if self.answer_type is AnswerType.YES_NO:
            even = Fraction(1 if option.id == YES.id else 0)
        else:
            even = Fraction(self.options.index(option), max(len(self.options) - 1, 1))
        return 1 - even if self.reversed else even


class Worth(NamedTuple):
    """What an option comes to: its credit, that times the weight of its standard, and what it fails."""

    credit: Fraction
    earned: Ratio
    auto_fail: Scope | None


@dataclass(frozen=True)
class Section:
    """A part of a form: its standards first, then the sections inside it. No weight means *auto*."""

    id: str
    title: str
    standards: tuple[Standard, ...] = ()
    sections: tuple["Section", ...] = ()
    weight: Fraction | None = None
    guidance: str = ""
    show_when: Condition | None = None

    def all_standards(self) -> Iterator[Standard]:
        """Every standard in it, in the order of the form."""
        yield from self.standards
        for section in self.sections:
            yield from section.all_standards()


@dataclass(frozen=True)
class Band:
    """A named result from this share of the total upwards."""

    name: str
    low: Fraction


@dataclass(frozen=True)
class Sequence:
    """Standards that must be met in this order in the interaction."""

    standards: tuple[str, ...]
    note: str = ""


@dataclass(frozen=True)
class Form:
    """An evaluation form."""

    id: str
    title: str
    sections: tuple[Section, ...]
    description: str = ""
    channels: tuple[str, ...] = ()
    na_policy: NaPolicy = NaPolicy.EXCLUDE
    pass_mark: Fraction | None = None
    cap: Fraction = Fraction(1)
    bands: tuple[Band, ...] = ()
    sequences: tuple[Sequence, ...] = ()
    queues: tuple[str, ...] = ()

    @cached_property
    def standards(self) -> tuple[Standard, ...]:
        """Every standard, in the order of the form."""
        return tuple(standard for section in self.sections for standard in section.all_standards())

    @cached_property
    def standard_by_id(self) -> dict[str, Standard]:
        """Every standard by its id."""
        return {standard.id: standard for standard in self.standards}

    @cached_property
    def place_of(self) -> dict[str, int]:
        """The place of every standard in the order of the form."""
        return {standard.id: place for place, standard in enumerate(self.standards)}

    @cached_property
    def has_conditions(self) -> bool:
        """Whether anything is shown only after certain answers."""
        return any(each.show_when for each in self.standards) or any(each.show_when for _, each in self.walk())

    @cached_property
    def path_of(self) -> dict[str, tuple[Section, ...]]:
        """The sections around each standard, from the top section to the innermost."""
        return {standard.id: path for path, section in self.walk() for standard in section.standards}

    def walk(self) -> Iterator[tuple[tuple[Section, ...], Section]]:
        """Every section with its path from the top (itself the last), parents before children."""
        todo: list[tuple[Section, ...]] = [(section,) for section in reversed(self.sections)]
        while todo:
            path = todo.pop()
            yield path, path[-1]
            todo.extend((*path, inner) for inner in reversed(path[-1].sections))


@dataclass(frozen=True)
class FormVersion:
    """A published form; it never changes again. Equal content is the same version on every device."""

    form: Form
    number: int
    hash: str = field(default="")

    @cached_property
    def key(self) -> UUID:
        """The version's key, made from its content."""
        return key_from_outside("form version", self.hash)

    @property
    def label(self) -> str:
        """Title and version number, as shown."""
        return f"{self.form.title} v{self.number}"


def publish(form: Form, number: int) -> FormVersion:
    """The form as a version that evaluations can refer to."""
    return FormVersion(form, number, canonical.digest(form))

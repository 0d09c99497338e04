"""Short ways to write forms and answers in tests."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from fractions import Fraction

from qa_desktop.domain.answers import NA, Amount, Answer, Chosen, Day, Note, Several, Value
from qa_desktop.domain.forms import (
    NO,
    YES,
    AnswerType,
    Condition,
    Form,
    Kind,
    NaPolicy,
    Option,
    Scope,
    Section,
    Standard,
    Test,
)

Weight = int | str | Fraction


def yes_no(name: str, weight: Weight = 1, *, fails: Scope | None = None, fails_on: str = "no", **rest) -> Standard:
    """A foundation standard; `fails` is the scope of the auto-fail on No (or on `fails_on`)."""
    options = tuple(
        Option(option.id, option.label, auto_fail=fails if option.id == fails_on else None) for option in (YES, NO)
    )
    return _standard(name, weight, rest, Kind.FOUNDATION, AnswerType.YES_NO, options)


def levels(name: str, weight: Weight = 1, *, count: int = 5, **rest) -> Standard:
    """A finesse standard with levels 1 to `count`."""
    options = tuple(Option(str(level), f"Level {level}") for level in range(1, count + 1))
    return _standard(name, weight, rest, Kind.FINESSE, AnswerType.LEVELS, options)


def choice(name: str, weight: Weight = 1, *, credits: Mapping[str, Weight], **rest) -> Standard:
    """A standard of labelled options, each with its credit."""
    options = tuple(Option(key, key.capitalize(), credit=Fraction(credit)) for key, credit in credits.items())
    return _standard(name, weight, rest, Kind.FINESSE, AnswerType.CHOICE, options)


def number(name: str, weight: Weight = 1, *, ranges: tuple[Option, ...] = (), **rest) -> Standard:
    """A standard answered with a number."""
    return _standard(name, weight, rest, Kind.FOUNDATION, AnswerType.NUMBER, ranges)


def span(name: str, low: str | None, high: str | None, credit: Weight, fails: Scope | None = None) -> Option:
    """A range of numbers with its credit."""
    ends = (Decimal(end) if end is not None else None for end in (low, high))
    return Option(name, name, "", Fraction(credit), fails, *ends)


def info(name: str, answer_type: AnswerType = AnswerType.TEXT, options: tuple[Option, ...] = (), **rest) -> Standard:
    """A standard that is recorded and never scored."""
    return _standard(name, 1, rest, Kind.INFO, answer_type, options)


def _standard(name, weight, rest, kind, answer_type, options) -> Standard:
    fields = {"kind": kind, "options": options, **rest}
    return Standard(name, name.capitalize(), answer_type=answer_type, weight=Fraction(weight), **fields)


def section(name: str, *parts: Standard | Section, weight: Weight | None = None, show_when=None) -> Section:
    """A section; without a weight it is auto."""
    return Section(
        name,
        name.capitalize(),
        tuple(part for part in parts if isinstance(part, Standard)),
        tuple(part for part in parts if isinstance(part, Section)),
        None if weight is None else Fraction(weight),
        show_when=show_when,
    )


def form(*parts: Standard | Section, full_credit: bool = False, **rest) -> Form:
    """A form of these sections; standards beside them stand in a section called `main`."""
    loose = tuple(part for part in parts if isinstance(part, Standard))
    sections = tuple(part for part in parts if isinstance(part, Section))
    policy = NaPolicy.FULL_CREDIT if full_credit else NaPolicy.EXCLUDE
    return Form("f", "Form", ((section("main", *loose),) if loose else ()) + sections, na_policy=policy, **rest)


def all_of(*tests: tuple[str, str]) -> Condition:
    """Shown when every (standard, answer) holds."""
    return Condition(tuple(Test(standard, (answer,)) for standard, answer in tests))


def any_of(*tests: tuple[str, str]) -> Condition:
    """Shown when one (standard, answer) holds."""
    return Condition(all_of(*tests).tests, any_of=True)


def value(raw: object) -> Value | None:
    """`yes`, `na`, a level as an int, a number as a Decimal, a date, a list of options; or a value as it is."""
    match raw:
        case "na":
            return NA
        case str() | int():
            return Chosen(str(raw))
        case Decimal():
            return Amount(raw)
        case date():
            return Day(raw)
        case list():
            return Several(tuple(raw))
        case _:
            return raw


def answers(**given: object) -> dict[str, Answer]:
    """Answers by standard; an `Answer` is taken as it is."""
    return {name: raw if isinstance(raw, Answer) else Answer(value(raw)) for name, raw in given.items()}


def note(text: str) -> Note:
    """An answer in words."""
    return Note(text)

"""Random forms, and random answers to them."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from hypothesis import settings
from hypothesis import strategies as st

from qa_desktop.domain.answers import (
    NA,
    Amount,
    Answer,
    AudioSpan,
    Chosen,
    Day,
    NotApplicable,
    Note,
    Several,
    TurnSpan,
    Value,
)
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import (
    AnswerType,
    Band,
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

STABLE = settings(derandomize=True, deadline=None, database=None, max_examples=100)
"""The same examples on every run and every machine."""

weights = st.sampled_from([Fraction(1), Fraction(2), Fraction(5), Fraction(40), Fraction(1, 3)])
shares = st.sampled_from([Fraction(0), Fraction(1, 3), Fraction(1, 2), Fraction(19, 20), Fraction(1)])


@dataclass(frozen=True)
class Features:
    """What a random form may hold."""

    conditions: bool = True
    fails: bool = True
    bonus: bool = True
    set_weights: bool = True
    refuses_na: bool = False
    policies: tuple[NaPolicy, ...] = tuple(NaPolicy)


ALL = Features()


@st.composite
def options(draw: st.DrawFn, kind: AnswerType, fails: bool) -> tuple[Option, ...]:
    """The options of a standard of this type; about every fourth is an auto-fail."""

    def strike() -> Scope | None:
        return draw(st.sampled_from([None, None, None, *Scope])) if fails else None

    match kind:
        case AnswerType.YES_NO:
            return (Option("yes", "Yes", auto_fail=strike()), Option("no", "No", auto_fail=strike()))
        case AnswerType.LEVELS:
            return tuple(Option(str(n), str(n), auto_fail=strike()) for n in range(1, draw(st.integers(2, 5)) + 1))
        case AnswerType.CHOICE:
            return tuple(Option(f"o{n}", f"O{n}", credit=draw(shares), auto_fail=strike()) for n in range(3))
        case AnswerType.NUMBER:
            ends = (None, Decimal(5), Decimal(10), None)
            return tuple(Option(f"r{n}", f"R{n}", "", draw(shares), strike(), ends[n], ends[n + 1]) for n in range(3))
        case AnswerType.SEVERAL:
            return (Option("p", "P"), Option("q", "Q"))
        case _:
            return ()


SCORED = (AnswerType.YES_NO, AnswerType.LEVELS, AnswerType.CHOICE, AnswerType.NUMBER)


@st.composite
def standards(draw: st.DrawFn, earlier: list[Standard], features: Features) -> Standard:
    """The next standard; its condition hangs on earlier ones, so that there are no cycles."""
    kind = draw(st.sampled_from([Kind.FOUNDATION, Kind.FOUNDATION, Kind.FINESSE, Kind.FINESSE, Kind.INFO]))
    answer_type = draw(st.sampled_from(SCORED if kind is not Kind.INFO else tuple(AnswerType)))
    return Standard(
        f"s{len(earlier)}",
        "text",
        kind,
        answer_type,
        draw(options(answer_type, features.fails)),
        draw(weights),
        reversed=answer_type in SCORED[:2] and draw(st.booleans()),
        bonus=features.bonus and draw(st.integers(0, 4)) == 4,
        critical=draw(st.booleans()),
        na_allowed=not features.refuses_na or draw(st.booleans()),
        required=draw(st.booleans()),
        show_when=draw(conditions(earlier)) if features.conditions else None,
    )


@st.composite
def conditions(draw: st.DrawFn, earlier: list[Standard]) -> Condition | None:
    """None mostly; else one or two tests on earlier standards."""
    drivers = [standard for standard in earlier if standard.options]
    if not drivers or draw(st.integers(0, 2)) < 2:
        return None
    tests = []
    for standard in draw(st.lists(st.sampled_from(drivers), min_size=1, max_size=2)):
        known = [*(option.id for option in standard.options), "na"]
        tests.append(Test(standard.id, tuple(draw(st.lists(st.sampled_from(known), min_size=1, unique=True)))))
    return Condition(tuple(tests), draw(st.booleans()))


@st.composite
def sections(draw: st.DrawFn, earlier: list[Standard], names: list[str], features: Features, deep: bool) -> Section:
    """A section, two deep at most; what it holds is appended to `earlier`, its id to `names`."""
    names.append(f"section {len(names)}")
    name = names[-1]
    show_when = draw(conditions(earlier)) if features.conditions else None
    held = []
    for _ in range(draw(st.integers(0 if deep else 1, 3))):
        held.append(draw(standards(earlier, features)))
        earlier.append(held[-1])
    inner = draw(st.integers(0 if held else 1, 2)) if deep else 0
    return Section(
        name,
        name,
        tuple(held),
        tuple(draw(sections(earlier, names, features, False)) for _ in range(inner)),
        draw(st.none() | weights) if features.set_weights else None,
        show_when=show_when,
    )


@st.composite
def forms(draw: st.DrawFn, features: Features = ALL) -> Form:
    """A form of one to three top sections."""
    earlier: list[Standard] = []
    names: list[str] = []
    tops = tuple(draw(sections(earlier, names, features, True)) for _ in range(draw(st.integers(1, 3))))
    return Form(
        "f",
        "Form",
        tops,
        na_policy=draw(st.sampled_from(features.policies)),
        pass_mark=draw(st.none() | shares),
        cap=draw(st.sampled_from([Fraction(1), Fraction(1), Fraction(11, 10), Fraction(3)])),
        bands=tuple(Band(str(low), low) for low in draw(st.lists(shares, unique=True, max_size=3))),
    )


numbers = st.decimals(min_value=-20, max_value=20, places=1)
texts = st.text(max_size=4)
spans = st.tuples(st.integers(0, 9000), st.integers(0, 9000), st.booleans())
evidence = spans.map(lambda span: AudioSpan(*span)) | spans.map(lambda span: TurnSpan(*span))


def values(standard: Standard) -> st.SearchStrategy[Value]:
    """What the standard can be answered with."""
    match standard.answer_type:
        case AnswerType.NUMBER:
            return numbers.map(Amount)
        case AnswerType.TEXT:
            return texts.map(Note)
        case AnswerType.DATE:
            return st.dates().map(Day)
        case AnswerType.SEVERAL:
            return st.lists(st.sampled_from(["p", "q"]), unique=True).map(lambda chosen: Several(tuple(chosen)))
        case _:
            return st.sampled_from(standard.options).map(lambda option: Chosen(option.id))


@st.composite
def answers(draw: st.DrawFn, form: Form, blanks: bool = True) -> dict[str, Answer]:
    """Answers to the form, hidden standards included; some N/A, some blank."""
    given: dict[str, Answer] = {}
    for standard in form.standards:
        luck = draw(st.integers(0, 9))
        if luck >= 2:
            given[standard.id] = Answer(draw(values(standard)))
        elif luck == 1 and standard.na_allowed:
            given[standard.id] = Answer(NA)
        elif not blanks:
            given[standard.id] = Answer(draw(values(standard)))
    return given


any_value: st.SearchStrategy[Value] = st.one_of(
    st.sampled_from(["yes", "no", "1", "5", "9", "o1", "r1", "", "na"]).map(Chosen),
    st.decimals(places=2).map(Amount),
    st.sampled_from(["NaN", "sNaN", "Infinity", "-Infinity", "1E+30"]).map(Decimal).map(Amount),
    texts.map(Note),
    st.dates(date(1990, 1, 1)).map(Day),
    st.lists(st.sampled_from(["p", "q", "zz"]), max_size=3).map(lambda chosen: Several(tuple(chosen))),
    st.builds(NotApplicable),
)
any_answer = st.builds(
    Answer,
    st.none() | any_value,
    texts,
    st.lists(evidence, max_size=2).map(tuple),
    st.lists(texts, max_size=2).map(tuple),
)
contents = st.builds(Content, st.dictionaries(texts, any_answer, max_size=4), texts)


@st.composite
def scored(draw: st.DrawFn, features: Features = ALL, blanks: bool = True) -> tuple[Form, dict[str, Answer]]:
    """A form with answers to it."""
    form = draw(forms(features))
    return form, draw(answers(form, blanks))

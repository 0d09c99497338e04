"""Every row of the table of worked examples that the scoring rules are checked against."""

from fractions import Fraction

import pytest

from qa_desktop.domain.forms import Form, Scope
from qa_desktop.domain.numbers import percent
from qa_desktop.domain.scoring import score
from tests.domain.builders import answers, choice, form, levels, section, yes_no

THREE = {"full": 1, "half": "1/2", "none": 0}


def _weighted() -> Form:
    weights = {"a": 40, "b": 20, "c": 20, "d": 20}
    return form(*(choice(name, weight, credits=THREE) for name, weight in weights.items()))


def _groups(first: int | None = None, second: int | None = None) -> Form:
    return form(
        section("one", yes_no("a", 40), yes_no("b", 40), weight=first), section("two", yes_no("c", 20), weight=second)
    )


def _eighty_points() -> Form:
    return form(choice("base", 80, credits={"seventy": "70/80"}), yes_no("extra", 5, bonus=True))


def _two_failing() -> Form:
    second = yes_no("c", 1, fails=Scope.SECTION)
    return form(section("one", yes_no("a"), weight=50), section("two", yes_no("b", 4), second, weight=50))


def _nested() -> Form:
    inner = section("inner", yes_no("a"), yes_no("b", fails=Scope.SECTION))
    return form(section("top", yes_no("c"), inner))


def _pass_fail(*, full_credit: bool) -> Form:
    return form(*(yes_no(name) for name in "abcd"), full_credit=full_credit)


ROWS = {
    "weights 40/20/20/20, credits 1, .5, .5, 0": (
        _weighted(), {"a": "full", "b": "half", "c": "half", "d": "none"}, Fraction(6, 10), None, "60.0",
    ),
    "the same, fourth N/A, exclude": (
        _weighted(), {"a": "full", "b": "half", "c": "half", "d": "na"}, Fraction(3, 4), None, "75.0",
    ),
    "level 3 of 5 alone": (form(levels("a")), {"a": 3}, Fraction(1, 2), None, "50.0"),
    "weights 100 and 50, credits 1 and .5": (
        form(choice("a", 100, credits=THREE), choice("b", 50, credits=THREE)),
        {"a": "full", "b": "half"}, Fraction(5, 6), None, "83.3",
    ),
    "two sections set to 50, 100 % and 80 %, the second auto-fails at section scope": (
        _two_failing(), {"a": "yes", "b": "yes", "c": "no"}, Fraction(1, 2), Fraction(9, 10), "50.0",
    ),
    "70 of 80 points and a bonus of 5": (
        _eighty_points(), {"base": "seventy", "extra": "yes"}, Fraction(15, 16), None, "93.8",
    ),
    "Pass, Pass, Fail, N/A excluded": (
        _pass_fail(full_credit=False), {"a": "yes", "b": "yes", "c": "no", "d": "na"}, Fraction(2, 3), None, "66.7",
    ),
    "Pass, Pass, Fail, N/A full credit": (
        _pass_fail(full_credit=True), {"a": "yes", "b": "yes", "c": "no", "d": "na"}, Fraction(3, 4), None, "75.0",
    ),
    "groups of two 40 and one 20, one No": (
        _groups(), {"a": "yes", "b": "no", "c": "yes"}, Fraction(6, 10), None, "60.0",
    ),
    "groups of two 40 and one 20, the No as N/A": (
        _groups(), {"a": "yes", "b": "na", "c": "yes"}, Fraction(1), None, "100.0",
    ),
    "auto section {40 Yes, 40 N/A}, auto section {20 No}": (
        _groups(), {"a": "yes", "b": "na", "c": "no"}, Fraction(2, 3), None, "66.7",
    ),
    "the same with the sections set to 80 and 20": (
        _groups(80, 20), {"a": "yes", "b": "na", "c": "no"}, Fraction(8, 10), None, "80.0",
    ),
    "set 50 {1 Yes, 1 N/A} and set 50 whose only standard is N/A": (
        _groups(50, 50), {"a": "yes", "b": "na", "c": "na"}, Fraction(1), None, "100.0",
    ),
    "inner section fails: counts 0 at weight 2": (
        _nested(), {"a": "yes", "b": "no", "c": "yes"}, Fraction(1, 3), Fraction(2, 3), "33.3",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("scored", "given", "total", "before", "shown"), ROWS.values(), ids=ROWS.keys())
def test_worked_example(
    scored: Form, given: dict[str, object], total: Fraction, before: Fraction | None, shown: str
) -> None:
    result = score(scored, answers(**given))
    assert result.total == total
    assert result.before_auto_fail == (total if before is None else before)
    assert percent(total) == shown


def test_the_one_section_that_applies_carries_all_the_weight() -> None:
    result = score(_groups(50, 50), answers(a="yes", b="na", c="na"))
    assert [(term.standard, term.share) for term in result.terms] == [("a", Fraction(1))]
    assert result.sections == {"one": Fraction(1), "two": None}

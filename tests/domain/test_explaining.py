"""The score explainer: terms, remarks, and what each change would do."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given

from qa_desktop.domain.answers import NA, Answer, Chosen, Value
from qa_desktop.domain.explaining import answer_label, explain, what_if
from qa_desktop.domain.forms import AnswerType, Form, Option, Scope, Standard
from qa_desktop.domain.numbers import signed_points
from qa_desktop.domain.scoring import score
from tests.domain.builders import (
    all_of,
    answers,
    choice,
    form,
    info,
    levels,
    note,
    number,
    section,
    span,
    value,
    yes_no,
)
from tests.domain.strategies import STABLE, scored


def _remarks(of: Form, **given_: object) -> dict[str, str]:
    return {line.standard.id: line.remark for line in explain(of, answers(**given_)).lines}


def test_every_scored_standard_has_a_line_with_its_section_answer_and_term() -> None:
    mixed = form(section("s", yes_no("a", 3), section("t", levels("b"), info("why"))))
    lines = explain(mixed, answers(a="yes", b=4, why=note("late"))).lines
    assert [(line.standard.id, line.section, line.answer) for line in lines] == [("a", "S", "Yes"), ("b", "T", "4")]
    assert [line.term.points for line in lines if line.term] == [75, Fraction(75, 4)]


def test_each_line_without_its_full_weight_says_why() -> None:
    mixed = form(
        section("s", yes_no("a"), yes_no("b"), yes_no("c"), yes_no("d", show_when=all_of(("a", "no")))),
        section("t", yes_no("e"), yes_no("f", bonus=True), yes_no("g", bonus=True)),
        section("u", yes_no("h", bonus=True), yes_no("i")),
    )
    remarks = _remarks(mixed, a="yes", b="na", d="no", e="na", f="yes", g="na", h="yes", i="no")
    assert remarks == {
        "a": "",
        "b": "N/A: its weight is shared out",
        "c": "not answered yet",
        "d": "not asked",
        "e": "N/A: its weight is shared out",
        "f": "bonus without a standard beside it that applies",
        "g": "N/A: no bonus",
        "h": "bonus",
        "i": "",
    }


def test_na_under_full_credit_says_what_it_counts() -> None:
    trio = form(yes_no("a"), yes_no("b"), yes_no("more", bonus=True), full_credit=True)
    assert _remarks(trio, a="na", b="no", more="na") == {
        "a": "N/A counts as full credit",
        "b": "",
        "more": "N/A: no bonus",
    }
    assert _remarks(trio, a="na", b="na")["a"] == "N/A: nothing is scored"


def test_an_answer_that_cannot_be_given_is_explained_as_none() -> None:
    assert _remarks(form(yes_no("a", na_allowed=False), yes_no("b")), a="na", b="7") == {
        "a": "not answered yet",
        "b": "not answered yet",
    }


def test_lines_show_what_struck() -> None:
    slow = number("a", ranges=(span("ok", "0", "60", 1), span("slow", "60", None, 0, Scope.TOP_SECTION)))
    mixed = form(
        slow,
        yes_no("b", fails=Scope.FORM),
        yes_no("c", fails=Scope.FORM),
        yes_no("d", fails=Scope.FORM, show_when=all_of(("c", "no"))),
        yes_no("e", fails=Scope.FORM, bonus=True),
    )
    given_ = answers(a=Decimal(61), b="no", c="yes", d="no", e="no")
    explanation = explain(mixed, given_)
    struck = {line.standard.id: line.strikes for line in explanation.lines if line.strikes}
    assert struck == {"a": Scope.TOP_SECTION, "b": Scope.FORM}
    assert tuple(struck) == explanation.score.auto_failed


@pytest.mark.parametrize(
    ("standard", "given_", "label"),
    [
        (yes_no("a"), "yes", "Yes"),
        (yes_no("a"), "na", "N/A"),
        (yes_no("a"), None, "–"),
        (levels("a"), 4, "4"),
        (choice("a", credits={"full": 1}), "full", "Full"),
        (choice("a", credits={"full": 1}), "gone", "gone"),
        (number("a"), Decimal("5.20"), "5.20"),
        (number("a"), Decimal("1E+3"), "1000"),
        (info("a"), note("a word"), "a word"),
        (info("a", AnswerType.DATE), date(2026, 1, 31), "2026-01-31"),
        (info("a", AnswerType.SEVERAL, (Option("p", "Pay"), Option("q", "Quit"))), ["q", "p", "z"], "Quit, Pay, z"),
    ],
    ids=lambda part: part.answer_type.value if isinstance(part, Standard) else repr(part)[:30],
)
def test_answers_are_labelled_as_people_read_them(standard: Standard, given_: object, label: str) -> None:
    assert answer_label(standard, value(given_)) == label


def test_what_if_says_what_each_other_answer_would_do() -> None:
    pair = form(levels("tone"), yes_no("greet", 4))
    changes = what_if(pair, answers(tone=3, greet="yes"), pair.standard_by_id["tone"])
    assert [(change.answer, change.difference and signed_points(change.difference)) for change in changes] == [
        ("1", "−10.0"),
        ("2", "−5.0"),
        ("4", "+5.0"),
        ("5", "+10.0"),
        ("na", "+10.0"),
    ]


def test_what_if_leaves_out_na_where_it_may_not_be_chosen_and_answers_not_chosen_from_a_list() -> None:
    strict = form(yes_no("a", na_allowed=False), number("b", ranges=(span("any", None, None, 1),)))
    a, b = strict.standards
    assert [change.answer for change in what_if(strict, answers(a="yes"), a)] == ["no"]
    assert what_if(strict, answers(a="yes", b=Decimal(1)), b) == ()


def test_what_if_of_the_only_answer_has_no_difference() -> None:
    only = form(yes_no("a"))
    to_no, to_na = what_if(only, answers(a="yes"), only.standards[0])
    assert (to_no.total, to_no.difference, to_na.total, to_na.difference) == (0, -1, None, None)
    assert [change.difference for change in what_if(only, {}, only.standards[0])] == [None, None, None]


def test_what_if_sees_what_becomes_hidden_and_what_strikes() -> None:
    driven = form(yes_no("a"), yes_no("b", show_when=all_of(("a", "yes"))), yes_no("c", fails=Scope.FORM))
    given_ = answers(a="yes", b="no", c="yes")
    assert what_if(driven, given_, driven.standards[0])[0].total == Fraction(1, 2)
    assert what_if(driven, given_, driven.standards[2])[0].total == 0


@STABLE
@given(scored())
def test_every_what_if_equals_a_fresh_scoring(case: tuple[Form, dict[str, Answer]]) -> None:
    of, given_ = case
    now = score(of, given_).total
    for standard in of.standards:
        current = given_.get(standard.id, Answer()).value
        changes = what_if(of, given_, standard)
        for change in changes:
            other: Value = NA if change.answer == "na" else Chosen(change.answer)
            fresh = score(of, {**given_, standard.id: Answer(other)}).total
            assert change.total == fresh
            assert change.difference == (None if fresh is None or now is None else fresh - now)
        if standard.answer_type in (AnswerType.YES_NO, AnswerType.LEVELS, AnswerType.CHOICE):
            wanted = {option.id for option in standard.options} | ({"na"} if standard.na_allowed else set())
            held = {"na"} if current == NA else {current.option} if isinstance(current, Chosen) else set()
            assert {change.answer for change in changes} == wanted - held

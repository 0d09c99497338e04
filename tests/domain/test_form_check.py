"""What is wrong with a form, and what would make it better."""

from dataclasses import replace
from fractions import Fraction

import pytest

from qa_desktop.domain.findings import Severity, did_you_mean
from qa_desktop.domain.form_check import check
from qa_desktop.domain.forms import (
    NO,
    YES,
    AnswerType,
    Band,
    Condition,
    Expectation,
    Form,
    Kind,
    Need,
    Option,
    Rule,
    Scope,
    Sequence,
    Standard,
    Test,
)
from tests.domain.builders import all_of, any_of, choice, form, info, levels, number, section, span, yes_no


def _errors(checked: Form) -> list[tuple[str, str, str]]:
    return [(f.place, f.field, f.message) for f in check(checked) if f.severity is Severity.ERROR]


def _advice(checked: Form) -> list[tuple[str, str, str]]:
    return [(f.place, f.field, f.message) for f in check(checked) if f.severity is Severity.ADVICE]


def _anchored(name: str, **rest: object) -> Standard:
    return replace(
        levels(name, **rest), options=tuple(Option(str(n), str(n), f"What level {n} sounds like.") for n in range(1, 6))
    )


GOOD = form(
    yes_no("a", expectations=tuple(Expectation), rules=(Rule((Need.REASON,), ("no", "na")),), reasons=("Why",)),
    _anchored("b", expectations=(Expectation.COURTEOUS,), show_when=any_of(("a", "na"), ("a", "yes"))),
    choice("c", credits={"x": 0, "y": "1/2"}, expectations=(Expectation.PROMPT,), prefill="y"),
    number("d", ranges=(span("r1", "0", "5", 1), span("r2", "5", None, 0)), expectations=(Expectation.PROMPT,)),
    info("e", show_when=all_of(("d", "r2"))),
    pass_mark=Fraction(3, 4),
    bands=(Band("Good", Fraction(3, 4)), Band("Other", Fraction(0))),
    sequences=(Sequence(("a", "b")),),
)


def test_a_good_form_has_no_findings() -> None:
    assert check(GOOD) == ()


@pytest.mark.parametrize(
    ("standard", "field", "words"),
    [
        (yes_no("a", 0), "weight", "weight is 0"),
        (yes_no("a", "-1/2"), "weight", "weight is -1/2"),
        (replace(yes_no("a"), text=" "), "text", "no text"),
        (yes_no("a b"), "id", 'write "a_b"'),
        (yes_no("NA"), "id", "reserved"),
        (choice("a", credits={"na": 1}), "options", "reserved"),
        (choice("a", credits={"o!": 1}), "options", 'write "o"'),
        (choice("a", credits={"x": "3/2"}), "credits", 'did you mean "3/2 %"'),
        (choice("a", credits={"x": -1}), "credits", "is -1; write one from 0 to 1."),
        (choice("a", credits={}), "options", "nothing to choose from"),
        (info("a", AnswerType.SEVERAL), "options", "nothing to choose from"),
        (levels("a", count=1), "levels", "at least two"),
        (levels("a", reversed=True, kind=Kind.INFO, count=0), "levels", "at least two"),
        (replace(yes_no("a"), options=(NO, YES)), "options", "exactly"),
        (replace(levels("a"), options=(Option("1", ""), Option("1", ""))), "levels", "Two answers"),
        (replace(choice("a", credits={"x": 1}), options=(Option("x", "X"),)), "credits", '"x" has no credit'),
        (number("a"), "ranges", "there are none"),
        (replace(number("a"), options=(Option("r", "R"),)), "credits", '"r" has no credit'),
        (number("a", ranges=(span("r", "5", "1", 1),)), "ranges", "smaller number first"),
        (number("a", ranges=(span("r", "0", "5", 1), span("s", "4", "9", 0))), "ranges", "0 to 5 and 4 to 9 overlap"),
        (number("a", ranges=(span("r", "0", None, 1), span("s", "8", "9", 0))), "ranges", "0 and up and 8 to 9"),
        (number("a", ranges=(span("r", None, "3", 1), span("s", None, "2", 0))), "ranges", "up to 3 and up to 2"),
        (
            number("a", ranges=(span("r", None, None, 1), span("s", "2", "2", 0), span("t", "2", "3", 0))),
            "ranges",
            "all",
        ),
        (choice("a", credits={"x": 1}, reversed=True), "reversed", "Only yes_no and levels"),
        (
            replace(yes_no("a", reversed=True), options=(YES, Option("no", "No", credit=Fraction(1)))),
            "reversed",
            "keep one",
        ),
        (yes_no("a", fails=Scope.FORM, bonus=True), "auto_fail", "bonus standard cannot fail"),
        (yes_no("a", fails=Scope.FORM, kind=Kind.INFO), "auto_fail", "info standard is not scored"),
        (info("a", bonus=True), "bonus", "cannot be a bonus"),
        (info("a", kind=Kind.FINESSE), "answer", '"text" cannot be scored'),
        (info("a", AnswerType.DATE, kind=Kind.FOUNDATION), "answer", '"date" cannot be scored'),
        (info("a", AnswerType.SEVERAL, (YES,), kind=Kind.FOUNDATION), "answer", '"several" cannot be scored'),
        (yes_no("a", rules=(Rule((Need.COMMENT,), ("nope",)),)), "require", 'did you mean "no"?'),
        (yes_no("a", rules=(Rule((Need.COMMENT,), ("na",)),), na_allowed=False), "require", '"na"'),
        (yes_no("a", rules=(Rule((), ("no",)),)), "require", "requires nothing"),
        (yes_no("a", rules=(Rule((Need.REASON,), ("no",)),)), "reasons", "none is listed"),
        (yes_no("a", reasons=("R", "R")), "reasons", "twice"),
        (yes_no("a", prefill="perhaps"), "prefill", "perhaps"),
        (yes_no("a", prefill="na", na_allowed=False), "prefill", "N/A"),
        (info("a", AnswerType.DATE, prefill="soon"), "prefill", "2026-01-31"),
        (yes_no("a", show_when=all_of(("gone", "yes"))), "show_when", "no standard of this form"),
        (yes_no("a", show_when=Condition(())), "show_when", "tests nothing"),
        (yes_no("a", show_when=all_of(("a", "yes"))), "show_when", "its own answer"),
    ],
)
def test_an_error_in_a_standard_is_named_at_its_field(standard: Standard, field: str, words: str) -> None:
    found = _errors(form(standard))
    assert [(standard.id, field)] == [(place, name) for place, name, _ in found][:1], found
    assert words in found[0][2]


def test_a_credit_that_was_meant_as_percent_is_recognised() -> None:
    assert 'did you mean "50 %"?' in _errors(form(choice("a", credits={"x": 50})))[0][2]


@pytest.mark.parametrize(("credit", "meant"), [("100", True), ("101", False), ("1", False), ("-50", False)])
def test_only_what_could_be_percent_is_taken_for_it(credit: str, meant: bool) -> None:
    found = _errors(form(choice("a", credits={"x": credit})))
    assert any("did you mean" in message for _, _, message in found) is meant
    assert len(found) == (0 if credit == "1" else 1)


@pytest.mark.parametrize("mark", [0, 1])
def test_the_pass_mark_may_be_nothing_or_everything(mark: int) -> None:
    assert _errors(form(yes_no("a"), pass_mark=Fraction(mark))) == []


def test_numbers_may_touch_and_a_single_number_is_a_range() -> None:
    ranges = (span("r", None, "3", 1), span("s", "3", "3", 0), span("t", "3", None, 0))
    assert _errors(form(number("a", ranges=ranges))) == []


def test_an_info_number_needs_no_ranges_and_an_info_choice_no_credits() -> None:
    assert _errors(form(info("a", AnswerType.NUMBER), info("b", AnswerType.CHOICE, (Option("x", "X"),)))) == []


def test_auto_fail_on_info_or_bonus_is_one_error_however_many_answers_fail() -> None:
    fails = tuple(replace(option, auto_fail=Scope.FORM) for option in (YES, NO))
    assert len(_errors(form(yes_no("z"), replace(yes_no("a", bonus=True), options=fails)))) == 1


@pytest.mark.parametrize(
    ("changes", "field", "words"),
    [
        ({"id": "my form"}, "id", '"my_form"'),
        ({"id": ""}, "id", "is empty"),
        ({"id": "x" * 65}, "id", f'write "{"x" * 64}"'),
        ({"title": ""}, "title", "no title"),
        ({"sections": ()}, "sections", "is empty"),
        ({"cap": Fraction(99, 100)}, "cap", "99.0 %"),
        ({"pass_mark": Fraction(-1)}, "pass_mark", "from 0 to 100.0"),
        ({"pass_mark": Fraction(11, 10)}, "pass_mark", "110.0 %"),
        ({"bands": (Band("A", Fraction(1, 2)),)}, "bands", "No band begins at 0"),
        ({"bands": (Band("A", Fraction(0)), Band("A", Fraction(1)))}, "bands", 'Two bands are called "A"'),
        ({"bands": (Band("A", Fraction(0)), Band("B", Fraction(0)))}, "bands", "Two bands begin at 0.0 %"),
        ({"bands": (Band("A", Fraction(0)), Band("", Fraction(1)))}, "bands", "no name"),
        ({"bands": (Band("A", Fraction(0)), Band("B", Fraction(2)))}, "bands", '"B" begins at 200.0 %'),
        ({"sequences": (Sequence(("a",)),)}, "sequences", "fewer than two"),
        ({"sequences": (Sequence(("a", "a")),)}, "sequences", "twice"),
        ({"sequences": (Sequence(("a", "bb")),)}, "sequences", 'names "bb"'),
    ],
)
def test_an_error_in_the_form_itself_is_named_at_its_field(changes: dict[str, object], field: str, words: str) -> None:
    found = _errors(replace(form(yes_no("a"), yes_no("b")), **changes))
    assert [(place, name) for place, name, _ in found] == [("", field)]
    assert words in found[0][2]


def test_a_cap_above_100_raises_the_limits() -> None:
    raised = form(yes_no("a"), cap=Fraction(6, 5), pass_mark=Fraction(11, 10), bands=(Band("A", Fraction(0)),))
    assert _errors(raised) == []


def test_ids_are_unique_across_standards_and_sections() -> None:
    doubled = form(section("one", yes_no("x"), section("x", yes_no("y"))), section("two", yes_no("y")))
    assert [(place, field) for place, field, _ in _errors(doubled)] == [("x", "id"), ("y", "id")]


def test_errors_in_sections() -> None:
    deep = section("d1", section("d2", section("d3", yes_no("x"))))
    empty = section("empty", weight=0)
    found = [
        (place, field) for place, field, _ in _errors(form(deep, empty, replace(section("t", yes_no("y")), title="")))
    ]
    assert found == [("d3", "sections"), ("empty", "standards"), ("empty", "weight"), ("t", "title")]


@pytest.mark.parametrize(
    ("driver", "answer", "words"),
    [
        (info("d"), "x", "answered with a text"),
        (info("d", AnswerType.DATE), "x", "answered with a date"),
        (info("d", AnswerType.NUMBER), "5", "number without ranges"),
        (yes_no("d"), "yess", 'did you mean "yes"?'),
        (yes_no("d", na_allowed=False), "na", '"na", which is no answer of "d"'),
        (levels("d"), "6", "choose from 1, 2, 3, 4, 5, na"),
    ],
)
def test_a_condition_has_to_be_able_to_come_true(driver: Standard, answer: str, words: str) -> None:
    hidden = section("s", yes_no("x"), show_when=all_of(("d", answer)))
    found = _errors(form(driver, hidden))
    assert [(place, field) for place, field, _ in found] == [("s", "show_when")]
    assert words in found[0][2]


def test_a_condition_without_answers_is_an_error() -> None:
    found = _errors(form(yes_no("d"), yes_no("x", show_when=Condition((Test("d", ()),)))))
    assert [(place, field) for place, field, _ in found] == [("x", "show_when")]


def test_a_circle_is_named_once_with_all_in_it_and_not_what_hangs_on_it() -> None:
    circle = form(
        yes_no("before", show_when=all_of(("free", "yes"))),
        yes_no("a", show_when=all_of(("c", "yes"), ("before", "yes"))),
        yes_no("b", show_when=all_of(("a", "yes"))),
        yes_no("c", show_when=any_of(("free", "yes"), ("b", "yes"))),
        yes_no("after", show_when=all_of(("c", "yes"))),
        yes_no("free"),
    )
    assert [(place, field) for place, field, _ in _errors(circle)] == [("a", "show_when")]
    assert "a → c → b → a" in _errors(circle)[0][2]


def test_two_circles_are_two_errors() -> None:
    two = form(
        yes_no("a", show_when=all_of(("b", "yes"))),
        yes_no("b", show_when=all_of(("a", "yes"))),
        yes_no("c", show_when=all_of(("c", "yes"))),
        yes_no("d", show_when=all_of(("a", "yes"), ("c", "yes"))),
    )
    assert sorted(place for place, _, _ in _errors(two)) == ["a", "c"]


def test_a_section_shown_by_a_standard_inside_it_is_a_circle() -> None:
    inside = section("outer", section("inner", yes_no("x"), yes_no("y")), show_when=all_of(("x", "yes")))
    found = _errors(form(inside))
    assert [(place, field) for place, field, _ in found] == [("outer", "show_when")]
    assert "lies inside it" in found[0][2]


def test_a_circle_through_sections_is_found() -> None:
    crossed = form(
        section("one", yes_no("a"), show_when=all_of(("b", "yes"))),
        section("two", yes_no("b"), show_when=all_of(("a", "yes"))),
    )
    assert [(place, field) for place, field, _ in _errors(crossed)] == [("one", "show_when")]


def test_a_long_chain_is_no_circle() -> None:
    chain = [yes_no("s0")] + [yes_no(f"s{n}", show_when=all_of((f"s{n - 1}", "yes"))) for n in range(1, 300)]
    assert _errors(form(*reversed(chain))) == []


# Advice


def test_advice_on_a_form_of_one_kind() -> None:
    assert any("No finesse standard" in message for _, _, message in _advice(form(yes_no("a"))))
    assert any("No foundation standard" in message for _, _, message in _advice(form(levels("a"))))


def test_advice_on_a_form_that_scores_nothing() -> None:
    assert [message for _, _, message in _advice(form(info("a")))] == [
        "Nothing on this form is scored; make what counts foundation or finesse."
    ]


def test_advice_on_levels_without_anchors() -> None:
    bare = form(yes_no("x"), levels("a"))
    assert ("a", "levels", "No level has an anchor sentence; say what the level sounds like.") in _advice(bare)
    anchored = _anchored("a")
    partly = replace(anchored, options=(*anchored.options[:4], Option("5", "5")))
    assert any(message.startswith("Level 5 has no anchor sentence") for _, _, message in _advice(form(partly)))
    assert not any(field == "levels" for _, field, _ in _advice(form(anchored)))


@pytest.mark.parametrize(("count", "expected"), [(25, 0), (26, 1)])
def test_advice_on_too_many_standards(count: int, expected: int) -> None:
    many = form(*(yes_no(f"s{n}") for n in range(count)), info("i"))
    assert sum(field == "standards" for _, field, _ in _advice(many)) == expected


def test_advice_on_expectations() -> None:
    one = form(yes_no("a", expectations=(Expectation.PROMPT,)), yes_no("b"), info("c"))
    found = [(place, message) for place, field, message in _advice(one) if field == "expectation"]
    assert [place for place, _ in found] == ["", "b"]
    assert "prompt" not in found[0][1]
    assert "keeps_promises" in found[0][1]


def test_advice_on_weights_uses_shares_of_the_whole() -> None:
    uneven = form(
        section(
            "s", yes_no("tiny"), yes_no("big", 60), section("t", yes_no("extra", bonus=True), info("i")), weight=50
        ),
        section("u", yes_no("x", 3), yes_no("y", 7), weight=50),
    )
    found = {(place, message[:18]) for place, field, message in _advice(uneven) if field == "weight"}
    assert found == {("tiny", "Counts for 0.82 % "), ("big", "Counts for 49.2 % ")}


def test_exactly_1_and_exactly_40_percent_are_left_alone() -> None:
    assert not any(
        field == "weight"
        for _, field, _ in _advice(form(yes_no("a"), levels("b", 40), yes_no("c", 39), yes_no("d", 20)))
    )
    three = form(yes_no("a", 41), levels("b", 30), yes_no("c", 29))
    assert [place for place, field, _ in _advice(three) if field == "weight"] == ["a"]


def test_two_standards_may_share_the_total_between_them() -> None:
    assert not any(field == "weight" for _, field, _ in _advice(form(yes_no("a"), levels("b"))))


def test_advice_on_gaps_between_ranges() -> None:
    gap = form(number("a", ranges=(span("r", "31", None, 0), span("s", None, "30", 1))))
    assert any("between 30 and 31" in message for _, field, message in _advice(gap) if field == "ranges")


def test_advice_on_critical_info() -> None:
    assert ("i", "critical") in [
        (place, field) for place, field, _ in _advice(form(yes_no("a"), info("i", critical=True)))
    ]


def test_hints_name_the_nearest_word_or_what_there_is() -> None:
    assert did_you_mean("wieght", ["weight", "text"]) == 'did you mean "weight"?'
    assert did_you_mean("YES", ["yes", "no"]) == 'did you mean "yes"?'
    assert did_you_mean("q", ["yes", "no"]) == "choose from no, yes"
    assert did_you_mean("q", []) == "there is none to name"
    assert did_you_mean("q", [f"s{n:02}" for n in range(20)]).endswith("s11 and others")

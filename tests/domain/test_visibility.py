"""Which standards are asked."""

from decimal import Decimal

import pytest

from qa_desktop.domain.forms import AnswerType, Condition, Form, Option, Test
from qa_desktop.domain.scoring import score
from qa_desktop.domain.visibility import drivers, visible_standards
from tests.domain.builders import all_of, answers, any_of, form, info, levels, note, number, section, span, yes_no


def _shown(of: Form, **given: object) -> str:
    return "".join(standard.id for standard in visible_standards(of, answers(**given)))


def test_without_conditions_everything_is_asked_in_the_order_of_the_form() -> None:
    assert _shown(form(section("s", yes_no("b"), section("t", yes_no("c"))), section("u", yes_no("a")))) == "bca"


def test_a_standard_follows_its_driver() -> None:
    pair = form(yes_no("a"), yes_no("b", show_when=all_of(("a", "yes"))))
    assert [_shown(pair, a=given) for given in ("yes", "no", "na")] == ["ab", "a", "a"]
    assert _shown(pair) == "a"  # an unanswered driver hides what follows


def test_a_driver_may_stand_after_what_it_shows() -> None:
    assert _shown(form(yes_no("a", show_when=all_of(("b", "no"))), yes_no("b")), b="no") == "ab"


def test_one_of_several_answers_is_enough_for_a_test() -> None:
    low = Condition((Test("a", ("1", "2", "na")),))
    pair = form(levels("a"), yes_no("b", show_when=low))
    assert [_shown(pair, a=given) for given in (1, 2, 3, "na")] == ["ab", "ab", "a", "ab"]


@pytest.mark.parametrize(
    ("first", "second", "under_all", "under_any"),
    [("yes", "yes", True, True), ("yes", "no", False, True), ("no", "yes", False, True), ("no", "no", False, False)],
)
def test_all_and_any(first: str, second: str, under_all: bool, under_any: bool) -> None:
    tests = (("a", "yes"), ("b", "yes"))
    for condition, expected in ((all_of(*tests), under_all), (any_of(*tests), under_any)):
        trio = form(yes_no("a"), yes_no("b"), yes_no("c", show_when=condition))
        assert ("c" in _shown(trio, a=first, b=second)) is expected


def test_any_asks_for_one_shown_driver_and_all_for_every_one() -> None:
    hidden = yes_no("b", show_when=all_of(("a", "yes")))
    tests = (("b", "yes"), ("c", "yes"))
    for condition, shown in ((all_of(*tests), "ac"), (any_of(*tests), "acd")):
        chain = form(yes_no("a"), hidden, yes_no("c"), yes_no("d", show_when=condition))
        assert _shown(chain, a="no", b="yes", c="yes") == shown
    assert (
        _shown(form(yes_no("a"), hidden, yes_no("c"), yes_no("d", show_when=any_of(*tests))), b="yes", c="no") == "ac"
    )


def test_the_stored_answer_of_a_hidden_driver_shows_nothing() -> None:
    chain = form(yes_no("a"), yes_no("b", show_when=all_of(("a", "yes"))), yes_no("c", show_when=all_of(("b", "yes"))))
    assert [_shown(chain, a=given, b="yes") for given in ("yes", "no")] == ["abc", "a"]


def test_a_hidden_section_hides_all_that_is_in_it() -> None:
    inner = section("inner", yes_no("c"))
    top = section("top", yes_no("b"), inner, show_when=all_of(("a", "yes")))
    driven = form(yes_no("a"), top, yes_no("z"))
    assert (_shown(driven, a="yes"), _shown(driven, a="no", b="yes", c="yes")) == ("azbc", "az")


def test_a_standard_needs_its_own_condition_and_those_of_its_sections() -> None:
    deep = section("inner", yes_no("d", show_when=all_of(("c", "yes"))), show_when=all_of(("b", "yes")))
    nested = form(yes_no("a"), yes_no("b"), yes_no("c"), section("top", deep, show_when=all_of(("a", "yes"))))
    assert _shown(nested, a="yes", b="yes", c="yes") == "abcd"
    for name in "abc":
        assert "d" not in _shown(nested, **{"a": "yes", "b": "yes", "c": "yes", name: "no"})


def test_a_hidden_driver_in_a_hidden_section_hides_what_stands_elsewhere() -> None:
    elsewhere = section("t", yes_no("c", show_when=all_of(("b", "yes"))))
    nested = form(yes_no("a"), section("s", yes_no("b"), show_when=all_of(("a", "yes"))), elsewhere)
    assert (_shown(nested, a="no", b="yes"), _shown(nested, a="yes", b="yes")) == ("a", "abc")


def test_number_ranges_info_and_several_drive_too() -> None:
    wait = number("a", ranges=(span("short", "0", "5", 1), span("long", "5", None, 0)))
    topics = info("b", AnswerType.SEVERAL, (Option("bill", "Bill"), Option("move", "Move")))
    driven = form(
        wait, topics, yes_no("c", show_when=all_of(("a", "long"))), yes_no("d", show_when=all_of(("b", "move")))
    )
    assert _shown(driven, a=Decimal(5), b=["bill"]) == "ab"  # 5 belongs to the first range that holds it
    assert _shown(driven, a=Decimal(6), b=["bill", "move"]) == "abcd"


@pytest.mark.parametrize("given", [note("yes"), Decimal(1), ["yes"], "maybe"], ids=["text", "number", "list", "other"])
def test_an_answer_of_another_type_shows_nothing(given: object) -> None:
    assert _shown(form(yes_no("a"), yes_no("b", show_when=all_of(("a", "yes")))), a=given) == "a"


def test_na_drives_only_where_it_may_be_chosen() -> None:
    for allowed, shown in ((True, "ab"), (False, "a")):
        assert (
            _shown(form(yes_no("a", na_allowed=allowed), yes_no("b", show_when=all_of(("a", "na")))), a="na") == shown
        )


def test_a_driver_that_the_form_does_not_have_shows_nothing() -> None:
    assert _shown(form(yes_no("b", show_when=any_of(("gone", "yes")))), gone="yes") == ""


def test_hidden_counts_as_not_asked_under_every_policy() -> None:
    for full_credit in (False, True):
        part = section("s", yes_no("b"), weight=90, show_when=all_of(("a", "no")))
        result = score(
            form(section("t", yes_no("a"), weight=10), part, full_credit=full_credit), answers(a="yes", b="no")
        )
        assert (result.total, result.missing, result.sections["s"]) == (1, (), None)


def test_a_form_whose_every_standard_is_hidden_has_no_score() -> None:
    result = score(form(yes_no("b", show_when=all_of(("gone", "yes")))), answers(b="yes"))
    assert (result.total, result.missing, result.outcome) == (None, (), None)


def test_a_long_chain_of_conditions_is_followed_to_its_end() -> None:
    chain = [yes_no("s0"), *(yes_no(f"s{n}", show_when=all_of((f"s{n - 1}", "yes"))) for n in range(1, 400))]
    given = {standard.id: "yes" for standard in chain}
    assert len(visible_standards(form(*chain), answers(**given))) == 400
    assert len(visible_standards(form(*chain), answers(**{**given, "s5": "no"}))) == 6


def test_drivers_are_named() -> None:
    assert drivers(yes_no("c", show_when=any_of(("a", "yes"), ("b", "no")))) == ("a", "b")
    assert drivers(yes_no("c")) == ()


def test_a_chain_longer_than_python_recurses_with_every_driver_after_its_follower() -> None:
    chain = [yes_no(f"s{place}", show_when=all_of((f"s{place + 1}", "yes"))) for place in range(1500)]
    of = form(section("only", *chain, yes_no("s1500")))
    assert len(visible_standards(of, answers(**{each.id: "yes" for each in of.standards}))) == 1501
    assert len(visible_standards(of, answers(s1500="no"))) == 1

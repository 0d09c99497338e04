"""The scoring rules on kinds, weights, N/A, blanks and bonus; each test is named after what its sentence says."""

from decimal import Decimal
from fractions import Fraction

import pytest

from qa_desktop.domain.answers import Answer, Chosen, Note
from qa_desktop.domain.forms import NO, YES, AnswerType, Form, Option, Scope
from qa_desktop.domain.scoring import Outcome, Score, score
from tests.domain.builders import all_of, answers, choice, form, info, levels, number, section, span, yes_no

POLICIES = pytest.mark.parametrize("full_credit", [False, True], ids=["exclude", "full credit"])


def _total(scored: Form, **given: object) -> Fraction | None:
    return score(scored, answers(**given)).total


def _share(result: Score, name: str) -> Fraction:
    return next(term.share for term in result.terms if term.standard == name)


# 1. Kinds and answers


def test_yes_earns_1_and_no_0() -> None:
    assert (_total(form(yes_no("a")), a="yes"), _total(form(yes_no("a")), a="no")) == (1, 0)


@pytest.mark.parametrize(
    ("level", "credit"),
    [(1, Fraction(0)), (2, Fraction(1, 4)), (3, Fraction(1, 2)), (4, Fraction(3, 4)), (5, Fraction(1))],
)
def test_levels_are_evenly_spread(level: int, credit: Fraction) -> None:
    assert _total(form(levels("a")), a=level) == credit


@pytest.mark.parametrize(
    ("count", "credits"), [(2, [0, 1]), (3, [0, Fraction(1, 2), 1]), (4, [0, Fraction(1, 3), Fraction(2, 3), 1])]
)
def test_the_spread_follows_the_number_of_levels(count: int, credits: list[Fraction]) -> None:
    assert [_total(form(levels("a", count=count)), a=level) for level in range(1, count + 1)] == credits


def test_levels_with_credits_of_their_own_earn_those() -> None:
    options = (Option("1", "low", credit=Fraction(1, 10)), Option("2", "high", credit=Fraction(9, 10)))
    own = form(levels("a", options=options))
    assert [_total(own, a=1), _total(own, a=2)] == [Fraction(1, 10), Fraction(9, 10)]


def test_reversed_swaps_the_default_credits() -> None:
    assert [_total(form(levels("a", reversed=True)), a=level) for level in (1, 2, 5)] == [1, Fraction(3, 4), 0]
    assert [_total(form(yes_no("a", reversed=True)), a=answer) for answer in ("yes", "no")] == [0, 1]


def test_reversed_yes_no_fails_on_the_option_that_carries_the_auto_fail() -> None:
    abuse = form(yes_no("abuse", reversed=True, fails=Scope.FORM, fails_on="yes"), yes_no("b"))
    assert (_total(abuse, abuse="yes", b="yes"), _total(abuse, abuse="no", b="yes")) == (0, 1)
    assert score(abuse, answers(abuse="yes", b="yes")).before_auto_fail == Fraction(1, 2)


def test_yes_earns_1_wherever_it_stands_in_the_list() -> None:
    no_first = form(yes_no("a", options=(NO, YES)))
    assert (_total(no_first, a="yes"), _total(no_first, a="no")) == (1, 0)


def test_each_choice_earns_its_credit() -> None:
    resolved = form(choice("a", credits={"full": 1, "part": "2/3", "no": 0}))
    assert [_total(resolved, a=option) for option in ("full", "part", "no")] == [1, Fraction(2, 3), 0]


@pytest.mark.parametrize(
    ("seconds", "credit"),
    [
        ("0", Fraction(1)),
        ("5", Fraction(1)),
        ("5.01", Fraction(1, 2)),
        ("10", Fraction(1, 2)),
        ("10.5", Fraction(0)),
        ("9999", Fraction(0)),
    ],
)
def test_a_number_earns_the_credit_of_the_first_range_that_holds_it(seconds: str, credit: Fraction) -> None:
    ranges = (span("fast", None, "5", 1), span("fair", "5", "10", "1/2"), span("slow", "10", None, 0))
    assert _total(form(number("wait", ranges=ranges)), wait=Decimal(seconds)) == credit


def test_info_is_recorded_and_never_scored() -> None:
    seen = info("seen", AnswerType.YES_NO, (Option("yes", "Yes"), Option("no", "No", auto_fail=Scope.FORM)))
    noted = form(yes_no("a"), seen, info("why"))
    result = score(noted, answers(a="yes", seen="no", why=Note("late")))
    assert (result.total, [term.standard for term in result.terms], result.auto_failed) == (1, ["a"], ())
    assert score(form(seen), answers(seen="yes")).total is None


# 2. Weights


def test_a_section_is_the_weighted_mean_of_what_applies_in_it() -> None:
    assert _total(form(yes_no("a", 3), yes_no("b", 1)), a="yes", b="no") == Fraction(3, 4)
    assert _total(form(yes_no("a", "1/3"), yes_no("b", "2/3")), a="yes", b="no") == Fraction(1, 3)


def test_auto_sections_score_as_if_flat() -> None:
    parts = (yes_no("a", 1), yes_no("b", 2), yes_no("c", 4), yes_no("d", 8))
    nested = form(section("s", parts[0], section("t", parts[1], parts[2])), section("u", parts[3]))
    given = {"a": "yes", "b": "no", "c": "yes", "d": "no"}
    assert _total(nested, **given) == _total(form(*parts), **given) == Fraction(5, 15)


def test_a_set_section_weighs_what_it_says_however_much_is_in_it() -> None:
    uneven = form(section("s", yes_no("a", 90), weight=1), section("t", yes_no("b", 1), yes_no("c", 1), weight=3))
    assert _total(uneven, a="yes", b="no", c="no") == Fraction(1, 4)
    assert _total(uneven, a="yes", b="no", c="na") == Fraction(1, 4)  # stays whole while anything in it applies


def test_a_set_inner_section_counts_with_its_own_weight_in_an_auto_parent() -> None:
    inner = section("inner", yes_no("b", 10), yes_no("c", 10), weight=3)
    nested = form(section("top", yes_no("a", 1), inner), section("other", yes_no("d", 4)))
    result = score(nested, answers(a="yes", b="no", c="yes", d="no"))
    assert (result.sections["top"], result.total) == (Fraction(5, 8), Fraction(5, 16))  # top weighs 1 + 3, not 1 + 20
    assert _share(result, "b") == Fraction(3, 16)


def test_an_auto_inner_section_shares_what_its_set_parent_has() -> None:
    inner = section("inner", yes_no("b", 1), yes_no("c", 2))
    nested = form(section("top", yes_no("a", 1), inner, weight=60), section("other", yes_no("d"), weight=40))
    assert _total(nested, a="no", b="no", c="yes", d="no") == Fraction(3, 10)
    assert _total(nested, a="no", b="na", c="yes", d="no") == Fraction(4, 10)


def test_set_beside_auto_compares_the_set_weight_with_the_sum_of_the_other() -> None:
    mixed = form(section("s", yes_no("a", 1), weight=10), section("t", yes_no("b", 20), yes_no("c", 10)))
    assert _total(mixed, a="yes", b="no", c="no") == Fraction(10, 40)
    assert _total(mixed, a="yes", b="na", c="no") == Fraction(10, 20)


# 3. N/A


def test_excluded_weight_is_shared_in_proportion_within_its_section() -> None:
    two = form(
        section("s", yes_no("a", 1), yes_no("b", 3), yes_no("c", 4), weight=50), section("t", yes_no("d"), weight=50)
    )
    result = score(two, answers(a="yes", b="no", c="na", d="yes"))
    assert (_share(result, "a"), _share(result, "b"), _share(result, "d")) == (
        Fraction(1, 8),
        Fraction(3, 8),
        Fraction(1, 2),
    )


def test_a_section_in_which_nothing_applies_leaves_its_weight_to_its_siblings() -> None:
    three = form(*(section(f"s{name}", yes_no(name), weight=w) for name, w in (("a", 50), ("b", 30), ("c", 20))))
    result = score(three, answers(a="na", b="yes", c="no"))
    assert (result.total, result.sections["sa"]) == (Fraction(3, 5), None)


def test_an_inner_section_without_anything_leaves_its_weight_inside_its_parent() -> None:
    inner = section("inner", yes_no("b"), weight=9)
    nested = form(section("top", yes_no("a"), inner, weight=50), section("other", yes_no("c"), weight=50))
    assert _total(nested, a="yes", b="na", c="no") == Fraction(1, 2)


def test_a_top_section_drops_out_when_only_its_inner_section_was_left_and_is_na() -> None:
    nested = form(
        section("top", section("inner", yes_no("a"), weight=5), weight=50), section("o", yes_no("b"), weight=50)
    )
    assert _total(nested, a="na", b="yes") == 1


def test_full_credit_counts_a_visible_na_as_1() -> None:
    pair = form(section("s", yes_no("a"), weight=50), section("t", yes_no("b"), weight=50), full_credit=True)
    assert _total(pair, a="na", b="no") == Fraction(1, 2)
    assert score(pair, answers(a="na", b="no")).sections["s"] == 1


def test_full_credit_counts_a_bonus_na_as_0() -> None:
    extra = form(yes_no("a"), yes_no("more", bonus=True), cap=Fraction(2), full_credit=True)
    assert _total(extra, a="yes", more="na") == 1


def test_full_credit_gives_nothing_to_a_hidden_na() -> None:
    hidden = form(yes_no("a"), yes_no("b", 9, show_when=all_of(("a", "yes"))), full_credit=True)
    assert _total(hidden, a="no", b="na") == 0


@POLICIES
def test_everything_na_is_no_score(full_credit: bool) -> None:
    result = score(
        form(yes_no("a"), section("s", levels("b")), full_credit=full_credit, pass_mark=Fraction(1, 2)),
        answers(a="na", b="na"),
    )
    assert result == Score(sections={"main": None, "s": None})


@POLICIES
def test_a_bonus_alone_makes_no_score(full_credit: bool) -> None:
    extra = form(yes_no("a"), yes_no("more", bonus=True), full_credit=full_credit)
    assert _total(extra, a="na", more="yes") is None
    assert _total(extra, more="yes") is None


def test_one_answer_is_enough_for_a_score_under_full_credit() -> None:
    assert _total(form(yes_no("a"), yes_no("b"), full_credit=True), a="na", b="no") == Fraction(1, 2)


def test_na_that_may_not_be_chosen_is_not_an_answer() -> None:
    result = score(form(yes_no("a", na_allowed=False), yes_no("b"), full_credit=True), answers(a="na", b="no"))
    assert (result.total, result.missing) == (0, ("a",))


# 4. Not answered is not N/A


@POLICIES
def test_a_draft_scores_what_is_answered(full_credit: bool) -> None:
    draft = score(form(yes_no("a"), yes_no("b"), yes_no("c"), full_credit=full_credit), answers(a="yes", b="no"))
    assert (draft.total, draft.missing) == (Fraction(1, 2), ("c",))


def test_a_set_section_left_blank_does_not_count_yet_and_one_begun_counts_whole() -> None:
    begun = form(section("s", yes_no("a"), yes_no("b"), weight=60), section("t", yes_no("c"), yes_no("d"), weight=40))
    assert _total(begun, a="yes") == 1
    assert _total(begun, a="yes", c="no") == Fraction(6, 10)


def test_a_draft_of_nothing_has_no_score_but_everything_missing() -> None:
    result = score(form(yes_no("a"), section("s", levels("b"))), {})
    assert (result.total, result.before_auto_fail, result.uncapped, result.missing) == (None, None, None, ("a", "b"))


@POLICIES
def test_only_na_so_far_is_no_score(full_credit: bool) -> None:
    result = score(form(yes_no("a"), yes_no("b"), full_credit=full_credit), answers(a="na"))
    assert (result.total, result.missing) == (None, ("b",))


def test_an_answer_without_a_value_is_a_blank() -> None:
    assert score(form(yes_no("a")), {"a": Answer(comment="later")}).missing == ("a",)


@pytest.mark.parametrize("given", ["7", "na ", Decimal(4), Note("yes"), ["yes"]], ids=str)
def test_an_answer_that_the_standard_cannot_be_given_is_missing(given: object) -> None:
    result = score(form(yes_no("a"), yes_no("b")), answers(a=given, b="yes"))
    assert (result.total, result.missing, result.outcome) == (1, ("a",), None)


@pytest.mark.parametrize("given", ["5.5", "11", "NaN", "Infinity"])
def test_a_number_outside_every_range_is_missing(given: str) -> None:
    wait = number("wait", ranges=(span("fast", "0", "5", 1), span("slow", "6", "10", 0)))
    assert score(form(wait, yes_no("b")), answers(wait=Decimal(given), b="yes")).missing == ("wait",)


# 5. Bonus


def test_a_bonus_adds_to_the_earned_and_not_to_the_possible() -> None:
    extra = form(levels("a", 4), levels("more", 2, bonus=True))
    assert _total(extra, a=3, more=3) == Fraction(3, 4)
    assert _total(extra, a=3, more=1) == Fraction(1, 2)
    assert _total(extra, a=3, more="na") == Fraction(1, 2)


def test_a_bonus_adds_to_its_own_section() -> None:
    two = form(
        section("s", levels("a", 10), yes_no("more", 1, bonus=True), weight=50), section("t", yes_no("b"), weight=50)
    )
    result = score(two, answers(a=3, more="yes", b="no"))
    assert (result.sections["s"], result.total) == (Fraction(6, 10), Fraction(3, 10))


def test_a_bonus_does_not_make_its_auto_section_heavier() -> None:
    two = form(section("s", levels("a", 1), yes_no("more", 1, bonus=True)), section("t", yes_no("b", 1)))
    assert _total(two, a=1, more="yes", b="no") == Fraction(1, 2)


def test_a_bonus_in_a_section_of_inner_sections_counts_while_they_apply() -> None:
    outer = section("s", yes_no("more", 1, bonus=True), section("inner", levels("a", 4)))
    assert _total(form(outer), a=3, more="yes") == Fraction(3, 4)
    assert _total(form(outer, section("t", yes_no("b", 4))), a="na", more="yes", b="no") == 0


@POLICIES
def test_a_bonus_adds_nothing_where_nothing_ordinary_of_its_section_applies(full_credit: bool) -> None:
    hidden = yes_no("a", show_when=all_of(("b", "na")))
    two = form(section("s", hidden, yes_no("more", bonus=True)), section("t", yes_no("b")), full_credit=full_credit)
    assert _total(two, more="yes", b="no") == 0


def test_a_bonus_adds_nothing_to_a_section_that_is_all_na() -> None:
    two = form(section("s", yes_no("a"), yes_no("more", bonus=True), weight=90), section("t", yes_no("b"), weight=10))
    result = score(two, answers(a="na", more="yes", b="no"))
    assert (result.total, [term.standard for term in result.terms]) == (0, ["b"])


def test_only_the_total_is_capped() -> None:
    two = form(section("s", yes_no("a"), yes_no("more", bonus=True)), section("t", yes_no("b")))
    result = score(two, answers(a="yes", more="yes", b="no"))
    assert (result.sections["s"], result.total) == (2, 1)  # the section stands at 200 %
    result = score(two, answers(a="yes", more="yes", b="yes"))
    assert (result.total, result.before_auto_fail, result.uncapped) == (1, 1, Fraction(3, 2))


@pytest.mark.parametrize(
    ("cap", "total"),
    [("1", Fraction(1)), ("11/10", Fraction(11, 10)), ("2", Fraction(3, 2)), ("9/10", Fraction(9, 10))],
)
def test_the_form_sets_the_cap(cap: str, total: Fraction) -> None:
    assert _total(form(yes_no("a", 2), yes_no("more", bonus=True), cap=Fraction(cap)), a="yes", more="yes") == total


def test_a_bonus_cannot_fail_anything() -> None:
    extra = form(yes_no("a"), yes_no("more", bonus=True, fails=Scope.FORM))
    result = score(extra, answers(a="yes", more="no"))
    assert (result.total, result.auto_failed, result.outcome, result.critical) == (1, (), Outcome.PASS, None)


def test_a_failed_section_loses_its_bonus_and_its_neighbour_keeps_hers() -> None:
    first = section("s", yes_no("a", fails=Scope.SECTION), yes_no("b"), yes_no("more", bonus=True))
    second = section("t", yes_no("c", 2), yes_no("most", bonus=True))
    result = score(form(first, second), answers(a="no", b="yes", more="yes", c="no", most="yes"))
    assert (result.total, result.before_auto_fail) == (Fraction(1, 4), Fraction(3, 4))


# What is handed out


def test_terms_stand_in_the_order_of_the_form_and_carry_points() -> None:
    mixed = form(section("s", yes_no("more", bonus=True), yes_no("a", 3), section("t", levels("b"))))
    result = score(mixed, answers(b=2, a="yes", more="yes"))
    assert [(term.standard, term.points, term.bonus) for term in result.terms] == [
        ("more", 25, True),
        ("a", 75, False),
        ("b", Fraction(25, 4), False),
    ]


def test_answers_to_unknown_standards_are_passed_over() -> None:
    assert score(form(yes_no("a")), {**answers(a="yes"), "gone": Answer(Chosen("no"))}).total == 1

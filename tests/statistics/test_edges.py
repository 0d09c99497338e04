"""Where a measure does not exist, or hardly."""

import pytest

from qa_desktop.statistics import agreement, intervals, reference
from qa_desktop.statistics.agreement import Level
from qa_desktop.statistics.measure import MIN_N, Measure, too_few

BLANK = [[None, None], [None, None]]


@pytest.mark.parametrize("items", [[], [[], []], BLANK])
def test_all_blank_is_undefined_with_a_reason(items: list[list[None]]) -> None:
    for found in (
        agreement.pairwise_agreement(items),
        agreement.unanimous(items),
        agreement.mean_pairwise_agreement(items),
        agreement.krippendorff_alpha(items, Level.ORDINAL),
        agreement.gwet_ac1(items, ["Yes", "No"]),
    ):
        assert found.value is None
        assert found.reason == "fewer than two reviewers"


def test_one_category_only() -> None:
    items = [["Yes", "Yes", "Yes"]] * 6
    assert agreement.pairwise_agreement(items).value == 1
    alpha = agreement.krippendorff_alpha(items, Level.NOMINAL)
    assert alpha.value is None
    assert alpha.n == 6
    assert "no variation" in alpha.reason
    assert agreement.gwet_ac1(items, ["Yes", "No"]) == Measure(1.0, 6, 1.0, 1.0)


def test_a_scale_of_one_category_has_no_ac1() -> None:
    assert agreement.gwet_ac1([["Yes", "Yes"]], ["Yes"]).reason == "the scale has one category only"


def test_reviewers_who_share_no_item() -> None:
    items = [[1, None], [None, 2]]
    assert agreement.krippendorff_alpha(items, Level.NOMINAL).reason == "no item has two answers"
    assert agreement.mean_pairwise_agreement(items).reason == "no item has two answers"


def test_one_item_has_no_interval() -> None:
    found = agreement.gwet_ac1([["Yes", "No"]], ["Yes", "No"])
    assert found.value == pytest.approx(-1.0)
    assert found.low is None
    assert found.reason == "one item has no interval"


def test_alpha_does_not_mind_the_order_of_items_or_reviewers() -> None:
    items: list[list[int | None]] = [[1, 2, 3], [2, 2, None], [4, 4, 5], [5, 5, 5]]
    turned = [row[::-1] for row in reversed(items)]
    for level in Level:
        assert agreement.krippendorff_alpha(items, level).value == pytest.approx(
            agreement.krippendorff_alpha(turned, level).value, abs=1e-12
        )


def test_nothing_to_compare() -> None:
    for found in (
        reference.exact_agreement([]),
        reference.within_tolerance([], 1),
        reference.bias([]),
        reference.mean_absolute_deviation([]),
        reference.largest_deviation([]),
        reference.root_mean_square([]),
    ):
        assert found == Measure(None, 0, reason="nothing to compare")


def test_a_mean_of_one_has_no_interval() -> None:
    assert intervals.mean_interval([4.0]) == Measure(4.0, 1, reason="one observation has no interval")
    assert reference.verdict(reference.bias([(5, 1)])) == "too few to judge"


def test_blanks_are_left_out_of_pairs() -> None:
    assert reference.paired([1, None, 3], [1, 2, None]) == [(1, 1)]


def test_lenient_only_where_the_interval_leaves_out_zero() -> None:
    assert reference.verdict(reference.bias([(5, 3), (4, 2), (5, 4), (5, 3)])) == "lenient"
    assert reference.verdict(reference.bias([(3, 5), (2, 4), (4, 5), (3, 5)])) == "harsh"
    assert reference.verdict(reference.bias([(5, 3), (2, 4)])) == "no lean shown"


def test_the_lower_limit_of_a_distance_is_not_below_zero() -> None:
    assert reference.mean_absolute_deviation([(0, 0), (9, 0)]).low == 0


def test_wilson_limits_reach_the_ends_exactly() -> None:
    assert intervals.wilson(0, 7).low == 0
    assert intervals.wilson(7, 7).high == 1


def test_too_few_to_judge() -> None:
    assert too_few(intervals.wilson(MIN_N - 1, MIN_N - 1))
    assert not too_few(intervals.wilson(MIN_N, MIN_N))
    assert too_few(intervals.wilson(18, 36))  # 31 points wide
    assert not too_few(intervals.wilson(50, 100))
    assert too_few(intervals.wilson(0, 0))

"""Where a measure does not exist, or hardly."""

import math

import pytest

from qa_desktop.statistics import agreement, chance, cohen, icc, intervals, ranks, reference, spread
from qa_desktop.statistics.alpha import Level, alpha_intervals, krippendorff_alpha
from qa_desktop.statistics.differences import limits_of_agreement
from qa_desktop.statistics.labels import ALPHA, ICC, KAPPA, label
from qa_desktop.statistics.measure import MIN_N, Measure, too_few
from qa_desktop.statistics.ratings import Ratings

BLANK = [[None, None], [None, None]]


@pytest.mark.parametrize("items", [[], [[], []], BLANK, [[1], [2]]])
def test_one_reviewer_or_none_is_undefined_with_a_reason(items: list[list[None]]) -> None:
    ratings = Ratings.of(items)
    for found in (
        agreement.pairwise_agreement(ratings),
        agreement.unanimous(ratings),
        agreement.all_within(ratings, 1),
        agreement.mean_pairwise_agreement(ratings),
        agreement.specific_agreement(ratings, 0),
        krippendorff_alpha(ratings, Level.ORDINAL),
        chance.gwet_ac1(ratings),
        chance.fleiss_kappa(ratings),
        chance.conger_kappa(ratings),
        chance.brennan_prediger(ratings),
        cohen.cohen_kappa(ratings),
        cohen.light_kappa(ratings),
        icc.icc(ratings, icc.Model.RANDOM),
        ranks.kendall_w(ratings),
        spread.mean_range(ratings),
    ):
        assert found.value is None
        assert found.reason == "fewer than two reviewers"


def test_one_category_only() -> None:
    ratings = Ratings.of([["Yes", "Yes", "Yes"]] * 6, ["Yes", "No"])
    assert agreement.pairwise_agreement(ratings).value == 1
    for found in (
        krippendorff_alpha(ratings, Level.NOMINAL),
        chance.fleiss_kappa(ratings),
        chance.conger_kappa(ratings),
        cohen.light_kappa(ratings),
    ):
        assert found.value is None
        assert "no variation" in found.reason
    ac1 = chance.gwet_ac1(ratings)
    assert (ac1.value, ac1.n, ac1.low, ac1.high, ac1.error) == (1.0, 6, 1.0, 1.0, 0.0)


def test_a_scale_of_one_category_has_no_ac1() -> None:
    assert chance.gwet_ac1(Ratings.of([["Yes", "Yes"]], ["Yes"])).reason == "the scale has one category only"


def test_an_answer_that_is_not_on_the_scale_is_refused() -> None:
    with pytest.raises(ValueError, match="'Maybe' is not on the scale"):
        Ratings.of([["Yes", "Maybe"]], ["Yes", "No"])


def test_reviewers_who_share_no_item() -> None:
    ratings = Ratings.of([[1, None], [None, 2]])
    assert krippendorff_alpha(ratings, Level.NOMINAL).reason == "no item has two answers"
    assert agreement.mean_pairwise_agreement(ratings).reason == "no item has two answers"
    assert cohen.cohen_kappa(ratings).reason == "no item has two answers"


def test_where_one_reviewer_never_varies_conger_has_no_interval() -> None:
    found = chance.conger_kappa(Ratings.of([[1, 1], [1, 2], [1, 2], [1, 1], [1, 3]]))
    assert (found.value, found.low, found.error) == (pytest.approx(0), None, None)
    assert found.reason == chance.NO_ERROR


def test_one_item_has_no_interval() -> None:
    assert chance.conger_kappa(Ratings.of([["Yes", "No"]])).reason == "one item has no interval"
    found = chance.gwet_ac1(Ratings.of([["Yes", "No"]]))
    assert found.value == pytest.approx(-1.0)
    assert found.low is None
    assert found.reason == "one item has no interval"
    alpha, _ = alpha_intervals(Ratings.of([[1, 2]]), [Level.NOMINAL])[Level.NOMINAL]
    assert (alpha.value, alpha.low, alpha.reason) == (0.0, None, "one item has no interval")


def test_words_have_no_order() -> None:
    ratings = Ratings.of([["Yes", "No"], ["No", "No"]])
    for found in (
        krippendorff_alpha(ratings, Level.INTERVAL),
        icc.icc(ratings, icc.Model.FIXED),
        ranks.kendall_w(ratings),
        spread.largest_range(ratings),
        agreement.all_within(ratings, 1),
    ):
        assert found.value is None
        assert found.reason == "the answers are not numbers"


def test_numbers_below_zero_have_no_ratio() -> None:
    assert "from 0 on" in krippendorff_alpha(Ratings.of([[-1, 2], [2, 2]]), Level.RATIO).reason
    assert krippendorff_alpha(Ratings.of([[0, 0], [2, 2]]), Level.RATIO).value == 1


def test_measurements_are_no_categories() -> None:
    ratings = Ratings.of([[number, number + 0.5] for number in range(600)])
    assert "no categories" in chance.gwet_ac1(ratings).reason
    assert "no categories" in cohen.cohen_kappa(ratings).reason
    assert krippendorff_alpha(ratings, Level.INTERVAL).defined


def test_constant_scores_have_neither_order_nor_icc() -> None:
    ratings = Ratings.of([[3, 3], [3, 3], [3, 3]])
    assert "no variation" in icc.icc(ratings, icc.Model.RANDOM).reason
    assert "no order" in ranks.kendall_w(ratings).reason
    assert "no order" in ranks.spearman([3, 3, 3], [1, 2, 3]).reason
    assert icc.icc(Ratings.of([[3, 3], [4, None]]), icc.Model.RANDOM).reason == icc.FEW_COMPLETE


def test_reviewers_who_agree_wholly_have_an_icc_without_limits() -> None:
    found = icc.icc(Ratings.of([[1, 1], [2, 2], [5, 5]]), icc.Model.RANDOM)
    assert (found.value, found.low) == (1.0, None)
    assert "limits do not exist" in found.reason
    assert ranks.spearman([1, 2, 3, 4, 5], [2, 4, 6, 8, 9]) == Measure(1.0, 5, reason="a perfect order has no interval")


def test_cohen_is_for_two_reviewers() -> None:
    ratings = Ratings.of([[1, 2, 1], [2, 2, 2]])
    assert cohen.cohen_kappa(ratings).reason == "it compares two reviewers, and there are 3"
    assert agreement.specific_agreement(ratings, 0).reason == "it is defined for two reviewers only"


def test_limits_of_agreement_need_two_differences() -> None:
    found = limits_of_agreement([3.0])
    assert (found.bias.value, found.deviation.value, found.low.value) == (3.0, None, None)
    assert limits_of_agreement([]).low.reason == "nothing to compare"


def test_a_tolerance_is_not_lost_to_binary_fractions() -> None:
    assert reference.within_tolerance([(1.1, 1.0), (1.2, 1.0)], 0.1).value == 0.5
    assert agreement.all_within(Ratings.of([[1.1, 1.0], [1.2, 1.0]]), 0.1).value == 0.5


def test_a_word_only_where_the_whole_interval_has_it() -> None:
    assert label(Measure(0.9, 40, 0.82, 0.95), ALPHA) == "reliable"
    assert label(Measure(0.9, 40, 0.7, 0.95), ALPHA) == "the interval leaves it open"
    assert label(Measure(0.9, 29, 0.82, 0.95), ALPHA) == "too few to judge"
    assert label(Measure(0.9, 40, reason="none"), ICC) == "too few to judge"
    assert label(Measure(0.6, 40, 0.55, 0.74), ICC) == "moderate"
    assert label(Measure(-0.2, 40, -0.3, -0.1), KAPPA) == "poor"


def test_nothing_is_infinite_where_numbers_are_large() -> None:
    found = krippendorff_alpha(Ratings.of([[1e12, -1e12], [1e12, 1e12]]), Level.INTERVAL)
    assert found.value is not None
    assert math.isfinite(found.value)


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

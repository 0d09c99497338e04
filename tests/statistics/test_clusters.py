"""Intervals of shares that resample interactions, held against the definitions they rest on."""

import math
from statistics import variance

import pytest

from qa_desktop.statistics.clusters import clustered_share, effective_number, jackknife_variance, share_of
from qa_desktop.statistics.intervals import wilson
from qa_desktop.statistics.quantiles import t_quantile

UNEVEN = [(3, 4), (5, 5), (0, 2), (7, 9)]


def test_on_groups_of_one_size_the_jackknife_is_the_variance_of_their_mean() -> None:
    hits = [7, 9, 10, 6, 8]
    shares = [each / 10 for each in hits]
    assert jackknife_variance([(each, 10) for each in hits]) == pytest.approx(variance(shares) / 5)


def test_each_group_is_left_out_in_turn() -> None:
    left_out = [12 / 16, 10 / 15, 15 / 18, 8 / 11]
    spread = sum((each - 15 / 20) ** 2 for each in left_out)
    assert jackknife_variance(UNEVEN) == pytest.approx(3 / 4 * spread)


@pytest.mark.parametrize("counts", [UNEVEN, [(7, 10), (9, 10), (8, 10)], [(1, 2)] * 3 + [(2, 2)] * 5])
def test_the_limits_are_where_the_score_test_turns(counts: list[tuple[int, int]]) -> None:
    found, quantile = share_of(counts), t_quantile(0.975, len(counts) - 1)
    assert found.value is not None
    assert found.low is not None
    assert found.high is not None
    for limit in (found.low, found.high):
        error = math.sqrt(limit * (1 - limit) / effective_number(counts))
        assert abs(found.value - limit) == pytest.approx(quantile * error)


def test_answers_that_hang_together_count_for_less() -> None:
    together = [(10, 10)] * 10 + [(0, 10)] * 10
    assert effective_number(together) == pytest.approx(19)
    alone = wilson(100, 200)
    found = share_of(together)
    assert found.n == alone.n == 200
    assert width(found.low, found.high) > 3 * width(alone.low, alone.high)


def test_they_never_count_for_more_than_there_are() -> None:
    assert effective_number([(5, 10)] * 8) == 80  # no spread at all
    assert effective_number([(5, 10)] * 7 + [(6, 10)]) == 80


def width(low: float | None, high: float | None) -> float:
    assert low is not None
    assert high is not None
    return high - low


@pytest.mark.parametrize(("hits", "low", "high"), [(10, 0.82, 1.0), (0, 0.0, 0.18)])
def test_where_all_agree_the_interactions_count_and_nothing_is_certain(hits: int, low: float, high: float) -> None:
    found = share_of([(hits, 10)] * 20)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.005), pytest.approx(high, abs=0.005))
    assert effective_number([(hits, 10)] * 20) == 20


def test_what_cannot_be_told_says_why() -> None:
    assert share_of([]).reason == share_of([(0, 0)]).reason == "nothing to compare"
    one = share_of([(9, 10), (0, 0)])
    assert (one.value, one.n, one.low, one.reason) == (
        0.9,
        10,
        None,
        "too few to judge: one interaction has no interval",
    )


def test_observations_are_put_together_by_interaction() -> None:
    observed = [("a", True), ("b", False), ("a", True), ("b", True), ("c", False)]
    assert clustered_share(observed) == share_of([(2, 2), (1, 2), (0, 1)])

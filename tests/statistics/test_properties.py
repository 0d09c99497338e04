"""What holds for every table: order does not matter, doubling changes no ratio, limits are limits."""

from collections.abc import Callable
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qa_desktop.statistics import agreement, chance, cohen, icc, ranks, spread
from qa_desktop.statistics.alpha import Level, alpha_intervals, krippendorff_alpha
from qa_desktop.statistics.measure import Measure
from qa_desktop.statistics.ratings import Ratings
from qa_desktop.statistics.weights import Weighting, weights

SCALE = [1, 2, 3, 4]
Rows = list[list[int | None]]


def rows(least: int = 2, most: int = 5) -> st.SearchStrategy[Rows]:
    mark = st.none() | st.sampled_from(SCALE)
    return st.integers(least, most).flatmap(
        lambda width: st.lists(st.lists(mark, min_size=width, max_size=width), min_size=1, max_size=12)
    )


MEASURES: dict[str, Callable[[Ratings], Measure]] = {
    "pairwise": agreement.pairwise_agreement,
    "unanimous": agreement.unanimous,
    "within one": lambda ratings: agreement.all_within(ratings, 1),
    "mean pairwise": agreement.mean_pairwise_agreement,
    **{f"alpha {level}": lambda ratings, level=level: krippendorff_alpha(ratings, level) for level in Level},
    "AC1": chance.gwet_ac1,
    "AC2": lambda ratings: chance.gwet_ac2(ratings, weights(Weighting.QUADRATIC, len(ratings.categories))),
    "Fleiss": chance.fleiss_kappa,
    "Conger": chance.conger_kappa,
    "Brennan-Prediger": chance.brennan_prediger,
    "Light": cohen.light_kappa,
    "ICC(1,1)": lambda ratings: icc.icc(ratings, icc.Model.ONE_WAY),
    "ICC(2,1)": lambda ratings: icc.icc(ratings, icc.Model.RANDOM),
    "ICC(3,k)": lambda ratings: icc.icc(ratings, icc.Model.FIXED, mean=True),
    "W": ranks.kendall_w,
    "range": spread.mean_range,
    "SD": spread.mean_deviation,
}


def same(first: Measure, second: Measure) -> None:
    assert (first.value is None) == (second.value is None), (first, second)
    if first.value is not None:
        assert first.value == pytest.approx(second.value, abs=1e-9)
        if first.low is not None and second.low is not None:
            assert first.low == pytest.approx(second.low, abs=1e-9)


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=20, deadline=None)
@given(table=rows(), shuffle=st.integers(0, 1000))
def test_the_order_of_items_and_reviewers_does_not_matter(name: str, table: Rows, shuffle: int) -> None:
    order = list(range(len(table[0])))
    Random(shuffle).shuffle(order)
    turned = [[row[place] for place in order] for row in table]
    Random(shuffle).shuffle(turned)
    same(MEASURES[name](Ratings.of(table, SCALE)), MEASURES[name](Ratings.of(turned, SCALE)))


@pytest.mark.parametrize(
    "name", ["pairwise", "unanimous", "AC1", "Fleiss", "Brennan-Prediger", "range", "Light", "Conger"]
)
@settings(max_examples=20, deadline=None)
@given(table=rows())
def test_every_item_twice_changes_no_share(name: str, table: Rows) -> None:
    once, twice = (MEASURES[name](Ratings.of(items, SCALE)) for items in (table, [*table, *table]))
    assert (once.value is None) == (twice.value is None)
    if once.value is not None:
        assert once.value == pytest.approx(twice.value, abs=1e-9)


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=20, deadline=None)
@given(table=rows())
def test_a_reviewer_without_marks_changes_nothing(name: str, table: Rows) -> None:
    same(MEASURES[name](Ratings.of(table, SCALE)), MEASURES[name](Ratings.of([[*row, None] for row in table], SCALE)))


@pytest.mark.parametrize("name", MEASURES)
@settings(max_examples=30, deadline=None)
@given(table=rows())
def test_a_value_has_its_place_in_its_interval_and_a_lack_its_reason(name: str, table: Rows) -> None:
    found = MEASURES[name](Ratings.of(table, SCALE))
    if found.value is None:
        assert found.reason
    else:
        assert np.isfinite(found.value)
        assert name in ("range", "SD") or name.startswith("ICC(3,k") or found.value <= 1 + 1e-12
    if found.value is not None and found.low is not None and found.high is not None:
        assert found.low - 1e-9 <= found.value <= found.high + 1e-9


@settings(max_examples=20, deadline=None)
@given(table=rows(2, 2))
def test_two_reviewers_have_one_kappa(table: Rows) -> None:
    ratings = Ratings.of(table, SCALE)
    pair = cohen.cohen_kappa(ratings)
    same(Measure(cohen.light_kappa(ratings).value, 0), Measure(pair.value, 0))
    if all(None not in row for row in table):
        same(Measure(chance.conger_kappa(ratings).value, 0), Measure(pair.value, 0))


@settings(max_examples=20, deadline=None)
@given(table=rows())
def test_numbers_in_an_array_are_the_same_table(table: Rows) -> None:
    array = np.array([[np.nan if mark is None else mark for mark in row] for row in table], float)
    for level in Level:
        same(krippendorff_alpha(Ratings.of(table), level), krippendorff_alpha(Ratings.of(array), level))


def test_resamples_are_those_of_their_seed_and_nearly_those_of_drawing_items() -> None:
    chosen = np.random.default_rng(5)
    truth = chosen.integers(1, 5, (25, 1))
    table = np.clip(truth + chosen.integers(-1, 2, (25, 4)), 1, 4).astype(float)
    table[chosen.random(table.shape) < 0.2] = np.nan
    ratings = Ratings.of(table)
    for level in Level:
        found, undefined = alpha_intervals(ratings, [level])[level]
        assert (found, undefined) == alpha_intervals(ratings, [level])[level]
        assert found.low is not None
        assert found.high is not None
        drawn = [krippendorff_alpha(Ratings.of(table[chosen.integers(0, 25, 25)]), level).value for _ in range(400)]
        low, high = np.percentile([value for value in drawn if value is not None], [2.5, 97.5])
        assert found.low == pytest.approx(low, abs=0.06)
        assert found.high == pytest.approx(high, abs=0.06)


def test_the_error_of_conger_is_nearly_that_of_leaving_each_item_out() -> None:
    chosen = np.random.default_rng(7)
    truth = chosen.integers(1, 4, (60, 1))
    table = np.where(chosen.random((60, 4)) < 0.7, truth, chosen.integers(1, 4, (60, 4))).astype(float)
    table[chosen.random(table.shape) < 0.15] = np.nan
    found = chance.conger_kappa(Ratings.of(table))
    without = [chance.conger_kappa(Ratings.of(np.delete(table, item, axis=0))).value or 0.0 for item in range(60)]
    left_out = np.sqrt(59 / 60 * np.sum((np.array(without) - np.mean(without)) ** 2))
    assert found.error == pytest.approx(left_out, rel=0.05)

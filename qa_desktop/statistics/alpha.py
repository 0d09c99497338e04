"""Krippendorff's alpha: 1 - observed / expected disagreement, at four levels of measurement, with missing marks.

Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability; Krippendorff (2018), Content Analysis, 4th
ed., chapter 12. Items with fewer than two marks drop out. Nowhere is a table of values by values or values by items
built for nominal, ordinal and interval level: their disagreement is a sum of squares, so that a million different
values need no more room than a million marks.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

import numpy as np

from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.ratings import NO_VARIATION, NOT_NUMBERS, Floats, Ratings


class Level(StrEnum):
    """The level of measurement, which decides how far apart two answers are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


RESAMPLES: Final = 5000
SEED: Final = 20_260_101
MOST_RATIOS: Final = 20_000

_ROOM: Final = 4_000_000  # numbers held at once


def krippendorff_alpha(ratings: Ratings, level: Level) -> Measure:
    """Alpha at a level; n counts the items with two marks or more. Beyond nominal level the order must be numbers."""
    lack = _lack(ratings, level)
    if lack:
        return lack
    marks = ratings.pairable
    totals = marks.totals
    if np.count_nonzero(totals) < 2:
        return undefined(NO_VARIATION, ratings.compared)
    number = len(marks.code)
    observed = float((_disagreement(marks, level) / np.maximum(marks.sizes - 1, 1)).sum())
    expected = float(_expected(totals[None, :], marks.numbers, level)[0]) / (number - 1)
    if not expected:
        return undefined(NO_VARIATION, ratings.compared)
    return Measure(1 - observed / expected, ratings.compared, reason="given without an interval")


def alpha_intervals(
    ratings: Ratings, levels: Sequence[Level], resamples: int = RESAMPLES, seed: int = SEED
) -> dict[Level, tuple[Measure, int]]:
    """Alpha at each level with its 95 % percentile bootstrap interval, and how many resamples were without variation.

    Items are resampled, as marks of one item hang together; resamples without variation are left out. The same seed
    gives the same interval. Source: Efron and Tibshirani (1993), An Introduction to the Bootstrap, chapter 13.
    """
    found = {level: krippendorff_alpha(ratings, level) for level in levels}
    wanted = [level for level in levels if found[level].defined]
    drawn = _resampled(ratings.pairable, wanted, resamples, seed) if wanted else {}
    return {level: _with_limits(found[level], drawn.get(level)) for level in levels}


def _with_limits(alpha: Measure, drawn: Floats | None) -> tuple[Measure, int]:
    if alpha.value is None:
        return alpha, 0
    if alpha.n < 2:
        return Measure(alpha.value, alpha.n, reason="one item has no interval"), 0
    if drawn is None:
        return Measure(alpha.value, alpha.n, reason="too many different values to resample"), 0
    there = drawn[~np.isnan(drawn)]
    if not len(there):
        return Measure(alpha.value, alpha.n, reason="no resample has variation"), len(drawn)
    low, high = np.percentile(there, [2.5, 97.5])
    return Measure(alpha.value, alpha.n, float(low), float(high)), len(drawn) - len(there)


def _lack(ratings: Ratings, level: Level) -> Measure | None:
    if ratings.why_not:
        return undefined(ratings.why_not)
    if level is Level.NOMINAL:
        return None
    if ratings.numbers is None:
        return undefined(NOT_NUMBERS, ratings.compared)
    if level is Level.RATIO:
        used = ratings.pairable.totals > 0
        if (ratings.numbers[used] < 0).any():
            return undefined("the ratio level needs numbers from 0 on", ratings.compared)
        if np.count_nonzero(used) > MOST_RATIOS:
            return undefined(f"more than {MOST_RATIOS:,} different values at ratio level", ratings.compared)
    return None


def _disagreement(marks: Ratings, level: Level) -> Floats:
    """For each item, the distances between all its ordered pairs of marks, summed."""
    sizes = marks.sizes
    if level is Level.NOMINAL:
        cells = marks.cells
        return np.asarray(sizes.astype(np.float64) ** 2 - np.bincount(cells.item, cells.count**2, marks.items))
    if level is Level.RATIO:
        return _ratio_disagreement(marks)
    assert marks.numbers is not None
    scale = _middle_ranks(marks.totals) if level is Level.ORDINAL else marks.numbers
    values = scale[marks.code]
    means = marks.per_item(values) / np.maximum(sizes, 1)
    values -= means[marks.item]
    return np.asarray(2 * sizes * marks.per_item(values * values))


def _ratio_disagreement(marks: Ratings) -> Floats:
    """Marks of an item stand side by side: each is held against the next, the one after, and so on."""
    assert marks.numbers is not None
    values, found = marks.numbers[marks.code], np.zeros(marks.items)
    for step in range(1, int(marks.sizes.max())):
        same = marks.item[step:] == marks.item[:-step]
        pairs = _ratio_distance(values[step:][same], values[:-step][same])
        found += np.bincount(marks.item[step:][same], 2 * pairs, marks.items)
    return found


def _ratio_distance(first: Floats, second: Floats) -> Floats:
    total = first + second
    return np.asarray(np.divide(first - second, total, out=np.zeros(total.shape), where=total != 0) ** 2)


def _middle_ranks(totals: Floats) -> Floats:
    """The middle of each category's run of ranks: ordinal distances are differences of these (Krippendorff 2011).

    `totals` has the categories along its last axis.
    """
    return np.asarray(totals.cumsum(axis=-1) - totals / 2)


def _expected(totals: Floats, numbers: Floats | None, level: Level) -> Floats:
    """The distances between all ordered pairs of marks, summed; `totals` are resamples by categories."""
    number = totals.sum(axis=1)
    if level is Level.NOMINAL:
        return np.asarray(number**2 - (totals**2).sum(axis=1))
    assert numbers is not None
    if level is Level.RATIO:
        return _expected_ratio(totals, numbers)
    values = _middle_ranks(totals) if level is Level.ORDINAL else np.broadcast_to(numbers, totals.shape)
    mean = (totals * values).sum(axis=1) / np.maximum(number, 1)
    return np.asarray(2 * number * (totals * (values - mean[:, None]) ** 2).sum(axis=1))


def _expected_ratio(totals: Floats, numbers: Floats) -> Floats:
    used = np.flatnonzero(totals.any(axis=0))
    totals, numbers = totals[:, used], numbers[used]
    found, step = np.zeros(len(totals)), max(1, _ROOM // max(len(used), 1))
    for start in range(0, len(used), step):
        rows = slice(start, start + step)
        distances = _ratio_distance(numbers[rows, None], numbers)
        found += ((totals[:, rows] @ distances) * totals).sum(axis=1)
    return found


def _resampled(marks: Ratings, levels: Sequence[Level], resamples: int, seed: int) -> dict[Level, Floats]:
    """Alpha of every resample at each level, NaN where it is without variation; nothing where it takes too much room.

    Items with the same marks are drawn together: how often each pattern comes is multinomial.
    """
    used = np.flatnonzero(marks.totals)
    places = np.flatnonzero(marks.sizes)
    if len(places) * len(used) > _ROOM * 5 or len(places) < 2:
        return {}
    counts = np.zeros((len(places), len(used)))
    cells = marks.cells
    counts[np.searchsorted(places, cells.item), np.searchsorted(used, cells.code)] = cells.count
    patterns, shown, often = np.unique(counts, axis=0, return_index=True, return_counts=True)
    pairs = np.maximum(marks.sizes - 1, 1)
    fixed = {
        level: (_disagreement(marks, level) / pairs)[places][shown] for level in levels if level is not Level.ORDINAL
    }
    numbers = marks.numbers[used] if marks.numbers is not None else None
    chance, found = np.random.default_rng(seed), {level: np.empty(resamples) for level in levels}
    step = max(1, _ROOM // (len(patterns) + len(used)))
    for start in range(0, resamples, step):
        rows = slice(start, min(start + step, resamples))
        drawn = chance.multinomial(len(places), often / len(places), rows.stop - rows.start).astype(np.float64)
        totals = drawn @ patterns
        number = totals.sum(axis=1)
        for level in levels:
            observed = drawn @ fixed[level] if level in fixed else _observed_ranks(drawn, patterns, totals)
            expected = _expected(totals, numbers, level) / (number - 1)
            apart = expected > 0
            ratio = np.divide(observed, expected, out=np.full(len(number), np.nan), where=apart)
            found[level][rows] = 1 - ratio
    return found


def _observed_ranks(drawn: Floats, patterns: Floats, totals: Floats) -> Floats:
    """The observed ordinal disagreement of each resample, whose ranks are its own."""
    ranks = _middle_ranks(totals) - totals.sum(axis=1, keepdims=True) / 2  # around 0, where squares lose least
    sizes = patterns.sum(axis=1)
    squares = ((drawn * (sizes / (sizes - 1))) @ patterns * ranks**2).sum(axis=1)
    sums = ranks @ patterns.T
    return np.asarray(2 * (squares - (drawn / (sizes - 1) * sums**2).sum(axis=1)))

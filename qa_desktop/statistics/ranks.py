"""Whether scores run in the same order: Kendall's W, Spearman's rho, Pearson's r."""

import math
from collections.abc import Sequence

import numpy as np

from qa_desktop.statistics.icc import FEW_COMPLETE
from qa_desktop.statistics.intervals import Z_95
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.ratings import NOT_NUMBERS, ONE_REVIEWER, Floats, Ratings

CONSTANT = "one side gave the same score throughout, so there is no order"
FEW_PAIRS = "fewer than two items have both scores"


def kendall_w(ratings: Ratings, *, ties: bool = True) -> Measure:
    """Kendall's coefficient of concordance over the items that every reviewer scored, corrected for ties or not.

    Source: Kendall and Babington Smith (1939), Ann. Math. Stat. 10:275-287; ties: Siegel and Castellan (1988), p. 266.
    """
    if ratings.numbers is None:
        return undefined(NOT_NUMBERS)
    if len(ratings.active) < 2:
        return undefined(ONE_REVIEWER)
    scores = ratings.complete()
    n, k = scores.shape
    if n < 2:
        return undefined(FEW_COMPLETE, n)
    ranked = np.apply_along_axis(ranks, 0, scores)
    sums = ranked.sum(axis=1)
    spread = float(((sums - sums.mean()) ** 2).sum())
    tied = [
        float((counts**3 - counts).sum())
        for counts in (np.unique(column, return_counts=True)[1] for column in scores.T)
    ]
    full = k * k * (n**3 - n)
    below = full - k * math.fsum(tied)
    if not below:
        return undefined("every reviewer gave the same score throughout, so there is no order", n)
    return Measure(12 * spread / (below if ties else full), n, reason="given without an interval")


def ranks(values: Sequence[float] | Floats) -> Floats:
    """The ranks of values from 1, those of equal values their mean."""
    _, place, counts = np.unique(np.asarray(values), return_inverse=True, return_counts=True)
    return np.asarray((counts.cumsum() - (counts - 1) / 2)[place], np.float64)


def spearman(first: Sequence[float], second: Sequence[float]) -> Measure:
    """Spearman's rank correlation of two lists of equal length, with the interval of Bonett and Wright.

    Source: Spearman (1904); Bonett and Wright (2000), Psychometrika 65:23-28: Fisher's z with variance
    (1 + r^2 / 2) / (n - 3); `error` is that of r itself, (1 - r^2) times its root.
    """
    found = _correlation(ranks(first), ranks(second))
    value, n = found.value, found.n
    if value is None:
        return found
    if n < 4:
        return Measure(value, n, reason="an interval needs four items")
    reach = math.sqrt((1 + value * value / 2) / (n - 3))
    if abs(value) == 1:
        return Measure(value, n, reason="a perfect order has no interval")
    centre = math.atanh(value)
    low, high = math.tanh(centre - Z_95 * reach), math.tanh(centre + Z_95 * reach)
    return Measure(value, n, low, high, error=(1 - value * value) * reach)


def pearson(first: Sequence[float], second: Sequence[float]) -> Measure:
    """Pearson's correlation of two lists of equal length, with Fisher's interval.

    Source: Pearson (1895); Fisher (1921), Metron 1:3-32: z with variance 1 / (n - 3).
    """
    found = _correlation(np.asarray(first, np.float64), np.asarray(second, np.float64))
    value, n = found.value, found.n
    if value is None:
        return found
    if n < 4 or abs(value) == 1:
        return Measure(value, n, reason="an interval needs four items" if n < 4 else "a straight line has no interval")
    centre, reach = math.atanh(value), Z_95 / math.sqrt(n - 3)
    return Measure(value, n, math.tanh(centre - reach), math.tanh(centre + reach))


def _correlation(first: Floats, second: Floats) -> Measure:
    n = len(first)
    if n < 2:
        return undefined(FEW_PAIRS, n)
    if (first == first[0]).all() or (second == second[0]).all():
        return undefined(CONSTANT, n)
    first, second = first - first.mean(), second - second.mean()
    value = float(first @ second) / math.sqrt(float(first @ first) * float(second @ second))
    if 1 - abs(value) < 1e-14:
        value = math.copysign(1.0, value)
    return Measure(value, n, reason="given without an interval")

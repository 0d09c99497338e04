"""Intervals for shares and means."""

import math
from collections.abc import Sequence
from typing import Final

from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.quantiles import normal_quantile, t_quantile

Z_95: Final = normal_quantile(0.975)


def wilson(successes: int, n: int) -> Measure:
    """The share of successes with its 95 % score interval (Wilson 1927, JASA 22:209-212)."""
    if n == 0:
        return undefined("nothing to compare")
    share, square = successes / n, Z_95 * Z_95
    centre = share + square / (2 * n)
    reach = Z_95 * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    scale = 1 + square / n
    # At 0 and at n one limit is exactly the share; rounding must not push it past.
    low = 0.0 if successes == 0 else (centre - reach) / scale
    high = 1.0 if successes == n else (centre + reach) / scale
    return Measure(share, n, low, high)


def mean_interval(values: Sequence[float]) -> Measure:
    """The mean with its 95 % interval by Student's t (Student 1908, Biometrika 6:1-25)."""
    n = len(values)
    if n == 0:
        return undefined("nothing to compare")
    mean = math.fsum(values) / n
    if n == 1:
        return Measure(mean, n, reason="one observation has no interval")
    reach = t_quantile(0.975, n - 1) * standard_deviation(values) / math.sqrt(n)
    return Measure(mean, n, mean - reach, mean + reach)


def standard_deviation(values: Sequence[float]) -> float:
    """The standard deviation of a sample of two or more (divisor n - 1)."""
    mean = math.fsum(values) / len(values)
    return math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1))

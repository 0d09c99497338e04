"""Limits of agreement: how far two scores of the same thing will usually lie apart.

Source: Bland and Altman (1986), Lancet 327:307-310.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qa_desktop.statistics.intervals import mean_interval, standard_deviation
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.quantiles import t_quantile

REACH: Final = 1.96
"""The standard deviations from the mean within which 95 % of normal differences lie, as the paper has it."""


@dataclass(frozen=True)
class LimitsOfAgreement:
    """The mean difference with its t interval, and the limits with theirs: standard error sqrt(3 s^2 / n), t."""

    bias: Measure
    deviation: Measure
    low: Measure
    high: Measure


def limits_of_agreement(differences: Sequence[float]) -> LimitsOfAgreement:
    """The limits of these differences; they need two at least."""
    n, bias = len(differences), mean_interval(differences)
    if bias.value is None or n < 2:
        lack = undefined("one difference has no spread" if n else "nothing to compare", n)
        return LimitsOfAgreement(bias, lack, lack, lack)
    spread = standard_deviation(differences)
    reach = t_quantile(0.975, n - 1) * math.sqrt(3 * spread**2 / n)
    low, high = (
        Measure(limit, n, limit - reach, limit + reach)
        for limit in (bias.value - REACH * spread, bias.value + REACH * spread)
    )
    return LimitsOfAgreement(bias, Measure(spread, n, reason="given without an interval"), low, high)

"""Shares whose observations hang together by interaction, with intervals that resample the interactions.

Marks on one interaction are not independent. So each interaction is left out in turn (the delete-one-group jackknife:
Tukey 1958, Ann. Math. Stat. 29:614; Wolter 2007, Introduction to Variance Estimation, 2nd ed., section 4.6), and the
variance that shows becomes an effective number of independent observations (Korn and Graubard 1998, Survey Methodology
24:193-201). The limits are the score limits of Wilson (1927) on that number, with Student's t on one degree of freedom
less than there are interactions instead of the normal quantile (Dean and Pagano 2015, J. Survey Stat. Methodol.
3:484-503). They stay within 0 and 1, and shrink to no point where everybody agrees: there the interactions themselves
are what is counted.
"""

import math
from collections.abc import Hashable, Iterable, Sequence
from typing import Final

from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.quantiles import t_quantile

ONE_INTERACTION: Final = "too few to judge: one interaction has no interval"
Counts = Sequence[tuple[int, int]]
"""For each interaction how many observations are hits, and how many there are."""


def clustered_share(observed: Iterable[tuple[Hashable, bool]]) -> Measure:
    """The share of hits with its 95 % interval; each observation has the interaction that it belongs to."""
    found: dict[Hashable, list[bool]] = {}
    for interaction, hit in observed:
        found.setdefault(interaction, []).append(hit)
    return share_of([(sum(hits), len(hits)) for hits in found.values()])


def share_of(counts: Counts) -> Measure:
    """The share of hits with its 95 % interval, from the counts of each interaction; n counts the observations.

    Undefined without an observation; without an interval on a single interaction.
    """
    counts = [(hits, number) for hits, number in counts if number]
    hits, number = _totals(counts)
    if not number:
        return undefined("nothing to compare")
    share, groups = hits / number, len(counts)
    if groups < 2:
        return Measure(share, number, reason=ONE_INTERACTION)
    low, high = score_limits(share, effective_number(counts), t_quantile(0.975, groups - 1))
    return Measure(share, number, low, high)


def effective_number(counts: Counts) -> float:
    """How many independent observations would vary as much; `counts` are of two interactions or more, none empty.

    Never more than there are. Where all are hits, or none, it is the number of interactions.
    """
    hits, number = _totals(counts)
    if hits in (0, number):
        return len(counts)
    share, variance = hits / number, jackknife_variance(counts)
    return min(number, share * (1 - share) / variance) if variance else number


def jackknife_variance(counts: Counts) -> float:
    """The variance of the share that leaving out each interaction in turn shows; `counts` as for the number."""
    hits, number = _totals(counts)
    left_out = ((hits - own) / (number - of) - hits / number for own, of in counts)
    return (len(counts) - 1) / len(counts) * math.fsum(apart * apart for apart in left_out)


def score_limits(share: float, number: float, quantile: float) -> tuple[float, float]:
    """The score limits of a share on a number of observations (Wilson 1927, JASA 22:209-212)."""
    square = quantile * quantile
    centre = share + square / (2 * number)
    reach = quantile * math.sqrt(share * (1 - share) / number + square / (4 * number * number))
    scale = 1 + square / number
    # At 0 and 1 one limit is exactly the share; rounding must not push it past.
    low = 0.0 if share <= 0 else (centre - reach) / scale
    return low, 1.0 if share >= 1 else (centre + reach) / scale


def _totals(counts: Counts) -> tuple[int, int]:
    return sum(hits for hits, _ in counts), sum(number for _, number in counts)

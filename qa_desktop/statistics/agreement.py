"""Agreement among any number of reviewers, corrected for chance and not.

Shapes: `items` is a table of items by reviewers (`items[item][reviewer]`), None where a reviewer gave no answer; rows
are of equal length. Answers are compared by `==`; ordinal, interval and ratio level need numbers.
"""

import math
from collections import Counter
from collections.abc import Callable, Hashable, Sequence
from enum import StrEnum
from itertools import combinations
from typing import Any

from qa_desktop.statistics.intervals import wilson
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.quantiles import t_quantile

Items = Sequence[Sequence[Any]]

NO_PAIRS = "no item has two answers"
ONE_REVIEWER = "fewer than two reviewers"
NO_VARIATION = "no variation: everybody gave the same answer, so chance agreement is already complete"


class Level(StrEnum):
    """The level of measurement, which decides how far apart two answers are."""

    NOMINAL = "nominal"
    ORDINAL = "ordinal"
    INTERVAL = "interval"
    RATIO = "ratio"


def pairwise_agreement(items: Items) -> Measure:
    """The mean over items of the share of agreeing pairs of answers: Gwet's p_a, Fleiss' P-bar (Fleiss 1971)."""
    counts, lack = _comparable(items)
    if lack:
        return lack
    shares = [_agreeing_share(count) for count in counts]
    return Measure(math.fsum(shares) / len(shares), len(shares), reason="given without an interval")


def unanimous(items: Items, tolerance: float = 0) -> Measure:
    """The share of items on which all answers are equal (or, with a tolerance, numbers that far apart at most)."""
    counts, lack = _comparable(items)
    if lack:
        return lack
    if tolerance:
        return wilson(sum(max(count) - min(count) <= tolerance for count in counts), len(counts))
    return wilson(sum(len(count) == 1 for count in counts), len(counts))


def mean_pairwise_agreement(items: Items) -> Measure:
    """The mean over pairs of reviewers of the share of common items they agree on (Freelon 2010, ReCal3)."""
    shares = []
    for first, second in combinations(zip(*items, strict=True), 2):
        common = [(a, b) for a, b in zip(first, second, strict=True) if a is not None and b is not None]
        if common:
            shares.append(sum(a == b for a, b in common) / len(common))
    if not shares:
        return undefined(_why_no_pairs(items))
    return Measure(math.fsum(shares) / len(shares), len(shares), reason="given without an interval")


def krippendorff_alpha(items: Items, level: Level) -> Measure:
    """Krippendorff's alpha: 1 - observed / expected disagreement; n counts the items with two answers or more.

    Source: Krippendorff (2011), Computing Krippendorff's Alpha-Reliability. Items with fewer than two answers drop out.
    """
    counts, lack = _comparable(items)
    if lack:
        return lack
    totals: Counter[Hashable] = sum(counts, Counter())
    if len(totals) < 2:
        return undefined(NO_VARIATION, len(counts))
    distance = _distance(level, totals)
    number = totals.total()
    observed = math.fsum(_disagreement(count, distance) / (count.total() - 1) for count in counts)
    expected = _disagreement(totals, distance) / (number - 1)
    return Measure(1 - observed / expected, len(counts), reason="given without an interval")


def gwet_ac1(items: Items, categories: Sequence[Hashable]) -> Measure:
    """Gwet's AC1 with its interval; the categories are those of the scale, used or not.

    Source: Gwet (2008), Brit. J. Math. Stat. Psychol. 61:29-48; for several reviewers and missing answers, and the
    variance conditional on the reviewers, Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed. The interval is
    Student's with n - 1 degrees of freedom, cut at 1; n counts the items with an answer.
    """
    compared, lack = _comparable(items)
    if lack:
        return lack
    size = len(set(categories))
    if size < 2:
        return undefined("the scale has one category only", len(compared))
    counts = [count for count in _counts(items) if count]
    shares = {
        category: math.fsum(count[category] / count.total() for count in counts) / len(counts)
        for category in set(categories)
    }
    chance = math.fsum(share * (1 - share) for share in shares.values()) / (size - 1)
    observed = math.fsum(_agreeing_share(count) for count in compared) / len(compared)
    value = (observed - chance) / (1 - chance)
    error = _ac1_error(counts, len(compared), shares, chance, value)
    if error is None:
        return Measure(value, len(counts), reason="one item has no interval")
    reach = t_quantile(0.975, len(counts) - 1) * error
    return Measure(value, len(counts), value - reach, min(1.0, value + reach))


def _ac1_error(
    counts: Sequence[Counter[Hashable]], compared: int, shares: dict[Hashable, float], chance: float, value: float
) -> float | None:
    """The standard error of AC1 by the linearised contribution of each item; None for a single item."""
    n, size = len(counts), len(shares)
    if n < 2:
        return None
    squares = []
    for count in counts:
        total = count.total()
        own = _agreeing_share(count) - chance if total > 1 else 0.0
        expected = math.fsum(count[key] * (1 - share) for key, share in shares.items()) / (total * (size - 1))
        contribution = own * n / compared / (1 - chance)
        contribution -= 2 * (1 - value) * (expected - chance) / (1 - chance)
        squares.append((contribution - value) ** 2)
    return math.sqrt(math.fsum(squares) / (n * (n - 1)))


def _counts(items: Items) -> list[Counter[Hashable]]:
    return [Counter(answer for answer in row if answer is not None) for row in items]


def _comparable(items: Items) -> tuple[list[Counter[Any]], Measure | None]:
    """The answers of each item that has two or more, counted; or why there is none."""
    counts = [count for count in _counts(items) if count.total() > 1]
    return counts, None if counts else undefined(_why_no_pairs(items))


def _why_no_pairs(items: Items) -> str:
    active = sum(any(answer is not None for answer in column) for column in zip(*items, strict=True))
    return NO_PAIRS if active > 1 else ONE_REVIEWER


def _agreeing_share(count: Counter[Any]) -> float:
    total = count.total()
    return sum(number * (number - 1) for number in count.values()) / (total * (total - 1))


def _disagreement(count: Counter[Any], distance: Callable[[Any, Any], float]) -> float:
    """The distance summed over all ordered pairs of these answers."""
    return 2 * math.fsum(count[a] * count[b] * distance(a, b) for a, b in combinations(count, 2))


def _distance(level: Level, totals: Counter[Any]) -> Callable[[Any, Any], float]:
    """The squared distance of two answers at this level (Krippendorff 2011, section D)."""
    match level:
        case Level.NOMINAL:
            return lambda a, b: 1.0
        case Level.INTERVAL:
            return lambda a, b: float(a - b) ** 2
        case Level.RATIO:
            return lambda a, b: float((a - b) / (a + b)) ** 2
        case Level.ORDINAL:
            ranks, below = {}, 0
            for answer in sorted(totals):
                ranks[answer] = below + totals[answer] / 2  # the middle of its run of ranks
                below += totals[answer]
            return lambda a, b: (ranks[a] - ranks[b]) ** 2

"""One reviewer against a reference: exact, within tolerance, deviation, bias.

Everywhere `pairs` are (score, reference), both present; `paired` makes them from two columns with blanks.
"""

import math
from collections.abc import Sequence
from typing import TypeVar

import numpy as np

from qa_desktop.statistics.intervals import mean_interval, wilson
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.spread import near_enough

T = TypeVar("T")
Pairs = Sequence[tuple[float, float]]


def paired(scores: Sequence[T | None], references: Sequence[T | None]) -> list[tuple[T, T]]:
    """The (score, reference) of every item that has both; the columns are of equal length."""
    return [
        (score, reference)
        for score, reference in zip(scores, references, strict=True)
        if score is not None and reference is not None
    ]


def exact_agreement(pairs: Sequence[tuple[T, T]]) -> Measure:
    """The share of items with the same answer, with its Wilson interval."""
    return wilson(sum(score == reference for score, reference in pairs), len(pairs))


def within_tolerance(pairs: Pairs, tolerance: float) -> Measure:
    """The share of items whose score lies at most the tolerance from the reference, with its Wilson interval."""
    near = near_enough(np.array([abs(float(score - reference)) for score, reference in pairs]), tolerance)
    return wilson(int(near.sum()), len(pairs))


def bias(pairs: Pairs) -> Measure:
    """The mean of score minus reference, with its t interval; above 0 is lenient (Bland and Altman 1986)."""
    return mean_interval([score - reference for score, reference in pairs])


def mean_absolute_deviation(pairs: Pairs) -> Measure:
    """The mean distance from the reference, with its t interval; the lower limit is cut at 0."""
    measure = mean_interval([abs(score - reference) for score, reference in pairs])
    if measure.low is None:
        return measure
    return Measure(measure.value, measure.n, max(0.0, measure.low), measure.high)


def largest_deviation(pairs: Pairs) -> Measure:
    """The greatest distance from the reference."""
    if not pairs:
        return undefined("nothing to compare")
    return Measure(max(abs(score - reference) for score, reference in pairs), len(pairs), reason="a maximum")


def root_mean_square(pairs: Pairs) -> Measure:
    """The root of the mean squared distance from the reference."""
    if not pairs:
        return undefined("nothing to compare")
    square = math.fsum((score - reference) ** 2 for score, reference in pairs) / len(pairs)
    return Measure(math.sqrt(square), len(pairs), reason="given without an interval")


def verdict(measure: Measure) -> str:
    """`lenient` or `harsh` only where the interval of a bias leaves out 0, else `no lean shown`."""
    if measure.low is None or measure.high is None:
        return "too few to judge"
    if measure.low > 0:
        return "lenient"
    return "harsh" if measure.high < 0 else "no lean shown"

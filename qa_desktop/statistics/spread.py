"""How far the answers to one item lie apart; everywhere over the items that have two answers or more."""

from collections.abc import Callable

import numpy as np

from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.ratings import NOT_NUMBERS, Floats, Ratings


def ranges(ratings: Ratings) -> Floats:
    """The highest minus the lowest answer of each item, in the order of the items.

    Raises ValueError where the answers are no numbers.
    """
    return np.asarray(ratings.within_items(np.maximum.reduceat) - ratings.within_items(np.minimum.reduceat))


def deviations(ratings: Ratings) -> Floats:
    """The standard deviation of the answers of each item (divisor n - 1), in the order of the items.

    Raises ValueError where the answers are no numbers.
    """
    marks = ratings.pairable
    if marks.numbers is None:
        raise ValueError(NOT_NUMBERS)
    values = marks.numbers[marks.code]
    values = values - (marks.per_item(values) / np.maximum(marks.sizes, 1))[marks.item]
    kept = marks.sizes > 1
    return np.asarray(np.sqrt(marks.per_item(values * values)[kept] / (marks.sizes[kept] - 1)))


def mean_range(ratings: Ratings) -> Measure:
    """The mean of highest minus lowest answer."""
    return _figure(ratings, lambda: float(ranges(ratings).mean()))


def largest_range(ratings: Ratings) -> Measure:
    """The greatest distance of two answers to one item."""
    return _figure(ratings, lambda: float(ranges(ratings).max()))


def mean_deviation(ratings: Ratings) -> Measure:
    """The mean of the standard deviations of the items."""
    return _figure(ratings, lambda: float(deviations(ratings).mean()))


def near_enough(distances: Floats | float, tolerance: float) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Whether distances are at most the tolerance; 1.1 - 1.0 is at most 0.1, though not in binary arithmetic."""
    return np.asarray(distances) <= tolerance + 1e-9 * max(1.0, abs(tolerance))


def _figure(ratings: Ratings, figure: Callable[[], float]) -> Measure:
    if ratings.why_not:
        return undefined(ratings.why_not)
    if ratings.numbers is None:
        return undefined(NOT_NUMBERS, ratings.compared)
    return Measure(figure(), ratings.compared, reason="given without an interval")

"""Cohen's kappa of two reviewers, with and without weights, and Light's mean of it over more of them."""

import math

import numpy as np

from qa_desktop.statistics.agreement import reviewer_pairs
from qa_desktop.statistics.chance import MOST_CATEGORIES, NO_ERROR, TOO_MANY
from qa_desktop.statistics.intervals import Z_95
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.ratings import NO_VARIATION, Floats, Integers, Ratings

_CERTAIN = 1e-12


def cohen_kappa(ratings: Ratings, matrix: Floats | None = None) -> Measure:
    """Cohen's kappa over the items that both marked; with a matrix of agreement weights the weighted one.

    Source: Cohen (1960), Educ. Psychol. Meas. 20:37-46; Cohen (1968), Psychol. Bull. 70:213-220; the interval from the
    large-sample error of Fleiss, Cohen and Everitt (1969), Psychol. Bull. 72:323-327, cut at -1 and 1.
    """
    if len(ratings.active) != 2:
        return undefined(ratings.why_not or f"it compares two reviewers, and there are {len(ratings.active)}")
    common = list(reviewer_pairs(ratings))
    if not common:
        return undefined(ratings.why_not)
    size = len(ratings.categories)
    if size > MOST_CATEGORIES:
        return undefined(TOO_MANY, len(common[0][0]))
    return _of_pair(*common[0], np.eye(size) if matrix is None else matrix)


def light_kappa(ratings: Ratings) -> Measure:
    """The mean of Cohen's kappa over all pairs of reviewers for whom it exists; n counts those pairs.

    Source: Light (1971), Psychol. Bull. 76:365-377.
    """
    if ratings.why_not:
        return undefined(ratings.why_not)
    kappas = [_unweighted(*pair, len(ratings.categories)) for pair in reviewer_pairs(ratings)]
    there = [kappa for kappa in kappas if kappa is not None]
    if not there:
        return undefined(NO_VARIATION, len(kappas))
    return Measure(math.fsum(there) / len(there), len(there), reason="given without an interval")


def _unweighted(first: Integers, second: Integers, size: int) -> float | None:
    observed = float((first == second).mean())
    expected = float(np.bincount(first, minlength=size) @ np.bincount(second, minlength=size)) / len(first) ** 2
    return None if 1 - expected < _CERTAIN else (observed - expected) / (1 - expected)


def _of_pair(first: Integers, second: Integers, matrix: Floats) -> Measure:
    size, n = len(matrix), len(first)
    table = np.bincount(first * size + second, minlength=size * size).reshape(size, size) / n
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    observed, expected = float((matrix * table).sum()), float(rows @ matrix @ columns)
    if 1 - expected < _CERTAIN:
        return undefined(NO_VARIATION, n)
    value = (observed - expected) / (1 - expected)
    if n < 2:
        return Measure(value, n, reason="one item has no interval")
    margins = (matrix @ columns)[:, None] + (rows @ matrix)[None, :]
    lines = (matrix * (1 - expected) - margins * (1 - observed)) ** 2
    square = float((table * lines).sum()) - (observed * expected - 2 * expected + observed) ** 2
    if square < _CERTAIN:  # what rounding leaves of 0
        return Measure(value, n, reason=NO_ERROR)
    error = math.sqrt(square / n) / (1 - expected) ** 2
    return Measure(value, n, max(-1.0, value - Z_95 * error), min(1.0, value + Z_95 * error), error=error)

"""Agreement that is not corrected for chance: how often reviewers give the same answer."""

import math
from collections.abc import Iterator
from itertools import combinations

import numpy as np

from qa_desktop.statistics.intervals import wilson
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.ratings import NOT_NUMBERS, Integers, Ratings
from qa_desktop.statistics.spread import near_enough, ranges


def pairwise_agreement(ratings: Ratings) -> Measure:
    """The mean over items of the share of agreeing pairs of answers: Gwet's p_a, Fleiss' P-bar (Fleiss 1971)."""
    if ratings.why_not:
        return undefined(ratings.why_not)
    cells, pairs = ratings.cells, ratings.sizes * (ratings.sizes - 1)
    agreeing = np.bincount(cells.item, cells.count * (cells.count - 1), ratings.items)[pairs > 0]
    shares = agreeing / pairs[pairs > 0]
    return Measure(float(shares.mean()), ratings.compared, reason="given without an interval")


def unanimous(ratings: Ratings) -> Measure:
    """The share of items on which all answers are equal, with its Wilson interval; n counts items with two answers."""
    if ratings.why_not:
        return undefined(ratings.why_not)
    different = np.bincount(ratings.cells.item, minlength=ratings.items)
    return wilson(int(np.count_nonzero((different == 1) & (ratings.sizes > 1))), ratings.compared)


def all_within(ratings: Ratings, tolerance: float) -> Measure:
    """The share of items whose answers lie at most so far apart, with its Wilson interval."""
    if ratings.why_not:
        return undefined(ratings.why_not)
    if ratings.numbers is None:
        return undefined(NOT_NUMBERS, ratings.compared)
    return wilson(int(np.count_nonzero(near_enough(ranges(ratings), tolerance))), ratings.compared)


def mean_pairwise_agreement(ratings: Ratings) -> Measure:
    """The mean over pairs of reviewers of the share of common items they agree on (Freelon 2010, ReCal3).

    n counts the pairs of reviewers with a common item.
    """
    shares = [float((first == second).mean()) for first, second in reviewer_pairs(ratings)]
    if not shares:
        return undefined(ratings.why_not)
    return Measure(math.fsum(shares) / len(shares), len(shares), reason="given without an interval")


def specific_agreement(ratings: Ratings, place: int) -> Measure:
    """Positive or negative agreement: how often two reviewers agree where either gives one category, 2a / (2a + b + c).

    Source: Cicchetti and Feinstein (1990), J. Clin. Epidemiol. 43:551-558. `place` is that of the category among the
    two. n counts the common items.
    """
    if len(ratings.active) != 2:
        return undefined(ratings.why_not or "it is defined for two reviewers only")
    if len(ratings.categories) != 2:
        return undefined("it is defined for two categories only")
    common = list(reviewer_pairs(ratings))
    if not common:
        return undefined(ratings.why_not)
    first, second = (codes == place for codes in common[0])
    given = int(first.sum() + second.sum())
    if not given:
        return undefined("nobody gave this answer", len(first))
    return Measure(float(2 * (first & second).sum() / given), len(first), reason="given without an interval")


def reviewer_pairs(ratings: Ratings) -> Iterator[tuple[Integers, Integers]]:
    """The codes of the common items of every two reviewers who have any."""
    dense = ratings.dense()
    there = dense >= 0
    for one, other in combinations(ratings.active, 2):
        common = there[one] & there[other]
        if common.any():
            yield dense[one][common].astype(np.int64), dense[other][common].astype(np.int64)

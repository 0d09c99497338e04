"""Agreement corrected for chance over all reviewers: Gwet's AC1 and AC2, Fleiss, Brennan-Prediger, Conger.

One framework serves them: the observed agreement is the mean over items with two marks of the (weighted) share of
agreeing pairs, and the measures differ in what they expect by chance. Missing marks are left out; an item with one
mark still tells how often its category is used. The standard errors are conditional on the reviewers, the intervals
Student's with n - 1 degrees of freedom, cut at 1; n counts the items with a mark.

Source: Gwet (2014), Handbook of Inter-Rater Reliability, 4th ed., chapters 2 to 5.
"""

import math
from collections.abc import Callable
from typing import Final

import numpy as np

from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.quantiles import t_quantile
from qa_desktop.statistics.ratings import NO_VARIATION, Cells, Floats, Ratings
from qa_desktop.statistics.weights import Weighting, weights

MOST_CATEGORIES: Final = 1000
"""Beyond this many different values they are measurements, and weights between each two of them mean little."""

NO_ERROR: Final = "its large-sample error is 0 here, which is no measure of certainty"
ONE_CATEGORY: Final = "the scale has one category only"
TOO_MANY: Final = f"more than {MOST_CATEGORIES:,} different answers are no categories"

_BLOCK: Final = 2_000_000  # numbers held at once where a table of items by categories is needed
_CERTAIN: Final = 1e-12

Chance = Callable[[Floats, Floats], tuple[float, Floats]]
"""From the category shares and the weights: the agreement expected by chance, and what each category adds to it."""


def gwet_ac1(ratings: Ratings) -> Measure:
    """Gwet's AC1. Source: Gwet (2008), Brit. J. Math. Stat. Psychol. 61:29-48."""
    return gwet_ac2(ratings, weights(Weighting.IDENTITY, len(ratings.categories)))


def gwet_ac2(ratings: Ratings, matrix: Floats) -> Measure:
    """Gwet's AC2 with a matrix of agreement weights: p_e = T_w / (q (q - 1)) sum p_k (1 - p_k), T_w their sum."""

    def chance(shares: Floats, matrix: Floats) -> tuple[float, Floats]:
        size = len(shares)
        each = matrix.sum() / (size * (size - 1)) * (1 - shares)
        return float(shares @ each), each

    return _corrected(ratings, matrix, chance)


def fleiss_kappa(ratings: Ratings, matrix: Floats | None = None) -> Measure:
    """Fleiss' kappa, generalised to missing marks and weights: p_e = sum w_kl p_k p_l.

    Source: Fleiss (1971), Psychol. Bull. 76:378-382; Gwet (2014). For two reviewers it is Scott's pi (1955).
    """

    def chance(shares: Floats, matrix: Floats) -> tuple[float, Floats]:
        each = (matrix @ shares + shares @ matrix) / 2
        return float(shares @ each), each

    return _corrected(ratings, matrix, chance)


def brennan_prediger(ratings: Ratings, matrix: Floats | None = None) -> Measure:
    """The coefficient of Brennan and Prediger (1981), Educ. Psychol. Meas. 41:687-699: p_e = T_w / q^2."""

    def chance(shares: Floats, matrix: Floats) -> tuple[float, Floats]:
        expected = float(matrix.mean())
        return expected, np.full(len(shares), expected)

    return _corrected(ratings, matrix, chance)


def conger_kappa(ratings: Ratings) -> Measure:
    """Conger's kappa: p_e = sum p_k^2 - sum s_k^2 / r over the shares of each category by reviewer.

    Source: Conger (1980), Psychol. Bull. 88:322-328; with missing marks Gwet (2014). Reviewers without marks are left
    out. Its error is that of the others, from what each item adds to the measure: Gwet's, which is the infinitesimal
    jackknife over items (Efron 1982, The Jackknife, the Bootstrap and Other Resampling Plans, chapter 6).
    """
    if ratings.why_not:
        return undefined(ratings.why_not)
    size = len(ratings.categories)
    place = np.searchsorted(ratings.active, ratings.reviewer)
    raters, marked = len(ratings.active), np.bincount(place)
    counts = np.bincount(place * size + ratings.code, minlength=raters * size).reshape(-1, size)
    table = counts / marked[:, None]
    mean = table.mean(axis=0)
    expected = float(mean @ mean - table.var(axis=0, ddof=1).sum() / raters)
    observed = _observed(ratings, ratings.cells.count)
    found = _ratio(float(observed.sum()) / ratings.compared, expected, ratings.scored)
    if found.value is None or ratings.scored < 2:
        return _without_interval(found)
    others = table.sum(axis=0) - table  # a mark adds to the chance of agreeing with each other reviewer
    surplus = others - (others * table).sum(axis=1, keepdims=True)
    each = surplus[place, ratings.code] * ratings.scored / marked[place]
    by_chance = expected + ratings.per_item(each) / (raters * (raters - 1))
    with_interval = _with_interval(ratings, found.value, observed, expected, by_chance)
    if with_interval.error is not None and with_interval.error < _CERTAIN and found.value < 1:
        return Measure(found.value, found.n, reason=NO_ERROR)
    return with_interval


def _corrected(ratings: Ratings, matrix: Floats | None, chance: Chance) -> Measure:
    size = len(ratings.categories)
    if ratings.why_not:
        return undefined(ratings.why_not)
    if size < 2:
        return undefined(ONE_CATEGORY if size == 1 else ratings.why_not, ratings.compared)
    if size > MOST_CATEGORIES:
        return undefined(TOO_MANY, ratings.compared)
    cells = ratings.cells
    plain = matrix is None or np.array_equal(matrix, np.eye(size))
    matrix = np.eye(size) if matrix is None else matrix
    near = cells.count if plain else _near(cells, matrix)
    part = cells.count / ratings.sizes[cells.item]
    shares = np.bincount(cells.code, part, size) / ratings.scored
    expected, each = chance(shares, matrix)
    observed = _observed(ratings, near)
    found = _ratio(float(observed.sum()) / ratings.compared, expected, ratings.scored)
    if found.value is None or ratings.scored < 2:
        return _without_interval(found)
    by_chance = np.asarray(np.bincount(cells.item, part * each[cells.code], ratings.items), np.float64)
    return _with_interval(ratings, found.value, observed, expected, by_chance)


def _near(cells: Cells, matrix: Floats) -> Floats:
    """For each cell, how many marks of its item count as agreeing with it: their weights, summed."""
    found = np.empty(len(cells.count))
    size = len(matrix)
    start, step = 0, max(1, _BLOCK // size)
    while start < len(found):
        end = int(np.searchsorted(cells.item, cells.item[start] + step))
        item, code = cells.item[start:end] - cells.item[start], cells.code[start:end]
        counts = np.zeros((int(item[-1]) + 1, size))
        counts[item, code] = cells.count[start:end]
        found[start:end] = (counts @ matrix.T)[item, code]
        start = end
    return found


def _observed(ratings: Ratings, near: Floats) -> Floats:
    """The share of agreeing pairs of each item; 0 where there is no pair."""
    cells = ratings.cells
    pairs = ratings.sizes * (ratings.sizes - 1)
    agreeing = np.bincount(cells.item, cells.count * (near - 1), ratings.items)
    return np.asarray(np.divide(agreeing, pairs, out=np.zeros(ratings.items), where=pairs > 0))


def _ratio(observed: float, expected: float, n: int) -> Measure:
    if 1 - expected < _CERTAIN:
        return undefined(NO_VARIATION, n)
    return Measure((observed - expected) / (1 - expected), n)


def _without_interval(found: Measure) -> Measure:
    return found if found.value is None else Measure(found.value, found.n, reason="one item has no interval")


def _with_interval(ratings: Ratings, value: float, observed: Floats, expected: float, by_chance: Floats) -> Measure:
    """The measure with its standard error from the linearised contribution of each item (Gwet 2014)."""
    n = ratings.scored
    own = np.where(ratings.sizes > 1, observed - expected, 0) * n / ratings.compared
    lines = (own - 2 * (1 - value) * (by_chance - expected)) / (1 - expected)
    spread = (lines[ratings.sizes > 0] - value) ** 2
    error = math.sqrt(math.fsum(spread) / (n * (n - 1)))
    reach = t_quantile(0.975, n - 1) * error
    return Measure(value, n, value - reach, min(1.0, value + reach), error=error)

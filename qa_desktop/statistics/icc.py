"""Intraclass correlations over the items that every reviewer scored.

Source: Shrout and Fleiss (1979), Psychol. Bull. 86:420-428, Table 4; limits by McGraw and Wong (1996), Psychol. Methods
1:30-46, Tables 4 and 7 (corrected on p. 390), those of ICC(2,k) by the Spearman-Brown step from ICC(2,1).
"""

from dataclasses import dataclass
from enum import StrEnum

from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.quantiles import f_quantile
from qa_desktop.statistics.ratings import NOT_NUMBERS, ONE_REVIEWER, Floats, Ratings

FEW_COMPLETE = "fewer than two items were scored by everybody"
CONSTANT = "no variation: all scores are equal"
NO_ERROR = "reviewers differ by a constant at most, so limits do not exist"


_LEAST_FREE = 0.01
"""Below so many degrees of freedom F has no quantiles that mean anything."""


class Model(StrEnum):
    """Who scored: other reviewers each time (1), a sample of reviewers (2), just these reviewers (3)."""

    ONE_WAY = "1"
    RANDOM = "2"
    FIXED = "3"


@dataclass(frozen=True)
class _Squares:
    """Mean squares: between items, within items, between reviewers, error."""

    n: int
    k: int
    rows: float
    within: float
    columns: float
    error: float

    @classmethod
    def of(cls, scores: Floats) -> "_Squares":
        n, k = scores.shape
        centred = scores - scores.mean()
        items, reviewers = centred.mean(axis=1), centred.mean(axis=0)
        rest = centred - items[:, None] - reviewers
        return cls(
            n,
            k,
            float(k * (items**2).sum() / (n - 1)),
            float(((centred - items[:, None]) ** 2).sum() / (n * (k - 1))),
            float(n * (reviewers**2).sum() / (k - 1)),
            float((rest**2).sum() / ((n - 1) * (k - 1))),
        )


def icc(ratings: Ratings, model: Model, *, mean: bool = False) -> Measure:
    """ICC(model, 1), or with `mean` ICC(model, k) of the mean of all k reviewers; n counts the complete items."""
    if ratings.numbers is None:
        return undefined(NOT_NUMBERS)
    if len(ratings.active) < 2:
        return undefined(ONE_REVIEWER)
    scores = ratings.complete()
    if len(scores) < 2:
        return undefined(FEW_COMPLETE, len(scores))
    squares = _Squares.of(scores)
    single = _single(squares, model)
    if single is None:
        return undefined(CONSTANT, len(scores))
    found = _stepped(single, squares.k) if mean else single
    if found is None:
        return undefined("the mean score varies less than chance would have it", len(scores))
    limits = _limits(squares, model, single)
    if limits is None:
        return Measure(found, len(scores), reason=NO_ERROR)
    low, high = (_stepped(limit, squares.k) if mean else limit for limit in limits)
    return Measure(found, len(scores), low, high)


def _single(squares: _Squares, model: Model) -> float | None:
    n, k, error = squares.n, squares.k, squares.within if model is Model.ONE_WAY else squares.error
    below = squares.rows + (k - 1) * error
    if model is Model.RANDOM:
        below += k * (squares.columns - error) / n
    return (squares.rows - error) / below if below > _tiny(squares) else None


def _tiny(squares: _Squares) -> float:
    return 1e-14 * max(squares.rows, squares.columns, squares.within)


def _stepped(single: float, k: int) -> float | None:
    """Spearman and Brown: the reliability of the mean of k reviewers from that of one."""
    below = 1 + (k - 1) * single
    return k * single / below if abs(below) > 1e-14 else None


def _limits(squares: _Squares, model: Model, single: float) -> tuple[float, float] | None:
    n, k = squares.n, squares.k
    error = squares.within if model is Model.ONE_WAY else squares.error
    if error <= _tiny(squares) or single >= 1 - 1e-14:
        return None
    if model is Model.RANDOM:
        return _random_limits(squares, single)
    free = n * (k - 1) if model is Model.ONE_WAY else (n - 1) * (k - 1)
    ratio = squares.rows / error
    low, high = ratio / f_quantile(0.975, n - 1, free), ratio * f_quantile(0.975, free, n - 1)
    return (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)


def _random_limits(squares: _Squares, single: float) -> tuple[float, float] | None:
    n, k, rows, columns, error = squares.n, squares.k, squares.rows, squares.columns, squares.error
    a = k * single / (n * (1 - single))
    b = 1 + k * single * (n - 1) / (n * (1 - single))
    free = (a * columns + b * error) ** 2 / ((a * columns) ** 2 / (k - 1) + (b * error) ** 2 / ((n - 1) * (k - 1)))
    if free < _LEAST_FREE:  # the two parts of the variance cancel each other
        return None
    others = k * columns + (k * n - k - n) * error
    below, above = f_quantile(0.975, n - 1, free), f_quantile(0.975, free, n - 1)
    low = n * (rows - below * error) / (below * others + n * rows)
    high = n * (above * rows - error) / (others + n * above * rows)
    return low, high

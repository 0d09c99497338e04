"""Quantiles of the normal, Student's t and the F distribution, in plain Python."""

import math
from collections.abc import Callable
from functools import lru_cache
from statistics import NormalDist
from typing import Final

_TINY: Final = 1e-300
_BISECTIONS: Final = 200


def normal_quantile(probability: float) -> float:
    """The point below which a standard normal variable lies with this probability."""
    return NormalDist().inv_cdf(probability)


@lru_cache(maxsize=1024)
def t_quantile(probability: float, df: int) -> float:
    """The point below which Student's t with so many degrees of freedom lies with this probability.

    Found by bisection on the distribution function. Raises ValueError outside 0 < probability < 1 or below 1 degree.
    """
    if not 0 < probability < 1 or df < 1:
        raise ValueError(f"t_quantile({probability}, {df}) does not exist")
    if probability < 0.5:
        return -t_quantile(1 - probability, df)
    tail = 1 - probability
    return _bisected(lambda t: _upper_tail(t, df) > tail)


@lru_cache(maxsize=1024)
def f_quantile(probability: float, above: float, below: float) -> float:
    """The point below which F with these degrees of freedom (numerator, denominator) lies with this probability.

    They need not be whole. By bisection on the upper tail I_x(d2 / 2, d1 / 2) with x = d2 / (d2 + d1 F) (Abramowitz and
    Stegun 1964, 26.6.2). Raises ValueError outside 0 < probability < 1 or where a degree is not above 0.
    """
    if not 0 < probability < 1 or not above > 0 or not below > 0:
        raise ValueError(f"f_quantile({probability}, {above}, {below}) does not exist")
    tail = 1 - probability
    return _bisected(lambda f: _incomplete_beta(below / (below + above * f), below / 2, above / 2) > tail)


def _bisected(lies_below: Callable[[float], bool]) -> float:
    """The point from 0 on where `lies_below` turns false."""
    low, high = 0.0, 1.0
    while lies_below(high):
        high *= 2
    for _ in range(_BISECTIONS):
        middle = (low + high) / 2
        if middle in (low, high):
            break
        low, high = (middle, high) if lies_below(middle) else (low, middle)
    return (low + high) / 2


def _upper_tail(t: float, df: int) -> float:
    """P(T > t) for t >= 0: half the incomplete beta function (Abramowitz and Stegun 1964, 26.7.1)."""
    return _incomplete_beta(df / (df + t * t), df / 2, 0.5) / 2


def _incomplete_beta(x: float, a: float, b: float) -> float:
    """The regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x))
    if x < (a + 1) / (a + b + 2):
        return front * _beta_fraction(x, a, b) / a
    return 1 - front * _beta_fraction(1 - x, b, a) / b


def _beta_fraction(x: float, a: float, b: float) -> float:
    """The continued fraction of the incomplete beta function (DLMF 8.17.22), by Lentz's method (1976)."""
    c, d = 1.0, 1 / _away_from_zero(1 - (a + b) * x / (a + 1))
    result = d
    for m in range(1, 10_000):
        even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
        for term in (even, odd):
            d = 1 / _away_from_zero(1 + term * d)
            c = _away_from_zero(1 + term / c)
            step = c * d
            result *= step
        if abs(step - 1) < 1e-16:
            break
    return result


def _away_from_zero(value: float) -> float:
    return value if abs(value) > _TINY else _TINY

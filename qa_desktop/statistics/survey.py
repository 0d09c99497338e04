"""What customers said, in figures: CSAT, NPS, CES, and how many answers a survey or a sample needs."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from qa_desktop.statistics.intervals import Z_95, wilson
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.quantiles import t_quantile

SATISFIED_FROM: Final = 4
AGREE_FROM: Final = 5
KREJCIE_CHI_SQUARE: Final = 3.841
"""The chi-square of one degree of freedom at 95 % as Krejcie and Morgan print it."""


@dataclass(frozen=True)
class Nps:
    """The Net Promoter Score in points from -100 to 100, with Wald's and the adjusted Wald interval."""

    wald: Measure
    adjusted: Measure


def csat(counts: Sequence[int]) -> Measure:
    """The share of answers 4 and 5, with its Wilson interval; `counts` are those of the answers 1 to 5."""
    return wilson(sum(counts[SATISFIED_FROM - 1 :]), sum(counts))


def ces(counts: Sequence[int]) -> Measure:
    """The mean customer effort score with its t interval; `counts` are those of the answers 1 to 7."""
    return mean_of_counts(counts)


def ces_agree(counts: Sequence[int]) -> Measure:
    """The share of answers 5 to 7 ("made it easy"), with its Wilson interval."""
    return wilson(sum(counts[AGREE_FROM - 1 :]), sum(counts))


def mean_of_counts(counts: Sequence[int]) -> Measure:
    """The mean of answers 1, 2, 3 ..., given how often each came, with its t interval (Student 1908)."""
    n = sum(counts)
    if not n:
        return undefined("nobody answered")
    mean = sum(place * count for place, count in enumerate(counts, start=1)) / n
    if n == 1:
        return Measure(mean, n, reason="one observation has no interval")
    error = deviation_of_counts(counts) / math.sqrt(n)
    reach = t_quantile(0.975, n - 1) * error
    return Measure(mean, n, mean - reach, mean + reach, error=error)


def deviation_of_counts(counts: Sequence[int]) -> float:
    """The standard deviation of answers 1, 2, 3 ... (divisor n - 1); there must be two."""
    n = sum(counts)
    mean = sum(place * count for place, count in enumerate(counts, start=1)) / n
    square = math.fsum(count * (place - mean) ** 2 for place, count in enumerate(counts, start=1))
    return math.sqrt(square / (n - 1))


def nps(promoters: int, passives: int, detractors: int) -> Nps:
    """The Net Promoter Score of so many answers 9 and 10, 7 and 8, 0 to 6.

    Source: Rocks (2016), Am. Stat. 70:365-372: Wald's interval of a trinomial difference, and the adjusted one, which
    adds three answers, 3/4 of them promoters and 3/4 detractors, and holds its level in small samples.
    """
    n = promoters + passives + detractors
    if not n:
        lack = undefined("nobody answered")
        return Nps(lack, lack)
    value, error = _difference(promoters, detractors, n)
    middle, reach = _difference(promoters + 0.75, detractors + 0.75, n + 3)
    return Nps(
        Measure(value, n, value - Z_95 * error, value + Z_95 * error, error=error),
        Measure(value, n, middle - Z_95 * reach, middle + Z_95 * reach, error=reach),
    )


def _difference(promoters: float, detractors: float, n: float) -> tuple[float, float]:
    """The score and its standard error, in points."""
    share = (promoters - detractors) / n
    return 100 * share, 100 * math.sqrt(((promoters + detractors) / n - share**2) / n)


def sample_size(margin: float, share: float = 0.5, population: int | None = None) -> int:
    """How many answers estimate a share to within a margin at 95 %: z^2 p (1 - p) / margin^2 (Cochran 1977, 4.4).

    With a population its finite size is taken into account. Raises ValueError where margin or share is not between
    0 and 1.
    """
    if not 0 < margin < 1 or not 0 < share < 1:
        raise ValueError("margin and share lie between 0 and 1")
    needed = Z_95**2 * share * (1 - share) / margin**2
    if population is not None:
        needed /= 1 + (needed - 1) / population
    return math.ceil(needed - 1e-9)


def krejcie_morgan(population: int) -> float:
    """The sample size of Krejcie and Morgan (1970), Educ. Psychol. Meas. 30:607-610, margin 5 %; not rounded."""
    square = KREJCIE_CHI_SQUARE * 0.25
    return square * population / (0.05**2 * (population - 1) + square)


def mean_of_sample(mean: float, deviation: float, n: int, population: int) -> Measure:
    """A mean of `n` drawn from a finite population, with its t interval (Cochran 1977, 2.6).

    Raises ValueError where more were drawn than there are.
    """
    if not 0 < n <= population:
        raise ValueError("a sample has one member at least, and no more than its population")
    if n == 1:
        return Measure(mean, n, reason="one observation has no interval")
    error = deviation / math.sqrt(n) * math.sqrt((population - n) / (population - 1))
    reach = t_quantile(0.975, n - 1) * error
    return Measure(mean, n, mean - reach, mean + reach, error=error)

"""Published tables, written out here so that a fresh clone tests against them too."""

from typing import Any

import pytest

from qa_desktop.statistics import agreement, intervals, reference
from qa_desktop.statistics.alpha import Level, krippendorff_alpha
from qa_desktop.statistics.chance import conger_kappa, gwet_ac1
from qa_desktop.statistics.quantiles import normal_quantile, t_quantile
from qa_desktop.statistics.ratings import Ratings

_: Any = None

# Krippendorff (2011), Computing Krippendorff's Alpha-Reliability, section C: 4 observers, 12 units, blanks.
KRIPPENDORFF_2011 = [
    [1, 1, _, 1],
    [2, 2, 3, 2],
    [3, 3, 3, 3],
    [3, 3, 3, 3],
    [2, 2, 2, 2],
    [1, 2, 3, 4],
    [4, 4, 4, 4],
    [1, 1, 2, 1],
    [2, 2, 2, 2],
    [_, 5, 5, 5],
    [_, _, 1, 1],
    [_, _, 3, _],
]

# Bland and Altman (1986), Lancet i:307-310, table: first readings of the Wright and the mini Wright peak flow meter.
PEAK_FLOW = [
    (494, 512),
    (395, 430),
    (516, 520),
    (434, 428),
    (476, 500),
    (557, 600),
    (413, 364),
    (442, 380),
    (650, 658),
    (433, 445),
    (417, 432),
    (656, 626),
    (267, 260),
    (478, 477),
    (178, 259),
    (423, 350),
    (427, 451),
]


@pytest.mark.parametrize(
    ("level", "printed"),
    [(Level.NOMINAL, 0.743), (Level.ORDINAL, 0.815), (Level.INTERVAL, 0.849), (Level.RATIO, 0.797)],
)
def test_alpha_of_krippendorff_2011(level: Level, printed: float) -> None:
    found = krippendorff_alpha(Ratings.of(KRIPPENDORFF_2011), level)
    assert found.value == pytest.approx(printed, abs=0.0005)
    assert found.n == 11  # the unit with one value drops out


def test_ac1_of_the_same_ratings_as_printed_by_gwet() -> None:
    # irrCAC overview vignette, cac.raw4raters: AC1 0.77544, standard error 0.14295, interval (0.461, 1).
    found = gwet_ac1(Ratings.of(KRIPPENDORFF_2011, [1, 2, 3, 4, 5]))
    assert found.value == pytest.approx(0.77544, abs=0.000005)
    assert found.low == pytest.approx(0.461, abs=0.0005)
    assert found.high == 1
    assert found.n == 12


def test_conger_of_the_same_ratings_as_printed_by_gwet() -> None:
    # The same vignette: 0.76282, standard error 0.14917, interval (0.435, 1).
    found = conger_kappa(Ratings.of(KRIPPENDORFF_2011, [1, 2, 3, 4, 5]))
    assert found.value == pytest.approx(0.76282, abs=0.000005)
    assert found.error == pytest.approx(0.14917, abs=0.000005)
    assert found.low == pytest.approx(0.435, abs=0.0005)
    assert found.high == 1


def test_pairwise_agreement_of_the_same_ratings() -> None:
    assert agreement.pairwise_agreement(Ratings.of(KRIPPENDORFF_2011)).value == pytest.approx(0.8181818, abs=5e-8)


def test_kappa_paradox_leaves_ac1_high() -> None:
    # Feinstein and Cicchetti (1990), J. Clin. Epidemiol. 43:543-549: agreement .85 with skewed marginals.
    ratings = Ratings.of([["Yes", "Yes"]] * 80 + [["Yes", "No"]] * 10 + [["No", "Yes"]] * 5 + [["No", "No"]] * 5)
    assert agreement.pairwise_agreement(ratings).value == pytest.approx(0.85)
    assert gwet_ac1(ratings).value == pytest.approx(0.81, abs=0.005)
    assert krippendorff_alpha(ratings, Level.NOMINAL).value == pytest.approx(0.32, abs=0.005)


def test_bias_of_bland_and_altman_1986() -> None:
    found = reference.bias(PEAK_FLOW)
    assert found.value == pytest.approx(-2.1, abs=0.05)
    assert intervals.standard_deviation([a - b for a, b in PEAK_FLOW]) == pytest.approx(38.8, abs=0.05)
    # Their interval for the bias: -22.0 to 17.8 l/min.
    assert found.low == pytest.approx(-22.0, abs=0.06)
    assert found.high == pytest.approx(17.8, abs=0.06)


@pytest.mark.parametrize(
    ("successes", "n", "low", "high"),
    # Newcombe (1998), Statist. Med. 17:857-872, table I, method 3.
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_interval_of_newcombe_1998(successes: int, n: int, low: float, high: float) -> None:
    found = intervals.wilson(successes, n)
    assert found.low == pytest.approx(low, abs=0.00005)
    assert found.high == pytest.approx(high, abs=0.00005)


@pytest.mark.parametrize(
    ("df", "printed"),
    # Fisher and Yates' table of t, two-sided 5 %.
    [(1, 12.706), (2, 4.303), (3, 3.182), (5, 2.571), (10, 2.228), (16, 2.120), (30, 2.042), (60, 2.000), (120, 1.980)],
)
def test_t_quantile_of_the_printed_table(df: int, printed: float) -> None:
    assert t_quantile(0.975, df) == pytest.approx(printed, abs=0.0005)
    assert t_quantile(0.025, df) == -t_quantile(0.975, df)


def test_t_quantile_where_it_has_a_closed_form() -> None:
    # df 1 is Cauchy: tan(pi (p - 1/2)); df 2: (2p - 1) sqrt(2 / (4 p (1 - p))).
    assert t_quantile(0.975, 1) == pytest.approx(12.706204736174694, rel=1e-12)
    assert t_quantile(0.9, 2) == pytest.approx(0.8 * (2 / 0.36) ** 0.5, rel=1e-12)


def test_t_quantile_nears_the_normal() -> None:
    assert t_quantile(0.975, 1_000_000) == pytest.approx(normal_quantile(0.975), abs=1e-5)


@pytest.mark.parametrize(("probability", "df"), [(0.0, 5), (1.0, 5), (0.5, 0)])
def test_t_quantile_refuses_what_does_not_exist(probability: float, df: int) -> None:
    with pytest.raises(ValueError, match="does not exist"):
        t_quantile(probability, df)

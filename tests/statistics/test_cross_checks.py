"""The same table through other implementations, computed once; their versions stand beside the numbers.

SciPy 1.17.1, statsmodels 0.15.0, scikit-learn 1.9.1, pingouin 0.7.0, krippendorff 0.9.0.
"""

import pytest

from qa_desktop.statistics import chance, cohen, icc, ranks
from qa_desktop.statistics.alpha import Level, krippendorff_alpha
from qa_desktop.statistics.quantiles import f_quantile, t_quantile
from qa_desktop.statistics.ratings import Ratings
from qa_desktop.statistics.weights import Weighting, weights

TABLE = [
    [4, 4, 5, 4],
    [3, 3, 4, 3],
    [5, 5, 5, 4],
    [2, 3, 3, 2],
    [4, 4, 4, 5],
    [3, 2, 4, 3],
    [4, 5, 5, 4],
    [5, 4, 5, 5],
    [3, 3, 3, 3],
    [4, 2, 5, 3],
    [2, 2, 4, 2],
    [1, 1, 2, 1],
]
BLANKS = {(2, 1), (5, 3), (7, 0)}
SCALE = [1, 2, 3, 4, 5]
TWO = Ratings.of([row[:2] for row in TABLE], SCALE)


def test_fleiss_of_statsmodels() -> None:
    assert chance.fleiss_kappa(Ratings.of(TABLE, SCALE)).value == pytest.approx(0.27683615819209034, abs=1e-12)


@pytest.mark.parametrize(
    ("weighting", "kappa", "error", "low"),
    # cohens_kappa of statsmodels (kappa, std_kappa, kappa_low); cohen_kappa_score of scikit-learn gives the same kappas
    [
        (Weighting.IDENTITY, 0.46428571428571436, 0.18519347403844033, 0.10131317499851772),
        (Weighting.LINEAR, 0.6288659793814433, 0.15185128075938106, 0.33124293808677624),
        (Weighting.QUADRATIC, 0.7692307692307693, 0.1313614465047266, 0.5117670651244202),
    ],
)
def test_cohen_of_statsmodels(weighting: Weighting, kappa: float, error: float, low: float) -> None:
    found = cohen.cohen_kappa(TWO, weights(weighting, 5))
    assert found.value == pytest.approx(kappa, abs=1e-12)
    assert found.error == pytest.approx(error, abs=1e-12)
    assert found.low == pytest.approx(low, abs=1e-12)


@pytest.mark.parametrize(
    ("level", "alpha"),
    [
        (Level.NOMINAL, 0.25439725439725447),
        (Level.ORDINAL, 0.6286286426315804),
        (Level.INTERVAL, 0.6522764803019581),
        (Level.RATIO, 0.6671402715607644),
    ],
)
def test_alpha_of_krippendorff_with_blanks(level: Level, alpha: float) -> None:
    table = [
        [None if (item, place) in BLANKS else mark for place, mark in enumerate(row)] for item, row in enumerate(TABLE)
    ]
    assert krippendorff_alpha(Ratings.of(table), level).value == pytest.approx(alpha, abs=1e-12)


@pytest.mark.parametrize(
    ("model", "single", "low", "high", "mean"),
    [
        (icc.Model.ONE_WAY, 0.696932, 0.45, 0.88, 0.901945),
        (icc.Model.RANDOM, 0.704397, 0.42, 0.89, 0.905048),
        (icc.Model.FIXED, 0.781391, 0.57, 0.92, 0.934630),
    ],
)
def test_icc_of_pingouin(model: icc.Model, single: float, low: float, high: float, mean: float) -> None:
    ratings = Ratings.of(TABLE)
    found = icc.icc(ratings, model)
    assert found.value == pytest.approx(single, abs=5e-7)
    assert (found.low, found.high) == (pytest.approx(low, abs=0.005), pytest.approx(high, abs=0.005))
    assert icc.icc(ratings, model, mean=True).value == pytest.approx(mean, abs=5e-7)


def test_correlations_of_scipy() -> None:
    first, second = [row[0] for row in TABLE], [row[1] for row in TABLE]
    assert ranks.spearman(first, second).value == pytest.approx(0.7624425757515653, abs=1e-12)
    found = ranks.pearson(first, second)
    assert found.value == pytest.approx(0.7770286898858112, abs=1e-12)
    assert found.low == pytest.approx(0.36661435144369603, abs=1e-9)
    assert found.high == pytest.approx(0.9342933699273752, abs=1e-9)


def test_kendall_of_scipy() -> None:
    # W = chi-square of friedmanchisquare / (k (n - 1))
    assert ranks.kendall_w(Ratings.of(TABLE)).value == pytest.approx(0.8309925093632959, abs=1e-12)


@pytest.mark.parametrize(
    ("probability", "above", "below", "point"),
    [
        (0.975, 11, 33, 2.4122649037074257),
        (0.975, 33, 11, 3.097315396444541),
        (0.975, 5, 3.7, 10.466545635649885),
        (0.5, 2.5, 100, 0.754711367535233),
        (0.95, 1, 1, 161.4476387975882),
        (0.975, 11, 1e6, 1.9927446241275866),
    ],
)
def test_f_quantile_of_scipy(probability: float, above: float, below: float, point: float) -> None:
    assert f_quantile(probability, above, below) == pytest.approx(point, rel=1e-9)


@pytest.mark.parametrize(
    ("probability", "df", "point"), [(0.975, 11, 2.200985160091639), (0.995, 200, 2.600634436191558)]
)
def test_t_quantile_of_scipy(probability: float, df: int, point: float) -> None:
    assert t_quantile(probability, df) == pytest.approx(point, rel=1e-11)


def test_f_quantile_refuses_what_does_not_exist() -> None:
    with pytest.raises(ValueError, match="does not exist"):
        f_quantile(0.5, 0, 3)

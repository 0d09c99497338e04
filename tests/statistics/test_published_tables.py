"""More tables from papers and manuals, with what these print: to within half a unit of the last digit."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final

import pytest

from qa_desktop.statistics import agreement, chance, cohen, icc, ranks
from qa_desktop.statistics.alpha import Level, krippendorff_alpha
from qa_desktop.statistics.measure import Measure
from qa_desktop.statistics.ratings import Ratings
from qa_desktop.statistics.weights import Weighting, from_disagreement, weights

Table = list[list[int | None]]
Printed = dict[str, str]


def table(written: str) -> Table:
    """Items parted by blanks, a digit for each reviewer, a point where the mark is missing."""
    return [[None if mark == "." else int(mark) for mark in item] for item in written.split()]


def pairs(counts: Sequence[Sequence[int]]) -> Table:
    """Two reviewers' marks from their contingency table."""
    cells = [(row, column, times) for row, line in enumerate(counts, 1) for column, times in enumerate(line, 1)]
    return [[row, column] for row, column, times in cells for _ in range(times)]


# Hayes and Krippendorff (2007), Commun. Methods Meas. 1:77-89, p. 84: 5 observers, 40 newspaper articles.
ARTICLES: Final = table(
    "112.2 1101. 2333. .00.0 000.0 000.0 102.1 1.20. 222.2 2111. .100. 0000. 1222. 33223 111.1 111.1 212.2 1233. 1101. "
    "000.0 0011. 00.00 2333. 0000. 12.22 0111. 00010 1212. 1122. 112.2 110.0 2121. 22.22 3222. 222.2 223.2 222.2 22.12 "
    "2222. 111.1"
)
# Gwet (2014), Handbook of Inter-Rater Reliability, and the tests of irrCAC 0.4.4, which print them.
OBSERVERS: Final = ARTICLES[:15]  # the handbook takes its first 15 units from there
GROUPS: Final = table("11.1 2232 3333 3333 2222 1234 4444 1121 2222 .555 ..11 ..3. 2232 2132")
GENDER: Final = table("1113 1123 1123 1133 1211 2111 2222 2322 3333 1113 1123 1123 1133 1211 2111")
TWO: Final = table("12 11 22 22 42 33 33 33 55 4. 44 14")
# Krippendorff (1980), Content Analysis, p. 139: 3 observers, 9 units.
UNITS: Final = table("111 122 222 444 144 222 123 333 222")
# Warrens (2010), Adv. Data Anal. Classif. 4:271-286, p. 284: 8 pathologists, after O'Malley et al. (2006).
BIOPSIES: Final = table(
    "11111111 " * 14 + "11121111 11111112 " + "22222222 " * 10 + "22122221 " * 2 + "22121221 22121211"
)
# Artstein and Poesio (2008), Comput. Linguist. 34:555-596, p. 568; weights of disagreement ibid.
DIALOGUE: Final = pairs([[46, 0, 0], [6, 32, 6], [0, 0, 10]])
# Zwick (1988), Psychol. Bull. 103:374-378, p. 376, third table.
ZWICK: Final = pairs([[20, 5, 5, 10], [0, 10, 5, 5], [0, 5, 10, 5], [0, 0, 0, 20]])
# SAS/STAT User's Guide, FREQ: two dermatologists on 88 patients.
SKIN: Final = pairs([[10, 4, 1, 0], [5, 10, 12, 2], [2, 4, 12, 5], [0, 2, 6, 13]])
# Altman (1991), Practical Statistics for Medical Research, p. 403: 85 xeromammograms, after Boyd et al. (1982).
MAMMOGRAMS: Final = pairs([[21, 12, 0, 0], [4, 17, 1, 0], [3, 9, 15, 2], [0, 0, 0, 1]])
# The manual of R irr 0.84.1, data set anxiety: 3 raters, 20 people.
ANXIETY: Final = table("332 361 344 464 523 542 221 346 531 231 221 632 133 533 221 221 113 233 432 342")
# Siegel and Castellan (1988), Nonparametric Statistics, p. 263: 3 meeting planners rank 8 reasons.
REASONS: Final = table("514 675 761 123 232 457 346 888")
# The manual of pingouin and real-statistics.com: 4 judges, 8 wines.
WINES: Final = table("1201 1332 3814 6433 6556 7562 8779 9998")

WEIGHTED: Final = {name: weights(name, 4) for name in Weighting}
DIALOGUE_WEIGHTS: Final = from_disagreement([[0, 1, 0.5], [1, 0, 0.5], [0.5, 0.5, 0]])

MEASURES: Final[dict[str, Callable[[Ratings], Measure]]] = {
    "pairwise": agreement.pairwise_agreement,
    "ac1": chance.gwet_ac1,
    "fleiss": chance.fleiss_kappa,
    "brennan": chance.brennan_prediger,
    "conger": chance.conger_kappa,
    "light": cohen.light_kappa,
    "cohen": cohen.cohen_kappa,
    "cohen linear": lambda ratings: cohen.cohen_kappa(ratings, WEIGHTED[Weighting.LINEAR]),
    "cohen own": lambda ratings: cohen.cohen_kappa(ratings, DIALOGUE_WEIGHTS),
    **{f"alpha {level}": partial(krippendorff_alpha, level=level) for level in Level},
    **{f"icc {model}": partial(icc.icc, model=model) for model in icc.Model},
    **{f"icc {model} mean": partial(icc.icc, model=model, mean=True) for model in icc.Model},
    "w": ranks.kendall_w,
}


@pytest.mark.parametrize(
    ("rows", "printed"),
    [
        (ARTICLES, {"alpha ordinal": "0.7598", "alpha nominal": "0.477", "alpha interval": "0.757"}),
        (
            OBSERVERS,
            {
                "pairwise": "0.616",
                "fleiss": "0.458 0.199 0.716 0.120",
                "ac1": "0.497 0.235 0.758 0.122",
                "brennan": "0.487 0.228 0.747 0.121",
                "conger": "0.469",
                "alpha nominal": "0.481",
            },
        ),
        (
            GROUPS,
            {
                "pairwise": "0.744",
                "fleiss": "0.657 0.333 0.981 0.150",
                "ac1": "0.685 0.396 0.973 0.134",
                "brennan": "0.679 0.385 0.974 0.136",
                "conger": "0.659",
                "alpha nominal": "0.632",
            },
        ),
        (
            GENDER,
            {
                "fleiss": "0.129 -0.172 0.430 0.141",
                "ac1": "0.208 0.014 0.403 0.091",
                "brennan": "0.183 -0.035 0.402 0.102",
                "conger": "0.166",
                "alpha nominal": "0.143",
            },
        ),
        (TWO, {"pairwise": "0.727", "ac1": "0.661 0.257 1.000 0.184", "conger": "0.657", "alpha nominal": "0.665"}),
        (UNITS, {"alpha nominal": "0.642", "alpha interval": "0.547", "alpha ratio": "0.483"}),
        (BIOPSIES, {"brennan": "0.836", "fleiss": "0.832", "conger": "0.8326", "light": "0.832"}),
        (DIALOGUE, {"brennan": "0.82", "cohen": "0.801", "cohen own": "0.8163"}),
        (ZWICK, {"brennan": "0.467", "fleiss": "0.46", "cohen": "0.474"}),
        (SKIN, {"cohen": "0.3449 0.2030 0.4868 0.0724", "cohen linear": "0.5082 0.3798 0.6366 0.0655"}),
        (MAMMOGRAMS, {"cohen": "0.4728", "cohen linear": "0.5684"}),
        (ANXIETY, {"icc 2": "0.198 -0.039 0.494", "w": "0.5396569"}),
        (REASONS, {"w": "0.6560847"}),
        (
            WINES,
            {
                "icc 1": "0.728 0.43 0.93",
                "icc 2": "0.728 0.43 0.93",
                "icc 3": "0.729 0.43 0.93",
                "icc 1 mean": "0.914 0.75 0.98",
                "icc 2 mean": "0.914 0.75 0.98",
                "icc 3 mean": "0.915 0.75 0.98",
            },
        ),
    ],
)
def test_as_printed(rows: Table, printed: Printed) -> None:
    """`printed` holds value, lower limit, upper limit and standard error, as far as they are printed."""
    ratings = Ratings.of(rows)
    for name, figures in printed.items():
        found = MEASURES[name](ratings)
        for figure, got in zip(figures.split(), (found.value, found.low, found.high, found.error), strict=False):
            half = 0.5 * 10.0 ** -len(figure.partition(".")[2])
            assert got == pytest.approx(float(figure), abs=half), (name, figure)


def test_one_constant_reviewer_has_a_kappa_of_0_without_an_error() -> None:
    found = cohen.cohen_kappa(Ratings.of(table("31 33 32 35 31 34")))
    assert (found.value, found.error, found.low) == (pytest.approx(0), None, None)
    assert "large-sample error is 0" in found.reason

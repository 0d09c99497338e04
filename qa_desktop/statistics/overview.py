"""Every measure that a table of answers allows, by the names that `qa-desktop agreement --json` gives them."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

from qa_desktop.statistics import agreement, chance, cohen, icc, ranks, reference, spread
from qa_desktop.statistics.alpha import SEED, Level, alpha_intervals, krippendorff_alpha
from qa_desktop.statistics.answers import NOT_APPLICABLE, Answers
from qa_desktop.statistics.differences import limits_of_agreement
from qa_desktop.statistics.intervals import wilson
from qa_desktop.statistics.labels import ALPHA, label
from qa_desktop.statistics.measure import Measure, undefined
from qa_desktop.statistics.ratings import NOT_NUMBERS, Floats, Ratings
from qa_desktop.statistics.weights import Weighting, weights

TOLERANCES: Final = {Level.NOMINAL: 0.0, Level.ORDINAL: 1.0, Level.INTERVAL: 5.0, Level.RATIO: 5.0}
NO_ORDER: Final = "the answers have no order"
NOBODY_KNOWN: Final = "the table does not tell who gave which answer"

_BY_PERSON: Final = (
    *("cohen_kappa", "light_kappa", "conger_kappa", "mean_pairwise_percent_agreement", "icc_2", "icc_3", "kendall_w"),
    *("bias", "sd_of_difference", "loa_", "pearson_r", "spearman"),
)
"""Figures that need to know whose marks belong together, by how their names begin."""

_WEIGHTED = {"linear": Weighting.LINEAR, "quadratic": Weighting.QUADRATIC}


@dataclass(frozen=True)
class Wishes:
    """What is asked for beside the answers: the gauge (its place), tolerances in points, agreement weights."""

    gauge: int | None = None
    tolerance: float | None = None
    spread_tolerance: float | None = None
    matrix: Floats | None = None


@dataclass
class Overview:
    """Counts, values by name (None where undefined), and why each of those is undefined."""

    counts: dict[str, int] = field(default_factory=dict)
    values: dict[str, Any] = field(default_factory=dict)
    undefined: dict[str, str] = field(default_factory=dict)
    headline: dict[str, Any] = field(default_factory=dict)

    def put(self, name: str, measure: Measure, *, limits: bool = False, error: bool = False) -> None:
        """Take a measure in under a name, with its interval (`_ci_low`, `_ci_high`) and error (`_se`) if wanted."""
        self._put(name, measure.value, measure.reason)
        if error:
            self._put(f"{name}_se", measure.error, measure.reason)
        if limits:
            self._put(f"{name}_ci_low", measure.low, measure.reason)
            self._put(f"{name}_ci_high", measure.high, measure.reason)

    def withdraw(self, names: Sequence[str], reason: str) -> None:
        """Let these figures, and what belongs to them, be undefined for this reason."""
        for key in [key for key in self.values if key.startswith(tuple(names))]:
            self.values[key], self.undefined[key] = None, reason

    def _put(self, name: str, value: float | None, reason: str) -> None:
        there = value is not None and math.isfinite(value)
        self.values[name] = value if there else None
        if not there:
            self.undefined[name] = reason or "the numbers are too large to compute with"


def overview(answers: Answers, wishes: Wishes) -> Overview:
    """Everything, in the order of the names' documentation."""
    found = Overview(_counts(answers.given))
    with np.errstate(all="ignore"):  # what is not finite is told as undefined
        _uncorrected(found, answers)
        _corrected(found, answers, wishes)
        _alphas(found, answers)
        _scores(found, answers, wishes)
        _two_reviewers(found, answers)
        if answers.has_na:
            _without_na(found, answers)
        if answers.table.anonymous:
            found.withdraw(_BY_PERSON, NOBODY_KNOWN)
        if wishes.gauge is not None:
            found.values["gauge"] = {}
            for reviewer, name in enumerate(answers.table.reviewers):
                if reviewer != wishes.gauge:
                    part = _against_gauge(answers, wishes, reviewer, wishes.gauge)
                    found.values["gauge"][name] = part.values
                    found.undefined |= {f"gauge.{name}.{key}": why for key, why in part.undefined.items()}
    return found


def _counts(given: Ratings) -> dict[str, int]:
    sizes = given.sizes
    return {
        "n_items": given.items,
        "n_raters": given.reviewers,
        "n_ratings": len(given.code),
        "n_items_with_two_or_more": given.compared,
        "n_items_with_one": int(np.count_nonzero(sizes == 1)),
        "n_items_with_none": int(np.count_nonzero(sizes == 0)),
        "n_items_complete": int(np.count_nonzero(sizes == given.reviewers)),
        "n_raters_without_scores": given.reviewers - len(given.active),
    }


def _ordered(answers: Answers, measure: Callable[[Ratings], Measure]) -> Measure:
    """A measure that needs an order."""
    return undefined(NO_ORDER) if answers.ordered is None else measure(answers.ordered)


def _measured(answers: Answers, measure: Callable[[Ratings], Measure]) -> Measure:
    """A measure that needs numbers."""
    return measure(answers.without_na) if answers.numeric else undefined(NOT_NUMBERS)


def _uncorrected(found: Overview, answers: Answers) -> None:
    given = answers.given
    found.put("percent_agreement_pairwise", agreement.pairwise_agreement(given))
    found.put("percent_agreement_all", agreement.unanimous(given))
    found.put("percent_agreement_all_tol1", _ordered(answers, lambda ordered: _all_within_one(answers, ordered)))
    found.put("mean_pairwise_percent_agreement", agreement.mean_pairwise_agreement(given))
    judged = answers.judged
    positive = _positive(answers, judged)
    found.put("positive_agreement", agreement.specific_agreement(judged, positive))
    found.put("negative_agreement", agreement.specific_agreement(judged, 1 - positive))


def _positive(answers: Answers, judged: Ratings) -> int:
    """The place of the category that is "positive": the first of a scale of words, else the higher one (1, Yes)."""
    return 0 if answers.scale is not None and judged.numbers is None else 1


def _all_within_one(answers: Answers, ordered: Ratings) -> Measure:
    """The share of items whose answers lie within a point; N/A beside a number is a mismatch, unless it is missing."""
    given = answers.given
    if given.why_not:
        return undefined(given.why_not)
    near = np.zeros(given.items, bool)
    near[ordered.sizes > 1] = spread.near_enough(spread.ranges(ordered), 1)
    near |= ordered.sizes == 1
    numbered = ordered.sizes == given.sizes
    good = (given.sizes > 1) & ((near & numbered) | (ordered.sizes == 0))
    return wilson(int(good.sum()), given.compared)


def _corrected(found: Overview, answers: Answers, wishes: Wishes) -> None:
    judged = answers.judged
    _kappas(found, answers, wishes)
    found.put("light_kappa", cohen.light_kappa(judged))
    found.put("fleiss_kappa", chance.fleiss_kappa(judged), limits=True, error=True)
    found.put("conger_kappa", chance.conger_kappa(judged), limits=True, error=True)
    found.put("gwet_ac1", chance.gwet_ac1(judged), limits=True, error=True)
    for name, weighting in _WEIGHTED.items():
        found.put(f"gwet_ac2_{name}", _ordered(answers, _ac2(weighting)), limits=True, error=True)
    found.put("brennan_prediger", chance.brennan_prediger(judged), limits=True, error=True)


def _ac2(weighting: Weighting) -> Callable[[Ratings], Measure]:
    return lambda ratings: chance.gwet_ac2(ratings, weights(weighting, len(ratings.categories)))


def _kappas(found: Overview, answers: Answers, wishes: Wishes) -> None:
    judged = answers.judged
    found.put("cohen_kappa", cohen.cohen_kappa(judged), limits=True, error=True)
    for name, weighting in _WEIGHTED.items():
        found.put(f"cohen_kappa_{name}", _ordered(answers, _weighted(weighting)), limits=True, error=True)
    if wishes.matrix is not None:
        custom = cohen.cohen_kappa(judged, wishes.matrix)
        found.put("cohen_kappa_weighted_custom", custom, limits=True, error=True)


def _weighted(weighting: Weighting) -> Callable[[Ratings], Measure]:
    return lambda ratings: cohen.cohen_kappa(ratings, weights(weighting, len(ratings.categories)))


def _alphas(found: Overview, answers: Answers) -> None:
    tables = {Level.NOMINAL: answers.judged, Level.ORDINAL: answers.ordered}
    if answers.numeric:
        tables |= {Level.INTERVAL: answers.without_na, Level.RATIO: answers.without_na}
    for level in Level:
        name, table = f"krippendorff_alpha_{level}", tables.get(level)
        if table is None:
            found.put(name, undefined(NO_ORDER if level is Level.ORDINAL else NOT_NUMBERS))
            continue
        alpha, without_variation = alpha_intervals(table, [level])[level]
        found.put(name, alpha)
        key = f"{name}_bootstrap95"
        if alpha.low is None:
            found.values[key], found.undefined[key] = None, alpha.reason
        else:
            found.values[key] = {
                "low": alpha.low,
                "high": alpha.high,
                "method": "percentile bootstrap over items, resamples without variation left out",
                "seed": SEED,
                "undefined_resamples": without_variation,
            }
        if level is answers.level:
            found.headline = _headline(name, alpha)


def _headline(name: str, alpha: Measure) -> dict[str, Any]:
    return {
        "measure": name,
        "value": alpha.value,
        "low": alpha.low,
        "high": alpha.high,
        "n": alpha.n,
        "label": label(alpha, ALPHA),
        "label_source": ALPHA.source,
    }


def _scores(found: Overview, answers: Answers, wishes: Wishes) -> None:
    for model in icc.Model:
        for ending, mean in (("1", False), ("k", True)):
            measure = _measured(answers, lambda table, model=model, mean=mean: icc.icc(table, model, mean=mean))  # type: ignore[misc]
            found.put(f"icc_{model}_{ending}", measure, limits=True)
    found.put("kendall_w", _ordered(answers, ranks.kendall_w))
    found.put("kendall_w_uncorrected", _ordered(answers, lambda table: ranks.kendall_w(table, ties=False)))
    found.put("mean_spread", _ordered(answers, spread.mean_range))
    found.put("max_spread", _ordered(answers, spread.largest_range))
    found.put("mean_item_sd", _ordered(answers, spread.mean_deviation))
    tolerance = _tolerance(answers, wishes.spread_tolerance, wishes.tolerance)
    within = _ordered(answers, lambda table: agreement.all_within(table, tolerance))
    found.put("share_items_spread_within_tol", within)


def _tolerance(answers: Answers, *wanted: float | None) -> float:
    return next((each for each in wanted if each is not None), TOLERANCES[answers.level])


def _two_reviewers(found: Overview, answers: Answers) -> None:
    """Bland and Altman's figures of the first minus the second, and how the two run together."""
    lack, pairs = _pairs_of_two(answers)
    first, second = [one for one, _ in pairs], [other for _, other in pairs]
    limits = limits_of_agreement([one - other for one, other in pairs])
    found.put("bias", lack or limits.bias, limits=True)
    found.put("sd_of_difference", lack or limits.deviation)
    found.put("loa_low", lack or limits.low, limits=True)
    found.put("loa_high", lack or limits.high, limits=True)
    found.put("pearson_r", lack or ranks.pearson(first, second), limits=True)
    found.put("spearman", lack or ranks.spearman(first, second), limits=True, error=True)


def _pairs_of_two(answers: Answers) -> tuple[Measure | None, list[tuple[float, float]]]:
    if not answers.numeric:
        return undefined(NOT_NUMBERS), []
    table = answers.without_na
    if len(table.active) != 2:
        return undefined(table.why_not or f"it compares two reviewers, and there are {len(table.active)}"), []
    return None, _pairs(table, int(table.active[0]), int(table.active[1]))


def _pairs(table: Ratings, one: int, other: int) -> list[tuple[float, float]]:
    """The numbers of the items that both scored."""
    numbers = table.numbers
    return [] if numbers is None else [(float(numbers[a]), float(numbers[b])) for a, b in _both(table, one, other)]


def _without_na(found: Overview, answers: Answers) -> None:
    table = answers.without_na
    found.put("percent_agreement_pairwise_na_as_missing", agreement.pairwise_agreement(table))
    found.put("percent_agreement_all_na_as_missing", agreement.unanimous(table))
    found.put("fleiss_kappa_na_as_missing", chance.fleiss_kappa(table))
    found.put("gwet_ac1_na_as_missing", chance.gwet_ac1(table))
    found.put("krippendorff_alpha_nominal_na_as_missing", krippendorff_alpha(table, Level.NOMINAL))


def _against_gauge(answers: Answers, wishes: Wishes, reviewer: int, gauge: int) -> Overview:
    """One reviewer against the gauge: their answers, then the differences of their numbers."""
    given, found = answers.given, Overview()
    both = _both(given, reviewer, gauge)
    own = given.code[given.reviewer == reviewer]
    found.values["n"] = len(both)
    found.put("exact_agreement", reference.exact_agreement(both), limits=True)
    not_applicable = [category == NOT_APPLICABLE for category in given.categories]
    found.put("na_rate", wilson(sum(not_applicable[code] for code in own), len(own)))
    judged = _of_two(answers.judged, reviewer, gauge)
    found.put("cohen_kappa", cohen.cohen_kappa(judged))
    found.put("gwet_ac1", chance.gwet_ac1(judged))
    ordered = answers.ordered
    for name, weighting in _WEIGHTED.items():
        kappa = _weighted(weighting)(_of_two(ordered, reviewer, gauge)) if ordered else undefined(NO_ORDER)
        found.put(f"cohen_kappa_{name}", kappa)
    lack = undefined(NO_ORDER) if ordered is None else None
    pairs = _pairs(ordered, reviewer, gauge) if ordered else []
    near = reference.within_tolerance(pairs, _tolerance(answers, wishes.tolerance)).value
    same = sum(given.categories[one] == given.categories[other] == NOT_APPLICABLE for one, other in both)
    found.put("within_tolerance", lack or wilson(round((near or 0) * len(pairs)) + same, len(both)), limits=True)
    _differences(found, lack, pairs)
    return found


def _differences(found: Overview, lack: Measure | None, pairs: Sequence[tuple[float, float]]) -> None:
    limits = limits_of_agreement([one - other for one, other in pairs])
    found.put("mean_abs_deviation", lack or reference.mean_absolute_deviation(pairs))
    found.put("bias", lack or limits.bias, limits=True)
    found.put("sd_of_difference", lack or limits.deviation)
    found.put("rmse", lack or reference.root_mean_square(pairs))
    found.put("max_abs_deviation", lack or reference.largest_deviation(pairs))
    found.put("loa_low", lack or limits.low)
    found.put("loa_high", lack or limits.high)
    spearman = ranks.spearman([one for one, _ in pairs], [other for _, other in pairs])
    found.put("spearman", lack or spearman, limits=True)
    found.values["lean"] = reference.verdict(limits.bias) if not lack else None
    if lack:
        found.undefined["lean"] = lack.reason


def _of_two(table: Ratings, one: int, other: int) -> Ratings:
    """The answers of two reviewers to the items that both answered."""
    return table.where((table.reviewer == one) | (table.reviewer == other)).pairable


def _both(table: Ratings, one: int, other: int) -> list[tuple[int, int]]:
    """The categories (their places) of the items that both answered."""
    columns = [np.full(table.items, -1) for _ in range(2)]
    for column, reviewer in zip(columns, (one, other), strict=True):
        own = table.reviewer == reviewer
        column[table.item[own]] = table.code[own]
    kept = (columns[0] >= 0) & (columns[1] >= 0)
    return list(zip(columns[0][kept].tolist(), columns[1][kept].tolist(), strict=True))

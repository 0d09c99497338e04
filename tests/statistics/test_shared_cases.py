"""Every reference case of the shared data: every value, every count, and null with a reason where it is undefined."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from qa_desktop.services.rating_tables import read_ratings
from qa_desktop.statistics import intervals, ranks, survey
from qa_desktop.statistics.alpha import Level
from qa_desktop.statistics.answers import prepare
from qa_desktop.statistics.measure import Measure
from qa_desktop.statistics.overview import Overview, Wishes, overview
from qa_desktop.statistics.weights import from_disagreement

CASES = [
    "bland_altman1986_pefr",
    "cohen1968_weighted",
    "edge_full_disagreement",
    "edge_item_all_blank",
    "edge_one_category_only",
    "edge_one_rater",
    "edge_rater_without_scores",
    "edge_single_scored_items",
    "feinstein_cicchetti1990_paradox_balanced",
    "feinstein_cicchetti1990_paradox_skewed",
    "fleiss1971_psychiatric",
    "freelon2010_r3_01",
    "freelon2010_r3_03",
    "gwet_abstractors3x3",
    "irr_video",
    "krippendorff2011_4x12_missing",
    "krippendorff2011_binary",
    "krippendorff2018_p306_binary3",
    "landis_koch1977_ms_winnipeg",
    "qa_finesse_1to5",
    "qa_foundation_yes_no_na",
    "qa_total_scores_gauge",
    "shrout_fleiss1979",
    "siegel1956_w_noties",
    "stuart1953_vision",
]


def computed(folder: Path, expected: dict[str, Any]) -> Overview:
    params = expected.get("params", {})
    table = read_ratings(folder / "ratings.csv")
    categories = [str(category) for category in params["categories"]] if "categories" in params else None
    matrix = params.get("agreement_weights")
    if "disagreement_weights" in params:
        matrix = from_disagreement(params["disagreement_weights"])
    gauge = table.reviewers.index(params["gauge"]) if "gauge" in params else None
    wishes = Wishes(
        gauge,
        params.get("tolerance_points"),
        params.get("spread_tolerance_points"),
        None if matrix is None else np.asarray(matrix, float),
    )
    return overview(prepare(table, Level(expected["level"]), categories), wishes)


def compare(wanted: dict[str, Any], found: Overview, values: dict[str, Any], tolerance: float, at: str = "") -> None:
    for key, value in wanted.items():
        name = at + key
        if key == "tolerance":
            continue
        if value is None:
            assert values[key] is None, name
            assert found.undefined[name], name
        elif isinstance(value, dict) and "low" in value:
            for end in ("low", "high"):
                assert values[key][end] == pytest.approx(value[end], abs=value["tolerance"]), (name, end)
        elif isinstance(value, dict):
            compare(value, found, values[key], tolerance, f"{name}.")
        else:
            assert values[key] == pytest.approx(value, abs=tolerance), name


@pytest.mark.parametrize("case", CASES)
def test_shared_case(shared_data: Path, case: str) -> None:
    folder = shared_data / "agreement" / case
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    found = computed(folder, expected)
    assert found.counts == expected["counts"]
    compare(expected["values"], found, found.values, expected["values"]["tolerance"])
    for key, value in found.values.items():
        assert value is not None or found.undefined[key], key


def test_every_shared_case_is_listed(shared_data: Path) -> None:
    folders = {path.parent.name for path in (shared_data / "agreement").glob("*/expected.json")}
    assert folders == set(CASES)


def test_undefined_for_one_reviewer_says_so(shared_data: Path) -> None:
    folder = shared_data / "agreement" / "edge_one_rater"
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    found = computed(folder, expected)
    assert {key: found.undefined[key] for key in expected["undefined"]} == expected["undefined"]


def survey_figures(measure: str, given: dict[str, Any]) -> dict[str, float | None]:
    """What survey_stats.json asks for, by the names it has there."""
    match measure:
        case "wilson":
            return limits(intervals.wilson(given["successes"], given["n"]), "")
        case "csat":
            counts = given["counts_1_to_5"]
            share = survey.csat(counts)
            return {
                "n": share.n,
                "satisfied": sum(counts[3:]),
                "csat": 100 * share.value,
                "wilson_low": 100 * share.low,
                "wilson_high": 100 * share.high,
                "mean": survey.mean_of_counts(counts).value,
            }
        case "nps":
            found = survey.nps(given["promoters"], given["passives"], given["detractors"])
            return {
                "n": found.wald.n,
                "nps": found.wald.value,
                "se": found.wald.error,
                "margin_of_error_95": (found.wald.high - found.wald.low) / 2,
                **limits(found.wald, "wald_"),
                **limits(found.adjusted, "adjusted_wald_"),
            }
        case "ces":
            counts = given["counts_1_to_7"]
            agree = survey.ces_agree(counts)
            mean = survey.ces(counts)
            return {
                "n": mean.n,
                "ces_mean": mean.value,
                "sd": survey.deviation_of_counts(counts),
                **limits(mean, "ci_"),
                "share_agree_5_to_7": 100 * agree.value,
                "share_wilson_low": 100 * agree.low,
                "share_wilson_high": 100 * agree.high,
            }
        case "spearman_ci":
            rho = ranks.spearman(given["x"], given["y"])
            return {"n": rho.n, "spearman": rho.value, "se": rho.error, **limits(rho, "ci_")}
        case "sample_size_proportion":
            return {"n": survey.sample_size(given["margin"], given["p"], given["population"])}
        case "sample_size_krejcie_morgan":
            exact = survey.krejcie_morgan(given["population"])
            return {"n_exact": exact, "n_rounded": round(exact), "n_rounded_up": int(-(-exact // 1))}
        case "mean_ci_finite_population":
            mean = survey.mean_of_sample(given["mean"], given["sd"], given["n"], given["population"])
            return {"se": mean.error, **limits(mean, "ci_")}
    raise AssertionError(measure)


def limits(measure: Measure, name: str) -> dict[str, float | None]:
    return {f"{name}low": measure.low, f"{name}high": measure.high}


def test_shared_survey_figures(shared_data: Path) -> None:
    cases = json.loads((shared_data / "agreement" / "survey_stats.json").read_text(encoding="utf-8"))["cases"]
    assert cases
    for case in cases:
        found = survey_figures(case["measure"], case["input"])
        for key, value in case["expected"].items():
            assert found[key] == pytest.approx(value, abs=case["tolerance"]), (case["name"], key)

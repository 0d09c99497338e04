"""Every reference case of the shared data whose measure this edition has."""

import csv
import json
import math
from pathlib import Path
from typing import Any

import pytest

from qa_desktop.statistics import agreement, intervals, reference
from qa_desktop.statistics.agreement import Level
from qa_desktop.statistics.measure import Measure

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


def read(folder: Path) -> tuple[list[str], list[list[Any]], dict[str, Any]]:
    with (folder / "ratings.csv").open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
    numeric = expected["level"] != "nominal"
    return header[1:], [[parsed(text, numeric) for text in row[1:]] for row in rows], expected


def parsed(text: str, numeric: bool) -> Any:
    if text == "":
        return None
    return float(text) if numeric else text


def figures(items: list[list[Any]], expected: dict[str, Any]) -> dict[str, float | None]:
    """What this edition computes of the keys in expected.json."""
    scale = expected.get("params", {}).get("categories") or sorted({a for row in items for a in row if a is not None})
    numeric = expected["level"] != "nominal"
    scale = [float(category) for category in scale] if numeric else scale
    ac1 = agreement.gwet_ac1(items, scale)
    found: dict[str, float | None] = {
        "percent_agreement_pairwise": agreement.pairwise_agreement(items).value,
        "percent_agreement_all": agreement.unanimous(items).value,
        "mean_pairwise_percent_agreement": agreement.mean_pairwise_agreement(items).value,
        "krippendorff_alpha_nominal": agreement.krippendorff_alpha(items, Level.NOMINAL).value,
        "gwet_ac1": ac1.value,
        "gwet_ac1_ci_low": ac1.low,
        "gwet_ac1_ci_high": ac1.high,
    }
    if numeric:
        found["percent_agreement_all_tol1"] = agreement.unanimous(items, 1).value
        for level in (Level.ORDINAL, Level.INTERVAL, Level.RATIO):
            key = f"krippendorff_alpha_{level}"
            if key in expected["values"]:
                found[key] = agreement.krippendorff_alpha(items, level).value
    without = [[None if answer == "NA" else answer for answer in row] for row in items]
    answered = [category for category in scale if category != "NA"]
    found["gwet_ac1_na_as_missing"] = agreement.gwet_ac1(without, answered).value
    found["krippendorff_alpha_nominal_na_as_missing"] = agreement.krippendorff_alpha(without, Level.NOMINAL).value
    found["percent_agreement_pairwise_na_as_missing"] = agreement.pairwise_agreement(without).value
    return found


@pytest.mark.parametrize("case", CASES)
def test_shared_case(shared_data: Path, case: str) -> None:
    _, items, expected = read(shared_data / "agreement" / case)
    compared = 0
    for key, value in figures(items, expected).items():
        if key not in expected["values"]:
            continue
        compared += 1
        wanted = expected["values"][key]
        if wanted is None:
            assert value is None, key
        else:
            assert value == pytest.approx(wanted, abs=expected["values"]["tolerance"]), key
    assert compared or case in ("bland_altman1986_pefr", "siegel1956_w_noties")


@pytest.mark.parametrize("case", ["qa_finesse_1to5", "qa_foundation_yes_no_na", "qa_total_scores_gauge"])
def test_shared_gauge(shared_data: Path, case: str) -> None:
    names, items, expected = read(shared_data / "agreement" / case)
    columns = dict(zip(names, zip(*items, strict=True), strict=True))
    tolerance = expected["params"]["tolerance_points"]
    for reviewer, wanted in expected["values"]["gauge"].items():
        pairs = reference.paired(columns[reviewer], columns[expected["params"]["gauge"]])
        found = {"n": float(len(pairs)), "exact_agreement": reference.exact_agreement(pairs).value}
        if expected["level"] != "nominal":
            bias = reference.bias(pairs)
            found |= {
                "within_tolerance": reference.within_tolerance(pairs, tolerance).value,
                "mean_abs_deviation": reference.mean_absolute_deviation(pairs).value,
                "bias": bias.value,
                "bias_ci_low": bias.low,
                "bias_ci_high": bias.high,
                "sd_of_difference": intervals.standard_deviation([a - b for a, b in pairs]),
                "max_abs_deviation": reference.largest_deviation(pairs).value,
                "rmse": reference.root_mean_square(pairs).value,
            }
        compared = [key for key in found if key in wanted]
        assert len(compared) >= 2
        for key in compared:
            assert found[key] == pytest.approx(wanted[key], abs=1e-6), (reviewer, key)


def test_shared_wilson(shared_data: Path) -> None:
    cases = json.loads((shared_data / "agreement" / "survey_stats.json").read_text(encoding="utf-8"))["cases"]
    wilson = [case for case in cases if case["measure"] == "wilson"]
    assert wilson
    for case in wilson:
        found = intervals.wilson(case["input"]["successes"], case["input"]["n"])
        assert found.low == pytest.approx(case["expected"]["low"], abs=1e-6)
        assert found.high == pytest.approx(case["expected"]["high"], abs=1e-6)


def test_every_shared_case_is_listed(shared_data: Path) -> None:
    folders = {path.parent.name for path in (shared_data / "agreement").glob("*/expected.json")}
    assert folders == set(CASES)


def test_undefined_measures_give_their_reason(shared_data: Path) -> None:
    _, items, expected = read(shared_data / "agreement" / "edge_one_rater")
    found: list[Measure] = [
        agreement.pairwise_agreement(items),
        agreement.unanimous(items),
        agreement.gwet_ac1(items, [1.0, 2.0, 3.0, 4.0, 5.0]),
        *(agreement.krippendorff_alpha(items, level) for level in Level),
    ]
    assert {measure.reason for measure in found} == set(expected["undefined"].values())
    assert all(not measure.defined and math.isfinite(measure.n) for measure in found)

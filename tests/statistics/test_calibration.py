"""The figures of small calibrations, counted by hand."""

from dataclasses import replace
from decimal import Decimal

import pytest

from qa_desktop.domain.answers import NA, NO, YES, Amount, Chosen, Note, Value
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.forms import Form, Kind, Section
from qa_desktop.statistics.alpha import Level
from qa_desktop.statistics.calibration import Calibration
from qa_desktop.statistics.marks import Settings, State
from tests.exports.builders import info, levels, material, number, when, yes_no

FORM = Form(
    "f",
    "Form",
    (
        Section("a", "First", (yes_no("check", fails=True), yes_no("greet"))),
        Section("b", "Second", (levels("tone"), number("wait"), info("note"))),
        Section("c", "Third", (yes_no("why", show_when=when("greet", "no")),)),
    ),
)


def answered(check: Value, greet: Value, tone: object, wait: str, **more: Value) -> dict[str, Value]:
    given: dict[str, Value] = {"check": check, "greet": greet, "tone": NA if tone == "na" else Chosen(str(tone))}
    return given | {"wait": Amount(Decimal(wait))} | more


@pytest.fixture
def small() -> CalibrationMaterial:
    return material(
        FORM,
        {
            (0, "Gauge"): answered(YES, YES, 3, "20", note=Note("x")),
            (0, "Ana"): answered(NO, YES, 4, "25"),
            (0, "Ben"): answered(YES, NA, 5, "40", note=Note("y")),
            (1, "Gauge"): answered(YES, NO, "na", "100", why=YES),
            (1, "Ana"): answered(YES, YES, 2, "100"),
        },
    )


def test_overall_agreement_counts_only_what_both_answered(small: CalibrationMaterial) -> None:
    overall = Calibration(small).overall
    # Ana 1: No/Yes, Yes/Yes, 4/3, 25/20. Ben 1: Yes/Yes, N/A/Yes, 5/3, 40/20. Ana 2: Yes/Yes, Yes/No, 2/N/A, 100/100.
    assert overall.n == 12
    assert overall.exact.value == pytest.approx(4 / 12)
    assert overall.within.value == pytest.approx(6 / 12)  # and Ana's 4, and her 25 in the same range as 20
    assert overall.strike_count == 1
    assert overall.strikes.n == 3
    # -100, 0, 25, 0 | 0, 50, -50 | 0, 100, 0: N/A has no deviation.
    assert overall.deviation.n == 10
    assert overall.deviation.value == pytest.approx(2.5)
    assert overall.absolute.value == pytest.approx(32.5)


def test_a_wider_tolerance_takes_in_more(small: CalibrationMaterial) -> None:
    wide = Calibration(small, Settings(rating=2))
    assert wide.overall.within.value == pytest.approx(7 / 12)
    assert wide.overall.exact == Calibration(small).overall.exact


def test_foundation_and_finesse_apart(small: CalibrationMaterial) -> None:
    figures = Calibration(small)
    assert figures.of_kind(Kind.FINESSE).n == 3
    assert figures.of_kind(Kind.FOUNDATION).n == 9
    ana = figures.by_reviewer[0]
    assert (ana.foundation.n, ana.finesse.n) == (6, 2)
    assert ana.na_rate.value == 0
    assert figures.by_reviewer[1].na_rate.value == pytest.approx(1 / 4)
    assert ana.largest == 100


def test_sections(small: CalibrationMaterial) -> None:
    figures = Calibration(small)
    first, second, third = FORM.sections
    assert [figures.of_section(each).n for each in (first, second, third)] == [6, 6, 0]
    assert figures.of_section(third).exact.reason == "nothing to compare"


def test_states_of_marks(small: CalibrationMaterial) -> None:
    states = {
        (mark.standard.id, mark.person.name, mark.interaction.external_id): mark.state
        for mark in Calibration(small).marks
    }
    assert states["why", "Gauge", "CALL-0002"] is State.ANSWERED
    assert states["why", "Ana", "CALL-0002"] is State.NOT_ASKED
    assert states["note", "Ana", "CALL-0001"] is State.BLANK
    assert states["check", "Ben", "CALL-0002"] is State.NOT_SUBMITTED


def test_gaps_use_the_score_before_auto_fail(small: CalibrationMaterial) -> None:
    figures = Calibration(small)
    ana, person = figures.by_reviewer[0], figures.reviewers[0]
    key = (small.interactions[0].key, person.key)
    assert figures.scores[key].total == 0
    assert figures.scores[key].before_auto_fail != 0
    assert ana.gap.n == 2
    assert [gap.person for gap in figures.gaps].count(person.key) == 2
    assert len(figures.gaps) == 3  # Ben has not submitted the second
    assert figures.mean_gap.value == pytest.approx(sum(abs(float(gap.points)) for gap in figures.gaps) / 3)


def test_a_gap_of_exactly_the_tolerance_is_inside() -> None:
    form = Form("f", "F", (Section("a", "A", tuple(yes_no(f"s{place}") for place in range(20))),))
    all_yes = {f"s{place}": YES for place in range(20)}
    both = material(form, {(0, "Gauge"): all_yes, (0, "Ana"): all_yes | {"s0": NO}}, people=("Gauge", "Ana"))
    assert Calibration(both).gaps[0].points == -5
    assert Calibration(both).totals_within.value == 1
    assert Calibration(both, Settings(points=4.9)).totals_within.value == 0


def test_measures_of_a_standard(small: CalibrationMaterial) -> None:
    check, greet, tone, wait, _ = Calibration(small).standards
    assert check.level is Level.NOMINAL
    assert check.pairwise.value == pytest.approx((1 / 3 + 1) / 2)
    assert check.distribution == (("yes", 4), ("no", 1))
    assert greet.distribution == (("yes", 3), ("no", 1), ("N/A", 1))
    assert tone.level is Level.ORDINAL
    assert tone.alpha.n == 1  # N/A has no place on the scale, so the second interaction has one answer only
    assert wait.level is Level.INTERVAL
    assert wait.ac1.reason == "numbers are not categories"
    assert wait.distribution == (("quick", 2), ("slow", 1), ("late", 2))


def test_without_the_gauge_only_measures_among_reviewers_remain(small: CalibrationMaterial) -> None:
    gauge = small.gauge.key
    lacking = replace(small, submitted={key: value for key, value in small.submitted.items() if key[1] != gauge})
    figures = Calibration(lacking)
    assert figures.overall.n == 0
    assert figures.overall.exact.value is None
    assert figures.gaps == ()
    assert figures.mean_gap.reason == "nothing to compare"
    assert figures.standards[0].pairwise.value == 0


def test_the_gauge_listed_as_a_reviewer_is_not_compared_with_itself(small: CalibrationMaterial) -> None:
    doubled = replace(small, reviewers=(small.gauge, *small.reviewers))
    assert Calibration(doubled).overall == Calibration(small).overall

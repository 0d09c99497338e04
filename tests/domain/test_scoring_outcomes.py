"""The scoring rules on auto-fail, sub-scores and outcome; each test is named after what its sentence says."""

from decimal import Decimal
from fractions import Fraction

import pytest

from qa_desktop.domain.answers import Note
from qa_desktop.domain.forms import Band, Form, Kind, Option, Scope
from qa_desktop.domain.numbers import percent
from qa_desktop.domain.scoring import Outcome, Score, score
from tests.domain.builders import all_of, answers, choice, form, info, levels, number, section, span, yes_no

POLICIES = pytest.mark.parametrize("full_credit", [False, True], ids=["exclude", "full credit"])
SHARES = {f"c{percentage}": Fraction(percentage, 100) for percentage in range(0, 101, 5)}


def _total(scored: Form, **given: object) -> Fraction | None:
    return score(scored, answers(**given)).total


def _share(result: Score, name: str) -> Fraction:
    return next(term.share for term in result.terms if term.standard == name)


# 6. Auto-fail


def _nested(scope: Scope) -> Form:
    inner = section("inner", yes_no("deep", fails=scope), yes_no("same"), yes_no("more", bonus=True))
    top = section("top", yes_no("outer"), yes_no("plus", bonus=True), inner)
    return form(top, section("other", yes_no("far")), cap=Fraction(9))


@pytest.mark.parametrize(
    ("scope", "inner", "top", "total"),
    [
        (Scope.SECTION, Fraction(0), Fraction(2, 3), Fraction(3, 4)),  # the bonus `more` is lost, `plus` is kept
        (Scope.TOP_SECTION, Fraction(1), Fraction(0), Fraction(1, 4)),
        (Scope.FORM, Fraction(1), Fraction(4, 3), Fraction(0)),
    ],
    ids=["section", "top section", "form"],
)
def test_the_scope_of_an_auto_fail_becomes_0(scope: Scope, inner: Fraction, top: Fraction, total: Fraction) -> None:
    given = answers(deep="no", same="yes", more="yes", outer="yes", plus="yes", far="yes")
    result = score(_nested(scope), given)
    assert (result.sections, result.total) == ({"top": top, "inner": inner, "other": 1}, total)
    assert (result.uncapped, result.before_auto_fail) == (Fraction(5, 4), Fraction(5, 4))
    assert result.auto_failed == ("deep",)


def test_in_a_top_section_both_section_scopes_are_the_same() -> None:
    for scope in (Scope.SECTION, Scope.TOP_SECTION):
        pair = form(section("s", yes_no("a", fails=scope), yes_no("b")), section("t", yes_no("c", 2)))
        assert _total(pair, a="no", b="yes", c="yes") == Fraction(1, 2)


def test_a_failed_section_keeps_its_full_weight() -> None:
    for weight, total in ((None, Fraction(1, 5)), (30, Fraction(1, 31))):
        pair = form(
            section("s", yes_no("a", fails=Scope.SECTION), yes_no("b", 3), weight=weight), section("t", yes_no("c"))
        )
        assert _total(pair, a="no", b="yes", c="yes") == total


@POLICIES
def test_na_never_strikes(full_credit: bool) -> None:
    pair = form(yes_no("a", fails=Scope.FORM), yes_no("b"), full_credit=full_credit)
    result = score(pair, answers(a="na", b="yes"))
    assert (result.total, result.auto_failed, result.outcome) == (1, (), Outcome.PASS)


def test_a_hidden_answer_never_strikes() -> None:
    hidden = form(yes_no("a"), yes_no("b", fails=Scope.FORM, show_when=all_of(("a", "yes"))))
    result = score(hidden, answers(a="no", b="no"))
    assert (result.auto_failed, result.outcome, result.critical) == ((), Outcome.PASS, None)
    assert score(hidden, answers(a="yes", b="no")).outcome is Outcome.FAIL


def test_levels_choices_and_number_ranges_strike_too() -> None:
    rude = levels("a", options=(Option("1", "rude", auto_fail=Scope.FORM), Option("2", "fine")))
    slow = number("b", ranges=(span("ok", "0", "60", 1), span("slow", "60", None, 0, Scope.SECTION)))
    assert score(form(rude), answers(a=1)).outcome is Outcome.FAIL
    assert score(form(slow), answers(b=Decimal(60))).auto_failed == ()  # the first range that holds it
    assert score(form(slow), answers(b=Decimal(61))).auto_failed == ("b",)


def test_an_option_with_credit_can_fail() -> None:
    well = form(yes_no("a", fails=Scope.FORM, fails_on="yes"), yes_no("b"))
    result = score(well, answers(a="yes", b="yes"))
    assert (result.total, result.before_auto_fail) == (0, 1)


def test_every_strike_is_named_in_the_order_of_the_form() -> None:
    both = form(yes_no("b", fails=Scope.FORM), yes_no("a", fails=Scope.SECTION))
    assert score(both, answers(a="no", b="no")).auto_failed == ("b", "a")


# 7. Sub-scores


def test_sub_scores_are_means_over_effective_shares() -> None:
    tone, care = levels("tone", 1), levels("care", 3)
    mixed = form(
        section("s", yes_no("greet", 9), tone, weight=40),
        section("t", care, yes_no("verify", critical=True), weight=60),
    )
    result = score(mixed, answers(greet="yes", tone=3, care=5, verify="no"))
    assert result.foundation == Fraction(36, 100) / (Fraction(36, 100) + Fraction(15, 100))
    assert result.finesse == (Fraction(4, 100) / 2 + Fraction(45, 100)) / Fraction(49, 100)
    assert result.critical == 0
    assert _share(result, "care") == Fraction(45, 100)


def test_sub_scores_stand_before_auto_fail_and_without_bonus() -> None:
    failing = form(
        yes_no("a", fails=Scope.FORM), yes_no("b", 3), yes_no("more", 8, bonus=True, critical=True), levels("c", 4)
    )
    result = score(failing, answers(a="no", b="yes", more="yes", c=3))
    assert (result.total, result.foundation, result.finesse, result.critical) == (0, Fraction(3, 4), Fraction(1, 2), 0)


def test_having_an_auto_fail_implies_critical() -> None:
    for scope in Scope:
        pair = form(yes_no("a", fails=scope), levels("b", critical=True), yes_no("c"))
        assert score(pair, answers(a="yes", b=1, c="yes")).critical == Fraction(1, 2)


def test_na_leaves_a_sub_score_under_exclude_and_counts_under_full_credit() -> None:
    for full_credit, foundation, finesse in ((False, Fraction(0), None), (True, Fraction(1, 2), Fraction(1))):
        trio = form(yes_no("a"), yes_no("b"), levels("c"), full_credit=full_credit)
        result = score(trio, answers(a="no", b="na", c="na"))
        assert (result.foundation, result.finesse) == (foundation, finesse)


def test_a_finesse_standard_answered_yes_or_no_counts_as_finesse() -> None:
    result = score(form(yes_no("a", kind=Kind.FINESSE)), answers(a="yes"))
    assert (result.finesse, result.foundation) == (1, None)


# 9. Outcome


def _graded(**rest: object) -> Form:
    bands = (Band("Good", Fraction(3, 4)), Band("Poor", Fraction(0)), Band("Great", Fraction(9, 10)))
    return form(choice("a", credits=SHARES), pass_mark=Fraction(3, 4), bands=bands, **rest)


@pytest.mark.parametrize(
    ("credit", "outcome", "band"),
    [
        ("c75", Outcome.PASS, "Good"),
        ("c70", Outcome.FAIL, "Poor"),
        ("c90", Outcome.PASS, "Great"),
        ("c0", Outcome.FAIL, "Poor"),
    ],
)
def test_the_total_against_pass_mark_and_bands(credit: str, outcome: Outcome, band: str) -> None:
    result = score(_graded(), answers(a=credit))
    assert (result.outcome, result.band) == (outcome, band)


def test_the_pass_mark_and_the_bands_compare_unrounded() -> None:
    near = form(
        choice("a", credits={"x": Fraction(7995, 10000)}),
        pass_mark=Fraction(8, 10),
        bands=(Band("Good", Fraction(8, 10)),),
    )
    result = score(near, answers(a="x"))
    assert (percent(result.total or Fraction(0)), result.outcome, result.band) == ("80.0", Outcome.FAIL, None)


def test_without_a_pass_mark_everything_passes_but_a_form_scope_strike() -> None:
    lenient = form(yes_no("a", fails=Scope.SECTION), yes_no("b", fails=Scope.FORM))
    assert score(lenient, answers(a="no", b="yes")).outcome is Outcome.PASS
    assert score(lenient, answers(a="yes", b="no")).outcome is Outcome.FAIL


def test_the_pass_mark_is_held_against_the_total_after_auto_fail() -> None:
    struck = form(yes_no("a", fails=Scope.SECTION), yes_no("b", 9), pass_mark=Fraction(1, 2))
    assert score(struck, answers(a="no", b="yes")).outcome is Outcome.FAIL


def test_outcome_and_band_are_absent_while_answers_are_missing() -> None:
    bands = (Band("Any", Fraction(0)),)
    for blank in (yes_no("b"), info("b", required=True)):
        result = score(form(yes_no("a"), blank, pass_mark=Fraction(1, 2), bands=bands), answers(a="yes"))
        assert (result.total, result.outcome, result.band) == (1, None, None)


def test_a_section_scope_strike_does_not_settle_an_unfinished_evaluation() -> None:
    unfinished = form(yes_no("a", fails=Scope.TOP_SECTION), yes_no("b"), bands=(Band("Any", Fraction(0)),))
    result = score(unfinished, answers(a="no"))
    assert (result.total, result.outcome, result.band) == (0, None, None)


def test_a_form_scope_strike_settles_an_unfinished_evaluation() -> None:
    unfinished = form(
        yes_no("a", fails=Scope.FORM), yes_no("b"), bands=(Band("Any", Fraction(0)), Band("Top", Fraction(1)))
    )
    result = score(unfinished, answers(a="no"))
    assert (result.total, result.outcome, result.band, result.missing) == (0, Outcome.FAIL, "Any", ("b",))


def test_no_band_is_reached_below_the_lowest() -> None:
    assert score(form(yes_no("a"), bands=(Band("Good", Fraction(1, 2)),)), answers(a="no")).band is None


def test_a_missing_required_note_is_missing_and_an_optional_one_is_not() -> None:
    noted = form(yes_no("a"), info("must", required=True), info("may"))
    assert score(noted, answers(a="yes")).missing == ("must",)
    assert score(noted, answers(a="yes", must=Note("  "))).missing == ("must",)
    assert score(noted, answers(a="yes", must=Note("because"))).missing == ()

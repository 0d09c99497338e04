"""Totals are held against what the reference's marks come to: the consensus where there is one, else the gauge's."""

from fractions import Fraction

from qa_desktop.domain.answers import NA, NO, YES, Chosen, Value
from qa_desktop.domain.forms import Form, Section
from qa_desktop.statistics.calibration import Calibration
from qa_desktop.statistics.reference_total import NOTHING
from tests.exports.builders import agreed_on, levels, material, when, without_gauge, yes_no

FORM = Form(
    "f",
    "Form",
    (
        Section("a", "First", (yes_no("check", fails=True), yes_no("greet"))),
        Section("b", "Second", (levels("tone"), yes_no("why", "Says why", show_when=when("greet", "no")))),
    ),
)
ANA: dict[str, Value] = {"check": YES, "greet": YES, "tone": Chosen("5")}
SOURCE = material(FORM, {(0, "Gauge"): ANA | {"tone": Chosen("3")}, (0, "Ana"): ANA}, people=("Gauge", "Ana"))


def total(*, gauge: bool = True, **agreed: Value) -> tuple[Fraction | None, str, list[Fraction]]:
    """What the reference comes to, why not, and the gaps to it."""
    given = {(0, standard): value for standard, value in agreed.items()}
    figures = Calibration(agreed_on(SOURCE if gauge else without_gauge(SOURCE), given))
    (found,) = figures.reference_totals.values()
    return found.share, found.reason, [gap.points for gap in figures.gaps]


def test_without_a_consensus_it_is_the_gauges_total() -> None:
    assert total() == (Fraction(3, 4), "", [25])


def test_what_was_agreed_counts_instead_of_the_gauges_mark() -> None:
    assert total(tone=Chosen("1")) == (Fraction(1, 2), "", [50])
    assert total(tone=NA) == (1, "", [0])


def test_an_auto_fail_that_was_agreed_does_not_hide_the_rest() -> None:
    assert total(check=NO) == (Fraction(1, 2), "", [50])


def test_what_a_consensus_makes_the_form_ask_for_must_have_a_mark_too() -> None:
    assert total(greet=NO) == (None, "the reference has no mark on “Says why”", [])
    assert total(greet=NO, why=NO) == (Fraction(2, 5), "", [60])
    assert total(why=NO)[0] == Fraction(3, 4)  # it is not asked, so it does not count


def test_without_a_gauge_all_that_is_asked_must_be_agreed_on() -> None:
    assert total(gauge=False) == (None, NOTHING, [])
    assert total(gauge=False, check=YES)[1] == "the reference has no mark on “greet”, “tone”"
    agreed = total(gauge=False, check=YES, greet=YES, tone=Chosen("5"))
    assert agreed == (1, "", [-25, 0])  # who would have been the gauge is a reviewer like the others


def test_where_nothing_applies_there_is_none() -> None:
    assert total(check=NA, greet=NA, tone=NA) == (None, "nothing of it applies", [])

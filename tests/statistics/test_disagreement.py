from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from qa_desktop.domain.answers import NA, NO, YES, Chosen
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.consensus import Consensus
from qa_desktop.domain.forms import Form, Scope
from qa_desktop.statistics import disagreement
from qa_desktop.statistics.calibration import Calibration
from qa_desktop.statistics.marks import Mark
from tests.domain.builders import info, levels, section, yes_no
from tests.exports.builders import believable, material

FORM = Form(
    "support",
    "Support",
    (section("all", yes_no("greets"), yes_no("verifies", fails=Scope.FORM), levels("tone"), info("remark")),),
)


def made(**changes: object) -> CalibrationMaterial:
    """Three people on two calls: they greet alike, differ by levels on tone, and once about an auto-fail."""
    given = {
        (0, "Gauge"): {"greets": YES, "verifies": YES, "tone": Chosen("5")},
        (0, "Ana"): {"greets": YES, "verifies": YES, "tone": Chosen("3")},
        (0, "Ben"): {"greets": YES, "verifies": NO, "tone": NA},
        (1, "Gauge"): {"greets": YES, "verifies": YES, "tone": Chosen("1")},
        (1, "Ana"): {"greets": NO, "verifies": YES, "tone": Chosen("1")},
    }
    return replace(material(FORM, given), **changes)  # type: ignore[arg-type]


def test_auto_fails_come_first_then_the_mean_difference_of_pairs() -> None:
    found = disagreement.of_standards(made())
    assert [each.standard.id for each in found] == ["verifies", "tone", "greets"]
    assert [each.strikes for each in found] == [1, 0, 0]
    # verifies: 0, 1, 1 and 0. tone: 1/2, 1 and 1 (against N/A), then 0. greets: three times 0, then 1.
    assert [each.difference for each in found] == [Fraction(1, 2), Fraction(5, 8), Fraction(1, 4)]
    assert {each.pairs for each in found} == {4}


def test_each_interaction_stands_alone_the_worst_first() -> None:
    found = disagreement.of_rows(made())
    first, second = made().session.interactions
    assert [(each.standard.id, each.interaction) for each in found] == [
        ("verifies", first),
        ("greets", second),
        ("tone", first),
        ("greets", first),
        ("verifies", second),
        ("tone", second),
    ]
    assert [each.difference for each in found] == [Fraction(2, 3), 1, Fraction(5, 6), 0, 0, 0]


def test_two_not_applicable_are_alike_and_nothing_is_no_difference() -> None:
    both = material(FORM, {(0, "Gauge"): {"tone": NA}, (0, "Ana"): {"tone": NA}}, people=("Gauge", "Ana"))
    tone, greets = (
        next(each for each in disagreement.of_standards(both) if each.standard.id == name)
        for name in ("tone", "greets")
    )
    assert (tone.difference, tone.pairs) == (0, 1)
    assert (greets.difference, greets.pairs) == (None, 0)


def test_the_reference_is_the_consensus_else_the_gauge_else_none() -> None:
    first, second = made().session.interactions
    tone = FORM.standard_by_id["tone"]
    agreed = {(first, "tone"): Consensus(made().session.key, first, "tone", Chosen("4"))}
    held = made(consensus=agreed)
    assert disagreement.reference_of(held, first, tone) == disagreement.Reference(Chosen("4"), "consensus")
    assert disagreement.reference_of(held, second, tone) == disagreement.Reference(Chosen("1"), "gauge")
    assert disagreement.reference_of(made(gauge=None), second, tone) == disagreement.Reference(None, "")
    only_words = {(first, "tone"): Consensus(made().session.key, first, "tone", None, "Hear it again.")}
    assert disagreement.reference_of(made(consensus=only_words), first, tone).source == "gauge"


def test_the_mean_difference_is_that_of_every_pair_counted_one_by_one() -> None:
    source = believable(4)
    held = {(each.interaction, each.standard.id): each for each in disagreement.of_rows(source)}
    for row in Calibration(source).rows:
        pairs = [abs(apart) for pair in combinations(row, 2) if (apart := _difference(*pair)) is not None]
        if row[0].standard.scored:
            found = held[row[0].interaction.key, row[0].standard.id]
            assert (found.pairs, found.difference) == (
                len(pairs),
                sum(pairs, Fraction(0)) / len(pairs) if pairs else None,
            )


def _difference(first: Mark, second: Mark) -> Fraction | None:
    if not first.given or not second.given:
        return None
    if first.not_applicable or second.not_applicable:
        return Fraction(first.not_applicable != second.not_applicable)
    return None if first.credit is None or second.credit is None else first.credit - second.credit

"""The total of the reference: live in the workbook, by the form's own rules, whatever is agreed."""

import random
from fractions import Fraction
from typing import Any

import pytest

from qa_desktop.domain.answers import NA, Chosen, Value
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.forms import Form, NaPolicy
from qa_desktop.exports.calibration.book import context_of, plan
from qa_desktop.exports.xlsx import to_bytes
from qa_desktop.statistics.calibration import Calibration
from tests.domain.builders import answers
from tests.domain.test_worked_examples import ROWS
from tests.exports.builders import NOW, agreed_on, material, rich, without_gauge

formualizer = pytest.importorskip("formualizer")


class Live:
    """A workbook in which the consensus is typed, as an engine other than ours computes it."""

    def __init__(self, source: CalibrationMaterial) -> None:
        self._context = context_of(source, NOW)
        drawn = plan(self._context)
        self._book = formualizer.Workbook.from_bytes(to_bytes(drawn))
        sheets = {sheet.title: sheet.cells for sheet in drawn.sheets}
        self._consensus = next(place[1] for place, cell in sheets["Matrix"].items() if cell.value == "Consensus")
        self._first, self._column = next(place for place, cell in sheets["Scores"].items() if cell.value == "Reference")

    def agree(self, place: int, given: dict[str, Value]) -> None:
        """Type what was agreed on an interaction."""
        form = self._context.figures.material.form.form
        for standard, value in given.items():
            known = form.standard_by_id[standard]
            shown = "N/A" if value == NA else self._context.option_label(known, value.option)  # type: ignore[union-attr]
            row = 6 + place * len(form.standards) + form.place_of[standard]
            self._book.set_value("Matrix", row, self._consensus, shown)

    def totals(self) -> list[float | None]:
        """The totals of the reference."""
        rows = range(self._first + 1, self._first + 1 + len(self._context.interactions))
        found = self._book.evaluate_cells([("Scores", row, self._column) for row in rows])
        return [each if isinstance(each, int | float) else None for each in found]


@pytest.mark.parametrize(("form", "given", "total", "before"), [row[:4] for row in ROWS.values()], ids=ROWS)
def test_worked_examples_typed_as_consensus_come_to_the_same(
    form: Form, given: dict[str, Any], total: Fraction, before: Fraction | None
) -> None:
    agreed = {key: answer.value for key, answer in answers(**given).items() if answer.value is not None}
    source = without_gauge(material(form, {(0, "Ana"): agreed, (0, "Ben"): agreed}, people=("Ana", "Ben")))
    live = Live(source)
    assert live.totals() == [None]
    live.agree(0, agreed)
    assert live.totals() == [pytest.approx(float(100 * (total if before is None else before)), abs=1e-9)]


@pytest.mark.parametrize("policy", NaPolicy)
def test_whatever_is_agreed_the_workbook_scores_it_as_the_program_does(policy: NaPolicy) -> None:
    source, chance = rich(policy), random.Random(5)
    form, agreed, undefined = source.form.form, {}, 0
    live = Live(source)
    for _ in range(8):
        for place in range(3):
            standard = chance.choice([each for each in form.standards if each.scored])
            options: list[Value] = [Chosen(option.id) for option in standard.options]
            agreed[place, standard.id] = chance.choice(options + [NA] * standard.na_allowed)
            live.agree(place, {standard.id: agreed[place, standard.id]})
        totals = Calibration(agreed_on(source, agreed)).reference_totals.values()
        undefined += sum(each.share is None for each in totals)
        expected = [None if each.share is None else pytest.approx(float(100 * each.share), abs=1e-9) for each in totals]
        assert live.totals() == expected
    assert 0 < undefined < 20

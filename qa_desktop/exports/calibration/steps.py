"""The four steps of a calibration on the Summary sheet: what each found, and whether it is met."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_desktop.domain.forms import Kind
from qa_desktop.exports.calibration.context import KIND_WORDS, Context
from qa_desktop.exports.calibration.core import Core
from qa_desktop.exports.calibration.formulas import (
    against_target,
    against_target_value,
    number,
    or_none,
    percent_range,
    percent_range_value,
)
from qa_desktop.exports.calibration.matrix import FIRST as MATRIX_FIRST
from qa_desktop.exports.calibration.questions import COLUMNS as QUESTIONS
from qa_desktop.exports.calibration.questions import TITLE as QUESTIONS_TITLE
from qa_desktop.exports.canvas import Canvas
from qa_desktop.exports.plan import CellValue, fixed


@dataclass(frozen=True)
class FourSteps:
    """Draws the steps on a canvas, each with its figure and whether it is met, to work on, or to be entered.

    `first` is the row of the first step. The cells of Questions, Scores and Matrix are read, so they are drawn before.
    """

    core: Core
    canvas: Canvas
    first: int

    @property
    def context(self) -> Context:
        """The figures, and how they are named."""
        return self.core.context

    def draw(self) -> None:
        """Draw the head above `first` and a line for each step."""
        canvas = self.canvas
        canvas.across(self.first - 1, 1, 3, "Step", "head_left")
        canvas.line(self.first - 1, ("Counted", "Exact", "Within", "95 % interval", "Target"), "head", 4)
        canvas.across(self.first - 1, 9, 10, "Status", "head")
        canvas.heights[self.first - 1] = 28
        self._totals_step(self.first)
        self._kind_step(self.first + 1, Kind.FOUNDATION, "Target_Foundation")
        self._kind_step(self.first + 2, Kind.FINESSE, "Target_Finesse")
        self._coaching_step(self.first + 3)
        self._alignment_step(self.first + 4)

    def _step(self, row: int, title: str, cells: Sequence[tuple[CellValue, str, str]]) -> None:
        """A line: the values, looks and formulas of its six figures, the status last."""
        self.canvas.across(row, 1, 3, title, "strong")
        for column, (value, look, formula) in enumerate(cells[:-1], 4):
            self.canvas.put(row, column, value, look, formula)
        self.canvas.across(row, 9, 10, *cells[-1])

    def _totals_step(self, row: int) -> None:
        found, settings = self.context.figures.totals_within, self.context.figures.settings
        title = "1 Overall agreement: totals"
        lack = self.context.lack
        share, n, low, high = (self.core.scores.inside(name) for name in ("share", "n", "low", "high"))
        self._step(
            row,
            title,
            (
                (found.n, "count", n),
                (None, "centre_muted", ""),
                (number(found.value), "share", share),
                (percent_range_value(found), "centre_muted", percent_range(low, high)),
                (settings.finesse_target, "share", "Target_Finesse"),
                (
                    against_target_value(found, settings.finesse_target, lack),
                    "centre",
                    against_target(share, n, low, high, "Target_Finesse", lack),
                ),
            ),
        )

    def _kind_step(self, row: int, kind: Kind, name: str) -> None:
        settings, cells = self.context.figures.settings, self.core.questions.canvas.cells
        foundation = kind is Kind.FOUNDATION
        source = self.core.questions.all_row + (1 if foundation else 2)
        target = settings.foundation_target if foundation else settings.finesse_target
        looks = {"n": "count", "exact": "share", "within": "share", "interval": "centre_muted", "verdict": "centre"}
        found = {
            key: (cells[source, QUESTIONS[key]].value, look, f"{QUESTIONS_TITLE}!{fixed(source, QUESTIONS[key])}")
            for key, look in looks.items()
        }
        title = f"2 Consistent ratings: {KIND_WORDS[kind].lower()}"
        self._step(row, title, [*list(found.values())[:-1], (target, "share", name), found["verdict"]])

    def _coaching_step(self, row: int) -> None:
        """What differed and is settled by a consensus: only then is there something to coach by."""
        cells = self.core.matrix.canvas.cells
        rows = range(MATRIX_FIRST, MATRIX_FIRST + len(self.context.figures.rows))
        apart, settled = (
            sum(int(str(cell.value)) for row in rows if (cell := cells.get((row, self.core.matrix.columns[key]))))
            for key in ("open", "settled")
        )
        share = settled / apart if apart else None
        word = "✓ met" if not apart or settled == apart else "▼ work on" if settled else "… enter"
        self._step(
            row,
            "3 Effective coaching: settled",
            (
                (apart, "count", "SUM(m_open)"),
                (None, "centre_muted", ""),
                (number(share), "share", or_none("SUM(m_settled)/SUM(m_open)")),
                (None, "centre_muted", ""),
                (1, "share", ""),
                (
                    word,
                    "centre",
                    'IF(SUM(m_settled)=SUM(m_open),"✓ met",IF(SUM(m_settled)>0,"▼ work on","… enter"))',
                ),
            ),
        )

    def _alignment_step(self, row: int) -> None:
        """How far the reference's totals lie from what others gave, in points; the total tolerance is the target."""
        gaps = self.core.scores.external_gaps
        mean = sum(gaps) / len(gaps) if gaps else None
        points = self.context.figures.settings.points
        word = "… enter" if mean is None else "✓ met" if round(abs(mean), 9) <= points else "▼ work on"
        near = 'IF(ROUND(ABS(AVERAGE(s_external_gap)),9)<=Tol_Points,"✓ met","▼ work on")'
        self._step(
            row,
            "4 Alignment: reference less external",
            (
                (len(gaps), "count", "COUNT(s_external_gap)"),
                (None, "centre_muted", ""),
                (number(mean), "signed", or_none("AVERAGE(s_external_gap)")),
                ("points", "centre_muted", ""),
                (points, "within_points", "Tol_Points"),
                (word, "centre", f'IF(COUNT(s_external_gap)=0,"… enter",{near})'),
            ),
        )

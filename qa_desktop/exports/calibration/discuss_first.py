"""What to discuss first, on the Summary sheet: the standards that stand first on Questions.

Those with a reference stand with their agreement with it; those without, with how far the answers lie apart.
"""

from dataclasses import dataclass
from typing import Final

from qa_desktop.exports.calibration.context import NONE, Context
from qa_desktop.exports.calibration.formulas import number
from qa_desktop.exports.calibration.questions import COLUMNS as QUESTIONS
from qa_desktop.exports.calibration.questions import QuestionsSheet
from qa_desktop.exports.canvas import Canvas
from qa_desktop.exports.plan import CellValue
from qa_desktop.exports.text import clean
from qa_desktop.statistics.calibration import StandardFigures

TOP: Final = 5
"""How many standards are named."""
_WITHOUT: Final = "SUM(q_n)=0"
"""The condition under which nothing at all has a reference."""
_HEADS: Final = (("Exact", "Pairs agree"), ("Within", "Mean apart"), ("Mean dev.", ""), ("Auto-fail", "Auto-fail"))
"""The heads of the figures: with a reference, and without one."""


@dataclass(frozen=True)
class DiscussFirst:
    """Draws the list on a canvas; `first` is its first line. The cells of Questions are read, so it is drawn before."""

    context: Context
    questions: QuestionsSheet
    canvas: Canvas
    first: int

    @property
    def _compared(self) -> bool:
        """Whether anything has a reference."""
        return bool(self.context.figures.overall.n)

    def draw(self) -> None:
        """Draw the head above `first` and a line for each standard."""
        canvas, row = self.canvas, self.first - 1
        canvas.across(row, 1, 4, "Standard", "head_left")
        canvas.across(row, 5, 6, "Section", "head_left")
        for column, (held, alone) in enumerate(_HEADS, 7):
            canvas.put(row, column, held if self._compared else alone, "head", f'IF({_WITHOUT},"{alone}","{held}")')
        canvas.heights[row] = 18
        ranked = self._ranked()
        for place in range(1, TOP + 1):
            self._line(self.first + place - 1, place, ranked[place - 1] if place <= len(ranked) else None)

    def _ranked(self) -> list[StandardFigures]:
        cells, figures = self.questions.canvas.cells, self.context.figures.standards
        first = self.questions.last - max(len(figures), 1) + 1
        placed = [(cells[first + place, QUESTIONS["rank"]].value, each) for place, each in enumerate(figures)]
        return [each for _, each in sorted(placed, key=lambda pair: float(str(pair[0] or 0)))]

    def _line(self, row: int, place: int, figures: StandardFigures | None) -> None:
        found = f"MATCH({place},q_rank,0)"
        there, apart = f"INDEX(q_n,{found})=0", f"INDEX(q_apart,{found})"
        between = f"OR(INDEX(q_apart_strikes,{found})>0,IF(ISNUMBER({apart}),{apart}>0,FALSE))"
        differs = f"IFERROR(IF({there},{between},INDEX(q_exact,{found})<1),FALSE)"
        values = self._values(figures) if figures and _differ(figures) else ("",) * 6
        formulas = (
            f"INDEX(q_standard,{found})",
            f"INDEX(q_section,{found})",
            self._figure(found, "q_exact", f"INDEX(q_pairs,{found})"),
            self._figure(found, "q_within", apart),
            self._figure(found, "q_dev", '""'),
            f"IF({there},INDEX(q_apart_strikes,{found}),INDEX(q_strikes,{found}))",
        )
        places = ((1, 4), (5, 6), (7, 7), (8, 8), (9, 9), (10, 10))
        looks = ("strong", "muted", "share", "share", "signed", "count")
        for (first, last), value, look, formula in zip(places, values, looks, formulas, strict=True):
            self.canvas.across(row, first, last, value, look, f'IF({differs},{formula},"")')

    def _figure(self, found: str, name: str, alone: str) -> str:
        """A figure that needs a reference, or what stands there where nothing has one."""
        return f'IF(INDEX(q_n,{found})=0,IF({_WITHOUT},{alone},"{NONE}"),INDEX({name},{found}))'

    def _values(self, figures: StandardFigures) -> tuple[CellValue, ...]:
        standard, found, apart = figures.standard, figures.agreement, figures.apart
        about = (clean(standard.text), self.context.section_path(standard))
        if found.n:
            measures = (found.exact, found.within, found.deviation)
            return (*about, *(number(measure.value) for measure in measures), found.strike_count)
        if self._compared:
            return (*about, NONE, NONE, NONE, apart.strikes)
        difference = None if apart.difference is None else float(apart.difference)
        return (*about, number(figures.pairwise.value), number(difference), "", apart.strikes)


def _differ(figures: StandardFigures) -> bool:
    """Whether anybody answered otherwise than the reference; where there is none, than another."""
    if figures.agreement.n:
        return figures.agreement.exact.value != 1
    return any(figures.apart.rank)

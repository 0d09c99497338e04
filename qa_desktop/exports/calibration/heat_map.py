"""The Heat map sheet: reviewer by standard, the share within tolerance and the leaning in points."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import chain

from qa_desktop.domain.forms import Standard
from qa_desktop.exports.calibration.context import KIND_WORDS, Context
from qa_desktop.exports.calibration.formulas import averages, number
from qa_desktop.exports.canvas import Canvas, lines_of, row_height
from qa_desktop.exports.plan import Gradient, Sheet, area, at
from qa_desktop.exports.text import clean
from qa_desktop.statistics.calibration import Agreement, agreement_of
from qa_desktop.statistics.marks import Comparison

TITLE = "Heat map"
_FIRST = 6
_LEFT = 2  # standard, kind
_PERSON = 13
_SHARES = ((0.0, "F2A58E"), (0.5, "FBE3B5"), (1.0, "FFFFFF"))
_POINTS = ((-50.0, "6FB1DA"), (0.0, "FFFFFF"), (50.0, "F0A35E"))
"""Fixed ends, so that sheets of two sessions compare; blue and orange are told apart by every eye."""


@dataclass
class HeatMapSheet:
    """Draws the Heat map sheet."""

    context: Context
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))

    def sheet(self) -> Sheet:
        """The finished sheet."""
        canvas, reviewers = self.canvas, self.context.figures.reviewers
        canvas.heading(
            "Heat map",
            "Reviewer by standard. Left: how much lies within tolerance of the reference. Right: leaning in points of "
            "a standard's 0 to 100 scale, above 0 lenient, below 0 harsh.",
        )
        canvas.put(3, 1, self.context.ask_for_reference[0], "subtitle", self.context.ask_for_reference[1])
        canvas.widths |= {1: 38, _LEFT: 11}
        width = len(reviewers) + 1
        gap = _LEFT + width + 1
        canvas.widths[gap] = 2
        starts = (_LEFT + 1, gap + 1)
        for start, title in zip(starts, ("Within tolerance", "Leaning, in points"), strict=True):
            canvas.across(_FIRST - 2, start, start + width - 1, title, "head")
            names = ["All", *(self.context.name(person) for person in reviewers)]
            canvas.line(_FIRST - 1, names, "head", start)
            canvas.widths |= dict.fromkeys(range(start, start + width), _PERSON)
            canvas.heights[_FIRST - 1] = row_height(max(lines_of(name, _PERSON, bold=True) for name in names))
        canvas.put(_FIRST - 1, 1, "Standard", "head_left")
        canvas.put(_FIRST - 1, _LEFT, "Kind", "head")
        scored = [figures.standard for figures in self.context.figures.standards]
        by_pair: dict[tuple[str, object], list[Comparison]] = {}
        for found in self.context.figures.comparisons:
            by_pair.setdefault((found.mark.standard.id, found.mark.person), []).append(found)
        for place, standard in enumerate(scored):
            self._line(_FIRST + place, standard, starts, by_pair)
        last = max(_FIRST + len(scored) - 1, _FIRST)
        end = gap + width
        canvas.put(last + 2, 1, "Colours have fixed ends: 0, 50 and 100 %; −50, 0 and +50 points.", "subtitle")
        return canvas.sheet(
            hidden_columns=(end + 1,),
            gradients=tuple(
                Gradient(area(_FIRST, start, last, start + width - 1), points)
                for start, points in zip(starts, (_SHARES, _POINTS), strict=True)
            ),
            freeze=at(_FIRST, _LEFT + 1),
            page=canvas.page([*range(_FIRST, last + 1)], last + 2, end, (_FIRST - 2, _FIRST - 1)),
        )

    def _line(
        self,
        row: int,
        standard: Standard,
        starts: Sequence[int],
        by_pair: dict[tuple[str, object], list[Comparison]],
    ) -> None:
        canvas, reviewers = self.canvas, self.context.figures.reviewers
        key_column = starts[1] + len(reviewers) + 1
        canvas.put(row, 1, clean(standard.text), "wrap")
        canvas.put(row, _LEFT, KIND_WORDS[standard.kind], "centre_muted")
        canvas.put(row, key_column, self.context.standard_keys[standard.id], "key")
        canvas.heights[row] = row_height(lines_of(standard.text, canvas.widths[1]))
        key = f"${at(row, key_column)}"
        own = [by_pair.get((standard.id, person), []) for person in reviewers]
        cells = [list(chain.from_iterable(own)), *own]
        who = ["", *(f',d_who,"{self.context.person_keys[person]}"' for person in reviewers)]
        for place, (found, criterion) in enumerate(zip(cells, who, strict=True)):
            figures: Agreement = agreement_of(found)
            mean = averages(f'd_role,"Reviewer",d_std,{key}{criterion}')
            canvas.put(row, starts[0] + place, number(figures.within.value), "share", mean("d_within"))
            canvas.put(row, starts[1] + place, number(figures.deviation.value), "signed", mean("d_dev"))

"""The hidden sheet of intervals: for each share, hits and observations of every interaction, and the limits from them.

The formulas are those of `qa_desktop.statistics.clusters`, so that the limits follow a consensus or a tolerance.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from qa_desktop.exports.calibration.context import NONE, Context
from qa_desktop.exports.calibration.formulas import number
from qa_desktop.exports.canvas import Canvas
from qa_desktop.exports.plan import CellValue, Sheet, area, at, fixed, letter
from qa_desktop.statistics.calibration import Tally
from qa_desktop.statistics.clusters import effective_number, jackknife_variance, share_of
from qa_desktop.statistics.quantiles import t_quantile

TITLE = "_intervals"
_FIRST = 2
_HEADS = ("share of", "observations", "hits", "share", "interactions", "variance", "t", "effective", "low", "high")
_N, _HITS, _SHARE, _GROUPS, _VARIANCE, _T, _EFFECTIVE, _LOW, _HIGH = range(2, 11)

Formula = Callable[[str, int], str]
"""The formula of a count, given the cell with the key of the interaction, and the interaction's place from 0."""
Counted = Mapping[UUID, tuple[int, int]]
"""Hits and observations by interaction."""


@dataclass(frozen=True)
class Limits:
    """The cells that hold the limits of a share, for formulas on other sheets."""

    low: str
    high: str


@dataclass
class IntervalsSheet:
    """Draws the hidden sheet; the other sheets ask it for the limits of their shares while they are drawn."""

    context: Context
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))
    _row: int = _FIRST

    @property
    def _calls(self) -> Sequence[UUID]:
        return [each.key for each in self.context.interactions]

    def of_marks(self, name: str, criteria: str, column: str, found: Mapping[UUID, Tally]) -> Limits:
        """The limits of a share of marks: `column` is `exact`, `within` or `strike` of Data, for rows that match."""
        counted = {key: tally.of(column) for key, tally in found.items()}
        there = "strike" if column == "strike" else "exact"
        return self.of(
            name,
            lambda call, _: f"SUMIFS(d_{column},d_call,{call},{criteria})",
            lambda call, _: f'COUNTIFS(d_call,{call},{criteria},d_{there},">=0")',
            counted,
        )

    def of(self, name: str, hits: Formula, observed: Formula, counted: Counted) -> Limits:
        """The limits of any share, from the formulas of its counts for an interaction, and the counts themselves."""
        row, calls = self._row, self._calls
        self._row += 1
        self.canvas.put(row, 1, name, "key")
        for place, key in enumerate(calls):
            own = counted.get(key, (0, 0))
            head = f"{letter(_HIGH + 1 + place)}$1"
            self._put(row, _HIGH + 1 + place, own[0], hits(head, place))
            self._put(row, _HIGH + 1 + len(calls) + place, own[1], observed(head, place))
        self._limits(row, [counts for key in calls if (counts := counted.get(key, (0, 0)))[1]])
        return Limits(f"{TITLE}!{fixed(row, _LOW)}", f"{TITLE}!{fixed(row, _HIGH)}")

    def together(self, first: int, last: int) -> tuple[Formula, Formula]:
        """The formulas of counts that are the sums of those in rows of this sheet."""

        def summed(start: int) -> Formula:
            if last < first:
                return lambda _, place: "0"
            return lambda _, place: f"SUM({area(first, start + place, last, start + place)})"

        return summed(_HIGH + 1), summed(_HIGH + 1 + len(self._calls))

    @property
    def row(self) -> int:
        """The row of the next share."""
        return self._row

    def sheet(self) -> Sheet:
        """The hidden sheet."""
        keys = [*self.context.call_keys.values()]
        self.canvas.line(1, (*_HEADS, *keys, *keys), "key")
        return self.canvas.sheet(hidden=True)

    def _limits(self, row: int, counts: Sequence[tuple[int, int]]) -> None:
        width = max(len(self._calls), 1)
        hits = area(row, _HIGH + 1, row, _HIGH + width)
        observed = area(row, _HIGH + 1 + width, row, _HIGH + 2 * width)
        n, found, share, groups, variance, t, effective = (at(row, column) for column in range(_N, _LOW))
        total, found_value = sum(number for _, number in counts), sum(hit for hit, _ in counts)
        measure, several = share_of(counts), len(counts) > 1
        self._put(row, _N, total, f"SUM({observed})")
        self._put(row, _HITS, found_value, f"SUM({hits})")
        self._put(row, _SHARE, number(measure.value), f'IF({n}=0,"{NONE}",{found}/{n})')
        self._put(row, _GROUPS, len(counts), f'COUNTIF({observed},">0")')
        apart = f"SUMPRODUCT((({found}-{hits})/({n}-{observed})-{share})^2)"
        one = f"IF({groups}<2,"
        self._put(
            row,
            _VARIANCE,
            jackknife_variance(counts) if several else NONE,
            f'{one}"{NONE}",({groups}-1)/{groups}*{apart})',
        )
        quantile = t_quantile(0.975, len(counts) - 1) if several else None
        self._put(row, _T, number(quantile), f'{one}"{NONE}",TINV(0.05,{groups}-1))')
        independent = f"IF({variance}=0,{n},MIN({n},{share}*(1-{share})/{variance}))"
        fitting = f'{one}"{NONE}",IF(OR({share}<=0,{share}>=1),{groups},{independent}))'
        self._put(row, _EFFECTIVE, effective_number(counts) if several else NONE, fitting)
        self._put(row, _LOW, number(measure.low), _limit(share, effective, t, groups, "-", f"{share}<=0", "0"))
        self._put(row, _HIGH, number(measure.high), _limit(share, effective, t, groups, "+", f"{share}>=1", "1"))

    def _put(self, row: int, column: int, value: CellValue, formula: str) -> None:
        self.canvas.put(row, column, value, "key", formula)


def _limit(share: str, effective: str, t: str, groups: str, sign: str, at_end: str, end: str) -> str:
    reach = f"{t}*SQRT({share}*(1-{share})/{effective}+{t}*{t}/(4*{effective}*{effective}))"
    limit = f"({share}+{t}*{t}/(2*{effective}){sign}{reach})/(1+{t}*{t}/{effective})"
    return f'IF({groups}<2,"{NONE}",IF({at_end},{end},{limit}))'

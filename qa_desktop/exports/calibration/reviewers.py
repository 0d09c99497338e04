"""The Reviewers sheet: each reviewer against the reference, foundation and finesse apart."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_desktop.exports.calibration.context import NONE, Context
from qa_desktop.exports.calibration.formulas import (
    averages,
    lean,
    number,
    or_none,
    percent_range,
    percent_range_value,
    t_reach,
)
from qa_desktop.exports.calibration.intervals import IntervalsSheet
from qa_desktop.exports.calibration.scores import ScoresSheet
from qa_desktop.exports.canvas import Canvas, Column, Columns
from qa_desktop.exports.looks import BLUE, SIGNED
from qa_desktop.exports.plan import CellValue, Chart, Colour, Series, Sheet, area, at, fixed_area, letter
from qa_desktop.statistics.calibration import ReviewerFigures
from qa_desktop.statistics.measure import Measure
from qa_desktop.statistics.reference import verdict

TITLE = "Reviewers"
FIRST = 6
COLUMNS = Columns(
    (
        Column("name", "Reviewer", 24, "strong_wrap"),
        Column("n", "Compared", 9, "count"),
        Column("exact", "Exact", 8, "share"),
        Column("within", "Within tolerance", 10, "share"),
        Column("interval", "95 % interval of within", 13, "centre_muted"),
        Column("foundation_n", "Compared", 9, "count"),
        Column("foundation", "Exact", 8, "share"),
        Column("finesse_n", "Compared", 9, "count"),
        Column("finesse_exact", "Exact", 8, "share"),
        Column("finesse", "Within tolerance", 10, "share"),
        Column("dev", "Mean deviation", 10, "signed"),
        Column("dev_low", "95 % from", 9, "signed"),
        Column("dev_high", "to", 9, "signed"),
        Column("lean", "Leaning", 16, "centre"),
        Column("abs", "Mean distance", 9, "points"),
        Column("largest", "Largest", 8, "points"),
        Column("na", "N/A rate", 8, "share"),
        Column("strikes", "Auto-fail differs", 9, "count"),
        Column("gap_n", "Totals", 8, "count"),
        Column("gap", "Mean gap, points", 9, "signed"),
        Column("inside", "Inside tolerance", 9, "share"),
        Column("key", "Key", 8, "key", hidden=True),
        Column("low", "Within low", 8, "key", hidden=True),
        Column("high", "Within high", 8, "key", hidden=True),
        Column("reach", "Half interval", 8, "key", hidden=True),
    )
)
_GROUPS = (
    ("n", "interval", "All standards"),
    ("foundation_n", "foundation", "Foundation"),
    ("finesse_n", "finesse", "Finesse"),
    ("dev", "largest", "Leniency, in points of a standard's 0 to 100 scale"),
    ("na", "strikes", "Habits"),
    ("gap_n", "inside", "Totals, before auto-fail"),
)


@dataclass
class ReviewersSheet:
    """Draws the Reviewers sheet."""

    context: Context
    scores: ScoresSheet
    intervals: IntervalsSheet
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))

    @property
    def last(self) -> int:
        """The last row of the reviewers."""
        return max(FIRST + len(self.context.figures.reviewers) - 1, FIRST)

    def sheet(self) -> Sheet:
        """The finished sheet."""
        canvas = self.canvas
        canvas.heading(
            "Reviewers",
            "Each reviewer against the reference. Above 0 is lenient, below 0 harsh; the word stands only where the "
            "interval leaves out 0.",
        )
        canvas.put(3, 1, self.context.ask_for_reference[0], "subtitle", self.context.ask_for_reference[1])
        canvas.header(FIRST - 1, COLUMNS)
        canvas.put(FIRST - 2, 1, None, "head")
        for first, last, title in _GROUPS:
            canvas.across(FIRST - 2, COLUMNS[first], COLUMNS[last], title, "head")
        for row, figures in enumerate(self.context.figures.by_reviewer, FIRST):
            self._line(row, figures)
            canvas.fit(row, COLUMNS)
        starts = [*range(FIRST, self.last + 1), self.last + 1]  # the chart last
        return canvas.sheet(
            COLUMNS,
            freeze=at(FIRST, 2),
            colours=self._colours(),
            charts=(self._chart(),) if self.context.figures.reviewers else (),
            page=canvas.page(starts, self.last + 20, COLUMNS.last_shown, (FIRST - 2, FIRST - 1)),
        )

    def _line(self, row: int, figures: ReviewerFigures) -> None:
        key = at(row, COLUMNS["key"])
        mine = f'd_who,{key},d_role,"Reviewer"'
        self._put(row, "name", self.context.name(figures.person))
        self._put(row, "key", self.context.person_keys[figures.person])
        self._agreement(row, mine, figures)
        self._leniency(row, mine, figures)
        scored = f'd_who,{key},d_state,"answered",d_kind'
        everything = f'(COUNTIFS({scored},"Foundation")+COUNTIFS({scored},"Finesse"))'
        none = f'd_who,{key},d_answer,"N/A",d_kind'
        rate = f'(COUNTIFS({none},"Foundation")+COUNTIFS({none},"Finesse"))/{everything}'
        self._put(row, "na", number(figures.na_rate.value), or_none(rate))
        self._put(row, "strikes", figures.overall.strike_count, f"SUMIFS(d_strike,{mine})")
        cells = self.scores.gaps_of(figures.person)
        inside = f'COUNTIFS({cells},"<="&Tol_Points,{cells},">="&-Tol_Points)/COUNT({cells})'
        self._put(row, "gap_n", figures.gap.n, f"COUNT({cells})")
        self._put(row, "gap", number(figures.gap.value), or_none(f"AVERAGE({cells})"))
        self._put(row, "inside", number(figures.totals_within.value), or_none(inside))

    def _agreement(self, row: int, mine: str, figures: ReviewerFigures) -> None:
        mean, overall = averages(mine), figures.overall
        person = self.context.person_keys[figures.person]
        own = f'd_who,"{person}",d_role,"Reviewer"'
        limits = self.intervals.of_marks(f"{TITLE} {person}", own, "within", overall.tallies)
        low, high = at(row, COLUMNS["low"]), at(row, COLUMNS["high"])
        self._put(row, "n", overall.n, f'COUNTIFS({mine},d_exact,">=0")')
        self._put(row, "exact", number(overall.exact.value), mean("d_exact"))
        self._put(row, "within", number(overall.within.value), mean("d_within"))
        self._put(row, "low", number(overall.within.low), limits.low)
        self._put(row, "high", number(overall.within.high), limits.high)
        self._put(row, "interval", percent_range_value(overall.within), percent_range(low, high))
        foundation, finesse = (f'{mine},d_kind,"{kind}"' for kind in ("Foundation", "Finesse"))
        self._put(row, "foundation_n", figures.foundation.n, f'COUNTIFS({foundation},d_exact,">=0")')
        self._put(row, "foundation", number(figures.foundation.exact.value), averages(foundation)("d_exact"))
        self._put(row, "finesse_n", figures.finesse.n, f'COUNTIFS({finesse},d_exact,">=0")')
        self._put(row, "finesse_exact", number(figures.finesse.exact.value), averages(finesse)("d_exact"))
        self._put(row, "finesse", number(figures.finesse.within.value), averages(finesse)("d_within"))

    def _leniency(self, row: int, mine: str, figures: ReviewerFigures) -> None:
        mean, found = averages(mine), figures.overall
        centre, reach = at(row, COLUMNS["dev"]), at(row, COLUMNS["reach"])
        low, high = at(row, COLUMNS["dev_low"]), at(row, COLUMNS["dev_high"])
        n = f'COUNTIFS({mine},d_dev,">=-100")'
        own = f"(d_who={at(row, COLUMNS['key'])})"
        squares = f"SUMPRODUCT({own}*d_has*(d_dev0-{centre})^2)"
        half = f'IF({n}<2,"{NONE}",{t_reach(squares, n)})'
        self._put(row, "dev", number(found.deviation.value), mean("d_dev"))
        self._put(row, "reach", number(_half(found.deviation)), half)
        self._put(row, "dev_low", number(found.deviation.low), or_none(f"{centre}-{reach}"))
        self._put(row, "dev_high", number(found.deviation.high), or_none(f"{centre}+{reach}"))
        few = '"too few to judge"'
        otherwise = f'IF({n}=0,"{self.context.lack}",{few})' if self.context.lack else few
        shown = self.context.lack if self.context.lack and not found.deviation.n else verdict(found.deviation)
        self._put(row, "lean", shown, lean(low, high, otherwise))
        self._put(row, "abs", number(found.absolute.value), mean("d_abs"))
        ends = f"SUMPRODUCT(MAX({own}*d_dev0)),-SUMPRODUCT(MIN({own}*d_dev0))"
        largest = f'IF({n}=0,"{NONE}",MAX({ends}))'
        self._put(row, "largest", number(figures.largest), largest)

    def _chart(self) -> Chart:
        figures = self.context.figures.by_reviewer
        names, dev, reach = (
            f"{TITLE}!{fixed_area(FIRST, COLUMNS[key], self.last, COLUMNS[key])}" for key in ("name", "dev", "reach")
        )
        deviations = [each.overall.deviation for each in figures]
        return Chart(
            at(self.last + 2, 1),
            "Mean deviation with its 95 % interval: above 0 lenient, below 0 harsh",
            names,
            tuple(self.context.name(each.person) for each in figures),
            (
                Series(
                    "Mean deviation",
                    dev,
                    tuple(each.value for each in deviations),
                    BLUE,
                    reach,
                    tuple(_half(each) for each in deviations),
                ),
            ),
            width=20,
            height=8.5,
            number_format=SIGNED,
            low=-_limit(deviations),
            high=_limit(deviations),
        )

    def _colours(self) -> tuple[Colour, ...]:
        strikes = area(FIRST, COLUMNS["strikes"], self.last, COLUMNS["strikes"])
        count = f"${letter(COLUMNS['strikes'])}{FIRST}"
        leans = area(FIRST, COLUMNS["lean"], self.last, COLUMNS["lean"])
        word = f"${letter(COLUMNS['lean'])}{FIRST}"
        return (
            Colour(strikes, f"{count}>0", "strike"),
            Colour(leans, f'OR({word}="lenient",{word}="harsh")', "word_differs"),
        )

    def _put(self, row: int, key: str, value: CellValue, formula: str = "") -> None:
        place = COLUMNS[key]
        self.canvas.put(row, place, value, COLUMNS.all[place - 1].look, formula)


def _half(measure: Measure) -> float | None:
    return None if measure.low is None or measure.high is None else (measure.high - measure.low) / 2


def _limit(deviations: Sequence[Measure]) -> float:
    """The end of the chart's scale: beyond every interval, with room for a change, in steps of 10 points."""
    ends = (abs(end) for each in deviations for end in (each.low, each.high, each.value) if end is not None)
    return min(100.0, 10.0 * max(1, math.ceil(1.15 * max(ends, default=0) / 10)))

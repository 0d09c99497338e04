"""The Summary sheet: the calibration on one printed page."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from qa_desktop.exports.calibration.context import NONE, Context
from qa_desktop.exports.calibration.core import Core
from qa_desktop.exports.calibration.discuss_first import TOP, DiscussFirst
from qa_desktop.exports.calibration.formulas import (
    is_too_few,
    number,
    or_none,
    percent_range_value,
    whole,
)
from qa_desktop.exports.calibration.intervals import Limits
from qa_desktop.exports.calibration.left_out import left_out
from qa_desktop.exports.calibration.questions import COLUMNS as QUESTIONS
from qa_desktop.exports.calibration.questions import GROUP
from qa_desktop.exports.calibration.questions import TITLE as QUESTIONS_TITLE
from qa_desktop.exports.calibration.reviewers import COLUMNS as REVIEWERS
from qa_desktop.exports.calibration.reviewers import FIRST as REVIEWERS_FIRST
from qa_desktop.exports.calibration.reviewers import TITLE as REVIEWERS_TITLE
from qa_desktop.exports.calibration.steps import FourSteps
from qa_desktop.exports.canvas import Canvas, lines_of, row_height
from qa_desktop.exports.looks import BLUE, SHARE, SKY
from qa_desktop.exports.plan import CellValue, Chart, Colour, Page, Series, Sheet, area, at, fixed, fixed_area
from qa_desktop.exports.text import clean, one_line
from qa_desktop.statistics.marks import pairs_agree
from qa_desktop.statistics.measure import Measure, too_few

TITLE = "Summary"
_LAST: Final = 10
_TILES: Final = 7
_STEPS: Final = 13
_DISCUSS: Final = 21
_REVIEWERS: Final = 29
_PERSON: Final = (
    ("n", "count", "Compared"),
    ("exact", "share", "Exact"),
    ("within", "share", "Within"),
    ("interval", "centre_muted", "95 % interval"),
    ("lean", "answer", "Leaning"),
    ("strikes", "count", "Auto-fail differs"),
    ("inside", "share", "Totals inside"),
)
_TOO_FEW = "too few to judge"


@dataclass
class SummarySheet:
    """Draws the Summary sheet."""

    core: Core
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))

    @property
    def context(self) -> Context:
        """The figures, and how they are named."""
        return self.core.context

    def sheet(self) -> Sheet:
        """The finished sheet."""
        canvas = self.canvas
        canvas.widths |= dict.fromkeys(range(1, _LAST + 1), 10.5)
        self._title()
        self._tiles()
        self._section(_STEPS - 2, "The four steps")
        FourSteps(self.core, canvas, _STEPS).draw()
        self._section(_DISCUSS - 2, "Discuss first")
        DiscussFirst(self.context, self.core.questions, canvas, _DISCUSS).draw()
        self._people_table()
        rows = len(self.context.scored_sections)
        height = min(max(4.2, 1.1 * rows + 2.2), 11)
        self._section(self._chart_row, "Agreement by section")
        end = self._chart_row + 1 + round(height / 0.53) + 1
        charts = [replace(self._chart(height), until=at(end - 2, _LAST))] if rows else []
        if self.core.trend.earlier:
            charts.append(replace(self.core.trend.chart(at(end, 1), 20.7, 6.4), until=at(end + 11, _LAST)))
            end += 13
        canvas.across(end, 1, _LAST, _READING, "small")
        canvas.heights[end] = 36
        return canvas.sheet(
            colours=self._colours(),
            charts=tuple(charts),
            page=Page(portrait=True, one_page=True, area=area(1, 1, end, _LAST)),
        )

    def _title(self) -> None:
        context, canvas = self.context, self.canvas
        material = context.figures.material
        scored = sum(standard.scored for standard in context.standards)
        facts = (
            one_line(material.form.label, 90),
            _counted(len(context.interactions), "interaction"),
            _counted(scored, "scored standard"),
            f"session of {context.dated:%Y-%m-%d}",
        )
        canvas.across(1, 1, _LAST, one_line(material.session.name, 120) or "Calibration", "title")
        canvas.across(2, 1, _LAST, "  ·  ".join(facts), "subtitle")
        canvas.across(3, 1, _LAST, self._people(), "subtitle_wrap")
        canvas.across(4, 1, _LAST, self._missing(), "small")
        lines = 1 + len(self._people()) // 105
        canvas.heights |= {1: 30, 2: 16, 3: 14 * min(lines, 8), 4: 13 * (1 + len(self._missing()) // 140), 5: 6}

    def _people(self) -> str:
        total = len(self.context.interactions)
        submitted = self.context.figures.material.submitted
        done = {
            person.key: sum((each.key, person.key) in submitted for each in self.context.interactions)
            for person in self.context.people
        }
        return "   ".join(
            f"{self.context.starred(person)} {done[person.key]}/{total}" for person in self.context.people
        )

    def _missing(self) -> str:
        sentences = [sentence for sentence in left_out(self.context) if "submitted" in sentence]
        text = " ".join(sentences) or "Everybody has submitted everything."
        about = "★ is the gauge; the" if self.context.gauge else "Nobody is the gauge; the"
        return f"{about} numbers say how many evaluations each has submitted. {clean(text, 400)}"

    def _tiles(self) -> None:
        figures = self.context.figures
        exact, within, strikes = figures.overall.exact, figures.overall.within, figures.overall.strikes
        n, low, high = (self._question(self.core.questions.all_row, column) for column in ("n", "low", "high"))
        everything = self.core.questions.all_row
        within_cell, exact_cell = (self._question(everything, column) for column in ("within", "exact"))
        self._tile(0, "Within tolerance", within, "tile_share", within_cell, n, low, high)
        limits = self._limits("exact")
        self._tile(1, "Exactly the same", exact, "tile_share", exact_cell, n, limits.low, limits.high)
        if self.context.gauge or figures.gaps:
            cells = (self.core.scores.inside(name) for name in ("share", "n", "low", "high"))
            self._tile(2, "Totals inside tolerance", figures.totals_within, "tile_share", *cells)
            self._gap_tile(3, figures.mean_gap)
        else:
            pairs = [
                found for row in figures.rows if row[0].standard.scored and (found := pairs_agree(row)) is not None
            ]
            self._between_tile(2, "Pairs of answers that agree", pairs, "tile_share", "m_pairs")
            label = "Mean spread of totals, points"
            self._between_tile(3, label, self.core.scores.spreads, "tile_points", self.core.scores.spread_cells)
        self._strike_tile(figures.overall.strike_count, strikes)
        self.canvas.heights |= {_TILES - 1: 26, _TILES: 34, _TILES + 1: 24, _TILES + 2: 16, _TILES + 3: 8}

    def _gap_tile(self, tile: int, gap: Measure) -> None:
        n, mean, reach = (self.core.scores.inside(name) for name in ("n", "distance", "reach"))
        self._put_tile(tile, "Mean gap of totals, points", number(gap.value), "tile_points", mean)
        span = f'" · "&ROUND(MAX(0,{mean}-{reach}),0)&" to "&ROUND({mean}+{reach},0)'
        note = f'"n = "&{n}&IF(ISNUMBER({reach}),{span},"")'
        verdict = f'IF(ISNUMBER({reach}),"","{_TOO_FEW}")'
        self._below_tile(tile, _points_note(gap), "" if gap.low is not None else _TOO_FEW, note, verdict)

    def _limits(self, column: str) -> Limits:
        """The limits of a share of all marks."""
        found = self.context.figures.overall.tallies
        return self.core.questions.intervals.of_marks(f"{TITLE} {column}", 'd_role,"Reviewer"', column, found)

    def _tile(
        self, tile: int, label: str, measure: Measure, look: str, share: str, n: str, low: str, high: str
    ) -> None:
        self._put_tile(tile, label, number(measure.value), look, share)
        span = f'" · "&ROUND(100*{low},0)&" to "&ROUND(100*{high},0)&" %"'
        note = f'"n = "&{n}&IF(ISNUMBER({low}),{span},"")'
        self._below_tile(tile, _note(measure), self._verdict(measure), note, self._verdict_formula(n, low, high))

    def _between_tile(self, tile: int, label: str, values: Sequence[float], look: str, cells: str) -> None:
        """A mean of figures between reviewers, which need no reference."""
        mean = math.fsum(values) / len(values) if values else None
        self._put_tile(tile, label, number(mean), look, or_none(f"AVERAGE({cells})"))
        self._below_tile(tile, f"n = {len(values)}", "between reviewers", f'"n = "&COUNT({cells})')

    def _strike_tile(self, count: int, share: Measure) -> None:
        row = self.core.questions.all_row
        cell, n = self._question(row, "strikes"), self._question(row, "strike_n")
        limits = self._limits("strike")
        low, high = limits.low, limits.high
        none = not share.n and not self.context.gauge
        formula = cell if self.context.gauge else f'IF({n}=0,"{NONE}",{cell})'
        self._put_tile(4, "Auto-fail disagreements", NONE if none else count, "tile_count", formula)
        span = f'" · "&ROUND(100*{low},0)&" to "&ROUND(100*{high},0)&" %"'
        note = f'"of "&{n}&" marks"&IF(ISNUMBER({low}),{span},"")'
        value = f"of {share.n} marks" + (f" · {percent_range_value(share)}" if share.low is not None else "")
        self._below_tile(4, value, self._verdict(share), note, self._verdict_formula(n, low, high))

    def _verdict(self, measure: Measure) -> str:
        if self.context.lack and not measure.n:
            return self.context.lack
        return _TOO_FEW if too_few(measure) else ""

    def _verdict_formula(self, n: str, low: str, high: str) -> str:
        words = f'IF({is_too_few(n, low, high)},"{_TOO_FEW}","")'
        return f'IF({n}=0,"{self.context.lack}",{words})' if self.context.lack else words

    def _put_tile(self, tile: int, label: str, value: CellValue, look: str, formula: str = "") -> None:
        first = 1 + 2 * tile
        self.canvas.across(_TILES - 1, first, first + 1, label, "tile_label")
        self.canvas.across(_TILES, first, first + 1, value, look, formula)

    def _below_tile(self, tile: int, note: str, verdict: str, formula: str = "", verdict_formula: str = "") -> None:
        first = 1 + 2 * tile
        self.canvas.across(_TILES + 1, first, first + 1, note, "tile_note", formula)
        self.canvas.across(_TILES + 2, first, first + 1, verdict or None, "tile_verdict", verdict_formula)
        if verdict_formula:
            self.canvas.put(_TILES + 2, first, verdict, "tile_verdict", verdict_formula)

    def _section(self, row: int, title: str) -> None:
        self.canvas.across(row, 1, _LAST, title, "section")
        self.canvas.heights[row] = 20

    @property
    def _chart_row(self) -> int:
        return _REVIEWERS + len(self.context.figures.reviewers) + 1

    def _people_table(self) -> None:
        canvas, row = self.canvas, _REVIEWERS - 1
        self._section(row - 1, "Reviewers")
        canvas.across(row, 1, 3, "Reviewer", "head_left")
        canvas.line(row, [title for _, _, title in _PERSON], "head", 4)
        canvas.heights[row] = 28
        cells = self.core.reviewers.canvas.cells
        for place in range(len(self.context.figures.reviewers)):
            source = REVIEWERS_FIRST + place
            name = cells[source, REVIEWERS["name"]].value
            canvas.across(_REVIEWERS + place, 1, 3, name, "strong_wrap", _reviewer(source, "name"))
            for column, (key, look, _) in enumerate(_PERSON, 4):
                value = cells[source, REVIEWERS[key]].value
                canvas.put(_REVIEWERS + place, column, value, look, _reviewer(source, key))
            lines = (lines_of(str(name), 31.5, bold=True), lines_of(str(cells[source, REVIEWERS["lean"]].value), 10.5))
            canvas.heights[_REVIEWERS + place] = row_height(max(lines))

    def _chart(self, height: float) -> Chart:
        rows, figures = self.core.questions.section_rows, self.context.figures
        first, last = rows[0], rows[-1]
        names, exact, within = (
            f"{QUESTIONS_TITLE}!{fixed_area(first, key, last, key)}"
            for key in (GROUP, QUESTIONS["exact"], QUESTIONS["within"])
        )
        found = [figures.of_section(section) for section in self.context.scored_sections]
        return Chart(
            at(self._chart_row + 1, 1),
            "",
            names,
            tuple(one_line(section.title, 120) or section.id for section in self.context.scored_sections),
            (
                Series("Within tolerance", within, tuple(each.within.value for each in found), BLUE),
                Series("Exactly the same", exact, tuple(each.exact.value for each in found), SKY),
            ),
            width=20.7,
            height=height,
            number_format=SHARE,
            horizontal=True,
            low=0,
            high=1.1,  # so that the label of a bar at 100 % has room
            step=0.2,
        )

    def _colours(self) -> tuple[Colour, ...]:
        differs = area(_REVIEWERS, 9, max(self._chart_row - 2, _REVIEWERS), 9)
        differing = f"$I{_REVIEWERS}"
        status = area(_STEPS, 9, _STEPS + 4, 10)
        strikes = area(_DISCUSS, 10, _DISCUSS + TOP - 1, 10)
        count, word = f"$J{_DISCUSS}", f"$I{_STEPS}"
        return (
            Colour(status, f'LEFT({word},1)="▼"', "word_differs", lambda value: str(value).startswith("▼")),
            Colour(status, f'LEFT({word},1)="✓"', "word_met", lambda value: str(value).startswith("✓")),
            Colour(differs, f"IF(ISNUMBER({differing}),{differing}>0,FALSE)", "strike", _some),
            Colour(strikes, f"IF(ISNUMBER({count}),{count}>0,FALSE)", "strike", _some),
        )

    def _question(self, row: int, key: str) -> str:
        return f"{QUESTIONS_TITLE}!{fixed(row, QUESTIONS[key])}"


_READING = (
    "Within tolerance: a level apart at most on a scale, the same answer elsewhere; the tolerances stand on the Method "
    "sheet and can be changed there. Ranges are 95 % intervals. “Too few to judge”: fewer than 30 observations, or an "
    "interval of 30 points or more. Deviations are in points of a standard's own 0 to 100 scale."
)


def _reviewer(row: int, key: str) -> str:
    return f"{REVIEWERS_TITLE}!{fixed(row, REVIEWERS[key])}"


def _note(measure: Measure) -> str:
    return f"n = {measure.n}" + (f" · {percent_range_value(measure)}" if measure.low is not None else "")


def _points_note(gap: Measure) -> str:
    if gap.low is None or gap.high is None:
        return f"n = {gap.n}"
    return f"n = {gap.n} · {whole(gap.low)} to {whole(gap.high)}"


def _some(value: CellValue) -> bool:
    return isinstance(value, int | float) and value > 0


def _counted(number_of: int, word: str) -> str:
    return f"{number_of} {word}" + ("" if number_of == 1 else "s")

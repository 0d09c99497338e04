"""The Questions sheet: how each standard fares, with totals by kind and section below."""

from dataclasses import dataclass, field
from functools import cached_property

from qa_desktop.domain.forms import Kind, Standard
from qa_desktop.exports.calibration.context import KIND_WORDS, NONE, Context
from qa_desktop.exports.calibration.formulas import (
    against_target,
    against_target_value,
    averages,
    number,
    percent_range,
    percent_range_value,
)
from qa_desktop.exports.calibration.intervals import IntervalsSheet
from qa_desktop.exports.canvas import Canvas, Column, Columns
from qa_desktop.exports.plan import CellValue, Colour, Sheet, area, at, fixed_area, letter
from qa_desktop.exports.text import clean, one_line
from qa_desktop.statistics.calibration import Agreement, StandardFigures
from qa_desktop.statistics.measure import Measure, too_few

TITLE = "Questions"
FIRST = 5
COLUMNS = Columns(
    (
        Column("rank", "Discuss", 8, "centre_strong"),
        Column("standard", "Standard", 34, "wrap"),
        Column("section", "Section", 22, "wrap"),
        Column("kind", "Kind", 11, "centre_muted"),
        Column("weight", "Weight", 7, "weight"),
        Column("n", "Compared", 10, "count"),
        Column("exact", "Exact", 8, "share"),
        Column("within", "Within tolerance", 10, "share"),
        Column("interval", "95 % interval of within", 11, "centre_muted"),
        Column("verdict", "Against target", 16, "centre"),
        Column("dev", "Mean deviation", 10, "signed"),
        Column("abs", "Mean distance", 9, "points"),
        Column("strikes", "Auto-fail differs", 9, "count"),
        Column("pairwise", "Pairs agree", 8, "share"),
        Column("alpha", "α", 8, "coefficient"),
        Column("ac1", "AC1", 8, "coefficient"),
        Column("items", "Interactions", 11, "count"),
        Column("distribution", "Answers of all", 38, "wrap"),
        Column("remark", "About α and AC1", 48, "muted_wrap"),
        Column("key", "Key", 9, "key", hidden=True),
        Column("place", "Place", 9, "key", hidden=True),
        Column("order", "Order", 9, "key", hidden=True),
        Column("low", "Within low", 9, "key", hidden=True),
        Column("high", "Within high", 9, "key", hidden=True),
        Column("strike_n", "Auto-fail marks", 9, "key", hidden=True),
        Column("apart", "Mean difference", 9, "key", hidden=True),
        Column("apart_strikes", "Auto-fails apart", 9, "key", hidden=True),
    )
)
_NAMED = {"q_rank": "rank", "q_standard": "standard", "q_section": "section", "q_exact": "exact"}
_NAMED |= {"q_within": "within", "q_dev": "dev", "q_n": "n", "q_strikes": "strikes"}
_NAMED |= {"q_pairs": "pairwise", "q_apart": "apart", "q_apart_strikes": "apart_strikes"}
_GROUPS = tuple(COLUMNS[key] for key in ("section", "n", "dev", "pairwise", "distribution", "remark"))
"""The first column of each group that stays on one printed page; what a row is about stands on every page."""
GROUP = 1
"""The column in which a total says what it is about."""

_NO_RANK = 1_000_000


@dataclass
class QuestionsSheet:
    """Draws the Questions sheet, and knows where its totals stand."""

    context: Context
    intervals: IntervalsSheet
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))

    @cached_property
    def last(self) -> int:
        """The last row of the standards."""
        return max(FIRST + len(self.context.figures.standards) - 1, FIRST)

    @cached_property
    def all_row(self) -> int:
        """The row of all standards together; foundation, finesse and the sections follow."""
        return self.last + 4

    @property
    def section_rows(self) -> range:
        """The rows of the sections."""
        return range(self.all_row + 3, self.all_row + 3 + len(self.context.scored_sections))

    def sheet(self) -> Sheet:
        """The finished sheet."""
        canvas = self.canvas
        canvas.heading(
            "Questions",
            "How the reviewers' answers to each standard compare with the reference. 1 in the first column is what to "
            "discuss first.",
        )
        canvas.put(3, 1, self.context.ask_for_reference[0], "subtitle", self.context.ask_for_reference[1])
        canvas.header(FIRST - 1, COLUMNS)
        ranks = self._ranks()
        for place, figures in enumerate(self.context.figures.standards):
            self._standard(FIRST + place, place + 1, figures, ranks[place])
        for name, key in _NAMED.items():
            canvas.name(name, COLUMNS[key], FIRST, self.last)
        self._totals()
        end = max(self.all_row + 2, *self.section_rows, self.all_row)
        return canvas.sheet(
            COLUMNS,
            freeze=at(FIRST, COLUMNS["standard"] + 1),
            colours=self._colours(end),
            page=canvas.page(
                [*range(FIRST, self.last + 1), self.all_row - 2], end, COLUMNS.last_shown, (FIRST - 1,), _GROUPS
            ),
        )

    def _standard(self, row: int, place: int, figures: StandardFigures, rank: int) -> None:
        standard, key = figures.standard, self.context.standard_keys[figures.standard.id]
        values: dict[str, CellValue] = {
            "section": self.context.section_path(standard),
            "standard": clean(standard.text),
            "kind": KIND_WORDS[standard.kind],
            "weight": float(standard.weight),
            "pairwise": number(figures.pairwise.value),
            "alpha": number(figures.alpha.value),
            "ac1": number(figures.ac1.value),
            "items": figures.pairwise.n,
            "distribution": self._distribution(figures) or NONE,
            "remark": _remark(figures),
            "key": key,
            "place": place,
            "apart": number(None if figures.apart.difference is None else float(figures.apart.difference)),
            "apart_strikes": figures.apart.strikes,
        }
        for name, value in values.items():
            self._put(row, name, value)
        self._agreement(row, f'd_role,"Reviewer",d_std,"{key}"', figures.agreement)
        self._against(row, figures.agreement.within, standard.kind)
        order = at(row, COLUMNS["order"])
        everything = fixed_area(FIRST, COLUMNS["order"], self.last, COLUMNS["order"])
        self._put(row, "order", _order(figures, place), self._order_formula(row))
        self._put(row, "rank", rank, f"RANK({order},{everything},1)")
        self.canvas.fit(row, COLUMNS)

    def _ranks(self) -> list[int]:
        orders = [_order(each, place) for place, each in enumerate(self.context.figures.standards, 1)]
        return [1 + sum(other < own for other in orders) for own in orders]

    def _order_formula(self, row: int) -> str:
        n, exact, within, strikes, place, apart, apart_strikes = (
            at(row, COLUMNS[key]) for key in ("n", "exact", "within", "strikes", "place", "apart", "apart_strikes")
        )
        between = f"{_NO_RANK}-1000*{apart_strikes}-IF(ISNUMBER({apart}),{apart},0)"
        return f"IF({n}=0,{between},1000*{within}+{exact}-10000*{strikes})+{place}/1000000"

    def _totals(self) -> None:
        canvas, figures, row = self.canvas, self.context.figures, self.all_row
        canvas.across(row - 2, 1, COLUMNS["strikes"], "Together", "section")
        canvas.heights[row - 2] = 20
        for column in COLUMNS.all[COLUMNS["n"] - 1 : COLUMNS["strikes"]]:
            canvas.put(row - 1, COLUMNS[column.key], column.title, "head")
        canvas.across(row - 1, 1, COLUMNS["section"], "All, by kind and by section", "head_left")
        canvas.across(row - 1, COLUMNS["kind"], COLUMNS["weight"], "Standards", "head")
        canvas.heights[row - 1] = 32
        scored = [figures.standard for figures in self.context.figures.standards]
        self._total(row, "All standards", "", figures.overall, len(scored))
        for offset, kind in enumerate((Kind.FOUNDATION, Kind.FINESSE), 1):
            word = KIND_WORDS[kind]
            number_of = sum(standard.kind is kind for standard in scored)
            self._total(row + offset, f"{word} standards", f',d_kind,"{word}"', figures.of_kind(kind), number_of)
            self._against(row + offset, figures.of_kind(kind).within, kind)
        for section_row, section in zip(self.section_rows, self.context.scored_sections, strict=True):
            criterion = f',d_sec,"{self.context.section_keys[section.id]}"'
            title = one_line(section.title, 120) or section.id
            number_of = sum(standard.scored for standard in section.all_standards())
            self._total(section_row, title, criterion, figures.of_section(section), number_of)

    def _total(self, row: int, title: str, criterion: str, found: Agreement, number_of: int) -> None:
        for place in range(1, COLUMNS["strikes"] + 1):
            self.canvas.put(row, place, None, "text")
        self.canvas.across(row, GROUP, COLUMNS["section"], title, "strong")
        self.canvas.across(row, COLUMNS["kind"], COLUMNS["weight"], number_of, "count")
        self._agreement(row, f'd_role,"Reviewer"{criterion}', found)

    def _agreement(self, row: int, criteria: str, found: Agreement) -> None:
        mean = averages(criteria)
        low, high = at(row, COLUMNS["low"]), at(row, COLUMNS["high"])
        self._put(row, "n", found.n, f'COUNTIFS({criteria},d_exact,">=0")')
        self._put(row, "exact", number(found.exact.value), mean("d_exact"))
        self._put(row, "within", number(found.within.value), mean("d_within"))
        self._put(row, "dev", number(found.deviation.value), mean("d_dev"))
        self._put(row, "abs", number(found.absolute.value), mean("d_abs"))
        self._put(row, "strikes", found.strike_count, f"SUMIFS(d_strike,{criteria})")
        self._put(row, "strike_n", found.strikes.n, f'COUNTIFS({criteria},d_strike,">=0")')
        limits = self.intervals.of_marks(f"{TITLE} {row}", criteria, "within", found.tallies)
        self._put(row, "low", number(found.within.low), limits.low)
        self._put(row, "high", number(found.within.high), limits.high)
        self._put(row, "interval", percent_range_value(found.within), percent_range(low, high))

    def _against(self, row: int, within: Measure, kind: Kind) -> None:
        share, n, low, high = (at(row, COLUMNS[key]) for key in ("within", "n", "low", "high"))
        settings = self.context.figures.settings
        name, target = (
            ("Target_Foundation", settings.foundation_target)
            if kind is Kind.FOUNDATION
            else ("Target_Finesse", settings.finesse_target)
        )
        lack = self.context.lack
        shown = against_target_value(within, target, lack)
        self._put(row, "verdict", shown, against_target(share, n, low, high, name, lack))

    def _distribution(self, figures: StandardFigures) -> str:
        standard: Standard = figures.standard
        parts = (f"{self.context.option_label(standard, option)}: {count}×" for option, count in figures.distribution)
        return clean("  ·  ".join(parts))

    def _colours(self, end: int) -> tuple[Colour, ...]:
        verdicts = area(FIRST, COLUMNS["verdict"], end, COLUMNS["verdict"])
        word = f"${letter(COLUMNS['verdict'])}{FIRST}"
        strikes = area(FIRST, COLUMNS["strikes"], end, COLUMNS["strikes"])
        count = f"${letter(COLUMNS['strikes'])}{FIRST}"
        return (
            Colour(verdicts, f'LEFT({word},1)="▼"', "word_differs"),
            Colour(verdicts, f'LEFT({word},1)="✓"', "word_met"),
            Colour(strikes, f"IF(ISNUMBER({count}),{count}>0,FALSE)", "strike"),
        )

    def _put(self, row: int, key: str, value: CellValue, formula: str = "") -> None:
        place = COLUMNS[key]
        self.canvas.put(row, place, value, COLUMNS.all[place - 1].look, formula)


def _order(figures: StandardFigures, place: int) -> float:
    """What is discussed first has the least: auto-fail disagreements, then what lies beyond tolerance, then inexact.

    Where nothing is compared with a reference, it is the order of disagreement: auto-fails on which people are not at
    one, then the greatest mean difference of credits between two of them.
    """
    found, apart = figures.agreement, figures.apart
    if not found.n:
        return _NO_RANK - 1000 * apart.strikes - float(apart.difference or 0) + place / 1_000_000
    return 1000 * (found.within.value or 0) + (found.exact.value or 0) - 10_000 * found.strike_count + place / 1_000_000


def _remark(figures: StandardFigures) -> str:
    """On what the coefficients rest, and why one is missing."""
    parts = []
    if figures.alpha.defined:
        parts.append(f"α {figures.level.value} on {figures.alpha.n}")
    else:
        parts.append(f"no α: {figures.alpha.reason}")
    ac1 = figures.ac1
    if ac1.low is not None and ac1.high is not None:
        parts.append(f"AC1 {_signed(ac1.low)} to {_signed(ac1.high)}")
    elif not ac1.defined and ac1.reason != figures.alpha.reason:
        parts.append(f"no AC1: {ac1.reason}")
    if figures.pairwise.n and too_few(Measure(1.0, figures.pairwise.n, 1.0, 1.0)):
        parts.append("too few to judge")
    return "; ".join(parts)


def _signed(value: float) -> str:
    return f"{value:.2f}".replace("-", "−")

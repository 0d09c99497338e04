"""The Scores sheet: totals by interaction and person, gaps to the reference, outcomes, surveys, who spoke how much.

The totals of people come from the program's scoring and are values; that of the reference follows its marks.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from uuid import UUID

from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.scoring import Outcome, Score
from qa_desktop.domain.workbook_inputs import KEY, TITLES
from qa_desktop.exports.calibration.context import NONE, Context
from qa_desktop.exports.calibration.formulas import number, or_none, t_reach
from qa_desktop.exports.calibration.inputs import Input
from qa_desktop.exports.calibration.intervals import Formula, IntervalsSheet, Limits
from qa_desktop.exports.calibration.reference_totals import KEYS as REFERENCE_KEYS
from qa_desktop.exports.calibration.reference_totals import TOTALS as REFERENCE_TOTALS
from qa_desktop.exports.calibration.speaking import COLUMNS as SPEAKING
from qa_desktop.exports.calibration.speaking import TITLE as WHO_SPOKE
from qa_desktop.exports.calibration.speaking import figures as figures_of
from qa_desktop.exports.canvas import Canvas, fitting_width, lines_of, row_height
from qa_desktop.exports.plan import CellValue, Colour, Note, Sheet, area, at, fixed, fixed_area
from qa_desktop.exports.text import NOTE_LIMIT, clean, one_line
from qa_desktop.statistics.calibration import Gap
from qa_desktop.statistics.measure import Measure

TITLE = "Scores"
_LEFT = 3  # interaction, agent, channel
_PERSON = 14
_SURVEY = ("CSAT\n1 to 5", "NPS\n0 to 10", "CES\n1 to 7")
EXTERNAL = TITLES["Scores", "external"]
_OUTSIDE = 6  # columns beside the totals: spread, surveys, external score, gap to it
_TOTALS = ("Share", "Totals compared", "95 % interval, from", "to", "Mean distance, points", "95 % interval, ±")
_NOTHING = Score()
Show = Callable[[Score | None], CellValue]


@dataclass
class ScoresSheet:
    """Draws the Scores sheet, and knows where its gaps stand."""

    context: Context
    intervals: IntervalsSheet
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))
    inputs: list[Input] = field(default_factory=list)
    """The cells that a lead fills in."""
    external_gaps: list[float] = field(default_factory=list)
    """How far the reference's totals lie above what others gave."""
    spreads: list[float] = field(default_factory=list)
    """How far the totals before auto-fail of each interaction lie apart."""

    @property
    def size(self) -> int:
        """How many interactions there are; an empty session still has one row."""
        return max(len(self.context.interactions), 1)

    @property
    def last_person(self) -> int:
        """The column of the last person."""
        return _LEFT + len(self.context.people)

    @property
    def key(self) -> int:
        """The hidden column with the key of the interaction."""
        return self._last_shown + 1

    @property
    def _last_shown(self) -> int:
        return max(self.last_person + _OUTSIDE, _LEFT + len(SPEAKING) if self._heard else 0)

    @property
    def _heard(self) -> bool:
        return bool(self.context.figures.material.speech)

    def first(self, block: int) -> int:
        """The first row of a block: totals, before auto-fail, gaps to the reference, outcomes, who spoke."""
        return 6 + block * (self.size + 4) + (7 if block > 2 else 0)

    @property
    def spread_cells(self) -> str:
        """How far the totals before auto-fail of each interaction lie apart, for other sheets."""
        first, column = self.first(1), self.last_person + 1
        return f"{TITLE}!{fixed_area(first, column, first + self.size - 1, column)}"

    @cached_property
    def gaps(self) -> str:
        """All gaps, for other sheets."""
        first = self.first(2)
        return f"{TITLE}!{fixed_area(first, self._first_gap, first + self.size - 1, self._last_gap)}"

    @property
    def _first_gap(self) -> int:
        return _LEFT + (2 if self.context.gauge else 1)

    @property
    def _last_gap(self) -> int:
        return max(self.last_person, self._first_gap)

    def gaps_of(self, person: Person) -> str:
        """The gaps of one reviewer."""
        first, column = self.first(2), self._column(person)
        return f"{TITLE}!{fixed_area(first, column, first + self.size - 1, column)}"

    @property
    def inside_row(self) -> int:
        """The row with the share of totals inside the tolerance."""
        return self.first(2) + self.size + 1

    @property
    def _everybody(self) -> int:
        """The column with the figures of all reviewers together: the gauge's, who has no gaps, else one more."""
        return _LEFT + 1 if self.context.gauge else self.last_person + 1

    def inside(self, name: str) -> str:
        """A figure over all reviewers: `share`, `n`, `low`, `high`, the mean `distance`, its interval's `reach`."""
        row = self.inside_row + ("share", "n", "low", "high", "distance", "reach").index(name)
        return f"{TITLE}!{fixed(row, self._everybody)}"

    def sheet(self) -> Sheet:
        """The finished sheet."""
        canvas = self.canvas
        canvas.heading("Scores", f"Totals on a scale of 0 to 100, by the form's own scoring.{self.context.star}")
        self._widths()
        self._block(0, "Total", _percent(lambda score: score.total), "points")
        self._survey()
        self._block(1, "Before auto-fail", _percent(lambda score: score.before_auto_fail), "points")
        self._reference()
        self._gap_block()
        blocks = [0, 1, 2, 3]
        self._block(3, "Outcome", _outcome, "centre")
        if self._heard:
            self._speaking()
            blocks.append(4)
        last = self.first(blocks[-1]) + self.size - 1
        return canvas.sheet(
            hidden_columns=(self.key,),
            colours=self._colours(),
            freeze=at(4, 2),
            page=canvas.page([self.first(block) - 2 for block in blocks], last, self._last_shown),
        )

    def _widths(self) -> None:
        names = fitting_width(self.context.labels.values(), 20, 34)
        widths = (names, 22, 10, *(_PERSON for _ in self.context.people), 10, 9, 9, 9, 11, 15)
        self.canvas.widths |= dict(enumerate(widths, 1))
        if self._heard:
            self.canvas.widths |= dict.fromkeys(range(_LEFT + 1, _LEFT + len(SPEAKING) + 1), _PERSON)

    def _head(self, block: int, title: str) -> None:
        canvas, row = self.canvas, self.first(block)
        self._interactions(row, title, self.last_person + (_OUTSIDE, 2, 0 if self.context.gauge else 1, 0)[block])
        people = (lines_of(self.context.starred(person), _PERSON, bold=True) for person in self.context.people)
        canvas.heights |= {row - 2: 20, row - 1: max(30, row_height(max(people)))}
        canvas.line(row - 1, [self.context.starred(person) for person in self.context.people], "head", _LEFT + 1)

    def _interactions(self, row: int, title: str, last_column: int) -> None:
        """The title of a block, and its lines from `row` on as far as they say which interaction each is."""
        canvas = self.canvas
        for column in range(1, last_column + 1):
            canvas.put(row - 2, column, title if column == 1 else None, "section")
        canvas.line(row - 1, ("Interaction", "Agent", "Channel"), "head_left")
        for place, interaction in enumerate(self.context.interactions):
            agent = interaction.agent
            canvas.put(row + place, 1, self.context.labels[interaction.key], "strong_wrap")
            canvas.put(row + place, 2, one_line(agent.name, 120) if agent else NONE, "wrap")
            canvas.put(row + place, 3, interaction.channel.value, "muted")
            called = lines_of(self.context.labels[interaction.key], canvas.widths[1], bold=True)
            served = lines_of(agent.name, canvas.widths[2]) if agent else 1
            canvas.heights[row + place] = row_height(max(called, served))
            canvas.put(row + place, self.key, f"I{place + 1:02}", "key")

    def _block(self, block: int, title: str, show: Show, look: str) -> None:
        self._head(block, title)
        for place, interaction in enumerate(self.context.interactions):
            for person in self.context.people:
                score = self.context.figures.scores.get((interaction.key, person.key))
                note = self._note(interaction, person) if block == 0 else None
                self.canvas.put(self.first(block) + place, self._column(person), show(score), look, note=note)
        if look == "points":
            self._spread(block, show)

    def _spread(self, block: int, show: Show) -> None:
        first, column = self.first(block), self.last_person + 1
        self.canvas.put(first - 1, column, "Spread", "head")
        for place, interaction in enumerate(self.context.interactions):
            row = first + place
            cells = area(row, _LEFT + 1, row, self.last_person)
            scores = (self.context.figures.scores.get((interaction.key, person.key)) for person in self.context.people)
            values = [value for value in map(show, scores) if isinstance(value, float)]
            spread = max(values) - min(values) if len(values) > 1 else NONE
            if block == 1 and isinstance(spread, float):
                self.spreads.append(spread)
            formula = f'IF(COUNT({cells})<2,"{NONE}",MAX({cells})-MIN({cells}))'
            self.canvas.put(row, column, spread, "points", formula)

    def _survey(self) -> None:
        first, column = self.first(0), self.last_person + 2
        self.canvas.line(first - 1, _SURVEY, "head", column)
        for place, interaction in enumerate(self.context.interactions):
            said = interaction.survey
            values = [NONE if value is None else value for value in (said.csat, said.nps, said.ces)]
            self.canvas.line(first + place, values, "count", column)
        self._external(first, column + len(_SURVEY))

    def _external(self, first: int, column: int) -> None:
        """What others gave, to be filled in, and how far the reference's total lies above it."""
        self.canvas.line(first - 1, (EXTERNAL, "Reference less external"), "head", column)
        self.canvas.put(first - 1, self.key, KEY, "key")
        for place, interaction in enumerate(self.context.interactions):
            row = first + place
            given = self.context.figures.material.external.get(interaction.key)
            points = given.points if given else None
            self.canvas.put(row, column, points, "input_points")
            self.inputs.append(Input(TITLE, f"I{place + 1:02}", "external", points))
            total = self.context.figures.reference_totals[interaction.key].share
            gap: CellValue = NONE
            if total is not None and points is not None:
                gap = float(100 * total) - points
                self.external_gaps.append(gap)
            theirs, ours = at(row, column), self._before(row, self._reference_column)
            formula = f'IF(AND(ISNUMBER({theirs}),ISNUMBER({ours})),{ours}-{theirs},"{NONE}")'
            self.canvas.put(row, column + 1, gap, "signed", formula)
        last = first + self.size - 1
        self.canvas.name("s_external", column, first, last)
        self.canvas.name("s_external_gap", column + 1, first, last)

    def _speaking(self) -> None:
        canvas, row = self.canvas, self.first(4)
        self._interactions(row, WHO_SPOKE, _LEFT + len(SPEAKING))
        canvas.line(row - 1, [title for title, _ in SPEAKING], "head", _LEFT + 1)
        canvas.heights |= {row - 2: 20, row - 1: 30}
        for place, interaction in enumerate(self.context.interactions, row):
            values = figures_of(interaction, self.context.figures.material.speech.get(interaction.key))
            for column, (value, (_, look)) in enumerate(zip(values, SPEAKING, strict=True), _LEFT + 1):
                canvas.put(place, column, value, look)
            told = lines_of(str(values[-1]), canvas.widths[_LEFT + len(SPEAKING)])
            canvas.heights[place] = max(canvas.heights[place], row_height(told))

    def _reference(self) -> None:
        """What the reference comes to, beside the totals before auto-fail."""
        first, column = self.first(1), self._reference_column
        self.canvas.put(first - 1, column, "Reference", "head")
        for row, total in enumerate(self.context.figures.reference_totals.values(), first):
            value = number(None if total.share is None else float(100 * total.share))
            note = Note("QA Desktop", f"None: {clean(total.reason, NOTE_LIMIT)}.") if total.share is None else None
            formula = or_none(f"INDEX({REFERENCE_TOTALS},MATCH({fixed(row, self.key)},{REFERENCE_KEYS},0))")
            self.canvas.put(row, column, value, "points_strong", formula, note)

    @property
    def _reference_column(self) -> int:
        return self.last_person + 2

    def _gap_block(self) -> None:
        figures, first = self.context.figures, self.first(2)
        self._head(2, "Gap to the reference in points, before auto-fail")
        found = {(gap.interaction, gap.person): float(gap.points) for gap in figures.gaps}
        for place, interaction in enumerate(self.context.interactions):
            row = first + place
            if self.context.gauge:
                self.canvas.put(row, _LEFT + 1, "gauge", "centre_muted")
            for person in figures.reviewers:
                value = number(found.get((interaction.key, person.key)))
                self.canvas.put(row, self._column(person), value, "signed", self._gap(row, person))
        self._inside()

    def _before(self, row: int, column: int) -> str:
        """What stands in a column of the totals before auto-fail for the interaction of a row; each block is sorted."""
        first, last = self.first(1), self.first(1) + self.size - 1
        place = f"MATCH({fixed(row, self.key)},{fixed_area(first, self.key, last, self.key)},0)"
        return f"INDEX({fixed_area(first, column, last, column)},{place})"

    def _gap(self, row: int, person: Person) -> str:
        own, reference = self._before(row, self._column(person)), self._before(row, self._reference_column)
        # Rounded so that a gap of exactly the tolerance is not pushed beyond it by the last bit.
        return or_none(f"ROUND({own}-{reference},9)")

    def _inside(self) -> None:
        figures, row = self.context.figures, self.inside_row
        self.canvas.line(row - 1, ("Totals inside the tolerance", None, None), "head_left")
        self.canvas.put(row - 1, self._everybody, "All reviewers", "head")
        self.canvas.line(row - 1, [self.context.name(each) for each in figures.reviewers], "head", self._first_gap)
        for offset, title in enumerate(_TOTALS):
            self.canvas.line(row + offset, (title, None, None), "text")
        limits = self._limits()
        measures = [figures.totals_within, *(each.totals_within for each in figures.by_reviewer)]
        columns = [self._everybody, *(self._column(person) for person in figures.reviewers)]
        ranges = [self.gaps, *(self.gaps_of(person) for person in figures.reviewers)]
        for column, measure, cells, limit in zip(columns, measures, ranges, limits, strict=True):
            within = f'COUNTIFS({cells},"<="&Tol_Points,{cells},">="&-Tol_Points)/COUNT({cells})'
            self.canvas.put(row, column, number(measure.value), "share", or_none(within))
            self.canvas.put(row + 1, column, measure.n, "count", f"COUNT({cells})")
            self.canvas.put(row + 2, column, number(measure.low), "share", limit.low)
            self.canvas.put(row + 3, column, number(measure.high), "share", limit.high)
        people = [None, *figures.reviewers]
        for column, person, cells in zip(columns, people, ranges, strict=True):
            self._distance(row + 4, column, cells, figures.distance(person))

    def _distance(self, row: int, column: int, cells: str, distance: Measure) -> None:
        """The mean of the gaps without their signs, and how far its interval reaches."""
        mean, n = at(row, column), f"COUNT({cells})"
        formula = or_none(f'(SUMIF({cells},">0")-SUMIF({cells},"<0"))/{n}')
        squares = f"MAX(0,SUMSQ({cells})-{n}*{mean}^2)"
        reach = None if distance.high is None or distance.value is None else distance.high - distance.value
        self.canvas.put(row, column, number(distance.value), "points", formula)
        self.canvas.put(row + 1, column, number(reach), "points", f'IF({n}<2,"{NONE}",{t_reach(squares, n)})')

    def _limits(self) -> list[Limits]:
        """The limits of the shares inside the tolerance: of all reviewers, then of each."""
        figures, first, begin = self.context.figures, self.first(2), self.intervals.row
        keys = f"{TITLE}!{fixed_area(first, self.key, first + self.size - 1, self.key)}"
        found = []
        for person in figures.reviewers:
            cells = self.gaps_of(person)
            near = _counting(keys, f'{cells},"<="&Tol_Points,{cells},">="&-Tol_Points')
            given, name = _counting(keys, f'{cells},">=-100"'), f"{TITLE} {self.context.person_keys[person]}"
            own = [gap for gap in figures.gaps if gap.person == person.key]
            found.append(self.intervals.of(name, near, given, self._inside_of(own)))
        hits, observed = self.intervals.together(begin, self.intervals.row - 1)
        return [self.intervals.of(TITLE, hits, observed, self._inside_of(figures.gaps)), *found]

    def _inside_of(self, gaps: Sequence[Gap]) -> dict[UUID, tuple[int, int]]:
        """How many totals lie inside the tolerance, and of how many, by interaction."""
        found: dict[UUID, tuple[int, int]] = {}
        for gap in gaps:
            inside, number_of = found.get(gap.interaction, (0, 0))
            found[gap.interaction] = (inside + self.context.figures.inside(gap), number_of + 1)
        return found

    def _colours(self) -> tuple[Colour, ...]:
        first, column = self.first(2), self._first_gap
        gaps = area(first, column, first + self.size - 1, self._last_gap)
        mine = at(first, column)
        outcomes = area(self.first(3), _LEFT + 1, self.first(3) + self.size - 1, self.last_person)
        word = at(self.first(3), _LEFT + 1)
        far = Colour(gaps, f"IF(ISNUMBER({mine}),ABS({mine})>Tol_Points,FALSE)", "gap")
        return (
            far,
            Colour(outcomes, f'LEFT({word},1)="‼"', "word_strike"),
            Colour(outcomes, f'LEFT({word},4)="Fail"', "word_beyond"),
        )

    def _note(self, interaction: Interaction, person: Person) -> Note | None:
        content = self.context.figures.material.submitted.get((interaction.key, person.key))
        text = clean(content.comment, NOTE_LIMIT).strip() if content else ""
        name = self.context.name(person)
        return Note(name, f"{name}:\n{text}") if text else None

    def _column(self, person: Person) -> int:
        return _LEFT + 1 + self.context.people.index(person)


def _counting(keys: str, criteria: str) -> Formula:
    """The formula that counts the gaps of an interaction that match."""
    return lambda call, _: f"COUNTIFS({keys},{call},{criteria})"


def _percent(value: Callable[[Score], Fraction | None]) -> Show:
    def show(score: Score | None) -> CellValue:
        found = value(score or _NOTHING)
        return NONE if found is None else float(100 * found)

    return show


def _outcome(score: Score | None) -> CellValue:
    if score is None or score.outcome is None:
        return NONE
    sign = "‼ " if score.auto_failed else ""
    return sign + ("Pass" if score.outcome is Outcome.PASS else "Fail")

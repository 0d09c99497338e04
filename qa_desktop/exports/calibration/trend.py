"""The Trend sheet: earlier sessions on the same form as values, this one live, with the targets."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from qa_desktop.exports.calibration.context import NONE, Context
from qa_desktop.exports.calibration.formulas import number, percent_range_value
from qa_desktop.exports.calibration.questions import COLUMNS as QUESTIONS
from qa_desktop.exports.calibration.questions import TITLE as QUESTIONS_TITLE
from qa_desktop.exports.calibration.questions import QuestionsSheet
from qa_desktop.exports.calibration.scores import ScoresSheet
from qa_desktop.exports.canvas import Canvas, Column, Columns
from qa_desktop.exports.looks import BLUE, ORANGE, PALE_ORANGE, SHARE, SKY
from qa_desktop.exports.plan import CellValue, Chart, Series, Sheet, at, fixed, fixed_area
from qa_desktop.exports.text import one_line
from qa_desktop.statistics.trend import Past, past_of

TITLE = "Trend"
FIRST = 5
COLUMNS = Columns(
    (
        Column("name", "Session", 34, "strong_wrap"),
        Column("on", "Day", 12, "day"),
        Column("version", "Form version", 9, "count"),
        Column("n", "Compared", 10, "count"),
        Column("exact", "Exact", 9, "share"),
        Column("within", "Within tolerance", 11, "share"),
        Column("interval", "95 % interval of within", 14, "centre_muted"),
        Column("foundation", "Foundation within", 12, "share"),
        Column("finesse", "Finesse within", 12, "share"),
        Column("strikes", "Auto-fail differs", 10, "count"),
        Column("inside", "Totals inside", 10, "share"),
        Column("gap", "Mean gap of totals", 11, "points"),
        Column("target_foundation", "Target, foundation", 10, "share"),
        Column("target_finesse", "Target, finesse", 10, "share"),
    )
)
_LINES = (
    ("foundation", "Foundation", BLUE, False),
    ("finesse", "Finesse", ORANGE, False),
    ("target_foundation", "Target, foundation", SKY, True),
    ("target_finesse", "Target, finesse", PALE_ORANGE, True),
)


@dataclass
class TrendSheet:
    """Draws the Trend sheet."""

    context: Context
    questions: QuestionsSheet
    scores: ScoresSheet
    earlier: Sequence[Past]
    canvas: Canvas = field(default_factory=lambda: Canvas(TITLE))

    @property
    def last(self) -> int:
        """The row of this session, the last one."""
        return FIRST + len(self.earlier)

    def sheet(self) -> Sheet:
        """The finished sheet."""
        canvas, own = self.canvas, past_of(self.context.figures)
        canvas.heading(
            "Trend", "Sessions on this form, whatever its version. Earlier ones are values; the last is live."
        )
        canvas.header(FIRST - 1, COLUMNS)
        for row, past in enumerate((*self.earlier, own), FIRST):
            live = self._live() if row == self.last else {}
            for key, value in self._values(past).items():
                place = COLUMNS[key]
                canvas.put(row, place, value, COLUMNS.all[place - 1].look, live.get(key, ""))
            canvas.fit(row, COLUMNS)
        return canvas.sheet(
            COLUMNS,
            freeze=at(FIRST, 2),
            charts=(self.chart(at(self.last + 2, 1), 24, 9),),
            page=canvas.page([*range(FIRST, self.last + 1), self.last + 1], self.last + 22, COLUMNS.last, (FIRST - 1,)),
        )

    def _values(self, past: Past) -> dict[str, CellValue]:
        settings = self.context.figures.settings
        return {
            "name": one_line(past.name, 120) or "Calibration",
            "on": past.on or NONE,
            "version": past.version,
            "n": past.overall.n,
            "exact": number(past.overall.exact.value),
            "within": number(past.overall.within.value),
            "interval": percent_range_value(past.overall.within),
            "foundation": number(past.foundation.within.value),
            "finesse": number(past.finesse.within.value),
            "strikes": past.overall.strike_count,
            "inside": number(past.totals_within.value),
            "gap": number(past.mean_gap.value),
            "target_foundation": settings.foundation_target,
            "target_finesse": settings.finesse_target,
        }

    def _live(self) -> dict[str, str]:
        row = self.questions.all_row
        formulas = {key: self._question(row, key) for key in ("n", "exact", "within", "interval", "strikes")}
        formulas |= {"foundation": self._question(row + 1, "within"), "finesse": self._question(row + 2, "within")}
        formulas |= {"target_foundation": "Target_Foundation", "target_finesse": "Target_Finesse"}
        return formulas | {"inside": self.scores.inside("share"), "gap": self.scores.inside("distance")}

    def _question(self, row: int, key: str) -> str:
        return f"{QUESTIONS_TITLE}!{fixed(row, QUESTIONS[key])}"

    def chart(self, anchor: str, width: float, height: float) -> Chart:
        """The lines of foundation and finesse over the sessions, with their targets."""
        sessions = (*self.earlier, past_of(self.context.figures))

        def cells(key: str) -> str:
            return f"{TITLE}!{fixed_area(FIRST, COLUMNS[key], self.last, COLUMNS[key])}"

        settings, count = self.context.figures.settings, len(sessions)
        values = {
            "foundation": tuple(past.foundation.within.value for past in sessions),
            "finesse": tuple(past.finesse.within.value for past in sessions),
            "target_foundation": (settings.foundation_target,) * count,
            "target_finesse": (settings.finesse_target,) * count,
        }
        return Chart(
            anchor,
            "Within tolerance by session, with the targets",
            cells("name"),
            tuple(one_line(past.name, 120) or "Calibration" for past in sessions),
            tuple(Series(title, cells(key), values[key], colour, plain=plain) for key, title, colour, plain in _LINES),
            width=width,
            height=height,
            number_format=SHARE,
            low=0,
            high=1,
            step=0.2,
            lines=True,
        )

"""The calibration workbook as a plan: all its sheets, in order."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from qa_desktop.domain.calibration import CalibrationMaterial, Settings
from qa_desktop.exports.calibration.context import Context
from qa_desktop.exports.calibration.data import DataSheet
from qa_desktop.exports.calibration.discussion import DiscussionSheet
from qa_desktop.exports.calibration.heat_map import HeatMapSheet
from qa_desktop.exports.calibration.identity import identity_sheet, inputs_sheet
from qa_desktop.exports.calibration.intervals import IntervalsSheet
from qa_desktop.exports.calibration.matrix import MatrixSheet
from qa_desktop.exports.calibration.method import MethodSheet
from qa_desktop.exports.calibration.questions import QuestionsSheet
from qa_desktop.exports.calibration.reference_totals import ReferenceSheet
from qa_desktop.exports.calibration.reviewers import ReviewersSheet
from qa_desktop.exports.calibration.scale import Scale
from qa_desktop.exports.calibration.scores import ScoresSheet
from qa_desktop.exports.calibration.summary import SummarySheet
from qa_desktop.exports.calibration.trend import TrendSheet
from qa_desktop.exports.plan import Sheet, Workbook
from qa_desktop.exports.text import FOOTER_LIMIT, one_line
from qa_desktop.statistics.calibration import Calibration
from qa_desktop.statistics.trend import Past

Watch = Callable[[str], None]
SHEETS: Final = 15
"""How many sheets there are, the hidden ones too."""


def context_of(material: CalibrationMaterial, now: datetime, settings: Settings | None = None) -> Context:
    """The figures of the material, keyed and named for a workbook."""
    return Context(Calibration(material, settings or material.session.settings), now)


@dataclass(frozen=True)
class _Core:
    """The sheets that the summary reads, drawn."""

    context: Context
    questions: QuestionsSheet
    reviewers: ReviewersSheet
    scores: ScoresSheet
    matrix: MatrixSheet
    trend: TrendSheet
    drawn: dict[str, Sheet]

    @classmethod
    def of(cls, context: Context, earlier: Sequence[Past], watch: Watch = lambda _: None) -> "_Core":
        intervals = IntervalsSheet(context)
        questions, scores = QuestionsSheet(context, intervals), ScoresSheet(context, intervals)
        reviewers, matrix = ReviewersSheet(context, scores, intervals), MatrixSheet(context, Scale(context))
        drawn = {}
        for each in (questions, reviewers, scores, matrix):
            drawn[each.canvas.title] = each.sheet()
            watch(each.canvas.title)
        return cls(
            context, questions, reviewers, scores, matrix, TrendSheet(context, questions, scores, earlier), drawn
        )

    def summary(self) -> Sheet:
        return SummarySheet(self.context, self.questions, self.reviewers, self.scores, self.matrix, self.trend).sheet()


def summary(context: Context, earlier: Sequence[Past] = ()) -> Sheet:
    """The Summary sheet alone; `earlier` are the sessions before, the oldest first."""
    return _Core.of(context, earlier).summary()


def plan(context: Context, earlier: Sequence[Past] = (), watch: Watch = lambda _: None) -> Workbook:
    """The whole workbook; `earlier` are the sessions before, the oldest first. `watch` hears of each sheet drawn."""

    def drawn(sheet: Sheet) -> Sheet:
        watch(sheet.title)
        return sheet

    core, discussion = _Core.of(context, earlier, watch), DiscussionSheet(context)
    discussion_sheet = drawn(discussion.sheet())
    name = title_of(context)
    return Workbook(
        title=name,
        author="QA Desktop",
        footer=one_line(name, FOOTER_LIMIT),
        made=context.now,
        sheets=(
            drawn(core.summary()),
            core.drawn[core.matrix.canvas.title],
            core.drawn[core.questions.canvas.title],
            drawn(HeatMapSheet(context).sheet()),
            core.drawn[core.reviewers.canvas.title],
            core.drawn[core.scores.canvas.title],
            discussion_sheet,
            drawn(core.trend.sheet()),
            drawn(DataSheet(context).sheet()),
            drawn(MethodSheet(context).sheet()),
            drawn(core.matrix.scale.sheet()),
            drawn(ReferenceSheet(context).sheet()),
            drawn(core.questions.intervals.sheet()),
            drawn(identity_sheet(context)),
            drawn(inputs_sheet((*core.matrix.inputs, *core.scores.inputs, *discussion.inputs))),
        ),
    )


def title_of(context: Context) -> str:
    """What the workbook is called: as its session."""
    return one_line(context.figures.material.session.name, 200) or "Calibration"

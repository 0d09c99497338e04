"""The calibration workbook as a plan: all its sheets, in order."""

from collections.abc import Sequence
from datetime import datetime

from qa_desktop.domain.calibration import CalibrationMaterial, Settings
from qa_desktop.exports.calibration.context import Context
from qa_desktop.exports.calibration.data import DataSheet
from qa_desktop.exports.calibration.discussion import DiscussionSheet
from qa_desktop.exports.calibration.heat_map import HeatMapSheet
from qa_desktop.exports.calibration.identity import identity_sheet, inputs_sheet
from qa_desktop.exports.calibration.matrix import MatrixSheet
from qa_desktop.exports.calibration.method import MethodSheet
from qa_desktop.exports.calibration.questions import QuestionsSheet
from qa_desktop.exports.calibration.reviewers import ReviewersSheet
from qa_desktop.exports.calibration.scale import Scale
from qa_desktop.exports.calibration.scores import ScoresSheet
from qa_desktop.exports.calibration.summary import SummarySheet
from qa_desktop.exports.calibration.trend import TrendSheet
from qa_desktop.exports.plan import Workbook
from qa_desktop.exports.text import FOOTER_LIMIT, one_line
from qa_desktop.statistics.calibration import Calibration
from qa_desktop.statistics.trend import Past


def context_of(material: CalibrationMaterial, now: datetime, settings: Settings | None = None) -> Context:
    """The figures of the material, keyed and named for a workbook."""
    return Context(Calibration(material, settings or material.session.settings), now)


def plan(context: Context, earlier: Sequence[Past] = ()) -> Workbook:
    """The whole workbook; `earlier` are the sessions before, the oldest first."""
    scale = Scale(context)
    questions, scores = QuestionsSheet(context), ScoresSheet(context)
    reviewers = ReviewersSheet(context, scores)
    # The summary reads the cells of these, so they are drawn first.
    questions_sheet, reviewers_sheet, scores_sheet = questions.sheet(), reviewers.sheet(), scores.sheet()
    matrix, discussion = MatrixSheet(context, scale), DiscussionSheet(context)
    trend = TrendSheet(context, questions, scores, earlier)
    matrix_sheet, discussion_sheet = matrix.sheet(), discussion.sheet()
    name = one_line(context.figures.material.session.name, 200) or "Calibration"
    return Workbook(
        title=name,
        author="QA Desktop",
        footer=one_line(name, FOOTER_LIMIT),
        made=context.now,
        sheets=(
            SummarySheet(context, questions, reviewers, scores, matrix, trend).sheet(),
            matrix_sheet,
            questions_sheet,
            HeatMapSheet(context).sheet(),
            reviewers_sheet,
            scores_sheet,
            discussion_sheet,
            trend.sheet(),
            DataSheet(context).sheet(),
            MethodSheet(context).sheet(),
            scale.sheet(),
            identity_sheet(context),
            inputs_sheet((*matrix.inputs, *scores.inputs, *discussion.inputs)),
        ),
    )

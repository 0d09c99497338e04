"""The sheets that the others read, drawn in the order in which they need each other."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from qa_desktop.exports.calibration.context import Context
from qa_desktop.exports.calibration.intervals import IntervalsSheet
from qa_desktop.exports.calibration.matrix import MatrixSheet
from qa_desktop.exports.calibration.questions import QuestionsSheet
from qa_desktop.exports.calibration.reviewers import ReviewersSheet
from qa_desktop.exports.calibration.scale import Scale
from qa_desktop.exports.calibration.scores import ScoresSheet
from qa_desktop.exports.calibration.trend import TrendSheet
from qa_desktop.exports.plan import Sheet
from qa_desktop.statistics.trend import Past


@dataclass(frozen=True)
class Core:
    """Questions, Reviewers, Scores and Matrix, which are drawn, and Trend, which knows where they stand."""

    context: Context
    questions: QuestionsSheet
    reviewers: ReviewersSheet
    scores: ScoresSheet
    matrix: MatrixSheet
    trend: TrendSheet
    drawn: Mapping[str, Sheet]
    """The drawn sheets by title."""

    @classmethod
    def of(cls, context: Context, earlier: Sequence[Past], watch: Callable[[str], None] = lambda _: None) -> "Core":
        """Draw them; `earlier` are the sessions before, the oldest first. `watch` hears of each sheet drawn."""
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

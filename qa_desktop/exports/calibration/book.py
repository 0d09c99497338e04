"""The calibration workbook as a plan: all its sheets, in order."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final

from qa_desktop.domain.calibration import CalibrationMaterial, Settings
from qa_desktop.exports.calibration.context import Context
from qa_desktop.exports.calibration.core import Core
from qa_desktop.exports.calibration.data import DataSheet
from qa_desktop.exports.calibration.discussion import DiscussionSheet
from qa_desktop.exports.calibration.heat_map import HeatMapSheet
from qa_desktop.exports.calibration.identity import identity_sheet, inputs_sheet
from qa_desktop.exports.calibration.method import MethodSheet
from qa_desktop.exports.calibration.reference_totals import ReferenceSheet
from qa_desktop.exports.calibration.summary import SummarySheet
from qa_desktop.exports.plan import Sheet, Workbook
from qa_desktop.exports.text import FOOTER_LIMIT, one_line
from qa_desktop.statistics.calibration import Calibration
from qa_desktop.statistics.trend import Past

Watch = Callable[[str], None]
SHEETS: Final = 15
"""How many sheets there are, the hidden ones too."""


def context_of(material: CalibrationMaterial, dated: datetime, settings: Settings | None = None) -> Context:
    """The figures of the material, keyed and named for a workbook."""
    return Context(Calibration(material, settings or material.session.settings), dated)


def summary(context: Context, earlier: Sequence[Past] = ()) -> Sheet:
    """The Summary sheet alone; `earlier` are the sessions before, the oldest first."""
    return SummarySheet(Core.of(context, earlier)).sheet()


def plan(context: Context, earlier: Sequence[Past] = (), watch: Watch = lambda _: None) -> Workbook:
    """The whole workbook; `earlier` are the sessions before, the oldest first. `watch` hears of each sheet drawn."""

    def drawn(sheet: Sheet) -> Sheet:
        watch(sheet.title)
        return sheet

    core, discussion = Core.of(context, earlier, watch), DiscussionSheet(context)
    discussion_sheet = drawn(discussion.sheet())
    name = title_of(context)
    return Workbook(
        title=name,
        author="QA Desktop",
        footer=one_line(name, FOOTER_LIMIT),
        made=context.dated,
        sheets=(
            drawn(SummarySheet(core).sheet()),
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

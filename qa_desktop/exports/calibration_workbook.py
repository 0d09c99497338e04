"""The calibration workbook: from the material of a session to a file."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.errors import InputError
from qa_desktop.exports.calibration.book import SHEETS, context_of, plan
from qa_desktop.exports.calibration.left_out import left_out
from qa_desktop.exports.whole_file import write_whole
from qa_desktop.statistics.calibration import Calibration
from qa_desktop.statistics.trend import past_of


@dataclass(frozen=True)
class WorkbookReport:
    """What was written, and what the figures leave out."""

    path: Path
    sheets: tuple[str, ...]
    answers: int
    formulas: int
    left_out: tuple[str, ...]


class StoppedError(InputError):
    """Somebody stopped the writing; nothing was written."""


class _Watch:
    """Hears of every sheet that is drawn, then of every one that is written, and says how far that is."""

    def __init__(self, on_progress: Callable[[float], bool] | None) -> None:
        self._on_progress, self._done = on_progress, 0

    def __call__(self, _: str) -> None:
        self._done += 1
        if self._on_progress is not None and not self._on_progress(self._done / (2 * SHEETS)):
            raise StoppedError("Stopped: no workbook was written.")


def write_calibration(
    material: CalibrationMaterial,
    target: Path,
    dated: datetime,
    earlier: Sequence[CalibrationMaterial] = (),
    on_progress: Callable[[float], bool] | None = None,
) -> WorkbookReport:
    """Write the workbook of a calibration; `dated` (with its zone) is the day it bears (`CalibrationSession.dated`).

    `earlier` are the sessions before on the same form, the oldest first.

    The file appears whole or not at all. `on_progress` is told the share that is done, from 0 to 1, and says whether to
    go on. Raises InputError where the file cannot be written, StoppedError where that is to end.
    """
    from qa_desktop.exports.xlsx import to_bytes

    watch = _Watch(on_progress)
    context = context_of(material, dated)
    book = plan(context, [past_of(Calibration(each, each.session.settings)) for each in earlier], watch)
    write_whole(target, to_bytes(book, watch))
    return WorkbookReport(
        target,
        tuple(sheet.title for sheet in book.sheets if not sheet.hidden),
        sum(mark.given for mark in context.figures.marks),
        sum(bool(cell.formula) for sheet in book.sheets for cell in sheet.cells.values()),
        left_out(context),
    )

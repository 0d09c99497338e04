"""The calibration workbook: from the material of a session to a file."""

import os
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.errors import InputError
from qa_desktop.exports.calibration.book import context_of, plan
from qa_desktop.exports.calibration.left_out import left_out
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


def write_calibration(
    material: CalibrationMaterial, target: Path, now: datetime, earlier: Sequence[CalibrationMaterial] = ()
) -> WorkbookReport:
    """Write the workbook of a calibration; `now` (with its zone) is the date it bears.

    `earlier` are the sessions before on the same form, the oldest first.

    The file appears whole or not at all. Raises InputError where it cannot be written.
    """
    from qa_desktop.exports.xlsx import to_bytes

    if material.gauge is None:
        raise InputError(f"The workbook measures against a gauge, and “{material.session.name}” has none.")
    context = context_of(material, now)
    book = plan(context, [past_of(Calibration(each, each.session.settings)) for each in earlier])
    _write(target, to_bytes(book))
    return WorkbookReport(
        target,
        tuple(sheet.title for sheet in book.sheets if not sheet.hidden),
        sum(mark.given for mark in context.figures.marks),
        sum(bool(cell.formula) for sheet in book.sheets for cell in sheet.cells.values()),
        left_out(context),
    )


def _write(target: Path, content: bytes) -> None:
    """Write beside the target, then rename, so that an old file stays whole until the new one is."""
    if target.is_dir():
        raise InputError(f"“{target}” is a folder; name a file such as “{target / 'calibration.xlsx'}”.")
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content)
        beside.replace(target)
    except OSError as error:
        with suppress(OSError):
            beside.unlink(missing_ok=True)
        why = "the folder does not exist" if isinstance(error, FileNotFoundError) else (error.strerror or str(error))
        raise InputError(
            f"“{target}” could not be written ({why}); close it if it is open in Excel, or choose another place."
        ) from error

"""The answers of a calibration as tidy CSV: one line for each answer, as on the Data sheet of the workbook."""

import csv
from datetime import date, datetime
from io import StringIO
from pathlib import Path

from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.exports.calibration.book import context_of
from qa_desktop.exports.calibration.data import COLUMNS, DataSheet
from qa_desktop.exports.plan import CellValue
from qa_desktop.exports.text import harmless
from qa_desktop.exports.whole_file import write_whole


def write_answers(material: CalibrationMaterial, target: Path, dated: datetime) -> int:
    """Write the file, whole or not at all; how many answers are in it. Raises InputError where it cannot be written."""
    content, answers = answers_csv(material, dated)
    write_whole(target, content)
    return answers


def answers_csv(material: CalibrationMaterial, dated: datetime) -> tuple[bytes, int]:
    """The file, in UTF-8 with the mark by which Excel knows it, and how many answers are in it.

    Columns are those that the Data sheet shows. Texts that a spreadsheet would take for formulas get an apostrophe.
    """
    context = context_of(material, dated)
    cells = DataSheet(context).sheet().cells
    places = [(place, each.title) for place, each in enumerate(COLUMNS.all, 1) if not each.hidden]
    out = StringIO()
    lines = csv.writer(out, lineterminator="\r\n")
    lines.writerow([title for _, title in places])
    for row in range(2, 2 + len(context.figures.marks)):
        found = (cells.get((row, place)) for place, _ in places)
        lines.writerow([_field(cell.value if cell else None) for cell in found])
    return out.getvalue().encode("utf-8-sig"), sum(mark.given for mark in context.figures.marks)


def _field(value: CellValue) -> CellValue:
    if isinstance(value, date):
        return value.isoformat()
    return harmless(value) if isinstance(value, str) else value

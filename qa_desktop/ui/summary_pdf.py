"""The Summary of a calibration as a PDF of one page, without Excel or LibreOffice."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtGui import QFont

from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.exports.calibration.book import context_of, summary, title_of
from qa_desktop.exports.whole_file import write_whole
from qa_desktop.statistics.calibration import Calibration
from qa_desktop.statistics.trend import past_of
from qa_desktop.ui.sheet_drawing import sheet_pdf
from qa_desktop.ui.theme import bundled_family


def write_summary(
    material: CalibrationMaterial, target: Path, dated: datetime, earlier: Sequence[CalibrationMaterial] = ()
) -> None:
    """Write the file, whole or not at all; on any thread of a program that has a QGuiApplication.

    `earlier` are the sessions before on the same form, the oldest first. Raises InputError where it cannot be written.
    """
    context = context_of(material, dated)
    sheet = summary(context, [past_of(Calibration(each, each.session.settings)) for each in earlier])
    title = title_of(context)
    font = QFont(bundled_family())
    font.setFeature(QFont.Tag("calt"), 0)  # signs that change with their neighbours cannot be copied out of a PDF
    write_whole(target, sheet_pdf(sheet, title, f"{title}  ·  QA Desktop", font))

"""The summary as PDF: one page with the words of the sheet, its marks and its charts."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtPdf import QPdfDocument
from pytestqt.qtbot import QtBot

from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.errors import InputError
from qa_desktop.exports.looks import MARKS, POINTS, SHARE, SIGNED
from qa_desktop.ui.sheet_drawing import shown
from qa_desktop.ui.summary_pdf import write_summary
from tests.exports.builders import NOW, believable, with_consensus, without_gauge

EARLIER = replace(believable(2), session=replace(believable(2).session, name="March"))


def opened(path: Path) -> QPdfDocument:
    document = QPdfDocument(None)
    assert document.load(str(path)) is QPdfDocument.Error.None_
    assert document.pageCount() == 1
    return document


def words(path: Path) -> str:
    return " ".join(opened(path).getAllText(0).text().split())


def colours(path: Path) -> set[str]:
    picture = opened(path).render(0, QSize(595, 842)).convertToFormat(QImage.Format.Format_RGB32)
    return {
        picture.pixelColor(across, down).name().upper().lstrip("#")
        for across in range(0, picture.width(), 2)
        for down in range(0, picture.height(), 2)
    }


@pytest.fixture
def written(qtbot: QtBot, tmp_path: Path) -> Path:
    target = tmp_path / "summary.pdf"
    write_summary(with_consensus(believable(4)), target, NOW, [EARLIER])
    return target


def test_the_page_says_what_the_sheet_says(written: Path) -> None:
    text = words(written)
    for expected in ("April calibration – Billing", "Within tolerance", "1 Overall agreement", "Ben Ortiz", "March"):
        assert expected in text
    assert "…" not in text.split("Discuss first")[0]


def test_marks_and_charts_are_drawn(written: Path) -> None:
    assert colours(written) >= {MARKS["strike"].fill, MARKS["word_differs"].fill, "0072B2", "A9CFE6", "D55E00"}


def test_without_a_gauge_it_asks_for_a_reference(qtbot: QtBot, tmp_path: Path) -> None:
    write_summary(without_gauge(believable(2)), tmp_path / "none.pdf", NOW)
    text = words(tmp_path / "none.pdf")
    assert "needs a reference" in text
    assert "Mean apart" in text  # what to discuss first needs none


def test_many_reviewers_with_long_names_stay_on_the_page(qtbot: QtBot, tmp_path: Path) -> None:
    people = [f"Bartholomäus Freiherr von Hohenlohe-Langenburg {number}" for number in range(11)]
    source: CalibrationMaterial = believable(2, people)
    write_summary(source, tmp_path / "many.pdf", NOW)
    assert "Langenburg 10" in words(tmp_path / "many.pdf")


def test_where_it_cannot_be_written_nothing_is_left(qtbot: QtBot, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the folder does not exist"):
        write_summary(believable(2), tmp_path / "none" / "out.pdf", NOW)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("value", "number", "expected"),
    [
        (0.985, SHARE, "99%"),
        (-21.74, SIGNED, "−21.7"),
        (0.0, SIGNED, "0.0"),
        (3.456, POINTS, "3.5"),
        (5.0, '"± "0.##', "± 5"),
        (4.0, "General", "4"),
        (NOW.date(), "yyyy-mm-dd", "2026-04-14"),
        (None, SHARE, ""),
        ("–", SHARE, "–"),
    ],
)
def test_values_are_shown_as_excel_shows_them(value: float, number: str, expected: str) -> None:
    assert shown(value, number) == expected

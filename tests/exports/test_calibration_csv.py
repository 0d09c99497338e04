"""The answers as CSV: tidy, and harmless in a spreadsheet without losing a text."""

import csv
from io import StringIO
from pathlib import Path

from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.exports.calibration_csv import answers_csv, write_answers
from qa_desktop.exports.text import clean, harmless
from tests.exports.builders import NOW, believable, without_gauge
from tests.exports.test_calibration_workbook import HOSTILE, hostile


def lines(source: CalibrationMaterial) -> list[dict[str, str]]:
    content, _ = answers_csv(source, NOW)
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"), newline="")))


def test_each_answer_is_a_line_as_on_the_data_sheet(calibration: CalibrationMaterial, tmp_path: Path) -> None:
    found = lines(calibration)
    people, standards = len(calibration.people), len(calibration.form.form.standards)
    assert len(found) == len(calibration.interactions) * people * standards
    assert list(found[0])[:6] == ["Interaction", "Standard", "Person", "Answer", "Reference", "Deviation"]
    assert "Row key" not in found[0]
    assert {line["Role"] for line in found} == {"Gauge", "Reviewer"}
    given = sum(line["State"] == "answered" for line in found)
    assert write_answers(calibration, tmp_path / "out.csv", NOW) == given
    assert (tmp_path / "out.csv").read_bytes() == answers_csv(calibration, NOW)[0]


def test_numbers_stay_numbers(calibration: CalibrationMaterial) -> None:
    deviations = [float(line["Deviation"]) for line in lines(calibration) if line["Deviation"]]
    assert min(deviations) < 0 < max(deviations)


def test_no_field_is_a_formula_and_no_text_is_lost() -> None:
    found = lines(hostile())
    assert not [text for line in found for text in line.values() if text[:1] in tuple("=+@\t\r＝＋－＠")]
    shown = {line["Standard"] for line in found}
    assert {harmless(clean(text)) for text in HOSTILE} <= shown
    assert {text.removeprefix("'") if text[:2] in ("'=", "'+", "'@", "'-") else text for text in shown} >= {"=1+1", "~"}


def test_an_apostrophe_can_be_taken_away_again() -> None:
    texts = ["=1", "'=1", "''", "plain", "", "\tx", "-2 & more", "＝1"]
    made = [harmless(text) for text in texts]
    assert [each[1:] if each.startswith("'") else each for each in made] == texts
    assert not [each for each in made if each[:1] in tuple("=+-@\t\r＝")]


def test_without_a_gauge_everybody_is_a_reviewer() -> None:
    found = lines(without_gauge(believable(2)))
    assert {line["Role"] for line in found} == {"Reviewer"}
    assert {line["Reference"] for line in found if line["Kind"] != "Info"} == {"–"}

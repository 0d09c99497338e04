"""The file as a whole: true, live, whole or not there, the same bytes for the same session."""

import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from qa_desktop.domain.answers import NA, NO, YES, Answer, Chosen, Several
from qa_desktop.domain.calibration import CalibrationMaterial
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.forms import AnswerType, Form, NaPolicy, Option, Section
from qa_desktop.domain.interactions import Recording
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.exports.calibration_workbook import StoppedError, write_calibration
from qa_desktop.exports.plan import letter
from qa_desktop.statistics.clusters import share_of
from tests.exports import recalculation
from tests.exports.builders import (
    NOW,
    agreed_on,
    believable,
    choice,
    info,
    interaction,
    levels,
    material,
    number,
    rich,
    when,
    with_consensus,
    without_gauge,
    yes_no,
)

SHEETS = ("Summary", "Matrix", "Questions", "Heat map", "Reviewers", "Scores", "Discussion", "Trend", "Data", "Method")
HOSTILE = (
    "=1+1",
    "+SUM(A1)",
    "@cmd|' /C calc'!A0",
    "-2 & <b>'\"",
    "😀 smile",
    "null \x00 bell \x07",
    "_x0041_",
    "#REF!",
    "*",
    "?",
    "~",
    ">=0",
    "N/A",
    "A" * 40,
    "lone \ud800",
    "{=1}",
    "true",
    "1e5",
    " spaces ",
)

ONE = Form("f", "Form", (Section("a", "Only", (yes_no("check", fails=True), levels("tone"))),))


def odd_cases() -> dict[str, CalibrationMaterial]:
    """Sessions with little in them, or with odd things."""
    both = {"check": YES, "tone": Chosen("3")}
    same = material(ONE, {(place, who): both for place in (0, 1) for who in ("Gauge", "Ana", "Ben")})
    alone = material(ONE, {(0, "Gauge"): both}, people=("Gauge",))
    many = Section(
        "a",
        "Odd",
        (
            choice("route", {"a": "Yes?", "b": "yes?", "c": "7", "d": "*", "e": "N/A", "f": "–", "g": "=1+1"}),
            number("wait"),
            info("topics", AnswerType.SEVERAL, (Option("x", "Bill"), Option("y", "=2"))),
            levels("tone", show_when=when("route", "a", "g")),
        ),
    )
    given: dict[str, Any] = {"topics": Several(("x", "y"))}
    odd = material(
        Form("o", "Odd", (many, Section("e", "Empty"))),
        {
            (0, "Gauge"): given | {"route": Chosen("a"), "tone": Chosen("2")},
            (0, "Ana"): given | {"route": Chosen("b")},
            (0, "Ben"): given | {"route": Chosen("g"), "tone": NA},
            (1, "Gauge"): given | {"route": Chosen("c")},
            (1, "Ana"): given | {"route": Chosen("c")},
            (2, "Gauge"): given | {"route": NA},
            (2, "Ben"): given | {"route": Chosen("e")},
            (3, "Gauge"): given | {"route": Chosen("f")},
            (3, "Ana"): given | {"route": Chosen("d")},
        },
    )
    return {
        "nothing submitted": replace(same, submitted={}),
        "only the gauge": replace(same, submitted=dict(list(same.submitted.items())[:1])),
        "gauge without reviewers": alone,
        "one interaction, one reviewer": material(ONE, {(0, "Gauge"): both, (0, "Ana"): both}, people=("Gauge", "Ana")),
        "no interaction": replace(same, interactions=(), submitted={}),
        "everybody the same": same,
        "everything N/A": material(ONE, {(0, who): {"check": NA, "tone": NA} for who in ("Gauge", "Ana", "Ben")}),
        "odd answers": odd,
        "all that scoring knows": agreed_on(rich(NaPolicy.FULL_CREDIT), {(0, "greet"): NA, (0, "why"): NO}),
        "nobody is the gauge": without_gauge(believable(3)),
        "nobody is the gauge, consensus": with_consensus(without_gauge(believable(3))),
        "nobody is the gauge, nothing submitted": without_gauge(replace(same, submitted={})),
        "hostile": hostile(),
    }


def hostile() -> CalibrationMaterial:
    """A session in which every text is out to harm."""
    standards = tuple(yes_no(f"s{place}", text) for place, text in enumerate(HOSTILE))
    form = Form("f", '=HYPERLINK("x")', (Section("a", "=cmd & co", standards), Section("b", "*", (info("free"),))))
    people = tuple(f"{text} {place}" for place, text in enumerate(HOSTILE[:4]))
    answers = {
        f"s{place}": Answer(NO if place % 3 else YES, comment=text * 3, reasons=(text,))
        for place, text in enumerate(HOSTILE)
    }
    calls = [interaction(place, text) for place, text in enumerate(("=1+1", "*", "same", "same", ""))]
    given = {(place, who): answers for place in range(2) for who in people}
    return material(form, given, people=people, interactions=calls, name="[=1+1]*?:/\\ & 'x'\x00" + "y" * 300)


def write(source: CalibrationMaterial, target: Path) -> Path:
    write_calibration(source, target, NOW)
    return target


def test_libreoffice_finds_the_same_in_every_formula_cell(written: Path, tmp_path: Path) -> None:
    assert recalculation.differences(written, tmp_path) == []
    assert sum(1 for _ in recalculation.formula_cells(written)) > 3000


def test_a_broken_formula_is_caught(written: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    changed_part(written, broken, "xl/worksheets/sheet3.xml", rb"<f>SUMIFS\(d_strike,", b"<f>1+SUMIFS(d_strike,")
    found = recalculation.differences(broken, tmp_path)
    assert {sheet for sheet, *_ in found} >= {"Questions", "Summary"}


def test_a_wrong_cached_value_is_caught(written: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.xlsx"
    changed_part(written, broken, "xl/worksheets/sheet4.xml", rb"</f><v>0\.[0-9]+</v>", b"</f><v>0.5</v>")
    assert recalculation.differences(broken, tmp_path)


@pytest.fixture(scope="module")
def odd(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[Path, Path]]:
    """The workbook of each odd session, as written and as LibreOffice recomputes it."""
    folder = tmp_path_factory.mktemp("odd")
    written = [write(source, folder / f"{place}.xlsx") for place, source in enumerate(odd_cases().values())]
    return dict(zip(odd_cases(), zip(written, recalculation.all_recomputed(written, folder), strict=True), strict=True))


@pytest.mark.timeout(400)  # the first pays for all
@pytest.mark.parametrize("case", odd_cases())
def test_odd_sessions_recompute_without_a_difference_or_an_error(case: str, odd: dict[str, tuple[Path, Path]]) -> None:
    path, recomputed = odd[case]
    theirs = recalculation.values(recomputed)
    assert recalculation.differing(path, theirs) == []
    errors = [theirs[place] for place in recalculation.formula_cells(path) if is_error(theirs.get(place))]
    assert errors == []


def is_error(value: Any) -> bool:
    return isinstance(value, str) and re.match(r"#(NAME|REF|VALUE|DIV/0|N/A|NUM|NULL)|Err:", value) is not None


THREE = ("Gauge", "Ana", "Ben")
SECOND_ENGINE = {
    "gauge": believable(2, THREE),
    "no gauge": without_gauge(believable(2, THREE)),
    "no gauge, consensus": with_consensus(without_gauge(believable(2, THREE))),
}


@pytest.mark.parametrize("case", SECOND_ENGINE)
def test_formualizer_finds_the_same(case: str, tmp_path: Path) -> None:
    formualizer = pytest.importorskip("formualizer")
    path = write(SECOND_ENGINE[case], tmp_path / "small.xlsx")
    book = formualizer.load_workbook(str(path))
    book.evaluate_all()
    ours = recalculation.values(path)
    different = [
        (sheet, cell, ours.get((sheet, cell)), theirs)
        for sheet, cell in recalculation.formula_cells(path)
        if not recalculation.same(ours.get((sheet, cell)), theirs := book.evaluate_cell(sheet, *row_and_column(cell)))
    ]
    assert different == []


def row_and_column(cell: str) -> tuple[int, int]:
    letters, row = openpyxl.utils.cell.coordinate_from_string(cell)
    return row, openpyxl.utils.cell.column_index_from_string(letters)


def changed_and_recomputed(source: Path, folder: Path, change: Callable[[Any], None]) -> dict[tuple[str, str], Any]:
    """What LibreOffice computes after a person has changed something."""
    book = openpyxl.load_workbook(source)
    change(book)
    edited = folder / "edited.xlsx"
    book.save(edited)
    return recalculation.values(recalculation.recomputed(edited, folder))


def found(book: Any, sheet: str, text: str, column: int = 1) -> int:
    """The row whose cell begins with the text."""
    return next(row for row in range(1, 400) if str(book[sheet].cell(row, column).value or "").startswith(text))


def heading(book: Any, sheet: str, row: int, text: str) -> str:
    """The letters of the column with that heading."""
    return next(str(cell.column_letter) for cell in book[sheet][row] if cell.value == text)


def test_a_wider_tolerance_reaches_the_summary(written: Path, tmp_path: Path) -> None:
    def widen(book: Any) -> None:
        book["Method"].cell(found(book, "Method", "Rating tolerance"), 2).value = 4

    before = recalculation.values(written)
    after = changed_and_recomputed(written, tmp_path, widen)
    assert after["Summary", "A7"] > before["Summary", "A7"]
    assert after["Summary", "C7"] == pytest.approx(before["Summary", "C7"])  # exact does not mind
    assert after["Summary", "A8"] != before["Summary", "A8"]


def test_a_typed_consensus_flows_to_questions_and_reviewers(tmp_path: Path) -> None:
    calls = {(place, who): {"check": YES, "tone": Chosen("3")} for place in (0, 1) for who in ("Gauge", "Ana", "Ben")}
    source = write(material(ONE, calls), tmp_path / "plain.xlsx")

    def agree(book: Any) -> None:
        sheet = book["Matrix"]
        sheet[f"{heading(book, 'Matrix', 5, 'Consensus')}6"].value = "No"
        sheet[f"{heading(book, 'Matrix', 5, 'Consensus')}7"].value = 5

    after = changed_and_recomputed(source, tmp_path, agree)
    book = openpyxl.load_workbook(source)
    column = {title: heading(book, "Matrix", 5, title) for title in ("Reference", "Exact", "Net deviation", "Discuss?")}
    assert after["Matrix", f"{column['Reference']}6"] == "No"
    assert after["Matrix", f"{column['Exact']}6"] == 0
    assert after["Matrix", f"{column['Net deviation']}6"] == 100
    assert after["Matrix", f"{column['Discuss?']}6"] == "‼ auto-fail"
    assert after["Matrix", f"{column['Net deviation']}7"] == -50
    assert after["Questions", f"{heading(book, 'Questions', 4, 'Exact')}5"] == 0.5
    assert after["Summary", "I7"] == 2  # both reviewers now disagree about an auto-fail
    assert after["Summary", "A7"] == 0.5


def test_without_a_gauge_words_ask_for_a_consensus_and_all_figures_follow_the_first(tmp_path: Path) -> None:
    source = without_gauge(believable(3))
    path = write(source, tmp_path / "open.xlsx")
    shown, book = recalculation.values(path), openpyxl.load_workbook(path)
    assert (shown["Summary", "A7"], shown["Summary", "A9"]) == ("–", "needs a reference")
    assert shown["Summary", "E9"] == "between reviewers"
    assert 0 < shown["Summary", "E7"] < 1  # pairs agree
    assert str(shown["Questions", "A3"]).startswith("Nobody is the gauge here")
    assert "★" not in " ".join(str(value) for value in shown.values())
    column = heading(book, "Matrix", 5, "Consensus")
    row = found(book, "Matrix", "Verifies", 2)
    discuss = heading(book, "Matrix", 5, "Discuss?")
    assert {shown.get(("Matrix", f"{discuss}{each}")) or "" for each in range(6, 40)} >= {"", "≠ discuss", "≈ differs"}

    def agree(changed: Any) -> None:
        changed["Matrix"][f"{column}{row}"].value = "No"
        changed["Matrix"][f"{column}{row + 2}"].value = 4

    after = changed_and_recomputed(path, tmp_path, agree)
    settled = agreed_on(source, {(0, "verifies"): Chosen("no"), (0, "listens"): Chosen("4")})
    told = write(settled, tmp_path / "told.xlsx")
    assert recalculation.differing(told, after) == []
    assert after["Summary", "A7"] != "–"
    assert not after.get(("Questions", "A3"))


def test_a_consensus_of_the_program_is_the_reference_everywhere(tmp_path: Path) -> None:
    source = with_consensus(believable(3))
    path = write(source, tmp_path / "agreed.xlsx")
    theirs = recalculation.values(recalculation.recomputed(path, tmp_path))
    assert recalculation.differing(path, theirs) == []
    book = openpyxl.load_workbook(path)
    row = found(book, "Matrix", "Verifies", 2)
    consensus, reference = (heading(book, "Matrix", 5, title) for title in ("Consensus", "Reference"))
    assert (book["Matrix"][f"{consensus}{row}"].value, theirs["Matrix", f"{reference}{row}"]) == ("No", "No")
    wait = found(book, "Matrix", "wait", 2)
    assert (book["Matrix"][f"{consensus}{wait}"].value, theirs["Matrix", f"{reference}{wait}"]) == (3, 3)
    plain = write(believable(3), tmp_path / "plain.xlsx")
    assert recalculation.values(plain)["Summary", "A7"] != theirs["Summary", "A7"]


def test_what_is_to_be_discussed_follows_the_matrix(tmp_path: Path) -> None:
    path = write(with_consensus(believable(3)), tmp_path / "agreed.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Discussion"]
    values = recalculation.values(path)
    column = heading(book, "Discussion", 4, "Due")
    entered = next(row for row in range(5, sheet.max_row + 1) if sheet[f"{column}{row}"].value)
    due = sheet[f"{column}{entered}"]
    assert str(sheet[f"C{entered}"].value).startswith("Verifies")
    assert (due.value.date(), due.number_format) == (date(2026, 5, 12), "yyyy-mm-dd")

    def agree(changed: Any) -> None:  # with what everybody else said, sorted or not
        matrix = changed["Matrix"]
        consensus = heading(changed, "Matrix", 5, "Consensus")
        matrix[f"{consensus}{found(changed, 'Matrix', 'Verifies', 2)}"].value = "Yes"

    after = changed_and_recomputed(path, tmp_path, agree)
    assert after["Discussion", f"H{entered}"] == "Yes"
    assert after["Discussion", f"F{entered}"] != values["Discussion", f"F{entered}"]


def test_those_who_lie_furthest_apart_are_discussed_first(tmp_path: Path) -> None:
    """The mean differences of credits: 2/3 (1 against 0 in two pairs of three), 1/6, 1/2, 2/3 (N/A); last a strike."""
    tones = (("5", "1", "5"), ("3", "4", "3"), ("1", "4", "1"), (None, "5", "5"), ("5", "5", "5"))
    given = {
        (place, who): {"check": YES, "tone": Chosen(level) if level else NA}
        for place, row in enumerate(tones)
        for who, level in zip(("Gauge", "Ana", "Ben"), row, strict=True)
    }
    given[4, "Ana"] = {"check": Chosen("no"), "tone": Chosen("5")}
    form = Form("f", "Fatal", (Section("a", "All", (yes_no("check", fails=True), levels("tone"))),))
    sheet = openpyxl.load_workbook(write(material(form, given), tmp_path / "order.xlsx"))["Discussion"]
    rows = [(str(sheet[f"B{row}"].value)[-4:], sheet[f"C{row}"].value) for row in range(5, sheet.max_row + 1)]
    assert str(sheet["E5"].value).startswith("=")
    assert recalculation.values(tmp_path / "order.xlsx")["Discussion", "E5"] == "‼ auto-fail"
    assert rows == [("0005", "check"), ("0001", "tone"), ("0004", "tone"), ("0003", "tone"), ("0002", "tone")]


def test_the_trend_ends_with_this_session_live(tmp_path: Path) -> None:
    before = replace(believable(2, seed=9), session=replace(believable(2).session, name="March"))
    path = tmp_path / "trend.xlsx"
    write_calibration(believable(3), path, NOW, [before])

    def widen(book: Any) -> None:
        book["Method"].cell(found(book, "Method", "Rating tolerance"), 2).value = 4

    shown = recalculation.values(path)
    after = changed_and_recomputed(path, tmp_path, widen)
    assert shown["Trend", "A5"] == "March"
    assert after["Trend", "F5"] == pytest.approx(shown["Trend", "F5"])
    assert after["Trend", "F6"] == pytest.approx(after["Summary", "A7"])
    assert after["Trend", "F6"] > shown["Trend", "F6"]


def test_the_four_steps_say_what_is_still_to_be_entered(tmp_path: Path) -> None:
    path = write(believable(2), tmp_path / "open.xlsx")
    values = recalculation.values(path)
    assert [values["Summary", f"I{row}"] for row in (16, 17)] == ["… enter", "… enter"]

    def settle(book: Any) -> None:
        matrix, consensus = book["Matrix"], heading(book, "Matrix", 5, "Consensus")
        matrix[f"{consensus}6"].value = values["Matrix", f"{heading(book, 'Matrix', 5, 'Reference')}6"]
        reference = values["Scores", f"{heading(book, 'Scores', 11, 'Reference')}12"]
        book["Scores"][f"{heading(book, 'Scores', 5, 'External score')}6"].value = reference

    after = changed_and_recomputed(path, tmp_path, settle)
    assert [after["Summary", f"I{row}"] for row in (16, 17)] == ["▼ work on", "✓ met"]
    assert after["Summary", "F17"] == pytest.approx(0)


def test_the_heat_map_is_live_and_its_colours_have_fixed_ends(written: Path, tmp_path: Path) -> None:
    def widen(book: Any) -> None:
        book["Method"].cell(found(book, "Method", "Rating tolerance"), 2).value = 4

    before = recalculation.values(written)
    after = changed_and_recomputed(written, tmp_path, widen)
    row = found(openpyxl.load_workbook(written), "Heat map", "Listens")
    assert after["Heat map", f"C{row}"] > before["Heat map", f"C{row}"]
    rules = [
        rule for cells in openpyxl.load_workbook(written)["Heat map"].conditional_formatting for rule in cells.rules
    ]
    assert [[point.val for point in rule.colorScale.cfvo] for rule in rules] == [[0, 0.5, 1], [-50, 0, 50]]


def test_the_basis_gauge_ignores_the_consensus(tmp_path: Path) -> None:
    calls = {(0, who): {"check": YES, "tone": Chosen("3")} for who in ("Gauge", "Ana", "Ben")}
    source = write(material(ONE, calls), tmp_path / "plain.xlsx")

    def change(book: Any) -> None:
        book["Matrix"][f"{heading(book, 'Matrix', 5, 'Consensus')}6"].value = "No"
        book["Method"]["B5"].value = "Gauge"

    assert changed_and_recomputed(source, tmp_path, change)["Summary", "A7"] == 1


def test_the_same_session_gives_the_same_bytes(calibration: CalibrationMaterial, written: Path, tmp_path: Path) -> None:
    assert write(believable(), tmp_path / "again.xlsx").read_bytes() == written.read_bytes()
    with zipfile.ZipFile(written) as package:
        assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2026-04-14T09:30:00Z" in package.read("docProps/core.xml")


def test_every_formula_has_a_cached_value_and_the_file_asks_to_be_recalculated(written: Path) -> None:
    with zipfile.ZipFile(written) as package:
        assert b'fullCalcOnLoad="1"' in package.read("xl/workbook.xml")
        for number in range(1, 15):
            assert not re.search(rb"</f><v ?/>|</f></c>", package.read(f"xl/worksheets/sheet{number}.xml"))
    assert recalculation.values(written)["Summary", "A7"] == pytest.approx(0.7, abs=0.25)


def test_hostile_texts_stay_texts(tmp_path: Path) -> None:
    path = write(hostile(), tmp_path / "hostile.xlsx")
    book = openpyxl.load_workbook(path)
    data = book["Data"]
    rows = list(data.iter_rows(min_row=2, values_only=True))
    titles = [cell.value for cell in data[1]]
    texts = {row[titles.index("Standard")] for row in rows}
    assert texts >= {"=1+1", "+SUM(A1)", "@cmd|' /C calc'!A0", "😀 smile", "null  bell ", "lone ", "*", "~", ">=0"}
    untrusted = ("Interaction", "Agent", "Section", "Standard", "Person", "Comment", "Reasons")
    for row in data.iter_rows(min_row=2):
        for title in untrusted:
            assert row[titles.index(title)].data_type in ("s", "n"), title  # n: nothing in it
    # LibreOffice reads the escape as it was meant, and evaluates none of the texts.
    theirs = recalculation.values(recalculation.recomputed(path, tmp_path))
    shown = {value for (sheet, _), value in theirs.items() if sheet == "Data"}
    assert {"_x0041_", "=1+1", "#REF!"} <= shown


def test_notes_carry_the_comments(written: Path) -> None:
    book = openpyxl.load_workbook(written)
    notes = [cell.comment.text for row in book["Matrix"].iter_rows() for cell in row if cell.comment]
    assert any("Said it only after being asked twice." in note for note in notes)
    totals = [cell.comment.text for row in book["Scores"].iter_rows() for cell in row if cell.comment]
    assert totals == ["Ben Ortiz:\nThe customer was in a hurry.\nStill, the check comes first."]


def test_report(calibration: CalibrationMaterial, tmp_path: Path) -> None:
    report = write_calibration(calibration, tmp_path / "out.xlsx", NOW)
    assert report.sheets == SHEETS
    assert report.formulas > 3000
    assert report.left_out[0] == "Efe Yılmaz has submitted 5 of 6 evaluations; missing: CALL-0006."
    assert not list(tmp_path.glob(".*"))


def test_a_target_that_cannot_be_written_leaves_nothing(calibration: CalibrationMaterial, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="the folder does not exist"):
        write_calibration(calibration, tmp_path / "none" / "out.xlsx", NOW)
    with pytest.raises(InputError, match="is a folder"):
        write_calibration(calibration, tmp_path, NOW)
    assert list(tmp_path.iterdir()) == []


def test_writing_tells_how_far_it_is_and_stops_where_it_is_told(
    calibration: CalibrationMaterial, tmp_path: Path
) -> None:
    target, shares = tmp_path / "out.xlsx", []
    target.write_bytes(b"old")

    def halfway(share: float) -> bool:
        shares.append(share)
        return share < 0.5

    with pytest.raises(StoppedError, match="no workbook was written"):
        write_calibration(calibration, target, NOW, on_progress=halfway)
    assert ([each.name for each in tmp_path.iterdir()], target.read_bytes()) == (["out.xlsx"], b"old")
    write_calibration(calibration, target, NOW, on_progress=lambda share: shares.append(share) is None)
    assert (shares[0] < 0.1, shares[-1]) == (True, 1)


def test_limits_of_shares_rest_on_the_interactions(calibration: CalibrationMaterial, written: Path) -> None:
    book, shown = openpyxl.load_workbook(written), recalculation.values(written)
    row = found(book, "_intervals", "Summary exact")
    calls = len(calibration.interactions)
    counts = [
        (shown["_intervals", f"{letter(11 + place)}{row}"], shown["_intervals", f"{letter(11 + calls + place)}{row}"])
        for place in range(calls)
    ]
    expected = share_of(counts)
    assert (shown["_intervals", f"I{row}"], shown["_intervals", f"J{row}"]) == (expected.low, expected.high)
    assert shown["Summary", "C8"].startswith(f"n = {expected.n} · ")
    assert shown["Summary", "C7"] == pytest.approx(expected.value)


def test_an_old_file_is_replaced_whole(calibration: CalibrationMaterial, tmp_path: Path, written: Path) -> None:
    target = tmp_path / "out.xlsx"
    target.write_bytes(b"old")
    write_calibration(calibration, target, NOW)
    assert target.read_bytes() == written.read_bytes()


def changed_part(source: Path, target: Path, part: str, pattern: bytes, by: bytes) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == part:
                content, changes = re.subn(pattern, by, content)
                assert changes
            new.writestr(name, content)


SPOKEN = Speech(SpeechSource.CHANNELS, (30.0, 90.0), (1, 4), 2.5, 12.25, 6.5, 20.0)


def test_who_spoke_how_much_is_read_back(tmp_path: Path) -> None:
    source = believable(interactions=5)
    apart, words, one, unknown, chat = source.interactions
    recording = Recording("calls", "a.wav", "ab" * 32, 150.0, 8000, 2, agent_channel=1)
    told = replace(
        source,
        interactions=(replace(apart, recording=recording), words, one, unknown, chat),
        speech={
            apart.key: SPOKEN,
            words.key: replace(SPOKEN, source=SpeechSource.TRANSCRIPT),
            one.key: replace(SPOKEN, source=SpeechSource.ONE_CHANNEL),
            unknown.key: SPOKEN,
        },
    )
    path = write(told, tmp_path / "out.xlsx")
    sheet = openpyxl.load_workbook(path)["Scores"]
    first = found(openpyxl.load_workbook(path), "Scores", "Who spoke how much, in seconds") + 2
    heads = [cell.value for cell in sheet[first - 1]][3:11]
    assert heads[:2] + heads[-2:] == ["Agent's share", "Silence", "Hold", "Told by"]
    lines = [[cell.value for cell in sheet[row]][3:11] for row in range(first, first + 5)]
    assert lines == [
        [0.75, 12.25, 6.5, 2.5, 4, 1, 20, "its channels"],
        [0.25, 12.25, 6.5, 2.5, 1, 4, 20, "its transcript"],
        ["–", 12.25, 6.5, "–", "–", "–", 20, "one channel: no shares"],
        ["–", 12.25, 6.5, 2.5, "–", "–", 20, "agent's channel not known"],
        ["–"] * 8,
    ]
    assert (sheet.cell(first, 4).number_format, sheet.cell(first, 5).number_format) == ("0%", "0.0")
    assert [sheet.column_dimensions[letter].hidden for letter in "DEFGHIJK"] == [False] * 8
    theirs = recalculation.values(recalculation.recomputed(path, tmp_path))
    assert recalculation.differing(path, theirs) == []


def test_where_no_figures_are_known_there_is_no_such_block(written: Path) -> None:
    values = [cell.value for row in openpyxl.load_workbook(written)["Scores"] for cell in row]
    assert not any("Who spoke" in str(value) for value in values)

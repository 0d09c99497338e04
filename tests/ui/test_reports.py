"""What an import and an export have to say: in one line, and in full on a page of its own."""

from pathlib import Path

from PySide6.QtGui import QGuiApplication

from qa_desktop.domain.keys import new_key
from qa_desktop.services.import_report import FileOutcome, ImportReport, Result
from qa_desktop.ui import reports
from tests.ui.room import Room

ADDED = FileOutcome("a.wav", Result.ADDED)
NOTED = FileOutcome("b.vtt", Result.ADDED, "Two lines had no time and were left out.")
REFUSED = FileOutcome("c.txt", Result.REFUSED, "There is no text in it.")
REFUSED_TOO = FileOutcome("d.xyz", Result.REFUSED, "Nobody knows this format.")


def done(*outcomes: FileOutcome, notes: tuple[str, ...] = ()) -> ImportReport:
    """What an import told."""
    return ImportReport(outcomes, {new_key(): each.result for each in outcomes if each.result != "refused"}, notes)


def test_an_import_without_a_hitch_is_one_line() -> None:
    report = reports.of_import(done(ADDED))
    assert report.line == "1 interaction: 1 added."
    assert not report.worth_reading


def test_the_line_counts_the_notes_and_the_page_has_them_all() -> None:
    report = reports.of_import(done(ADDED, NOTED, notes=("The column “mood” is not known.",)))
    assert report.line == "2 interactions: 2 added; 2 notes."
    assert report.worth_reading
    for words in ("The column “mood” is not known.", "b.vtt\tadded\tTwo lines had no time", "a.wav\tadded\n"):
        assert words in report.text


def test_every_refusal_is_listed_first_and_a_single_one_stands_in_the_line() -> None:
    report = reports.of_import(done(ADDED, NOTED, REFUSED, REFUSED_TOO))
    assert report.line == "2 interactions: 2 added; 2 refused; 1 note."
    assert [row.name for row in report.rows] == ["c.txt", "d.xyz", "b.vtt", "a.wav"]
    assert "There is no text in it." in reports.of_import(done(REFUSED)).line


def test_a_workbook_says_what_it_leaves_out() -> None:
    report = reports.of_workbook("march.xlsx", ["Ann has submitted no evaluation."])
    assert report.line == "Workbook written to march.xlsx; 1 note."
    assert report.notes == ("Ann has submitted no evaluation.",)
    assert not reports.of_workbook("march.xlsx", ()).worth_reading


def test_an_import_is_read_in_full_and_left_by_escape(call: Room, tmp_path: Path) -> None:
    files = [tmp_path / name for name in ("empty.vtt", "what.xyz", "<b>.txt")]
    for file in files:
        file.write_text("")
    call.window.files.import_paths(files, call.person)
    call.until(lambda: "refused" in call.window.notice.text)
    call.settle()
    call.window.notice._actions[0].click()
    page = call.window.report
    assert page.isVisible()
    words = page._text.toPlainText()
    assert all(file.name in words for file in files)
    page._copy.click()
    assert all(file.name in QGuiApplication.clipboard().text() for file in files)
    call.press("Y")
    assert not call.state.content.answers
    call.press("Esc")
    assert call.window.review.isVisible()
    call.press("Y")
    assert call.answer.value is not None
    call.window.actions_by_id["last_report"].trigger()
    assert page.isVisible()
    page._back.click()
    assert call.window.review.isVisible()


def test_there_is_no_last_report_before_the_first(room: Room) -> None:
    assert not room.window.actions_by_id["last_report"].isEnabled()


def test_an_import_can_be_stopped_and_says_how_much_is_left(room: Room, tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"{number}.csv").write_text(f"start,speaker,text\n1,Agent,Hello {number}\n")
    action, button = room.window.actions_by_id["stop_import"], room.window.status.stop
    assert not action.isEnabled()
    assert not button.isVisible()
    room.window.files.import_paths([tmp_path], room.person)
    assert button.isVisible()
    button.click()
    room.until(lambda: "Stopped before the end" in room.window.notice.text)
    assert not action.isEnabled()
    assert not button.isVisible()
    assert " left" in room.window.notice.text

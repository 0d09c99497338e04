"""A workbook that a lead has filled in, read back in the window by key, by the button and by dropping it."""

import shutil
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from qa_desktop.domain.answers import Chosen
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.consensus import Consensus
from qa_desktop.exports.calibration_workbook import write_calibration
from qa_desktop.services import agreeing, calibrating, people
from qa_desktop.services.workbook_reading import Change, Preview, Problem
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.database import open_database as open_sql
from qa_desktop.ui.calibration.room import CalibrationRoom
from qa_desktop.ui.calibration.workbook_page import WorkbookPage
from tests.services.test_workbook_reading import Cell, fill, key_of
from tests.ui.calibration.test_room import NOW, march, scale, scored
from tests.ui.conftest import MakeRoom
from tests.ui.furnishing import DEVICE
from tests.ui.room import Room
from tests.ui.test_accessibility import interactive, name_of

LATER = NOW + timedelta(days=1)
REASON = "“Soon” names no day.\n" + "A promise needs who and by when. " * 12


@dataclass(frozen=True)
class Made:
    """A database with two sessions that are revealed; the workbook of one, as it was exported and as leads return it.

    `good` has five changes, `bad` three problems beside one change.
    """

    database: Path
    march: CalibrationSession
    april: CalibrationSession
    exported: Path
    good: Path
    bad: Path


@pytest.fixture(scope="module")
def made(furnished: Path, tmp_path_factory: pytest.TempPathFactory) -> Made:
    """Made once: every test has copies."""
    folder = tmp_path_factory.mktemp("march")
    file, exported = Path(shutil.copy(furnished, folder / "room.sqlite3")), folder / "march.xlsx"
    with closing(open_sql(file, DEVICE)) as database:
        first = march(database)
        ben, ann = people.find(database, "Ben Lead"), people.find(database, "Ann Reviewer")
        assert ben is not None
        assert ann is not None
        with database.reading() as work:
            form = work.forms.get(first.form_version)
        assert form is not None
        second = calibrating.create(database, "April", form, None, (ben, ann), first.interactions[:1], ben, NOW)[0]
        scored(database, ben, first.interactions[0], second, {})
        sessions = [agreeing.reveal(database, each, ben, NOW)[0] for each in (first, second)]
        write_calibration(calibrating.comparison(database, first, ben), exported, NOW)
    disputed = scale(form.form.standards)
    key, other = key_of(exported, disputed), key_of(exported, disputed, 1)

    def settle(_: Any, cell: Cell) -> None:
        cell("Matrix", "Consensus", key).value = 4
        cell("Matrix", "Reason for the consensus", key).value = REASON
        cell("Discussion", "Owner", key).value = "Cleo Reviewer"
        cell("Discussion", "Due", key).value = date(2026, 4, 1)
        cell("Scores", "External score", "I02").value = 72.5

    def slip(_: Any, cell: Cell) -> None:
        cell("Matrix", "Consensus", key).value = "Maybe"
        cell("Matrix", "Reason for the consensus", key).value = "=A1"
        cell("Discussion", "Due", key).value = "soon"
        cell("Matrix", "Consensus", other).value = 2

    good = Path(shutil.move(fill(exported, settle), folder / "good.xlsx"))
    bad = Path(shutil.move(fill(exported, slip), folder / "bad.xlsx"))
    return Made(file, *sessions, exported, good, bad)


@pytest.fixture
def database(made: Made, tmp_path: Path) -> Iterator[SqlDatabase]:
    with closing(open_sql(Path(shutil.copy(made.database, tmp_path / "room.sqlite3")), DEVICE)) as opened:
        yield opened


@pytest.fixture
def lead(clean: MakeRoom, database: SqlDatabase, made: Made) -> Room:
    """A window of the lead, in the room of the session."""
    return entered(clean(database, "Ben Lead"), made.march)


def entered(room: Room, session: CalibrationSession) -> Room:
    """Go to the room of a session."""
    tasks = room.window.calibration
    tasks.open(session)
    room.until(lambda: tasks.room.isVisible() and not room.operations.busy)
    return room


def page_of(room: Room) -> WorkbookPage:
    return room.window.calibration.reading.page


def read(room: Room, file: Path) -> WorkbookPage:
    """Read a file, and wait until something is known of it."""
    room.window.calibration.reading.read(file)
    assert page_of(room).isVisible()
    room.settle()
    return page_of(room)


def drop(room: Room, *files: Path) -> None:
    """Drop files on the window, as a file manager does."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copying, left, none = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    room.window.dropEvent(QDropEvent(QPoint(300, 300), copying, data, left, none))


def cells(page: WorkbookPage) -> list[tuple[str, ...]]:
    """What the table shows."""
    model = page.table.cells
    return [
        tuple(str(model.data(model.index(row, column))) for column in range(model.columnCount()))
        for row in range(model.rowCount())
    ]


def consensus(room: Room, session: CalibrationSession) -> list[Consensus]:
    """What is agreed in a session."""
    with room.database.reading() as work:
        return [each for each in work.consensus.of(session.key) if not each.empty]


def seen(room: CalibrationRoom) -> list[str]:
    """The consensus of both calls, as the room shows it."""
    return [room.marks.cell(row, 4).text() for row in (0, 1)]


def test_a_workbook_is_read_back_by_key_alone_and_taken_back(lead: Room, made: Made) -> None:
    room, page = lead.window.calibration.room, page_of(lead)
    before = made.good.read_bytes()
    assert seen(room) == ["–", "–"]
    lead.press("Ctrl+Shift+B")
    dialog = lead.window.findChild(QFileDialog)
    assert dialog is not None
    names = dialog.findChild(QLineEdit)
    names.setText(str(made.good))
    lead.press("Return")
    lead.until(page.isVisible)
    lead.settle()
    assert page.file.text() == "good.xlsx · March"
    assert page.sum.text() == "5 changes. Nothing stands in the way."
    assert page.note.text() == "Consensus 1 · Reason 1 · External score 1 · Owner 1 · Due 1"
    assert not page.tabs.isVisible()
    rows = cells(page)
    assert {row[0].split("!")[0] for row in rows} == {"Matrix", "Scores", "Discussion"}
    assert rows[0][1:] == ("L-1001", room.standard.text, "Consensus", "–", "→ 4")
    assert rows[-1][3:] == ("Due", "–", "→ 2026-04-01")
    assert lead.window.focusWidget() is page.table
    lead.press("Down")
    first, second = page.detail.parts
    assert (first.text.toPlainText(), second.text.toPlainText()) == ("", REASON.strip())
    lead.press("Return")
    lead.until(room.isVisible)
    lead.settle()
    assert seen(room) == ["4", "–"]
    assert lead.window.notice.text == "“March”: 5 changes taken over from “good.xlsx”; Undo takes all of it back."
    agreed = consensus(lead, made.march)
    assert [(each.value, each.owner, each.due) for each in agreed] == [(Chosen("4"), "Cleo Reviewer", date(2026, 4, 1))]
    assert room.customers.table.cell(1, 7).text() == "72.5\nworkbook"
    assert made.good.read_bytes() == before
    lead.press("Ctrl+Z")
    lead.until(lambda: seen(room) == ["–", "–"])
    assert consensus(lead, made.march) == []
    assert room.customers.table.cell(1, 7).text() == "–"
    assert not room.agree.undo.isEnabled()


def test_problems_are_told_by_cell_and_nothing_is_taken_over_until_they_are_put_right(
    lead: Room, made: Made, tmp_path: Path
) -> None:
    file = Path(shutil.copy(made.bad, tmp_path / "filled.xlsx"))
    page = read(lead, file)
    assert page.sum.text().startswith("3 problems. Until they are put right")
    assert [page.tabs.tabText(place) for place in (0, 1)] == ["Problems: 3", "Changes: 1"]
    told = [row[-1] for row in cells(page)]
    assert any(each.startswith("“Maybe” is no answer to this standard; it takes 1, 2, 3, 4, 5") for each in told)
    assert {row[3] for row in cells(page)} == {"Consensus", "Reason", "Due"}
    assert page.detail.parts[0].text.toPlainText() == told[0]
    assert not page.detail.parts[1].isVisible()
    assert not page.take.isEnabled()
    assert lead.window.status.hint.text() == "R read again · Ctrl+PgUp, Ctrl+PgDn other list · Esc back"
    lead.press("Return")
    lead.settle()
    assert page.isVisible()
    lead.press("Ctrl+PgDown")
    assert [row[-1] for row in cells(page)] == ["→ 2"]
    assert page.detail.parts[1].text.toPlainText() == "2"
    assert consensus(lead, made.march) == []
    shutil.copy(made.good, file)  # the lead puts it right, and saves
    lead.press("R")
    lead.settle()
    assert page.take.text() == "Take over 5 changes (Enter)"
    assert lead.window.status.hint.text() == "Enter take over · R read again · Esc back"
    assert page.take.isEnabled()


def test_what_was_agreed_in_the_program_since_the_export_stands_in_the_way(lead: Room, made: Made) -> None:
    disputed = lead.window.calibration.room.standard
    entry = Consensus(made.march.key, made.march.interactions[0], disputed.id, Chosen("3"))
    agreeing.agree(lead.database, made.march, [entry], lead.person, LATER)
    page = read(lead, made.good)
    (row,) = cells(page)
    assert row[0].startswith("↔ Matrix!")
    assert row[1:] == (
        *("L-1001", disputed.text, "Consensus"),
        "Changed in the program meanwhile, to “3”: export the workbook again or type that here.",
    )
    assert "↔ 1 of them: the program was told something else" in page.sum.text()
    assert not page.take.isEnabled()


def test_what_is_agreed_while_the_preview_is_looked_at_is_not_written_over(lead: Room, made: Made) -> None:
    disputed = lead.window.calibration.room.standard
    page = read(lead, made.good)
    entry = Consensus(made.march.key, made.march.interactions[0], disputed.id, Chosen("3"))
    agreeing.agree(lead.database, made.march, [entry], lead.person, LATER)  # by another program
    lead.press("Return")
    lead.until(lambda: page.tabs.count() == 2)
    assert "was changed in the program meanwhile: nothing was entered" in lead.window.notice.text
    assert consensus(lead, made.march) == [entry]
    assert not page.take.isEnabled()
    lead.operations.write(  # and in this one: what is shown follows
        lambda database: agreeing.agree(database, made.march, [replace(entry, value=None)], lead.person, LATER)
    )
    lead.until(lambda: page.take.isEnabled())
    lead.settle()


def test_a_workbook_is_dropped_on_the_room_of_its_own_session(
    clean: MakeRoom, database: SqlDatabase, made: Made, tmp_path: Path
) -> None:
    room = entered(clean(database, "Ben Lead"), made.april)
    page = page_of(room)
    drop(room, made.good)
    assert page.isVisible()
    room.settle()
    assert "“good.xlsx” belongs to the session “March”, not to “April”" in page.told.text()
    assert page.again.hasFocus()
    room.press("Escape")
    assert room.window.calibration.room.isVisible()
    drop(room, made.good, made.bad)
    assert "one workbook at a time" in room.window.notice.text
    assert not page.isVisible()
    assert not room.window.calibration.reading.offer([tmp_path / "call.wav"])  # which is imported, as anywhere
    entered(room, made.march)
    drop(room, made.good)
    room.settle()
    assert page.take.isEnabled()
    room.press("Escape", "Escape")
    assert not room.window.calibration.reading.offer([made.good])  # no room is seen


def test_what_cannot_be_read_is_told_and_another_file_may_be_chosen(lead: Room, made: Made, tmp_path: Path) -> None:
    text, locked, cut = tmp_path / "text.xlsx", tmp_path / "locked.xlsx", tmp_path / "cut.xlsx"
    text.write_text("no workbook", encoding="utf-8")
    locked.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + bytes(4000))
    cut.write_bytes(made.good.read_bytes()[:-4000])
    for file, sentence in (
        (text, "is no Excel workbook"),
        (locked, "is locked by a password"),
        (cut, "is no Excel workbook"),
        (tmp_path / "gone.xlsx", "cannot be read (No such file or directory)"),
    ):
        page = read(lead, file)
        assert sentence in page.told.text()
        assert page.again.accessibleDescription() == page.told.text()
        assert not page.take.isEnabled()
        lead.press("Return")  # reads it once more
        lead.settle()
        assert sentence in page.told.text()
    page.other.click()
    dialog = lead.window.findChild(QFileDialog)
    dialog.fileSelected.emit(str(made.good))
    dialog.reject()
    lead.until(lambda: page.take.isEnabled())


def test_an_untouched_workbook_has_nothing_to_take_over_and_an_open_one_is_told(
    lead: Room, made: Made, tmp_path: Path
) -> None:
    file = Path(shutil.copy(made.exported, tmp_path / "march.xlsx"))
    page = read(lead, file)
    assert page.told.text() == "Nothing to take over: the workbook says what the program says."
    file.with_name(".~lock.march.xlsx#").touch()
    lead.press("R")
    lead.settle()
    assert "is open in another program: what is not saved there is not read" in page.told.text()
    assert not page.take.isEnabled()


def test_a_closed_session_takes_nothing(lead: Room, made: Made) -> None:
    agreeing.close(lead.database, made.march, lead.person, LATER)
    page = read(lead, made.good)
    assert "was closed on 2026-03-03: it does not change any more" in page.told.text()
    lead.press("Escape")
    entered(lead, made.march)
    assert not lead.window.calibration.room.top.read.isVisible()


def test_escape_stops_the_reading(lead: Room, made: Made) -> None:
    gate = threading.Event()
    lead.operations.read(lambda _: gate.wait())
    room, page = lead.window.calibration.room, page_of(lead)
    lead.window.calibration.reading.read(made.good)
    assert page.told.text() == "Reading “good.xlsx”… Esc stops."
    assert page.isVisible()
    assert lead.window.status.work.text() == "Reading good.xlsx…"
    assert page.back.hasFocus()
    assert lead.window.status.hint.text() == "Esc back"
    lead.press("Escape")
    assert room.isVisible()
    assert lead.window.status.work.text() == ""
    gate.set()
    lead.settle()
    assert room.isVisible()
    assert not page.take.isEnabled()
    assert lead.window.notice.text == ""


def test_a_reviewer_reads_nothing_back(clean: MakeRoom, database: SqlDatabase, made: Made) -> None:
    room = clean(database, "Ann Reviewer")
    room.press("Ctrl+Shift+B")
    assert "Only a lead or an administrator reads a workbook back" in room.window.notice.text
    entered(room, made.march)
    assert not room.window.calibration.room.top.read.isVisible()
    drop(room, made.good)
    assert not page_of(room).isVisible()


def test_from_the_review_the_workbook_leads_to_its_own_room(clean: MakeRoom, database: SqlDatabase, made: Made) -> None:
    room = clean(database, "Ben Lead")
    page = read(room, made.good)
    room.press("Escape")
    assert room.window.review.isVisible()
    read(room, made.good)
    room.press("Return")
    room.until(room.window.calibration.room.isVisible)
    room.settle()
    assert seen(room.window.calibration.room) == ["4", "–"]
    assert room.window.calibration.room.agree.undo.isEnabled()
    assert not page.isVisible()


def test_the_button_in_the_head_asks_for_the_file(lead: Room) -> None:
    lead.window.calibration.room.top.read.click()
    dialog = lead.window.findChild(QFileDialog)
    assert dialog is not None
    dialog.reject()
    assert lead.window.calibration.room.isVisible()


def test_hundreds_of_rows_are_gone_through_by_key_and_everything_has_a_name(lead: Room, made: Made) -> None:
    page = read(lead, made.good)
    changes = tuple(
        Change(f"Matrix!M{row}", "L-1001", "Standard", "reason", "", f"{row} {REASON}") for row in range(500)
    )
    problems = tuple(Problem(f"Matrix!M{row}", f"Row {row} is wrong.") for row in range(200))
    page.display(Preview(made.march, changes, problems, (), (), False), "much.xlsx")
    lead.press("End", "PgUp")
    row = page.table.currentIndex().row()
    assert 150 < row < 199
    assert page.detail.parts[0].text.toPlainText() == f"Row {row} is wrong."
    names = {name_of(widget) for widget in interactive(page) if widget.isVisible()}
    assert {"Problems, by cell", "What is wrong", "Take over 500 changes (Enter)"} <= names
    assert "" not in names
    reached = set()
    for _ in range(12):
        lead.press("Tab")
        reached.add(QApplication.focusWidget())
    wanted = {page.tabs, page.table, page.detail.parts[0].text, page.again, page.other, page.back}
    assert wanted <= reached
    page.back.setFocus()
    lead.press("Return")  # a button that has the keyboard does what it says
    assert lead.window.calibration.room.isVisible()

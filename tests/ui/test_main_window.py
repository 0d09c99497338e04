"""The window: who is here, what is told, what is kept."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel, QMessageBox
from pytestqt.qtbot import QtBot

from qa_desktop import app, settings
from qa_desktop.domain.people import PersonRole
from qa_desktop.services import people
from qa_desktop.services.import_report import Progress
from qa_desktop.settings import Settings
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.main_window import MainWindow
from qa_desktop.ui.opener import NEEDS_DATABASE
from qa_desktop.version import program_version
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room


def test_at_the_first_start_one_says_who_one_is_with_the_keyboard_alone(
    clean: MakeRoom, empty_database: SqlDatabase
) -> None:
    room = clean(empty_database, person="")
    who = room.window.who
    assert who.isVisible()
    assert QApplication.focusWidget() is who.name
    room.type("Mia  Muster")
    room.press("Tab", "Down")
    room.press("Shift+Tab", "Return")
    room.until(lambda: room.window.review.person is not None)
    room.settle()
    assert room.person.name == "Mia Muster"
    assert room.person.role is PersonRole.LEAD
    assert room.window.review.isVisible()
    assert people.find(empty_database, "mia muster") == room.person
    room.window.close()
    assert settings.load().person == "Mia Muster"


Opening = tuple[Callable[[str], MainWindow], Event]


@pytest.fixture
def opening(qapp: QApplication, qtbot: QtBot, database: SqlDatabase) -> Iterator[Opening]:
    """Makes a window whose database is opened when the event is set."""
    opened, windows = Event(), []

    def open_slowly() -> SqlDatabase:
        opened.wait(30)
        return database

    def make(person: str) -> MainWindow:
        kept = replace(settings.load(), person=person)
        windows.append(app.make_window(qapp, kept, open_slowly))
        with qtbot.waitExposed(windows[0]):
            windows[0].show()
        return windows[0]

    yield make, opened
    for window in windows:
        window.close()
        window.theme.deleteLater()
        window.deleteLater()


def test_the_name_can_be_typed_while_the_database_is_being_opened(opening: Opening, qtbot: QtBot) -> None:
    make, opened = opening
    window = make("")
    assert window.who.isVisible()
    QTest.keyClicks(QApplication.focusWidget() or window, "Mia")
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Return)
    opened.set()
    qtbot.waitUntil(lambda: window.review.isVisible() and not window._operations.busy, timeout=20_000)
    assert window.review.person is not None
    assert window.review.person.name == "Mia"


def test_until_the_database_is_open_a_page_says_so_and_what_is_typed_goes_nowhere(
    opening: Opening, qtbot: QtBot
) -> None:
    make, opened = opening
    window = make("Ann Reviewer")
    assert window._opening.isVisible()
    QTest.keyClicks(QApplication.focusWidget() or window, "Mia")
    for _ in range(2):
        window.actions_by_id["keys"].toggle()
    assert window._opening.isVisible()
    opened.set()
    qtbot.waitUntil(lambda: window.review.isVisible() and not window._operations.busy, timeout=20_000)
    assert window.review.worklist.search.text() == ""
    assert QApplication.focusWidget() is window.review.worklist.list


def test_who_is_not_in_this_database_is_asked(opening: Opening, qtbot: QtBot) -> None:
    make, opened = opening
    window = make("Somebody Else")
    opened.set()
    qtbot.waitUntil(window.who.isVisible, timeout=20_000)
    assert QApplication.focusWidget() is window.who.name


@pytest.mark.parametrize("person", ["", "/home/ann/call.wav"])
def test_a_file_is_no_person(clean: MakeRoom, empty_database: SqlDatabase, person: str) -> None:
    room = clean(empty_database, person=person)
    if not person:
        room.type("C:\\calls")
        room.press("Return")
    room.until(lambda: bool(room.window.notice.text))
    assert "no name of a person" in room.window.notice.text
    assert room.window.who.isVisible()
    room.type("M")
    assert room.window.notice.text == ""
    assert people.everybody(empty_database) == ()


def test_an_empty_name_is_asked_for_again(clean: MakeRoom, empty_database: SqlDatabase) -> None:
    room = clean(empty_database, person="")
    room.press("Return")
    room.until(lambda: bool(room.window.notice.text))
    assert "Type your name" in room.window.notice.text
    assert room.window.who.isVisible()
    assert QApplication.focusWidget() is room.window.who.name


def test_who_was_here_last_is_not_asked_again(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, person="", kept=Settings(device=str(database.device), person="Ben Lead"))
    assert room.window.review.isVisible()
    assert (room.person.name, room.person.role) == ("Ben Lead", PersonRole.LEAD)


def test_a_visit_under_another_name_leaves_no_trace_in_the_settings(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, person="Guest", kept=replace(settings.load(), person="Ben Lead"))
    room.until(lambda: room.window.review.person is not None)
    assert room.person.name == "Guest"
    room.window.close()
    assert settings.load().person != "Guest"


def test_another_person_sits_down_and_the_work_of_the_first_is_saved(call: Room) -> None:
    call.press("Y")
    call.window.actions_by_id["switch_person"].trigger()
    assert call.window.who.isVisible()
    call.type("Ben Lead")
    call.press("Return")
    call.until(lambda: call.window.review.person is not None and call.person.name == "Ben Lead")
    call.settle()
    assert call.window.review.interaction is None
    with call.database.reading() as work:
        ann = people.person_key("Ann Reviewer")
        assert work.evaluations.draft(call.keys["L-1001"], ann) is not None


@pytest.mark.parametrize("page", ["switch_person", "keys"])
def test_letters_answer_nothing_while_another_page_is_shown(call: Room, page: str) -> None:
    call.window.actions_by_id[page].trigger()
    call.window.setFocus()
    before = call.state.content
    call.press("Y", "1", "A", "Space")
    assert call.state.content == before
    assert not call.player.playing


def test_changing_who_one_is_can_be_called_off(call: Room) -> None:
    call.window.actions_by_id["switch_person"].trigger()
    call.press("Esc")
    assert call.window.review.isVisible()
    assert call.person.name == "Ann Reviewer"
    call.press("Y")
    assert call.answer.value is not None


def test_the_sheet_of_keys_comes_and_goes(call: Room) -> None:
    call.press("?")
    assert call.window.keys_sheet.isVisible()
    words = " ".join(label.text() for label in call.window.keys_sheet.findChildren(QLabel))
    for expected in (
        "Keys that work here",
        "Esc or ? closes",
        "Submit and next",
        "Open the line chosen in the worklist",
    ):
        assert expected in words
    answer = next(label for label in call.window.keys_sheet.findChildren(QLabel) if label.text() == "Answer Yes")
    assert answer.property("role") != "muted"  # it can be used where one came from
    call.press("Esc")
    assert call.window.review.isVisible()
    call.press("F1", "F1")
    assert call.window.review.isVisible()
    call.press("Y")
    assert call.answer.value is not None


def test_the_status_line_says_who_and_whether_it_is_saved(call: Room) -> None:
    assert call.window.status.who.text() == "Reviewer: Ann Reviewer"
    call.press("Y")
    call.saved()
    assert call.window.status.saved.text().startswith("Saved ")
    call.press("7")
    assert call.window.status.remark.text()
    assert call.window.status.saved.isVisible()  # a remark hides neither
    assert call.window.status.who.isVisible()


def test_what_cannot_be_saved_is_said_kept_and_tried_again(call: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    from qa_desktop.domain.errors import InputError
    from qa_desktop.services import reviewing

    real = reviewing.save_draft

    def full(*_: object) -> None:
        raise InputError("The disk is full; make room and go on.")

    monkeypatch.setattr(reviewing, "save_draft", full)
    call.press("Y")
    call.saved()
    assert call.window.status.saved.text() == "Not saved"
    assert call.window.notice.text == "The disk is full; make room and go on."
    assert call.answer.value is not None
    monkeypatch.setattr(reviewing, "save_draft", real)
    call.saved()
    assert call.window.status.saved.text().startswith("Saved ")
    assert call.window.notice.text == ""
    assert call.draft("L-1001") is not None


def test_notices_are_closed_by_escape(call: Room) -> None:
    call.window.notice.warn("Something to read.")
    call.press("Esc")
    assert call.window.notice.text == ""


def test_a_good_notice_offers_its_action(room: Room) -> None:
    done = []
    room.window.notice.tell("Written.", [("Show", lambda: done.append("Show")), ("Open", lambda: done.append("Open"))])
    room.window.notice._actions[1].click()
    assert done == ["Open"]
    assert room.window.notice.text == ""


LONG = "A rather long sentence about what could not be read. " * 8


@pytest.mark.parametrize("width", [1280, 1050])
def test_a_notice_covers_nothing_and_one_of_a_line_moves_nothing(call: Room, width: int) -> None:
    review, notice = call.window.review, call.window.notice
    call.window.resize(width, 720)
    QApplication.processEvents()
    before = review.geometry()
    notice.tell("Clip written: clip.mp3, 0:30.0.", [("Open", lambda: None)])
    QApplication.processEvents()
    assert review.geometry() == before
    assert not call.window.status.hint.isVisible()
    notice.warn(LONG, [("Show", lambda: None)])
    QApplication.processEvents()
    assert review.geometry().topLeft() == before.topLeft()
    assert review.width() == before.width()
    assert call.window.centralWidget().geometry().bottom() < call.window.status.y()
    assert call.window.status.rect().contains(notice.geometry())
    assert notice._text.height() >= notice._text.heightForWidth(notice._text.width())
    assert all(button.isVisible() for button in (*notice._actions, notice._close))
    notice.clear()
    call.until(lambda: review.geometry() == before)
    assert call.window.status.hint.isVisible()


def test_a_remark_is_read_beside_a_notice(call: Room) -> None:
    status = call.window.status
    call.window.notice.warn(LONG)
    assert not status.remark.isVisible()
    call.window._show_remark("The loop is off.")
    QApplication.processEvents()
    assert status.remark.isVisible()
    assert not status.remark.geometry().intersects(call.window.notice.geometry())


def test_a_good_notice_goes_by_itself_and_a_bad_one_stays(room: Room) -> None:
    room.window.notice.tell("Written.")
    assert room.window.notice._timer.isActive()
    room.window.notice.warn("Not written.")
    assert not room.window.notice._timer.isActive()


def test_submitting_names_the_call_and_its_score(call: Room) -> None:
    call.answer_all()
    call.press("Ctrl+Return")
    call.until(lambda: bool(call.window.notice.text))
    assert call.window.notice.text == "Submitted: Maya Brandt, L-1001 – 100.0, Pass."
    call.settle()
    call.open("L-1001")
    call.press("Ctrl+Shift+E", "Down")
    call.go_to(call.state.form.standards[0].id)
    call.press("N")
    call.window.review.form.foot.reason.setText("Heard again")
    call.answer_all()
    call.window.actions_by_id["submit"].trigger()
    call.until(lambda: call.window.notice.text.startswith("Corrected: Maya Brandt, L-1001 – "))


@pytest.mark.parametrize(
    ("key", "told"),
    [
        ("K", ["Silence is skipped.", "Silence is played."]),
        ("H", ["Hold music is skipped.", "Hold music is played."]),
        ("V", ["Quiet sides are levelled.", "Quiet sides are left as they are."]),
        ("Alt+1", ["Hearing the agent only."] * 2),
        ("Alt+2", ["Hearing both."] * 2),
        ("Alt+3", ["Hearing the customer only."] * 2),
    ],
)
def test_what_a_key_does_to_the_sound_takes_the_place_of_an_old_remark(call: Room, key: str, told: list[str]) -> None:
    call.window._show_remark("Something old.")
    shown = []
    for _ in told:
        call.press(key)
        shown.append(call.window.status.remark.text())
    assert shown == told


def test_a_remark_goes_with_the_interaction_it_was_about(call: Room) -> None:
    call.press("7")
    assert call.window.status.remark.text()
    assert call.window.status._forget.isActive()
    call.open("L-1002")
    assert call.window.status.remark.text() == ""
    call.window._show_remark("No sound device.")
    call.window.review.session.opened.emit(call.window.review.session.review)
    assert call.window.status.remark.text() == "No sound device."


def test_text_grows_by_key_and_the_size_is_kept(call: Room) -> None:
    head = call.window.review.form.head._total
    before = head.fontInfo().pixelSize()
    call.window.actions_by_id["larger"].trigger()
    call.window.actions_by_id["larger"].trigger()
    QApplication.processEvents()
    assert head.fontInfo().pixelSize() > before
    assert call.window._preferences.settings.text_scale == pytest.approx(1.2)
    call.window.actions_by_id["smaller"].trigger()
    assert call.window._preferences.settings.text_scale == pytest.approx(1.1)


def test_light_and_dark_by_key_are_kept(call: Room) -> None:
    dark = call.window.theme.dark
    call.press("Ctrl+D")
    assert call.window.theme.dark is not dark
    assert call.window._preferences.settings.theme == ("light" if dark else "dark")
    assert not call.window.grab().isNull()


def test_the_size_of_the_window_is_kept(clean: MakeRoom, database: SqlDatabase) -> None:
    kept = replace(settings.load(), person="Ann Reviewer")
    room = clean(database, person="", kept=kept)
    room.window.resize(1234, 765)
    room.window.close()
    assert settings.load().window == [1234, 765]


def test_about_is_a_box_that_blocks_nothing(room: Room) -> None:
    room.window.actions_by_id["about"].trigger()
    box = room.window.findChild(QMessageBox)
    assert box is not None
    assert "QA Desktop" in box.text()
    assert program_version() in box.informativeText()
    box.close()


def test_files_dropped_anywhere_are_imported(room: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    dropped: list[object] = []
    monkeypatch.setattr(
        room.window.files, "import_paths", lambda files, person: dropped.append((files[0].name, person))
    )
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile("/somewhere/call.wav")])
    event = QDropEvent(
        QPointF(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    room.window.dropEvent(event)
    assert dropped == [("call.wav", room.person)]


def test_an_import_stops_when_the_window_closes(room: Room) -> None:
    assert room.window.files._tell_progress(Progress(1, 9, "a.wav"))
    room.window.close()
    assert not room.window.files._tell_progress(Progress(2, 9, "b.wav"))


def test_a_database_that_cannot_be_opened_is_told(qapp: QApplication, qtbot: QtBot, tmp_path: Path) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"this is no database" * 100)
    kept = settings.load()
    window = app.make_window(qapp, kept, lambda: app.open_database(str(broken), kept), "Ann")
    window.show()
    page, actions = window._opening, window.actions_by_id
    qtbot.waitUntil(page._again.isVisible, timeout=20_000)
    assert "broken.sqlite3" in page._line.text()
    assert QApplication.focusWidget() is page._again
    assert not any(actions[name].isEnabled() for name in NEEDS_DATABASE)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert page.isVisible()
    page._again.click()
    assert not page._again.isVisible()
    qtbot.waitUntil(page._again.isVisible, timeout=20_000)
    window.close()
    window.theme.deleteLater()
    window.deleteLater()


@pytest.mark.parametrize("named", [True, False])
def test_another_database_is_chosen_where_one_cannot_be_opened(
    named: bool, qapp: QApplication, qtbot: QtBot, tmp_path: Path, file: Path
) -> None:
    broken = tmp_path / "broken.sqlite3"
    broken.write_bytes(b"this is no database" * 100)
    kept = settings.load()
    address = str(broken) if named else None
    window = app.make_window(qapp, kept, lambda: app.open_database(str(broken), kept), "Ann Reviewer", address)
    window.show()
    page = window._opening
    qtbot.waitUntil(page._again.isVisible, timeout=20_000)
    assert page._place.text() == (address or str(settings.default_database()))
    page._other.click()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(file)])
    dialog.close()
    qtbot.waitUntil(lambda: bool(window.review.worklist.model.items), timeout=20_000)
    assert window.review.isVisible()
    assert all(window.actions_by_id[name].isEnabled() for name in NEEDS_DATABASE)
    window.close()
    assert settings.load().database == ("" if named else str(file))
    window.theme.deleteLater()
    window.deleteLater()

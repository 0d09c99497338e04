"""The small windows: what they ask is what they hand on."""

import threading
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QDateTime, QDir, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QFileDialog, QTreeWidgetItem, QWidget

from qa_desktop.domain.calibration import Settings, Terms
from qa_desktop.domain.drawing import Draw
from qa_desktop.services import calibrating, form_library, people
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.calibration.new_session import NewSession
from qa_desktop.ui.dialogs import ChooseSession, NewInteraction
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room


def accept(dialog: NewInteraction | NewSession | ChooseSession) -> None:
    """Press the button that accepts."""
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def test_a_new_interaction_is_typed_and_stands_in_the_worklist(room: Room) -> None:
    room.press("Ctrl+F")
    room.type("zebra crossing")  # what is found must not hide what is added
    room.until(lambda: not room.window.review.worklist.model.items)
    room.press("Ctrl+N")
    room.until(lambda: room.window.findChild(NewInteraction) is not None)
    dialog = room.window.findChild(NewInteraction)
    QTest.keyClicks(dialog.agent, "Zoe Quist")
    QTest.keyClicks(dialog.number, "W-17")
    dialog.queue.setCurrentText("Walk-ins")
    dialog.when.setDateTime(QDateTime.fromSecsSinceEpoch(int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp())))
    accept(dialog)
    room.until(lambda: room.window.notice.text == "Added.")
    room.settle()
    agents = [item.interaction.agent.name for item in room.window.review.worklist.model.items if item.interaction.agent]
    assert "Zoe Quist" in agents
    added = room.window.review.session.review
    assert added is not None  # it is opened, and its line is chosen
    assert added.interaction.agent.name == "Zoe Quist"
    assert added.interaction.external_id == "W-17"
    panel = room.window.review.worklist
    assert panel.model.items[panel.list.currentIndex().row()].interaction.key == added.interaction.key


def test_a_session_is_set_up_from_what_is_ticked(room: Room) -> None:
    room.window.actions_by_id["new_session"].trigger()
    room.until(lambda: room.window.findChild(NewSession) is not None)
    dialog = room.window.findChild(NewSession)
    dialog.name.edit.setText("March")
    dialog.gauge.setCurrentIndex(dialog.gauge.findText("Ben Lead"))
    dialog.reviewers.item(0).setCheckState(Qt.CheckState.Checked)
    tick(dialog, "L-1001")
    accept(dialog)
    room.until(lambda: "March" in room.window.notice.text)
    session = calibrating.named(room.database, "March")
    assert session.gauge == people.person_key("Ben Lead")
    assert session.interactions == (room.keys["L-1001"],)


def session_dialog(room: Room) -> NewSession:
    """The dialog, open."""
    room.window.actions_by_id["new_session"].trigger()
    room.until(lambda: room.window.findChild(NewSession) is not None)
    return room.window.findChild(NewSession)


def tick(dialog: NewSession, call: str) -> None:
    """Choose a call, and a form that is made for it."""
    dialog.form_version.setCurrentIndex(dialog.form_version.findText("Inbound support call v1"))
    lines(dialog)[call].setCheckState(0, Qt.CheckState.Checked)


def lines(dialog: NewSession) -> dict[str, QTreeWidgetItem]:
    """The shown lines, by number."""
    items = [item for item in dialog.interactions._items() if not item.isHidden()]
    return {item.text(1): item for item in items}


def test_what_is_open_is_proposed_for_the_session_on_its_form(room: Room) -> None:
    chat = next(key for key in room.keys if key.startswith("C"))
    room.open(chat)
    dialog = session_dialog(room)
    assert dialog.interactions.checked() == [room.keys[chat]]
    assert dialog.form_version.currentData() == room.state.version
    dialog.reject()


def test_what_the_form_is_not_made_for_is_pale_and_not_taken(call: Room) -> None:
    dialog = session_dialog(call)
    chat = next(key for key in call.keys if key.startswith("C"))
    assert lines(dialog)[chat].isDisabled()
    assert "not made for it" in lines(dialog)[chat].toolTip(1)
    assert not lines(dialog)["L-1001"].isDisabled()
    dialog.form_version.setCurrentIndex(dialog.form_version.findText("Chat and email v1"))
    assert not lines(dialog)[chat].isDisabled()
    assert dialog.interactions.checked() == []  # the call that was ticked
    dialog.reject()


def test_interactions_are_found_by_words_and_enter_creates_nothing_yet(room: Room) -> None:
    dialog = session_dialog(room)
    line = lines(dialog)["L-1001"]
    assert line.text(0) == "Maya Brandt"
    assert line.text(3)
    dialog.interactions.search.setFocus()
    QTest.keyClicks(dialog.interactions.search, "l-1001 MAYA")
    QTest.keyClick(dialog.interactions.search, Qt.Key.Key_Return)
    assert list(lines(dialog)) == ["L-1001"]
    assert dialog.isVisible()
    dialog.reject()


def test_buttons_have_words_and_no_pictures(room: Room) -> None:
    for button in session_dialog(room).buttons.buttons():
        assert button.icon().isNull()


def test_what_is_amiss_is_said_beside_it_and_nothing_is_lost(room: Room) -> None:
    dialog = session_dialog(room)
    dialog.others.edit.setText("Zoe Quist, Yan Park")
    dialog.due.edit.setText("soon")
    dialog.terms.points.edit.setText("many")
    dialog.terms.every.edit.setText("7")
    accept(dialog)
    assert dialog.isVisible()
    assert dialog.name.complaint.text() == "Give the session a name."
    assert dialog.due.complaint.text() == "“soon” is no date: write it as 2026-01-30."
    assert dialog.lack.text() == "Tick at least one interaction, or let some be drawn at random."
    assert dialog.terms.points.complaint.text() == "Write a number from 0 to 100."
    assert dialog.others.complaint.isHidden()
    assert dialog.name.edit.hasFocus()
    assert dialog.name.edit.accessibleDescription() == "Give the session a name."
    room.type("March")
    assert dialog.name.complaint.isHidden()
    dialog.due.edit.setText("")
    dialog.terms.points.edit.setText("2,5")
    tick(dialog, "L-1001")
    accept(dialog)
    assert "due date" in dialog.terms.every.complaint.text()
    assert dialog.more.isChecked()  # the part where it is amiss is unfolded
    assert dialog.terms.every.edit.hasFocus()
    dialog.terms.every.edit.clear()
    accept(dialog)
    room.until(lambda: "March" in room.window.notice.text)
    assert calibrating.named(room.database, "March").settings.points == 2.5


def test_without_a_gauge_two_reviewers_are_needed(room: Room) -> None:
    dialog = session_dialog(room)
    assert dialog.gauge.currentData() is None  # Ann is no lead
    dialog.name.edit.setText("March")
    dialog.reviewers.item(0).setCheckState(Qt.CheckState.Checked)
    tick(dialog, "L-1001")
    accept(dialog)
    assert "at least two reviewers" in dialog.others.complaint.text()
    dialog.others.edit.setText("Zoe Quist")
    accept(dialog)
    room.until(lambda: "March" in room.window.notice.text)
    session = calibrating.named(room.database, "March")
    assert session.gauge is None
    assert session.reviewers == (people.person_key("Ann Reviewer"), people.person_key("Zoe Quist"))


def test_a_name_that_somebody_took_meanwhile_is_refused_in_the_dialog(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, "Ben Lead")
    dialog = session_dialog(room)
    sessions_for(room, "March")
    dialog.name.edit.setText("march")
    dialog.reviewers.item(0).setCheckState(Qt.CheckState.Checked)
    tick(dialog, "L-1001")
    accept(dialog)
    room.until(lambda: not dialog.refusal.isHidden())
    assert "choose another name" in dialog.refusal.text()
    assert dialog.name.edit.text() == "march"
    dialog.reject()
    room.until(lambda: room.window.findChild(NewSession) is None)
    again = session_dialog(room)
    again.name.edit.setText(" MARCH ")
    accept(again)
    assert "choose another" in again.name.complaint.text()
    again.reject()


def test_everything_that_the_command_sets_is_set_by_key_alone(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, "Ben Lead")
    dialog = session_dialog(room)
    assert dialog.gauge.currentData().name == "Ben Lead"
    walk(room, dialog.name)
    room.type("Quarter")
    walk(room, dialog.form_version)
    room.press(*["Down"] * dialog.form_version.findText("Inbound support call v1"))
    walk(room, dialog.reviewers)
    room.press("Down", "Home", "Space")
    walk(room, dialog.due)
    room.type("2026-04-01")
    walk(room, dialog.chosen)
    room.press("Right")
    walk(room, dialog.drawn.count)
    room.press("Ctrl+A")
    room.type("2")
    room.until(lambda: dialog.drawn.fitting.text() == "of 6 that fit")
    walk(room, dialog.drawn.seed)
    room.type("17")
    walk(room, dialog.more)
    room.press("Space")
    for field, typed in (
        (dialog.terms.points, "3"),
        (dialog.terms.levels, "0"),
        (dialog.terms.foundation, "99"),
        (dialog.terms.finesse, "80"),
        (dialog.terms.every, "30"),
    ):
        walk(room, field)
        room.press("Ctrl+A")
        room.type(typed)
    walk(room, dialog.terms.hide_agent)
    room.press("Space")
    walk(room, dialog.terms.standards)
    room.press("Home", "Space")
    walk(room, dialog.name)
    room.press("Return")
    room.until(lambda: "drawn by seed 17" in room.window.notice.text)
    session = calibrating.named(room.database, "Quarter")
    drawn = calibrating.draw(database, 2, Draw(17, 2, channels=("call",)))
    assert session.interactions == drawn[0]
    assert session.draw == drawn[1]
    assert session.due == date(2026, 4, 1)
    assert session.settings == Settings(0, 3.0, 0.99, 0.8)
    assert session.every_days == 30
    assert session.agent_hidden
    assert session.sealed
    with database.reading() as work:
        form = work.forms.get(session.form_version)
    assert form is not None
    assert set(session.standards) == {each.id for each in form.form.standards[1:]}


def walk(room: Room, to: QWidget) -> None:
    """Press Tab until the keyboard is there."""
    for _ in range(60):
        focus = QApplication.focusWidget()
        if focus is to or (focus is not None and to.isAncestorOf(focus)):
            return
        room.press("Tab")
    raise AssertionError(f"Tab does not come to {to}")


def test_a_draw_from_too_few_is_said_beside_the_number(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, "Ben Lead")
    dialog = session_dialog(room)
    dialog.name.edit.setText("March")
    dialog.reviewers.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.form_version.setCurrentIndex(dialog.form_version.findText("Inbound support call v1"))
    dialog.random.click()
    dialog.drawn.first.edit.setText("2026-02-01")
    dialog.drawn.after.edit.setText("2026-01-01")
    accept(dialog)
    assert "not after the first" in dialog.drawn.after.complaint.text()
    dialog.drawn.first.edit.clear()
    dialog.drawn.after.edit.clear()
    dialog.drawn.changed.emit()
    room.until(lambda: dialog.drawn.fitting.text() == "of 6 that fit")
    dialog.drawn.count.edit.setText("99")
    accept(dialog)
    assert dialog.drawn.count.complaint.text() == "Only 6 fit: draw fewer, or from more."
    dialog.reject()


def test_a_session_is_set_up_with_large_letters_on_a_small_screen(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, "Ben Lead")
    room.window.theme.set_scale(2.0)
    dialog = session_dialog(room)
    there = dialog.screen().availableSize().expandedTo(room.window.size())
    assert dialog.height() < there.height()
    assert dialog.width() < there.width()
    assert dialog.due.edit.width() > dialog.due.fontMetrics().horizontalAdvance("2026-01-30")
    dialog.name.edit.setText("March")
    dialog.reviewers.item(0).setCheckState(Qt.CheckState.Checked)
    accept(dialog)
    missing = dialog.interactions.search  # it stands below what is seen: the window scrolls to it
    assert not missing.visibleRegion().isEmpty()
    dialog.reject()


def test_a_workbook_without_a_session_is_refused_in_a_sentence(room: Room) -> None:
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: bool(room.window.notice.text))
    assert "no calibration session" in room.window.notice.text


def sessions_for(room: Room, *names: str, sealed: bool = False) -> None:
    """Sessions of Ann, whom Ben measures."""
    terms = Terms(sealed=sealed)
    form = form_library.newest(room.database)[0]
    ann, ben = (people.find(room.database, name) for name in ("Ann Reviewer", "Ben Lead"))
    assert ann is not None
    assert ben is not None
    for name in names:
        calibrating.create(room.database, name, form, ben, [ann], [room.keys["L-1001"]], ben, datetime.now(UTC), terms)


def test_a_reviewer_who_has_not_scored_yet_gets_no_workbook(room: Room) -> None:
    sessions_for(room, "March")
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: bool(room.window.notice.text))
    assert "L-1001" in room.window.notice.text
    assert "first" in room.window.notice.text
    assert room.window.findChild(QFileDialog) is None


def test_before_the_reveal_nobody_gets_a_workbook(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, "Ben Lead")
    sessions_for(room, "March", sealed=True)
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: bool(room.window.notice.text))
    assert "“March” is not revealed yet" in room.window.notice.text
    assert room.window.findChild(QFileDialog) is None


def test_what_a_workbook_leaves_out_is_told(clean: MakeRoom, database: SqlDatabase, tmp_path: Path) -> None:
    room = clean(database, "Ben Lead")
    sessions_for(room, "March")
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: room.window.findChild(QFileDialog) is not None)
    dialog = room.window.findChild(QFileDialog)
    dialog.filesSelected.emit([str(tmp_path / "March.xlsx")])
    dialog.reject()
    room.until(lambda: "Workbook written" in room.window.notice.text)
    assert "notes" in room.window.notice.text
    show, open_it = room.window.notice._actions
    assert (show.text(), open_it.text()) == ("Show", "Open")
    show.click()
    assert room.window.report.isVisible()
    assert "Ann Reviewer has submitted no evaluation" in room.window.report._text.toPlainText()


@pytest.mark.parametrize(("name", "begins"), [("March.csv", b"\xef\xbb\xbfInteraction,"), ("March.pdf", b"%PDF-")])
def test_answers_and_summary_are_written_from_the_same_dialog(
    clean: MakeRoom, database: SqlDatabase, tmp_path: Path, name: str, begins: bytes
) -> None:
    room = clean(database, "Ben Lead")
    sessions_for(room, "March")
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: room.window.findChild(QFileDialog) is not None)
    dialog = room.window.findChild(QFileDialog)
    dialog.filterSelected.emit(next(each for each in dialog.nameFilters() if name[-3:] in each))
    assert dialog.defaultSuffix() == name[-3:]
    dialog.filesSelected.emit([str(tmp_path / name)])
    dialog.reject()
    room.until(lambda: room.window.notice.text == f"Written to {name}.")
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_a_workbook_that_is_being_written_may_be_stopped(
    clean: MakeRoom, database: SqlDatabase, tmp_path: Path
) -> None:
    room = clean(database, "Ben Lead")
    sessions_for(room, "March")
    free = threading.Event()
    room.operations.long(lambda _: free.wait())  # so that there is time to stop it
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: room.window.findChild(QFileDialog) is not None)
    dialog = room.window.findChild(QFileDialog)
    dialog.filesSelected.emit([str(tmp_path / "March.xlsx")])
    dialog.reject()
    assert room.window.notice.text == "Writing March.xlsx…"
    (stop,) = room.window.notice._actions
    stop.click()
    free.set()
    room.until(lambda: "Stopped" in room.window.notice.text)
    assert list(tmp_path.glob("*arch*")) == []
    assert room.window.status.work.text() == ""
    (again,) = room.window.notice._actions
    again.click()
    room.until(lambda: room.window.findChild(QFileDialog) not in (None, dialog))
    room.window.findChild(QFileDialog).reject()


def test_a_name_with_a_dot_gets_the_ending_of_what_was_chosen(
    clean: MakeRoom, database: SqlDatabase, tmp_path: Path
) -> None:
    room = clean(database, "Ben Lead")
    sessions_for(room, "March: week 2.5 / all " + "x" * 300)
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: room.window.findChild(QFileDialog) is not None)
    dialog = room.window.findChild(QFileDialog)
    (proposed,) = dialog.selectedFiles()
    assert Path(proposed).name.startswith("March week 2 5 all xxx")
    assert len(Path(proposed).name) <= 70
    assert dialog.directory() != QDir.current()
    dialog.filterSelected.emit(next(each for each in dialog.nameFilters() if "csv" in each))
    dialog.filesSelected.emit([str(tmp_path / "Week 2.5")])
    room.until(lambda: room.window.notice.text == "Written to Week 2.5.csv.")
    dialog.filesSelected.emit([str(tmp_path / "Week 2.5")])
    assert room.window.notice.text == "“Week 2.5.csv” is there already: choose another name."
    dialog.reject()
    assert [each.name for each in tmp_path.glob("Week*")] == ["Week 2.5.csv"]


def test_a_sealed_session_is_listed_and_cannot_be_chosen(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, "Ben Lead")
    sessions_for(room, "March")
    sessions_for(room, "April", sealed=True)
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: room.window.findChild(ChooseSession) is not None)
    dialog = room.window.findChild(ChooseSession)
    lines = {item.text(): item for item in map(dialog.list.item, range(dialog.list.count()))}
    assert set(lines) == {"March", "April: sealed until the reveal"}
    assert dialog.list.currentItem() is lines["March"]
    assert not lines["April: sealed until the reveal"].flags() & Qt.ItemFlag.ItemIsEnabled
    dialog.reject()


def test_which_session_is_asked_where_there_are_several(clean: MakeRoom, database: SqlDatabase) -> None:
    room = clean(database, "Ben Lead")
    sessions_for(room, "March", "April")
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: room.window.findChild(ChooseSession) is not None)
    dialog = room.window.findChild(ChooseSession)
    assert {dialog.list.item(row).text() for row in range(dialog.list.count())} == {"March", "April"}
    accept(dialog)
    room.until(lambda: room.window.findChild(QFileDialog) is not None)
    room.window.findChild(QFileDialog).reject()

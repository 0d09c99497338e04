"""The small windows: what they ask is what they hand on."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog, QTreeWidgetItem

from qa_desktop.services import calibrating, form_library, people
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.dialogs import ChooseSession, NewInteraction
from qa_desktop.ui.session_dialog import NewSession
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
    dialog.name.setText("March")
    dialog.gauge.setCurrentIndex(dialog.gauge.findText("Ben Lead"))
    dialog.reviewers.item(0).setCheckState(Qt.CheckState.Checked)
    dialog.form_version.setCurrentIndex(dialog.form_version.findText("Inbound support call v1"))
    lines(dialog)["L-1001"].setCheckState(0, Qt.CheckState.Checked)
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


def test_a_session_without_a_name_is_refused_in_a_sentence(room: Room) -> None:
    room.window.actions_by_id["new_session"].trigger()
    room.until(lambda: room.window.findChild(NewSession) is not None)
    accept(room.window.findChild(NewSession))
    room.until(lambda: bool(room.window.notice.text))
    assert "name" in room.window.notice.text
    assert calibrating.sessions(room.database) == ()


def test_a_workbook_without_a_session_is_refused_in_a_sentence(room: Room) -> None:
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: bool(room.window.notice.text))
    assert "no calibration session" in room.window.notice.text


def sessions_for(room: Room, *names: str, sealed: bool = False) -> None:
    """Sessions of Ann, whom Ben measures."""
    terms = calibrating.Terms(sealed=sealed)
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

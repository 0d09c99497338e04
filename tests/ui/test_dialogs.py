"""The small windows: what they ask is what they hand on."""

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QDateTime, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialogButtonBox, QFileDialog

from qa_desktop.services import calibrating, form_library, people
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.dialogs import ChooseSession, NewInteraction, NewSession
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room


def accept(dialog: NewInteraction | NewSession | ChooseSession) -> None:
    """Press the button that accepts."""
    dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()


def test_a_new_interaction_is_typed_and_stands_in_the_worklist(room: Room) -> None:
    room.press("Ctrl+N")
    room.until(lambda: room.window.findChild(NewInteraction) is not None)
    dialog = room.window.findChild(NewInteraction)
    QTest.keyClicks(dialog.agent, "Zoe Quist")
    dialog.queue.setCurrentText("Walk-ins")
    dialog.when.setDateTime(QDateTime.fromSecsSinceEpoch(int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp())))
    accept(dialog)
    room.until(lambda: room.window.notice.text == "Added.")
    room.settle()
    agents = [item.interaction.agent.name for item in room.window.review.worklist.model.items if item.interaction.agent]
    assert "Zoe Quist" in agents


def test_a_session_is_set_up_from_what_is_ticked(room: Room) -> None:
    room.window.actions_by_id["new_session"].trigger()
    room.until(lambda: room.window.findChild(NewSession) is not None)
    dialog = room.window.findChild(NewSession)
    dialog.name.setText("March")
    dialog.gauge.setCurrentIndex(dialog.gauge.findText("Ben Lead"))
    for box in (dialog.reviewers, dialog.interactions):
        box.item(0).setCheckState(Qt.CheckState.Checked)
    accept(dialog)
    room.until(lambda: "March" in room.window.notice.text)
    session = calibrating.named(room.database, "March")
    assert session.gauge == people.person_key("Ben Lead")
    assert len(session.interactions) == 1


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


def sessions_for(room: Room, *names: str) -> None:
    """Sessions of Ann, whom Ben measures."""
    form = form_library.newest(room.database)[0]
    ann, ben = (people.find(room.database, name) for name in ("Ann Reviewer", "Ben Lead"))
    assert ann is not None
    assert ben is not None
    for name in names:
        calibrating.create(room.database, name, form, ben, [ann], [room.keys["L-1001"]], ben, datetime.now(UTC))


def test_a_reviewer_who_has_not_scored_yet_gets_no_workbook(room: Room) -> None:
    sessions_for(room, "March")
    room.window.actions_by_id["export_calibration"].trigger()
    room.until(lambda: bool(room.window.notice.text))
    assert "L-1001" in room.window.notice.text
    assert "first" in room.window.notice.text
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

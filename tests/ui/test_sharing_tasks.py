"""Sharing in the window: in the background, with how it stands in the status line."""

import json
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog

from qa_desktop import paths
from qa_desktop.domain.keys import new_key
from qa_desktop.services import team_folder
from qa_desktop.services.team_folder import TeamFolder
from qa_desktop.sharing.folder import packages_in
from qa_desktop.storage.database import open_database
from qa_desktop.ui import sharing_tasks
from tests.ui.room import Room


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "team"
    place.mkdir()
    return place


def use(room: Room, folder: Path) -> None:
    with room.bot.waitSignal(room.window.sharing.shared, timeout=20_000):
        room.window.sharing.use(folder)


def test_without_a_team_folder_nothing_is_shown(room: Room) -> None:
    room.until(lambda: room.window.sharing._database is not None)
    assert room.window.sharing.label.isHidden()
    room.window.actions_by_id["stop_sharing"].trigger()
    assert "not shared" in room.window.notice.text


def test_the_folder_is_chosen_remembered_and_filled(room: Room, folder: Path) -> None:
    room.window.actions_by_id["team_folder"].trigger()
    (dialog,) = room.window.findChildren(QFileDialog)
    dialog.filesSelected.emit([str(folder)])
    dialog.close()
    room.until(lambda: room.window.sharing.label.text() == "all shared")
    assert not room.window.sharing.label.isHidden()
    assert packages_in(folder)
    assert [*room.window._preferences.settings.team_folders.values()] == [str(folder)]
    assert str(folder) in room.window.sharing.label.toolTip()


def test_what_is_submitted_is_shared_soon(call: Room, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sharing_tasks, "SOON_MS", 1)
    use(call, folder)
    before = packages_in(folder)
    call.answer_all()
    with call.bot.waitSignal(call.window.sharing.shared, timeout=20_000):
        call.window.review.submit()
    assert len(packages_in(folder)) > len(before)


def test_what_others_submit_comes_into_the_worklist(room: Room, folder: Path, tmp_path: Path) -> None:
    use(room, folder)
    from tests.services.sharing_furniture import CALLS, template

    with closing(open_database(template(tmp_path / "other.db"), new_key())) as other:
        team_folder.choose(other, folder)
        TeamFolder(folder).exchange(other)
    room.window.actions_by_id["share_now"].trigger()
    wanted = {each.external_id for each in CALLS}
    room.until(lambda: wanted <= {item.interaction.external_id for item in room.window.review.worklist.model.items})


def test_a_folder_that_is_not_there_is_told_once_and_waited_for(room: Room, folder: Path, tmp_path: Path) -> None:
    use(room, folder)
    away = folder.rename(tmp_path / "away")
    sharing = room.window.sharing
    for told in (True, False):
        room.window.notice.clear()
        with room.bot.waitSignal(sharing.shared, timeout=20_000):
            sharing.share()
        assert sharing.label.text() == "no connection"
        assert ("cannot be used" in room.window.notice.text) is told
    away.rename(folder)
    with room.bot.waitSignal(sharing.shared, timeout=20_000):
        sharing.share()
    assert sharing.label.text() == "all shared"


def test_a_folder_that_cannot_be_one_is_refused(room: Room, tmp_path: Path) -> None:
    room.window.sharing.use(tmp_path / "nowhere")
    room.until(lambda: "There is no folder" in room.window.notice.text)
    assert room.window.sharing.folder is None
    assert room.window._preferences.settings.team_folders == {}


def test_what_was_refused_is_told_and_read_in_full(room: Room, folder: Path, tmp_path: Path) -> None:
    use(room, folder)
    with room.database.writing() as work:
        true = next(each for each in work.sharing.everything() if each.kind == "record")
        forged = replace(true, content={**true.content, "number": 77})
        (why,) = work.sharing.absorb([forged], forward=False).refused
    room.window.actions_by_id["share_now"].trigger()
    room.until(lambda: "was not taken" in room.window.notice.text)
    assert "1 refused" in room.window.sharing.label.text()
    show = next(button for button in room.window.notice._actions if button.text() == "Show what was refused")
    show.setFocus()
    room.bot.keyClick(show, Qt.Key.Key_Space)
    room.until(lambda: room.window.report.isVisible())
    assert room.window.report.report is not None
    (row,) = room.window.report.report.rows
    assert (row.result, row.sentence) == ("record", why)
    assert true.key in room.window.report._text.toPlainText()


def test_sharing_stops_and_begins_again(room: Room, folder: Path) -> None:
    use(room, folder)
    room.window.actions_by_id["stop_sharing"].trigger()
    assert room.window.sharing.label.isHidden()
    assert room.window._preferences.settings.team_folders == {}
    assert str(folder) in room.window.notice.text
    again = next(button for button in room.window.notice._actions if button.text() == "Share again")
    with room.bot.waitSignal(room.window.sharing.shared, timeout=20_000):
        again.click()
    assert room.window.sharing.label.text() == "all shared"


def test_what_was_written_is_noted_at_the_end(call: Room) -> None:
    call.answer_all()
    with call.bot.waitSignal(call.window.review.submitted, timeout=20_000):
        call.window.review.submit()
    with call.database.reading() as work:
        number = work.sharing.own_number()
    call.window.close()
    told = json.loads((paths.user_data() / "devices.json").read_text())
    assert [each["number"] for each in told["databases"].values()] == [number]

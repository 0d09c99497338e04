"""A folder that is watched from the window: what comes joins the worklist, what cannot be read is listed."""

import os
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QFileDialog

from qa_desktop import settings
from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.settings import Settings
from qa_desktop.storage.database import SqlDatabase
from tests.ui.conftest import MakeRoom
from tests.ui.room import Room

CHAT = "start,speaker,text\n0,Agent,{0}\n2,Customer,Hello\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "Anlage"
    place.mkdir()
    return place


def put(folder: Path, name: str, content: str) -> None:
    """A file that came long ago, so that two looks find it the same."""
    (folder / name).write_text(content, encoding="utf-8")
    os.utime(folder / name, (1, 1))


def look(room: Room, times: int = 2) -> None:
    """Look so many times, each to its end, as the clock would have it."""
    for _ in range(times):
        room.settle()
        room.window.watching.look()
    room.settle()


def numbers(room: Room) -> set[str]:
    with room.database.reading() as work:
        return {item.interaction.external_id for item in work.interactions.worklist(room.person.key, WorklistFilter())}


def test_what_comes_joins_the_worklist_and_the_status_line_counts(room: Room, folder: Path) -> None:
    watching = room.window.watching
    put(folder, "a.csv", CHAT.format("Hi"))
    watching.use(folder)
    look(room)
    assert watching.label.text() == "watching Anlage, 1 new"
    assert "a" in numbers(room)
    put(folder, "b.csv", CHAT.format("Good day"))
    put(folder, "c.json", '{"cut": ')
    look(room)
    assert watching.label.text() == "watching Anlage, 2 new, 1 not read"
    assert {"a", "b"} <= numbers(room)
    assert "c.json: “c.json” ends in the middle" in room.window.notice.text
    watching.label.click()
    assert room.window.report.isVisible()
    assert "c.json" in room.window.report._text.toPlainText()
    put(folder, "c.json", CHAT.format("better"))
    look(room)
    assert watching.label.text() == "watching Anlage, 3 new"


def test_a_folder_that_vanishes_is_told_once_and_looked_for_again(room: Room, folder: Path, tmp_path: Path) -> None:
    watching = room.window.watching
    put(folder, "a.csv", CHAT.format("Hi"))
    watching.use(folder)
    look(room)
    shutil.move(folder, tmp_path / "away")
    look(room, 1)
    assert room.window.notice.text == f"The folder “{folder}” is not there now, so nothing comes from it."
    assert watching.label.text() == "watching Anlage: cannot be read now"
    room.window.notice.clear()
    look(room, 1)
    assert room.window.notice.text == ""
    shutil.move(tmp_path / "away", folder)
    put(folder, "b.csv", CHAT.format("Good day"))
    look(room)
    assert watching.label.text() == "watching Anlage, 2 new"


def test_it_is_chosen_and_stopped_on_the_page_of_settings_and_remembered(
    room: Room, folder: Path, clean: MakeRoom, database: SqlDatabase
) -> None:
    window = room.window
    window.actions_by_id["settings"].trigger()
    page = window.settings_page
    assert page.watched.text() == "No folder is watched: what comes into one joins the worklist by itself."
    assert not page.unwatch.isVisible()
    page.watch.click()
    dialog = window.findChild(QFileDialog)
    assert dialog is not None
    dialog.filesSelected.emit([str(folder)])
    dialog.close()
    room.settle()
    assert page.watched.text().replace("\u200b", "") == f"What comes into “{folder}” joins the worklist."
    assert (window.watching.label.text(), window.watching.label.isVisible()) == ("watching Anlage, 0 new", True)
    page.unwatch.click()
    assert (window.watching.label.isHidden(), window.watching.folder) == (True, None)
    put(folder, "late.csv", CHAT.format("too late"))
    look(room)
    assert "late" not in numbers(room)
    kept = Settings(device=settings.load().device, watch_folder=str(folder))
    other = clean(database, kept=kept)
    other.until(lambda: other.window.watching.label.isVisible())
    look(other)
    assert other.window.watching.label.text() == "watching Anlage, 1 new"


def test_what_is_said_by_hand_is_no_longer_listed_as_not_read(room: Room, folder: Path) -> None:
    watching = room.window.watching
    put(folder, "days.csv", "time,speaker,text\n05/03/2026 12:00,Agent,Hi\n05/03/2026 12:01,Customer,Hello\n")
    watching.use(folder)
    look(room)
    assert watching.label.text() == "watching Anlage, 0 new, 1 not read"
    day_first = next(each for each in room.window.notice._actions if each.text().startswith("Day first"))
    day_first.click()
    room.until(lambda: watching.label.text() == "watching Anlage, 0 new")
    watching.label.click()
    assert room.window.notice.text == f"Everything in “{folder}” was read."

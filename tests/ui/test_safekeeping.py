"""The page of backups: made, listed, looked into, brought back; and keeping the work elsewhere."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel

from qa_desktop import app, settings
from qa_desktop.settings import Settings
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.backups_page import BackupsPage
from qa_desktop.ui.storing_dialog import SERVER, SHARED, TEAM, StoringDialog
from tests.ui.furnishing import DEVICE
from tests.ui.room import Room
from tests.ui.test_accessibility import nameless


@pytest.fixture
def page(room: Room) -> BackupsPage:
    """The page, opened from the menu."""
    room.window.actions_by_id["backups"].trigger()
    page = room.window.safekeeping.page
    room.bot.waitUntil(lambda: bool(page.where.text()))
    return page


def make_one(room: Room, page: BackupsPage) -> None:
    before = page.list.count()
    page.make.click()
    room.bot.waitUntil(lambda: page.list.count() == before + 1, timeout=20_000)


def interactions(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        return int(connection.execute("SELECT count(*) FROM interaction").fetchone()[0])


def test_it_says_where_the_work_is_and_has_names_for_everything(room: Room, page: BackupsPage, file: Path) -> None:
    assert page.where.text() == str(file)
    assert page.kind.text() == "A file on a disk of this computer."
    assert str(file.parent / "backups") in page.rule.text()
    assert page.told.text() == "There are no backups yet."
    assert not page.bring_back.isEnabled()
    assert nameless(room.window) == []


def test_a_backup_is_made_looked_into_and_brought_back(room: Room, page: BackupsPage, file: Path) -> None:
    make_one(room, page)
    assert "asked for" in page.list.item(0).text()
    assert "found sound" in room.window.notice.text
    with room.database.writing() as work:
        work.people.put(type(room.person)("Zoë New"))
    page.list.setCurrentRow(0)
    room.bot.waitUntil(page.bring_back.isEnabled, timeout=20_000)
    assert "would go: 1 people" in page.told.text()
    page.bring_back.click()
    room.bot.waitUntil(lambda: page.list.count() == 2, timeout=20_000)
    assert "before a backup was brought back" in page.list.item(0).text()
    with room.database.reading() as work:
        assert "Zoë New" not in [each.name for each in work.people.all()]
    room.press(Qt.Key.Key_Escape)
    assert room.window.review.isVisible()


def test_a_file_that_is_no_backup_is_told(room: Room, page: BackupsPage) -> None:
    make_one(room, page)
    Path(page.list.item(0).data(Qt.ItemDataRole.UserRole)).write_bytes(b"")
    page.list.setCurrentRow(0)
    room.bot.waitUntil(lambda: "is empty" in page.told.text(), timeout=20_000)
    assert not page.bring_back.isEnabled()


def test_the_days_and_weeks_that_stay_are_set(room: Room, page: BackupsPage) -> None:
    label = next(each for each in page.findChildren(QLabel) if each.text() == "Days to keep")
    label.buddy().setValue(14)
    room.window._preferences.flush()
    assert settings.load().backups_daily == 14


def test_the_daily_backup_is_made_in_the_background(room: Room, file: Path) -> None:
    room.window.safekeeping._daily()
    room.bot.waitUntil(lambda: len(list((file.parent / "backups").glob("*.daily.sqlite3"))) == 1, timeout=20_000)


def dialog_of(room: Room, page: BackupsPage) -> StoringDialog:
    page.elsewhere.click()
    return room.window.findChildren(StoringDialog)[-1]


def test_the_four_ways_are_explained_in_a_sentence_each(room: Room, page: BackupsPage) -> None:
    dialog = dialog_of(room, page)
    told = [button.accessibleDescription() for button in dialog.ways.values()]
    assert len(told) == 4
    assert all(words.endswith(".") and words.count(". ") == 0 for words in told)
    assert nameless(dialog) == []
    dialog.reject()


def test_the_way_chosen_leads_on(room: Room, page: BackupsPage) -> None:
    dialog = dialog_of(room, page)
    dialog.ways[SERVER].setChecked(True)
    dialog.accept()
    assert "Type the address of the server" in room.window.notice.text
    for way in (TEAM, SHARED):
        dialog = dialog_of(room, page)
        dialog.ways[way].setChecked(True)
        dialog.accept()
        asked = [each for each in room.window.findChildren(QFileDialog) if each.isVisible()]
        assert len(asked) == 1
        asked[0].reject()
        asked[0].deleteLater()


def test_all_the_work_goes_elsewhere_and_the_next_start_finds_it(
    clean, database: SqlDatabase, file: Path, tmp_path: Path
) -> None:
    kept = Settings(device=str(DEVICE), person="Ann Reviewer", database=str(file))
    room = clean(database, "", kept)
    target = tmp_path / "elsewhere.sqlite3"
    count = interactions(file)
    room.window.safekeeping.move_wanted.emit(str(target))
    room.bot.waitUntil(lambda: "from now on" in room.window.notice.text, timeout=30_000)
    assert interactions(target) == count
    room.window._preferences.flush()
    assert settings.load().database == str(target)
    again = app.open_database(str(target), kept)
    again.close()


def test_where_nothing_can_be_the_work_stays(clean, database: SqlDatabase, file: Path, tmp_path: Path) -> None:
    room = clean(database, "", Settings(device=str(DEVICE), person="Ann Reviewer", database=str(file)))
    (tmp_path / "there.sqlite3").write_bytes(b"something")
    room.window.safekeeping.move_wanted.emit(str(tmp_path / "there.sqlite3"))
    room.bot.waitUntil(lambda: "is there already" in room.window.notice.text, timeout=30_000)
    assert (tmp_path / "there.sqlite3").read_bytes() == b"something"
    assert room.window.review.isVisible()

"""The window on an encrypted database: opened by keys alone, and nothing of it in clear beside it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop import app
from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.domain.people import PersonRole
from qa_desktop.services import people
from qa_desktop.settings import Settings
from qa_desktop.storage.recoding import is_encrypted, recode
from qa_desktop.ui.main_window import MainWindow
from qa_desktop.ui.passphrase_page import PassphrasePage
from tests.ui.furnishing import DEVICE
from tests.ui.test_accessibility import nameless

WORDS = "four words for the room"


@pytest.fixture
def window(qapp: QApplication, tmp_path: Path) -> Iterator[MainWindow]:
    kept, file = Settings(device=str(DEVICE)), str(tmp_path / "room.sqlite3")
    app.open_database(file, kept).close()
    recode(file, None, Passphrase(WORDS))
    made = app.make_window(qapp, kept, lambda: app.open_database(file, kept), "Ann Reviewer", file)
    made.resize(1280, 720)
    made.show()
    yield made
    made.close()


def test_the_passphrase_is_typed_and_the_work_opens(window: MainWindow, qtbot: QtBot) -> None:
    page = window._opening
    qtbot.waitUntil(lambda: page.passphrase.isVisible(), timeout=20_000)
    assert not page._trouble.isVisible()
    assert "cannot be recovered" in page._loss.text()
    qtbot.keyClicks(page.passphrase, "something else")
    qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page._trouble.isVisible(), timeout=20_000)
    assert "not the right one" in page._trouble.text()
    assert page.passphrase.text() == ""
    with qtbot.waitSignal(window.ready, timeout=20_000):
        qtbot.keyClicks(page.passphrase, WORDS)
        qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    assert window._preferences.sound_in_memory
    assert not window._preferences.settings.audio_in_memory
    assert window._operations.opened is not None
    assert window._operations.opened.vault is not None


def test_an_encrypted_database_is_moved_from_the_window_and_stays_encrypted(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    page, target = window._opening, tmp_path / "there" / "room.sqlite3"
    qtbot.waitUntil(lambda: page.passphrase.isVisible(), timeout=20_000)
    with qtbot.waitSignal(window.ready, timeout=20_000):
        qtbot.keyClicks(page.passphrase, WORDS)
        qtbot.keyClick(page.passphrase, Qt.Key.Key_Return)
    window.safekeeping.move_wanted.emit(str(target))
    qtbot.waitUntil(lambda: "does not exist" in window.notice.text, timeout=30_000)  # and goes on where it is
    target.parent.mkdir()
    window.safekeeping.move_wanted.emit(str(target))
    qtbot.waitUntil(lambda: "from now on" in window.notice.text, timeout=30_000)
    assert "not encrypted" not in window.notice.text
    assert is_encrypted(target)
    assert window._operations.opened is not None
    assert window._operations.opened.address == str(target)
    assert window._preferences.sound_in_memory
    app.open_database(str(target), window._preferences.settings, Passphrase(WORDS)).close()


@pytest.fixture
def clear(qapp: QApplication, tmp_path: Path, qtbot: QtBot) -> Iterator[MainWindow]:
    """A window on a database in clear, beside which lies a backup in clear."""
    kept, file = Settings(device=str(DEVICE)), str(tmp_path / "room.sqlite3")
    database = app.open_database(file, kept)
    people.introduce(database, "Ann Reviewer", PersonRole.REVIEWER, datetime.now(UTC))
    assert database.keeper is not None
    database.keeper.make()
    database.close()
    made = app.make_window(qapp, kept, lambda: app.open_database(file, kept), "Ann Reviewer", file)
    with qtbot.waitSignal(made.ready, timeout=20_000):
        made.show()
    yield made
    made.close()


def type_into(page: PassphrasePage, qtbot: QtBot, *, old: str = "", new: str = "", again: str = "") -> None:
    for field, typed in ((page.old, old), (page.new, new), (page.again, again)):
        field.clear()
        qtbot.keyClicks(field, typed)


def test_the_window_encrypts_changes_and_takes_the_passphrase_away(
    clear: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    file, page = tmp_path / "room.sqlite3", clear.protecting.page
    clear.actions_by_id["passphrase"].trigger()
    qtbot.waitUntil(lambda: page.new.hasFocus())
    assert "lies in clear" in page.state.text()
    assert nameless(clear) == []
    for new, again, words in (("short", "short", "too short"), (WORDS, "four words for the hall", "differ")):
        type_into(page, qtbot, new=new, again=again)
        qtbot.keyClick(page.again, Qt.Key.Key_Return)
        assert words in page.told.text()
    type_into(page, qtbot, new=WORDS, again=WORDS)
    qtbot.keyClick(page.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "is encrypted" in page.state.text(), timeout=40_000)
    assert is_encrypted(file)
    assert page.new.text() == page.again.text() == ""
    qtbot.waitUntil(lambda: ".backup.sqlite3" in page.copies.text(), timeout=20_000)
    type_into(page, qtbot, old="not these words", new="other words for it", again="other words for it")
    qtbot.keyClick(page.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: "not the right one" in page.told.text(), timeout=20_000)
    type_into(page, qtbot, old=WORDS, new="other words for it", again="other words for it")
    qtbot.keyClick(page.again, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: page.old.isEnabled() and page.told.text() == "", timeout=40_000)
    page.remove.click()
    assert "of now first" in page.told.text()
    type_into(page, qtbot, old="other words for it")
    page.remove.click()
    qtbot.waitUntil(lambda: "lies in clear on" in page.state.text(), timeout=40_000)
    assert not is_encrypted(file)
    assert clear.review.person is not None

"""The window on an encrypted database: opened by keys alone, and nothing of it in clear beside it."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop import app
from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.settings import Settings
from qa_desktop.storage.recoding import recode
from qa_desktop.ui.main_window import MainWindow
from tests.ui.furnishing import DEVICE

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

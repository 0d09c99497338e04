"""Where the window stands."""

import pytest
from PySide6.QtCore import QMargins, QRect, QSize
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from qa_desktop.ui.placing import FRAME_GUESS, OnScreen, fitted

ROOM = QRect(0, 24, 1366, 744)
FRAME = QMargins(1, 20, 1, 6)


def test_a_window_as_large_as_wanted_stands_in_the_middle() -> None:
    assert fitted(QSize(1000, 600), QMargins(), QRect(0, 0, 1200, 800)) == QRect(100, 100, 1000, 600)


@pytest.mark.parametrize("wanted", [(1440, 900), (1366, 744), (1366, 300), (5000, 5000)])
def test_no_part_of_a_window_or_its_frame_lies_outside_the_screen(wanted: tuple[int, int]) -> None:
    placed = fitted(QSize(*wanted), FRAME, ROOM)
    assert ROOM.contains(placed.marginsAdded(FRAME))
    assert placed.width() == 1364


def test_a_second_screen_has_its_own_corner() -> None:
    assert fitted(QSize(9000, 9000), QMargins(), QRect(1366, 0, 800, 600)) == QRect(1366, 0, 800, 600)


@pytest.mark.parametrize("later", [False, True])
def test_a_window_that_is_too_large_is_made_to_fit(qapp: QApplication, qtbot: QtBot, later: bool) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    room = window.screen().availableGeometry()
    if not later:
        window.resize(room.width() + 500, room.height() + 500)
    keeper = OnScreen(window)
    assert room.contains(window.geometry().marginsAdded(FRAME_GUESS))
    window.show()
    if later:  # as when the screen has become smaller
        window.setGeometry(QRect(room.topLeft(), room.size() + QSize(500, 500)))
    qtbot.waitUntil(lambda: room.contains(window.frameGeometry()), timeout=20_000)
    keeper.fit()
    assert room.contains(window.frameGeometry())

import gc
import threading
import weakref

import pytest
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop import settings
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.garbage import OLD_EVERY, Garbage
from tests.ui.room import make_room


class Knot(QObject):
    """Refers to itself, so that counting references does not free it."""

    def __init__(self, freed_on: list[int]) -> None:
        super().__init__()
        self.me = self
        weakref.finalize(self, lambda: freed_on.append(threading.get_ident()))


@pytest.fixture
def room() -> QObject:
    return QObject()


def test_garbage_is_left_alone_on_workers_and_freed_on_the_screen_thread(qtbot: QtBot, room: QObject) -> None:
    freed_on: list[int] = []
    garbage = Garbage(room)
    Knot(freed_on)

    def allocate() -> None:
        _ = [[place] for place in range(200_000)]  # enough for Python to collect on its own

    worker = threading.Thread(target=allocate)
    worker.start()
    worker.join()
    assert freed_on == []
    garbage.collect()
    assert freed_on == [threading.get_ident()]


def test_it_looks_by_itself_and_at_the_old_ones_too(qtbot: QtBot, room: QObject) -> None:
    freed_on: list[int] = []
    garbage = Garbage(room)
    Knot(freed_on)
    qtbot.waitUntil(lambda: len(freed_on) == 1, timeout=5_000)
    old = Knot(freed_on)
    gc.collect()
    del old
    for _ in range(OLD_EVERY):
        garbage.collect()
    assert len(freed_on) == 2


def test_python_does_not_collect_by_itself(qtbot: QtBot, room: QObject) -> None:
    gc.enable()
    Garbage(room)
    assert not gc.isenabled()


def test_of_a_closed_window_nothing_stays(qapp: QApplication, qtbot: QtBot, database: SqlDatabase) -> None:
    room = make_room(qapp, qtbot, database, settings.load(), "Ann Reviewer")
    room.show()
    room.open("L-1001")
    room.press("Y")
    room.saved()
    gone = weakref.ref(room.window), weakref.ref(room.window.review.form.detail)
    room.close()
    del room
    gc.unfreeze()
    gc.collect()
    assert [window() for window in gone] == [None, None]

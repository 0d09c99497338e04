"""Operations: off the screen thread, in order, and told on the screen thread."""

import threading
from collections.abc import Iterator
from uuid import uuid4

import pytest
from PySide6.QtCore import QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.operations import Operations


@pytest.fixture
def operations(qapp: QApplication, database: SqlDatabase) -> Iterator[Operations]:
    made = Operations(lambda: database)
    made.start()
    yield made
    made.close()


def test_work_runs_elsewhere_and_is_told_here(operations: Operations, qtbot: QtBot) -> None:
    seen: list[object] = []

    def work(_: object) -> object:
        seen.append(threading.current_thread().name)
        return 7

    operations.read(work, lambda value: seen.append((value, QThread.currentThread() is operations.thread())))
    qtbot.waitUntil(lambda: len(seen) == 2)
    assert seen == ["qa-desktop-read", (7, True)]
    assert not operations.busy


def test_saves_go_before_what_waits_and_the_rest_stays_in_order(operations: Operations, qtbot: QtBot) -> None:
    gate, order = threading.Event(), []
    operations.write(lambda _: gate.wait(30))
    for number in range(5):
        operations.write(lambda _, number=number: order.append(number))
    operations.save(lambda _: order.append("save"), lambda _: None, lambda _: None, None)
    gate.set()
    qtbot.waitUntil(lambda: not operations.busy)
    assert order == ["save", 0, 1, 2, 3, 4]


def test_a_long_job_holds_up_neither_saving_nor_reading(operations: Operations, qtbot: QtBot) -> None:
    gate, done = threading.Event(), []
    operations.long(lambda _: gate.wait(30))
    operations.write(lambda _: done.append("write"))
    operations.read(lambda _: done.append("read"))
    qtbot.waitUntil(lambda: len(done) == 2)
    assert operations.busy
    gate.set()
    qtbot.waitUntil(lambda: not operations.busy)


@pytest.mark.parametrize("wrap", [lambda changes: changes, lambda changes: ("result", changes)])
def test_changes_are_broadcast_with_their_origin(operations: Operations, qtbot: QtBot, wrap) -> None:  # type: ignore[no-untyped-def]
    changes, origin = Changes.of(Changed.DRAFT, uuid4()), object()
    with qtbot.waitSignal(operations.changed) as told:
        operations.write(lambda _: wrap(changes), origin=origin)
    assert told.args == [changes, origin]


def test_nothing_is_broadcast_where_nothing_changed(operations: Operations, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(operations.changed):
        operations.write(lambda _: Changes())
        qtbot.waitUntil(lambda: not operations.busy)


def test_a_failure_of_the_input_is_a_sentence(operations: Operations, qtbot: QtBot) -> None:
    def fail(_: object) -> None:
        raise InputError("The disk is full.")

    own: list[str] = []
    operations.write(fail, failed=own.append)
    qtbot.waitUntil(lambda: own == ["The disk is full."])
    with qtbot.waitSignal(operations.failed) as told:
        operations.write(fail)
    assert told.args == ["The disk is full."]


def test_a_bug_reaches_the_exception_hook_and_the_lane_goes_on(operations: Operations, qtbot: QtBot) -> None:
    def bug(_: object) -> None:
        raise ZeroDivisionError("a bug")

    with qtbot.captureExceptions() as caught:
        operations.write(bug)
        qtbot.waitUntil(lambda: bool(caught))
    assert caught[0][0] is ZeroDivisionError
    done: list[int] = []
    operations.write(lambda _: done.append(1))
    qtbot.waitUntil(lambda: done == [1])


def test_whoever_waits_for_a_job_hears_of_a_bug_in_it(operations: Operations, qtbot: QtBot) -> None:
    def bug(_: object) -> None:
        raise ZeroDivisionError("a bug")

    told: list[str] = []
    with qtbot.captureExceptions() as caught:
        operations.write(bug, failed=told.append)
        qtbot.waitUntil(lambda: bool(caught))
    assert "ZeroDivisionError" in told[0]
    assert not operations.busy


def test_settling_waits_for_what_is_written_and_tells_how_it_went(operations: Operations) -> None:
    told: list[object] = []

    def fail(_: object) -> None:
        raise InputError("The disk is full.")

    operations.write(lambda _: 1, told.append)
    operations.save(fail, told.append, told.append, None)
    operations.settle()
    assert told == ["The disk is full.", 1]


def test_a_database_that_could_not_be_opened_is_opened_later(
    qapp: QApplication, database: SqlDatabase, qtbot: QtBot
) -> None:
    def missing() -> SqlDatabase:
        raise InputError("Not there.")

    made, told = Operations(missing), []
    made.start()
    made.read(lambda found: found, told.append, told.append)
    qtbot.waitUntil(lambda: told == ["Not there."])
    made.settle()
    made.reopen(lambda: database)
    made.read(lambda found: found, told.append, told.append)
    qtbot.waitUntil(lambda: told[1:] == [database])
    made.close()


def test_closing_stops_long_jobs_and_skips_those_that_wait(qapp: QApplication, database: SqlDatabase) -> None:
    made, done = Operations(lambda: database), []
    made.start()
    began = threading.Event()

    def work(_: object) -> None:
        began.set()
        done.append(made.stopping.wait(30))

    made.long(work)
    made.long(lambda _: done.append("begun late"))
    assert began.wait(30)
    made.close()
    assert done == [True]


def test_closing_does_not_wait_for_a_job_that_heeds_nothing(qapp: QApplication, database: SqlDatabase) -> None:
    made, gate, done = Operations(lambda: database), threading.Event(), []
    made.start()
    made.long(lambda _: done.append(gate.wait(20)))
    made.close()
    assert done == []  # it would be there had the window waited for it
    gate.set()


def test_closing_finishes_what_waits(qapp: QApplication, database: SqlDatabase) -> None:
    made, done = Operations(lambda: database), []
    made.start()
    for number in range(50):
        made.write(lambda _, number=number: done.append(number))
    made.close()
    assert done == list(range(50))


def test_closing_what_never_began_is_no_failure(qapp: QApplication, database: SqlDatabase) -> None:
    Operations(lambda: database).close()

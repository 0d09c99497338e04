"""Measuring in the background: when nothing else is to be done, one recording after the other, until the end."""

import threading
import wave
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop import app, settings
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.interactions import Channel, Interaction, Recording, interaction_key
from qa_desktop.domain.people import PersonRole
from qa_desktop.domain.worklist import Order
from qa_desktop.services import people, speech
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui import measuring
from qa_desktop.ui.measuring import Measuring
from qa_desktop.ui.operations import Operations
from tests.ui.room import FakeLoader, FakePlayer

RATE = 8000


def sound(path: Path, seconds: int = 2) -> Path:
    noise = np.random.default_rng(1).normal(0, 3000, (seconds * RATE, 2))
    noise[: RATE // 2, 1] = 0
    with wave.open(str(path), "wb") as file:
        file.setparams((2, 2, RATE, 0, "NONE", ""))
        file.writeframes(noise.astype("<i2").tobytes())
    return path


def put(database: SqlDatabase, name: str, place: Path) -> Interaction:
    recording = Recording("here", f"{name}.wav", name.encode().hex().ljust(64, "0"), 2.0, RATE, 2)
    each = Interaction(interaction_key("x", name), name, Channel.CALL, recording=recording)
    with database.writing() as work:
        work.roots.put("here", str(place))
        work.interactions.put(each)
    return each


@pytest.fixture
def operations(empty_database: SqlDatabase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Operations]:
    monkeypatch.setattr(measuring, "PAUSE_MS", 1)
    monkeypatch.setattr(measuring, "_BETWEEN_MS", 0)
    running = Operations(lambda: empty_database)
    running.start()
    yield running
    running.close()


def kept(database: SqlDatabase, *wanted: Interaction) -> list[bool]:
    with database.reading() as work:
        return [work.speech.get(each.key) is not None for each in wanted]


def test_everything_that_lacks_figures_gets_them(
    operations: Operations, empty_database: SqlDatabase, tmp_path: Path, qtbot: QtBot
) -> None:
    calls = [put(empty_database, name, tmp_path) for name in ("a", "b", "gone")]
    for each in calls[:2]:
        sound(tmp_path / f"{each.external_id}.wav")
    worker = Measuring(operations)
    told: list[bool] = []
    worker.measured.connect(lambda: told.append(True))
    worker.begin()
    qtbot.waitUntil(lambda: kept(empty_database, *calls) == [True, True, False], timeout=20_000)
    qtbot.waitUntil(lambda: bool(told), timeout=20_000)


def test_it_begins_again_when_recordings_have_come(
    operations: Operations, empty_database: SqlDatabase, tmp_path: Path, qtbot: QtBot
) -> None:
    worker = Measuring(operations)
    each = put(empty_database, "a", tmp_path)
    sound(tmp_path / "a.wav")
    operations.write(lambda _: Changes.of(Changed.DRAFT, each.key))
    operations.write(lambda _: Changes.of(Changed.INTERACTION, each.key))
    qtbot.waitUntil(lambda: kept(empty_database, each) == [True], timeout=20_000)
    assert worker is not None


def test_it_waits_while_something_else_is_done(
    operations: Operations, empty_database: SqlDatabase, tmp_path: Path, qtbot: QtBot
) -> None:
    each = put(empty_database, "a", tmp_path)
    sound(tmp_path / "a.wav")
    Measuring(operations, operations).begin()
    begun: list[bool] = []
    operations.read(lambda _: operations.stopping.wait(0.3), lambda _: begun.append(kept(empty_database, each)[0]))
    qtbot.waitUntil(lambda: bool(begun), timeout=20_000)
    assert begun == [False]
    qtbot.waitUntil(lambda: kept(empty_database, each) == [True], timeout=20_000)


def test_an_import_does_not_wait_for_the_recording_that_is_being_heard(
    operations: Operations, empty_database: SqlDatabase, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = put(empty_database, "a", tmp_path)
    sound(tmp_path / "a.wav")
    order: list[str] = []
    real = speech.measure

    def slowly(
        database: SqlDatabase, keys: list[UUID], stopped: Callable[[], bool], folder: Path | None
    ) -> speech.Measured:
        if not order:
            order.append("heard")
            operations.long(lambda _: order.append("imported"))
            while not stopped():
                pass
        else:
            order.append("heard again")
        return real(database, keys, stopped, folder=folder)

    monkeypatch.setattr(speech, "measure", slowly)
    Measuring(operations, operations).begin()
    qtbot.waitUntil(lambda: kept(empty_database, each) == [True], timeout=20_000)
    assert order == ["heard", "imported", "heard again"]


def test_closing_ends_it_within_a_recording(
    operations: Operations, empty_database: SqlDatabase, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(empty_database, "a", tmp_path)
    sound(tmp_path / "a.wav")
    begun, given_up = threading.Event(), threading.Event()

    def slowly(_: SqlDatabase, __: list[object], stopped: Callable[[], bool], folder: None) -> speech.Measured:
        begun.set()
        while not stopped() and not given_up.is_set():
            pass
        return speech.Measured(stopped=True)

    monkeypatch.setattr(speech, "measure", slowly)
    Measuring(operations, operations).begin()
    qtbot.waitUntil(begun.is_set, timeout=20_000)
    operations.close()
    still_there = operations._lanes["long"].is_alive()
    given_up.set()
    assert not still_there


def test_nothing_stays_on_the_disk_once_memory_alone_is_asked_for(
    operations: Operations, empty_database: SqlDatabase, tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    each = put(empty_database, "a", tmp_path)
    sound(tmp_path / "a.wav")
    asked: list[Path | None] = [tmp_path / "audio"]
    used: list[Path | None] = []
    real = speech.measure

    def watched(
        database: SqlDatabase, keys: list[UUID], stopped: Callable[[], bool], folder: Path | None
    ) -> speech.Measured:
        used.append(folder)
        asked.append(None)  # somebody sets it now
        return real(database, keys, stopped, folder=folder)

    monkeypatch.setattr(speech, "measure", watched)
    Measuring(operations, operations, lambda: asked[-1]).begin()
    qtbot.waitUntil(lambda: kept(empty_database, each) == [True], timeout=20_000)
    assert used == [tmp_path / "audio", None]


@pytest.mark.parametrize("unattended", [True, False])
def test_the_program_measures_and_draws_its_list_anew_where_it_is_sorted_by_figures(
    unattended: bool,
    empty_database: SqlDatabase,
    tmp_path: Path,
    qapp: QApplication,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(measuring, "PAUSE_MS", 1)
    each = put(empty_database, "a", tmp_path)
    sound(tmp_path / "a.wav")
    people.introduce(empty_database, "Ann", PersonRole.REVIEWER, datetime.now(UTC))
    window = app.make_window(qapp, settings.load(), lambda: empty_database, "Ann", unattended=unattended)
    window.sound.use(FakePlayer(), FakeLoader())
    with qtbot.waitSignal(window.ready, timeout=20_000):
        window.show()
    worklist = window.review.worklist
    worklist.sort.choose(Order.LONGEST_SILENCE)
    if unattended:
        qtbot.waitUntil(lambda: any(item.speech for item in worklist.model.items), timeout=20_000)
    assert kept(empty_database, each) == [unattended]
    window.close()

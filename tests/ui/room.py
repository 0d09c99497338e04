"""A window on a real database with a fake clock for sound, and short ways to use it as a person would."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import UUID

import numpy as np
from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from qa_desktop import app
from qa_desktop.domain.answers import Answer
from qa_desktop.domain.evaluations import Draft
from qa_desktop.domain.forms import AnswerType, Form, FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.domain.transcripts import Transcript
from qa_desktop.media.activity import Activity, Segment, Span
from qa_desktop.media.ingest import Ingested
from qa_desktop.media.loading import LoadedRecording
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.peaks import Peaks
from qa_desktop.media.playback import Hearing, PlayerState, Slower
from qa_desktop.media.probe import RecordingFacts
from qa_desktop.settings import Settings
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.ui.main_window import MainWindow
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.review.state import FormState
from tests.ui.furnishing import SECONDS

PATIENCE_MS = 60_000


class FakePlayer(QObject):
    """A `Playback` whose time passes only when a test says so."""

    position_changed = Signal(float)
    state_changed = Signal(object)
    failed = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.position = 0.0
        self.state = PlayerState()
        self.spans: list[tuple[float, float]] = []
        self.skips: tuple[tuple[float, float], ...] = ()
        self.replays: list[tuple[float, float]] = []

    @property
    def duration(self) -> float:
        return self.state.duration

    @property
    def playing(self) -> bool:
        return self.state.playing

    @property
    def speed(self) -> float:
        return self.state.speed

    def open(self, pcm: Pcm, announced: float | None = None) -> None:
        self.position = 0.0
        self.skips = ()
        self._become(loaded=True, playing=False, duration=SECONDS, saved=0.0, loop=None)

    def complete(self) -> None:
        pass

    def close(self, then: Callable[[], None] | None = None) -> None:
        self.position = 0.0
        self._become(loaded=False, playing=False, duration=0.0)
        if then is not None:
            then()

    def play(self) -> None:
        self._become(playing=True)

    def pause(self) -> None:
        self._become(playing=False)

    def toggle(self) -> None:
        self._become(playing=not self.playing)

    def seek(self, seconds: float) -> None:
        self._become(slower=None)
        self._arrive(seconds)

    def _arrive(self, seconds: float) -> None:
        self.position = min(max(seconds, 0.0), SECONDS)
        self.position_changed.emit(self.position)

    def set_speed(self, speed: float) -> None:
        self._become(speed=speed)

    def set_hearing(self, hearing: Hearing) -> None:
        self._become(hearing=hearing)

    def set_loop(self, start: float, end: float) -> None:
        self._become(loop=(start, end))

    def clear_loop(self) -> None:
        self._become(loop=None)

    def set_skips(self, spans: tuple[tuple[float, float], ...]) -> None:
        self.skips = spans

    def replay(self, seconds: float, speed: float) -> None:
        self.replays.append((seconds, speed))
        until, start = self.position, max(self.position - seconds, 0.0)
        self.seek(start)
        self._become(slower=Slower(start, until, speed))
        self.play()

    def set_device(self, device_id: str) -> None:
        self._become(device=device_id)

    def play_span(self, start: float, end: float) -> None:
        self.spans.append((start, end))
        self.seek(start)
        self.play()

    def run(self, seconds: float) -> None:
        """Let time pass for whoever listens."""
        if self.playing:
            slower = self.state.slower
            self._arrive(self.position + seconds * (slower.speed if slower else self.speed))
            if slower and self.position >= slower.until:
                self._become(slower=None)

    def _become(self, **changes: object) -> None:
        before, self.state = self.state, replace(self.state, **changes)  # type: ignore[arg-type]
        if self.state != before:
            self.state_changed.emit(self.state)


class FakeLoader(QObject):
    """A loader that has decoded every recording a moment later."""

    progress = Signal(object)
    ready = Signal(object)
    activity_found = Signal(object)
    failed = Signal(str)
    format_needed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._load = 0
        self.loaded: list[Path] = []

    def load(self, path: Path, content_hash: str | None = None, raw: RawFormat | None = None) -> None:
        self._load += 1
        self.loaded.append(path)
        QTimer.singleShot(0, self, lambda load=self._load: self._tell(load, path))

    def cancel(self) -> None:
        self._load += 1

    def _tell(self, load: int, path: Path) -> None:
        if load == self._load:
            self.ready.emit(loaded(path))
            self.activity_found.emit(heard())


def loaded(path: Path) -> LoadedRecording:
    """Three minutes in two channels."""
    levels = np.full((2, int(SECONDS) * 100), 4000, np.int16)
    facts = RecordingFacts(SECONDS, "wav", "pcm_s16le", 8000, 2)
    ingested = Ingested(Pcm(path, 8000, 2), int(SECONDS) * 8000, Peaks(-levels, levels, levels), facts)
    return LoadedRecording(path, ingested)


def heard() -> Activity:
    """What is heard in them: a hold and some overtalk among it."""
    return Activity(
        separated=True,
        segments=(Segment(0, 0.0, 40.0), Segment(1, 39.0, 80.0), Segment(0, 110.0, 180.0)),
        overtalk_spans=(Span(39.0, 40.0),),
        hold_spans=(Span(90.0, 105.0),),
        talk=(110.0, 41.0),
        overtalk=1.0,
        silence=15.0,
        longest_silence=10.0,
        hold=15.0,
    )


@dataclass
class Room:
    """One window, and the ways to act on it and to look at it."""

    window: MainWindow
    operations: Operations
    player: FakePlayer
    loader: FakeLoader
    database: SqlDatabase
    bot: QtBot
    keys: dict[str, UUID] = field(default_factory=dict)
    remarks: list[str] = field(default_factory=list)

    # --- acting ---------------------------------------------------------------------------------------------------

    def show(self) -> None:
        """Show the window, and wait until the worklist is there or somebody has to say who they are."""
        review = self.window.review
        review.remark.connect(self.remarks.append)
        review.note.connect(self.remarks.append)
        with self.bot.waitExposed(self.window):
            self.window.show()
        self.window.activateWindow()
        self.until(lambda: self.window.who.isVisible() or (review.person is not None and not self.operations.busy))

    def open(self, external_id: str) -> None:
        """Open an interaction, by its outside number."""
        self.window.review.open(self.keys[external_id])
        self.until(lambda: self.window.review.interaction == self.keys[external_id])
        self.settle()

    def settle(self) -> None:
        """Wait until every job is done and every row of the form is there."""
        form = self.window.review.form
        self.until(lambda: not self.operations.busy and not form._waiting and not form._more.isActive())
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def saved(self) -> None:
        """Have the draft written now, and wait for it."""
        self.window.review.session.save_now()
        self.settle()

    def press(self, *keys: str) -> None:
        """Press keys, spelled as shortcuts are, wherever the keyboard is."""
        for key in keys:
            combination = QKeySequence(key)[0]
            target = QApplication.focusWindow() or self.window.windowHandle()
            QTest.keyClick(target, combination.key(), combination.keyboardModifiers())
        QApplication.processEvents()

    def type(self, words: str) -> None:
        """Type a text, one key after the other."""
        for letter in words:
            QTest.keyClick(QApplication.focusWindow() or self.window.windowHandle(), letter)
        QApplication.processEvents()

    def listen(self, seconds: float) -> None:
        """Play for so long, and go on playing."""
        if not self.player.playing:
            self.press("Space")
        self.player.run(seconds)

    def until(self, true: Callable[[], bool]) -> None:
        """Let the program run until something has happened."""
        self.bot.waitUntil(true, timeout=PATIENCE_MS)

    def answer_all(self) -> None:
        """Give every standard that is missing a good answer, by key alone."""
        for _ in range(100):
            if not self.state.missing:
                return
            self.press("M")
            self.press(self.good_key(self.current))
        raise AssertionError(f"still missing: {self.state.missing}")

    def good_key(self, standard_id: str) -> str:
        """The key of an answer that needs nothing beside it."""
        standard = self.state.form.standard_by_id[standard_id]
        match standard.answer_type:
            case AnswerType.YES_NO:
                return "N" if standard.reversed else "Y"
            case AnswerType.LEVELS:
                return str(len(standard.options))
            case AnswerType.NUMBER | AnswerType.TEXT | AnswerType.DATE:
                return "A"
            case _:
                return "1"

    def go_to(self, standard: str) -> None:
        """Make a standard the current one."""
        self.window.review.form.go_to(standard)
        QApplication.processEvents()

    # --- looking --------------------------------------------------------------------------------------------------

    @property
    def state(self) -> FormState:
        """What the form pane shows."""
        state = self.window.review.session.state
        assert state is not None
        return state

    @property
    def current(self) -> str:
        """The current standard."""
        return self.window.review.form.current

    @property
    def answer(self) -> Answer:
        """The answer to the current standard."""
        return self.state.answer(self.current)

    @property
    def person(self) -> Person:
        """Who reviews."""
        person = self.window.review.person
        assert person is not None
        return person

    def draft(self, external_id: str) -> Draft | None:
        """The draft in the database of whoever reviews."""
        with self.database.reading() as work:
            return work.evaluations.draft(self.keys[external_id], self.person.key)

    def close(self) -> None:
        """Close the window and wait for its threads."""
        if not self.window.isHidden() or self.operations.busy:
            self.window.close()
        self.window.theme.deleteLater()
        self.window.deleteLater()
        self.operations.deleteLater()
        QApplication.sendPostedEvents()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.processEvents()


def make_room(qapp: QApplication, bot: QtBot, database: SqlDatabase, settings: Settings, person: str) -> Room:
    """A window that is not shown yet."""
    window = app.make_window(qapp, settings, lambda: database, person)
    player, loader = FakePlayer(), FakeLoader()
    window.sound.use(player, loader)
    window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
    operations = window._operations
    with database.reading() as work:
        lines = work.interactions.worklist(Person("nobody").key, everything())
    keys = {line.interaction.external_id: line.interaction.key for line in lines}
    return Room(window, operations, player, loader, database, bot, keys)


def everything():
    """A worklist without filters."""
    from qa_desktop.domain.worklist import WorklistFilter

    return WorklistFilter()


def put(database: SqlDatabase, interaction: Interaction, transcript: Transcript | None = None) -> None:
    """Store an interaction with its transcript."""
    with database.writing() as work:
        work.interactions.put(interaction)
        if transcript is not None:
            work.interactions.put_transcript(interaction.key, transcript)


def publish(database: SqlDatabase, form: Form) -> FormVersion:
    """Add a form."""
    with database.writing() as work:
        return work.forms.publish(form)

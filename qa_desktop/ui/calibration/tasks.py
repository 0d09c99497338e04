"""Calibration in one window: the pages, what they read and write, and the clips that are played."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QStackedWidget, QWidget

from qa_desktop.domain.calibration import LEADING, CalibrationSession
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.consensus import Consensus
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.people import Person
from qa_desktop.services import agreeing, calibration_overview, calibration_room, external_scores, trends
from qa_desktop.services.agreeing import Entry
from qa_desktop.services.calibration_overview import Listed
from qa_desktop.services.ports import Database
from qa_desktop.services.trends import Scope
from qa_desktop.services.workbook_reading import Preview
from qa_desktop.ui.calibration.board import Clip
from qa_desktop.ui.calibration.clip_run import ClipRun
from qa_desktop.ui.calibration.prepared_room import PreparedRoom, prepare
from qa_desktop.ui.calibration.reading_back import ReadingBack
from qa_desktop.ui.calibration.room import CalibrationRoom
from qa_desktop.ui.calibration.sessions_page import SessionsPage
from qa_desktop.ui.calibration.trend_lines import Trend, trend_of
from qa_desktop.ui.calibration.trend_page import TrendPage
from qa_desktop.ui.calibration.workbook_page import WorkbookPage
from qa_desktop.ui.dialogs import file_dialog
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.review.sound import Sound
from qa_desktop.ui.theme import Theme


class CalibrationPages(QStackedWidget):
    """The list of sessions, the room of one, the trend over them, or a workbook that is read back.

    `left` when the work goes on elsewhere.
    """

    left = Signal()

    def __init__(self, sessions: SessionsPage, room: CalibrationRoom, trend: TrendPage, workbook: WorkbookPage) -> None:
        super().__init__()
        self.sessions, self.room, self.trend, self.workbook = sessions, room, trend, workbook
        self._before: QWidget | None = None
        for page in (sessions, room, trend, workbook):
            self.addWidget(page)
        sessions.left.connect(self.left)
        for inner in (room, trend):
            inner.left.connect(self.show_sessions)
        workbook.left.connect(self._leave_workbook)

    def show_sessions(self) -> None:
        """Leave the room or the trend."""
        self.room.stop_wanted.emit()
        self.setCurrentWidget(self.sessions)
        self.sessions.begin()

    def show_workbook(self) -> None:
        """Show the workbook that is read back; what was seen before comes again when it is left."""
        if self.currentWidget() is not self.workbook or not self.isVisible():
            self._before = self.currentWidget() if self.isVisible() else None
        self.room.stop_wanted.emit()
        self.setCurrentWidget(self.workbook)

    def _leave_workbook(self) -> None:
        if self._before is None:
            self.left.emit()
        else:
            self.setCurrentWidget(self._before)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape goes back to the list."""
        if event.key() == Qt.Key.Key_Escape and self.currentWidget() is not self.sessions:
            self.show_sessions()
        else:
            super().keyPressEvent(event)


class CalibrationTasks(QObject):
    """What the actions do; `page` is to be shown by the window when `shown` says so."""

    shown = Signal()
    told = Signal(str, object)
    refused = Signal(str, object)
    moved = Signal()
    """Another page or standard is looked at: other keys may hold."""
    export_wanted = Signal(object)

    def __init__(
        self,
        operations: Operations,
        person: Callable[[], Person | None],
        make_sound: Callable[[], Sound],
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._operations = operations
        self._person = person
        self._session: CalibrationSession | None = None
        self._undo: list[Sequence[Entry]] = []
        self._found: PreparedRoom | None = None
        self.sessions = SessionsPage()
        self.room = CalibrationRoom(theme)
        self.trend = TrendPage(theme)
        self.reading = ReadingBack(operations, person, lambda: self._session_seen, theme, window)
        self.page = CalibrationPages(self.sessions, self.room, self.trend, self.reading.page)
        self.clips = ClipRun(make_sound, self)
        self.sessions.open_wanted.connect(self.open)
        self.sessions.reveal_wanted.connect(self._reveal)
        self.sessions.trend_wanted.connect(self._show_trend)
        self.trend.wanted.connect(self._load_trend)
        self.room.agreed.connect(self._agree)
        self.room.undo_wanted.connect(self._take_back)
        self.room.close_wanted.connect(self._close)
        self.room.scores_wanted.connect(self._ask_scores)
        self.room.reading_wanted.connect(self.reading.choose)
        self.reading.shown.connect(self._show_workbook)
        self.reading.taken.connect(self._workbook_taken)
        self.reading.told.connect(self.told)
        self.reading.refused.connect(self.refused)
        self.room.export_wanted.connect(lambda: self.export_wanted.emit(self._session))
        self.room.play_wanted.connect(self._play)
        self.room.stop_wanted.connect(self.clips.stop)
        self.room.refused.connect(self._refuse)
        self.clips.at.connect(self.room.show_playing)
        self.clips.failed.connect(self._refuse)
        operations.changed.connect(self._follow)
        self.page.currentChanged.connect(lambda _: self.moved.emit())
        for moving in (self.room, self.reading.page):
            moving.moved.connect(self.moved)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"calibration": self.begin, **self.reading.commands}

    def begin(self) -> None:
        """Show the sessions."""
        if self._person() is not None:
            self.shown.emit()
            self.page.show_sessions()
            self._list()

    def hint(self) -> str:
        """The keys that the status line names while the room of a session is seen."""
        if self.reading.page.isVisible():
            return self.reading.page.hint()
        return self.room.hint() if self.room.isVisible() else ""

    def close(self) -> None:
        """End the threads of the sound."""
        self.clips.close()

    def open(self, session: CalibrationSession) -> None:
        """Open the room of a session."""
        self._undo.clear()
        self._load(session, self._opened)

    def _opened(self, found: PreparedRoom) -> None:
        self._take(found)
        self.shown.emit()
        self.page.setCurrentWidget(self.room)
        self.room.open(found, self._leads)

    def _take(self, found: PreparedRoom) -> None:
        self._found, self._session = found, found.board.material.session
        self.room.offer_undo(bool(self._undo))

    @property
    def _leads(self) -> bool:
        person = self._person()
        return person is not None and person.role in LEADING

    def _load(self, session: CalibrationSession, done: Callable[[PreparedRoom], None]) -> None:
        person = self._person()
        if person is None:
            return

        def load(database: Database) -> PreparedRoom:
            return prepare(calibration_room.load(database, session, person))

        self._operations.read(load, done, self._refuse)

    @property
    def _session_seen(self) -> CalibrationSession | None:
        return self._session if self.room.isVisible() else None

    def _show_workbook(self) -> None:
        self.page.show_workbook()
        self.shown.emit()

    def _workbook_taken(self, found: Preview) -> None:
        """Show the room of the session whose workbook was taken over; the whole of it can be taken back."""
        same = self._session is not None and self._session.key == found.session.key
        if not same:
            self._undo.clear()
        self._undo.append(found.before)

        def show(room: PreparedRoom) -> None:
            if same:
                self._refreshed(room, go_on=False)
                self.page.setCurrentWidget(self.room)
            else:
                self._opened(room)

        self._load(found.session, show)

    def _list(self) -> None:
        person = self._person()
        if person is not None:

            def display(listed: Sequence[Listed]) -> None:
                self.sessions.display(listed, person)

            self._operations.read(calibration_overview.overview, display, self._refuse)

    def _show_trend(self) -> None:
        self.page.setCurrentWidget(self.trend)
        self.trend.begin()
        self._operations.read(trends.scopes, self.trend.offer, self.trend.refuse)

    def _load_trend(self, scope: Scope) -> None:
        person = self._person()
        if person is None:
            return

        def load(database: Database) -> Trend:
            return trend_of(trends.of_sessions(database, person, form=scope.form, series=scope.series))

        self._operations.read(load, self.trend.display, self.trend.refuse)

    def _reveal(self, session: CalibrationSession) -> None:
        person = self._person()
        if person is None:
            return

        def done(result: tuple[CalibrationSession, Changes]) -> None:
            self._tell(self.tr("“{0}” is revealed; its marks do not change any more.").format(result[0].name))
            self.open(result[0])

        self._operations.write(
            lambda database: agreeing.reveal(database, session, person, _now()), done, self._refuse, origin=self
        )

    def _close(self) -> None:
        person, session = self._person(), self._session
        if person is None or session is None:
            return

        def done(result: tuple[CalibrationSession, Changes]) -> None:
            self._tell(self.tr("“{0}” is closed.").format(result[0].name))
            self.page.show_sessions()
            self._list()

        self._operations.write(
            lambda database: agreeing.close(database, session, person, _now()), done, self._refuse, origin=self
        )

    def _agree(self, entry: Entry) -> None:
        """Enter a consensus, and go on to the next mark; or what others gave."""
        self._enter([entry], go_on=isinstance(entry, Consensus))

    def _enter(self, entries: Sequence[Entry], go_on: bool = False) -> None:
        if self._found is not None:
            material = self._found.source.material
            self._undo.append([calibration_room.before(material, each) for each in entries])
            self._write(entries, go_on)

    def _take_back(self) -> None:
        """Put back what stood there before the last entry."""
        if self._undo:
            self._write(self._undo.pop(), go_on=False)

    def _ask_scores(self) -> None:
        """Ask for the table in which others wrote what they gave."""
        dialog = file_dialog(self.tr("What others gave, from a table"), self.room.window())
        dialog.setNameFilters([self.tr("Tables") + " (*.csv *.tsv *.txt *.xlsx)"])
        dialog.fileSelected.connect(lambda name: self.read_scores(Path(name)))
        dialog.open()

    def read_scores(self, file: Path) -> None:
        """Enter what others gave from a table, all of it or nothing."""
        session = self._session
        if session is not None:
            self._operations.read(
                lambda database: external_scores.from_table(database, session, file), self._scores_read, self._refuse
            )

    def _scores_read(self, scores: Sequence[Entry]) -> None:
        self._enter(scores)
        self._tell(
            self.tr("{0} scores that others gave were entered; Undo takes all of them back.").format(len(scores))
        )

    def _write(self, entries: Sequence[Entry], go_on: bool) -> None:
        person, session = self._person(), self._session
        if person is None or session is None:
            return

        def written(_: Changes) -> None:
            self._load(session, partial(self._refreshed, go_on=go_on))

        self._operations.write(
            lambda database: agreeing.agree(database, session, entries, person, _now()),
            written,
            self._refuse,
            origin=self,
        )

    def _refreshed(self, found: PreparedRoom, go_on: bool) -> None:
        self._take(found)
        self.room.refresh(found, self._leads, go_on)

    def _play(self, interaction: Interaction, clips: Sequence[Clip]) -> None:
        file = self._found.source.recordings.get(interaction.key) if self._found else None
        if file is not None and interaction.recording is not None:
            self.clips.start(file, interaction.recording, clips)

    def _follow(self, changes: Changes, origin: object) -> None:
        """Something else changed sessions or evaluations while these are shown."""
        if origin in (self, self.reading) or not self.page.isVisible():
            return
        if changes.touches(Changed.SESSION, Changed.EVALUATION):
            if self.page.currentWidget() is self.sessions:
                self._list()
            elif self._session is not None:
                self._load(self._session, partial(self._refreshed, go_on=False))
            if self.reading.page.isVisible():
                self.reading.again()

    def _tell(self, words: str) -> None:
        self.told.emit(words, ())

    def _refuse(self, sentence: str) -> None:
        self.refused.emit(sentence, ())


def _now() -> datetime:
    return datetime.now().astimezone()

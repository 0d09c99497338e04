"""Reading a filled-in workbook back in the window: choosing it, looking at what it changes, taking that over."""

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.calibration import LEADING, CalibrationSession
from qa_desktop.domain.changes import Changes
from qa_desktop.domain.people import Person
from qa_desktop.services import workbook_reading
from qa_desktop.services.ports import Database
from qa_desktop.services.workbook_reading import Preview
from qa_desktop.ui.calibration.workbook_page import WorkbookPage
from qa_desktop.ui.dialogs import file_dialog
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.tasks import LongTasks
from qa_desktop.ui.theme import Theme

_SUFFIX = ".xlsx"


class ReadingBack(LongTasks):
    """`page` is to be seen when `shown` says so; `taken` carries the Preview that was taken over.

    `session` gives the session whose room is seen, if one is: then only its own workbook is taken.
    """

    shown = Signal()
    taken = Signal(object)

    def __init__(
        self,
        operations: Operations,
        person: Callable[[], Person | None],
        session: Callable[[], CalibrationSession | None],
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(operations, window)
        self._person, self._session = person, session
        self._wanted: CalibrationSession | None = None
        self._file: Path | None = None
        self._found: Preview | None = None
        self._stopped = threading.Event()
        self.page = WorkbookPage(theme)
        self.page.file_wanted.connect(self.choose)
        self.page.again_wanted.connect(self.again)
        self.page.take_wanted.connect(self._take)
        self.page.left.connect(self.stop)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"read_workbook": self.choose}

    def choose(self) -> None:
        """Ask for the workbook."""
        if self._may():
            dialog = file_dialog(self.tr("Read workbook back"), self._window)
            dialog.setNameFilters([self.tr("Excel workbook") + f" (*{_SUFFIX})", self.tr("All files") + " (*)"])
            dialog.fileSelected.connect(lambda name: self.read(Path(name)))
            dialog.open()

    def offer(self, files: Sequence[Path]) -> bool:
        """Take what was dropped where that is a workbook and a room is seen; whether it was."""
        here = self.page.isVisible() or self._session() is not None
        if not here or not any(file.suffix.lower() == _SUFFIX for file in files):
            return False
        if len(files) > 1:
            self.refused.emit(self.tr("Drop one workbook at a time: each is looked at before it is taken over."), ())
        elif self._may():
            self.read(files[0])
        return True

    def read(self, file: Path) -> None:
        """Show what a workbook would change."""
        if not self.page.isVisible():
            self._wanted = self._session()
        self._file = file
        self.page.wait(file.name)
        self.shown.emit()
        self._read(file)

    def again(self) -> None:
        """Read the same file once more: it was saved, or the program was told something else."""
        if self._file is not None:
            self.page.wait(self._file.name)
            self._read(self._file)

    def stop(self) -> None:
        """Nobody waits for the file any more."""
        self._stopped.set()
        self._found = None
        self.working.emit("")

    def _read(self, file: Path) -> None:
        self.stop()
        person, wanted, stopped = self._person(), self._wanted, threading.Event()
        self._stopped = stopped

        def going_on() -> bool:
            return not (stopped.is_set() or self._operations.stopping.is_set())

        def run(database: Database) -> Preview:
            return workbook_reading.preview(database, file, person, _now(), wanted, going_on)

        def done(found: Preview) -> None:
            if not stopped.is_set():
                self.working.emit("")
                self._found = found
                self.page.display(found, file.name)

        def failed(sentence: str) -> None:
            if not stopped.is_set():
                self.working.emit("")
                self.page.refuse(sentence)

        self.working.emit(self.tr("Reading {0}…").format(file.name))
        self._operations.read(run, done, failed)

    def _take(self) -> None:
        """Enter all that is shown; where that fails, show how things stand now."""
        person, found, file = self._person(), self._found, self._file
        if person is None or found is None or file is None or found.problems:
            return
        self._found = None  # once is enough
        self.page.allow(False)

        def done(_: Changes) -> None:
            count = len(found.changes)
            words = self.tr("1 change") if count == 1 else self.tr("{0} changes").format(count)
            told = self.tr("“{0}”: {1} taken over from “{2}”; Undo takes all of it back.")
            self._done(told.format(found.session.name, words, file.name))
            self.taken.emit(found)

        def failed(sentence: str) -> None:
            self._failed(sentence)
            if self.page.isVisible():
                self.again()

        self._operations.write(
            lambda database: workbook_reading.apply(database, found, person, _now()), done, failed, origin=self
        )

    def _may(self) -> bool:
        person = self._person()
        if person is not None and person.role not in LEADING:
            self.refused.emit(self.tr("Only a lead or an administrator reads a workbook back: ask one of them to."), ())
        return person is not None and person.role in LEADING


def _now() -> datetime:
    return datetime.now().astimezone()

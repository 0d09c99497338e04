"""Backups in one window: the page, the day's backup while nothing is to be done, and keeping the work elsewhere."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desktop.domain.backups import RestorePreview
from qa_desktop.services import safekeeping
from qa_desktop.services.safekeeping import Kept
from qa_desktop.ui.backups_page import BackupsPage
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.storing_dialog import LOCAL, SERVER, TEAM, StoringDialog
from qa_desktop.ui.tasks import LongTasks

FIRST_MS = 60_000
EVERY_MS = 30 * 60_000
BUSY_MS = 10_000


class Safekeeping(LongTasks):
    """`shown` says that the page is to be shown; `restored` that the database holds something else now.

    `move_wanted` carries the address to which all the work is to go, `team_wanted` that a team folder is.
    """

    shown = Signal()
    restored = Signal()
    move_wanted = Signal(str)
    team_wanted = Signal()

    def __init__(self, operations: Operations, preferences: Preferences, window: QWidget) -> None:
        super().__init__(operations, window)
        self._preferences = preferences
        self.page = BackupsPage(preferences)
        self.page.make_wanted.connect(self.make)
        self.page.preview_wanted.connect(self._preview)
        self.page.restore_wanted.connect(self._restore)
        self.page.folder_wanted.connect(self._choose_folder)
        self.page.elsewhere_wanted.connect(self._ask_where)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._daily)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"backups": self.show}

    def show(self) -> None:
        """Show the page as things stand."""
        self.shown.emit()
        self.page.begin()
        self._look()

    def begin(self) -> None:
        """From now on make a backup each day, when nothing else is to be done."""
        self._timer.start(FIRST_MS)

    def make(self) -> None:
        """Make a backup now."""
        chosen = self._preferences.settings.backup_folder
        self.page.make.setEnabled(False)
        self._long(lambda database: safekeeping.make(database, chosen), self._made)

    def _made(self, file: Path) -> None:
        self.told.emit(self.tr("Backed up, and found sound: {0}").format(file.name), [])
        self.page.make.setEnabled(True)
        self.page.begin()
        self._look()

    def _look(self) -> None:
        chosen = self._preferences.settings.backup_folder

        def display(kept: Kept) -> None:
            self.page.display(kept)

        self._operations.read(lambda database: safekeeping.look(database, chosen), display)

    def _daily(self) -> None:
        if self._operations.busy:
            self._timer.start(BUSY_MS)
            return
        kept = self._preferences.settings
        keep = (int(kept.backups_daily), int(kept.backups_weekly))
        self._timer.start(EVERY_MS)
        # A failure is told once a try; the next one is in half an hour.
        self._operations.long(
            lambda database: safekeeping.make_daily(database, kept.backup_folder, keep), failed=self._refuse
        )

    def _preview(self, backup: Path) -> None:
        def display(preview: RestorePreview) -> None:
            self.page.show_preview(backup, preview)

        self._operations.long(lambda database: safekeeping.preview(database, backup), display, self.page.show_failure)

    def _restore(self, backup: Path) -> None:
        def done(before: Path) -> None:
            words = self.tr("The backup is in place; what was there before is the newest one in the list.")
            self.told.emit(words, [])
            self.restored.emit()
            self._look()

        self.page.bring_back.setEnabled(False)
        self.working.emit(self.tr("bringing the backup back…"))
        self._operations.write(lambda database: safekeeping.restore(database, backup), self._then(done), self._refuse)

    def _choose_folder(self) -> None:
        dialog = self._dialog(self.tr("Where backups are kept"), self._preferences.settings.backup_folder)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)

        def take(names: Sequence[str]) -> None:
            self._preferences.change(backup_folder=names[0])
            self._look()

        dialog.filesSelected.connect(take)
        dialog.open()

    # --- elsewhere ------------------------------------------------------------------------------------------------

    def _ask_where(self) -> None:
        dialog = StoringDialog(self._window)
        dialog.chosen.connect(self._go)
        dialog.open()

    def _go(self, way: str, address: str) -> None:
        if way == TEAM:
            self.team_wanted.emit()
        elif way == SERVER and address:
            self.move_wanted.emit(address)
        elif way == SERVER:
            self._refuse(self.tr("Type the address of the server: whoever looks after it knows it."))
        else:
            self._ask_file(way)

    def _ask_file(self, way: str) -> None:
        title = self.tr("A new file on this computer") if way == LOCAL else self.tr("A new file on the network drive")
        dialog = self._dialog(title, "")
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # one that is there is refused, with a sentence
        dialog.setDefaultSuffix("sqlite3")
        dialog.selectFile("qa-desktop.sqlite3")
        dialog.filesSelected.connect(lambda names: self.move_wanted.emit(names[0]))
        dialog.open()

    def _dialog(self, title: str, folder: str) -> QFileDialog:
        dialog = QFileDialog(self._window, title, folder)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        return dialog

    def _long(self, work: Callable[[Any], Any], done: Callable[[Any], None]) -> None:
        self.working.emit(self.tr("making a backup…"))
        self._operations.long(work, self._then(done), self._refuse)

    def _then(self, done: Callable[[Any], None]) -> Callable[[Any], None]:
        def run(value: Any) -> None:
            self.working.emit("")
            done(value)

        return run

    def _refuse(self, sentence: str) -> None:
        self.working.emit("")
        self.page.make.setEnabled(True)
        self.refused.emit(sentence, [])

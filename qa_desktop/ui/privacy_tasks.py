"""Personal data in the window: looked at, written down, erased; and what is left of it elsewhere."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desktop.domain.changes import Changes
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.privacy import About
from qa_desktop.services import leftovers, privacy
from qa_desktop.services.leftovers import Leftovers
from qa_desktop.services.ports import Database
from qa_desktop.services.privacy import Preview
from qa_desktop.ui.dialogs import file_dialog
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.privacy_page import AGE, AGENT, PrivacyPage
from qa_desktop.ui.review.review_screen import ReviewScreen
from qa_desktop.ui.sharing_tasks import SharingTasks
from qa_desktop.ui.tasks import LongTasks


class PrivacyTasks(LongTasks):
    """`shown` says that the page is to be shown, `erased` that what is open may be gone."""

    shown = Signal()
    erased = Signal()

    def __init__(
        self,
        operations: Operations,
        preferences: Preferences,
        screen: ReviewScreen,
        sharing: SharingTasks,
        window: QWidget,
    ) -> None:
        super().__init__(operations, window)
        self._preferences = preferences
        self._screen = screen
        self._sharing = sharing
        self.page = PrivacyPage()
        self.page.look_wanted.connect(self._look)
        self.page.erase_wanted.connect(self._erase)
        self.page.export_wanted.connect(self._export)
        self.page.prune_wanted.connect(self._prune)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"privacy": self.show}

    def show(self) -> None:
        """Show the page; to a reviewer it says whose business this is."""
        person = self._screen.person
        if person is None:
            return
        self.shown.emit()
        self.page.show_rest(Leftovers())
        self.page.begin(self._preferences.settings.retention)
        try:
            privacy.refuse_reviewers(person)
        except InputError as error:
            self.page.refuse(str(error))
            return
        self._look_for_rest()

    def _look(self, kind: str, typed: str) -> None:
        try:
            about = self._about(kind, typed)
        except InputError as error:
            self._refuse(str(error))
            return
        self._operations.long(lambda database: privacy.preview(database, about), self.page.display, self._refuse)

    def _about(self, kind: str, typed: str) -> About:
        if kind == AGE:
            limit = privacy.age_limit(typed, datetime.now(UTC))
            self._preferences.change(retention=typed)
            return About(before=limit)
        return About(agent=typed) if kind == AGENT else About(customer=typed)

    def _erase(self, preview: Preview, why: str, recordings: bool) -> None:
        person = self._screen.person
        if person is None:
            return

        def run(database: Database) -> tuple[int, tuple[str, ...], Changes]:
            now = datetime.now(UTC)
            found, changes = privacy.erase(database, preview.about, person, now, why, self._progress)
            failed = privacy.delete_files(preview.files) if recordings else ()
            return len(found.interactions), failed, changes

        def done(result: tuple[int, tuple[str, ...], Changes]) -> None:
            count, failed, _ = result
            self.working.emit("")
            self.page.begin(self._preferences.settings.retention)
            one = self.tr("Erased: 1 interaction.")
            self.page.told.setText(one if count == 1 else self.tr("Erased: {0} interactions.").format(count))
            if failed:
                words = self.tr("These recordings could not be deleted: {0}. Delete them by hand.")
                self.refused.emit(words.format(", ".join(failed)), [])
            self.erased.emit()
            self._look_for_rest()

        self.page.wait(self.tr("Erasing…"))
        self.working.emit(self.tr("erasing…"))
        self._operations.long(run, done, self._refuse)

    def _progress(self, done: int, total: int) -> None:
        """From the thread of the long lane; the signal brings it to the screen."""
        self.working.emit(self.tr("erasing {0} of {1}").format(done, total))

    def _export(self, preview: Preview) -> None:
        dialog = file_dialog(self.tr("Write down what is held"), self._window)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix("json")
        dialog.setNameFilters(["JSON (*.json)"])

        viewer = self._screen.person.key if self._screen.person else None

        def write(file: Path) -> None:
            def done(counts: Mapping[str, int]) -> None:
                words = self.tr("{0}: {1} interactions; recordings are named, not copied.")
                self.told.emit(words.format(file, counts["interactions"]), [])

            self._operations.long(
                lambda database: privacy.write_down(database, preview.about, file, viewer),
                done,
                self._refuse,
            )

        dialog.filesSelected.connect(lambda names: write(Path(names[0])))
        dialog.open()

    def _look_for_rest(self) -> None:
        chosen, folder = self._preferences.settings.backup_folder, self._sharing.folder
        self._operations.long(
            lambda database: leftovers.look(database, chosen, folder), self.page.show_rest, self._refuse
        )

    def _prune(self, found: Leftovers) -> None:
        chosen, folder = self._preferences.settings.backup_folder, self._sharing.folder

        def done(failed: tuple[str, ...]) -> None:
            self.working.emit("")
            self._look_for_rest()
            if failed:
                words = self.tr("These could not be taken away: {0}. Delete them by hand.")
                self.refused.emit(words.format(", ".join(failed)), [])
            else:
                self.told.emit(self.tr("What was erased can no longer be read in backups and packages."), [])

        self.page.prune.setEnabled(False)
        self.working.emit(self.tr("making a backup, then deleting the old ones…"))
        self._operations.long(lambda database: leftovers.remove(database, chosen, found, folder), done, self._refuse)

    def _refuse(self, sentence: str) -> None:
        self.working.emit("")
        self.page.forget()
        self.page.prune.setEnabled(True)
        self.page.told.setText(sentence)

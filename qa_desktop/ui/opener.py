"""Opening the database behind the window: at the start, again where that failed, or another one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desktop import settings
from qa_desktop.domain.addresses import without_password
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import Passphrase, PassphraseNeededError
from qa_desktop.domain.people import Person
from qa_desktop.services import people, recovery
from qa_desktop.services.ports import Database
from qa_desktop.services.recovery import Recovered
from qa_desktop.ui.opening_page import OpeningPage
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.preferences import Preferences

NEEDS_DATABASE = (
    "import_files", "import_folder", "watch_folder", "stop_watching", "mapping", "new_interaction",
    "switch_person", "search", "find_all", "add_form",
    "calibration", "new_session", "retests", "own_consistency", "export_calibration", "read_workbook", "refresh",
    "team_folder", "share_now", "stop_sharing",
)  # fmt: skip
"""Actions that are of no use while the database could not be opened."""


@dataclass(frozen=True)
class Locksmith:
    """What is done to a database file.

    `fits` raises InputError unless a passphrase opens it, `recode` closes the database and writes its file anew under
    another one, `clear_copies` finds databases of ours that lie in clear around it.
    """

    fits: Callable[[str, Passphrase | None], None]
    recode: Callable[[Database, Passphrase | None, Passphrase | None], None]
    clear_copies: Callable[[str], tuple[Path, ...]]


class Opener(QObject):
    """Opens the database and brings back what waits in the recovery journal.

    `found` carries everybody and the person who was looked for, `failed` a sentence and where the database lies.
    """

    found = Signal(object)
    failed = Signal(str, str)
    told = Signal(str)
    refused = Signal(str)

    def __init__(
        self,
        operations: Operations,
        preferences: Preferences,
        open_other: Callable[[str, Passphrase | None], Database],
        address: str | None,
        move: Callable[[str, str, Passphrase | None], object],
        locksmith: Locksmith,
    ) -> None:
        super().__init__()
        self.locksmith = locksmith
        self._move = move
        self._operations = operations
        self._preferences = preferences
        self._open_other = open_other
        self._remembers = address is None  # a visit to a database that was named leaves no trace in the settings
        self._address = address or preferences.settings.database or str(settings.default_database())
        self._chosen = self._not_moved = ""
        self._passphrase: Passphrase | None = None  # as it was typed here: moving the database needs it again
        self._tried = self._moving = False
        self._done = ""
        self._name = ""
        self._news = ""
        self._greeted = False
        self.has_failed = False

    def attach(self, page: OpeningPage, window: QWidget) -> None:
        """Do what the page offers."""
        page.again.connect(self.again)
        page.unlock.connect(self.unlock)
        page.other.connect(lambda: self.choose(window, page.wait))

    def begin(self, name: str) -> None:
        """Open the database, and look for the person of that name."""
        self._name = name
        self._operations.start()
        self._look()

    def again(self) -> None:
        """Try once more."""
        self._operations.reopen()
        self._look()

    def choose(self, window: QWidget, begun: Callable[[], None]) -> None:
        """Ask for another file, and open that."""
        dialog = QFileDialog(window, self.tr("Open another database"), str(Path(self._address).parent))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.AnyFile)
        dialog.setNameFilters([self.tr("QA Desktop databases") + " (*.sqlite3 *.db)", self.tr("All files") + " (*)"])

        def take(names: Sequence[str]) -> None:
            begun()
            self.open_other(names[0])

        dialog.filesSelected.connect(take)
        dialog.open()

    def open_other(self, address: str) -> None:
        """Open another database, and remember it once it is open."""
        self._address = self._chosen = address
        self._passphrase = None
        self._tried = False
        self._operations.reopen(lambda: self._open_other(address, None))
        self._look()

    def unlock(self, words: str) -> None:
        """Try to open the encrypted database with a passphrase."""
        self._tried = True
        address, passphrase = self._address, Passphrase(words)
        self._passphrase = passphrase
        self._operations.reopen(lambda: self._open_other(address, passphrase))
        self._look()

    @property
    def address(self) -> str:
        """Where the database lies."""
        return self._address

    @property
    def is_locked(self) -> bool:
        """Whether the database could not be opened for want of its passphrase."""
        return isinstance(self._operations.refusal, PassphraseNeededError)

    def move_to(self, address: str) -> None:
        """Bring all the work to another place, and go on there or, where that fails, here; saves wait meanwhile.

        An encrypted file is one there too, under the same passphrase.
        """
        before, self._chosen, self._address = self._address, address, address
        reopen, move, passphrase = self._open_other, self._move, self._passphrase

        def open_moved() -> Database:
            try:
                move(before, address, passphrase)
                return reopen(address, passphrase)
            except InputError as error:
                self._chosen, self._address, self._not_moved = "", before, str(error)
                return reopen(before, passphrase)

        def go(_: object) -> None:
            self._operations.reopen(open_moved)
            self._look()

        self._moving = True
        self._operations.write(lambda _: None, go)  # once everything is saved where it is now

    def change_file(
        self, change: Callable[[Database], None], before: Passphrase | None, after: Passphrase | None, told: str
    ) -> None:
        """Close the database, change its file, and open it again with the passphrase from then on; saves wait.

        Where that fails the file is as it was and opens with the passphrase of before.
        """
        address, reopen, database = self._address, self._open_other, self._operations.opened

        def open_changed() -> Database:
            assert database is not None
            try:
                change(database)
            except InputError as error:
                self._not_moved, self._passphrase = str(error), before
                return reopen(address, before)
            self._done, self._passphrase = told, after
            return reopen(address, after)

        if database is not None:
            self._operations.reopen(open_changed)
            self._look()

    def greet(self) -> None:
        """Tell what came back from the journal: somebody is here to read it."""
        self._greeted = True
        if self._news:
            self.told.emit(self._news)
        self._news = ""

    def _look(self) -> None:
        name = self._name
        self._operations.read(
            lambda database: (people.everybody(database), people.find(database, name), database.encrypted),
            self._opened,
            self._not_opened,
        )

    def _where_it_is(self, was_encrypted: bool, is_encrypted: bool) -> str:
        told = self.tr("The work is kept in “{0}” from now on.").format(without_password(self._address))
        if was_encrypted and not is_encrypted:
            told += " " + self.tr("It is not encrypted there: whoever looks after the server sees to that.")
        return told

    def _opened(self, found: tuple[tuple[Person, ...], Person | None, bool]) -> None:
        self.has_failed = False
        was_encrypted = self._preferences.encrypted
        self._preferences.follow_encryption(found[2])
        if self._chosen and self._remembers:
            self._preferences.change(database=self._chosen)
        self._operations.write(
            lambda database: recovery.bring_back(database, settings.recovery_folder()),
            self._recovered,
            self.refused.emit,
        )
        self.found.emit(found[:2])
        if self._not_moved:
            self.refused.emit(self._not_moved)
        elif self._done:
            self.told.emit(self._done)
        elif self._moving:
            self.told.emit(self._where_it_is(was_encrypted, found[2]))
        self._not_moved = self._done = ""
        self._moving = False

    def _not_opened(self, sentence: str) -> None:
        self.has_failed = True
        if self.is_locked and not self._tried:
            sentence = ""  # the page itself says that a passphrase is wanted
        self.failed.emit(sentence, without_password(self._address))

    def _recovered(self, recovered: Recovered) -> None:
        if recovered.drafts == 1:
            self._news = self.tr("A draft that could not be saved last time is here again.")
        elif recovered.drafts:
            self._news = self.tr("{0} drafts that could not be saved last time are here again.").format(
                recovered.drafts
            )
        if recovered.sentence:
            self.refused.emit(recovered.sentence)
        if self._greeted:
            self.greet()

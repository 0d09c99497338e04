"""The passphrase in the window: the database is closed, written anew under another one, and opened again."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from qa_desktop import settings
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.services import recovery
from qa_desktop.services.ports import Database
from qa_desktop.ui.opener import Opener
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.passphrase_page import PassphrasePage


class Protecting(QObject):
    """`shown` says that the page is to be shown."""

    shown = Signal()

    def __init__(self, operations: Operations, opener: Opener, window: QWidget) -> None:
        super().__init__(window)
        self._operations = operations
        self._opener = opener
        self.page = PassphrasePage()
        self.page.wanted.connect(self._change)
        opener.found.connect(lambda _: self._again())

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"passphrase": self.show}

    def show(self) -> None:
        """Show the page as things stand."""
        self.shown.emit()
        self._display()

    def _display(self) -> None:
        database = self._operations.opened
        if database is None or database.keeper is None:
            words = self.tr("The database is on a server: its own disk is to be encrypted by whoever looks after it.")
            self.page.refuse(words)
            return
        self.page.begin(database.address, database.encrypted)
        if database.encrypted:
            find = self._opener.locksmith.clear_copies
            self._operations.read(lambda opened: find(opened.address), self.page.show_copies, lambda _: None)

    def _again(self) -> None:
        """The database was opened again, as it is now."""
        if self.page.isVisible():
            self._display()

    def _change(self, old: Passphrase | None, new: Passphrase | None) -> None:
        locksmith = self._opener.locksmith
        told = self.tr("The database is encrypted under the passphrase from now on.")
        if new is None:
            told = self.tr("The database lies in clear from now on: whoever has the file can read it.")

        def check(database: Database) -> None:
            """What waits in the journal lies there as the database lay until now, so it goes into it first."""
            locksmith.fits(database.address, old)
            found = recovery.bring_back(database, settings.recovery_folder())
            if found.sentence:
                raise InputError(found.sentence)

        def go(_: object) -> None:
            self._opener.change_file(lambda database: locksmith.recode(database, old, new), old, new, told)

        self._operations.write(check, go, self.page.show_failure)

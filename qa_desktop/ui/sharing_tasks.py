"""Sharing with the team in the background, and the words in the status line that say how it stands."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from uuid import UUID

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFileDialog, QLabel, QWidget

from qa_desktop.domain.exchange import Exchanged
from qa_desktop.domain.sharing import Refusal
from qa_desktop.services import identity, team_folder
from qa_desktop.services.ports import Database
from qa_desktop.services.team_folder import TeamFolder
from qa_desktop.ui import reports
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.tasks import Tasks

EVERY_MS = 30_000
SOON_MS = 500
"""How long after a submission it is shared: what else is saved then goes along."""


class SharingTasks(Tasks):
    """Shares every half minute and after each submission, while the database has a team folder.

    `label` is for the status line, and is there only
    while there is a team folder.
    """

    shared = Signal(object)
    kept = Signal(object)
    reported = Signal(object)

    def __init__(self, operations: Operations, preferences: Preferences, window: QWidget) -> None:
        super().__init__(operations, window)
        self._preferences = preferences
        self._database: UUID | None = None
        self._team: TeamFolder | None = None
        self._running = self._again = self._asked = False
        self._said: tuple[str, ...] = ()
        self.label = QLabel()
        self.label.setObjectName("sharing")
        self.label.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.share)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"team_folder": self.choose, "share_now": self.share_now, "stop_sharing": self.stop}

    @property
    def folder(self) -> Path | None:
        """The team folder of the database that is open."""
        return self._team.folder if self._team else None

    def begin(self) -> None:
        """Find out through which folder the database that was opened is shared."""
        self._team, self._database = None, None
        self.label.hide()
        self._operations.read(_key_of, self._found, lambda _: None)  # that it is not open is told by others

    def share_soon(self) -> None:
        """Share in a moment."""
        if self._team is not None:
            self._timer.start(SOON_MS)

    def share(self) -> None:
        """Bring the folder and the database to the same state, in the background."""
        team = self._team
        if team is None:
            return
        self._timer.stop()
        if self._running:
            self._again = True
            return
        self._running = True
        stopping = self._operations.stopping
        self._operations.long(lambda database: team.exchange(database, stopping.is_set), self._done, self._failed)

    def share_now(self) -> None:
        """Share because somebody asked for it: say all that was said before once more."""
        self._said = ()
        if self._team is None:
            self.choose()
        else:
            self._asked = True
            self.label.setText(self.tr("sharing…"))
            self.share()

    def choose(self) -> None:
        """Ask for the folder."""
        dialog = QFileDialog(self._window, self.tr("The folder through which your team shares"), str(self.folder or ""))
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)

        def take(names: Sequence[str]) -> None:
            self.use(Path(names[0]))

        dialog.filesSelected.connect(take)
        dialog.open()

    def use(self, folder: Path) -> None:
        """Share through a folder from now on."""

        def run(database: Database) -> UUID:
            team_folder.choose(database, folder)
            return _key_of(database)

        def chosen(database: UUID) -> None:
            self._remember(database, str(folder))
            self.told.emit(self.tr("This database is shared through “{0}” from now on.").format(folder), [])
            self._found(database)

        self._operations.long(run, chosen, lambda sentence: self.refused.emit(sentence, []))

    def show_refused(self) -> None:
        """Report what came from others and was not taken, with the reason of each."""

        def show(found: Sequence[Refusal]) -> None:
            report = reports.of_refusals(found)
            self.kept.emit(report)
            self.reported.emit(report)

        self._operations.read(_refusals, show, lambda sentence: self.refused.emit(sentence, []))

    def stop(self) -> None:
        """Share no longer; what is in the folder stays there."""
        if self._team is None or self._database is None:
            self.told.emit(self.tr("This database is not shared through a team folder."), [])
            return
        folder = self._team.folder
        self._remember(self._database, "")
        self._team = None
        self._timer.stop()
        self.label.hide()
        again = (self.tr("Share again"), lambda: self.use(folder))
        self.told.emit(self.tr("Sharing has stopped. What was shared stays in “{0}”.").format(folder), [again])

    def close(self) -> None:
        """Note how far we have written, for the case that an older copy of the database comes back."""
        self._timer.stop()
        self._team = None
        self._operations.write(identity.witness, failed=lambda _: None)

    def _remember(self, database: UUID, folder: str) -> None:
        others = {key: at for key, at in self._preferences.settings.team_folders.items() if key != str(database)}
        self._preferences.change(team_folders={**others, str(database): folder} if folder else others)

    def _found(self, database: UUID) -> None:
        self._database = database
        folder = self._preferences.settings.team_folders.get(str(database))
        self._team = TeamFolder(Path(folder)) if folder else None
        self.label.setVisible(self._team is not None)
        if self._team is not None:
            self.label.setText(self.tr("sharing…"))
            self.share()

    def _done(self, found: Exchanged) -> None:
        self._running = False
        if self._team is None:
            return
        self.label.setText(found.line)
        about = (str(self._team.folder), *found.sentences)
        self.label.setToolTip("\n".join(about))
        self.label.setAccessibleName(self.tr("Team folder: {0}").format(found.line))
        new = [sentence for sentence in found.sentences if sentence not in self._said]
        show = [(self.tr("Show what was refused"), self.show_refused)] if found.refusals else []
        if new:
            self.refused.emit(" ".join(new[:3]), [*show, (self.tr("Share now"), self.share_now)])
        elif self._asked and show:
            self.refused.emit(
                self.tr("Shared; some of what came from others was not taken, and why can be read."), show
            )
        self._said, self._asked = found.sentences, False
        self.shared.emit(found)
        self._timer.start(SOON_MS if self._again else EVERY_MS)
        self._again = False

    def _failed(self, sentence: str) -> None:
        """The database failed; it is tried again later."""
        self._running = False
        self.label.setText(self.tr("not shared"))
        self.label.setToolTip(sentence)
        self._timer.start(EVERY_MS)


def _key_of(database: Database) -> UUID:
    with database.reading() as work:
        return work.sharing.database()


def _refusals(database: Database) -> Sequence[Refusal]:
    with database.reading() as work:
        return work.sharing.refusals()

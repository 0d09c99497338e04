"""A folder that is watched: what comes into it joins the worklist, and the status line says how that stands."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QFileDialog, QPushButton, QWidget

from qa_desktop.domain.people import Person
from qa_desktop.services.ports import Database
from qa_desktop.ui import reports
from qa_desktop.ui.dialogs import file_dialog
from qa_desktop.ui.file_tasks import FileTasks
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.tasks import Tasks

if TYPE_CHECKING:
    from qa_desktop.services.importing import ImportReport
    from qa_desktop.services.watching import Watch

ADDED = "added"
_LONGEST_NAME = 28
"""Letters of the folder's name in the status line; the tip has the whole path."""
EVERY_MS = 10_000
"""Between two looks, as `import --watch` has it."""


class WatchTasks(Tasks):
    """Looks into the folder of the settings every ten seconds, in the background.

    `label` is for the status line, and there only while a folder is watched; pressed, it lists what could not be read.
    """

    def __init__(
        self,
        operations: Operations,
        preferences: Preferences,
        files: FileTasks,
        person: Callable[[], Person | None],
        window: QWidget,
    ) -> None:
        super().__init__(operations, window)
        self._preferences = preferences
        self._files = files
        self._person = person
        self._watch: Watch | None = None
        self._ended = threading.Event()
        self._running = False
        self._new, self._trouble = 0, ""
        self._unread: ImportReport | None = None
        files.imported.connect(self._note_other)
        self.label = QPushButton()
        self.label.setProperty("link", True)
        self.label.setAutoDefault(True)
        self.label.clicked.connect(self.show_unread)
        self.label.hide()
        self._timer = QTimer(self)
        self._timer.setInterval(EVERY_MS)
        self._timer.timeout.connect(self.look)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"watch_folder": self.choose, "stop_watching": self.stop}

    @property
    def folder(self) -> Path | None:
        """What is watched."""
        kept = self._preferences.settings.watch_folder
        return Path(kept) if kept else None

    def begin(self) -> None:
        """Watch the folder of the settings, if there is one, now that somebody is here."""
        if self.folder is not None and self._watch is None:
            self._start(self.folder)

    def choose(self) -> None:
        """Ask for the folder."""
        dialog = file_dialog(self.tr("The folder to watch: what comes into it joins the worklist"), self._window)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        if self.folder is not None:
            dialog.setDirectory(str(self.folder))
        dialog.filesSelected.connect(self._chosen)
        dialog.open()

    def use(self, folder: Path) -> None:
        """Watch a folder from now on."""
        self._preferences.change(watch_folder=str(folder))
        self._start(folder)
        self.told.emit(self.tr("“{0}” is watched from now on.").format(folder), ())

    def stop(self) -> None:
        """Watch no longer; what was imported stays."""
        folder = self.folder
        if folder is None:
            self.told.emit(self.tr("No folder is watched."), ())
            return
        self._preferences.change(watch_folder="")
        self.close()
        again = (self.tr("Watch again"), lambda: self.use(folder))
        self.told.emit(self.tr("“{0}” is watched no longer. What was imported stays.").format(folder), (again,))

    def close(self) -> None:
        """Look no more; what is being imported ends with the file at hand."""
        self._ended.set()
        self._timer.stop()
        self._watch = None
        self.label.hide()

    def look(self) -> None:
        """Import what is new and whole, in the background; nothing while the last look goes on."""
        watch, person, folder, ended = self._watch, self._person(), self.folder, self._ended
        if watch is None or person is None or folder is None or self._running:
            return
        self._running = True
        names = self._preferences.settings.name_pattern

        def run(database: Database) -> ImportReport | None:
            from qa_desktop.imports.names import pattern
            from qa_desktop.services.importing import import_paths

            told_by = pattern(names) if names else None

            def go_on(_: object) -> bool:
                return not (ended.is_set() or self._operations.stopping.is_set())

            def take(ready: Sequence[Path]) -> ImportReport:
                now = datetime.now().astimezone()
                return import_paths(database, [folder], None, person, now, go_on, among=ready, names=told_by)

            return watch.take(take)

        self._operations.long(run, lambda done: self._took(watch, done), lambda why: self._failed(watch, why))

    def show_unread(self) -> None:
        """List what could not be read, or say that there is nothing of the kind."""
        if self._unread is not None and self._unread.outcomes:
            self._files.reported.emit(reports.of_import(self._unread, [self.folder] if self.folder else []))
        elif self._trouble:
            self.refused.emit(self._trouble, ())
        else:
            self.told.emit(self.tr("Everything in “{0}” was read.").format(self.folder), ())

    def _chosen(self, names: Sequence[str]) -> None:
        if names:
            self.use(Path(names[0]))

    def _start(self, folder: Path) -> None:
        from qa_desktop.services.watching import Watch

        self._ended.set()
        self._ended = threading.Event()
        self._watch = Watch([folder])
        self._new, self._trouble, self._unread = 0, "", None
        self._say()
        self._timer.start()
        self.look()

    def _took(self, watch: Watch, done: ImportReport | None) -> None:
        self._running = False
        if watch is not self._watch:  # another folder was chosen meanwhile
            self.look()
            return
        self._trouble = ""
        if done is not None:
            self._new += sum(result == ADDED for result in done.interactions.values())
            before, person = self._unread, self._person()
            self._note(done)
            if person is not None and self.folder is not None and self._unread != before:
                self._files.tell_import(done, [self.folder], person)
        self._say()

    def _note(self, done: ImportReport) -> None:
        """Keep in mind what could not be read, until it is."""
        from qa_desktop.services.watching import unread_after

        self._unread = unread_after(self._unread, done)

    def _note_other(self, done: ImportReport) -> None:
        """What was refused here may have been imported by hand, once somebody had said how it is read."""
        if self._watch is not None and self._unread is not None:
            self._note(done)
            self._say()

    def _failed(self, watch: Watch, sentence: str) -> None:
        self._running = False
        if watch is self._watch:
            if sentence != self._trouble:
                self.refused.emit(sentence, ())
            self._trouble = sentence
            self._say()

    def _say(self) -> None:
        folder = self.folder
        if folder is None:
            return
        name = folder.name or str(folder)
        name = name if len(name) <= _LONGEST_NAME else f"{name[: _LONGEST_NAME - 1]}…"
        if self._trouble:
            text = self.tr("watching {0}: cannot be read now").format(name)
        else:
            text = self.tr("watching {0}, {1} new").format(name, self._new)
        unread = len(self._unread.outcomes) if self._unread else 0
        if unread:
            text = self.tr("{0}, {1} not read").format(text, unread)
        self.label.setText(text)
        self.label.setToolTip(self._trouble or str(folder))
        self.label.setProperty("tone", "warn" if self._trouble or unread else "muted")
        self.label.style().unpolish(self.label)
        self.label.style().polish(self.label)
        self.label.show()

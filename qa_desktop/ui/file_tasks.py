"""What the File and form menus do with files: ask which, then run the service in the background."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desktop import paths
from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.people import Person
from qa_desktop.services import form_library, history
from qa_desktop.services.ports import Database
from qa_desktop.services.reviewing import Review
from qa_desktop.ui import reports
from qa_desktop.ui.dialogs import NewInteraction, file_dialog
from qa_desktop.ui.messages import Action
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.reports import Report
from qa_desktop.ui.tasks import ReportingTasks

if TYPE_CHECKING:
    from qa_desktop.services.history import History
    from qa_desktop.services.importing import ImportReport, Progress
    from qa_desktop.transcripts.mapping import Mapping
    from qa_desktop.ui.codec_questions import FormatAnswers
    from qa_desktop.ui.review.review_screen import ReviewScreen

RECORDINGS_AND_TEXTS = (
    "*.wav *.mp3 *.opus *.ogg *.flac *.m4a *.aac *.amr *.3gp *.wma *.webm *.au *.gsm *.ulaw *.alaw *.g722 *.g726 "
    "*.g729 *.vox *.sln *.sln16 *.raw *.pcm *.vtt *.srt *.sbv *.csv *.tsv *.txt *.xlsx *.json *.jsonl *.xml "
    "*.eml *.mbox *.html *.vcon *.docx *.zip *.eaf *.TextGrid"
)


_MOST_OFFERS = 2
"""Templates that a notice has room for."""


def _now() -> datetime:
    return datetime.now().astimezone()


class FileTasks(ReportingTasks):
    """Runs imports and what else begins with a file."""

    importing = Signal(bool)
    reopen = Signal(object)
    added = Signal(object)
    imported = Signal(object)
    """The ImportReport of what was brought by hand."""
    mapping_wanted = Signal(object)
    """Files that nothing here knows, for somebody to say how they are read."""

    def __init__(self, operations: Operations, window: QWidget, preferences: Preferences) -> None:
        super().__init__(operations, window)
        self._preferences = preferences
        self._imports = 0
        self._stop = threading.Event()

    def commands_for(self, screen: ReviewScreen) -> dict[str, Callable[[], object]]:
        """What its actions do for who works on this screen, by id."""
        return {
            "import_files": lambda: self.choose_files(screen.person),
            "import_folder": lambda: self.choose_folder(screen.person),
            "stop_import": self.stop_import,
            "new_interaction": lambda: self.new_interaction(screen.person),
            "locate": lambda: self.locate(screen.session.review, screen.person),
            "add_form": lambda: self.add_form(screen.person),
            "history": lambda: self.show_history(screen.interaction, screen.person),
        }

    # --- importing ------------------------------------------------------------------------------------------------

    def choose_files(self, person: Person | None) -> None:
        """Ask which files to import."""
        dialog = self._file_dialog(self.tr("Import recordings, transcripts, chats and sheets"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters(
            [self.tr("Recordings and transcripts") + f" ({RECORDINGS_AND_TEXTS})", self.tr("All files") + " (*)"]
        )
        dialog.filesSelected.connect(lambda names: self._chosen(names, person))
        dialog.open()

    def choose_folder(self, person: Person | None) -> None:
        """Ask which folder to import."""
        dialog = self._file_dialog(self.tr("Import everything in a folder"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.filesSelected.connect(lambda names: self._chosen(names, person))
        dialog.open()

    def _chosen(self, names: Sequence[str], person: Person | None) -> None:
        if person is not None and names:
            self.import_paths([Path(name) for name in names], person)

    def import_paths(
        self, files: Sequence[Path], person: Person, day_first: bool | None = None, mapping: Mapping | str | None = None
    ) -> None:
        """Import files and folders in the background; `day_first` says how dates such as 3/5 are meant in them.

        A `mapping`, or the template of that name, says how they are read.
        """

        names = self._preferences.settings.name_pattern

        def run(database: Database) -> ImportReport:
            from qa_desktop.imports.names import pattern
            from qa_desktop.services.importing import import_paths
            from qa_desktop.services.mapping_templates import find

            by = find(mapping) if isinstance(mapping, str) else mapping
            tell = self._tell_progress
            told_by = pattern(names) if names else None
            now = _now()
            return import_paths(
                database, files, None, person, now, tell, day_first=day_first, mapping=by, names=told_by
            )

        self._import(run, files, person, mapping)

    def import_answered(self, answers: FormatAnswers, person: Person | None) -> None:
        """Import what was held back until its codec was said, in the background."""
        if person is None:
            return

        def run(database: Database) -> ImportReport:
            from qa_desktop.services.importing import import_answered

            return import_answered(database, answers.paths, answers.formats, person, _now(), self._tell_progress)

        self._import(run, answers.paths, person)

    def _import(
        self,
        run: Callable[[Database], ImportReport],
        files: Sequence[Path],
        person: Person,
        mapping: Mapping | str | None = None,
    ) -> None:
        self._imports += 1
        self.importing.emit(True)
        self.working.emit(self.tr("Importing…"))

        def imported(done: ImportReport) -> None:
            self._import_ended()
            self.imported.emit(done)
            self.tell_import(done, files, person, mapping)

        self._operations.long(run, imported, self._not_imported)

    def stop_import(self) -> None:
        """End the import at hand, and those that wait for it, as soon as what is begun is stored."""
        if self._imports:
            self._stop.set()
            self.working.emit(self.tr("Stopping the import…"))

    def _tell_progress(self, progress: Progress) -> bool:
        if self._stop.is_set() or self._operations.stopping.is_set():
            return False
        self._progress.emit(self.tr("Importing {0} of {1}").format(progress.done, progress.total))
        return True

    def _import_ended(self) -> None:
        self.working.emit("")
        self._imports -= 1
        if not self._imports:
            self._stop.clear()
            self.importing.emit(False)

    def _not_imported(self, sentence: str) -> None:
        self._import_ended()
        self.refused.emit(sentence, ())

    def tell_import(
        self, done: ImportReport, files: Sequence[Path], person: Person, mapping: Mapping | str | None = None
    ) -> None:
        """Say what became of files, and offer what may be done about those that were not read."""
        report = reports.of_import(done, files)
        self.kept.emit(report)
        tell = self.refused if reports.refused(done) or report.asks or done.unsure_days else self.told
        show = self._show_action(report) if report.worth_reading else ()
        again = partial(self.import_paths, files, person)
        days = (
            (self.tr("Day first (31/12)"), partial(again, True, mapping)),
            (self.tr("Month first (12/31)"), partial(again, False, mapping)),
        )
        tell.emit(report.line, (*(days if done.unsure_days else ()), *self._map_actions(done, person), *show))

    def _map_actions(self, done: ImportReport, person: Person) -> tuple[Action, ...]:
        """Read what nothing here knows by a template that fits, or say how."""
        unknown = [Path(each.file) for each in done.unrecognised]
        if not unknown:
            return ()
        names = dict.fromkeys(name for each in done.unrecognised for name in each.templates)
        fitting = {name: [Path(each.file) for each in done.unrecognised if name in each.templates] for name in names}
        read = self.tr("Read as “{0}”")
        offers = tuple(
            (read.format(name), partial(self.import_paths, files, person, None, name))
            for name, files in list(fitting.items())[:_MOST_OFFERS]
        )
        return (*offers, (self.tr("Say how to read it…"), lambda: self.mapping_wanted.emit(tuple(unknown))))

    def _show_action(self, report: Report) -> tuple[Action, ...]:
        name = self.tr("Say the codec…") if report.asks else self.tr("Show")
        return ((name, lambda: self.reported.emit(report)),)

    def load_demo(self) -> None:
        """Fill the database with the demo interactions."""

        def run(database: Database) -> object:
            from qa_desktop.services.demo import load_demo

            return load_demo(database, paths.resources() / "demo", _now())

        self.working.emit(self.tr("Loading the demo…"))
        self._operations.long(
            run,
            lambda _: self._done(self.tr("The demo is loaded: calls, chats, a mail and a calibration.")),
            self._failed,
        )

    def new_interaction(self, person: Person | None) -> None:
        """Ask for what is known of an interaction that has no file."""
        if person is None:
            return

        def queues(database: Database) -> Sequence[str]:
            with database.reading() as work:
                return work.interactions.queues()

        def add(fields: dict[str, object]) -> None:
            def run(database: Database) -> Changes:
                from qa_desktop.services.importing import add_by_hand

                return add_by_hand(database, fields, person, _now())

            self._operations.write(run, self._added, self._failed)

        def ask(known: Sequence[str]) -> None:
            dialog = NewInteraction(known, self._window)
            dialog.made.connect(add)
            dialog.open()

        self._operations.read(queues, ask)

    def _added(self, changes: Changes) -> None:
        self._done(self.tr("Added."))
        for key in changes.keys(Changed.INTERACTION):
            self.added.emit(key)

    def locate(self, review: Review | None, person: Person | None) -> None:
        """Ask where a recording lies now."""
        if review is None or review.interaction.recording is None or person is None:
            return
        recording, key = review.interaction.recording, review.interaction.key
        dialog = self._file_dialog(self.tr("Where is “{0}”?").format(Path(recording.path).name))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)

        def run(names: Sequence[str]) -> None:
            def work(database: Database) -> object:
                from qa_desktop.services.importing import locate

                return locate(database, recording.sha256, Path(names[0]), person, _now())

            self._operations.long(work, lambda _: self._located(key), self._failed)

        dialog.filesSelected.connect(run)
        dialog.open()

    def _located(self, interaction: UUID) -> None:
        self._done(self.tr("Found; the recording plays again."))
        self.reopen.emit(interaction)

    # --- forms and calibration ------------------------------------------------------------------------------------

    def add_form(self, person: Person | None) -> None:
        """Ask for form files and publish them."""
        if person is None:
            return
        dialog = self._file_dialog(self.tr("Add forms from files"))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self.tr("Forms") + " (*.yaml *.yml)"])

        def publish(names: Sequence[str]) -> None:
            files = [Path(name) for name in names]
            self._operations.write(
                lambda database: form_library.publish_files(database, files, person.key, _now()),
                lambda result: self._done(", ".join(version.label for version in result[0])),
                self._failed,
            )

        dialog.filesSelected.connect(publish)
        dialog.open()

    def show_history(self, interaction: UUID | None, person: Person | None) -> None:
        """Report who changed what in one's own evaluation; those of others would give their marks away."""
        if interaction is None or person is None:
            return

        def show(found: Sequence[History]) -> None:
            if found:
                self.reported.emit(reports.of_history(found))
            else:
                self.refused.emit(self.tr("You have submitted nothing about this interaction yet."), ())

        self._operations.read(
            lambda database: history.of_interaction(database, interaction, person.key, person.key), show
        )

    def _file_dialog(self, title: str) -> QFileDialog:
        return file_dialog(title, self._window)

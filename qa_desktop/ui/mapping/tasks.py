"""The assistant in one window: which file it is about, the mapping of now, its preview in the background, templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desktop.domain.changes import Changes
from qa_desktop.domain.people import Person
from qa_desktop.services.ports import Database
from qa_desktop.ui.dialogs import file_dialog
from qa_desktop.ui.file_tasks import FileTasks
from qa_desktop.ui.mapping.box import Edit
from qa_desktop.ui.mapping.page import MappingPage
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.tasks import Tasks
from qa_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from qa_desktop.services.mapping_preview import Preview, Sample
    from qa_desktop.services.mapping_templates import Deleted, Template
    from qa_desktop.transcripts.mapping import Mapping as Template_

_TABLES = "*.csv *.tsv *.tab *.txt *.json *.jsonl *.ndjson *.xlsx *.xlsm *.log"


class MappingTasks(Tasks):
    """What `files` cannot read it asks about, and hands back with a mapping; `shown`: the page is to be shown."""

    shown = Signal()

    def __init__(
        self,
        operations: Operations,
        files: FileTasks,
        person: Callable[[], Person | None],
        theme: Theme,
        window: QWidget,
    ) -> None:
        super().__init__(operations, window)
        self._importing = files
        self._person = person
        self.page = MappingPage(theme)
        self._files: list[Path] = []
        self._sample: Sample | None = None
        self._mapping: Template_ | None = None
        self._looking = self._again = self._refit = False
        self._connected = False
        files.mapping_wanted.connect(self.begin)

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"mapping": self.show}

    def show(self) -> None:
        """Show the page as it was left, with the templates of now."""
        self._open_page()
        self._list_templates()
        self.page.begin()

    def begin(self, files: Sequence[Path], template: str = "") -> None:
        """Look into the first of some files, by a template where one is named; those of its ending go with it."""
        self._open_page()
        self._files = [each for each in files if each.suffix.casefold() == files[0].suffix.casefold()]
        self._sample = self._mapping = None
        self.page.wait(self._files)

        def look(_: Database) -> tuple[Sample, Preview, Sequence[Template]]:
            from qa_desktop.services import mapping_preview, mapping_templates

            sample = mapping_preview.open_sample(self._files[0])
            mapping = mapping_templates.find(template) if template else mapping_preview.propose(sample)
            return sample, mapping_preview.preview(sample, mapping), mapping_templates.templates()

        def begun(found: tuple[Sample, Preview, Sequence[Template]]) -> None:
            sample, shown, templates = found
            self._sample, self._mapping = sample, shown.mapping
            self.page.templates.display(templates, template)
            self.page.times.forget(said=bool(template))
            self.page.display(shown)

        self._operations.read(look, begun, self.page.refuse)

    def _open_page(self) -> None:
        self.page.fill()
        if not self._connected:
            self._connected = True
            page, row = self.page, self.page.templates
            page.edited.connect(self._edit)
            page.file_wanted.connect(self._choose_file)
            page.import_wanted.connect(self._import)
            row.taken.connect(self._take)
            row.saved.connect(self._save)
            row.renamed.connect(self._rename)
            row.deleted.connect(self._delete)
        self.shown.emit()

    def _choose_file(self) -> None:
        dialog = file_dialog(self.tr("A table or JSON file"), self._window)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Tables and JSON") + f" ({_TABLES})", self.tr("All files") + " (*)"])
        dialog.filesSelected.connect(lambda names: self.begin([Path(name) for name in names]) if names else None)
        dialog.open()

    # --- the preview ----------------------------------------------------------------------------------------------

    def _edit(self, edit: Edit, fits_no_more: bool) -> None:
        """Take what somebody says; another column of times is looked at anew for how they are written."""
        if self._mapping is None:
            return
        before, self._mapping = self._mapping, edit(self._mapping)
        if self._mapping != before:
            other_time = before.fields.get("time") != self._mapping.fields.get("time")
            if fits_no_more or other_time:
                self.page.times.forget()
            self._refit |= fits_no_more
            self._look(other_time)

    def _look(self, retime: bool = False) -> None:
        sample, mapping, refit = self._sample, self._mapping, self._refit
        if sample is None or mapping is None:
            return
        if self._looking:  # the newest is looked at next; those between nobody wants to see
            self._again = True
            return
        self._looking, self._refit = True, False

        def work(_: Database) -> Preview:
            from qa_desktop.services import mapping_preview

            fitted = mapping_preview.refitted(sample, mapping) if refit else mapping
            found = mapping_preview.preview(sample, fitted)
            return mapping_preview.preview(sample, mapping_preview.retimed(found, fitted)) if retime else found

        self._operations.read(work, lambda shown: self._seen(sample, shown), self._not_seen)

    def _seen(self, sample: Sample, shown: Preview) -> None:
        self._looking = False
        if self._again or sample is not self._sample:
            self._again = False
            self._look()
            return
        self._mapping = shown.mapping
        self.page.display(shown)

    def _not_seen(self, sentence: str) -> None:
        self._looking = self._again = False
        self.page.refuse(sentence)

    def _import(self) -> None:
        person = self._person()
        if self._mapping is not None and self._files and person is not None:
            self.page.left.emit()
            self._importing.import_paths(self._files, person, mapping=replace(self._mapping, applies_to=()))

    # --- templates ------------------------------------------------------------------------------------------------

    def _list_templates(self, chosen: str = "") -> None:
        def work(_: Database) -> Sequence[Template]:
            from qa_desktop.services.mapping_templates import templates

            return templates()

        self._operations.read(work, lambda found: self.page.templates.display(found, chosen), self._refuse)

    def _take(self, name: str) -> None:
        if self._files:
            self.begin(self._files, name)

    def _save(self, name: str) -> None:
        mapping, over = self._mapping, name.strip().casefold() == self.page.templates.chosen.casefold()
        if mapping is None:
            return

        def work(_: Database) -> str:
            from qa_desktop.services.mapping_templates import save

            return save(mapping, name, over=over).name

        def done(saved: str) -> None:
            self.told.emit(self.tr("Kept as “{0}”, and offered for files of the same form.").format(saved), ())
            self._list_templates(saved)

        self._operations.write(work, done, self._refuse)

    def _rename(self, old: str, new: str) -> None:
        def work(_: Database) -> str:
            from qa_desktop.services.mapping_templates import rename

            return rename(old, new)

        self._operations.write(work, self._list_templates, self._refuse)

    def _delete(self, name: str) -> None:
        def work(_: Database) -> Deleted:
            from qa_desktop.services.mapping_templates import delete

            return delete(name)

        def done(deleted: Deleted) -> None:
            undo = (self.tr("Undo"), lambda: self._bring_back(deleted))
            self.told.emit(self.tr("The template “{0}” is deleted.").format(deleted.name), (undo,))
            self._list_templates()

        self._operations.write(work, done, self._refuse)

    def _bring_back(self, deleted: Deleted) -> None:
        def work(_: Database) -> Changes:
            from qa_desktop.services.mapping_templates import bring_back

            bring_back(deleted)
            return Changes()

        self._operations.write(work, lambda _: self._list_templates(deleted.name), self._refuse)

    def _refuse(self, sentence: str) -> None:
        self.refused.emit(sentence, ())

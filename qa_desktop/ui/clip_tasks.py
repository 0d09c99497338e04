"""Exporting clips from the review window: ask which, then write them in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desktop.domain.answers import AudioSpan, TurnSpan
from qa_desktop.domain.clips import Clip, ClipFormat, Span
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evidence_clips import evidence_clips, plain_name, time_name, turns_span
from qa_desktop.services import clips
from qa_desktop.services.clips import ClipSource
from qa_desktop.services.ports import Database
from qa_desktop.services.reviewing import Review
from qa_desktop.ui import clip_words, text
from qa_desktop.ui.clip_dialog import ClipDialog, ClipWanted, EvidenceDialog
from qa_desktop.ui.dialogs import file_dialog
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.redaction_tasks import source_of
from qa_desktop.ui.review.review_screen import ReviewScreen

if TYPE_CHECKING:
    from qa_desktop.media.clips import WrittenClip

    Jobs = Sequence[tuple[Clip, Path]]

LAST_SECONDS = 10.0
"""What is proposed where nothing is selected and no evidence chosen."""


class ClipTasks(QObject):
    """Writes clips of the interaction that is open; `working` tells how far it is."""

    told = Signal(str, object)
    refused = Signal(str, object)
    working = Signal(str)
    _progress = Signal(float)

    def __init__(self, operations: Operations, screen: ReviewScreen, window: QWidget) -> None:
        super().__init__(window)
        self._operations = operations
        self._screen = screen
        self._window = window
        self._progress.connect(self._tell_progress)

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """What each action does, by its id."""
        return {"export_clip": self.ask_clip, "export_evidence": self.ask_evidence}

    def ask_clip(self) -> None:
        """Ask what of the recording is to be cut out: the selection, else the chosen evidence, else what was heard."""
        found = self._source()
        if found is None:
            return
        source, review = found
        dialog = ClipDialog(source, self._proposed(review), self._screen.sound.play_span, self._window)
        dialog.made.connect(lambda wanted: self._ask_file(source, wanted))
        dialog.open()

    def ask_evidence(self) -> None:
        """Ask which of the evidence on the form is to be cut out."""
        found, state = self._source(), self._screen.session.state
        if found is None or state is None:
            return
        source, review = found
        evidence = evidence_clips(state.form, state.content, review.transcript)
        if not evidence:
            self.refused.emit(self.tr("No answer has evidence in the recording yet: E attaches it."), ())
            return
        dialog = EvidenceDialog(source, evidence, self._window)
        dialog.made.connect(lambda wanted: (self._ask_folder if wanted.folder else self._ask_file)(source, wanted))
        dialog.open()

    def _source(self) -> tuple[ClipSource, Review] | None:
        review = self._screen.session.review
        if review is None:
            return None
        try:
            return source_of(review), review
        except InputError as error:
            self.refused.emit(str(error), ())
            return None

    def _proposed(self, review: Review) -> Span:
        selection = self._screen.player.waveform.selection
        if selection is not None:
            start, end = (round(seconds * 1000) for seconds in selection)
            return Span(start, max(end, start + 1))
        return self._chosen_evidence(review) or self._heard()

    def _chosen_evidence(self, review: Review) -> Span | None:
        state, form = self._screen.session.state, self._screen.form
        evidence = state.answer(form.current).evidence if state is not None else ()
        chosen = evidence[form.chosen_evidence] if form.chosen_evidence < len(evidence) else None
        if isinstance(chosen, AudioSpan):
            return Span(chosen.start_ms, chosen.end_ms)
        if isinstance(chosen, TurnSpan) and review.transcript is not None:
            return turns_span(review.transcript, chosen.first, chosen.last)
        return None

    def _heard(self) -> Span:
        """The last seconds before the playhead, or the first of the recording."""
        position = max(self._screen.sound.position, LAST_SECONDS)
        return Span(round((position - LAST_SECONDS) * 1000), round(position * 1000))

    # --- where to -------------------------------------------------------------------------------------------------

    def _ask_file(self, source: ClipSource, wanted: ClipWanted) -> None:
        clip = clips.plan(source, wanted.wish, wanted.kind)
        dialog = file_dialog(self.tr("Export clip"), self._window)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{self.tr('Sound')} (*.{wanted.kind})"])
        dialog.setDefaultSuffix(str(wanted.kind))
        what = self.tr("evidence") if wanted.evidence else time_name(wanted.wish.spans[0].start_ms)
        dialog.selectFile(f"{plain_name(source.name)} {what}.{wanted.kind}")
        dialog.filesSelected.connect(
            lambda names: self._write([(clip, _named(Path(names[0]), wanted.kind))], wanted.digits_left)
        )
        dialog.open()

    def _ask_folder(self, source: ClipSource, wanted: ClipWanted) -> None:
        dialog = file_dialog(self.tr("Folder for the clips"), self._window)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)

        def write(names: Sequence[str]) -> None:
            jobs = clips.evidence_jobs(source, wanted.evidence, wanted.wish, wanted.kind, Path(names[0]))
            self._write(jobs, wanted.digits_left, Path(names[0]))

        dialog.filesSelected.connect(write)
        dialog.open()

    # --- writing --------------------------------------------------------------------------------------------------

    def _write(self, jobs: Jobs, digits_left: int, folder: Path | None = None) -> None:
        def run(_: Database) -> tuple[WrittenClip, ...]:
            from qa_desktop.media.clip_sound import ClipStopped
            from qa_desktop.media.clips import write_clips

            try:
                return write_clips(jobs, self._go_on)
            except ClipStopped:  # the program ends
                return ()

        self._tell_progress(0.0)
        self._operations.long(run, lambda written: self._written(written, digits_left, folder), self._failed)

    def _go_on(self, done: float) -> bool:
        """Called from the thread that writes."""
        self._progress.emit(done)
        return not self._operations.stopping.is_set()

    def _tell_progress(self, done: float) -> None:
        self.working.emit(self.tr("Writing clips: {0} %").format(round(done * 100)))

    def _written(self, written: Sequence[WrittenClip], digits_left: int, folder: Path | None) -> None:
        self.working.emit("")
        if not written:
            return
        place = folder or written[0].path
        if folder is None:
            what = self.tr("Clip written: {0}, {1}.").format(place.name, text.clock(written[0].seconds, tenths=True))
        else:
            what = self.tr("{0} clips written to “{1}”.").format(len(written), place.name)
        notes = dict.fromkeys(f"{note}." for each in written for note in each.notes)
        lines = [what, *notes, clip_words.open_digits(digits_left)]
        show = lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))  # noqa: E731
        self.told.emit(" ".join(line for line in lines if line), ((self.tr("Open"), show),))

    def _failed(self, sentence: str) -> None:
        self.working.emit("")
        self.refused.emit(sentence, ())


def _named(file: Path, kind: ClipFormat) -> Path:
    """The file with the ending of its format, whatever was typed."""
    return file if file.suffix.lower() == f".{kind}" else file.with_name(f"{file.name}.{kind}")

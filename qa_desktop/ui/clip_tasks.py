"""Exporting clips from the review window: ask which, then write them in the background."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from PySide6.QtCore import QUrl, Signal
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QFileDialog, QWidget

from qa_desktop.domain.answers import AudioSpan, TurnSpan
from qa_desktop.domain.clips import Clip, ClipFormat, Span
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evidence_clips import evidence_clips, plain_name, time_name, turns_span
from qa_desktop.domain.spoken_digits import SpokenDigits
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
from qa_desktop.ui.tasks import LongTasks

if TYPE_CHECKING:
    from qa_desktop.media.clips import WrittenClip

    Jobs = Sequence[tuple[Clip, Path]]

LAST_SECONDS = 10.0
"""What is proposed where nothing is selected and no evidence chosen."""


@dataclass(frozen=True)
class _Exported:
    clips: tuple[WrittenClip, ...] = ()
    digits_left: int = 0
    folder: Path | None = None


class ClipTasks(LongTasks):
    """Writes clips of the interaction that is open; `working` tells how far it is."""

    _progress = Signal(float)

    def __init__(self, operations: Operations, screen: ReviewScreen, window: QWidget) -> None:
        super().__init__(operations, window)
        self._screen = screen
        self._asking: tuple[UUID, ClipDialog | EvidenceDialog] | None = None
        screen.session.refreshed.connect(self._follow)
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
        self._ask(dialog, source, review.interaction.key)

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
        self._ask(EvidenceDialog(source, evidence, self._window), source, review.interaction.key)

    def _ask(self, dialog: ClipDialog | EvidenceDialog, source: ClipSource, key: UUID) -> None:
        """Show the dialog, which learns of the digits a moment later and of every redaction while it is open."""

        def ask_place(wanted: ClipWanted) -> None:
            (self._ask_folder if wanted.folder else self._ask_file)(key, source.name, wanted)

        def take(digits: tuple[SpokenDigits, ...]) -> None:
            if self._asking == (key, dialog):
                dialog.redactions.take(digits)

        self._asking = key, dialog
        dialog.made.connect(ask_place)
        dialog.finished.connect(lambda _: self._asked(dialog))
        dialog.open()
        self._operations.read(lambda _: clips.digits_in(source), take)

    def _asked(self, dialog: ClipDialog | EvidenceDialog) -> None:
        if self._asking is not None and self._asking[1] is dialog:
            self._asking = None

    def _follow(self, review: Review, _: Review) -> None:
        if self._asking is None or self._asking[0] != review.interaction.key:
            return
        with suppress(InputError):  # the recording went away: that is told when the clip is written
            self._asking[1].redactions.follow(source_of(review))

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

    def _ask_file(self, key: UUID, name: str, wanted: ClipWanted) -> None:
        dialog = file_dialog(self.tr("Export clip"), self._window)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([f"{self.tr('Sound')} (*.{wanted.kind})"])
        dialog.setDefaultSuffix(str(wanted.kind))
        what = self.tr("evidence") if wanted.evidence else time_name(wanted.wish.spans[0].start_ms)
        dialog.selectFile(f"{plain_name(name)} {what}.{wanted.kind}")

        def jobs(source: ClipSource, target: Path) -> Jobs:
            return [(clips.plan(source, wanted.wish, wanted.kind), _named(target, wanted.kind))]

        dialog.filesSelected.connect(lambda names: self._write(key, wanted, jobs, Path(names[0])))
        dialog.open()

    def _ask_folder(self, key: UUID, _: str, wanted: ClipWanted) -> None:
        dialog = file_dialog(self.tr("Folder for the clips"), self._window)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)

        def jobs(source: ClipSource, folder: Path) -> Jobs:
            return clips.evidence_jobs(source, wanted.evidence, wanted.wish, wanted.kind, folder)

        dialog.filesSelected.connect(lambda names: self._write(key, wanted, jobs, Path(names[0])))
        dialog.open()

    # --- writing --------------------------------------------------------------------------------------------------

    def _write(self, key: UUID, wanted: ClipWanted, jobs: Callable[[ClipSource, Path], Jobs], place: Path) -> None:
        """Write what is wanted, without what is redacted by then, whoever redacted it since it was asked for."""

        person = self._screen.person

        def run(database: Database) -> _Exported:
            from qa_desktop.media.clip_sound import ClipStopped
            from qa_desktop.media.clips import write_clips

            source = clips.source_in(database, key)
            planned = jobs(source, place)
            clips.refuse_recordings(database, [target for _, target in planned])
            try:
                written = write_clips(planned, self._go_on)
            except ClipStopped:  # the program ends
                return _Exported()
            clips.exported(database, source, planned, person, datetime.now(UTC))
            wish = wanted.wish
            left = clips.digits_open(source, clips.digits_in(source), wish.spans, wish.hidden)
            return _Exported(written, len(left), place if wanted.folder else None)

        def begin(_: object) -> None:
            self._operations.long(run, self._written, self._failed)

        self._tell_progress(0.0)
        # Through the writing lane first: a redaction that waits there to be stored counts.
        self._operations.write(lambda _: None, begin, self._failed)

    def _go_on(self, done: float) -> bool:
        """Called from the thread that writes."""
        self._progress.emit(done)
        return not self._operations.stopping.is_set()

    def _tell_progress(self, done: float) -> None:
        self.working.emit(self.tr("Writing clips: {0} %").format(round(done * 100)))

    def _written(self, exported: _Exported) -> None:
        self.working.emit("")
        written = exported.clips
        if not written:
            return
        place = exported.folder or written[0].path
        if exported.folder is None:
            what = self.tr("Clip written: {0}, {1}.").format(place.name, text.clock(written[0].seconds, tenths=True))
        else:
            what = self.tr("{0} clips written to “{1}”.").format(len(written), place.name)
        notes = dict.fromkeys(f"{note}." for each in written for note in each.notes)
        lines = [what, *notes, clip_words.open_digits(exported.digits_left)]
        show = lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(place)))  # noqa: E731
        self.told.emit(" ".join(line for line in lines if line), ((self.tr("Open"), show),))


def _named(file: Path, kind: ClipFormat) -> Path:
    """The file with the ending of its format, whatever was typed."""
    return file if file.suffix.lower() == f".{kind}" else file.with_name(f"{file.name}.{kind}")

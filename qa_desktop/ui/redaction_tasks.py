"""Redacting in the review window: the selection, what stands at the playhead, digits that are read out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import Signal
from PySide6.QtGui import QUndoCommand
from PySide6.QtWidgets import QWidget

from qa_desktop.domain.changes import Changes
from qa_desktop.domain.clips import Hidden, Span
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.spoken_digits import SpokenDigits
from qa_desktop.services import clips, redactions
from qa_desktop.services.clips import ClipSource
from qa_desktop.services.ports import Database
from qa_desktop.services.reviewing import Review
from qa_desktop.ui import clip_words
from qa_desktop.ui.clip_dialog import DigitsDialog
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.review.mixing import BOTH
from qa_desktop.ui.review.review_screen import ReviewScreen
from qa_desktop.ui.tasks import Tasks


class _Step(QUndoCommand):
    """Redactions added or removed, which has been done already; each adding again makes new ones."""

    def __init__(
        self, add: Callable[[_Step], None], remove: Callable[[_Step], None], text: str, present: Sequence[Redaction]
    ) -> None:
        super().__init__(text)
        self.present = tuple(present)
        self.hidden = tuple(Hidden(Span(each.start_ms, each.end_ms), each.channel) for each in present)
        self._forth, self._back = add, remove
        self._pushed = False

    def redo(self) -> None:
        """Do it again; being put on the stack is not that."""
        if self._pushed and not self.isObsolete():
            self._forth(self)
        self._pushed = True

    def undo(self) -> None:
        """Take it back."""
        if not self.isObsolete():
            self._back(self)


class RedactionTasks(Tasks):
    """Adds and removes redactions of the interaction that is open; each can be undone, from the notice too.

    `remark` carries a line for the status line.
    """

    remark = Signal(str)

    def __init__(self, operations: Operations, screen: ReviewScreen, window: QWidget) -> None:
        super().__init__(operations, window)
        self._screen = screen

    @property
    def commands(self) -> dict[str, Callable[[], object]]:
        """What each action does, by its id."""
        return {"redact": self.redact, "unredact": self.unredact, "redact_digits": self.offer_digits}

    def redact(self) -> None:
        """Redact the selection, on the side that is heard or on both."""
        selection = self._screen.player.waveform.selection
        if self._screen.session.review is None or selection is None:
            self.remark.emit(self.tr("Select what nobody may hear first: drag over the waveform, or press I and P."))
            return
        start, end = (round(seconds * 1000) for seconds in selection)
        mix = self._screen.sound.mix
        channel = None if mix.heard == BOTH else mix.channel_of(mix.heard)
        span = Span(start, max(end, start + 1))
        self._add([Hidden(span, channel)], said=clip_words.redacted_side(mix.heard, span))
        self._screen.player.waveform.select_none()

    def unredact(self) -> None:
        """Remove the redactions that the selection touches, or those at the playhead."""
        review, screen = self._screen.session.review, self._screen
        if review is None:
            return
        selection = screen.player.waveform.selection
        first, last = selection if selection is not None else (screen.sound.position, screen.sound.position + 0.001)
        here = Span(int(first * 1000), max(int(last * 1000), int(first * 1000) + 1))
        touched = [each for each in review.redactions if Span(each.start_ms, each.end_ms).overlaps(here)]
        if touched:
            self._remove(touched)
        else:
            self.remark.emit(self.tr("There is no redaction here: go to one in the waveform first."))

    def offer_digits(self) -> None:
        """Offer the digits that the transcript has and that can still be heard."""
        review = self._screen.session.review
        if review is None:
            return
        try:
            source = source_of(review)
        except InputError as error:
            self.refused.emit(str(error), ())
            return
        if source.transcript is None:
            self.remark.emit(self.tr("There is no transcript in which digits could be found."))
            return
        self._operations.read(lambda _: _open_digits(source, review), lambda found: self._offer(source, review, found))

    def _offer(self, source: ClipSource, review: Review, found: Sequence[SpokenDigits]) -> None:
        if self._screen.interaction != review.interaction.key:  # another was opened since it was asked for
            return
        if not found:
            self.told.emit(self.tr("No digits were found in the transcript that are not redacted."), ())
            return
        dialog = DigitsDialog(source, found, self._screen.sound.play_span, self._window)
        dialog.made.connect(lambda chosen: self._add(clips.hidden_digits(chosen)))
        dialog.open()

    def _tell(self, sentence: str, step: _Step) -> None:
        """Say what was done; it is the newest that can be undone."""
        stack = self._screen.session.undo_stack
        stack.push(step)

        def undo() -> None:
            if stack.command(stack.index() - 1) is step:
                stack.undo()
            else:
                step.undo()
                step.setObsolete(True)

        self.told.emit(sentence, ((self.tr("Undo"), undo),))

    def _add_again(self, step: _Step) -> None:
        self._add(step.hidden, step=step)

    def _take_away(self, step: _Step) -> None:
        self._remove(step.present, step=step)

    def _add(self, hidden: Sequence[Hidden], *, said: str = "", step: _Step | None = None) -> None:
        review, person = self._screen.session.review, self._screen.person
        if review is None or person is None or not hidden:
            return
        key = review.interaction.key

        def work(database: Database) -> tuple[tuple[Redaction, ...], Changes]:
            return _added(database, key, hidden, person)

        def done(result: tuple[tuple[Redaction, ...], Changes]) -> None:
            new = result[0]
            if not new:
                self.remark.emit(self.tr("That is redacted already."))
            elif step is not None:
                step.present = new
            else:
                self._tell(
                    said or clip_words.redacted(len(new)),
                    _Step(self._add_again, self._take_away, self.tr("Redaction"), new),
                )

        self._operations.write(work, done, self._failed)

    def _remove(self, unwanted: Sequence[Redaction], *, step: _Step | None = None) -> None:
        person = self._screen.person
        if person is None:
            return

        def work(database: Database) -> Changes:
            return _removed(database, [each.key for each in unwanted], person)

        def done(_: Changes) -> None:
            if step is None:
                self._tell(
                    clip_words.removed(len(unwanted)),
                    _Step(self._take_away, self._add_again, self.tr("Redaction removed"), unwanted),
                )

        self._operations.write(work, done, self._failed)

    def _failed(self, sentence: str) -> None:
        self.refused.emit(sentence, ())


def source_of(review: Review) -> ClipSource:
    """The recording that is open, with what is redacted in it; raises InputError where there is none."""
    file = review.recording if review.recording_here else None
    return clips.source_of(review.interaction, file, review.redactions, review.transcript)


def _open_digits(source: ClipSource, review: Review) -> tuple[SpokenDigits, ...]:
    """All digits of the recording that can be heard."""
    length = review.interaction.recording.duration if review.interaction.recording else 0.0
    return clips.digits_open(source, clips.digits_in(source), [Span(0, int(length * 1000) or 1 << 40)])


def _added(
    database: Database, interaction: UUID, hidden: Iterable[Hidden], person: Person
) -> tuple[tuple[Redaction, ...], Changes]:
    """What was added, without what was there before."""
    with database.reading() as work:
        before = {each.key for each in work.redactions.of(interaction)}
    changes = Changes()
    for each in hidden:
        span, now = each.span, datetime.now(UTC)
        changes |= redactions.add(database, interaction, span.start_ms, span.end_ms, each.channel, "", person, now)
    with database.reading() as work:
        return tuple(each for each in work.redactions.of(interaction) if each.key not in before), changes


def _removed(database: Database, keys: Iterable[UUID], person: Person) -> Changes:
    changes = Changes()
    for key in keys:
        changes |= redactions.remove(database, key, person, datetime.now(UTC))
    return changes

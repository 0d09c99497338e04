"""The evaluation under way: answers in, frozen states out; undo, and drafts that save themselves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from qa_desktop.domain.answers import Answer, Evidence, Value
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content, Draft, Revision
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.people import Person
from qa_desktop.services import reviewing
from qa_desktop.services.ports import Database
from qa_desktop.services.reviewing import Review
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.review.draft_keeper import DraftKeeper
from qa_desktop.ui.review.state import FormState, marked

SAVE_AFTER_MS = 300


class _Change(QUndoCommand):
    """From one state to another, at a standard where it is one's; changes of one text run together."""

    def __init__(
        self, session: "ReviewSession", text: str, states: tuple[FormState, FormState], standard: str, merge: str
    ) -> None:
        super().__init__(text)
        self._session = session
        self._before, self._after = states
        self._standard = standard
        self._merge = merge
        self._made = False

    def id(self) -> int:
        return 1 if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or other._merge != self._merge:
            return False
        self._after = other._after
        return True

    def redo(self) -> None:
        self._session.take(self._after)
        if self._made:  # not when the change is made: the form is there already
            self._session.moved.emit(self._standard)
        self._made = True

    def undo(self) -> None:
        self._session.take(self._before)
        self._session.moved.emit(self._standard)


class ReviewSession(QObject):
    """Holds the review that is open; every change is a new `FormState`, told by `changed` and saved soon after.

    `saving` tells how the drafts stand: "saving", "saved", or a sentence of what went wrong. `moved` names the
    standard that was undone or redone; `refreshed` carries a review whose material is newer, and the one before.
    """

    opened = Signal(object)
    changed = Signal(object)
    moved = Signal(str)
    refreshed = Signal(object, object)
    saving = Signal(str)
    submitted = Signal(object)
    failed = Signal(str)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self.review: Review | None = None
        self.state: FormState | None = None
        self.reason = ""
        self.undo_stack = QUndoStack(self)
        self.keeper = DraftKeeper(operations, self)
        self.keeper.saving.connect(self._tell_saving)
        self._reviewer: Person | None = None
        self._asked = 0  # counts what was asked for; only the last of it is shown
        self._opening = False
        self._unsaved = self._typed_since = False  # since it was last saved; since one was last asked for
        self._given_up = False  # handed over to be submitted or discarded: nothing more may be typed
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save_now)

    @property
    def opening(self) -> bool:
        """Whether an interaction is asked for that is not on the screen yet."""
        return self._opening

    def open(self, interaction: UUID, reviewer: Person, occasion: UUID | None = None) -> None:
        """Open an interaction; what is unsaved of the one before is saved first.

        It is opened for an occasion, such as a calibration session; where none is named, for what is asked next.
        """
        self.save_now()
        self._reviewer = reviewer
        self._asked += 1
        self._opening, self._typed_since = True, False
        asked = self._asked
        unsaved = None if self._given_up else self.keeper.latest(interaction, reviewer.key)
        # On the writing lane, so that it sees what was saved just before.
        self._operations.write(
            lambda database: _opened(database, interaction, reviewer, unsaved, occasion),
            lambda review: self._take_review(asked, review),
            lambda sentence: self._not_opened(asked, sentence),
        )

    def reload(self) -> None:
        """Read interaction, transcript and recording anew; what is being typed stays as it is."""
        if self.review is None or self._reviewer is None or self._opening:
            return
        subject, reviewer = self.review.draft.subject, self._reviewer
        self._operations.read(
            lambda database: reviewing.open_review(database, subject.interaction, reviewer, None, subject.occasion),
            self._take_material,
            self.failed.emit,
        )

    def close(self) -> None:
        """Close what is open, and what was asked for."""
        self.save_now()
        self._asked += 1
        self._opening = False
        self.review = self.state = self._reviewer = None
        self._given_up = False
        self.undo_stack.clear()
        self.opened.emit(None)

    def put_away(self) -> None:
        """Save everything and wait for it: what the database will not take goes into the journal for the next start.

        Raises InputError when even that fails.
        """
        self.save_now()
        if self.keeper.pending or self._given_up:
            self._operations.settle()
            self.save_now()
        self.keeper.journal()

    def start_correction(self) -> None:
        """Open the submitted evaluation for its next revision."""
        if self.review is None or not self.review.read_only or self.review.in_conflict:
            return
        try:
            opened = reviewing.correcting(self.review)
        except InputError as error:  # its session was revealed
            self.failed.emit(str(error))
        else:
            self._show(opened)

    def start_resolving(self, content: Content, form_version: UUID) -> None:
        """Open what puts an end to a conflict, beginning with this content; it is a draft from now on."""
        if self.review is not None and self.review.leaves:
            self._show(reviewing.resolving(self.review, content, form_version))
            self._save_soon()

    def answer(self, standard_id: str, value: Value | None, noted: Evidence | None = None) -> None:
        """Give a standard a value, with the evidence noted for it."""
        if self.state is not None:
            before = self.state.answer(standard_id)
            self._put(standard_id, self.tr("answer"), marked(before, value, noted))

    def comment(self, standard_id: str, text: str) -> None:
        """Comment on a standard."""
        if self.state is not None:
            answer = replace(self.state.answer(standard_id), comment=text)
            self._put(standard_id, self.tr("comment"), answer, merge=f"comment {standard_id}")

    def set_reasons(self, standard_id: str, reasons: tuple[str, ...]) -> None:
        """Give the reasons for a mark."""
        if self.state is not None:
            self._put(standard_id, self.tr("reason"), replace(self.state.answer(standard_id), reasons=reasons))

    def set_evidence(self, standard_id: str, evidence: tuple[Evidence, ...]) -> None:
        """Attach this evidence to a standard, in place of what was there."""
        if self.state is not None:
            self._put(standard_id, self.tr("evidence"), replace(self.state.answer(standard_id), evidence=evidence))

    def overall_comment(self, text: str) -> None:
        """Comment on the whole interaction."""
        if self.state is not None:
            after = replace(self.state, content=replace(self.state.content, comment=text))
            self._push(self.tr("overall comment"), after, merge="overall")

    def choose_form(self, version: FormVersion) -> None:
        """Score on another form; answers that both forms know come along, and undo brings the rest back."""
        if self.state is None or self.review is None or version.key == self.state.version.key:
            return
        draft = reviewing.on_form(self.draft(), version)
        self._push(self.tr("form"), replace(self.state, version=version, content=draft.content))

    def set_reason(self, text: str) -> None:
        """Say why the evaluation is corrected."""
        if self.state is not None and self.state.correcting and not self._given_up and text != self.reason:
            self.reason = text
            self._save_soon()

    def draft(self) -> Draft:
        """What would be saved now."""
        if self.review is None or self.state is None:
            raise RuntimeError("no review is open")
        subject = replace(self.review.draft.subject, form_version=self.state.version.key)
        return replace(self.review.draft, subject=subject, content=self.state.content, reason=self.reason)

    def submit(self, author: Person) -> None:
        """Submit what is complete; `submitted` or `failed` tells how it went, and a failure leaves a draft."""
        if self.state is None or self.state.read_only or self._given_up:
            return
        self.save_now()
        draft, now = self.draft(), datetime.now(UTC)
        self._given_up = True
        self._operations.write(
            lambda database: reviewing.submit(database, draft, author, now),
            lambda result: self._submitted(draft, result[0]),
            lambda sentence: self._not_submitted(draft, sentence),
            origin=self,
        )

    def discard(self, done: Callable[[Draft], None]) -> None:
        """Forget the draft; what was submitted stays. Who wants it back gives it to `restore`."""
        if self.review is None or self.state is None or self.state.read_only or self._given_up:
            return
        self._timer.stop()
        self._unsaved = False
        draft = self.draft()
        self._given_up = True
        self.keeper.forget(draft.subject)
        self._operations.write(
            lambda database: reviewing.discard_draft(database, draft),
            lambda _: done(draft),
            lambda sentence: self._not_discarded(draft, sentence),
            origin=self,
        )

    def restore(self, draft: Draft) -> None:
        """Bring back a draft that was discarded."""
        self.save_now()
        self.keeper.keep(draft)
        if self._reviewer is not None and self._reviewer.key == draft.subject.reviewer:
            self.open(draft.subject.interaction, self._reviewer, draft.subject.occasion)

    def save_now(self) -> None:
        """Hand what is unsaved to the database thread, with what it would not take before."""
        self._timer.stop()
        self.keeper.try_again()
        if not self._unsaved or self.review is None or self.state is None or self.state.read_only:
            return
        self._unsaved = False
        self.keeper.keep(self.draft())

    def take(self, state: FormState) -> None:
        """Show a state and save it soon; the undo stack calls this."""
        self.state = state
        if not self._given_up:
            self._save_soon()
        self.changed.emit(state)

    def _save_soon(self) -> None:
        self._unsaved = self._typed_since = True
        if not self._timer.isActive():  # not restarted: whoever types without a pause is saved too
            self._timer.start(SAVE_AFTER_MS)

    def _take_review(self, asked: int, review: Review) -> None:
        if asked != self._asked:  # another was asked for since, or another person sat down
            return
        self._opening = False
        same = self.review is not None and self.review.interaction.key == review.interaction.key
        if same and self._typed_since and self._reviewer is not None:  # since it was asked for, saved or not
            self.open(review.interaction.key, self._reviewer, review.draft.subject.occasion)
            return
        self._show(review)

    def _not_opened(self, asked: int, sentence: str) -> None:
        if asked == self._asked:
            self._opening = False
            self.failed.emit(sentence)

    def _take_material(self, found: Review) -> None:
        before = self.review
        if before is None or before.draft.subject.occasion != found.draft.subject.occasion:
            return
        if before.interaction.key != found.interaction.key:
            return
        self.review = replace(
            before,
            interaction=found.interaction,
            transcript=found.transcript,
            recording=found.recording,
            recording_here=found.recording_here,
            redactions=found.redactions,
            session=found.session,
            precedents=found.precedents,
        )
        self.refreshed.emit(self.review, before)

    def _show(self, review: Review) -> None:
        self.save_now()  # a key may have been pressed since another was asked for
        self.review = review
        self.reason = review.draft.reason
        self._unsaved = False
        self._given_up = False
        self.undo_stack.clear()
        correcting = review.draft.corrects is not None
        self.state = FormState(review.form, review.draft.content, review.read_only, correcting)
        self.opened.emit(review)

    def _put(self, standard_id: str, text: str, answer: Answer, merge: str = "") -> None:
        if self.state is not None:
            named = f"{text} {self.state.number_of[standard_id]}"
            self._push(named, self.state.with_answer(standard_id, answer), merge, standard_id)

    def _push(self, text: str, after: FormState, merge: str = "", standard: str = "") -> None:
        if self.state is None or self.state.read_only or self._given_up or after == self.state:
            return
        self.undo_stack.push(_Change(self, text, (self.state, after), standard, merge))

    def _tell_saving(self, how: str) -> None:
        if how != "saved" or not self._unsaved:
            self.saving.emit(how)

    def _is_open(self, draft: Draft) -> bool:
        return self.review is not None and self.review.draft.subject.evaluation == draft.subject.evaluation

    def _submitted(self, draft: Draft, revision: Revision) -> None:
        self.keeper.forget(draft.subject)
        self.submitted.emit(revision)

    def _not_submitted(self, draft: Draft, sentence: str) -> None:
        if self._is_open(draft):
            self._given_up = False
        self.failed.emit(sentence)

    def _not_discarded(self, draft: Draft, sentence: str) -> None:
        if self._is_open(draft):
            self._given_up = False
        self.keeper.keep(draft)
        self.failed.emit(sentence)


def _opened(
    database: Database, interaction: UUID, reviewer: Person, unsaved: Draft | None, occasion: UUID | None
) -> Review:
    if occasion is None:
        return reviewing.open_asked(database, interaction, reviewer, datetime.now(UTC), unsaved)
    return reviewing.open_review(database, interaction, reviewer, unsaved, occasion)

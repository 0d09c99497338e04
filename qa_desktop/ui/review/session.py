"""The evaluation under way: answers in, frozen states out; undo, and drafts that save themselves."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QUndoCommand, QUndoStack

from qa_desktop.domain.answers import Answer, Evidence, Value
from qa_desktop.domain.evaluations import Draft
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.people import Person
from qa_desktop.services import reviewing
from qa_desktop.services.reviewing import Review
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.review.state import FormState, marked

SAVE_AFTER_MS = 300
RETRY_AFTER_MS = 5000


class _Change(QUndoCommand):
    """From one state to another; changes of one text run together."""

    def __init__(self, session: "ReviewSession", text: str, before: FormState, after: FormState, merge: str) -> None:
        super().__init__(text)
        self._session = session
        self._before = before
        self._after = after
        self._merge = merge

    def id(self) -> int:
        return 1 if self._merge else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        if not isinstance(other, _Change) or other._merge != self._merge:
            return False
        self._after = other._after
        return True

    def redo(self) -> None:
        self._session.take(self._after)

    def undo(self) -> None:
        self._session.take(self._before)


class ReviewSession(QObject):
    """Holds the review that is open; every change is a new `FormState`, told by `changed` and saved soon after.

    `saving` tells how the draft stands: "saving", "saved", or a sentence of what went wrong.
    """

    opened = Signal(object)
    changed = Signal(object)
    saving = Signal(str)
    submitted = Signal(object)
    failed = Signal(str)

    def __init__(self, operations: Operations, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._operations = operations
        self.review: Review | None = None
        self.state: FormState | None = None
        self.undo_stack = QUndoStack(self)
        self._unsaved = False
        self._given_up = False  # handed over to be submitted or discarded: nothing more may be saved
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.save_now)

    def open(self, interaction: UUID, reviewer: Person) -> None:
        """Open an interaction; what is unsaved of the one before is saved first."""
        self.save_now()
        # On the writing lane, so that it sees what was saved just before.
        self._operations.write(
            lambda database: reviewing.open_review(database, interaction, reviewer), self._show, self.failed.emit
        )

    def close(self) -> None:
        """Close what is open."""
        self.save_now()
        self.review = self.state = None
        self._given_up = False
        self.undo_stack.clear()
        self.opened.emit(None)

    def start_correction(self) -> None:
        """Open the submitted evaluation for its next revision."""
        if self.review is not None and self.review.read_only:
            self._show(reviewing.correcting(self.review))

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

    def draft(self) -> Draft:
        """What would be saved now."""
        if self.review is None or self.state is None:
            raise RuntimeError("no review is open")
        subject = replace(self.review.draft.subject, form_version=self.state.version.key)
        return replace(self.review.draft, subject=subject, content=self.state.content)

    def submit(self, author: Person, reason: str = "") -> None:
        """Submit what is complete; `submitted` or `failed` tells how it went."""
        if self.state is None or self.state.read_only or self._given_up:
            return
        draft, now = self._give_up(), datetime.now(UTC)
        self._operations.write(
            lambda database: reviewing.submit(database, draft, author, now, reason),
            lambda result: self.submitted.emit(result[0]),
            self._not_given_up,
            origin=self,
        )

    def discard(self, done: Callable[[], None]) -> None:
        """Forget the draft; what was submitted stays."""
        if self.review is None or self.state is None or self.state.read_only or self._given_up:
            return
        draft = self._give_up()
        self._operations.write(
            lambda database: reviewing.discard_draft(database, draft),
            lambda _: done(),
            self._not_given_up,
            origin=self,
        )

    def _give_up(self) -> Draft:
        self._timer.stop()
        self._unsaved = False
        self._given_up = True
        return self.draft()

    def save_now(self) -> None:
        """Hand the draft to the database thread, if anything in it is unsaved."""
        self._timer.stop()
        if not self._unsaved or self.review is None or self.state is None:
            return
        self._unsaved = False
        draft, now = self.draft(), datetime.now(UTC)
        self.saving.emit("saving")
        self._operations.save(
            lambda database: reviewing.save_draft(database, draft, now),
            lambda _: self._saved(draft),
            self._save_failed,
            origin=self,
        )

    def take(self, state: FormState) -> None:
        """Show a state and save it soon; the undo stack calls this."""
        self.state = state
        self._unsaved = not self._given_up
        if self._unsaved and not self._timer.isActive():  # not restarted: whoever types without a pause is saved too
            self._timer.start(SAVE_AFTER_MS)
        self.changed.emit(state)

    def _show(self, review: Review) -> None:
        self.save_now()  # a key may have been pressed since another was asked for
        self.review = review
        self._given_up = False
        self.undo_stack.clear()
        correcting = review.draft.corrects is not None
        self.state = FormState(review.form, review.draft.content, review.read_only, correcting)
        self.opened.emit(review)

    def _put(self, standard_id: str, text: str, answer: Answer, merge: str = "") -> None:
        if self.state is not None:
            named = f"{text} {self.state.number_of[standard_id]}"
            self._push(named, self.state.with_answer(standard_id, answer), merge)

    def _push(self, text: str, after: FormState, merge: str = "") -> None:
        if self.state is None or self.state.read_only or self._given_up or after == self.state:
            return
        self.undo_stack.push(_Change(self, text, self.state, after, merge))

    def _saved(self, draft: Draft) -> None:
        if self.review is not None and self.review.draft.subject.evaluation == draft.subject.evaluation:
            self.review = replace(self.review, draft=draft)
        if not self._unsaved:
            self.saving.emit("saved")

    def _save_failed(self, sentence: str) -> None:
        self._unsaved = True
        self._timer.start(RETRY_AFTER_MS)
        self.saving.emit(sentence)

    def _not_given_up(self, sentence: str) -> None:
        self._given_up = False
        self._unsaved = True
        self._timer.start(SAVE_AFTER_MS)
        self.failed.emit(sentence)

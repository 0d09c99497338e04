"""The three panes of the review window, wired: worklist, evidence, form."""

from pathlib import Path
from uuid import UUID

from PySide6.QtCore import QSignalBlocker, Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from qa_desktop.domain.changes import Changed, Changes
from qa_desktop.domain.evaluations import Draft, Revision
from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import Order, Place
from qa_desktop.services import worklist
from qa_desktop.services.ports import Database
from qa_desktop.services.reviewing import Review
from qa_desktop.services.worklist import Page, Worklist
from qa_desktop.ui.actions import KeyOf, usual_key
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.review.conflict_panel import ConflictPanel
from qa_desktop.ui.review.explain_panel import ExplainPanel
from qa_desktop.ui.review.form_keys import FormKeys
from qa_desktop.ui.review.form_panel import FormPanel
from qa_desktop.ui.review.player_panel import PlayerPanel
from qa_desktop.ui.review.session import ReviewSession
from qa_desktop.ui.review.sound import Sound
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.review.who_speaks import WhoSpeaks
from qa_desktop.ui.review.worklist_lines import Lines
from qa_desktop.ui.review.worklist_panel import WorklistPanel
from qa_desktop.ui.theme import Theme

SHARES = (0.175, 0.5, 0.325)
"""How the window is shared out among the panes until the reviewer moves a split."""


class ReviewScreen(QWidget):
    """Everything a reviewer needs for one interaction after the other."""

    remark = Signal(str)
    note = Signal(str)
    """What a key has done to the sound; a remark says why something was not done."""
    failed = Signal(str)
    submitted = Signal(object)
    told = Signal(str, object)
    """Good news, with the actions that it offers."""

    def __init__(
        self, operations: Operations, preferences: Preferences, theme: Theme, sound: Sound, key: KeyOf = usual_key
    ) -> None:
        super().__init__()
        self._operations = operations
        self._preferences = preferences
        self._person: Person | None = None
        self._at: tuple[UUID, int] | None = None  # where what is being opened is to be opened
        self._keyboard_free = False  # a worklist for somebody new takes the keyboard
        self.sound = sound
        self.session = ReviewSession(operations, self)
        self.worklist = WorklistPanel(theme)
        self.player = PlayerPanel(theme, sound, preferences)
        self.sides = WhoSpeaks(operations, self.session, self.player, lambda: self._person, key)
        self.form = FormPanel(theme, key)
        self.explainer = ExplainPanel(theme)
        self.conflict = ConflictPanel()
        self.keys = FormKeys(self.session, self.form, self.player, sound, lambda: preferences.settings.reaction_seconds)
        self._right = QStackedWidget()
        self._right.addWidget(self.form)
        self._right.addWidget(self.explainer)
        self._right.addWidget(self.conflict)
        self.split = QSplitter()
        self._lay_out()
        self._connect()

    def _lay_out(self) -> None:
        self.worklist.setMinimumWidth(200)  # the others are as narrow as what they show allows
        for pane in (self.worklist, self.player, self._right):
            self.split.addWidget(pane)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.setStretchFactor(1, 1)
        width = (self._preferences.settings.window or [1440])[0]
        usual = [round(width * share) for share in SHARES]
        self.split.setSizes(self._preferences.settings.splits.get("review", usual))
        self.split.splitterMoved.connect(lambda: self._preferences.keep_split("review", self.split.sizes()))
        heights = self._preferences.settings.splits.get("player")
        if heights:
            self.player.restore(heights)
        self.player.split.splitterMoved.connect(
            lambda: self._preferences.keep_split("player", self.player.split.sizes())
        )
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.split)

    def _connect(self) -> None:
        self.worklist.open_wanted.connect(self.open)
        self.worklist.filter_changed.connect(lambda _: self.refresh())
        self.worklist.more_wanted.connect(self._load_more)
        self.session.opened.connect(self._show)
        self.session.changed.connect(self._display)
        self.session.moved.connect(self._go_to)
        self.session.refreshed.connect(self._refresh_material)
        self.session.failed.connect(self.failed)
        self.session.submitted.connect(self._after_submission)
        self.sound.remark.connect(self.note)
        self.sides.remark.connect(self.note)
        self.sides.keyboard_free.connect(self.form.focus_current)
        self.keys.remark.connect(self.remark)
        self.form.refused.connect(self.remark)
        self.conflict.chosen.connect(lambda choice: self.session.start_resolving(choice.content, choice.form_version))
        self.form.head.form_chosen.connect(self.session.choose_form)
        self.form.current_changed.connect(lambda _: self._display_marks())
        self.explainer.stepped.connect(lambda by: self.form.step(by, focus=False))
        self.form.foot.correct.clicked.connect(self.session.start_correction)
        self.form.foot.reason.textChanged.connect(self.session.set_reason)
        self._operations.changed.connect(self._refresh_if_touched)

    @property
    def person(self) -> Person | None:
        """Who reviews."""
        return self._person

    @property
    def interaction(self) -> UUID | None:
        """What is open."""
        return self.session.review.interaction.key if self.session.review else None

    def be(self, person: Person) -> None:
        """Review as this person from now on."""
        self._person = person
        self._keyboard_free = True
        self.session.close()
        self.refresh()

    def refresh(self) -> None:
        """Load the worklist anew."""
        if self._person is None:
            return
        person, wanted, count = self._person, self.worklist.wanted, self.worklist.wanted_lines

        def load(database: Database) -> tuple[Worklist, Lines]:
            found = worklist.load(database, person, wanted, count)
            return found, Lines.of(found.items, wanted.order)

        self._operations.read(load, self._show_worklist)

    def _load_more(self, after: Place) -> None:
        """Load the lines of the worklist that follow."""
        if self._person is None:
            return
        person, wanted, count = self._person, self.worklist.wanted, self.worklist.at_once
        shown = self.worklist.model.lines

        def load(database: Database) -> tuple[Page, Lines]:
            page = worklist.more(database, person, wanted, after, count)
            return page, shown.followed_by(page.items)

        self._operations.read(load, lambda found: self.worklist.show_more(*found))

    def refresh_figures(self) -> None:
        """Load the worklist anew where it is sorted by what has been measured meanwhile."""
        if self.worklist.wanted.order is not Order.NEWEST:
            self.refresh()

    def reload(self) -> None:
        """Load the worklist and what is open anew: another window may have changed them."""
        self.refresh()
        self.session.reload()

    def reopen(self) -> None:
        """Open what is open as it is now: what was shown of it may be gone, and is not to be saved again."""
        self.refresh()
        if self.interaction is not None:
            self.open(self.interaction)

    def open(self, interaction: UUID, turn: int | None = None) -> None:
        """Open an interaction, at a turn where one is named."""
        if self._person is not None:
            self._at = None if turn is None else (interaction, turn)
            self.session.open(interaction, self._person)

    def submit(self) -> None:
        """Submit and open the next; when something is missing, go there."""
        state = self.session.state
        if self._right.currentWidget() is self.conflict:
            self.remark.emit(self.tr("Choose with which of the corrections to go on; then submit."))
            return
        if state is None or state.read_only or self._person is None:
            return
        if state.missing:
            words = self.tr("{0} still missing; {1} goes to the next.")
            self.remark.emit(words.format(len(state.missing), self.form.key("next_missing")))
            self.keys.next_missing()
            return
        if state.correcting and not self.session.reason.strip():
            self.remark.emit(self.tr("Say in a few words why the evaluation is corrected."))
            self.form.foot.reason.setFocus()
            return
        self.session.submit(self._person)

    def discard(self) -> None:
        """Forget the draft and show the interaction as it was before; the draft can be had back."""
        self.session.discard(self._discarded)

    def _discarded(self, draft: Draft) -> None:
        undo = (self.tr("Undo"), lambda: self.session.restore(draft))
        self.told.emit(self.tr("The draft is discarded."), (undo,))
        if self.interaction == draft.subject.interaction and not self.session.opening:
            self.open(draft.subject.interaction)

    def step(self, by: int) -> None:
        """Open the neighbour in the worklist."""
        neighbour = self.worklist.neighbour(self.interaction, by)
        if neighbour is not None:
            self.open(neighbour)

    def explain(self, on: bool) -> None:
        """Show the explainer in place of the form, or the form again."""
        self._right.setCurrentWidget(self.explainer if on and self.session.state else self._front)
        self._display_marks()
        if self._right.currentWidget() is self.explainer:
            self.explainer.setFocus()
        else:
            self._focus_right()

    @property
    def _front(self) -> QWidget:
        """What stands in the right pane while nothing is explained."""
        review = self.session.review
        return self.conflict if review is not None and review.in_conflict else self.form

    def _focus_right(self) -> None:
        if self._right.currentWidget() is self.conflict:
            self.conflict.focus_first()
        else:
            self.form.focus_current()

    def next_pane(self) -> None:
        """Move the keyboard from the worklist to the waveform to the transcript to the form and round again."""
        player, focus = self.player, self.focusWidget()
        stops = (
            (self.worklist, self.worklist.focus_list),
            (player.waveform, player.waveform.setFocus),
            (player.transcript, player.transcript.setFocus),
            (self._right, self._focus_right),
        )
        shown = [(pane, go) for pane, go in stops if pane.isVisible()]
        around = [focus is not None and (pane is focus or pane.isAncestorOf(focus)) for pane, _ in shown]
        here = around.index(True) if any(around) else len(shown) - 1
        shown[(here + 1) % len(shown)][1]()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape lets go of what is selected in the waveform."""
        if event.key() == Qt.Key.Key_Escape and self.player.waveform.selecting:
            self.player.waveform.select_none()
        else:
            super().keyPressEvent(event)

    def _show_worklist(self, found: tuple[Worklist, Lines]) -> None:
        self.worklist.show_worklist(*found, self.interaction)
        focus = QApplication.focusWidget()
        idle = focus is None or self._keyboard_free or self.worklist.is_offering(focus)
        if self.session.review is None and idle and self.isVisible():
            self._keyboard_free = False
            self.worklist.focus_list()

    def _show(self, review: Review | None) -> None:
        if review is not None and review.in_conflict:
            self.conflict.display(review)
        self._right.setCurrentWidget(self._front)
        with QSignalBlocker(self.form.foot.reason):
            self.form.foot.reason.setText(self.session.reason if review is not None else "")
        if review is None or self.session.state is None:
            self.player.clear()
            self.form.clear()
            return
        self.player.open(review)
        self.sides.opened(review)
        self.form.open(self.session.state, review.forms)
        self.form.tell(review)
        self.worklist.mark(review.interaction.key)
        self._display_marks()
        QTimer.singleShot(0, self._focus_opened)

    def _focus_opened(self) -> None:
        """Give the keyboard to the form, or to the turn that was asked for."""
        at, self._at = self._at, None
        if at is not None and at[0] == self.interaction and self.player.show_turn(at[1]):
            self.player.transcript.setFocus()
        else:
            self._focus_right()

    def _display(self, state: FormState) -> None:
        self.form.display(state)
        self._display_marks()

    def _display_marks(self) -> None:
        state = self.session.state
        if state is not None:
            self.player.display(state, self.form.current)
            if self._right.currentWidget() is self.explainer:
                self.explainer.display(state, self.form.current)

    def _go_to(self, standard_id: str) -> None:
        """Go where something was undone, if that is asked."""
        state = self.session.state
        if state is not None and any(standard.id == standard_id for standard in state.visible):
            focus = QApplication.focusWidget()
            self.form.go_to(standard_id, focus=focus is not None and self.form.isAncestorOf(focus))

    def _refresh_material(self, review: Review, before: Review) -> None:
        """Show what has become known of the interaction; the sound goes on unless it is another."""
        if (_sound_of(review), review.recording_here) != (_sound_of(before), before.recording_here):
            self.player.open(review)
        elif _shown_of(review) != _shown_of(before):
            self.player.refresh(review)
        self.form.tell(review)
        self._display_marks()

    def _after_submission(self, revision: Revision) -> None:
        self.submitted.emit(revision)
        done = revision.subject.interaction
        following, after, person = self.worklist.next_open(done), self.worklist.after, self._person
        if following is None and after is not None and person is not None:
            wanted = self.worklist.wanted
            self._operations.read(
                lambda database: worklist.next_open(database, person, wanted, after),
                lambda following: self._go_on(done, following),
            )
        else:
            self._go_on(done, following)

    def _go_on(self, done: UUID, following: UUID | None) -> None:
        """Open what is to be reviewed after something; where nothing is, the list has the keyboard."""
        if self.session.opening or self.interaction != done:
            return  # the reviewer has gone somewhere else meanwhile
        if following is not None:
            self.open(following)
        else:
            self.session.close()
            self.worklist.focus_list()

    def _refresh_if_touched(self, changes: Changes, origin: object) -> None:
        shown = (Changed.INTERACTION, Changed.EVALUATION, Changed.DRAFT, Changed.PERSON)
        if changes.touches(*shown):
            self.refresh()
        elif changes.touches(Changed.SPEECH):
            self.refresh_figures()
        touched = self.interaction in changes.keys(Changed.INTERACTION)
        touched = touched or changes.touches(Changed.RECORDING_ROOT, Changed.SESSION)
        if touched and origin is not self:
            self.session.reload()


def _shown_of(review: Review) -> tuple[object, ...]:
    """What the middle pane shows besides the sound."""
    return review.interaction, review.transcript, review.redactions


def _sound_of(review: Review) -> tuple[Path | None, str]:
    """The file, and what it holds."""
    recording = review.interaction.recording
    return review.recording, recording.sha256 if recording else ""

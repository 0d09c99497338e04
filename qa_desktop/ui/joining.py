"""Joining two interactions that are one contact, parting them, and moving a transcript to where it is heard."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from PySide6.QtWidgets import QWidget

from qa_desktop.domain.changes import Changes
from qa_desktop.services import joining, offsets
from qa_desktop.services.joining import Joined
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.review.review_screen import ReviewScreen
from qa_desktop.ui.tasks import Tasks


class Joining(Tasks):
    """Joins two interactions by hand, parts them, and moves a transcript along."""

    def __init__(self, operations: Operations, screen: ReviewScreen, window: QWidget) -> None:
        super().__init__(operations, window)
        self._screen = screen
        self._first: UUID | None = None

    @property
    def commands(self) -> Mapping[str, Callable[[], object]]:
        """What the actions do, by id."""
        return {"join_other": self.join, "part_joined": self.part, "align_transcript": self.align}

    def join(self) -> None:
        """Choose what is to be joined; where something was chosen already, join the two."""
        chosen, first = self._chosen(), self._first
        if chosen is None:
            self.refused.emit(self.tr("Choose an interaction in the worklist first."), [])
        elif first is None:
            self._first = chosen
            words = self.tr("Chosen. Now go to the interaction that belongs to it and press the same key there.")
            self.told.emit(words, [(self.tr("Cancel"), self._forget)])
        elif first == chosen:
            self._forget()
            self.told.emit(self.tr("Nothing is chosen any more."), [])
        else:
            self._forget()
            self._run(lambda database, who, now: _told(joining.join(database, first, chosen, who, now)), self._joined)

    def part(self) -> None:
        """Make two of one again."""
        chosen = self._chosen()
        if chosen is not None:
            self._part(chosen)

    def align(self) -> None:
        """Let the chosen turn be the one that is heard now, and all others move with it."""
        review, reading = self._screen.session.review, self._screen.player.transcript
        turn, at = reading.chosen_turn, self._screen.sound.position
        if review is None or turn is None or not self._screen.sound.loaded:
            words = self.tr("Choose the turn that is heard now, while the recording stands there.")
            self.refused.emit(words, [])
            return
        key = review.interaction.key

        def done(result: tuple[float, float, object]) -> None:
            before, seconds, _ = result
            undo = (self.tr("Undo"), lambda: self._set_offset(key, before))
            words = self.tr("The transcript begins {0} s later than its file says.")
            self.told.emit(words.format(f"{seconds:+.1f}"), [undo])

        self._run(lambda database, who, now: offsets.align(database, key, turn, at, who, now), done)

    def _set_offset(self, key: UUID, seconds: float) -> None:
        self._run(
            lambda database, who, now: offsets.set_offset(database, key, seconds, who, now),
            lambda _: self.told.emit(self.tr("The transcript is where it was."), []),
        )

    def _chosen(self) -> UUID | None:
        """The line on which the keyboard is in the worklist, else what is open."""
        worklist = self._screen.worklist
        return worklist.chosen if worklist.list.hasFocus() else self._screen.interaction

    def _forget(self) -> None:
        self._first = None

    def _joined(self, result: tuple[Joined, Changes]) -> None:
        done, _ = result
        undo = (self.tr("Undo"), lambda: self._part(done.given.key))
        self.told.emit(self.tr("They are one interaction now: {0}.").format(done.kept.external_id), [undo])
        self._show(done)

    def _part(self, key: UUID) -> None:
        def done(result: tuple[Joined, Changes]) -> None:
            parted, _ = result
            names = (parted.kept.external_id, parted.given.external_id)
            self.told.emit(self.tr("{0} and {1} are two interactions again.").format(*names), [])
            self._show(parted)

        self._run(lambda database, who, now: _told(joining.part(database, key, who, now)), done)

    def _show(self, done: Joined) -> None:
        """Where one of the two is open, what became of it."""
        if self._screen.interaction in (done.kept.key, done.given.key):
            self._screen.open(done.kept.key)

    def _run(self, run: Callable[..., object], done: Callable[[Any], None]) -> None:
        person = self._screen.person
        if person is None:
            return
        now = datetime.now().astimezone()
        self._operations.write(
            lambda database: run(database, person, now), done, lambda sentence: self.refused.emit(sentence, [])
        )


def _told(done: Joined) -> tuple[Joined, Changes]:
    return done, done.changes

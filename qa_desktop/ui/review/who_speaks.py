"""Who is on which side, and who spoke how much: found once a recording is heard out, asked where it is not known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from qa_desktop.domain.people import Person
from qa_desktop.domain.speech import Speech
from qa_desktop.domain.speech_turns import speech_of_turns, with_sides
from qa_desktop.services import recording_sources, speech
from qa_desktop.services.reviewing import Review
from qa_desktop.ui.actions import KeyOf
from qa_desktop.ui.operations import Operations
from qa_desktop.ui.review.player_panel import PlayerPanel
from qa_desktop.ui.review.session import ReviewSession

if TYPE_CHECKING:
    from uuid import UUID

    from qa_desktop.media.activity import Activity
    from qa_desktop.services.ports import Database


class WhoSpeaks(QObject):
    """Keeps what is found and answered about the sides of the interaction that is open."""

    remark = Signal(str)
    keyboard_free = Signal()
    """The question has been answered or put off: the keyboard may go back to the work."""

    def __init__(
        self,
        operations: Operations,
        session: ReviewSession,
        player: PlayerPanel,
        person: Callable[[], Person | None],
        key: KeyOf,
    ) -> None:
        super().__init__(player)
        self._operations = operations
        self._session = session
        self._player = player
        self._person = person
        self._key = key
        self._found = False  # the figures shown are those of the recording itself
        player.heard_out.connect(self._heard_out)
        player.sides_bar.chosen.connect(self._answered)
        player.sides_bar.left.connect(self.keyboard_free)

    def opened(self, review: Review) -> None:
        """Show what was found when the recording was heard before, until it is heard again."""
        self._found = False
        words = None if review.recording_here else review.transcript  # where there is sound, it tells hold from silence
        self._player.show_speech(speech_of_turns(words) if words else None)
        key = review.interaction.key
        self._operations.read(lambda database: _kept(database, key), lambda found: self._show_kept(key, found))

    def swap(self) -> None:
        """Say that the agent of this recording is on the other side; where nobody has said which, ask."""
        review = self._session.review
        recording = review.interaction.recording if review else None
        known = self._player.agent_channel
        if recording is None or recording.channels != 2:
            self.remark.emit(self.tr("There is one channel: no sides to swap."))
        elif known is not None:
            self._save(1 - known, whole_source=False)
            self.remark.emit(self._swapped(1 - known))
        else:
            if self._player.sides_bar.isHidden():
                self._ask(None)
            self._player.sides_bar.take_keyboard()

    def _swapped(self, channel: int) -> str:
        done = self.tr("The agent is on the right now") if channel else self.tr("The agent is on the left now")
        key = self._key("swap_sides")
        return self.tr("{0}; {1} swaps back.").format(done, key) if key else f"{done}."

    def _show_kept(self, key: UUID, found: Speech | None) -> None:
        review = self._session.review
        if found is not None and not self._found and review is not None and review.interaction.key == key:
            self._player.show_speech(found)

    def _heard_out(self, activity: Activity) -> None:
        review = self._session.review
        if review is None or review.interaction.recording is None:
            return
        self._keep(review, activity.speech())
        recording = review.interaction.recording
        if recording.channels == 2 and self._player.agent_channel is None and activity.separated:
            from qa_desktop.media.sides import agent_channel_of

            self._ask(agent_channel_of(activity, review.transcript))

    def _keep(self, review: Review, heard: Speech) -> None:
        self._found = True
        self._player.show_speech(with_sides(heard, review.transcript))
        key, now = review.interaction.key, datetime.now(UTC)
        self._operations.write(lambda database: speech.keep(database, key, heard, now), origin=self)

    def _ask(self, guess: int | None) -> None:
        review = self._session.review
        if review is not None:
            self._player.sides_bar.ask(review.source, guess)
            self.remark.emit(self.tr("Which side is the agent? The key that swaps the sides takes you to the answer."))

    def _answered(self, channel: int, for_all: bool) -> None:
        self._save(channel, whole_source=for_all)
        self.keyboard_free.emit()

    def _save(self, channel: int, whole_source: bool) -> None:
        review, person = self._session.review, self._person()
        if review is None or person is None:
            return
        self._player.set_agent_channel(channel)
        key, now = review.interaction.key, datetime.now(UTC)
        self._operations.write(
            lambda database: recording_sources.set_agent_channel(database, key, channel, whole_source, person, now)
        )


def _kept(database: Database, interaction: UUID) -> Speech | None:
    with database.reading() as work:
        return work.speech.get(interaction)

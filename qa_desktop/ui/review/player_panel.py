"""The middle pane: who and when, the waveform, the controls, who spoke when, and the transcript below."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QLabel, QSplitter, QVBoxLayout, QWidget

from qa_desktop.domain.interactions import Channel, Interaction
from qa_desktop.domain.response_times import ResponseTimes, response_times
from qa_desktop.domain.speech import Speech
from qa_desktop.services.reviewing import Review
from qa_desktop.ui.actions import Actions
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.review.growing import Growing
from qa_desktop.ui.review.player_head import PlayerHead
from qa_desktop.ui.review.recording_note import RecordingNote
from qa_desktop.ui.review.sides_bar import SidesBar
from qa_desktop.ui.review.sound import Sound
from qa_desktop.ui.review.speech_line import SpeechLine
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.review.transcript.pane import TranscriptPane
from qa_desktop.ui.review.transport import Transport
from qa_desktop.ui.review.wave.marks import Marks, marks_of
from qa_desktop.ui.review.wave.story import story_of
from qa_desktop.ui.review.wave.waveform import Waveform
from qa_desktop.ui.theme import Theme

NO_LIMIT = 16_777_215
"""Qt's own number for it."""

if TYPE_CHECKING:
    from qa_desktop.media.activity import Activity
    from qa_desktop.media.peaks import Peaks
    from qa_desktop.media.playback import PlayerState


class PlayerPanel(QFrame):
    """Shows and plays one interaction."""

    heard_out = Signal(object)
    """Who spoke when in the recording that is open: an Activity."""

    def __init__(self, theme: Theme, sound: Sound, preferences: Preferences) -> None:
        super().__init__()
        self.setObjectName("middle")
        self._sound = sound
        self._duration = 0.0
        self._speech: Speech | None = None
        self._agent_channel: int | None = None
        self._review: Review | None = None
        self._marks: Marks | None = None
        self._text: tuple[object, ...] = ()
        self._heights: list[int] = []
        self._keys: Callable[[str], str] = str
        self.head = PlayerHead()
        self.waveform = Waveform(theme)
        self.note = RecordingNote()
        self.sides_bar = SidesBar()
        self.transport = Transport(theme, sound, preferences)
        self.speech_line = SpeechLine(theme)
        self.reading = TranscriptPane(theme)
        self.transcript = self.reading.view
        self._empty = _hint(self.tr("Open an interaction from the list with Enter, or import some with Ctrl+O."))
        self._no_text = _hint("")
        self.split = QSplitter(Qt.Orientation.Vertical)
        self._lay_out()
        self._growing = Growing(self.split, self._band, (self.note, self.sides_bar))
        self._connect()
        self.clear()

    def _lay_out(self) -> None:
        self._band = QFrame()
        self._band.setObjectName("band")
        band = QVBoxLayout(self._band)
        band.setContentsMargins(16, 10, 16, 10)
        band.setSpacing(8)
        shown = (self.head, self.note, self.waveform, self.sides_bar, self.transport, self.speech_line)
        for widget in shown:
            band.addWidget(widget, 1 if widget is self.waveform else 0)
        below = QWidget()
        reading = QVBoxLayout(below)
        reading.setContentsMargins(0, 8, 0, 0)
        reading.setSpacing(0)
        reading.addWidget(self.reading, 1)
        reading.addWidget(self._no_text, 1)
        self.split.addWidget(self._band)
        self.split.addWidget(below)
        self.split.setChildrenCollapsible(False)
        self.split.setHandleWidth(1)
        self.split.setStretchFactor(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.split, 1)
        column.addWidget(self._empty, 1)

    def _connect(self) -> None:
        sound = self._sound
        self.waveform.seek_wanted.connect(sound.seek)
        self.transcript.seek_wanted.connect(sound.seek)
        self.transcript.seek_wanted.connect(self.waveform.reveal)
        self.sides_bar.sampled.connect(sound.sample)
        self.speech_line.longest_wanted.connect(sound.go_to_longest_silence)
        sound.position_changed.connect(self._show_position)
        sound.state_changed.connect(self._show_state)
        sound.changed.connect(self._show_loop)
        sound.pcm_opened.connect(self.waveform.set_pcm)
        sound.peaks_changed.connect(self._show_peaks)
        sound.activity_found.connect(self._show_activity)
        sound.problems_found.connect(self.note.about_file)
        sound.failed.connect(self._show_failure)

    def bind(self, actions: Actions) -> None:
        """Let the controls do what the actions do, and name their keys."""
        self._keys = actions.key
        self.transport.bind(actions)
        self.reading.bind(actions)

    def clear(self) -> None:
        """Show that nothing is open."""
        self._sound.close()
        self.split.hide()
        self._empty.show()

    def open(self, review: Review) -> None:
        """Show and load an interaction."""
        self._empty.hide()
        self.refresh(review)
        self._open_sound(review)
        self._give_room(review.interaction.recording is not None)
        self.split.show()

    def refresh(self, review: Review) -> None:
        """Show what is known of the interaction; its sound is left as it is."""
        interaction = review.interaction
        self.head.display(interaction, review.transcript)
        by_day = interaction.channel is Channel.EMAIL
        shown = (interaction.key, review.transcript, interaction.started_at if by_day else None)
        if shown != self._text:  # what is read stays where it is
            self._text = shown
            self.transcript.open(review.transcript, shown[2], written=interaction.channel is Channel.CHAT)
            self.reading.tell_responses(_responses(review))
            self.reading.find_bar.look_again()
        self._review, self._marks = review, None
        has_text = review.transcript is not None and bool(review.transcript.turns)
        self.reading.setVisible(has_text)
        self._no_text.setText(self._why_no_text(interaction))
        self._no_text.setVisible(not has_text)
        self.set_agent_channel(interaction.recording.agent_channel if interaction.recording else None)

    def _why_no_text(self, interaction: Interaction) -> str:
        if interaction.recording is None:
            return self.tr("There is no recording and no transcript: score from what you know of it.")
        return self.tr("No transcript. Import one with the same file name, or score by ear.")

    def _open_sound(self, review: Review) -> None:
        recording = review.interaction.recording
        self.note.clear()
        self.sides_bar.hide()
        self._sound.close()
        self.transcript.hear(None)
        self.waveform.setVisible(recording is not None)
        self.transport.setVisible(recording is not None)
        self.speech_line.wait("")
        if recording is None:
            return
        if review.recording is None or not review.recording_here:
            self._duration = recording.duration
            self._show_position(0.0)
            self._say_missing(recording.path)
            return
        self.transport.setEnabled(True)
        self.waveform.clear(self.tr("Opening the recording…"))
        self.waveform.set_agent_channel(recording.agent_channel)
        self._duration = recording.duration
        self._show_position(0.0)
        self.speech_line.wait(self.tr("Finding out who speaks when…"), recording.channels)
        self._sound.open(review.recording, recording)

    def _say_missing(self, name: str) -> None:
        self.transport.setEnabled(False)
        words = self.tr("The recording “{0}” is not where it was. Locate it ({1}); you can read and score without.")
        self.waveform.clear(words.format(name, self._keys("locate")))

    def _give_room(self, for_sound: bool) -> None:
        """Without sound the band is no higher than its head; with sound again it is as high as it was."""
        narrow = self._band.maximumHeight() != NO_LIMIT
        if for_sound and narrow:
            self._band.setMaximumHeight(NO_LIMIT)
            high = self._band.sizeHint().height()
            self.split.setSizes(self._heights or [high, max(self.height() - high, 0)])
        elif not for_sound and not narrow:
            self._heights = self.split.sizes() if self.split.isVisible() else self._heights
            high = self._band.sizeHint().height()
            self._band.setMaximumHeight(high)
            self.split.setSizes([high, max(self.height() - high, 0)])

    def restore(self, heights: list[int]) -> None:
        """Share out the height between sound and words as it was before."""
        self._heights = heights
        self.split.setSizes(heights)

    def display(self, state: FormState, current: str) -> None:
        """Show where evidence and comments stand; those of the current standard stand out."""
        review = self._review
        transcript, redactions = (review.transcript, review.redactions) if review is not None else (None, ())
        marks = marks_of(state, current, transcript, redactions)
        if marks == self._marks:
            return
        self._marks = marks
        self.waveform.set_marks(marks)
        self.transcript.mark_evidence(state)

    @property
    def agent_channel(self) -> int | None:
        """Which channel is the agent, where that is known."""
        return self._agent_channel

    def set_agent_channel(self, channel: int | None) -> None:
        """Say which channel is the agent."""
        self._agent_channel = channel
        if channel != self._sound.agent_channel:
            self._sound.mixer.set_agent_channel(channel)
        self.waveform.set_agent_channel(channel)
        self._draw_speech()

    def show_speech(self, speech: Speech | None) -> None:
        """Show who spoke how much."""
        self._speech = speech
        self._draw_speech()

    def step_turn(self, by: int) -> None:
        """Go to the turn before or after, in the transcript and in the sound."""
        self.transcript.step(by, self._sound.position if self._sound.loaded else None)

    def show_turn(self, row: int) -> bool:
        """Go to a turn, in the transcript and in the sound as soon as there is any; False where there is none."""
        transcript = self._review.transcript if self._review is not None else None
        if transcript is None or not 0 <= row < len(transcript.turns):
            return False
        self.transcript.choose(row)
        start = transcript.turns[row].start
        if start is not None:
            self._sound.seek(start)
            self.waveform.reveal(start)
        return True

    def _draw_speech(self) -> None:
        self.speech_line.display(self._speech, self._agent_channel, self._sound.activity is not None)

    def _show_position(self, seconds: float) -> None:
        self.transport.show_time(seconds, self._duration)
        self.waveform.set_position(seconds)
        if self._sound.loaded:
            self.transcript.follow(seconds, scroll=self._sound.playing)

    def _show_state(self, state: "PlayerState") -> None:
        self.transport.show_state(state)
        self.reading.sound_here(state.loaded)
        self.waveform.set_playing(state.playing)
        self.waveform.set_slower(state.slower)
        self.speech_line.show_saved(state.saved)
        self.note.about_player("" if state.device or state.device_missing else state.notice)
        if state.duration:
            self._take_length(state.duration)

    def _take_length(self, seconds: float) -> None:
        if seconds != self._duration:
            self._duration = seconds
            self.transport.show_time(self._sound.position, seconds)

    def _show_loop(self) -> None:
        begun = self._sound.loop_begin
        self.waveform.set_loop(self._sound.loop if begun is None else (begun, None))

    def _show_peaks(self, peaks: "Peaks", duration: float) -> None:
        self._take_length(duration)
        self.waveform.show_peaks(peaks, duration)

    def _show_activity(self, activity: "Activity") -> None:
        self.waveform.show_activity(activity)
        channels = 2 if activity.separated else 1
        self.transcript.hear(story_of(activity, channels, self._duration))
        self._draw_speech()
        self.heard_out.emit(activity)

    def _show_failure(self, sentence: str) -> None:
        """Say in place why there is nothing to hear, or what went wrong with what there is."""
        if self._sound.loaded:
            self.note.about_file((sentence,))
        else:
            self.transport.setEnabled(False)
            self.waveform.clear(sentence)
            self.speech_line.wait("")


def _responses(review: Review) -> ResponseTimes | None:
    """How long the customer waited; in a call nobody waits for an answer that is written."""
    written = review.interaction.recording is None and review.transcript is not None
    return response_times(review.transcript.turns) if written and review.transcript else None


def _hint(words: str) -> QLabel:
    label = QLabel(words)
    label.setProperty("role", "muted")
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    label.setWordWrap(True)
    return label

"""The middle pane: who and when, the waveform, the controls, and the transcript below."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSplitter, QVBoxLayout, QWidget

from qa_desktop.domain.answers import AudioSpan
from qa_desktop.domain.interactions import Channel, Interaction
from qa_desktop.services.reviewing import Review
from qa_desktop.ui import text, words
from qa_desktop.ui.elided import ElidedLabel
from qa_desktop.ui.review.sound import Sound
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.review.transcript_view import TranscriptView
from qa_desktop.ui.review.transport import Transport
from qa_desktop.ui.review.wave.waveform import Waveform
from qa_desktop.ui.review.worklist_panel import agent_name
from qa_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from qa_desktop.media.activity import Activity
    from qa_desktop.media.peaks import Peaks
    from qa_desktop.media.playback import PlayerState


class PlayerPanel(QFrame):
    """Shows and plays one interaction."""

    speed_changed = Signal(float)
    sides_asked = Signal()

    def __init__(self, theme: Theme, sound: Sound) -> None:
        super().__init__()
        self.setObjectName("middle")
        self._theme = theme
        self._sound = sound
        self._duration = 0.0
        self._marks: tuple[object, ...] = ()
        self._name = ElidedLabel()
        self._name.setProperty("role", "title")
        self._details = ElidedLabel()
        self._details.setProperty("role", "muted")
        self._pills = QHBoxLayout()
        self._pills.setSpacing(6)
        self.waveform = Waveform(theme)
        self.transcript = TranscriptView(theme)
        self._empty = QLabel(self.tr("Open an interaction from the list with Enter, or import some with Ctrl+O."))
        self._empty.setProperty("role", "muted")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.setWordWrap(True)
        self._no_text = QLabel()
        self._no_text.setProperty("role", "muted")
        self._no_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._no_text.setWordWrap(True)
        self.transport = Transport(theme, sound)
        self.split = QSplitter(Qt.Orientation.Vertical)
        self._lay_out()
        self._connect()
        self.clear()

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(12)
        head.addWidget(self._name)
        head.addWidget(self._details, 1)
        head.addLayout(self._pills)
        self._head = QWidget()
        self._head.setLayout(head)
        head.setContentsMargins(0, 0, 0, 0)
        self._band = QFrame()
        self._band.setObjectName("band")
        band = QVBoxLayout(self._band)
        band.setContentsMargins(16, 10, 16, 10)
        band.setSpacing(8)
        for widget in (self._head, self.waveform, self.transport):
            band.addWidget(widget, 1 if widget is self.waveform else 0)
        below = QWidget()
        reading = QVBoxLayout(below)
        reading.setContentsMargins(0, 8, 0, 0)
        reading.setSpacing(0)
        reading.addWidget(self.transcript, 1)
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
        sound.position_changed.connect(self._show_position)
        sound.state_changed.connect(self._show_state)
        sound.pcm_opened.connect(self.waveform.set_pcm)
        sound.peaks_changed.connect(self._show_peaks)
        sound.activity_found.connect(self._show_activity)
        self.transport.sides_asked.connect(self.sides_asked)
        self.transport.speed_changed.connect(self.speed_changed)

    def clear(self) -> None:
        """Show that nothing is open."""
        self._sound.close()
        self.split.hide()
        self._empty.show()

    def open(self, review: Review) -> None:
        """Show and load an interaction."""
        self._empty.hide()
        self.split.show()
        self.refresh(review)
        self._open_sound(review)

    def refresh(self, review: Review) -> None:
        """Show what is known of the interaction; its sound is left as it is."""
        interaction = review.interaction
        self._name.setText(agent_name(interaction))
        self._details.setText(self._describe(interaction))
        self._show_survey(interaction)
        by_day = interaction.channel is Channel.EMAIL
        self.transcript.open(review.transcript, interaction.started_at if by_day else None)
        self._marks = ()
        has_text = review.transcript is not None and bool(review.transcript.turns)
        self.transcript.setVisible(has_text)
        self._no_text.setText(self._why_no_text(interaction))
        self._no_text.setVisible(not has_text)

    def _why_no_text(self, interaction: Interaction) -> str:
        if interaction.recording is None:
            return self.tr("There is no recording and no transcript: score from what you know of it.")
        return self.tr("No transcript. Import one with the same file name, or score by ear.")

    def _open_sound(self, review: Review) -> None:
        recording = review.interaction.recording
        has_sound = recording is not None
        self.waveform.setVisible(has_sound)
        self.transport.setVisible(has_sound)
        self._sound.close()
        if recording is None:
            return
        if review.recording is None or not review.recording_here:
            self.waveform.clear(
                self.tr(
                    "The recording “{0}” is not where it was. Locate it with Ctrl+L; you can read and score without."
                ).format(recording.path)
            )
            return
        self.waveform.clear(self.tr("Opening the recording…"))
        self.waveform.set_agent_channel(recording.agent_channel)
        self._duration = recording.duration
        self._show_position(0.0)
        self.transport.show_speed()
        self._sound.open(review.recording, recording.sha256, recording.agent_channel)
        self.transport.show_sides(recording.channels)

    def display(self, state: FormState, current: str) -> None:
        """Show where the evidence of an evaluation stands; that of the current standard stands out."""
        marks = (current, *((standard, answer.evidence) for standard, answer in state.content.answers.items()))
        if marks == self._marks:
            return
        self._marks = marks
        spans = tuple(
            (item.start_ms / 1000, item.end_ms / 1000, standard == current)
            for standard, answer in state.content.answers.items()
            for item in answer.evidence
            if isinstance(item, AudioSpan)
        )
        self.waveform.set_evidence(tuple(sorted(spans, key=lambda span: (span[2], span))))
        self.transcript.mark_evidence(state)

    def set_agent_channel(self, channel: int | None) -> None:
        """Say which channel is the agent."""
        self._sound.agent_channel = channel
        self.waveform.set_agent_channel(channel)
        self.transport.show_sides(2)

    def _describe(self, interaction: Interaction) -> str:
        length = text.clock(interaction.duration) if interaction.duration and interaction.recording else ""
        parts = (
            f"{words.channel(interaction.channel)} {interaction.external_id[:24]}",
            interaction.queue,
            text.day_and_time(interaction.started_at),
            length,
            self.tr("customer {0}").format(interaction.customer_reference) if interaction.customer_reference else "",
        )
        return " · ".join(part for part in parts if part)

    def _show_survey(self, interaction: Interaction) -> None:
        while (item := self._pills.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        survey = interaction.survey
        figures = (
            (self.tr("CSAT"), survey.csat, 2),
            (self.tr("NPS"), survey.nps, 6),
            (self.tr("effort"), survey.ces, 3),
        )
        for name, figure, low in figures:
            if figure is not None:
                pill = QLabel(f"{name} {figure}")
                pill.setProperty("pill", True)
                pill.setProperty("tone", "warn" if figure <= low else "")
                pill.setToolTip(survey.comment)
                self._pills.addWidget(pill)

    def _show_position(self, seconds: float) -> None:
        self.transport.show_time(seconds, self._duration)
        self.waveform.set_position(seconds)
        if self._sound.loaded:
            self.transcript.follow(seconds, scroll=self._sound.playing)

    def _show_state(self, state: "PlayerState") -> None:
        self.transport.show_state(state)
        self.waveform.set_playing(state.playing)
        self.waveform.set_loop(state.loop)
        if state.duration:
            self._duration = state.duration

    def _show_peaks(self, peaks: "Peaks", duration: float) -> None:
        self._duration = max(duration, self._duration)
        self.waveform.show_peaks(peaks, self._duration)

    def _show_activity(self, activity: "Activity") -> None:
        self.waveform.show_activity(activity)

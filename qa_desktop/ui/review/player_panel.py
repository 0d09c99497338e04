"""The middle pane: who and when, the waveform, the controls, and the transcript below."""

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from qa_desktop.domain.answers import AudioSpan
from qa_desktop.domain.interactions import Channel, Interaction
from qa_desktop.services.reviewing import Review
from qa_desktop.ui import icons, text, words
from qa_desktop.ui.elided import ElidedLabel
from qa_desktop.ui.review.sound import Sound
from qa_desktop.ui.review.state import FormState
from qa_desktop.ui.review.transcript_view import TranscriptView
from qa_desktop.ui.review.waveform import Waveform
from qa_desktop.ui.review.worklist_panel import agent_name
from qa_desktop.ui.theme import TITLE, Theme

if TYPE_CHECKING:
    from qa_desktop.media.activity import Activity
    from qa_desktop.media.peaks import Peaks
    from qa_desktop.media.playback import PlayerState

SIDES = ("agent", "both", "customer")
SPEEDS = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class PlayerPanel(QFrame):
    """Shows and plays one interaction."""

    speed_changed = Signal(float)

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
        self._no_text = QLabel(self.tr("No transcript. Import one with the same file name, or score by ear."))
        self._no_text.setProperty("role", "muted")
        self._no_text.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._no_text.setWordWrap(True)
        self._controls = self._make_controls()
        self._lay_out()
        self._connect()
        self._style_buttons()
        self.clear()

    def _make_controls(self) -> QWidget:
        box = QWidget()
        row = QHBoxLayout(box)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        self.play = _button(self.tr("Play"), self.tr("Play or pause (Space)"))
        self.play.setProperty("primary", True)
        self.play.setMinimumWidth(self._theme.px(80))
        self.back = _button("5", self.tr("Back 5 seconds (Left)"))
        self.forward = _button("5", self.tr("Forward 5 seconds (Right)"))
        self.speed = _button("1.00×", self.tr("Speed: slower (-), faster (+)"))
        self.speed.setMenu(self._speed_menu())
        self.sides = QButtonGroup(self)
        for widget in (self.play, self.back, self.forward, self.speed):
            row.addWidget(widget)
        sides = QHBoxLayout()
        sides.setSpacing(0)
        row.addLayout(sides)
        names = {"agent": self.tr("Agent"), "both": self.tr("Both"), "customer": self.tr("Customer")}
        for side in SIDES:
            button = _button(names[side], self.tr("Hear this side"))
            button.setCheckable(True)
            button.setProperty("side", True)
            button.setProperty("first", side == SIDES[0])
            button.setObjectName(side)
            self.sides.addButton(button)
            sides.addWidget(button)
        self._time = QLabel()
        self._time.setFont(self._theme.font(TITLE))
        row.addStretch(1)
        row.addWidget(self._time)
        return box

    def _speed_menu(self) -> QMenu:
        menu = QMenu(self)
        for speed in SPEEDS:
            action = menu.addAction(f"{speed:.2f}×")
            action.triggered.connect(lambda _=False, speed=speed: self.set_speed(speed))
        return menu

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
        for widget in (self._head, self.waveform, self._controls):
            band.addWidget(widget)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._band)
        column.addSpacing(8)
        column.addWidget(self.transcript, 1)
        column.addWidget(self._no_text, 1)
        column.addWidget(self._empty, 1)

    def _connect(self) -> None:
        sound = self._sound
        self.play.clicked.connect(sound.toggle)
        self.back.clicked.connect(lambda: sound.skip(-5))
        self.forward.clicked.connect(lambda: sound.skip(5))
        self.sides.buttonClicked.connect(lambda button: self.hear(button.objectName()))
        self.waveform.seek_wanted.connect(sound.seek)
        self.transcript.seek_wanted.connect(sound.seek)
        sound.position_changed.connect(self._show_position)
        sound.state_changed.connect(self._show_state)
        sound.peaks_changed.connect(self._show_peaks)
        sound.activity_found.connect(self._show_activity)
        self._theme.changed.connect(self._style_buttons)

    def clear(self) -> None:
        """Show that nothing is open."""
        self._sound.close()
        for widget in (self._band, self.transcript, self._no_text):
            widget.hide()
        self._empty.show()

    def open(self, review: Review) -> None:
        """Show and load an interaction."""
        interaction = review.interaction
        self._empty.hide()
        self._band.show()
        self._name.setText(agent_name(interaction))
        self._details.setText(self._describe(interaction))
        self._show_survey(interaction)
        by_day = interaction.channel is Channel.EMAIL
        self.transcript.open(review.transcript, interaction.started_at if by_day else None)
        self._marks = ()
        has_text = review.transcript is not None and bool(review.transcript.turns)
        self.transcript.setVisible(has_text)
        self._no_text.setVisible(not has_text)
        self._open_sound(review)

    def _open_sound(self, review: Review) -> None:
        recording = review.interaction.recording
        has_sound = recording is not None
        self.waveform.setVisible(has_sound)
        self._controls.setVisible(has_sound)
        self._sound.close()
        if recording is None:
            return
        if review.recording is None or not review.recording.is_file():
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
        self._show_speed()
        self._sound.open(review.recording, recording.sha256, recording.agent_channel)
        self._show_sides(recording.channels)
        self.hear(self._sound.side)

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
        self._show_sides(2)
        self.hear(self._sound.side)

    def change_speed(self, steps: int) -> None:
        """Play faster or slower."""
        self._sound.change_speed(steps)
        self._show_speed()

    def set_speed(self, speed: float) -> None:
        """Play at this speed."""
        self._sound.set_speed(speed)
        self._show_speed()

    def hear(self, side: str) -> None:
        """Hear the agent, the customer or both."""
        self._sound.hear(side)
        for button in self.sides.buttons():
            button.setChecked(button.objectName() == self._sound.side)

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

    def _show_sides(self, channels: int) -> None:
        known = channels == 2 and self._sound.agent_channel is not None
        for button in self.sides.buttons():
            button.setVisible(channels == 2)
            button.setEnabled(known)
            button.setToolTip("" if known else self.tr("Say which side is the agent with Ctrl+Shift+S"))

    def _show_position(self, seconds: float) -> None:
        self._time.setText(f"{text.clock(seconds, tenths=True)} / {text.clock(self._duration)}")
        self.waveform.set_position(seconds)
        if self._sound.loaded:
            self.transcript.follow(seconds, scroll=self._sound.playing)

    def _show_state(self, state: "PlayerState") -> None:
        self.play.setText(self.tr("Pause") if state.playing else self.tr("Play"))
        name = "pause" if state.playing else "play"
        self.play.setIcon(icons.icon(name, self._theme.color("on_accent")))
        if state.duration:
            self._duration = state.duration

    def _show_peaks(self, peaks: "Peaks", duration: float) -> None:
        self._duration = max(duration, self._duration)
        self.waveform.show_peaks(peaks, self._duration)

    def _show_activity(self, activity: "Activity") -> None:
        self.waveform.show_activity(activity)

    def _show_speed(self) -> None:
        self.speed.setText(f"{self._sound.speed:.2f}×")
        self.speed_changed.emit(self._sound.speed)

    def _style_buttons(self) -> None:
        self.play.setIcon(icons.icon("pause" if self._sound.playing else "play", self._theme.color("on_accent")))
        self.back.setIcon(icons.icon("back", self._theme.color("text")))
        self.forward.setIcon(icons.icon("forward", self._theme.color("text")))


def _button(label: str, hint: str) -> QPushButton:
    button = QPushButton(label)
    button.setToolTip(hint)
    button.setAccessibleName(hint)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button

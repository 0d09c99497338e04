"""The row of controls under the waveform: play, skip, speed, sides, time."""

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from qa_desktop.ui import icons, text
from qa_desktop.ui.review.sound import Sound
from qa_desktop.ui.theme import TITLE, Theme

if TYPE_CHECKING:
    from qa_desktop.media.playback import PlayerState

SIDES = ("agent", "both", "customer")
SPACING = 6
SPEEDS = (0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class Transport(QWidget):
    """Plays a recording; every control has a key, so none of them takes the keyboard."""

    speed_changed = Signal(float)
    sides_asked = Signal()

    def __init__(self, theme: Theme, sound: Sound) -> None:
        super().__init__()
        self._theme = theme
        self._sound = sound
        self._duration = 0.0
        self.play = _button(self.tr("Play"), self.tr("Play or pause (Space)"))
        self.play.setProperty("primary", True)
        self.back = _button("5", self.tr("Back 5 seconds (Left)"))
        self.forward = _button("5", self.tr("Forward 5 seconds (Right)"))
        self.speed = _button("1.00×", self.tr("Speed: slower (-), faster (+)"))
        self.speed.setMenu(self._speed_menu())
        self.sides = QButtonGroup(self)
        self.who = _button(self.tr("Which side is the agent?"), self.tr("Say it, or swap the sides (Ctrl+Shift+S)"))
        self.who.setProperty("link", True)
        self._silent = QLabel(self.tr("no sound device"))
        self._silent.setProperty("role", "small")
        self._silent.setToolTip(self.tr("Time goes on, and you can read and score; nothing is heard."))
        self._time = QLabel()
        self._wanted: dict[QWidget, bool] = {self._silent: False, self.who: False}
        self._lay_out()
        self.play.clicked.connect(sound.toggle)
        self.back.clicked.connect(lambda: sound.skip(-5))
        self.forward.clicked.connect(lambda: sound.skip(5))
        self.who.clicked.connect(self.sides_asked)
        self.sides.buttonClicked.connect(lambda button: self.hear(button.objectName()))
        theme.changed.connect(self._restyle)
        self._restyle()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
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
        row.addWidget(self.who)
        row.addStretch(1)
        row.addWidget(self._silent)
        row.addWidget(self._time)

    def _speed_menu(self) -> QMenu:
        menu = QMenu(self)
        for speed in SPEEDS:
            action = menu.addAction(f"{speed:.2f}×")
            action.triggered.connect(lambda _=False, speed=speed: self.set_speed(speed))
        return menu

    def show_state(self, state: "PlayerState") -> None:
        """Show whether it plays, and whether it can be heard."""
        self.play.setText(self.tr("Pause") if state.playing else self.tr("Play"))
        self.play.setIcon(icons.icon("pause" if state.playing else "play", self._theme.color("on_accent")))
        self._wanted[self._silent] = state.device_missing
        self._fit()

    def show_time(self, seconds: float, duration: float) -> None:
        """Show the position and the length."""
        before = len(self._time.text())
        self._time.setText(f"{text.clock(seconds, tenths=True)} / {text.clock(duration)}")
        if len(self._time.text()) != before:
            self._fit()

    def show_speed(self) -> None:
        """Show how fast it plays."""
        self.speed.setText(f"{self._sound.speed:.2f}×")
        self.speed_changed.emit(self._sound.speed)

    def change_speed(self, steps: int) -> None:
        """Play faster or slower."""
        self._sound.change_speed(steps)
        self.show_speed()

    def set_speed(self, speed: float) -> None:
        """Play at this speed."""
        self._sound.set_speed(speed)
        self.show_speed()

    def show_sides(self, channels: int) -> None:
        """Offer the sides of a two-channel recording, once it is known who is who."""
        known = self._sound.agent_channel is not None
        for button in self.sides.buttons():
            self._wanted[button] = channels == 2 and known
            button.setEnabled(channels == 2 and known)
        self._wanted[self.who] = channels == 2 and not known
        self._fit()
        self.hear(self._sound.side)

    def hear(self, side: str) -> None:
        """Hear the agent, the customer or both."""
        self._sound.hear(side)
        for button in self.sides.buttons():
            button.setChecked(button.objectName() == self._sound.side)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for more or fewer controls."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Playing and the time are always there."""
        least = self.play.sizeHint().width() + self._time.sizeHint().width() + 2 * SPACING
        return QSize(least, super().minimumSizeHint().height())

    def _fit(self) -> None:
        """Show what there is room for, what matters most first; nothing is cut, and everything has a key."""
        room = self.width() - self.minimumSizeHint().width()
        for group in ([self.who, *self.sides.buttons()], [self.speed], [self._silent], [self.back, self.forward]):
            wanted = [widget for widget in group if self._wanted.get(widget, True)]
            needed = sum(widget.sizeHint().width() + SPACING for widget in wanted)
            fits = needed <= room
            room -= needed if fits else 0
            for widget in group:
                widget.setVisible(fits and widget in wanted)

    def _restyle(self) -> None:
        self.play.setMinimumWidth(self._theme.px(80))
        self._time.setFont(self._theme.font(TITLE))
        self.play.setIcon(icons.icon("pause" if self._sound.playing else "play", self._theme.color("on_accent")))
        self.back.setIcon(icons.icon("back", self._theme.color("text")))
        self.forward.setIcon(icons.icon("forward", self._theme.color("text")))
        self._fit()


def _button(label: str, hint: str) -> QPushButton:
    button = QPushButton(label)
    button.setToolTip(hint)
    button.setAccessibleName(hint)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button

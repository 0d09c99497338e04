"""The row of controls under the waveform: play, move, speed, loop, skip, sides, sound, time."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QMenu, QPushButton, QWidget

from qa_desktop.ui import icons, text
from qa_desktop.ui.actions import Actions
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.review.hints import hint, press_by
from qa_desktop.ui.review.mixing import SIDES
from qa_desktop.ui.review.sound import Sound
from qa_desktop.ui.review.sound_menu import SoundMenu
from qa_desktop.ui.theme import TITLE, Theme

if TYPE_CHECKING:
    from qa_desktop.media.playback import PlayerState, Slower

SPACING = 6
SKIPS = ("skip_silence", "skip_hold")
SPEEDS = (0.5, 0.75, 1.0, 1.25, 1.5, 1.75, 2.0, 2.5, 3.0)


class Transport(QWidget):
    """Plays a recording; every control has a key, so none of them takes the keyboard."""

    def __init__(self, theme: Theme, sound: Sound, preferences: Preferences) -> None:
        super().__init__()
        self._theme = theme
        self._sound = sound
        self._preferences = preferences
        self._menu: SoundMenu | None = None
        self._actions: Actions | None = None
        self._offered = {"sides": False, "skip": False, "loop": False}
        self.play = _button(self.tr("Play"))
        self.play.setProperty("primary", True)
        self.back = _button("5")
        self.forward = _button("5")
        self.speed = _button("1.00×")
        self.loop = _button(self.tr("A–B"))
        self.loop.setCheckable(True)
        self.skip = _button(self.tr("Skip"))
        self.sides = QButtonGroup(self)
        self.side = _button("")
        self.more = _button("")
        self._missing = False
        self._slower: Slower | None = None
        self._silent = QLabel(self.tr("no sound device"))
        self._silent.setProperty("role", "small")
        self._silent.setToolTip(self.tr("Time goes on, and you can read and score; nothing is heard."))
        self._time = QLabel()
        self._wanted: dict[QWidget, bool] = {self._silent: False}
        self._lay_out()
        for button in (self.back, self.forward, self.more, self.loop, self.speed, self.skip, self.side):
            button.setProperty("tight", True)
        self.sides.buttonClicked.connect(lambda button: sound.mixer.hear(button.objectName()))
        self.more.clicked.connect(lambda: self.menu.open_at(self.more))
        sound.changed.connect(self._display)
        theme.changed.connect(self._restyle)
        self._restyle()
        self._display()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACING)
        for widget in (self.play, self.back, self.forward, self.speed, self.loop, self.skip):
            row.addWidget(widget)
        sides = QHBoxLayout()
        sides.setSpacing(0)
        row.addLayout(sides)
        names = {"agent": self.tr("Agent"), "both": self.tr("Both"), "customer": self.tr("Customer")}
        for side in SIDES:
            button = _button(names[side])
            button.setCheckable(True)
            button.setProperty("side", True)
            button.setProperty("first", side == SIDES[0])
            button.setObjectName(side)
            self.sides.addButton(button)
            sides.addWidget(button)
        row.addWidget(self.side)
        row.addWidget(self.more)
        row.addStretch(1)
        for label in (self._silent, self._time):
            row.addWidget(label)

    def bind(self, actions: Actions) -> None:
        """Let the controls do what the actions do, and name their keys."""
        press_by(self.play, self.tr("Play or pause"), actions, "play")
        press_by(self.back, self.tr("Back 5 seconds"), actions, "back")
        press_by(self.forward, self.tr("Forward 5 seconds"), actions, "forward")
        press_by(self.loop, self.tr("Play a passage again and again: begin, end, off"), actions, "loop")
        channels = [f"channel_{side}" for side in SIDES]
        self.side.setMenu(_menu_of(self, actions, channels))
        hint(self.side, self.tr("Which side is heard"), actions, *channels)
        names = {"agent": self.tr("Hear the agent only"), "both": self.tr("Hear both")}
        for button in self.sides.buttons():
            words = names.get(button.objectName(), self.tr("Hear the customer only"))
            hint(button, words, actions, f"channel_{button.objectName()}")
        speed = ("slower", "faster", "preset_speed")
        hint(self.speed, self.tr("Speed: slower, faster, the other of two"), actions, *speed)
        hint(self.skip, self.tr("Skip silence, skip hold music"), actions, *SKIPS)
        hint(self.more, self.tr("Sound: balance, loudness, device"), actions)
        self.speed.setMenu(self._speed_menu(actions["preset_speed"]))
        self.skip.setMenu(_menu_of(self, actions, SKIPS))
        self._actions = actions
        self._fit()

    @property
    def menu(self) -> SoundMenu:
        """What opens under the sound button; it is made when it is first wanted."""
        if self._menu is None:
            self._menu = SoundMenu(self._theme, self._sound, self._preferences, self)
            if self._actions is not None:
                self._menu.bind(self._actions)
            self._menu.offer(**self._offered)
            self._menu.show_state(self._sound.state)
        return self._menu

    def _speed_menu(self, switch: QAction) -> QMenu:
        menu, group = QMenu(self), QActionGroup(self)
        for speed in SPEEDS:
            action = menu.addAction(_times(speed))
            action.setCheckable(True)
            action.setData(speed)
            action.triggered.connect(lambda _=False, speed=speed: self._sound.set_speed(speed))
            group.addAction(action)
        menu.addSeparator()
        menu.addAction(switch)
        presets = [menu.addAction("") for _ in range(2)]
        for place, action in enumerate(presets):
            action.triggered.connect(lambda _=False, place=place: self._make_preset(place))

        def show() -> None:
            first, second = self._preferences.settings.preset_speeds
            now = _times(self._sound.speed)
            presets[0].setText(self.tr("First of the two: {0} instead of {1}").format(now, _times(first)))
            presets[1].setText(self.tr("Second of the two: {0} instead of {1}").format(now, _times(second)))
            for action, kept in zip(presets, (first, second), strict=True):
                action.setVisible(self._sound.speed not in (first, second) or kept == self._sound.speed)
                action.setEnabled(kept != self._sound.speed)
            for action in group.actions():
                action.setChecked(action.data() == self._sound.speed)

        menu.aboutToShow.connect(show)
        return menu

    def _make_preset(self, place: int) -> None:
        kept = list(self._preferences.settings.preset_speeds)
        kept[place] = self._sound.speed
        self._preferences.change(preset_speeds=kept)

    def show_state(self, state: "PlayerState") -> None:
        """Show whether it plays, and whether it can be heard."""
        self.play.setText(self.tr("Pause") if state.playing else self.tr("Play"))
        self.play.setIcon(icons.icon("pause" if state.playing else "play", self._theme.color("on_accent")))
        if state.slower != self._slower:
            self._slower = state.slower
            _mark(self.speed, state.slower is not None)
        if state.device_missing != self._missing:
            self._missing = self._wanted[self._silent] = state.device_missing
            self._restyle()
        if self._menu is not None:
            self._menu.show_state(state)
        self._fit()

    def show_time(self, seconds: float, duration: float) -> None:
        """Show the position and the length."""
        before = len(self._time.text())
        self._time.setText(f"{text.clock(seconds, tenths=True)} / {text.clock(duration)}")
        if len(self._time.text()) != before:
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Another width has room for more or fewer controls."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Playing, the time and the way to everything else are always there."""
        always = (self.play, self.more, self._time)
        least = sum(widget.sizeHint().width() for widget in always) + 3 * SPACING
        return QSize(least, super().minimumSizeHint().height())

    def _display(self) -> None:
        kept, mix = self._preferences.settings, self._sound.mix
        begun = self._sound.loop_begin is not None
        self.loop.setText(self.tr("A–…") if begun else self.tr("A–B"))
        self.loop.setChecked(begun or self._sound.loop is not None)
        _mark(self.skip, kept.skip_silence or kept.skip_hold)
        for button in self.sides.buttons():
            button.setChecked(button.objectName() == mix.heard)
        _mark(self.more, kept.levelling or bool(kept.balance) or any(mix.gains_db))
        self._fit()

    def _fit(self) -> None:
        """Say and show as much as there is room for; what does not fit is found under the sound button."""
        hidden: set[QWidget] = set()
        for roomy in (True, False):
            self._say(roomy)
            hidden = self._hidden(roomy)
            if not hidden - {self._silent}:
                break
        known = self._sound.mix.sides_known
        self._offered = {
            "sides": known and self.side in hidden,
            "skip": self.skip in hidden,
            "loop": self.loop in hidden,
        }
        if self._menu is not None:
            self._menu.offer(**self._offered)

    def _hidden(self, roomy: bool) -> set[QWidget]:
        """Show what fits, what matters most first, and tell what of it does not."""
        known = self._sound.mix.sides_known
        sides: list[QWidget] = list(self.sides.buttons())
        unwanted = {widget for widget, wanted in self._wanted.items() if not wanted}
        unwanted |= {self.side} if roomy or not known else set()
        unwanted |= set() if roomy and known else set(sides)
        groups: list[list[QWidget]] = [[self.back, self.forward], [self.speed], sides, [self.side]]
        groups += [[self.skip], [self.loop], [self._silent]]
        room = self.width() - self.minimumSizeHint().width()
        hidden: set[QWidget] = set()
        for group in groups:
            wanted = [widget for widget in group if widget not in unwanted]
            gaps = SPACING * (1 if group is sides else len(wanted))
            needed = sum(widget.sizeHint().width() for widget in wanted) + gaps * bool(wanted)
            fits = needed <= room
            room -= needed if fits else 0
            hidden |= set() if fits else set(wanted)
            for widget in group:
                widget.setVisible(fits and widget in wanted)
        return hidden

    def _say(self, roomy: bool) -> None:
        kept, slower = self._preferences.settings, self._slower
        # As wide as before, so that no other control moves; the waveform has the word for it.
        self.speed.setText(_times(slower.speed if slower is not None else self._sound.speed))
        names = {"agent": self.tr("Agent"), "both": self.tr("Both"), "customer": self.tr("Customer")}
        self.side.setText(names[self._sound.mix.heard])
        one = self.tr("Skip silence") if kept.skip_silence else self.tr("Skip hold")
        both = kept.skip_silence and kept.skip_hold
        some = kept.skip_silence or kept.skip_hold
        self.skip.setText((self.tr("Skip both") if both else one) if some and roomy else self.tr("Skip"))

    def _restyle(self) -> None:
        self.play.setMinimumWidth(self._theme.px(80))
        self._time.setFont(self._theme.font(TITLE))
        self.play.setIcon(icons.icon("pause" if self._sound.playing else "play", self._theme.color("on_accent")))
        sound = "sound_off" if self._missing else "sound"
        for button, name in ((self.back, "back"), (self.forward, "forward"), (self.more, sound)):
            button.setIcon(icons.icon(name, self._theme.color("text")))
        self._fit()


def _menu_of(parent: QWidget, actions: Actions, ids: Iterable[str]) -> QMenu:
    menu = QMenu(parent)
    menu.addActions([actions[each] for each in ids])
    return menu


def _times(speed: float) -> str:
    return f"{speed:.2f}×"


def _mark(button: QPushButton, on: bool) -> None:
    """Let a button that opens a menu look pressed."""
    if button.property("on") != on:
        button.setProperty("on", on)
        button.style().unpolish(button)
        button.style().polish(button)


def _button(label: str) -> QPushButton:
    button = QPushButton(label)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button

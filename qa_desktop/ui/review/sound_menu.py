"""What opens under the sound button: balance, loudness, levelling, the device, and what the row had no room for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QSignalBlocker, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from qa_desktop.ui.actions import Actions
from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.review.device_list import DeviceList
from qa_desktop.ui.review.hints import hint, press_by
from qa_desktop.ui.review.mixing import AGENT, CUSTOMER, LOUDEST_DB, SIDES
from qa_desktop.ui.review.sound import Sound
from qa_desktop.ui.theme import Theme

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent

    from qa_desktop.media.playback import PlayerState

EAR = 20
"""Steps of the balance from the middle to one ear."""


class SoundMenu(QFrame):
    """A small page over the window; Escape or a click elsewhere closes it."""

    def __init__(self, theme: Theme, sound: Sound, preferences: Preferences, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup | Qt.WindowType.FramelessWindowHint)
        self.setObjectName("popover")
        self._theme = theme
        self._sound = sound
        self._preferences = preferences
        self._sides, self._side_row = QButtonGroup(self), QWidget()
        self._loop = QPushButton(self.tr("A–B"))
        self._silence, self._hold = QCheckBox(self.tr("Skip silence")), QCheckBox(self.tr("Skip hold music"))
        self._levelling = QCheckBox(self.tr("Level quiet sides automatically"))
        self._balance, self._gains = _slider(EAR), (_slider(int(LOUDEST_DB)), _slider(int(LOUDEST_DB)))
        self._names = tuple(QLabel() for _ in self._gains)
        self._figures = tuple(QLabel() for _ in range(3))
        self._device = DeviceList(preferences)
        self._no_device = QLabel(self.tr("No sound device: time goes on, and you can read and score."))
        self._lay_out()
        self._connect()
        self._display()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 14)
        column.setSpacing(10)
        self._lay_out_sides()
        for widget in (self._side_row, self._loop, self._silence, self._hold):
            column.addWidget(widget)
        self._line = QFrame()
        self._line.setProperty("line", True)
        column.addWidget(self._line)
        grid = QGridLayout()
        grid.setHorizontalSpacing(12)
        grid.setVerticalSpacing(8)
        grid.setColumnMinimumWidth(1, 150)
        ears = QLabel(self.tr("Left or right ear"))
        for row, (name, slider) in enumerate(zip((ears, *self._names), (self._balance, *self._gains), strict=True)):
            name.setBuddy(slider)
            self._figures[row].setProperty("role", "muted")
            self._figures[row].setMinimumWidth(self._theme.px(64))
            self._figures[row].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            for place, widget in enumerate((name, slider, self._figures[row])):
                grid.addWidget(widget, row, place)
        column.addLayout(grid)
        column.addWidget(self._levelling)
        column.addWidget(QLabel(self.tr("Sound device")))
        column.addWidget(self._device)
        self._no_device.setProperty("role", "small")
        self._no_device.setWordWrap(True)
        column.addWidget(self._no_device)

    def _lay_out_sides(self) -> None:
        row = QHBoxLayout(self._side_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        names = {"agent": self.tr("Agent"), "both": self.tr("Both"), "customer": self.tr("Customer")}
        for side in SIDES:
            button = QPushButton(names[side])
            button.setCheckable(True)
            button.setProperty("side", True)
            button.setProperty("first", side == SIDES[0])
            button.setObjectName(side)
            self._sides.addButton(button)
            row.addWidget(button)
        row.addStretch(1)

    def _connect(self) -> None:
        sound, change = self._sound, self._preferences.change
        self._loop.setCheckable(True)
        self._sides.buttonClicked.connect(lambda button: sound.mixer.hear(button.objectName()))
        self._silence.clicked.connect(lambda on: change(skip_silence=on))
        self._hold.clicked.connect(lambda on: change(skip_hold=on))
        self._levelling.clicked.connect(lambda on: change(levelling=on))
        self._balance.valueChanged.connect(lambda value: change(balance=value / EAR))
        self._balance.setAccessibleName(self.tr("Left or right ear"))
        for place, slider in enumerate(self._gains):
            slider.valueChanged.connect(lambda value, place=place: self._gain(place, value))
        sound.changed.connect(self._display)

    def bind(self, actions: Actions) -> None:
        """Name the keys that do the same."""
        press_by(self._loop, self.tr("Play a passage again and again: begin, end, off"), actions, "loop")
        boxes = {"skip_silence": self._silence, "skip_hold": self._hold, "levelling": self._levelling}
        for action, box in boxes.items():
            hint(box, box.text(), actions, action)
        for button in self._sides.buttons():
            hint(button, button.text(), actions, f"channel_{button.objectName()}")
        sliders = {"balance_left balance_right balance_middle": self._balance}
        sliders |= {"agent_louder agent_quieter": self._gains[0], "customer_louder customer_quieter": self._gains[1]}
        self._name_keys(actions, sliders)
        actions.keys_changed.connect(lambda: self._name_keys(actions, sliders))

    def _name_keys(self, actions: Actions, sliders: Mapping[str, QSlider]) -> None:
        for ids, slider in sliders.items():
            slider.setToolTip(", ".join(key for key in map(actions.key, ids.split()) if key))

    def open_at(self, button: QWidget) -> None:
        """Open under a button, or over it where the screen ends."""
        self._display()
        self.adjustSize()
        corner = button.mapToGlobal(QPoint(0, button.height() + 4))
        screen = (button.screen() or QGuiApplication.primaryScreen()).availableGeometry()
        if corner.y() + self.height() > screen.bottom():
            corner.setY(button.mapToGlobal(QPoint(0, -4)).y() - self.height())
        corner.setX(max(screen.left() + 8, min(corner.x(), screen.right() - self.width() - 8)))
        self.move(corner)
        self.show()
        self._balance.setFocus(Qt.FocusReason.PopupFocusReason)

    def offer(self, sides: bool, skip: bool, loop: bool) -> None:
        """Show what the row of controls has no room for."""
        self._side_row.setVisible(sides)
        self._loop.setVisible(loop)
        for box in (self._silence, self._hold):
            box.setVisible(skip)
        self._line.setVisible(sides or skip or loop)

    def show_state(self, state: PlayerState) -> None:
        """Show the devices there are."""
        self._device.offer(state.devices)
        self._no_device.setVisible(state.device_missing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)

    def _channels(self) -> tuple[int, int]:
        """Whose loudness the two sliders set: agent and customer, or left and right."""
        mix = self._sound.mix
        return mix.channel_of(AGENT), mix.channel_of(CUSTOMER)

    def _gain(self, place: int, value: int) -> None:
        channel = self._channels()[place]
        self._sound.mixer.change_gain(channel, value - self._sound.mix.gains_db[channel])

    def _display(self) -> None:
        kept, mix = self._preferences.settings, self._sound.mix
        for button in self._sides.buttons():
            button.setChecked(button.objectName() == mix.heard)
        for box, on in (
            (self._silence, kept.skip_silence),
            (self._hold, kept.skip_hold),
            (self._levelling, kept.levelling),
            (self._loop, self._sound.loop is not None or self._sound.loop_begin is not None),
        ):
            box.setChecked(on)
        _put(self._balance, round(kept.balance * EAR))
        self._figures[0].setText(self._ear(kept.balance))
        names = (self.tr("Agent"), self.tr("Customer")) if mix.sides_known else (self.tr("Left"), self.tr("Right"))
        for place, channel in enumerate(self._channels()):
            alone = mix.channels == 1
            self._names[place].setText(self.tr("Loudness") if alone else names[place])
            for widget in (self._names[place], self._gains[place], self._figures[place + 1]):
                widget.setVisible(place == 0 or not alone)
            self._gains[place].setAccessibleName(self.tr("Loudness: {0}").format(self._names[place].text()))
            _put(self._gains[place], round(mix.gains_db[channel]))
            self._figures[place + 1].setText(_decibels(mix.gains_db[channel], mix.levelled(channel)))

    def _ear(self, balance: float) -> str:
        if not balance:
            return self.tr("both alike")
        share = f"{abs(balance):.0%}"
        return self.tr("{0} left").format(share) if balance < 0 else self.tr("{0} right").format(share)


def _slider(reach: int) -> QSlider:
    slider = QSlider(Qt.Orientation.Horizontal)
    slider.setRange(-reach, reach)
    slider.setPageStep(max(1, reach // 6))
    return slider


def _put(slider: QSlider, value: int) -> None:
    with QSignalBlocker(slider):
        slider.setValue(value)


def _decibels(own: float, levelled: float) -> str:
    """The listener's own and what levelling adds: `+3 dB`, `0 dB +6`."""
    shown = f"{own:+.0f} dB" if own else "0 dB"
    return f"{shown} {levelled:+.0f}" if round(levelled) else shown

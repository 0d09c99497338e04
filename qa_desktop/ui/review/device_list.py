"""Which sound device is used: a list that follows what is plugged in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSignalBlocker
from PySide6.QtWidgets import QComboBox

from qa_desktop.ui.preferences import Preferences

if TYPE_CHECKING:
    from qa_desktop.media.playback import OutputDevice

WIDEST = 32
"""Characters of a device's name that the list is made wide for."""


class DeviceList(QComboBox):
    """The devices there are now, and the one that was chosen even while it is away."""

    def __init__(self, preferences: Preferences) -> None:
        super().__init__()
        self._preferences = preferences
        self._devices: tuple[OutputDevice, ...] | None = None
        self.setAccessibleName(self.tr("Sound device"))
        self.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.setMinimumContentsLength(WIDEST)
        self.activated.connect(lambda place: preferences.change(output_device=self.itemData(place)))
        preferences.changed.connect(lambda names: self._fill() if "output_device" in names else None)
        self.offer(())

    def offer(self, devices: tuple[OutputDevice, ...]) -> None:
        """Offer these."""
        if devices != self._devices:
            self._devices = devices
            self._fill()

    def _fill(self) -> None:
        chosen = self._preferences.settings.output_device
        devices = self._devices or ()
        usual = next((each.name for each in devices if each.is_default), "")
        with QSignalBlocker(self):
            self.clear()
            self.addItem(self._first(usual), "")
            for device in devices:
                self.addItem(device.name, device.id)
            if chosen and self.findData(chosen) < 0:
                self.addItem(self.tr("The chosen one, which is not there now"), chosen)
            self.setCurrentIndex(max(0, self.findData(chosen)))

    def _first(self, usual: str) -> str:
        """What stands for the device of the system."""
        if usual:
            return self.tr("As the system: {0}").format(usual)
        return self.tr("As the system") if self._devices else self.tr("No sound device is there.")

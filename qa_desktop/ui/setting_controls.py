"""Controls and actions that stand for one setting: whoever changes it, all of them show it."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox

from qa_desktop.ui.preferences import Preferences

LEFT = 6
"""Pixels before a number."""


class NumberBox(QDoubleSpinBox):
    """A number in bounds: the least, the greatest and the step."""

    def __init__(self, bounds: tuple[float, float, float], unit: str, decimals: int) -> None:
        super().__init__()
        low, high, step = bounds
        self.setDecimals(decimals)
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setSuffix(unit)
        self.lineEdit().setTextMargins(LEFT, 0, 0, 0)

    def put(self, value: float) -> None:
        """Show a value that was set elsewhere; what is being typed here is left alone."""
        if self.value() != value:
            with QSignalBlocker(self):
                self.setValue(value)


class NumberSetting(NumberBox):
    """A setting that is a number."""

    def __init__(
        self, preferences: Preferences, name: str, bounds: tuple[float, float, float], unit: str, decimals: int
    ) -> None:
        super().__init__(bounds, unit, decimals)
        self.put(getattr(preferences.settings, name))
        self.valueChanged.connect(lambda value: preferences.change(**{name: round(value, 2)}))
        preferences.changed.connect(
            lambda names: self.put(getattr(preferences.settings, name)) if name in names else None
        )


class SwitchSetting(QCheckBox):
    """Something that is on or off."""

    def __init__(self, preferences: Preferences, name: str, words: str) -> None:
        super().__init__(words)
        self.setChecked(getattr(preferences.settings, name))
        self.clicked.connect(lambda on: preferences.change(**{name: on}))
        preferences.changed.connect(
            lambda names: self.setChecked(getattr(preferences.settings, name)) if name in names else None
        )


def switch_by(action: QAction, preferences: Preferences, name: str) -> None:
    """Let a checkable action stand for a setting that is on or off."""
    action.setChecked(getattr(preferences.settings, name))
    action.triggered.connect(lambda on: preferences.change(**{name: on}))
    preferences.changed.connect(
        lambda names: action.setChecked(getattr(preferences.settings, name)) if name in names else None
    )

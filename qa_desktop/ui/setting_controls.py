"""Controls and actions that stand for one setting: whoever changes it, all of them show it."""

from PySide6.QtCore import QSignalBlocker
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox

from qa_desktop.ui.preferences import Preferences


class NumberSetting(QDoubleSpinBox):
    """A number; `bounds` are the least, the greatest and the step."""

    def __init__(self, preferences: Preferences, name: str, words: str, bounds: tuple[float, float, float]) -> None:
        super().__init__()
        self._preferences = preferences
        self._name = name
        low, high, step = bounds
        self.setRange(low, high)
        self.setSingleStep(step)
        self.setAccessibleName(words)
        self._show()
        self.valueChanged.connect(lambda value: preferences.change(**{name: round(value, 2)}))
        preferences.changed.connect(lambda names: self._show() if name in names else None)

    def setDecimals(self, decimals: int) -> None:
        """Show so many digits, and the value with them."""
        with QSignalBlocker(self):
            super().setDecimals(decimals)
        self._show()

    def _show(self) -> None:
        with QSignalBlocker(self):
            self.setValue(getattr(self._preferences.settings, self._name))


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

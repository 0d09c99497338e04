"""What a screen reader meets in place of the picture: a slider over the time, with words for what is there."""

from __future__ import annotations

from functools import cache
from typing import Any, Protocol

from PySide6.QtCore import QObject
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QAccessibleInterface,
    QAccessibleValueChangeEvent,
    QAccessibleValueInterface,
)
from PySide6.QtWidgets import QAccessibleWidget, QWidget
from shiboken6 import VoidPtr

STEP_S = 5.0


class Spoken(Protocol):
    """What a waveform tells of itself."""

    @property
    def position(self) -> float:
        """Where the playhead stands, in seconds."""

    @property
    def duration(self) -> float:
        """How long the recording is, in seconds."""

    def go(self, seconds: float) -> None:
        """Move the playhead."""

    def spoken_value(self) -> str:
        """Where the playhead stands, and what is marked there."""

    def spoken_description(self) -> str:
        """How long the recording is, what is selected, how much is marked."""


class _Value(QAccessibleValueInterface):
    """The playhead as a number of seconds."""

    def __init__(self, wave: Spoken) -> None:
        super().__init__()
        self._wave = wave

    def currentValue(self) -> float:
        return self._wave.position

    def setCurrentValue(self, value: Any) -> None:
        self._wave.go(float(value))

    def minimumValue(self) -> float:
        return 0.0

    def maximumValue(self) -> float:
        return self._wave.duration

    def minimumStepSize(self) -> float:
        return STEP_S


class WaveInterface(QAccessibleWidget):
    """A slider whose value and description are told in words too."""

    def __init__(self, widget: QWidget, wave: Spoken) -> None:
        super().__init__(widget, QAccessible.Role.Slider)
        self._wave = wave
        self._value = _Value(wave)

    def interface_cast(self, kind: QAccessible.InterfaceType) -> Any:
        """The value interface is there; so is what every widget has."""
        if kind is QAccessible.InterfaceType.ValueInterface:
            return self._value
        # None for "there is no such interface" ends the process in PySide6 6.11.3; a null pointer does not.
        found = super().interface_cast(kind)
        return VoidPtr(0) if found is None else found

    def text(self, kind: QAccessible.Text) -> str:
        """The words for what cannot be seen."""
        if kind is QAccessible.Text.Value:
            return self._wave.spoken_value()
        if kind is QAccessible.Text.Description:
            return self._wave.spoken_description()
        return super().text(kind)


@cache
def speak_for(kind: type) -> None:
    """Have every widget of a class answer screen readers as a waveform does; said once in the life of a process."""

    def make(_: str, thing: QObject) -> QAccessibleInterface | None:
        return thing.interface if isinstance(thing, kind) else None  # type: ignore[attr-defined]

    QAccessible.installFactory(make)


def announce(widget: QWidget, words: str) -> None:
    """Have a screen reader say something now."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))


def tell_value(widget: QWidget, seconds: float) -> None:
    """Tell that the playhead has been moved."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(widget, seconds))

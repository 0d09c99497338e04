"""The sound devices of this machine, as they come and go; used in the engine's thread."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject

from qa_desktop.media.devices import output_devices
from qa_desktop.media.outputs import Output, SinkOutput, WallOutput, device_id
from qa_desktop.media.playback import OutputDevice
from qa_desktop.media.pulse import PulseWatch, Sinks
from qa_desktop.media.sound_server import connections

_FIRST_PATIENCE, _FRESH = 0.3, 0.05
_PATIENCE = 0.5
"""Seconds within which a sound server that is well answers, on a busy machine too."""


class SystemOutputs:
    """Qt's devices; with a PulseAudio server in between, those of them that the server has and that are safe to use."""

    def __init__(self) -> None:
        self._watch: PulseWatch | None = None
        self._asked = False
        self._pulse: bool | None = None
        self._needed = 1

    def devices(self) -> tuple[OutputDevice, ...]:
        """The devices that can be played with now."""
        sinks = self._sinks() if self._pulse is not False else None
        if self._pulse and (sinks is None or not self._safe()):
            return ()
        found = output_devices()
        if self._pulse is None and found:
            # Devices that Qt has without a connection to that server come from elsewhere.
            self._pulse = connections() > 0
        if not self._pulse or sinks is None:
            return found
        return tuple(
            OutputDevice(device.id, device.name, device.id == sinks.default)
            for device in found
            if device.id in sinks.names
        )

    def make(self, device_id_: str, parent: QObject) -> Output:
        """A sink on this device, or the clock where it has gone."""
        from PySide6.QtMultimedia import QMediaDevices

        for device in QMediaDevices.audioOutputs():
            if device_id(device) == device_id_ and self._safe():
                return SinkOutput(device, parent, self._may_start, bool(self._pulse))
        return WallOutput(parent)

    def responding(self) -> bool:
        """Whether a device may be touched: Qt waits half a minute for a server that hangs, and holds up everything."""
        return not self._pulse or self._watch is None or self._watch.answers(_PATIENCE)

    def close(self) -> None:
        """Ends the connection to the server."""
        if self._watch is not None:
            self._watch.close()
            self._watch = None

    def _may_start(self) -> bool:
        safe = self._safe() and self.responding()
        if safe:
            self._needed = 2  # the first start of a sink makes Qt's second connection
        return safe

    def _safe(self) -> bool:
        return not self._pulse or connections() >= self._needed

    def _sinks(self) -> Sinks | None:
        first, self._asked = not self._asked, True
        if first and sys.platform == "linux":
            try:
                self._watch = PulseWatch()
            except OSError:
                return None  # no libpulse: Qt cannot use such a server either
        return self._watch.ask(_FIRST_PATIENCE if first else _FRESH) if self._watch is not None else None

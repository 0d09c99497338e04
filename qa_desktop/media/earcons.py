"""Short tones that tell by ear what was done, and a small player for them that leaves the recording alone."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject

from qa_desktop.media.outputs import output_format
from qa_desktop.media.sound_server import server_identity

if TYPE_CHECKING:
    import numpy as np
    from PySide6.QtMultimedia import QAudioDevice, QAudioSink, QtAudio

RATE = 48_000
LOUDNESS = 0.2
EDGE_S = 0.008
"""Seconds in which a tone swells and fades, so that nothing clicks."""
GAP_S = 0.12
"""Seconds between one sign and the next."""
LOWEST_LEVEL_HZ = 392.0


class Tone(StrEnum):
    """What a sign stands for."""

    YES = "yes"
    NO = "no"
    NA = "na"
    LEVEL = "level"
    CLEARED = "cleared"
    EVIDENCE = "evidence"
    MOVED = "moved"
    DONE = "done"
    TOLD = "told"
    ERROR = "error"


Note = tuple[float, float]
"""A frequency in hertz, and seconds."""
_MELODIES: dict[Tone, tuple[Note, ...]] = {
    Tone.YES: ((660.0, 0.09), (990.0, 0.14)),
    Tone.NO: ((440.0, 0.09), (294.0, 0.16)),
    Tone.NA: ((554.0, 0.07), (0.0, 0.05), (554.0, 0.07)),
    Tone.CLEARED: ((880.0, 0.06), (440.0, 0.06), (220.0, 0.08)),
    Tone.EVIDENCE: ((1760.0, 0.05), (0.0, 0.03), (1760.0, 0.05)),
    Tone.MOVED: ((1245.0, 0.04),),
    Tone.DONE: ((523.0, 0.1), (659.0, 0.1), (784.0, 0.2)),
    Tone.TOLD: ((740.0, 0.12),),
    Tone.ERROR: ((155.0, 0.16), (0.0, 0.06), (155.0, 0.22)),
}


def melody(tone: Tone, level: int = 0) -> tuple[Note, ...]:
    """The notes of a sign; a level is one tone, a step higher for each level above the first."""
    if tone is not Tone.LEVEL:
        return _MELODIES[tone]
    pitch = LOWEST_LEVEL_HZ * 2 ** ((max(level, 1) - 1) * 2 / 12)
    return ((pitch, 0.16),)


def samples(notes: tuple[Note, ...]) -> np.ndarray:
    """The notes as float samples of one channel."""
    import numpy as np

    parts = []
    for pitch, seconds in notes:
        time = np.arange(round(seconds * RATE)) / RATE
        edges = np.minimum(1.0, np.minimum(time, seconds - time) / EDGE_S)
        parts.append(LOUDNESS * edges * np.sin(2 * np.pi * pitch * time))
    return np.concatenate(parts).astype("<f4")


class TonePlayer(QObject):
    """Plays signs one after the other on a device of its own choice; without a device it stays silent."""

    def __init__(self, parent: QObject | None = None, device: str = "") -> None:
        super().__init__(parent)
        self._wanted_device = device
        self._server = server_identity()
        self._sink: QAudioSink | None = None
        self._data = QByteArray()
        self._buffer = QBuffer(self)
        self._waiting: list[tuple[Note, ...]] = []

    def play(self, notes: tuple[Note, ...]) -> None:
        """Play when those before have been heard."""
        self._waiting.append(notes)
        if not self._buffer.isOpen():
            self._next()

    def stop(self) -> None:
        """Fall silent, and forget what is waiting."""
        self._waiting.clear()
        if self._sink is not None and self._buffer.isOpen():
            self._sink.reset()
        self._buffer.close()

    def _next(self) -> None:
        import numpy as np

        self._buffer.close()
        if not self._waiting:
            return
        notes = self._waiting.pop(0)
        sink = self._usable_sink()
        if sink is None:
            self._waiting.clear()
            return
        both = np.repeat(samples((*notes, (0.0, GAP_S))), 2)  # the same in both ears
        self._data = QByteArray(both.tobytes())
        self._buffer.setBuffer(self._data)
        self._buffer.open(QIODevice.OpenModeFlag.ReadOnly)
        sink.start(self._buffer)

    def _usable_sink(self) -> QAudioSink | None:
        """The sink, made when the first sign is to be heard; none where the sound server has gone meanwhile."""
        from PySide6.QtMultimedia import QAudioSink

        if server_identity() != self._server:
            return None
        if self._sink is None:
            device = _device(self._wanted_device)
            if device.isNull():
                return None
            self._sink = QAudioSink(device, output_format(), self)
            self._sink.stateChanged.connect(self._state_changed)
        return self._sink

    def _state_changed(self, state: QtAudio.State) -> None:
        from PySide6.QtMultimedia import QtAudio

        if state is QtAudio.State.IdleState and self._buffer.atEnd():
            self._next()


def _device(wanted: str) -> QAudioDevice:
    from PySide6.QtMultimedia import QMediaDevices

    for device in QMediaDevices.audioOutputs():
        if wanted and bytes(device.id().data()).decode("utf-8", "replace") == wanted:
            return device
    return QMediaDevices.defaultAudioOutput()

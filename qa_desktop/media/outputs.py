"""Where the sound goes: a device, or nowhere by the clock. All of it lives in the engine's thread."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QIODevice, QObject, Qt, QTimerEvent

from qa_desktop.media.playback import OutputDevice
from qa_desktop.media.render import OUTPUT_FRAME_BYTES, Renderer
from qa_desktop.media.timeline import OUTPUT_RATE

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QAudioDevice, QAudioFormat

BUFFER_SECONDS = 0.25
_WALL_STEP_MS = 20


class PullDevice(QIODevice):
    """Hands rendered frames to whoever pulls them; must live in the thread of the sink that reads it."""

    def __init__(self, renderer: Renderer) -> None:
        super().__init__()
        self._renderer: Renderer | None = renderer
        # Unbuffered, else Qt reads ahead and the count of frames handed out is wrong.
        self.open(QIODevice.OpenModeFlag.ReadOnly | QIODevice.OpenModeFlag.Unbuffered)

    def readData(self, maxlen: int) -> bytes:
        """Whole frames, as many as are asked for; silence where there is nothing to play."""
        frames = maxlen // OUTPUT_FRAME_BYTES
        return self._renderer.read(frames) if self._renderer else bytes(frames * OUTPUT_FRAME_BYTES)

    def mute(self) -> None:
        """Gives silence from now on."""
        self._renderer = None

    def writeData(self, data: bytes | bytearray | memoryview, length: int) -> int:
        """Nothing can be written."""
        return -1

    def bytesAvailable(self) -> int:
        """Always something: a sink that found nothing would go to sleep."""
        return OUTPUT_RATE * OUTPUT_FRAME_BYTES

    def isSequential(self) -> bool:
        """Frames come one after the other; there is no seeking in it."""
        return True


class Output(Protocol):
    """Something that pulls frames and knows how many of them are still to be heard."""

    @property
    def device(self) -> str:
        """The id of the device; empty where it stands in for one that is not there."""

    @property
    def watched(self) -> bool:
        """Whether the devices listed leave it out as soon as it has gone or its server is silent."""

    def start(self, device: PullDevice) -> bool:
        """Begins to pull; False when the device will not."""

    def stop(self) -> None:
        """Falls silent at once and forgets what it holds."""

    def waiting(self) -> int:
        """Frames pulled and not yet heard."""

    def broken(self) -> bool:
        """Whether the device has told that it stopped working."""

    def dispose(self) -> None:
        """Gives the device back."""


class Outputs(Protocol):
    """What there is to play with; called in the thread that will play."""

    def devices(self) -> tuple[OutputDevice, ...]:
        """The devices that can be played with now."""

    def make(self, device_id: str, parent: QObject) -> Output:
        """An output on one of them."""

    def responding(self) -> bool:
        """Whether an output may be touched without being held up."""

    def close(self) -> None:
        """Lets go of what was needed to know them."""


class SinkOutput:
    """A sound device; `safe` tells whether it may be started, `watched` whether its server is asked about it."""

    def __init__(self, device: QAudioDevice, parent: QObject, safe: Callable[[], bool], watched: bool) -> None:
        from PySide6.QtMultimedia import QAudioSink

        self._id = device_id(device)
        self._safe = safe
        self._watched = watched
        self._sink = QAudioSink(device, output_format(), parent)
        self._sink.setBufferSize(int(BUFFER_SECONDS * OUTPUT_RATE) * OUTPUT_FRAME_BYTES)

    @property
    def device(self) -> str:
        """The id of the device."""
        return self._id

    @property
    def watched(self) -> bool:
        """Whether its server is asked about it."""
        return self._watched

    def start(self, device: PullDevice) -> bool:
        """Begins to pull; False when the device will not."""
        if not self._safe():
            return False
        self._sink.start(device)
        return not self.broken()

    def stop(self) -> None:
        """Falls silent at once and forgets what it holds."""
        self._sink.reset()

    def waiting(self) -> int:
        """Frames in the sink's buffer."""
        return max(0, self._sink.bufferSize() - self._sink.bytesFree()) // OUTPUT_FRAME_BYTES

    def broken(self) -> bool:
        """Whether the sink has stopped with an error."""
        from PySide6.QtMultimedia import QtAudio

        return self._sink.isNull() or self._sink.error() in (QtAudio.Error.OpenError, QtAudio.Error.FatalError)

    def dispose(self) -> None:
        """Gives the device back."""
        self._sink.stop()
        self._sink.deleteLater()


class WallOutput(QObject):
    """No device: frames are pulled as the clock goes and are not heard, so that reading and scoring go on.

    It has no timer object to be connected with: Qt frees what is connected under a lock, PySide then asks for Python,
    and the screen thread, which has that, may be waiting for the lock.
    """

    device = ""
    watched = False

    def __init__(self, parent: QObject | None = None, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__(parent)
        self._clock = clock
        self._device: PullDevice | None = None
        self._began = 0.0
        self._pulled = 0
        self._timer = 0

    def start(self, device: PullDevice) -> bool:
        """Begins to pull."""
        self._device, self._began, self._pulled = device, self._clock(), 0
        if not self._timer:
            self._timer = self.startTimer(_WALL_STEP_MS, Qt.TimerType.PreciseTimer)
        return True

    def stop(self) -> None:
        """Stops pulling."""
        if self._timer:
            self.killTimer(self._timer)
        self._timer, self._device = 0, None

    def timerEvent(self, event: QTimerEvent) -> None:
        """Time has passed."""
        self.pull()

    def pull(self) -> None:
        """Takes the frames that are due by now."""
        if self._device is not None:
            due = max(0, int((self._clock() - self._began) * OUTPUT_RATE) - self._pulled)
            self._pulled += due
            # After a long pause of the whole machine the recording goes on where it was.
            self._device.readData(min(due, OUTPUT_RATE) * OUTPUT_FRAME_BYTES)

    def waiting(self) -> int:
        """Nothing: what is pulled counts as heard."""
        return 0

    def broken(self) -> bool:
        """Never."""
        return False

    def dispose(self) -> None:
        """Gives nothing back but itself."""
        self.stop()
        self.deleteLater()


def device_id(device: QAudioDevice) -> str:
    """What a device is called from one start of the program to the next."""
    return bytes(device.id().data()).decode("utf-8", "replace")


def output_format() -> QAudioFormat:
    """48 kHz float stereo."""
    from PySide6.QtMultimedia import QAudioFormat

    audio = QAudioFormat()
    audio.setSampleRate(OUTPUT_RATE)
    audio.setChannelCount(2)
    audio.setSampleFormat(QAudioFormat.SampleFormat.Float)
    return audio

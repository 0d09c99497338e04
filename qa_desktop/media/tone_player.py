"""Plays short tones on an output of its own, so that the recording is left alone."""

from array import array
from collections.abc import Callable
from functools import partial
from threading import Lock
from typing import cast

from PySide6.QtCore import QCoreApplication, QObject, Qt, QThread, QTimer, Signal, Slot

from qa_desktop.media.earcons import Note, samples
from qa_desktop.media.outputs import Outputs, PullDevice
from qa_desktop.media.render import OUTPUT_FRAME_BYTES, Renderer
from qa_desktop.media.sound_server import outlive_restarts
from qa_desktop.media.speakers import Seen, Speakers
from qa_desktop.media.system_outputs import SystemOutputs

GAP_S = 0.12
"""Seconds between one sign and the next."""
CHECK_MS = 50
PATIENCE_MS = 2000
"""So long the screen waits at most for the device to be given back."""


class _Waiting:
    """The samples that are still to be played, as the output pulls them; written and read in different threads."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._frames = b""

    def add(self, frames: bytes) -> None:
        """Play these after all others."""
        with self._lock:
            self._frames += frames

    def clear(self) -> None:
        """Play none of them."""
        with self._lock:
            self._frames = b""

    @property
    def over(self) -> bool:
        """Whether all has been taken."""
        return not self._frames

    def read(self, count: int) -> bytes:
        """So many frames; silence after the last."""
        length = count * OUTPUT_FRAME_BYTES
        with self._lock:
            taken, self._frames = self._frames[:length], self._frames[length:]
        return taken.ljust(length, b"\0")


class _Desk(QObject):
    """Starts and stops the output, in a thread of its own."""

    def __init__(self, waiting: _Waiting, make_outputs: Callable[[], Outputs], device: str) -> None:
        super().__init__()
        self._waiting = waiting
        self._make_outputs = make_outputs
        self._device = device
        self._speakers: Speakers | None = None
        self._playing = False

    @Slot()
    def begin(self) -> None:
        """Pull what waits, and stop when all of it has been heard."""
        if self._playing:
            return
        if self._speakers is None:
            self._speakers = Speakers(self._make_outputs, self)
            self._speakers.want(self._device)
            self._check = QTimer(self)
            self._check.setInterval(CHECK_MS)
            self._check.timeout.connect(self._stop_when_over)
        elif self._speakers.look() is not Seen.SAME:
            self._speakers.drop()  # it has gone, or another is to be used now
        self._playing = True
        self._speakers.start(PullDevice(cast("Renderer", self._waiting)))
        self._check.start()

    @Slot(str)
    def use(self, device: str) -> None:
        """Play through this device from the next sign on."""
        self._device = device
        if self._speakers is not None:
            self._speakers.want(device)

    @Slot()
    def end(self) -> None:
        """Fall silent at once."""
        if self._playing and self._speakers is not None:
            self._playing = False
            self._check.stop()
            self._speakers.stop()
            if not self._waiting.over:  # something was said in the meantime
                self.begin()

    @Slot()
    def close(self) -> None:
        """Give the device back."""
        self._waiting.clear()
        self.end()
        if self._speakers is not None:
            self._speakers.close()

    def _stop_when_over(self) -> None:
        output = self._speakers.output if self._speakers is not None else None
        if self._waiting.over and (output is None or output.waiting() == 0):
            self.end()


class TonePlayer(QObject):
    """Plays signs one after the other, in a thread of its own; without a device they are not heard.

    `close` must be called before it goes; the end of the application calls it.
    """

    _begin = Signal()
    _end = Signal()
    _use = Signal(str)

    def __init__(
        self, parent: QObject | None = None, device: str = "", make_outputs: Callable[[], Outputs] = SystemOutputs
    ) -> None:
        super().__init__(parent)
        outlive_restarts()
        self._waiting = _Waiting()
        self._desk = _Desk(self._waiting, make_outputs, device)
        self._thread = QThread()
        self._thread.setObjectName("signs")
        self._desk.moveToThread(self._thread)
        self._begin.connect(self._desk.begin)
        self._end.connect(self._desk.end)
        self._use.connect(self._desk.use)
        self._thread.finished.connect(self._desk.close, Qt.ConnectionType.DirectConnection)
        self._thread.start()
        application = QCoreApplication.instance()
        if application:
            application.aboutToQuit.connect(self.close)

    def play(self, notes: tuple[Note, ...]) -> None:
        """Play when those before have been heard."""
        one = array("f", samples((*notes, (0.0, GAP_S))))
        both = array("f", bytes(2 * len(one) * one.itemsize))
        both[0::2] = both[1::2] = one  # the same in both ears
        self._waiting.add(both.tobytes())
        self._begin.emit()

    def stop(self) -> None:
        """Fall silent at once, and forget what is waiting."""
        self._waiting.clear()
        self._end.emit()

    def set_device(self, device: str) -> None:
        """Play through this device, "" for the system's default, from the next sign on."""
        self._use.emit(device)

    def close(self) -> None:
        """End the thread; one that a sound server holds up is left to end by itself."""
        thread, desk = self._thread, self._desk
        thread.quit()
        if not thread.wait(PATIENCE_MS):
            # Held until the application ends: neither may be freed while the thread runs, nor in that thread.
            application = QCoreApplication.instance()
            if application:
                application.aboutToQuit.connect(partial(_outwait, thread, desk))


def _outwait(thread: QThread, desk: _Desk) -> None:
    """Ends after both: no window is left that could freeze."""
    thread.wait()
    del desk

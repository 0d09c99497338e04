"""Which device is played through: the one that was chosen, else the system's, as they come and go."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum, auto

from PySide6.QtCore import QObject

from qa_desktop.media.outputs import Output, Outputs, PullDevice, WallOutput
from qa_desktop.media.playback import OutputDevice


class Seen(Enum):
    """What a look at the devices found."""

    SAME = auto()
    GONE = auto()
    OTHER = auto()
    BACK = auto()


class Speakers:
    """Keeps the output in use; lives in the engine's thread."""

    def __init__(self, make_outputs: Callable[[], Outputs], parent: QObject) -> None:
        self._make_outputs = make_outputs
        self._parent = parent
        self._outputs: Outputs | None = None
        self._wanted = ""
        self._none = False
        self._refused = ""
        self._pulled: PullDevice | None = None
        self._left: list[tuple[Output, PullDevice | None]] = []
        self.output: Output | None = None
        self.devices: tuple[OutputDevice, ...] = ()

    @property
    def device(self) -> str:
        """The id of the device in use; empty where there is none."""
        return self.output.device if self.output else ""

    def want(self, device_id: str) -> None:
        """Chooses a device; the next look follows."""
        self._wanted, self._refused = device_id, ""

    def look(self) -> Seen:
        """What has become of the device in use, and of the one that should be."""
        self._list()
        self._clear_away()
        choice = self._choice()
        was_none, self._none = self._none, not choice
        if self.device and self.device not in {device.id for device in self.devices}:
            return Seen.GONE
        if choice and was_none:
            return Seen.BACK
        return Seen.OTHER if self.output and choice != self.device else Seen.SAME

    def ready(self) -> Output:
        """An output to play through now, made ahead of the first play because that takes longest."""
        if self.output is None or not self.output.device:
            self.drop()
            self._list()
            choice = self._choice()
            made = self._outputs.make(choice, self._parent) if self._outputs and choice else None
            self.output = made or WallOutput(self._parent)
        return self.output

    def start(self, device: PullDevice) -> Output:
        """Begins to play; by the clock where there is no device, or where it will not."""
        output = self.ready()
        if not output.start(device):
            self._refused = output.device
            self.drop()
            output = self.output = WallOutput(self._parent)
            output.start(device)
        self._pulled = device
        self._none = self._none or not output.device
        return output

    def stop(self) -> None:
        """Falls silent at once."""
        if self.output and self._may_touch():
            pulled, self._pulled = self._pulled, None
            self.output.stop()
            _let_go(pulled)

    def drop(self) -> None:
        """Gives the device back."""
        if self.output and self._may_touch():
            output, pulled = self.output, self._pulled
            self.output = self._pulled = None
            _dispose(output, pulled)

    def close(self) -> None:
        """Lets go of everything."""
        self.drop()
        self._clear_away()
        if self._outputs:
            self._outputs.close()

    def _may_touch(self) -> bool:
        """True, or the output is left alone until its server answers again; should it sound then, it is silence."""
        if not self.device or self._outputs is None or self._outputs.responding():
            return True
        if self.output:
            self._left.append((self.output, self._pulled))
        if self._pulled:
            self._pulled.mute()
        self.output = self._pulled = None
        return False

    def _clear_away(self) -> None:
        if self._left and self._outputs and self._outputs.responding():
            for output, pulled in self._left:
                _dispose(output, pulled)
            self._left.clear()

    def _list(self) -> None:
        if self._outputs is None:
            self._outputs = self._make_outputs()
        devices = self._outputs.devices()
        if devices != self.devices:
            # What would not start may do so now; until something changes it is left alone.
            self.devices, self._refused = devices, ""

    def _choice(self) -> str:
        chosen = [device.id for device in self.devices if device.id == self._wanted]
        usual = [device.id for device in self.devices if device.is_default]
        return next((found for found in chosen + usual if found != self._refused), "")


def _dispose(output: Output, pulled: PullDevice | None) -> None:
    output.dispose()
    _let_go(pulled)


def _let_go(pulled: PullDevice | None) -> None:
    if pulled:
        pulled.close()
        pulled.deleteLater()

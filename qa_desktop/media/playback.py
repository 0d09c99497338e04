"""What screens see of playing: a small interface with a real player and, in tests, a fake one behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import SignalInstance

    from qa_desktop.media.pcm import Pcm

SLOWEST = 0.5
FASTEST = 3.0
GAIN_LIMIT_DB = 24.0


class ChannelMode(StrEnum):
    """Which side of a two-channel recording is heard; a single side is heard in both ears."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class Hearing:
    """How a recording is heard: which side, how far to one ear, and how much louder each channel.

    `balance` goes from -1 (left ear only) to 1 (right ear only); `gains_db` are per channel, within GAIN_LIMIT_DB, and
    a limiter keeps what they raise from clipping. A mono recording obeys balance and the first gain.
    """

    mode: ChannelMode = ChannelMode.BOTH
    balance: float = 0.0
    gains_db: tuple[float, float] = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class OutputDevice:
    """A sound device; `id` stays the same from one start of the program to the next."""

    id: str
    name: str
    is_default: bool


@dataclass(frozen=True, slots=True)
class Slower:
    """A replay under way: from `start` until `until`, in seconds, at this speed, and then on as before."""

    start: float
    until: float
    speed: float


@dataclass(frozen=True, slots=True)
class PlayerState:
    """All that a screen shows about playing, but for the position; times are in seconds.

    `notice` is a line for the user, empty when all is well. `waiting` says that playing has caught up with decoding.
    `saved` is the time not listened to since opening, thanks to skips. `device` is the id of the device in use, empty
    while none has been needed or there is none; `devices` are all that are there now.
    """

    loaded: bool = False
    playing: bool = False
    waiting: bool = False
    duration: float = 0.0
    speed: float = 1.0
    hearing: Hearing = Hearing()
    loop: tuple[float, float] | None = None
    slower: Slower | None = None
    saved: float = 0.0
    device: str = ""
    devices: tuple[OutputDevice, ...] = ()
    device_missing: bool = False
    notice: str = ""


class Playback(Protocol):
    """A player of one recording at a time; no call blocks, and signals arrive in the caller's thread."""

    @property
    def position_changed(self) -> SignalInstance:
        """Seconds as a float, about 30 times a second while playing and once after every seek."""

    @property
    def state_changed(self) -> SignalInstance:
        """A PlayerState, when it differs from the last."""

    @property
    def failed(self) -> SignalInstance:
        """A sentence for the user."""

    @property
    def position(self) -> float:
        """Where in the recording the listener is, in seconds."""

    @property
    def duration(self) -> float:
        """Length in seconds; while decoding goes on, what the header announces."""

    @property
    def playing(self) -> bool:
        """Whether the recording plays, or will as soon as the engine has heard of it."""

    @property
    def speed(self) -> float:
        """1.0 is as recorded."""

    @property
    def state(self) -> PlayerState:
        """What state_changed told last."""

    def open(self, pcm: Pcm, announced: float | None = None) -> None:
        """Loads decoded samples, paused at the start; `announced` seconds while the file is still being written.

        Loop and skips of the recording before are forgotten; speed, hearing and device stay.
        """

    def complete(self) -> None:
        """The file being written is whole now: its end is the end of the recording."""

    def close(self, then: Callable[[], None] | None = None) -> None:
        """Stops and lets go of the recording; `then` is called when it is no longer read, in any thread."""

    def play(self) -> None:
        """Plays on from the position, from the start when it is at the end."""

    def pause(self) -> None:
        """Stops the sound and keeps the position."""

    def toggle(self) -> None:
        """Plays when paused, pauses when playing."""

    def seek(self, seconds: float) -> None:
        """Goes to a time, playing on if it was playing; a time outside the loop ends the loop."""

    def set_speed(self, speed: float) -> None:
        """Plays faster or slower with the pitch kept; limited to SLOWEST..FASTEST."""

    def set_hearing(self, hearing: Hearing) -> None:
        """Chooses which side is heard, where, and how loud."""

    def set_loop(self, start: float, end: float) -> None:
        """Plays this span again and again; goes to its start where the position is outside it."""

    def clear_loop(self) -> None:
        """Plays on beyond the loop."""

    def set_skips(self, spans: tuple[tuple[float, float], ...]) -> None:
        """Leaves these seconds out when playing (silence, hold), but not inside a loop or a span; () for none."""

    def replay(self, seconds: float, speed: float) -> None:
        """Goes back so many seconds, plays them at this speed until where one was, and then on as before."""

    def play_span(self, start: float, end: float) -> None:
        """Plays from `start` to `end` once, without skips or loop, then pauses; any other move calls the end off."""

    def set_device(self, device_id: str) -> None:
        """Plays through this device, "" for the system's default; goes on at the same place while playing."""

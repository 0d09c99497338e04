"""What screens see of playing: a small interface with a real player and, in tests, a fake one behind it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from qa_desktop.media.pcm import Pcm

SLOWEST = 0.5
FASTEST = 3.0


class ChannelMode(StrEnum):
    """Which side of a two-channel recording is heard; a single side is heard in both ears."""

    BOTH = "both"
    LEFT = "left"
    RIGHT = "right"


@dataclass(frozen=True, slots=True)
class PlayerState:
    """All that a screen shows about playing, but for the position; times are in seconds.

    `notice` is a line for the user, empty when all is well. `waiting` says that playing has caught up with decoding.
    """

    loaded: bool = False
    playing: bool = False
    waiting: bool = False
    duration: float = 0.0
    speed: float = 1.0
    channels: ChannelMode = ChannelMode.BOTH
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
        """Loads decoded samples, paused at the start; `announced` seconds while the file is still being written."""

    def complete(self) -> None:
        """The file being written is whole now: its end is the end of the recording."""

    def close(self) -> None:
        """Stops and lets go of the recording."""

    def play(self) -> None:
        """Plays on from the position, from the start when it is at the end."""

    def pause(self) -> None:
        """Stops the sound and keeps the position."""

    def toggle(self) -> None:
        """Plays when paused, pauses when playing."""

    def seek(self, seconds: float) -> None:
        """Goes to a time, playing on if it was playing."""

    def set_speed(self, speed: float) -> None:
        """Plays faster or slower with the pitch kept; limited to SLOWEST..FASTEST."""

    def set_channels(self, mode: ChannelMode) -> None:
        """Chooses which side is heard."""

    def play_span(self, start: float, end: float) -> None:
        """Plays from `start` to `end` once, then pauses; anything but speed and channels calls the end off."""

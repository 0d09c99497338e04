"""Which side is heard and how loud: what the keys and the controls change while a recording is open."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from qa_desktop.ui.preferences import Preferences
from qa_desktop.ui.review.mixing import AGENT, BALANCE_STEP, BOTH, GAIN_STEP_DB, Mix

if TYPE_CHECKING:
    from qa_desktop.media.activity import Activity
    from qa_desktop.media.peaks import Peaks

_SETTINGS = frozenset({"balance", "levelling"})


class Mixer(QObject):
    """Holds the mix of the open recording; `changed` says that it is another, `remark` what a key has done to it.

    Balance and levelling are settings and stay; gains belong to the recording.
    """

    changed = Signal()
    remark = Signal(str)

    def __init__(self, preferences: Preferences, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._preferences = preferences
        self._levels = (0.0, 0.0)
        self.mix = Mix(balance=preferences.settings.balance)
        preferences.changed.connect(lambda names: self._take() if names & _SETTINGS else None)

    def begin(self, channels: int, agent_channel: int | None) -> None:
        """Another recording; the side that was chosen before is heard again where the sides are known."""
        self._levels = (0.0, 0.0)
        self._take(Mix(channels=channels, agent_channel=agent_channel, side=self.mix.side))

    def heard_out(self, peaks: Peaks, activity: Activity) -> None:
        """The recording is known to its end: quiet sides can be levelled."""
        from qa_desktop.media.levels import levelling_gains

        self._levels = levelling_gains(peaks, activity)
        self._take()

    def hear(self, side: str) -> None:
        """Hear `agent`, `customer` or `both`; one side needs to be known."""
        if side == BOTH or self.mix.sides_known:
            self._take(replace(self.mix, side=side, sampled=None))
        elif self.mix.channels == 1:
            self.remark.emit(self.tr("There is one channel: the sides cannot be heard apart."))
        else:
            self.remark.emit(self.tr("Say first which side is the agent."))

    def set_agent_channel(self, channel: int | None) -> None:
        """Say which channel is the agent."""
        self._take(replace(self.mix, agent_channel=channel, sampled=None))

    def sample(self, channel: int | None) -> None:
        """Hear a channel alone for a moment; None ends that."""
        if channel != self.mix.sampled:
            self._take(replace(self.mix, sampled=channel))

    def change_gain(self, channel: int, decibels: float) -> None:
        """Make a channel of this recording louder or quieter."""
        self._take(self.mix.louder(channel, decibels))

    def louder(self, side: str, steps: int) -> None:
        """Make a side louder or quieter by so many steps."""
        channel = 0 if self.mix.channels == 1 else self.mix.channel_of(side)
        self.change_gain(channel, steps * GAIN_STEP_DB)
        self.remark.emit(self._said_of_gain(side, self.mix.gains_db[channel]))

    def change_balance(self, steps: int) -> None:
        """More to the left ear, more to the right one, or (0) to both alike."""
        balance = self._preferences.settings.balance + steps * BALANCE_STEP if steps else 0.0
        balance = min(1.0, max(-1.0, round(balance, 2)))
        self._preferences.change(balance=balance)
        words = self.tr("{0} to the left ear") if balance < 0 else self.tr("{0} to the right ear")
        self.remark.emit(words.format(f"{abs(balance):.0%}") if balance else self.tr("Both ears alike"))

    def _take(self, mix: Mix | None = None) -> None:
        balance = self._preferences.settings.balance
        levels = self._levels if self._preferences.settings.levelling else (0.0, 0.0)
        self.mix = replace(mix or self.mix, balance=balance, levels_db=levels)
        self.changed.emit()

    def _said_of_gain(self, side: str, gain: float) -> str:
        if self.mix.channels == 1:
            words = self.tr("Loudness {0} dB")
        elif self.mix.sides_known:
            words = self.tr("Agent {0} dB") if side == AGENT else self.tr("Customer {0} dB")
        else:
            words = self.tr("Left {0} dB") if side == AGENT else self.tr("Right {0} dB")
        return words.format(f"{gain:+.0f}")

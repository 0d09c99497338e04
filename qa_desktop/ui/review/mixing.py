"""How a recording is to be heard, in the reviewer's words, and what that means for its channels."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from qa_desktop.media.playback import Hearing

AGENT, BOTH, CUSTOMER = "agent", "both", "customer"
SIDES = (AGENT, BOTH, CUSTOMER)
GAIN_STEP_DB = 3.0
LOUDEST_DB = 18.0
BALANCE_STEP = 0.25


@dataclass(frozen=True)
class Mix:
    """Which side is heard, how loud each channel is, and where; a side can only be chosen once it is known.

    `gains_db` are the listener's own, by channel; `levels_db` are what automatic levelling adds.
    """

    channels: int = 1
    agent_channel: int | None = None
    side: str = BOTH
    sampled: int | None = None
    balance: float = 0.0
    gains_db: tuple[float, float] = (0.0, 0.0)
    levels_db: tuple[float, float] = (0.0, 0.0)

    @property
    def sides_known(self) -> bool:
        """Whether agent and customer can be told apart."""
        return self.channels == 2 and self.agent_channel is not None

    @property
    def heard(self) -> str:
        """The side that is heard."""
        return self.side if self.sides_known else BOTH

    def channel_of(self, side: str) -> int:
        """The channel of a side; where it is not known, the left one stands for the agent."""
        agent = self.agent_channel or 0
        return agent if side == AGENT else 1 - agent

    def louder(self, channel: int, decibels: float) -> Mix:
        """The same with one channel so much louder, within limits."""
        gain = min(LOUDEST_DB, max(-LOUDEST_DB, self.gains_db[channel] + decibels))
        return replace(self, gains_db=(gain, self.gains_db[1]) if channel == 0 else (self.gains_db[0], gain))

    def levelled(self, channel: int) -> float:
        """What levelling adds to the listener's own, as far as the player goes: together no more than its limit."""
        from qa_desktop.media.playback import GAIN_LIMIT_DB

        own = self.gains_db[channel]
        return min(self.levels_db[channel], GAIN_LIMIT_DB - own)

    def hearing(self) -> Hearing:
        """What the player is told."""
        from qa_desktop.media.playback import ChannelMode, Hearing

        alone = (ChannelMode.LEFT, ChannelMode.RIGHT)
        mode = ChannelMode.BOTH
        if self.sampled is not None:
            mode = alone[self.sampled]
        elif self.heard != BOTH:
            mode = alone[self.channel_of(self.heard)]
        left, right = (own + self.levelled(channel) for channel, own in enumerate(self.gains_db))
        return Hearing(mode, self.balance, (left, right))

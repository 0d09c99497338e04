"""Who spoke how much in an interaction: the figures that are kept, and how they read once the agent's side is known."""

from dataclasses import dataclass
from enum import StrEnum


class SpeechSource(StrEnum):
    """What the figures were taken from; only the first two tell the sides apart."""

    CHANNELS = "channels"
    TRANSCRIPT = "transcript"
    ONE_CHANNEL = "one channel"


@dataclass(frozen=True)
class Sides:
    """Talk in seconds and interruptions as counts, by side."""

    agent_talk: float
    customer_talk: float
    agent_interruptions: int
    customer_interruptions: int

    @property
    def agent_share(self) -> float | None:
        """The agent's part of all talk, from 0 to 1; None where nobody speaks."""
        both = self.agent_talk + self.customer_talk
        return self.agent_talk / both if both > 0 else None


@dataclass(frozen=True)
class Speech:
    """Figures of one interaction, times in seconds; silence is neither speech nor hold.

    The pairs are by channel (left, right) where they come from channels, and (agent, customer) where they come from a
    transcript; with one channel all speech stands first. An interruption is counted for the one who cuts in.
    """

    source: SpeechSource
    talk: tuple[float, float]
    interruptions: tuple[int, int]
    overtalk: float
    silence: float
    longest_silence: float
    hold: float

    def sides(self, agent_channel: int | None) -> Sides | None:
        """The pairs as agent and customer; None where the sides cannot be told apart or are not known."""
        if self.source is SpeechSource.ONE_CHANNEL:
            return None
        agent = 0 if self.source is SpeechSource.TRANSCRIPT else agent_channel
        if agent is None:
            return None
        return Sides(self.talk[agent], self.talk[1 - agent], self.interruptions[agent], self.interruptions[1 - agent])

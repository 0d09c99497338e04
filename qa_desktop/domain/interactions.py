"""Interactions between customers and agents, and what is known about them."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from functools import cached_property
from uuid import UUID

from qa_desktop.domain.keys import key_from_outside

JOINED = "joined"
"""The root of recordings that the program joined from two legs, in its own folder.

They come from many places, so that what is known of one of them says nothing of the others.
"""


class Channel(StrEnum):
    """How customer and agent met."""

    CALL = "call"
    CHAT = "chat"
    EMAIL = "email"
    OTHER = "other"


@dataclass(frozen=True)
class Agent:
    """Who served the customer; the team is where the agent belonged at the time."""

    name: str
    team: str = ""
    external_id: str = ""

    @cached_property
    def key(self) -> UUID:
        """The agent's key: by the outside number where there is one, else by name."""
        return key_from_outside("agent", self.external_id or self.name.casefold())


@dataclass(frozen=True)
class Recording:
    """The audio of an interaction; the file stays where it is, under a named root.

    `raw` is the format of a recording without a header, as `codec/rate/channels`. `agent_from_source` says that the
    agent's channel is that of everything under the root, and was not told of this recording.
    """

    root: str
    path: str
    sha256: str
    duration: float
    sample_rate: int
    channels: int
    codec: str = ""
    agent_channel: int | None = None
    raw: str = ""
    agent_from_source: bool = False

    @property
    def own(self) -> "Recording":
        """What is known of this recording itself, without what it has from its source."""
        return replace(self, agent_channel=None, agent_from_source=False) if self.agent_from_source else self


@dataclass(frozen=True)
class SurveyResponse:
    """What the customer said: CSAT 1 to 5, NPS 0 to 10, CES 1 to 7; None where not asked."""

    csat: int | None = None
    nps: int | None = None
    ces: int | None = None
    comment: str = ""

    @property
    def empty(self) -> bool:
        """Whether the customer said nothing."""
        return self == SurveyResponse()


@dataclass(frozen=True)
class Interaction:
    """One contact between a customer and an agent.

    `joined_into` is another interaction that somebody has found to be the same contact, and that tells of both.
    """

    key: UUID
    external_id: str
    channel: Channel
    agent: Agent | None = None
    queue: str = ""
    started_at: datetime | None = None
    duration: float | None = None
    customer_reference: str = ""
    direction: str = ""
    tags: tuple[str, ...] = ()
    survey: SurveyResponse = SurveyResponse()
    recording: Recording | None = None
    turns: int = 0
    source: str = ""
    joined_into: UUID | None = None


@dataclass(frozen=True)
class Joining:
    """That another interaction was joined into one: what was known of that one before and after, and when."""

    before: Interaction
    after: Interaction
    at: datetime


def interaction_key(source: str, external_id: str) -> UUID:
    """The key of an interaction that has a number in an outside source."""
    return key_from_outside("interaction", source, external_id)

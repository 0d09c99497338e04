"""What is known of one person, or of times long past: which interactions, and what erasing leaves of them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from qa_desktop.domain.interactions import Interaction, SurveyResponse


@dataclass(frozen=True)
class About:
    """Whose interactions are meant: a customer's, an agent's, or those that began before a moment."""

    customer: str = ""
    agent: str = ""
    before: datetime | None = None


@dataclass(frozen=True)
class Holding:
    """What is held about somebody: how much of what, and which recordings lie outside the database."""

    interactions: tuple[UUID, ...]
    counts: Mapping[str, int]
    recordings: tuple[tuple[str, str], ...]
    """Root and path of each."""


def left_of(interaction: Interaction, *, without_agent: bool) -> Interaction:
    """What stays of an interaction: when, how long, by which channel, and with whom unless the agent is erased too."""
    return replace(
        interaction,
        external_id=f"erased {interaction.key.hex[-8:]}",
        agent=None if without_agent else interaction.agent,
        customer_reference="",
        tags=(),
        survey=SurveyResponse(),
        recording=None,
        turns=0,
    )

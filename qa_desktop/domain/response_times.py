"""How long customers of a chat or a mail waited for the agent."""

from collections.abc import Sequence
from dataclasses import dataclass

from qa_desktop.domain.transcripts import Role, Turn


@dataclass(frozen=True)
class ResponseTimes:
    """Seconds until the agent's first response, the mean over all responses, and how many there are."""

    first: float
    average: float
    responses: int


def response_times(turns: Sequence[Turn]) -> ResponseTimes | None:
    """How long the customer waited; None where no customer who wrote was answered, or the times are not known.

    A wait begins with the first message of the customer that is not yet answered, and ends with the next one of the
    agent that the customer sees. What bots and systems write answers nobody.
    """
    waits: list[float] = []
    asked: float | None = None
    for turn in turns:
        if turn.start is None or turn.internal:
            continue
        if turn.role is Role.CUSTOMER and asked is None:
            asked = turn.start
        elif turn.role is Role.AGENT and asked is not None:
            waits.append(max(turn.start - asked, 0.0))
            asked = None
    return ResponseTimes(waits[0], sum(waits) / len(waits), len(waits)) if waits else None

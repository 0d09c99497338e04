"""Re-tests: an old interaction returns unannounced to the reviewer who scored it, to see who agrees with oneself.

Which ones return, and when, is drawn by the seed of the plan from the key of the first evaluation: every device comes
to the same, and nothing has to be kept or shared but the plan.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import FormVersion
from qa_desktop.domain.interactions import Interaction
from qa_desktop.domain.keys import key_from_outside

PLAN: Final = key_from_outside("retest plan")
"""The subject of all plans: the newest holds."""
_LOTS: Final = 1 << 64


@dataclass(frozen=True)
class RetestPlan:
    """Which share of evaluations (0 to 1) returns: after `min_age_days`, spread over so many days more.

    Only what is due after the plan was made returns, so that a new plan does not bring everything at once. Where
    `reviewers` are named, only theirs do.
    """

    rate: float
    min_age_days: int
    made_at: datetime
    seed: int
    spread_days: int = 14
    reviewers: tuple[UUID, ...] = ()

    @property
    def longest_days(self) -> int:
        """After how many days an evaluation returns at the latest."""
        return self.min_age_days + self.spread_days

    def asks(self, reviewer: UUID) -> bool:
        """Whether anything returns to that person."""
        return self.rate > 0 and (not self.reviewers or reviewer in self.reviewers)

    def due(self, evaluation: UUID, submitted_at: datetime) -> datetime | None:
        """When an evaluation returns; None where it does not."""
        drawn, wait = _lots(self.seed, evaluation)
        at = submitted_at + timedelta(days=self.min_age_days + wait * self.spread_days)
        return at if drawn < self.rate and at >= self.made_at else None

    def span(self, now: datetime) -> tuple[datetime, datetime]:
        """From when on and until when evaluations were submitted that may be due now."""
        return self.made_at - timedelta(days=self.longest_days), now - timedelta(days=self.min_age_days)


@dataclass(frozen=True)
class Retest:
    """What one reviewer gave the same interaction twice; for the eyes of that reviewer alone."""

    interaction: Interaction
    form: FormVersion
    first: Content
    second: Content
    first_at: datetime
    second_at: datetime


def occasion_for(evaluation: UUID) -> UUID:
    """The occasion of the re-test of an evaluation."""
    return key_from_outside("retest", str(evaluation))


def _lots(seed: int, evaluation: UUID) -> tuple[float, float]:
    """Two numbers from 0 to below 1, as good as drawn."""
    spelled = hashlib.sha256(f"{seed}/{evaluation}".encode()).digest()
    return int.from_bytes(spelled[:8]) / _LOTS, int.from_bytes(spelled[8:16]) / _LOTS

"""A figure with what it rests on, and the rule that says when it rests on too little."""

from dataclasses import dataclass
from typing import Final

MIN_N: Final = 30
"""Below this many observations a share is too few to judge (NCHS 2017, see `too_few`)."""

MAX_WIDTH: Final = 0.30
"""From this width of its 95 % interval on, a share is too few to judge (NCHS 2017, see `too_few`)."""


@dataclass(frozen=True)
class Measure:
    """A figure, how many observations it rests on, and its 95 % interval where it has one.

    `value` is None where the figure does not exist; then `reason` says why. `reason` beside a value says why there is
    no interval.
    """

    value: float | None
    n: int
    low: float | None = None
    high: float | None = None
    reason: str = ""
    error: float | None = None
    """The standard error, where the figure has one."""

    @property
    def defined(self) -> bool:
        """Whether there is a figure at all."""
        return self.value is not None


def undefined(reason: str, n: int = 0) -> Measure:
    """A figure that does not exist, and why."""
    return Measure(None, n, reason=reason)


def too_few(share: Measure) -> bool:
    """Whether a share rests on too few observations to be judged.

    Source: Parker et al., National Center for Health Statistics Data Presentation Standards for Proportions, Vital
    Health Stat 2(175), 2017: fewer than 30 observations, or a 95 % interval 30 points wide or wider. (Their interval
    is Korn and Graubard's exact one; here it is the score interval on the same effective number.)
    """
    if share.low is None or share.high is None:
        return True
    return share.n < MIN_N or share.high - share.low >= MAX_WIDTH

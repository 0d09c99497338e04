"""Drawing interactions at random so that anybody can draw them again from the seed that was recorded."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID


@dataclass(frozen=True)
class Draw:
    """How interactions were drawn: by which seed, how many, out of how many, of which kind and days (UTC)."""

    seed: int
    count: int
    out_of: int = 0
    queue: str = ""
    channels: tuple[str, ...] = ()
    first: date | None = None
    after: date | None = None


def draw(pool: Iterable[UUID], count: int, seed: int) -> tuple[UUID, ...]:
    """As many of the keys as wanted, each equally likely: those with the lowest SHA-256 of seed and key.

    The same keys are drawn in the same order on every machine, in whatever order the pool comes.
    """
    return tuple(sorted(set(pool), key=lambda key: (ticket(seed, key), key))[: max(count, 0)])


def ticket(seed: int, key: UUID) -> bytes:
    """The lot that a key draws."""
    return hashlib.sha256(f"{seed}/{key}".encode()).digest()

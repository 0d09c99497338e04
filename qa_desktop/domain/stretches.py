"""Stretches of anything that is counted (milliseconds, frames) as pairs of start and end."""

from collections.abc import Iterable


def joined(pairs: Iterable[tuple[int, int]], apart: int = 0) -> tuple[tuple[int, int], ...]:
    """The pairs in order, those that overlap or lie no further apart than that as one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(pairs):
        if found and start <= found[-1][1] + apart:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)

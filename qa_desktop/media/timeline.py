"""Which moment of the recording each frame of sound came from, through loops, skips and changes of speed."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass

OUTPUT_RATE = 48_000


@dataclass(frozen=True, slots=True)
class Moment:
    """A place in the recording, and the seconds skipped on the way to it."""

    seconds: float
    skipped: float = 0.0


@dataclass(frozen=True, slots=True)
class _Mark:
    """From output frame `out` on, `slope` recording seconds pass with every output second, starting at `source`."""

    out: int
    source: float
    slope: float
    skipped: float


class Timeline:
    """Moments by output frame; silence put in between moves nothing."""

    def __init__(self, source: float) -> None:
        self._marks = deque([_Mark(0, source, 0.0, 0.0)])

    def mark(self, out: int, source: float, slope: float, skipped: float = 0.0) -> None:
        """From output frame `out` on the recording goes on at `source` seconds, `skipped` seconds saved by then."""
        last = self._marks[-1]
        if last.out == out:
            self._marks.pop()
        elif (last.slope, last.skipped) == (slope, skipped) and abs(self._at(last, out) - source) < 1e-9:
            return
        self._marks.append(_Mark(out, source, slope, skipped))

    def at(self, out: int) -> Moment:
        """The moment that output frame `out` came from; asked with growing frames."""
        while len(self._marks) > 1 and self._marks[1].out <= out:
            self._marks.popleft()
        mark = self._marks[0]
        return Moment(self._at(mark, out), mark.skipped)

    @staticmethod
    def _at(mark: _Mark, out: int) -> float:
        return mark.source + max(0, out - mark.out) * mark.slope / OUTPUT_RATE

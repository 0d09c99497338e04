"""The way through a recording: which stretches are played, in which order and how fast; pure, exact to the frame."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from qa_desktop.domain.stretches import joined

Frames = tuple[int, int]
"""From a frame on, up to but not including another."""


@dataclass(frozen=True, slots=True)
class Leg:
    """A stretch that is played in one go; `end` is None where the recording's end decides.

    `skipped` frames were left out just before it: time saved, as against a jump back to the start of a loop.
    """

    start: int
    end: int | None
    speed: float
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Route:
    """What decides the way from `start` on; all in frames of the recording.

    `slow` is a replay: up to that frame, at that speed. `stop` ends a span that is played once, where neither loop nor
    skips count. Skips are in order and do not touch (see `tidy`), and do not count inside a loop.
    """

    start: int
    speed: float = 1.0
    loop: Frames | None = None
    skips: tuple[Frames, ...] = ()
    slow: tuple[int, float] | None = None
    stop: int | None = None

    def legs(self) -> Iterator[Leg]:
        """The stretches in order; without end where there is a loop."""
        if self.stop is not None:
            yield from self._paced(Leg(self.start, max(self.start, self.stop), self.speed))
        elif self.loop is not None and self.start < self.loop[1]:
            yield from self._paced(Leg(self.start, self.loop[1], self.speed))
            while True:
                yield Leg(*self.loop, self.speed)
        else:
            for leg in self._past_skips():
                yield from self._paced(leg)

    def _past_skips(self) -> Iterator[Leg]:
        position, skipped = self.start, 0
        for first, last in self.skips:
            if last <= position:
                continue
            if first > position:
                yield Leg(position, first, self.speed, skipped)
                skipped = 0
            skipped += last - max(first, position)
            position = last
        yield Leg(position, None, self.speed, skipped)

    def _paced(self, leg: Leg) -> Iterator[Leg]:
        """The leg, in two parts where a replay ends in the middle of it."""
        until, speed = self.slow or (0, self.speed)
        if leg.start >= until:
            yield leg
        elif leg.end is not None and leg.end <= until:
            yield Leg(leg.start, leg.end, speed, leg.skipped)
        else:
            yield Leg(leg.start, until, speed, leg.skipped)
            yield Leg(until, leg.end, leg.speed)


def tidy(spans: Iterable[Frames], shortest: int = 1) -> tuple[Frames, ...]:
    """Spans in order, overlapping ones made one, those under `shortest` frames left away."""
    there = ((max(0, start), end) for start, end in spans if end > max(0, start))
    return tuple(span for span in joined(there) if span[1] - span[0] >= shortest)


def back(position: int, frames: int, skips: tuple[Frames, ...]) -> int:
    """Where so many frames that were heard before `position` began: what is skipped does not count."""
    for first, last in reversed(skips):
        if first >= position:
            continue
        heard = max(0, position - last)
        if heard >= frames:
            break
        frames -= heard
        position = min(first, position)
    return max(0, position - frames)

"""Which seconds of a recording are in view, and how they become pixels."""

from __future__ import annotations

from dataclasses import dataclass, replace

SHORTEST_S = 0.02
"""The least that can be in view: single samples stand some pixels apart."""
AROUND = 0.05
"""The part of the view that is left free on each side of a span that is brought into view."""
PAGE_AT = 0.1
"""Where in the view the playhead stands after a page is turned."""
_FINE = (0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5)
_COARSE = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600)
STEPS = (*_FINE, *_COARSE)


@dataclass(frozen=True, slots=True)
class View:
    """The seconds from `start`, `span` of them, on `width` pixels; never outside of the recording."""

    duration: float = 0.0
    start: float = 0.0
    span: float = 0.0
    width: float = 1.0

    @staticmethod
    def whole(duration: float, width: float) -> View:
        """All of a recording."""
        return View(duration, 0.0, duration, max(width, 1.0))

    @property
    def end(self) -> float:
        """The last second in view."""
        return self.start + self.span

    @property
    def is_whole(self) -> bool:
        """Whether everything is in view."""
        return self.span >= self.duration

    @property
    def pixels_per_second(self) -> float:
        """How wide a second is."""
        return self.width / self.span if self.span else 0.0

    def x(self, seconds: float) -> float:
        """Where a time stands, perhaps out of view."""
        return (seconds - self.start) * self.pixels_per_second

    def seconds(self, x: float) -> float:
        """The time at a pixel, within the recording."""
        return min(max(self.start + x / self.width * self.span, 0.0), self.duration)

    def holds(self, seconds: float) -> bool:
        """Whether a time is in view."""
        return self.start <= seconds <= self.end

    def zoomed(self, factor: float, x: float) -> View:
        """Closer by a factor (farther below 1); the time at pixel `x` stays where it is."""
        anchor = self.start + x / self.width * self.span
        span = self._limited(self.span / factor)
        return replace(self, span=span)._from(anchor - x / self.width * span)

    def scrolled(self, pixels: float) -> View:
        """Moved on by so many pixels."""
        return self._from(self.start + pixels / self.width * self.span)

    def moved(self, start: float) -> View:
        """Beginning at a time."""
        return self._from(start)

    def paged(self, seconds: float) -> View:
        """Moved so that a time stands near the left."""
        return self._from(seconds - PAGE_AT * self.span)

    def showing(self, first: float, last: float) -> View:
        """Just wide enough for a span, with some room around it."""
        span = self._limited((last - first) / (1 - 2 * AROUND))
        return replace(self, span=span)._from((first + last - span) / 2)

    def all(self) -> View:
        """Everything."""
        return View.whole(self.duration, self.width)

    def resized(self, width: float) -> View:
        """On another width, with the same seconds in view."""
        return replace(self, width=max(width, 1.0))

    def lengthened(self, duration: float) -> View:
        """Of a recording that turns out longer or shorter; what showed all of it still does."""
        if self.is_whole:
            return View.whole(duration, self.width)
        longer = replace(self, duration=duration)
        return replace(longer, span=longer._limited(self.span))._from(self.start)

    def step(self, least: float) -> float:
        """A round number of seconds that is at least so many pixels wide."""
        return next((step for step in STEPS if step * self.pixels_per_second >= least), STEPS[-1])

    def _limited(self, span: float) -> float:
        return min(max(span, SHORTEST_S), self.duration)

    def _from(self, start: float) -> View:
        return replace(self, start=min(max(start, 0.0), max(self.duration - self.span, 0.0)))


def spell(seconds: float, step: float) -> str:
    """A time with as many decimals as a step of this size needs: `1:14`, `1:14.25`."""
    decimals = 0 if step >= 1 else 1 if step >= 0.1 else 2 if step >= 0.01 else 3
    units = round(seconds * 10**decimals)
    whole, rest = divmod(units, 10**decimals)
    minutes, second = divmod(whole, 60)
    hours, minutes = divmod(minutes, 60)
    shown = f"{hours}:{minutes:02d}:{second:02d}" if hours else f"{minutes}:{second:02d}"
    return f"{shown}.{rest:0{decimals}d}" if decimals else shown

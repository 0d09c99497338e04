"""From the samples of a recording to what the sound device gets: the route, tempo, rate, sides. No Qt, no threads."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_desktop.media.mixing import Mixer
from qa_desktop.media.pcm import PcmReader
from qa_desktop.media.playback import Hearing
from qa_desktop.media.route import Leg, Route
from qa_desktop.media.tempo import TempoGraph
from qa_desktop.media.timeline import OUTPUT_RATE, Moment, Timeline

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float32]

OUTPUT_FRAME_BYTES = 8
BLOCK = 512
FADE = 192  # 4 ms at both ends of every stretch: too short to be heard, long enough not to click
_BEYOND_S = 0.3
"""Seconds read past the end of a stretch, at normal speed: what the filters hold back belongs to it and is cut out."""


@dataclass(frozen=True, slots=True)
class _Chunk:
    """Mixed frames and where they come from."""

    samples: Samples
    source: float
    speed: float
    skipped: float


class _Stretch:
    """One leg on its way through the filters: exactly as many frames come out as its length and speed call for."""

    def __init__(self, leg: Leg, reader: PcmReader, mixer: Mixer, skipped: float) -> None:
        self.leg = leg
        self.over = False
        self._skipped = skipped
        self._reader = reader
        self._mixer = mixer
        self._rate = reader.pcm.rate
        self._graph = TempoGraph(self._rate, reader.pcm.channels, leg.speed)
        self._next = leg.start
        self._made = 0

    def starved(self, whole: int | None) -> bool:
        """Whether what comes next has not been decoded yet; `whole` is the recording's end, if known."""
        end = self.end(whole)
        return not self.over and not self._readable(end) and (end is None or self._next < end)

    def end(self, whole: int | None) -> int | None:
        """The frame it ends before, which may not be known yet."""
        ends = [end for end in (self.leg.end, whole) if end is not None]
        return max(self.leg.start, min(ends)) if ends else None

    def chunks(self, whole: int | None) -> Iterator[_Chunk]:
        """The next frames: perhaps none, as the filters hold some back."""
        end = self.end(whole)
        self.over = end is not None and self._next >= end
        blocks = self._rest(whole) if self.over else self._graph.push(self._take(self._readable(end)))
        for block in blocks:
            yield from self._cut(block, end)

    def _readable(self, end: int | None) -> int:
        there = self._reader.frames()
        return max(0, min(BLOCK, (there if end is None else min(end, there)) - self._next))

    def _take(self, count: int) -> npt.NDArray[np.int16]:
        samples = self._reader.read(self._next, count)
        self._next += len(samples)
        return samples

    def _rest(self, whole: int | None) -> Iterator[Samples]:
        there = self._reader.frames()
        there = (there if whole is None else min(whole, there)) - self._next
        beyond = min(there, int(_BEYOND_S * self._rate * max(1.0, self.leg.speed)))
        if beyond > 0:
            yield from self._graph.push(self._take(beyond))
        yield from self._graph.push(None)

    def _cut(self, block: Samples, end: int | None) -> Iterator[_Chunk]:
        wanted = None
        if end is not None:
            wanted = round((end - self.leg.start) * OUTPUT_RATE / (self._rate * self.leg.speed))
            block = block[: max(0, wanted - self._made)]
        if len(block):
            source = self.leg.start / self._rate + self._made * self.leg.speed / OUTPUT_RATE
            samples = _faded(self._mixer.mix(block), self._made, wanted)
            yield _Chunk(samples, source, self.leg.speed, self._skipped)
            self._made += len(block)


class Renderer:
    """Produces float stereo at 48 kHz along a route; made anew for every seek and every change.

    Where the recording has not been decoded yet it gives silence, and goes on when there is more. After the end it
    gives silence too, so that the device plays out what it holds.
    """

    def __init__(self, reader: PcmReader, route: Route, hearing: Hearing) -> None:
        self._reader = reader
        self._rate = reader.pcm.rate
        self.hearing = hearing
        self._mixer = Mixer(hearing, reader.pcm.channels)
        self._legs = route.legs()
        self._stretch: _Stretch | None = None
        self._over = False
        self._ready: deque[_Chunk] = deque()
        self._whole: int | None = None
        self._skipped = 0.0
        self._reached = self._final = Moment(route.start / self._rate)
        self.handed = 0
        self.end_out: int | None = None
        self.timeline = Timeline(self._reached.seconds)

    def finish_at(self, whole: int | None) -> None:
        """The recording ends at this frame; None while that is not known."""
        self._whole = whole

    @property
    def starved(self) -> bool:
        """Whether everything decoded so far has been handed out though it is not the end."""
        return not self._ready and self._stretch is not None and self._stretch.starved(self._whole)

    def read(self, frames: int) -> bytes:
        """The next so many output frames."""
        import numpy as np

        parts: list[Samples] = []
        missing = frames
        while missing and (self._ready or self._make()):
            part = self._hand_out(missing)
            parts.append(part)
            missing -= len(part)
        if self._over and not self._ready and self.end_out is None:
            self.end_out, self._reached = self.handed, self._final
            self.timeline.mark(self.handed, self._final.seconds, 0.0, self._final.skipped)
        if missing:
            self.timeline.mark(self.handed, self._reached.seconds, 0.0, self._reached.skipped)
            self.handed += missing
            parts.append(np.zeros((missing, 2), np.float32))
        return np.concatenate(parts).tobytes() if parts else b""

    def _hand_out(self, most: int) -> Samples:
        chunk = self._ready.popleft()
        part, rest = chunk.samples[:most], chunk.samples[most:]
        after = chunk.source + len(part) * chunk.speed / OUTPUT_RATE
        if len(rest):
            self._ready.appendleft(_Chunk(rest, after, chunk.speed, chunk.skipped))
        self.timeline.mark(self.handed, chunk.source, chunk.speed, chunk.skipped)
        self.handed += len(part)
        self._reached = Moment(after, chunk.skipped)
        return part

    def _make(self) -> bool:
        """Renders on until there is something to hand out; False at the end and where nothing is decoded yet."""
        while not self._ready and not self._over:
            if self._stretch is None:
                self._turn()
            elif self._stretch.starved(self._whole):
                return False
            else:
                self._ready.extend(self._stretch.chunks(self._whole))
                if self._stretch.over:
                    self._turn()
        return bool(self._ready)

    def _turn(self) -> None:
        """Goes on to the next leg, or finds that there is none: then the end is where the last one ended."""
        leg = next(self._legs, None)
        reached = self._stretch.end(self._whole) or 0 if self._stretch else 0
        if leg is not None:
            beyond = max(0, leg.start - self._whole) if self._whole is not None else 0
            reached = leg.start - beyond
            self._skipped += max(0, leg.skipped - beyond) / self._rate
        if leg is None or (self._whole is not None and leg.start >= self._whole):
            self._stretch, self._over = None, True
            self._final = Moment(reached / self._rate, self._skipped)
        else:
            self._stretch = _Stretch(leg, self._reader, self._mixer, self._skipped)


def _faded(samples: Samples, first: int, count: int | None) -> Samples:
    """Frames from `first` on of a stretch of `count` frames, rising at its start and falling at its end."""
    import numpy as np

    last = first + len(samples)
    if first >= FADE and (count is None or last <= count - FADE):
        return samples
    place = np.arange(first, last)
    level = (place + 1) / FADE
    if count is not None:
        level = np.minimum(level, (count - place) / FADE)
    return (samples * np.clip(level, 0, 1)[:, None]).astype(np.float32)

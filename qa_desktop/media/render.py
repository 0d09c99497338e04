"""From the samples of a recording to what the sound device gets: tempo, rate, sides. No Qt, no threads."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from qa_desktop.media.pcm import PcmReader
from qa_desktop.media.playback import ChannelMode

if TYPE_CHECKING:
    import av
    import numpy as np
    import numpy.typing as npt

    Samples = npt.NDArray[np.float32]

OUTPUT_RATE = 48_000
OUTPUT_FRAME_BYTES = 8
BLOCK = 512

# Rows are the sides of the recording, columns the ears.
GAINS = {
    ChannelMode.BOTH: ((1.0, 0.0), (0.0, 1.0)),
    ChannelMode.LEFT: ((1.0, 1.0), (0.0, 0.0)),
    ChannelMode.RIGHT: ((0.0, 0.0), (1.0, 1.0)),
}


@dataclass(frozen=True, slots=True)
class _Mark:
    """From output frame `out` on, `slope` recording seconds pass with every output second, starting at `source`."""

    out: int
    source: float
    slope: float


class Timeline:
    """Which moment of the recording each output frame came from; silence put in between moves nothing."""

    def __init__(self, source: float) -> None:
        self._marks = deque([_Mark(0, source, 0.0)])

    def mark(self, out: int, source: float, slope: float) -> None:
        """From output frame `out` on the recording goes on at `source` seconds."""
        last = self._marks[-1]
        if last.out == out:
            self._marks.pop()
        elif last.slope == slope and abs(self._at(last, out) - source) < 1e-9:
            return
        self._marks.append(_Mark(out, source, slope))

    def source_at(self, out: int) -> float:
        """The moment in seconds that output frame `out` came from; asked with growing frames."""
        while len(self._marks) > 1 and self._marks[1].out <= out:
            self._marks.popleft()
        return self._at(self._marks[0], out)

    @staticmethod
    def _at(mark: _Mark, out: int) -> float:
        return mark.source + max(0, out - mark.out) * mark.slope / OUTPUT_RATE


class Renderer:
    """Produces float stereo at 48 kHz from one place on; made anew for every seek and change of speed.

    Where the recording has not been decoded yet it gives silence, and goes on when there is more. After the end it
    gives silence too, so that the device plays out what it holds.
    """

    def __init__(self, reader: PcmReader, start: int, speed: float, mode: ChannelMode) -> None:
        import numpy as np

        self._reader = reader
        self._next = start
        self._speed = speed
        self._gains = np.array(GAINS[mode], np.float32)
        self._graph = _TempoGraph(reader.pcm.rate, reader.pcm.channels, speed)
        self._ready: deque[Samples] = deque()
        self._ready_frames = 0
        self._made = 0
        self._start = start / reader.pcm.rate
        self._end: int | None = None
        self._flushed = False
        self.handed = 0
        self.end_out: int | None = None
        self.timeline = Timeline(self._start)

    def finish_at(self, end: int | None) -> None:
        """The recording, or the span to play, ends at this frame; None while that is not known."""
        self._end = end

    @property
    def starved(self) -> bool:
        """Whether everything decoded so far has been handed out though it is not the end."""
        more_to_come = self._end is None or self._next < self._end
        return more_to_come and not self._flushed and not self._ready_frames and not self._available()

    def _available(self) -> int:
        there = self._reader.frames() if self._end is None else min(self._end, self._reader.frames())
        return max(0, there - self._next)

    def read(self, frames: int) -> bytes:
        """The next so many output frames."""
        import numpy as np

        parts: list[Samples] = []
        missing = frames
        while missing and (self._ready or self._make()):
            part = self._ready.popleft()
            if len(part) > missing:
                self._ready.appendleft(part[missing:])
                part = part[:missing]
            parts.append(part)
            missing -= len(part)
            self._ready_frames -= len(part)
        sounding = frames - missing
        self._note(sounding, missing)
        if missing:
            parts.append(np.zeros((missing, 2), np.float32))
        return np.concatenate(parts).tobytes() if parts else b""

    def _note(self, sounding: int, silent: int) -> None:
        """Enters what is handed out into the timeline, and the end when it goes by."""
        if sounding:
            self.timeline.mark(self.handed, self._start + self._made * self._speed / OUTPUT_RATE, self._speed)
            self._made += sounding
        self.handed += sounding
        if self._flushed and not self._ready_frames and self.end_out is None:
            self.end_out = self.handed
        if silent:
            self.timeline.mark(self.handed, self._start + self._made * self._speed / OUTPUT_RATE, 0.0)
            self.handed += silent

    def _make(self) -> bool:
        """Renders on until there is something to hand out; False at the end and where nothing is decoded yet."""
        while not self._ready:
            if self._flushed:
                return False
            count = min(BLOCK, self._available())
            if not count and (self._end is None or self._next < self._end):
                return False
            samples = self._reader.read(self._next, count)
            self._next += len(samples)
            self._flushed = not len(samples)
            for block in self._graph.push(samples if len(samples) else None):
                self._ready.append(self._mixed(block))
                self._ready_frames += len(block)
        return True

    def _mixed(self, block: Samples) -> Samples:
        import numpy as np

        if block.shape[1] == 1:
            return np.repeat(block, 2, axis=1)
        return np.ascontiguousarray(block @ self._gains)


class _TempoGraph:
    """16-bit frames in, float frames at the output rate and another tempo out; the pitch is kept."""

    def __init__(self, rate: int, channels: int, speed: float) -> None:
        from av.filter import Graph

        self._rate = rate
        self._layout = "mono" if channels == 1 else "stereo"
        self._graph = Graph()
        self._graph.threads = 1
        source = self._graph.add_abuffer(
            sample_rate=rate, format="s16", layout=self._layout, time_base=Fraction(1, rate)
        )
        steps = [("atempo", f"{speed:.4f}")] if speed != 1.0 else []
        steps += [("aresample", str(OUTPUT_RATE)), ("aformat", f"sample_fmts=flt:sample_rates={OUTPUT_RATE}")]
        nodes = [source, *(self._graph.add(*step) for step in steps), self._graph.add("abuffersink")]
        self._graph.link_nodes(*nodes).configure()

    def push(self, samples: npt.NDArray[np.int16] | None) -> list[Samples]:
        """What comes out after these frames; None empties the graph at the end."""
        import av

        frame = None
        if samples is not None:
            frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout=self._layout)
            frame.sample_rate = self._rate
        self._graph.push(frame)
        out: list[Samples] = []
        while True:
            try:
                block = cast("av.AudioFrame", self._graph.pull())
            except (av.BlockingIOError, av.EOFError):
                return out
            out.append(cast("Samples", block.to_ndarray()).reshape(block.samples, -1))

"""The picture of a recording: least, greatest and mean level, 100 times a second and channel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from qa_desktop.media.pcm import PEAKS_PER_SECOND as PEAKS_PER_SECOND

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Levels = npt.NDArray[np.int16]

_STEP = 4
_FIRST_ROOM = 6_000


@dataclass(frozen=True, eq=False)
class PeakSlice:
    """Values for drawing, one per pixel column, each of shape (channels, columns)."""

    mins: Levels
    maxs: Levels
    rms: Levels


@dataclass(frozen=True, eq=False)
class Peaks:
    """Least, greatest and RMS sample of every hundredth of a second, each of shape (channels, values).

    RMS is taken about the mean, so that a constant offset of a recorder does not count as sound. `coarser` is the rest
    of the pyramid where it has been made already.
    """

    mins: Levels
    maxs: Levels
    rms: Levels
    coarser: tuple[PeakSlice, ...] = ()

    @property
    def channels(self) -> int:
        """How many channels there are."""
        return int(self.mins.shape[0])

    @property
    def seconds(self) -> float:
        """How much time the values cover."""
        return float(self.mins.shape[1] / PEAKS_PER_SECOND)

    @cached_property
    def pyramid(self) -> tuple[PeakSlice, ...]:
        """The values at full detail, then each level a quarter as long as the one before."""
        levels = [PeakSlice(self.mins, self.maxs, self.rms), *self.coarser]
        while levels[-1].mins.shape[1] > _STEP:
            levels.append(_quarter(levels[-1]))
        return tuple(levels)

    def slice(self, first_s: float, last_s: float, columns: int) -> PeakSlice:
        """The span from `first_s` to `last_s` seconds in so many columns; zero outside of the recording."""
        import numpy as np

        per_column = max(0.0, last_s - first_s) * PEAKS_PER_SECOND / max(1, columns)
        depth = 0
        while _STEP ** (depth + 1) <= per_column and depth + 1 < len(self.pyramid):
            depth += 1
        level = self.pyramid[depth]
        scale = _STEP**depth
        steps = np.arange(columns + 1) * (per_column / scale) + first_s * PEAKS_PER_SECOND / scale
        edges = np.floor(steps + 1e-9).astype(np.int64)
        return _columns(level, edges)


def _columns(level: PeakSlice, edges: npt.NDArray[np.int64]) -> PeakSlice:
    import numpy as np

    count, columns = level.mins.shape[1], len(edges) - 1
    inside = (edges[:-1] < count) & (np.maximum(edges[1:], edges[:-1] + 1) > 0)
    if columns < 1 or not count or not inside.any():
        nothing = np.zeros((level.mins.shape[0], max(0, columns)), np.int16)
        return PeakSlice(nothing, nothing, nothing)
    bounds = np.clip(edges, 0, count)
    starts = np.minimum(bounds[:-1], count - 1)
    end = max(int(bounds[-1]), int(starts[-1]) + 1)

    def reduced(ufunc: np.ufunc, values: Levels) -> Levels:
        return np.where(inside, ufunc.reduceat(values[:, :end], starts, axis=1), 0).astype(np.int16)

    widths = np.maximum(np.diff(np.append(starts, end)), 1)
    power = np.add.reduceat(np.square(level.rms[:, :end], dtype=np.float64), starts, axis=1) / widths
    rms = np.where(inside, np.sqrt(power), 0).astype(np.int16)
    return PeakSlice(reduced(np.minimum, level.mins), reduced(np.maximum, level.maxs), rms)


def _quarter(level: PeakSlice) -> PeakSlice:
    import numpy as np

    starts = np.arange(0, level.mins.shape[1], _STEP)
    widths = np.diff(np.append(starts, level.mins.shape[1]))
    power = np.add.reduceat(np.square(level.rms, dtype=np.float64), starts, axis=1) / widths
    return PeakSlice(
        np.minimum.reduceat(level.mins, starts, axis=1),
        np.maximum.reduceat(level.maxs, starts, axis=1),
        np.sqrt(power).astype(np.int16),
    )


class PeaksBuilder:
    """Collects peaks block by block while a recording is decoded; belongs to one thread."""

    def __init__(self, channels: int, rate: int) -> None:
        self._window = rate // PEAKS_PER_SECOND
        self._channels = channels
        self._levels = [_Growing(channels)]

    def add(self, block: Levels) -> None:
        """Takes a block (channels, samples), fastest when it is interleaved; all but the last hold whole windows."""
        whole = block.shape[1] // self._window * self._window
        if whole:
            self._add_windows(block[:, :whole], self._window)
        if whole < block.shape[1]:
            self._add_windows(block[:, whole:], block.shape[1] - whole)

    def _add_windows(self, block: Levels, width: int) -> None:
        import numpy as np

        # A frame as one number, then one row for each place within a window: reducing down the columns is what a
        # processor does fastest.
        frames = np.ascontiguousarray(block.T).reshape(-1).view(f"u{2 * self._channels}")
        rows = np.ascontiguousarray(frames.reshape(-1, width).T).view(np.int16)
        levels = rows.astype(np.float32)
        power = np.einsum("wn,wn->n", levels, levels) / width - np.square(levels.sum(0) / width)
        rms = np.sqrt(np.maximum(power, 0)).round()
        values = (each.reshape(-1, self._channels).T for each in (rows.min(0), rows.max(0), rms))
        self._levels[0].put(self._levels[0].count, *values)

    def peaks(self) -> Peaks:
        """What has been collected so far, pyramid and all, safe to hand to another thread.

        Nothing is copied: only values behind those handed out are written later, and the last value of a coarser level,
        which covers less than its time until then.
        """
        depth = 0
        while self._levels[depth].count > _STEP:
            depth += 1
            if depth == len(self._levels):
                self._levels.append(_Growing(self._channels))
            self._levels[depth].follow(self._levels[depth - 1])
        slices = [level.slice() for level in self._levels[: depth + 1]]
        return Peaks(slices[0].mins, slices[0].maxs, slices[0].rms, tuple(slices[1:]))


class _Growing:
    """One level of the pyramid; what has been handed out stays where it is when room is made for more."""

    def __init__(self, channels: int) -> None:
        import numpy as np

        self.count = 0
        self._values = np.zeros((3, channels, _FIRST_ROOM), np.int16)

    def put(self, first: int, mins: Levels, maxs: Levels, rms: npt.NDArray[np.floating] | Levels) -> None:
        """Writes values from place `first` on."""
        import numpy as np

        self.count = first + mins.shape[1]
        if self.count > self._values.shape[2]:
            wider = np.zeros((*self._values.shape[:2], 2 * self.count), np.int16)
            wider[:, :, :first] = self._values[:, :, :first]
            self._values = wider
        for target, values in zip(self._values, (mins, maxs, rms), strict=True):
            target[:, first : self.count] = values

    def follow(self, finer: _Growing) -> None:
        """Takes in what the level below has got since; its last value may have been of an unfinished four."""
        first = max(0, self.count - 1)
        coarse = _quarter(finer.slice(_STEP * first))
        self.put(first, coarse.mins, coarse.maxs, coarse.rms)

    def slice(self, first: int = 0) -> PeakSlice:
        """The values from place `first` on."""
        return PeakSlice(*self._values[:, :, first : self.count])

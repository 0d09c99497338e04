"""The picture of a recording: least, greatest and mean level, 100 times a second and channel."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Levels = npt.NDArray[np.int16]

PEAKS_PER_SECOND = 100
_STEP = 4


@dataclass(frozen=True, eq=False)
class PeakSlice:
    """Values for drawing, one per pixel column, each of shape (channels, columns)."""

    mins: Levels
    maxs: Levels
    rms: Levels


@dataclass(frozen=True, eq=False)
class Peaks:
    """Least, greatest and RMS sample of every hundredth of a second, each of shape (channels, values).

    RMS is taken about the mean, so that a constant offset of a recorder does not count as sound.
    """

    mins: Levels
    maxs: Levels
    rms: Levels

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
        levels = [PeakSlice(self.mins, self.maxs, self.rms)]
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
        import numpy as np

        self._window = rate // PEAKS_PER_SECOND
        self._count = 0
        self._mins, self._maxs, self._rms = (np.zeros((channels, 6_000), np.int16) for _ in range(3))

    def add(self, block: Levels) -> None:
        """Takes a planar block (channels, samples); all blocks but the last hold whole windows."""
        whole = block.shape[1] // self._window * self._window
        if whole:
            self._add_windows(block[:, :whole].reshape(block.shape[0], -1, self._window))
        if whole < block.shape[1]:
            self._add_windows(block[:, None, whole:])

    def _add_windows(self, windows: Levels) -> None:
        import numpy as np

        first, self._count = self._count, self._count + windows.shape[1]
        if self._count > self._mins.shape[1]:
            self._grow()
        levels = windows.astype(np.float32)
        width = windows.shape[2]
        power = np.einsum("cnw,cnw->cn", levels, levels) / width - np.square(levels.sum(2) / width)
        self._mins[:, first : self._count] = windows.min(2)
        self._maxs[:, first : self._count] = windows.max(2)
        self._rms[:, first : self._count] = np.sqrt(np.maximum(power, 0)).round()

    def _grow(self) -> None:
        import numpy as np

        wider = ((0, 0), (0, max(self._mins.shape[1], self._count - self._mins.shape[1])))
        self._mins, self._maxs, self._rms = (np.pad(a, wider) for a in (self._mins, self._maxs, self._rms))

    def peaks(self) -> Peaks:
        """A copy of what has been collected so far, safe to hand to another thread."""
        return Peaks(*(a[:, : self._count].copy() for a in (self._mins, self._maxs, self._rms)))

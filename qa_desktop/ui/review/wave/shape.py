"""The shape of the sound: how far each column of pixels reaches, from peaks or from single samples."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qa_desktop.media.pcm import Pcm
    from qa_desktop.media.peaks import Peaks
    from qa_desktop.ui.review.wave.view import View

    Samples = npt.NDArray[np.int16]

SAMPLES_BELOW_S = 5.0
"""With less than this in view, samples are drawn instead of peaks."""
BAR, GAP = 2, 1


@dataclass(frozen=True, eq=False)
class Columns:
    """Least and greatest sample in columns that are `pitch` device pixels wide; `first` is the number of the first.

    Columns are counted from the start of the recording, so that they keep their place while the view scrolls.
    `gap` device pixels stay free behind each.
    """

    first: int
    pitch: int
    gap: int
    lows: Samples
    highs: Samples


@dataclass(frozen=True, eq=False)
class Block:
    """Samples read from the cache, shape (channels, frames), from frame `first` on."""

    first: int
    rate: int
    samples: Samples

    def holds(self, start: float, end: float) -> bool:
        """Whether the samples of a span are all here."""
        return self.first <= start * self.rate and end * self.rate <= self.first + self.samples.shape[1]


def read_block(pcm: Pcm, view: View) -> Block | None:
    """The samples in view and half as many on each side; None where they are not decoded yet or gone."""
    from qa_desktop.media.pcm import PcmReader

    first = max(0, int((view.start - view.span / 2) * pcm.rate))
    last = int((view.end + view.span / 2) * pcm.rate) + 2
    try:
        with closing(PcmReader(pcm)) as reader:
            samples = reader.read(first, last - first).T
    except OSError:
        return None
    return Block(first, pcm.rate, samples)


def columns_of_peaks(peaks: Peaks, view: View, ratio: float, span: tuple[float, float]) -> Columns:
    """Bars for a span in seconds, on a screen of so many device pixels to a pixel."""
    pitch, gap = max(round((BAR + GAP) * ratio), 2), max(round(GAP * ratio), 1)
    seconds = pitch / (view.pixels_per_second * ratio)
    first, last = int(span[0] / seconds), int(span[1] / seconds) + 1
    levels = peaks.slice(first * seconds, last * seconds, last - first)
    return Columns(first, pitch, gap, levels.mins, levels.maxs)


def columns_of_samples(block: Block, view: View, ratio: float, span: tuple[float, float]) -> Columns:
    """One column for every device pixel; neighbours touch, so that the line is unbroken."""
    import numpy as np

    per_column = block.rate / (view.pixels_per_second * ratio)
    first, last = int(span[0] * block.rate / per_column), int(span[1] * block.rate / per_column) + 1
    edges = np.floor(np.arange(first, last + 1) * per_column).astype(np.int64) - block.first
    count = block.samples.shape[1]
    starts = np.clip(edges[:-1], 0, count)
    # One sample more than the column holds: the next one's first.
    ends = np.clip(edges[1:] + 1, starts + 1, count + 1)
    pairs = np.stack((starts, ends), axis=1).ravel()
    # Behind the last there is silence, for columns that are not decoded yet.
    padded = np.pad(block.samples, ((0, 0), (0, 2)))
    lows = np.minimum.reduceat(padded, pairs, axis=1)[:, ::2]
    highs = np.maximum.reduceat(padded, pairs, axis=1)[:, ::2]
    return Columns(first, 1, 0, lows, highs)


def samples_between(block: Block, start: float, end: float) -> tuple[float, Samples]:
    """The samples of a span, and the time of the first."""
    first = max(int(start * block.rate) - block.first - 1, 0)
    last = int(end * block.rate) - block.first + 2
    return (block.first + first) / block.rate, block.samples[:, first:last]

"""Decoding a recording once: samples into the cache, its picture on the way."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.media.decode import OpenRecording, open_recording
from qa_desktop.media.frames import FrameDecoder
from qa_desktop.media.pcm import Pcm, SampleMemory
from qa_desktop.media.peaks import Peaks, PeaksBuilder
from qa_desktop.media.probe import RecordingFacts, facts_of
from qa_desktop.media.spelling import spell_time

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qa_desktop.media.direct import Block

    Keep = Callable[[memoryview], bool]

_LONGEST = 24 * 3600
# A constant of -54 dB below full scale and more clicks where sound begins and ends.
_OFFSET = 64


class IngestStopped(Exception):  # noqa: N818 -- not an error: the caller asked for it
    """The callback returned False; what was decoded has been removed."""


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far decoding is; `announced` is the length in seconds that the header promises, if it does.

    `peaks` gives the picture so far; call it in the callback, that is in the decoding thread.
    """

    pcm: Pcm
    frames: int
    announced: float | None
    peaks: Callable[[], Peaks]


@dataclass(frozen=True, slots=True)
class Ingested:
    """A recording whose samples lie in the cache, with its true duration and what is wrong with it."""

    pcm: Pcm
    frames: int
    peaks: Peaks
    facts: RecordingFacts

    @property
    def duration(self) -> float:
        """True length in seconds."""
        return self.frames / self.pcm.rate


def ingest(
    source: Path,
    cache: Path | SampleMemory | None,
    on_progress: Callable[[IngestProgress], bool],
    raw: RawFormat | None = None,
) -> Ingested:
    """Decodes `source` into the file `cache`, which must not exist, or into memory; the callback stops it with False.

    Without a cache the samples are not kept. `raw` says how to read a file without a header. Raises InputError when
    there is nothing to decode or no room for it, NeedsRawFormat when only its codec has to be told, IngestStopped when
    stopped.
    """
    place = SampleMemory(0) if cache is None else cache
    done = False
    try:
        with open_recording(source, raw) as recording, _kept(cache) as keep:
            result = _Ingest(recording, source.name, place, keep).run(on_progress)
        done = True
        return result
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
            raise InputError(f"There is no room on the disk to decode “{source.name}”.") from error
        raise
    finally:
        if not done and isinstance(cache, Path):
            discard(cache)


def discard(place: Path) -> None:
    """Removes a cache file; Windows keeps one that is being played, which then goes with its folder."""
    with suppress(PermissionError):
        place.unlink(missing_ok=True)


@contextmanager
def _kept(cache: Path | SampleMemory | None) -> Iterator[Keep]:
    """What takes the samples; it answers False when there is no more room for them in memory."""
    if cache is None:
        yield lambda _: True
    elif isinstance(cache, SampleMemory):
        yield cache.append
    else:
        handle = os.open(cache, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
        with os.fdopen(handle, "wb", buffering=0) as file:
            yield lambda data: _write_all(file.fileno(), data)


def _write_all(handle: int, data: memoryview) -> bool:
    # A plain write: on a full disk it raises, whereas a writable map would end the process.
    while data:
        data = data[os.write(handle, data) :]
    return True


class _Ingest:
    """One run over one recording."""

    def __init__(self, recording: OpenRecording, name: str, place: Path | SampleMemory, keep: Keep) -> None:
        self._recording = recording
        self._name = name
        self._place = place
        self._keep = keep
        self._problems: tuple[str, ...] = ()

    def run(self, on_progress: Callable[[IngestProgress], bool]) -> Ingested:
        """Decodes to the end, or until it is stopped or there is no more room."""
        source = self._recording.source
        expected = self._recording.announced or self._recording.estimate
        pcm: Pcm | None = None
        frames = 0
        for block in _centred(source.blocks()):
            if pcm is None:
                pcm = self._pcm(source.rate, source.channels)
                builder = PeaksBuilder(pcm.channels, pcm.rate)
            if not self._keep(block.data.cast("B")):
                self._cut(frames / pcm.rate)
                break
            builder.add(block.T)
            frames += len(block)
            if not on_progress(IngestProgress(pcm, frames, expected, builder.peaks)):
                raise IngestStopped
            if frames >= _LONGEST * pcm.rate:
                self._cut(_LONGEST)
                break
        if pcm is None:
            raise InputError(f"“{self._name}” holds no sound that can be decoded.")
        return Ingested(pcm, frames, builder.peaks(), self._facts(frames / pcm.rate))

    def _pcm(self, rate: int, channels: int) -> Pcm:
        if isinstance(self._place, SampleMemory):
            return Pcm(None, rate, channels, self._place)
        return Pcm(self._place, rate, channels)

    def _cut(self, seconds: float) -> None:
        self._problems = (f"only the first {spell_time(seconds)} are kept",)

    def _facts(self, seconds: float) -> RecordingFacts:
        source = self._recording.source
        facts = facts_of(self._recording, seconds)
        decoding = source.problems() if isinstance(source, FrameDecoder) else ()
        # Where we stopped ourselves, what the header announced is not missing.
        return replace(facts, problems=(*(self._problems or facts.problems), *decoding))


def _centred(blocks: Iterator[Block]) -> Iterator[Block]:
    """Takes away a recorder's constant offset, which clicks at every pause and shifts the picture.

    It is what the first second is about throughout; its samples are changed in place.
    """
    import numpy as np

    taken: npt.NDArray[np.int16] | None = None
    for block in blocks:
        if not len(block):
            continue
        if taken is None:
            taken = _offset_of(block)
        if taken.any():
            if len(taken) < len(block):
                # As long as the block: NumPy is many times quicker where nothing is repeated.
                taken = np.tile(taken[:1], (len(block), 1))
            _take_away(block, taken[: len(block)])
        yield block


def _take_away(block: Block, offset: npt.NDArray[np.int16]) -> None:
    """Subtracts without a wrap from the loudest to the other end."""
    import numpy as np

    if offset.max() > 0:
        np.maximum(block, np.maximum(offset, 0) + np.int16(-32768), out=block)
    if offset.min() < 0:
        np.minimum(block, np.minimum(offset, 0) + np.int16(32767), out=block)
    np.subtract(block, offset, out=block)


def _offset_of(block: Block) -> npt.NDArray[np.int16]:
    """The offset of each channel, shape (1, channels); 0 where the halves of the block do not agree upon one."""
    import numpy as np

    half = len(block) // 2
    if not half:
        return np.zeros((1, block.shape[1]), np.int16)
    means = np.stack((block[:half].mean(0), block[half:].mean(0)))
    lesser = np.abs(means).min(0)
    steady = (lesser >= _OFFSET) & (np.ptp(means, axis=0) < lesser / 2)
    return np.where(steady, means.mean(0).round(), 0).astype(np.int16)[np.newaxis]

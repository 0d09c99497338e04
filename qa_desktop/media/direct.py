"""Recordings that lie in their file as plain samples (PCM and G.711): they need no decoder, only a table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from io import FileIO
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.media.pcm import MAX_RATE, PEAKS_PER_SECOND
from qa_desktop.media.riff import WavLayout

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Block = npt.NDArray[np.int16]

_BLOCK_SAMPLES = 1 << 17
_LEAST_RATE = 2_000
_WAV_CODECS = {(1, 8): "pcm_u8", (1, 16): "pcm_s16le", (6, 8): "pcm_alaw", (7, 8): "pcm_mulaw"}
_RAW_CODECS = {"mulaw": "pcm_mulaw", "alaw": "pcm_alaw", "s16le": "pcm_s16le"}


@dataclass(frozen=True, slots=True)
class DirectSound:
    """Where plain samples lie in a file; the codec has FFmpeg's name, `length` counts bytes."""

    path: Path
    codec: str
    rate: int
    channels: int
    offset: int
    length: int

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return self.channels * (2 if self.codec == "pcm_s16le" else 1)

    @property
    def seconds(self) -> float:
        """How long it is, whole samples only."""
        return self.length // self.frame_bytes / self.rate

    def blocks(self) -> Iterator[Block]:
        """Interleaved blocks (frames, channels) of whole hundredths but for the last, the first of one second.

        A block is overwritten when the next one is asked for.
        """
        import numpy as np

        window = self.rate // PEAKS_PER_SECOND
        most = max(self.rate, _BLOCK_SAMPLES // self.channels // window * window)
        # Room for an odd byte at the end: codes are looked up in pairs.
        codes = np.zeros(most * self.frame_bytes + 1, np.uint8)
        samples = np.empty(most * self.channels + 1, np.int16)
        left, count = self.length // self.frame_bytes, self.rate
        with self.path.open("rb", buffering=0) as file:
            file.seek(self.offset)
            while left:
                got = _fill(file, codes, min(count, left) * self.frame_bytes) // self.frame_bytes
                if not got:
                    return
                yield self._decoded(codes, samples, got * self.channels).reshape(-1, self.channels)
                left, count = left - got, most

    def _decoded(self, codes: npt.NDArray[np.uint8], samples: Block, count: int) -> Block:
        import numpy as np

        if self.codec == "pcm_s16le":
            return codes[: 2 * count].view("<i2")
        pairs = (count + 1) // 2
        target = samples[: 2 * pairs].view(np.uint32)
        # Every index is in the table; "clip" is what makes NumPy write to `out` without a copy between.
        np.take(_pairs(self.codec), codes[: 2 * pairs].view(np.uint16), out=target, mode="clip")
        return samples[:count]


def _fill(file: FileIO, codes: npt.NDArray[np.uint8], count: int) -> int:
    """Reads so many bytes, fewer only at the end of the file, which may be shorter by now."""
    view = memoryview(codes.data)[:count]
    got = 0
    while got < count and (more := file.readinto(view[got:])):
        got += more
    return got


def direct_wav(path: Path, layout: WavLayout | None) -> DirectSound | None:
    """The plain samples of a WAV file; None where a decoder or a resampler is wanted, or its header is odd."""
    if layout is None:
        return None
    codec = _WAV_CODECS.get((layout.tag, layout.bits), "")
    sound = DirectSound(path, codec, layout.rate, layout.channels, layout.offset, layout.length)
    return sound if codec and _kept_as_is(sound) and layout.align == sound.frame_bytes else None


def direct_raw(path: Path, raw: RawFormat) -> DirectSound | None:
    """The plain samples of a headerless file; None where a decoder or a resampler is wanted."""
    sound = DirectSound(path, _RAW_CODECS.get(raw.codec, ""), raw.rate, raw.channels, 0, path.stat().st_size)
    return sound if sound.codec and _kept_as_is(sound) else None


def _kept_as_is(sound: DirectSound) -> bool:
    return sound.channels in (1, 2) and _LEAST_RATE <= sound.rate <= MAX_RATE and not sound.rate % PEAKS_PER_SECOND


@lru_cache(maxsize=3)
def _pairs(codec: str) -> npt.NDArray[np.uint32]:
    """Two samples for every two bytes: half as many look-ups as one by one."""
    import numpy as np

    one = _TABLES[codec]().astype("<i2").view("<u2").astype(np.uint32)
    pairs: npt.NDArray[np.uint32] = one[np.newaxis, :] | one[:, np.newaxis] << np.uint32(16)
    return np.ravel(pairs)


def _mulaw() -> npt.NDArray[np.int64]:
    """ITU-T G.711, µ-law."""
    import numpy as np

    code = ~np.arange(256) & 0xFF
    size = ((code & 0x0F) << 3) + 0x84 << ((code & 0x70) >> 4)
    return np.where(code & 0x80, 0x84 - size, size - 0x84)


def _alaw() -> npt.NDArray[np.int64]:
    """ITU-T G.711, A-law."""
    import numpy as np

    code = np.arange(256) ^ 0x55
    segment = (code & 0x70) >> 4
    size: npt.NDArray[np.int64] = ((code & 0x0F) << 4) + np.where(segment, 0x108, 8) << np.maximum(segment - 1, 0)
    return np.where(code & 0x80, size, -size)


def _u8() -> npt.NDArray[np.int64]:
    import numpy as np

    return np.left_shift(np.arange(256) - 128, 8)


_TABLES = {"pcm_mulaw": _mulaw, "pcm_alaw": _alaw, "pcm_u8": _u8}

"""A decoded recording: 16-bit little-endian interleaved samples on disk or in memory, perhaps still growing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

MAX_RATE = 16_000
"""Samples a second that are kept at most."""
PEAKS_PER_SECOND = 100
"""How finely levels are kept; a rate that is kept is a multiple of it."""
MEMORY_LIMIT = 1 << 30
"""Bytes that are held at most where nothing may lie on a disk: nine hours of a two-channel telephone call."""
_CHUNK = 1 << 20


class SampleMemory:
    """Samples that never touch a disk: one thread appends, any thread reads; holds `limit` bytes at most."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self.size = 0
        self._chunks: list[bytearray] = []

    def append(self, data: memoryview) -> bool:
        """Takes all of it, or none of it where it would not fit."""
        if self.size + len(data) > self.limit:
            return False
        view = data
        while view:
            place = self.size % _CHUNK
            if not place:
                self._chunks.append(bytearray(_CHUNK))
            part = view[: _CHUNK - place]
            self._chunks[-1][place : place + len(part)] = part
            # Last, so that whoever reads meanwhile sees only what is there.
            self.size += len(part)
            view = view[len(part) :]
        return True

    def read(self, first: int, count: int) -> bytes:
        """Up to `count` bytes from byte `first`."""
        end = min(first + count, self.size)
        parts = []
        while first < end:
            place = first % _CHUNK
            part = self._chunks[first // _CHUNK][place : min(_CHUNK, place + end - first)]
            parts.append(part)
            first += len(part)
        return b"".join(parts)


@dataclass(frozen=True, slots=True)
class Pcm:
    """Where the samples lie, and how to read them: in a file, or in memory where there is no path."""

    path: Path | None
    rate: int
    channels: int
    memory: SampleMemory | None = None

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return 2 * self.channels


class PcmReader:
    """Reads frames of a decoded recording; what another thread has appended is seen at once."""

    def __init__(self, pcm: Pcm) -> None:
        self.pcm = pcm
        self._memory = pcm.memory
        self._file = pcm.path.open("rb", buffering=0) if pcm.path is not None else None

    def frames(self) -> int:
        """Whole frames written so far."""
        if self._file is not None:
            return os.fstat(self._file.fileno()).st_size // self.pcm.frame_bytes
        return self._memory.size // self.pcm.frame_bytes if self._memory is not None else 0

    def read(self, first: int, count: int) -> npt.NDArray[np.int16]:
        """Up to `count` frames from frame `first`, shape (frames, channels); fewer where there are no more."""
        import numpy as np

        data = self._bytes(first * self.pcm.frame_bytes, count * self.pcm.frame_bytes)
        whole = len(data) - len(data) % self.pcm.frame_bytes
        return np.frombuffer(data[:whole], "<i2").reshape(-1, self.pcm.channels)

    def _bytes(self, first: int, count: int) -> bytes:
        if self._file is not None:
            self._file.seek(first)
            return self._file.read(count)
        return self._memory.read(first, count) if self._memory is not None else b""

    def close(self) -> None:
        """Lets go of the samples."""
        if self._file is not None:
            self._file.close()
        self._memory = None

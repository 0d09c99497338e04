"""A decoded recording on disk: 16-bit little-endian interleaved samples, perhaps still growing."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt


@dataclass(frozen=True, slots=True)
class Pcm:
    """Where the samples lie and how to read them."""

    path: Path
    rate: int
    channels: int

    @property
    def frame_bytes(self) -> int:
        """Bytes of one sample of every channel."""
        return 2 * self.channels


class PcmReader:
    """Reads frames of a PCM file; what another thread has appended is seen at once."""

    def __init__(self, pcm: Pcm) -> None:
        self.pcm = pcm
        self._file = pcm.path.open("rb", buffering=0)

    def frames(self) -> int:
        """Whole frames written so far."""
        return os.fstat(self._file.fileno()).st_size // self.pcm.frame_bytes

    def read(self, first: int, count: int) -> npt.NDArray[np.int16]:
        """Up to `count` frames from frame `first`, shape (frames, channels); fewer where there are no more."""
        import numpy as np

        self._file.seek(first * self.pcm.frame_bytes)
        data = self._file.read(count * self.pcm.frame_bytes)
        whole = len(data) - len(data) % self.pcm.frame_bytes
        return np.frombuffer(data[:whole], "<i2").reshape(-1, self.pcm.channels)

    def close(self) -> None:
        """Lets go of the file."""
        self._file.close()

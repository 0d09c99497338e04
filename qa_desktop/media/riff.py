"""The chunks of a WAV file: what its samples are, where they lie, and how many its header promises."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_UNSIZED = (0, 0xFFFFFFFF)
_MOST_CHUNKS = 1000
_EXTENSIBLE = 0xFFFE


@dataclass(frozen=True, slots=True)
class WavLayout:
    """What a WAV header says; the tag is 0 without a usable fmt chunk, `promised` is 0 where it was left open.

    `offset` is where the sound begins, `promised` and `there` are bytes of it, `frames` is what a fact chunk says or 0.
    """

    tag: int
    channels: int
    rate: int
    align: int
    bits: int
    offset: int
    promised: int
    there: int
    frames: int = 0

    @property
    def length(self) -> int:
        """Bytes of sound that can be read: what was promised, or else all that is there."""
        return min(self.promised or self.there, self.there)

    @property
    def share_there(self) -> float:
        """How much of what was promised is there, 1 for all."""
        return self.length / self.promised if self.promised else 1.0


def wav_layout(path: Path) -> WavLayout | None:
    """The layout of a RIFF or RF64 file; None for anything else, and where no data chunk is found."""
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(12)
        if head[:4] not in (b"RIFF", b"RF64") or head[8:12] != b"WAVE":
            return None
        return _walk(file, size)


def _walk(file: BinaryIO, file_size: int) -> WavLayout | None:
    long_size = frames = 0
    form = (0, 0, 0, 0, 0)
    for _ in range(_MOST_CHUNKS):
        head = file.read(8)
        if len(head) < 8:
            return None
        name, size = head[:4], int.from_bytes(head[4:], "little")
        if name == b"data":
            there = max(0, file_size - file.tell())
            return WavLayout(*form, file.tell(), long_size if size in _UNSIZED else size, there, frames)
        body = file.read(min(size, 64)) if name in (b"fmt ", b"ds64", b"fact") else b""
        file.seek(size + size % 2 - len(body), 1)
        if name == b"fmt ":
            form = _form(body)
        elif name == b"ds64":
            long_size = int.from_bytes(body[8:16], "little")
        elif name == b"fact" and body[:4] != b"\xff\xff\xff\xff":
            frames = int.from_bytes(body[:4], "little")
    return None


def _form(body: bytes) -> tuple[int, int, int, int, int]:
    """Tag, channels, rate, block alignment and bits of a fmt chunk."""

    def number(first: int, count: int) -> int:
        return int.from_bytes(body[first : first + count], "little")

    if len(body) < 16:
        return 0, 0, 0, 0, 0
    tag = number(24, 2) if number(0, 2) == _EXTENSIBLE and len(body) >= 26 else number(0, 2)
    return tag, number(2, 2), number(4, 4), number(12, 2), number(14, 2)

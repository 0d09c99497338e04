"""Joining the two mono legs of a call into one two-channel WAV file."""

import hashlib
import os
import time
import wave
from contextlib import ExitStack, suppress
from pathlib import Path

from qa_desktop.domain.errors import InputError

_FRAMES = 65_536
_ABANDONED_S = 3600
LATEST = 6 * 3600
"""Seconds; no leg of a call begins later than that."""


def join_legs(incoming: Path, outgoing: Path, stem: str, folder: Path, later: float = 0.0) -> Path:
    """Write `incoming` as the left and `outgoing` as the right channel; the shorter one ends in silence.

    `later` is by how many seconds the outgoing leg begins after the incoming one, before it where it is negative.
    The name holds a hash of both, so the same legs give the same file. Raises InputError when they are not mono PCM of
    one rate and width, or begin more than six hours apart.
    """
    if not abs(later) <= LATEST:
        raise InputError(f"The legs begin {later:g} seconds apart, so they were not joined.")
    with ExitStack() as stack:
        opened = [stack.enter_context(_opened(path)) for path in (incoming, outgoing)]
        _check_equal(opened)
        target = folder / f"{stem[:100]}-{_content_key(incoming, outgoing, later=later)}.wav"
        if not target.exists():
            _write([_Leg(each, max(0.0, late)) for each, late in zip(opened, (-later, later), strict=True)], target)
    return target


class _Leg:
    """A leg that is silent until it begins, `late` seconds after the other."""

    def __init__(self, opened: wave.Wave_read, late: float) -> None:
        self._opened = opened
        self._silent = round(late * opened.getframerate())

    def read(self, frames: int) -> bytes:
        """The next frames; fewer at the end."""
        quiet = min(self._silent, frames)
        self._silent -= quiet
        silence = (b"\x80" if self._opened.getsampwidth() == 1 else bytes(self._opened.getsampwidth())) * quiet
        return silence + self._opened.readframes(frames - quiet) if quiet < frames else silence

    @property
    def width(self) -> int:
        """Bytes of a sample."""
        return self._opened.getsampwidth()

    @property
    def rate(self) -> int:
        """Samples in a second."""
        return self._opened.getframerate()


def _opened(path: Path) -> wave.Wave_read:
    try:
        return wave.open(str(path), "rb")
    except (wave.Error, EOFError, OSError) as error:
        raise InputError(f"“{path.name}” is no PCM WAV file, so the two legs were not joined.") from error


def _check_equal(legs: list[wave.Wave_read]) -> None:
    left, right = (leg.getparams() for leg in legs)
    if 0 in (left.nframes, right.nframes):
        raise InputError("One of the legs is empty, so they were not joined.")
    if (left.nchannels, right.nchannels) != (1, 1):
        raise InputError("The legs are not mono, so they were not joined.")
    if (left.framerate, left.sampwidth) != (right.framerate, right.sampwidth):
        raise InputError("The legs differ in rate or sample size, so they were not joined.")


def _content_key(*paths: Path, later: float = 0.0) -> str:
    digest = hashlib.sha256()
    if later:
        digest.update(f"{later:.3f}".encode())
    for path in paths:
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()[:16]


def _write(legs: list[_Leg], target: Path) -> None:
    """Write under another name first, so that a file of the right name is always whole."""
    partial = target.with_suffix(f".{os.getpid()}.part")
    _sweep(target.parent)
    try:
        with partial.open("wb") as file, wave.open(file, "wb") as joined:
            joined.setnchannels(2)
            joined.setsampwidth(legs[0].width)
            joined.setframerate(legs[0].rate)
            while block := _interleaved([leg.read(_FRAMES) for leg in legs], legs[0].width):
                joined.writeframes(block)
        partial.replace(target)
    except OSError as error:
        raise InputError(f"The joined recording cannot be written to “{target.parent}”: {error.strerror}.") from error
    finally:
        partial.unlink(missing_ok=True)


def _sweep(folder: Path) -> None:
    """Removes what a program that was killed while it joined has left; joining takes seconds."""
    for left in folder.glob("*.part"):
        with suppress(OSError):
            if time.time() - left.stat().st_mtime > _ABANDONED_S:
                left.unlink()


def _interleaved(blocks: list[bytes], width: int) -> bytes:
    silence = b"\x80" if width == 1 else b"\x00"
    length = max(len(block) - len(block) % width for block in blocks)
    both = bytearray(2 * length)
    for channel, block in enumerate(blocks):
        samples = block[:length].ljust(length, silence)
        for byte in range(width):
            both[channel * width + byte :: 2 * width] = samples[byte::width]
    return bytes(both)

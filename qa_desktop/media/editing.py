"""The one door to pydub, which edits short stretches of sound; it never decodes or encodes here.

It warns at its import that `audioop` leaves the standard library (`audioop-lts` stands in from 3.13 on) and that there
is no ffmpeg program (none is wanted); nothing else that it says is silenced.
"""
# mypy: disable-error-code="import-untyped"

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    Sound = Any
    """pydub's AudioSegment, which has no types: frozen 16-bit samples, cut and joined by milliseconds."""
    Samples = npt.NDArray[np.int16]

RATES = (8_000, 12_000, 16_000, 24_000, 32_000, 48_000)
"""Rates at which a millisecond is a whole number of samples, so that cuts are exact."""


def _pydub() -> Any:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "'audioop' is deprecated", DeprecationWarning)
        warnings.filterwarnings("ignore", "Couldn't find ffmpeg or avconv", RuntimeWarning)
        warnings.filterwarnings("ignore", ".*invalid escape sequence")  # in its own source, when it is compiled
        import pydub
    return pydub


def rate_for(native: int, rates: tuple[int, ...] = RATES) -> int:
    """The least of these rates that keeps all of a recording, or the highest."""
    return next((rate for rate in rates if rate >= native), rates[-1])


def sound_of(samples: Samples, rate: int) -> Sound:
    """One channel of samples."""
    return _pydub().AudioSegment(
        data=samples.astype("<i2", copy=False).tobytes(), sample_width=2, frame_rate=rate, channels=1
    )


def samples_of(sound: Sound) -> Samples:
    """The samples of a sound of one channel."""
    import numpy as np

    return np.frombuffer(sound.raw_data, "<i2")


def silence(milliseconds: int, rate: int) -> Sound:
    """Nothing, for so long."""
    return _pydub().AudioSegment.silent(milliseconds, frame_rate=rate)


def tone(milliseconds: int, rate: int, hertz: int, dbfs: float, ramp_ms: int) -> Sound:
    """A tone with its ends faded; a whole number of hertz, so that seconds of it join without a click."""
    import numpy as np

    second = np.sin(2 * np.pi * hertz * np.arange(rate) / rate) * (32767 * 10 ** (dbfs / 20))
    sound = sound_of(second.round().astype(np.int16), rate) * (milliseconds // 1000 + 1)
    ramp = min(ramp_ms, milliseconds // 2)
    return sound[:milliseconds].fade_in(ramp).fade_out(ramp) if ramp else sound[:milliseconds]


def joined(sounds: Sequence[Sound]) -> Sound:
    """Sounds of one rate and as many channels, one after the other."""
    first = sounds[0]
    data = b"".join(sound.raw_data for sound in sounds)
    return _pydub().AudioSegment(data=data, sample_width=2, frame_rate=first.frame_rate, channels=first.channels)


def two_channels(left: Sound, right: Sound) -> Sound:
    """Two sounds of the same length side by side."""
    return _pydub().AudioSegment.from_mono_audiosegments(left, right)

"""Bringing the speech in a clip to one loudness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_desktop.media import editing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qa_desktop.media.editing import Sound

SPEECH_DBFS = -20.0
"""RMS level that speech is brought to."""
HIGHEST_PEAK_DBFS = -1.0
_MOST_DB = 24.0
_QUIETEST_DBFS = -55.0
_BELOW_SPEECH_DB = 25.0
_FRAMES_A_SECOND = 50


def levelled(sound: Sound) -> Sound:
    """One channel with its speech at the wanted level, as far as its loudest sample allows; silence stays as it is."""
    import numpy as np

    powers = _powers(sound)
    if not len(powers):
        return sound
    levels = 10 * np.log10(np.maximum(powers, 1e-12))
    spoken = levels > max(_QUIETEST_DBFS, float(np.percentile(levels, 95)) - _BELOW_SPEECH_DB)
    if not spoken.any():
        return sound
    level = 10 * np.log10(powers[spoken].mean())
    return sound.apply_gain(float(min(SPEECH_DBFS - level, HIGHEST_PEAK_DBFS - sound.max_dBFS, _MOST_DB)))


def _powers(sound: Sound) -> npt.NDArray[np.float64]:
    """The mean square of every fiftieth of a second, of full scale; a minute at a time, for calls are long."""
    import numpy as np

    samples = editing.samples_of(sound)
    width = sound.frame_rate // _FRAMES_A_SECOND
    frames = samples[: len(samples) // width * width].reshape(-1, width)
    minute = 60 * _FRAMES_A_SECOND
    parts = [np.square(frames[at : at + minute], dtype=np.float64).mean(axis=1) for at in range(0, len(frames), minute)]
    return np.concatenate(parts) / 32768**2 if parts else np.zeros(0)


def raised(sound: Sound, by_db: float) -> Sound:
    """A sound louder by so much, or by as much as its loudest sample allows."""
    room = HIGHEST_PEAK_DBFS - sound.max_dBFS
    return sound.apply_gain(max(0.0, min(by_db, room)))

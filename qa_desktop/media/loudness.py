"""Bringing the speech in a clip to one loudness."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_desktop.media import editing

if TYPE_CHECKING:
    from qa_desktop.media.editing import Sound

SPEECH_DBFS = -20.0
"""RMS level that speech is brought to."""
HIGHEST_PEAK_DBFS = -1.0
_MOST_DB = 24.0
_QUIETEST_DBFS = -55.0
_BELOW_SPEECH_DB = 25.0
_FRAME_S = 0.02


def levelled(sound: Sound) -> Sound:
    """One channel with its speech at the wanted level, as far as its loudest sample allows; silence stays as it is."""
    import numpy as np

    samples = editing.samples_of(sound).astype(np.float64) / 32768
    width = round(_FRAME_S * sound.frame_rate)
    frames = samples[: len(samples) // width * width].reshape(-1, width)
    if not len(frames):
        return sound
    levels = 10 * np.log10(np.maximum(np.square(frames).mean(axis=1), 1e-12))
    speech = levels[levels > max(_QUIETEST_DBFS, float(np.percentile(levels, 95)) - _BELOW_SPEECH_DB)]
    if not len(speech):
        return sound
    level = 10 * np.log10((10 ** (speech / 10)).mean())
    room = HIGHEST_PEAK_DBFS - 20 * np.log10(np.abs(samples).max())
    return sound.apply_gain(float(min(SPEECH_DBFS - level, room, _MOST_DB)))


def raised(sound: Sound, by_db: float) -> Sound:
    """A sound louder by so much, or by as much as its loudest sample allows."""
    room = HIGHEST_PEAK_DBFS - sound.max_dBFS
    return sound.apply_gain(max(0.0, min(by_db, room)))

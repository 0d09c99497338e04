"""How much louder each side must be for both to be heard alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_desktop.media.pcm import PEAKS_PER_SECOND
from qa_desktop.media.peaks import Peaks

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qa_desktop.media.activity import Activity

TARGET = -23.0
"""Level in dB below full scale that a quiet side is raised to while it speaks.

EBU R 128 sets programmes to -23 LUFS, leaving pauses out by a gate; over speech alone in the band of a telephone, RMS
and LUFS hardly differ. Telephone networks carry speech at -26, measured while it is active (ITU-T G.168 and P.56), so
that ordinary calls become a little louder and nothing comes near the limiter.
"""

MOST_GAIN = 20.0
_LEAST_SPEECH = 1.0
_ABOVE_NOISE = 6.0


def levelling_gains(peaks: Peaks, activity: Activity) -> tuple[float, float]:
    """Gain in dB of each channel, from 0 to 20; 0 for one that is loud enough, or in which nobody speaks."""
    import numpy as np

    count = peaks.rms.shape[1]
    gains = [0.0, 0.0]
    for channel in range(min(2, peaks.channels)):
        speaker = channel if activity.separated else 0
        speech = np.zeros(count, bool)
        for segment in activity.segments:
            if segment.channel == speaker:
                speech[round(segment.start * PEAKS_PER_SECOND) : round(segment.end * PEAKS_PER_SECOND)] = True
        if speech.sum() >= _LEAST_SPEECH * PEAKS_PER_SECOND:
            gains[channel] = _gain(np.square(peaks.rms[channel], dtype=np.float32), speech)
    return gains[0], gains[1]


def _gain(power: npt.NDArray[np.float32], speech: npt.NDArray[np.bool_]) -> float:
    import numpy as np

    spoken = float(power[speech].mean())
    noise = float(np.median(power[~speech])) if not speech.all() else 0.0
    if spoken < max(1.0, noise * 10 ** (_ABOVE_NOISE / 10)):
        return 0.0
    level = 10 * np.log10(spoken / 32768**2)
    return round(float(np.clip(TARGET - level, 0.0, MOST_GAIN)), 1)

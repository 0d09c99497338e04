"""How much louder each side must be for both to be heard alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_desktop.media.pcm import PEAKS_PER_SECOND
from qa_desktop.media.peaks import Peaks

if TYPE_CHECKING:
    from collections.abc import Iterable

    from qa_desktop.media.activity import Activity, Segment, Span
    from qa_desktop.media.flags import Flags
    from qa_desktop.media.peaks import Levels

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
    gains = [0.0, 0.0]
    count = peaks.rms.shape[1]
    hold = _during(activity.hold_spans, count)
    for channel in range(min(2, peaks.channels)):
        speaker = channel if activity.separated else 0
        speech = _during([segment for segment in activity.segments if segment.channel == speaker], count)
        if speech.sum() >= _LEAST_SPEECH * PEAKS_PER_SECOND:
            gains[channel] = _gain(peaks.rms[channel], speech, ~(speech | hold))
    return gains[0], gains[1]


def _during(spans: Iterable[Span | Segment], count: int) -> Flags:
    import numpy as np

    flags = np.zeros(count, bool)
    for span in spans:
        flags[round(span.start * PEAKS_PER_SECOND) : round(span.end * PEAKS_PER_SECOND)] = True
    return flags


def _gain(rms: Levels, speech: Flags, quiet: Flags) -> float:
    import numpy as np

    spoken = float(np.square(rms[speech], dtype=np.float32).mean())
    noise = float(np.median(rms[quiet])) ** 2 if quiet.any() else 0.0
    if spoken < max(1.0, noise * 10 ** (_ABOVE_NOISE / 10)):
        return 0.0
    level = 10 * np.log10(spoken / 32768**2)
    return round(float(np.clip(TARGET - level, 0.0, MOST_GAIN)), 1)

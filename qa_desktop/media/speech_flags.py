"""Which channel sounds when: above its own noise, above what is heard of others around it, and not an echo."""

from __future__ import annotations

from typing import TYPE_CHECKING

from qa_desktop.media.flags import bridged, widened, with_enough, without_short
from qa_desktop.media.peaks import PEAKS_PER_SECOND, Peaks

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qa_desktop.media.flags import Flags

    Decibels = npt.NDArray[np.float32]

# Levels are in dB below full scale, lengths in hundredths of a second.
_SMOOTHED = 5
QUIETEST = -58.0
"""No speech is quieter than this."""
_ABOVE_NOISE = 4.0
_BELOW_SPEECH = 30.0
_CLEARLY_SOUNDING = 12.0
_FADING = 1.5
_SHORTEST_SYLLABLE = 5
_BRIDGED_PAUSE = 30
_SHORTEST_SPEECH = 12
# Noise hides the faint beginnings and ends of speech: the longer, the higher it stands.
_HIDDEN_PER_DB = 0.25
_MOST_HIDDEN = 5

_SURELY_SPEAKING = 12.0
_BACKGROUND_SHARE = 85
_ABOVE_BACKGROUND = 3.0
_BACKGROUND_UNDER_SPEECH = 14.0

_LONGEST_ECHO = 36
_ECHO_SAMPLE = 20_000
_ECHO_SPREAD = 5.0
_LOUDEST_ECHO = -8.0
_ECHO_SMEAR = 4
_ABOVE_ECHO = 6.0
_FEWEST = 100


def levels_of(peaks: Peaks) -> Decibels:
    """The level of each channel, smoothed over a twentieth of a second, shape (channels, values)."""
    import numpy as np

    power = np.square(np.maximum(peaks.rms, 0.5), dtype=np.float64) / 32768**2
    padded = np.pad(power, ((0, 0), (_SMOOTHED // 2 + 1, _SMOOTHED // 2)), mode="edge" if power.size else "constant")
    sums = np.cumsum(padded, axis=1)
    # The differences of running sums may fall a hair below nothing.
    smooth = np.maximum(sums[:, _SMOOTHED:] - sums[:, :-_SMOOTHED], 1e-12) / _SMOOTHED
    return np.asarray(10 * np.log10(smooth), np.float32)


def sounding(levels: Decibels, music: Flags) -> Flags:
    """Whether each channel speaks, or plays, at each time; pauses within speech are part of it.

    What is, or may be, `music` is no example of anybody's speech, nor of the noise of the line.
    """
    import numpy as np

    noise = _noise_of(levels, music)
    speech = np.array([_speech_level(*each) for each in zip(levels, ~music, noise, strict=True)])
    nobody_waits = ~music.any(axis=0)
    flags = np.zeros(levels.shape, bool)
    for channel, own in enumerate(levels):
        threshold = max(QUIETEST, noise[channel] + _ABOVE_NOISE, speech[channel] - _BELOW_SPEECH)
        over = own - np.float32(threshold)
        if len(levels) == 2:
            other = 1 - channel
            talks = (levels[other] > speech[other] - _SURELY_SPEAKING) & nobody_waits
            echo = _echo(own, levels[other], talks, noise[channel])
            if echo is None:
                echo = min(_background(own[talks]), speech[channel] - _BACKGROUND_UNDER_SPEECH)
            over = np.minimum(over, own - echo)
        words = with_enough(over > -_FADING, over > 0, _SHORTEST_SYLLABLE)
        speaks = without_short(bridged(words, _BRIDGED_PAUSE), _SHORTEST_SPEECH)
        hidden = _HIDDEN_PER_DB * (threshold - (speech[channel] - _BELOW_SPEECH))
        flags[channel] = widened(speaks, min(_MOST_HIDDEN, round(hidden)))
    return flags


def _noise_of(levels: Decibels, music: Flags) -> npt.NDArray[np.float64]:
    """The level that each channel falls to where nobody speaks."""
    import numpy as np

    quiet = [own[~playing] for own, playing in zip(levels, music, strict=True)]
    return np.array([np.percentile(own, 10) if own.size else QUIETEST for own in quiet])


def _speech_level(levels: Decibels, heard: Flags, noise: float) -> float:
    """How loud somebody is in this channel; where nobody is, well above the noise."""
    import numpy as np

    clear = levels[heard & (levels > noise + _CLEARLY_SOUNDING)]
    return float(np.percentile(clear, 85)) if clear.size >= _FEWEST else noise + _BELOW_SPEECH


def _background(while_listening: Decibels) -> float:
    """What a side hears around it (a keyboard, other desks), taken while the other side speaks and this one listens."""
    import numpy as np

    if while_listening.size < 5 * PEAKS_PER_SECOND:
        return QUIETEST
    return float(np.percentile(while_listening, _BACKGROUND_SHARE)) + _ABOVE_BACKGROUND


def _echo(own: Decibels, other: Decibels, talks: Flags, noise: float) -> Decibels | float | None:
    """The level under which `own` may be the other channel come back; None where it does not come back.

    An echo follows the other side's level at a fixed distance and delay, which no speech of one's own does. Overtalk
    only lifts the distance, so its lower half tells.
    """
    import numpy as np

    places = np.flatnonzero(talks[: max(0, len(talks) - _LONGEST_ECHO)])
    places = places[:: max(1, len(places) // _ECHO_SAMPLE)]
    best = (_ECHO_SPREAD, 0.0, 0)
    for lag in range(_LONGEST_ECHO if len(places) >= _FEWEST else 0):
        back = own[places + lag]
        audible = back > noise + _ABOVE_NOISE - 1
        if audible.mean() < 0.5:
            continue
        low, gain, middle = np.percentile((back - other[places])[audible], (10, 25, 50))
        best = min(best, (float(middle - low), float(gain), lag))
    _, gain, lag = best
    if gain >= _LOUDEST_ECHO:
        return None
    expected = np.concatenate((np.full(lag, -200.0, np.float32), other[: len(other) - lag]))
    around = np.lib.stride_tricks.sliding_window_view(np.pad(expected, _ECHO_SMEAR, mode="edge"), 2 * _ECHO_SMEAR + 1)
    return np.asarray(around.max(axis=1) + np.float32(gain + _ABOVE_ECHO))

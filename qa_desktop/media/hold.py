"""Hold music and ringing, told from speech by tones that stand still and by a level that does."""

from __future__ import annotations

import math
from bisect import bisect_right
from typing import TYPE_CHECKING

from qa_desktop.media.flags import runs
from qa_desktop.media.pcm import Pcm, PcmReader
from qa_desktop.media.peaks import PEAKS_PER_SECOND

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    from qa_desktop.media.flags import Flags
    from qa_desktop.media.speech_flags import Decibels

    Reals = npt.NDArray[np.float32]

# A step is 64 ms: so long stands a note still, and so little of the pitch of speech does.
_STEPS_PER_SECOND = 15.625
_VALUES_PER_STEP = PEAKS_PER_SECOND / _STEPS_PER_SECOND
_BLOCK = 250
_LASTING = 3
_LOWEST, _HIGHEST, _AROUND = 19, 220, 10  # bins of 15.6 Hz: 300 to 3,440 Hz, which a telephone lets through
_STANDS_OUT = 2.2
_NOTHING_ELSE = 0.85
_PURE_TONE = 4.0

_OFTEN = 79  # steps: five seconds

_TONES_OF_SPEECH = 1.0
_MOST_FOR_HOLD = 1.5
_STEADY = 1.5
_PAUSE = -0.25
_CHANGE = 25.0

_WINDOW = 10
_WINDOW_STEP = 32  # values: ten of them are 3.2 s
_STEADY_SPREAD = 1.5

_FAINT_TONES = 2
_FADING_REST = PEAKS_PER_SECOND

_SHORTEST = 5 * PEAKS_PER_SECOND
_REACH = round(2.5 * PEAKS_PER_SECOND)


def standing_tones(pcm: Pcm, audible: Flags, stopped: Callable[[], bool]) -> Reals:
    """How many tones stand still in each step of 64 ms, by channel; only looked for where there is sound.

    Notes stay on their pitch for three steps and more, several at a time; in speech hardly any does (the trait that
    Seyerlehner and others use in Automatic music detection in television productions, DAFx 2007).
    """
    import numpy as np

    found = np.zeros((len(audible), int(audible.shape[1] / _VALUES_PER_STEP)), np.float32)
    reader = PcmReader(pcm)
    try:
        for first in range(0, found.shape[1], _BLOCK):
            if stopped():
                break
            place = slice(first, min(found.shape[1], first + _BLOCK))
            heard = audible[:, int(place.start * _VALUES_PER_STEP) : int(place.stop * _VALUES_PER_STEP)]
            _tones_in(reader, place, [channel for channel, flags in enumerate(heard) if flags.any()], found)
    finally:
        reader.close()
    return found


def often_tones(tones: Reals, count: int) -> Flags:
    """Whether tones stand still, more than in speech, in the seconds around each hundredth."""
    import numpy as np

    if tones.shape[1] < _OFTEN:
        return np.zeros((len(tones), count), bool)
    window = np.ones(_OFTEN, np.float32) / _OFTEN
    often = np.array([np.convolve(own, window, "same") > _TONES_OF_SPEECH for own in tones])
    steps = np.minimum((np.arange(count) / _VALUES_PER_STEP).astype(np.intp), often.shape[1] - 1)
    return np.asarray(often[:, steps])


def hold_flags(tones: Reals, levels: Decibels, active: Flags) -> Flags:
    """Which channels play music or ring, one value for each hundredth of a second; of 5 s at least.

    Found as by Viterbi: the likeliest course of hold and not hold, where a change costs what a second of clear music
    brings in.
    """
    import numpy as np

    found = np.zeros(levels.shape, bool)
    for channel in range(len(levels)):
        evidence = _evidence(tones[channel], levels[channel], active[channel])
        _mark(found[channel], _course(evidence), active[channel])
        _fade(found[channel], tones[channel], active[channel])
    return found


def _tones_in(reader: PcmReader, place: slice, channels: list[int], found: Reals) -> None:
    import numpy as np

    if not channels:
        return
    length = round(reader.pcm.rate / _STEPS_PER_SECOND)
    # Two steps more at either side, so that a note may last across the edge of a block.
    before = max(0, place.start - _LASTING + 1)
    samples = reader.read(
        round(before * reader.pcm.rate / _STEPS_PER_SECOND), (place.stop - before + _LASTING - 1) * length
    )
    window = np.hanning(length).astype(np.float32)
    for channel in channels:
        whole = samples[: len(samples) // length * length, channel].reshape(-1, length)
        counts = _standing(np.abs(np.fft.rfft(whole * window, axis=1)))[place.start - before :][
            : place.stop - place.start
        ]
        found[channel, place.start : place.start + len(counts)] = counts


def _standing(spectra: Reals) -> Reals:
    """Peaks well above their surroundings that stay in one bin for three steps; a tone all alone counts as several."""
    import numpy as np

    spectra = spectra[:, _LOWEST - _AROUND - 1 : _HIGHEST + _AROUND + 1]
    sums = np.cumsum(spectra, axis=1)
    width = 2 * _AROUND + 1
    band = spectra[:, _AROUND + 1 : -_AROUND]
    peaks = band > (sums[:, width:] - sums[:, :-width]) * (_STANDS_OUT / width)
    peaks[:, 1:-1] &= (band[:, 1:-1] >= band[:, :-2]) & (band[:, 1:-1] >= band[:, 2:])
    lasting = peaks[: 1 - _LASTING].copy()
    for later in range(1, _LASTING):
        lasting &= peaks[later : len(peaks) - _LASTING + 1 + later]
    standing = np.zeros_like(peaks)
    for later in range(_LASTING):
        standing[later : later + len(lasting)] |= lasting
    counts: Reals = standing.sum(axis=1).astype(np.float32)
    power = np.square(band)
    near = standing.copy()
    for by in (1, 2):
        near[:, by:] |= standing[:, :-by]
        near[:, :-by] |= standing[:, by:]
    alone = (power * near).sum(axis=1) > _NOTHING_ELSE * power.sum(axis=1)
    counts[alone] = np.maximum(counts[alone], _PURE_TONE)
    return counts


def _evidence(tones: Reals, levels: Decibels, active: Flags) -> Reals:
    """For each step how much speaks for hold: above nothing for it, below against it."""
    import numpy as np

    if not tones.size:
        return tones
    middles = (np.arange(len(tones)) * _VALUES_PER_STEP + _VALUES_PER_STEP / 2).astype(np.intp)
    middles = np.minimum(middles, len(active) - 1)
    sure = np.clip(tones - _TONES_OF_SPEECH, -1.0, _MOST_FOR_HOLD)
    steady = np.append(_steady(levels), np.False_)
    sure += np.float32(_STEADY) * steady[np.minimum(middles // _WINDOW_STEP, len(steady) - 1)]
    return np.where(active[middles], sure, np.float32(_PAUSE))


def _steady(levels: Decibels) -> Flags:
    """Per third of a second: whether the level hardly changes in the 3 s around, which no speech does."""
    import numpy as np

    count = len(levels) // _WINDOW_STEP
    blocks = levels[: count * _WINDOW_STEP].reshape(count, _WINDOW_STEP).astype(np.float64)
    around = np.pad(np.array([blocks.mean(axis=1), np.square(blocks).mean(axis=1)]), ((0, 0), (_WINDOW, _WINDOW)))
    sums = np.cumsum(around, axis=1)
    first = _WINDOW - _WINDOW // 2 - 1
    mean, square = (sums[:, first + _WINDOW : first + _WINDOW + count] - sums[:, first : first + count]) / _WINDOW
    return np.asarray(square - mean**2 < _STEADY_SPREAD**2)


def _course(evidence: Reals) -> Flags:
    """The likeliest course of hold (yes) and not hold (no)."""
    import numpy as np

    no, yes = 0.0, -_CHANGE
    into_no, into_yes = bytearray(len(evidence)), bytearray(len(evidence))
    for step, more in enumerate(evidence.tolist()):
        ends, begins = yes - _CHANGE, no - _CHANGE
        into_no[step], into_yes[step] = ends > no, begins <= yes
        no, yes = max(no, ends), max(yes, begins) + more
    course = np.zeros(len(evidence), bool)
    state = int(yes - _CHANGE > no)
    for step in range(len(evidence) - 1, -1, -1):
        course[step] = state
        state = into_yes[step] if state else into_no[step]
    return course


def _mark(found: Flags, course: Flags, active: Flags) -> None:
    """Sets each hold to begin and end with a sound, where the course of steps is about to."""
    starts, ends = (places.tolist() for places in runs(active))
    for first, last in zip(*runs(course), strict=True):
        begin, end = int(first * _VALUES_PER_STEP), min(len(active), math.ceil(last * _VALUES_PER_STEP))
        touched = [run for run in range(bisect_right(ends, begin), len(starts)) if starts[run] < end]
        if touched and _belongs_outside(starts[touched[0]], begin, ends[touched[0]]):
            begin = ends[touched.pop(0)]
        if touched and _belongs_outside(-ends[touched[-1]], -end, -starts[touched[-1]]):
            end = starts[touched.pop()]
        if not touched:
            continue
        begin = _nearest(starts[touched[0]], begin)
        end = -_nearest(-ends[touched[-1]], -end)
        if end - begin >= _SHORTEST:
            found[begin:end] = True


def _belongs_outside(start: int, edge: int, end: int) -> bool:
    """Whether a sound that a hold begins within is a word before it: most of it, and little of the hold, lies there."""
    return end - edge < min(_REACH, edge - start)


def _nearest(start: int, edge: int) -> int:
    """Where a hold begins: with its first sound, unless that sound began long before."""
    return start if edge - start < _REACH else edge


def _fade(found: Flags, tones: Reals, active: Flags) -> None:
    """Adds to each hold the tones before and after it that are fainter than speech."""
    import numpy as np

    faint = np.flatnonzero(tones >= _FAINT_TONES) * _VALUES_PER_STEP
    for begin, end in zip(*runs(found), strict=True):
        for place in faint[faint < begin][::-1].astype(np.intp):
            if begin - place > _FADING_REST or active[place:begin].any():
                break
            found[place:begin] = True
            begin = place
        for place in (faint[faint >= end] + _VALUES_PER_STEP).astype(np.intp):
            if place - end > _FADING_REST or active[end:place].any():
                break
            found[end:place] = True
            end = place

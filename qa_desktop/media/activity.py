"""Who speaks when, from the levels of a recording: speech, overtalk, silence and hold music."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.speech_turns import Stretch, cutting_in
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.peaks import PEAKS_PER_SECOND, Peaks

if TYPE_CHECKING:
    from collections.abc import Callable

    import numpy as np
    import numpy.typing as npt

    Flags = npt.NDArray[np.bool_]
    Decibels = npt.NDArray[np.float64]

# Levels are in dB below full scale.
_QUIETEST_SPEECH = -55.0
_ABOVE_NOISE = 10.0
_BELOW_SPEECH = 30.0
_BLEED = 12.0
_BRIDGED_GAP = 0.30
_SHORTEST_SPEECH = 0.12
_SHORTEST_SILENCE = 0.5
_HOLD_SECONDS = 8.0
_HOLD_SPREAD = 2.0
_HOLD_STEP = 10
_SAME_SOUND = 1.5


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a recording, in seconds."""

    start: float
    end: float

    @property
    def seconds(self) -> float:
        """How long it is."""
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Segment:
    """One channel speaking, in seconds."""

    channel: int
    start: float
    end: float


@dataclass(frozen=True, slots=True)
class Interruption:
    """The channel that cuts in, from there until one of the two stops, in seconds."""

    channel: int
    start: float
    end: float


class MeasuringStopped(Exception):  # noqa: N818 -- not an error: the caller asked for it
    """`stopped` said so."""


@dataclass(frozen=True, slots=True)
class Activity:
    """Who spoke when; talk is in seconds by channel, the other totals are seconds of the whole recording.

    Silence is neither speech nor hold. Only where `separated` do two channels hold two sides; a mono recording, or
    one whose channels hold the same sound, has its speech in channel 0 and neither shares nor overtalk.
    """

    separated: bool

    segments: tuple[Segment, ...]
    overtalk_spans: tuple[Span, ...]
    hold_spans: tuple[Span, ...]
    talk: tuple[float, ...]
    overtalk: float
    silence: float
    longest_silence: float
    hold: float
    interruptions: tuple[Interruption, ...] = ()

    def speech(self) -> Speech:
        """The figures that are kept."""
        cuts = [each.channel for each in self.interruptions]
        return Speech(
            source=SpeechSource.CHANNELS if self.separated else SpeechSource.ONE_CHANNEL,
            talk=(self.talk[0], self.talk[1] if self.separated else 0.0),
            interruptions=(cuts.count(0), cuts.count(1)),
            overtalk=self.overtalk,
            silence=self.silence,
            longest_silence=self.longest_silence,
            hold=self.hold,
        )


def speech_activity(pcm: Pcm, peaks: Peaks, stopped: Callable[[], bool] = lambda: False) -> Activity:
    """Who speaks when in a decoded recording; call it on a worker.

    Raises MeasuringStopped soon after `stopped` says so.
    """
    import numpy as np

    if stopped():
        raise MeasuringStopped

    levels = 20 * np.log10(np.maximum(peaks.rms, 0.5) / 32768)
    separated = _separated(levels)
    if not separated:
        levels = levels[:1]
    active = np.array([_bridged(loud) for loud in _loud(levels)]).reshape(levels.shape)
    hold = np.array([_hold(*pair) for pair in zip(active, levels, strict=True)]).reshape(levels.shape)
    speech = np.array([_without_short(flags) for flags in active & ~hold]).reshape(levels.shape)
    any_hold: Flags = np.logical_or.reduce(hold, axis=0)
    any_speech: Flags = np.logical_or.reduce(speech, axis=0)
    overtalk: Flags = np.asarray(speech.sum(axis=0) > 1)
    quiet = [span for span in _spans(~(any_speech | any_hold)) if span.seconds >= _SHORTEST_SILENCE]
    segments = [
        Segment(channel, span.start, span.end) for channel, flags in enumerate(speech) for span in _spans(flags)
    ]
    return Activity(
        separated=separated,
        segments=tuple(sorted(segments, key=lambda s: (s.start, s.channel))),
        overtalk_spans=_spans(overtalk),
        hold_spans=_spans(any_hold),
        talk=tuple(_seconds(flags) for flags in speech),
        overtalk=_seconds(overtalk),
        silence=round(sum(span.seconds for span in quiet), 2),
        longest_silence=round(max((span.seconds for span in quiet), default=0.0), 2),
        hold=_seconds(any_hold),
        interruptions=_interruptions(segments) if separated else (),
    )


def _interruptions(segments: list[Segment]) -> tuple[Interruption, ...]:
    found = cutting_in(Stretch(segment.channel, segment.start, segment.end) for segment in segments)
    return tuple(Interruption(each.side, each.start, each.end) for each in found)


def _separated(levels: Decibels) -> bool:
    """Whether two channels differ where there is sound; players and converters often double a mono call."""
    import numpy as np

    if len(levels) < 2:
        return False
    sounding = levels.max(axis=0) > _QUIETEST_SPEECH
    return bool(sounding.any() and np.median(np.abs(levels[0] - levels[1])[sounding]) > _SAME_SOUND)


def _loud(levels: Decibels) -> Flags:
    """Values above each channel's own threshold and not far under what the other channel has at that time."""
    import numpy as np

    flags = np.zeros(levels.shape, bool)
    for channel, own in enumerate(levels):
        flags[channel] = own > _threshold(own)
        for other, theirs in enumerate(levels):
            if other != channel:
                flags[channel] &= own > theirs - _BLEED
    return flags


def _threshold(levels: Decibels) -> float:
    import numpy as np

    if not levels.size:
        return _QUIETEST_SPEECH
    noise, speech = np.percentile(levels, (10, 95))
    # Where someone speaks all the time the lowest tenth is speech too: stay well under the loud part.
    above_noise = min(float(noise) + _ABOVE_NOISE, float(speech) - _ABOVE_NOISE)
    return max(_QUIETEST_SPEECH, above_noise, float(speech) - _BELOW_SPEECH)


def _bridged(flags: Flags) -> Flags:
    """Closes the pauses within speech."""
    return ~_drop_runs(~flags, round(_BRIDGED_GAP * PEAKS_PER_SECOND), keep_ends=True)


def _without_short(flags: Flags) -> Flags:
    return _drop_runs(flags, round(_SHORTEST_SPEECH * PEAKS_PER_SECOND), keep_ends=False)


def _drop_runs(flags: Flags, shorter_than: int, *, keep_ends: bool) -> Flags:
    import numpy as np

    starts, ends = _edges(flags)
    short = ends - starts < shorter_than
    if keep_ends:
        short &= (starts > 0) & (ends < len(flags))
    change = np.zeros(len(flags) + 1, np.int64)
    np.add.at(change, starts[short], 1)
    np.add.at(change, ends[short], -1)
    kept: Flags = flags & (np.cumsum(change)[:-1] == 0)
    return kept


def _hold(active: Flags, levels: Decibels) -> Flags:
    """Hold music: eight seconds and more without a pause whose level hardly changes, which no speech does."""
    import numpy as np

    steps = len(levels) // _HOLD_STEP
    width = round(_HOLD_SECONDS * PEAKS_PER_SECOND / _HOLD_STEP)
    found = np.zeros(len(levels), bool)
    if steps < width:
        return found
    whole = levels[: steps * _HOLD_STEP].reshape(steps, _HOLD_STEP)
    power: Decibels = np.asarray(10 * np.log10((10 ** (whole / 10)).sum(axis=1) / _HOLD_STEP))
    unbroken = active[: steps * _HOLD_STEP].reshape(steps, _HOLD_STEP).all(axis=1)
    mean: Decibels = _window_sums(power, width) / width
    squares: Decibels = np.multiply(power, power)
    spread = np.sqrt(np.maximum(0, _window_sums(squares, width) / width - mean**2))
    steady = (spread < _HOLD_SPREAD) & (_window_sums(np.asarray(unbroken, np.float64), width) == width)
    covered = np.zeros(steps + 1, np.int64)
    np.add.at(covered, np.flatnonzero(steady), 1)
    np.add.at(covered, np.flatnonzero(steady) + width, -1)
    found[: steps * _HOLD_STEP] = np.repeat(np.cumsum(covered)[:-1] > 0, _HOLD_STEP)
    return found


def _window_sums(values: Decibels, width: int) -> Decibels:
    import numpy as np

    sums = np.concatenate(([0.0], np.cumsum(values)))
    return sums[width:] - sums[:-width]


def _edges(flags: Flags) -> tuple[npt.NDArray[np.intp], npt.NDArray[np.intp]]:
    import numpy as np

    change = np.diff(np.concatenate(([0], flags.astype(np.int8), [0])))
    return np.flatnonzero(change == 1), np.flatnonzero(change == -1)


def _spans(flags: Flags) -> tuple[Span, ...]:
    starts, ends = _edges(flags)
    return tuple(
        Span(int(start) / PEAKS_PER_SECOND, int(end) / PEAKS_PER_SECOND)
        for start, end in zip(starts, ends, strict=True)
    )


def _seconds(flags: Flags) -> float:
    return int(flags.sum()) / PEAKS_PER_SECOND

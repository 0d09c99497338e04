"""Who speaks when in a recording: speech, overtalk, interruptions, silence and hold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.speech_turns import SHORTEST_SILENCE, Stretch, cutting_in
from qa_desktop.media.flags import runs
from qa_desktop.media.hold import hold_flags, often_tones, standing_tones
from qa_desktop.media.pcm import PEAKS_PER_SECOND, Pcm
from qa_desktop.media.peaks import Peaks
from qa_desktop.media.speech_flags import QUIETEST, levels_of, sounding

if TYPE_CHECKING:
    from collections.abc import Callable

    from qa_desktop.media.flags import Flags
    from qa_desktop.media.speech_flags import Decibels

# In dB.
_SOUND = -55.0
_LOUD_ENOUGH = 12.0
_OTHER_SOUND = 6.0
_OTHER_SHARE = 0.05
_SAME_LOUDNESS = 12.0


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

    levels = levels_of(peaks)
    separated = _separated(levels)
    if not separated:
        levels = levels[:1]
    tones = standing_tones(pcm, levels > QUIETEST, stopped)
    if stopped():
        raise MeasuringStopped
    maybe_music = often_tones(tones, levels.shape[1])
    hold = hold_flags(tones, levels, sounding(levels, maybe_music))
    speech = sounding(levels, hold) & ~hold
    return _activity(speech, np.asarray(hold.any(axis=0)), separated)


def _activity(speech: Flags, hold: Flags, separated: bool) -> Activity:
    overtalk = speech.sum(axis=0) > 1
    quiet = [span for span in _spans(~(speech.any(axis=0) | hold)) if span.seconds >= SHORTEST_SILENCE]
    segments = [Segment(side, span.start, span.end) for side, flags in enumerate(speech) for span in _spans(flags)]
    cuts = cutting_in(Stretch(segment.channel, segment.start, segment.end) for segment in segments)
    return Activity(
        separated=separated,
        segments=tuple(sorted(segments, key=lambda each: (each.start, each.channel))),
        overtalk_spans=_spans(overtalk),
        hold_spans=_spans(hold),
        talk=tuple(_seconds(flags) for flags in speech),
        overtalk=_seconds(overtalk),
        silence=round(sum(span.seconds for span in quiet), 2),
        longest_silence=round(max((span.seconds for span in quiet), default=0.0), 2),
        hold=_seconds(hold),
        interruptions=tuple(Interruption(cut.side, cut.start, cut.end) for cut in cuts),
    )


def _separated(levels: Decibels) -> bool:
    """Whether two channels differ where there is sound; players and converters often double a mono call.

    The same sound has the same distance in loudness all the time, whatever the codec, and is not far quieter in one.
    """
    import numpy as np

    if len(levels) < 2 or not levels.size:
        return False
    noise = np.percentile(levels, 10, axis=1)
    sounds = (levels > np.maximum(noise + _LOUD_ENOUGH, _SOUND)[:, None]).any(axis=0)
    if not sounds.any():
        return False
    apart = (levels[0] - levels[1])[sounds]
    usual = np.median(apart)
    return bool(abs(usual) > _SAME_LOUDNESS or (np.abs(apart - usual) > _OTHER_SOUND).mean() > _OTHER_SHARE)


def _spans(flags: Flags) -> tuple[Span, ...]:
    starts, ends = runs(flags)
    return tuple(
        Span(int(start) / PEAKS_PER_SECOND, int(end) / PEAKS_PER_SECOND)
        for start, end in zip(starts, ends, strict=True)
    )


def _seconds(flags: Flags) -> float:
    return int(flags.sum()) / PEAKS_PER_SECOND

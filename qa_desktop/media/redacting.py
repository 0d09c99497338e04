"""Taking out of a sound what must not be heard, before anything else is done to it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qa_desktop.domain.clips import Hidden, Span, merged
from qa_desktop.media import editing

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from qa_desktop.media.editing import Samples, Sound

MARGIN_MS = 60
"""How far beyond its span a redaction reaches: MP3, AAC and Opus smear a sound by up to 45 ms around it."""
RAMP_MS = 5
"""What is left fades out before a redaction and in after it, so that it does not click."""
BEEP_HZ = 1000
BEEP_DBFS = -20.0
_SHORTEST_BEEP_MS = 20
_ECHO_WITHIN_MS = 300
_AROUND_MS = 5_000
_SURE_FROM_MS = 2_500
_WINDOWS = ((10.0, 7.5), (1.0, 20.0))
"""Seconds that are compared at once, and how far an echo stands out of them.

Long ones find it 20 to 30 dB under talk of the other side; short ones where the other side is silent, so quiet that
talk a moment later would hide it. Two sides without echo stay below both (measured on calls of different speakers).
"""
_BROAD = 0.02
"""How much of the band speech fills at the least; tones, which fill less, are compared as they are."""
_SAME_TONES = 0.5
_BAND_HZ = (250, 3_700)
_COMPARED_RATE = 8_000
_WHITENED_FROM = 0.01
"""What is 40 dB under the loudest frequency counts half: no noise of the converter is as good as speech."""
_AUDIBLE = 10.0  # as a sample of 16 bits: 70 dB below full scale


@dataclass(frozen=True, slots=True)
class Redacted:
    """The channels with silence where something was redacted, and where that is: by channel, in milliseconds of them.

    `echoes` are those that were asked for one channel only and whose sound the other channel held too, `unsure` those
    where too little of the recording is there to tell; both are redacted in both channels.
    """

    channels: tuple[Sound, ...]
    spans: tuple[tuple[Span, ...], ...]
    echoes: tuple[Hidden, ...] = ()
    unsure: tuple[Hidden, ...] = ()


def redact(channels: Sequence[Sound], begin_ms: int, hidden: Sequence[Hidden]) -> Redacted:
    """Replace what is hidden by silence in sounds that begin at a time of the recording.

    In a recording of one channel every redaction counts. Where the other channel echoes what is hidden in one, or may,
    it is redacted there too, as much earlier or later as the echo is.
    """
    length = len(channels[0])
    found = {each: _echo(channels, begin_ms, each) for each in hidden}

    def hidden_at(place: int) -> Iterator[Span]:
        for each in hidden:
            wide, echo = _widened(each.span, begin_ms), found[each]
            if len(channels) > 1 and each.channel not in (None, place):
                if echo is None:
                    continue
                wide = Span(wide.start_ms + echo.first_ms, wide.end_ms + echo.last_ms)
            if wide.overlaps(Span(0, length)):
                yield Span(max(0, wide.start_ms), min(length, wide.end_ms))

    spans = tuple(merged(hidden_at(place)) for place in range(len(channels)))
    silenced = tuple(_silenced(sound, there) for sound, there in zip(channels, spans, strict=True))
    echoes, unsure = (
        tuple(each for each, echo in found.items() if echo is not None and echo.sure is sure) for sure in (True, False)
    )
    return Redacted(silenced, spans, echoes, unsure)


def beeped(sound: Sound, spans: Sequence[Span]) -> Sound:
    """The sound with a tone over spans that are silent."""
    return _between(sound, spans, _beep, lambda heard, *_: heard)


def _beep(silent: Sound, milliseconds: int) -> Sound:
    if milliseconds < _SHORTEST_BEEP_MS:
        return silent
    return silent.overlay(editing.tone(milliseconds, silent.frame_rate, BEEP_HZ, BEEP_DBFS, 2 * RAMP_MS))


def _widened(span: Span, begin_ms: int) -> Span:
    return Span(span.start_ms - begin_ms - MARGIN_MS, span.end_ms - begin_ms + MARGIN_MS)


def _silenced(sound: Sound, spans: Sequence[Span]) -> Sound:
    """Made anew from what may be heard; lowering what may not would leave its signs in the lowest bit."""
    return _between(sound, spans, lambda hidden, length: editing.silence(length, hidden.frame_rate), _ramped)


def _between(
    sound: Sound,
    spans: Sequence[Span],
    inside: Callable[[Sound, int], Sound],
    outside: Callable[[Sound, bool, bool], Sound],
) -> Sound:
    """The sound made anew: what is in the spans by one rule, by its length, what is around them by the other.

    That is told whether a span lies before and whether one lies behind.
    """
    if not spans:
        return sound
    edges = [0, *(edge for span in spans for edge in (span.start_ms, span.end_ms)), len(sound)]
    parts = []
    for number, (start, end) in enumerate(pairwise(edges)):
        part = sound[start:end]
        parts.append(inside(part, end - start) if number % 2 else outside(part, start > 0, end < len(sound)))
    return editing.joined(parts)


def _ramped(sound: Sound, at_start: bool, at_end: bool) -> Sound:
    ramp = min(RAMP_MS, len(sound) // 2)
    if ramp and at_start:
        sound = sound.fade_in(ramp)
    return sound.fade_out(ramp) if ramp and at_end else sound


@dataclass(frozen=True, slots=True)
class _Echo:
    """From how much earlier to how much later the other channel may hold the same sound, and whether it surely does."""

    first_ms: int
    last_ms: int
    sure: bool = True


def _echo(channels: Sequence[Sound], begin_ms: int, hidden: Hidden) -> _Echo | None:
    """How what is hidden in one of two channels is heard in the other; None where it is not.

    The path of an echo stays as it is for longer than a word, so what is heard around the redaction tells too.
    """
    if hidden.channel is None or len(channels) < 2:
        return None
    length, wide = len(channels[0]), _widened(hidden.span, begin_ms)
    if not Span(wide.start_ms - _ECHO_WITHIN_MS, wide.end_ms + _ECHO_WITHIN_MS).overlaps(Span(0, length)):
        return None
    start, end = max(0, wide.start_ms - _AROUND_MS), min(length, wide.end_ms + _AROUND_MS)
    rate = channels[0].frame_rate
    own, other = (editing.samples_of(channels[place][start:end]) for place in (hidden.channel, 1 - hidden.channel))
    if min(_level(own), _level(other)) < _AUDIBLE:
        return None
    lags = [lag for seconds, least in _WINDOWS for lag in _lags(own, other, rate, round(seconds * rate), least)]
    if lags:
        return _Echo(min(0, *lags), max(0, *lags))
    return None if end - start >= _SURE_FROM_MS else _Echo(-_ECHO_WITHIN_MS, _ECHO_WITHIN_MS, sure=False)


def _level(samples: Samples) -> float:
    import numpy as np

    heard = samples.astype(np.float64)
    return float(np.sqrt(np.square(heard - heard.mean()).mean())) if len(heard) else 0.0


def _lags(own: Samples, other: Samples, rate: int, step: int, least: float) -> Iterator[int]:
    """Milliseconds by which `other` holds `own` later (before: negative), of each stretch in which it does."""
    for at in range(0, len(own), step):
        begin = max(0, min(at, len(own) - step))  # the last is as long as the others
        one, two = own[begin : begin + step], other[begin : begin + step]
        if min(_level(one), _level(two)) >= _AUDIBLE:
            yield from _same_at(one, two, rate, least)


def _same_at(one: Samples, two: Samples, rate: int, least: float) -> list[int]:
    """The lags in milliseconds at which two sounds are the same, by their whitened cross-correlation.

    Generalised cross-correlation with phase transform (Knapp and Carter, IEEE Trans. ASSP 24, 1976): speech of another
    does not hide an echo, as it would where the loudest counts most. What stands out is told by the lags at which no
    echo comes.
    """
    import numpy as np

    within = _ECHO_WITHIN_MS * _COMPARED_RATE // 1000
    length = len(one) * _COMPARED_RATE // rate
    beyond = min(length // 2, 2 * _COMPARED_RATE)
    if beyond <= within // 4:
        return []
    size = 1 << (length + within + beyond).bit_length()
    plain = [_spectrum(each, size, rate) for each in (one, two)]
    white = [_whitened(each) for each in plain]
    broad = all(np.square(np.abs(each)).mean() > _BROAD for each in white)
    first, second = white if broad else plain
    correlation = np.abs(np.fft.irfft(np.conj(first) * second, size))
    far = np.concatenate((correlation[within + 1 : within + beyond], correlation[-within - beyond : -within]))
    noise = float(np.sqrt(np.square(far).mean()))
    lags = np.arange(-within, within + 1)
    whole = 2 / size * float(np.linalg.norm(first) * np.linalg.norm(second))  # the correlation of the same sound
    there = correlation[lags] > max(least * noise if broad else _SAME_TONES * whole, 1e-9)
    return [round(lag) for lag in lags[there] * 1000 / _COMPARED_RATE]


def _spectrum(samples: Samples, size: int, rate: int) -> npt.NDArray[np.complex128]:
    """What speech has of each frequency, as of `size` samples at the rate compared at."""
    import numpy as np

    sound = samples.astype(np.float64)
    spectrum = np.fft.rfft(sound - sound.mean(), size * rate // _COMPARED_RATE)[: size // 2 + 1]
    hertz = np.arange(len(spectrum)) * (_COMPARED_RATE / size)
    return np.asarray(spectrum * ((hertz > _BAND_HZ[0]) & (hertz < _BAND_HZ[1])))


def _whitened(spectrum: npt.NDArray[np.complex128]) -> npt.NDArray[np.complex128]:
    """Every frequency as loud."""
    import numpy as np

    loud = np.abs(spectrum)
    return np.asarray(spectrum / (loud + _WHITENED_FROM * loud.max() + 1e-9))

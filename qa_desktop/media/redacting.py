"""Taking out of a sound what must not be heard, before anything else is done to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

from qa_desktop.domain.clips import Hidden, Span, merged
from qa_desktop.media import editing

if TYPE_CHECKING:
    from qa_desktop.media.editing import Samples, Sound

MARGIN_MS = 60
"""How far beyond its span a redaction reaches: MP3, AAC and Opus smear a sound by up to 45 ms around it."""
RAMP_MS = 5
"""What is left fades out before a redaction and in after it, so that it does not click."""
BEEP_HZ = 1000
BEEP_DBFS = -20.0
_SHORTEST_BEEP_MS = 20
_ECHO_WITHIN_S = 0.3
_ECHO_WINDOW_S = 5.0
_SAME = 0.5
_AUDIBLE = 10.0  # as a sample of 16 bits: 70 dB below full scale


@dataclass(frozen=True, slots=True)
class Redacted:
    """The channels with silence where something was redacted, and where that is: by channel, in milliseconds of them.

    `echoes` are those that were asked for one channel only and whose sound the other channel held too.
    """

    channels: tuple[Sound, ...]
    spans: tuple[tuple[Span, ...], ...]
    echoes: tuple[Hidden, ...] = ()


def redact(channels: Sequence[Sound], begin_ms: int, hidden: Sequence[Hidden]) -> Redacted:
    """Replace what is hidden by silence in sounds that begin at a time of the recording.

    In a recording of one channel every redaction counts. Where the other channel echoes what is hidden in one, it is
    redacted there too.
    """
    length = len(channels[0])
    echoes = tuple(each for each in hidden if _is_echoed(channels, begin_ms, each))
    spans = tuple(
        merged(
            Span(max(0, wide.start_ms), min(length, wide.end_ms))
            for each in hidden
            if len(channels) == 1 or each.channel in (None, place) or each in echoes
            if (wide := _widened(each.span, begin_ms)).overlaps(Span(0, length))
        )
        for place in range(len(channels))
    )
    silenced = tuple(_silenced(sound, there) for sound, there in zip(channels, spans, strict=True))
    return Redacted(silenced, spans, echoes)


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


def _is_echoed(channels: Sequence[Sound], begin_ms: int, hidden: Hidden) -> bool:
    """Whether what is hidden in one of two channels is heard in the other, at once or a moment apart."""
    if hidden.channel is None or len(channels) < 2:
        return False
    wide = _widened(hidden.span, begin_ms)
    start, end = max(0, wide.start_ms), min(len(channels[0]), wide.end_ms)
    if end <= start:
        return False
    rate = channels[0].frame_rate
    left, right = (editing.samples_of(sound[start:end]) for sound in channels)
    step = round(_ECHO_WINDOW_S * rate)
    return any(_alike(left[at : at + step], right[at : at + step], rate) for at in range(0, len(left), step))


def _alike(one: Samples, other: Samples, rate: int) -> bool:
    """Whether the greatest correlation of two sounds, within a third of a second, is that of the same sound."""
    import numpy as np

    first, second = (each.astype(np.float64) - each.mean() for each in (one, other))
    power = np.sqrt(np.square(first).mean() * np.square(second).mean())
    if power < _AUDIBLE**2:
        return False
    size = 1 << (2 * len(first) - 1).bit_length()
    spectrum = np.fft.rfft(first, size) * np.conj(np.fft.rfft(second, size))
    correlation = np.abs(np.fft.irfft(spectrum, size)) / (power * len(first))
    lags = min(round(_ECHO_WITHIN_S * rate), len(first) - 1)
    return bool(max(correlation[: lags + 1].max(), correlation[-lags:].max() if lags else 0.0) > _SAME)

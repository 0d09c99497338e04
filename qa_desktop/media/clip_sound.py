"""Decoding one span of a recording into memory, as the player decodes it: the times are the same, no file is left."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.domain.clips import Span, clock, spell
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.media import editing
from qa_desktop.media.decode import BlockSource, open_recording
from qa_desktop.media.direct import DirectSound

if TYPE_CHECKING:
    from qa_desktop.media.editing import Samples, Sound


class ClipStopped(Exception):  # noqa: N818 -- not an error: the caller asked for it
    """The callback returned False; nothing was written."""


@dataclass(frozen=True, slots=True, eq=False)
class SpanSamples:
    """The samples of a span (frames, channels), and how long the recording is where it ends in the span."""

    samples: Samples
    rate: int
    ended_ms: int | None

    @property
    def channels(self) -> int:
        """One or two."""
        return int(self.samples.shape[1])

    def sounds(self, rate: int) -> tuple[Sound, ...]:
        """Each channel as a sound of whole milliseconds, at a rate of `editing.RATES`."""
        samples = self.samples if rate == self.rate else _resampled(self.samples, self.rate, rate)
        whole = len(samples) - len(samples) % (rate // 1000)
        return tuple(editing.sound_of(channel, rate) for channel in samples[:whole].T)


def read_spans(
    file: Path, spans: Sequence[Span], raw: RawFormat | None, go_on: Callable[[float], bool]
) -> list[SpanSamples]:
    """Decode spans of a recording in one pass; `go_on` hears how much of it is done, from 0 to 1.

    Raises InputError where the recording cannot be read or ends before a span begins, ClipStopped when stopped.
    """
    parts: list[list[Samples]] = [[] for _ in spans]
    with open_recording(file, raw) as recording:
        source, at = _near(recording.source, min(span.start_ms for span in spans))
        begun, last = at, at
        for block in source.blocks():
            last = max(span.end_ms for span in spans) * source.rate // 1000
            for span, there in zip(spans, parts, strict=True):
                first, end = (time * source.rate // 1000 for time in (span.start_ms, span.end_ms))
                # A copy: the block may be overwritten.
                there.append(block[max(0, first - at) : max(0, end - at)].copy())
            at += len(block)
            if not go_on(min(1.0, (at - begun) / max(1, last - begun))):
                raise ClipStopped
            if at >= last:
                break
    found = zip(spans, parts, strict=True)
    return [_collected(file, span, there, source.rate, at) for span, there in found]


def _collected(file: Path, span: Span, parts: Sequence[Samples], rate: int, at: int) -> SpanSamples:
    import numpy as np

    samples = np.concatenate(parts) if parts else np.zeros((0, 1), np.int16)
    length_ms = at * 1000 // rate if rate else 0
    if len(samples) < max(1, rate // 1000):
        raise InputError(f"{spell(span)} lies behind the end of “{file.name}”, which is {clock(length_ms)} long.")
    return SpanSamples(samples, rate, length_ms if length_ms < span.end_ms else None)


def _near(source: BlockSource, start_ms: int) -> tuple[BlockSource, int]:
    """Begin at a time where that is exact, as it is in plain samples; the frame at which the source begins."""
    if not isinstance(source, DirectSound):
        return source, 0
    there = source.length // source.frame_bytes
    skipped = min(start_ms * source.rate // 1000, there)
    by = skipped * source.frame_bytes
    return replace(source, offset=source.offset + by, length=source.length - by), skipped


def _resampled(samples: Samples, native: int, rate: int) -> Samples:
    import av
    import numpy as np

    layout = "mono" if samples.shape[1] == 1 else "stereo"
    frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples).reshape(1, -1), format="s16", layout=layout)
    frame.sample_rate = native
    resampler = av.AudioResampler(format="s16", layout=layout, rate=rate)
    parts = [each.to_ndarray() for given in (frame, None) for each in resampler.resample(given)]
    return np.concatenate(parts, axis=1).reshape(-1, samples.shape[1]).astype(np.int16)


def true_length_ms(file: Path, raw: RawFormat | None) -> int:
    """How long a recording is, by decoding all of it; raises InputError where it cannot be read."""
    with open_recording(file, raw) as recording:
        source = recording.source
        frames = sum(len(block) for block in source.blocks())
        return frames * 1000 // source.rate if source.rate else 0

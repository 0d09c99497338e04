"""Decoding a recording once: samples into a cache file, its picture on the way."""

from __future__ import annotations

import errno
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.domain.errors import InputError
from qa_desktop.media.decode import OpenRecording, SampleGraph, open_recording, shape_of, silent_frame
from qa_desktop.media.pcm import Pcm
from qa_desktop.media.peaks import PEAKS_PER_SECOND, Peaks, PeaksBuilder
from qa_desktop.media.probe import RecordingFacts, facts_of, spell_time

if TYPE_CHECKING:
    import av
    from av.audio.stream import AudioStream

    from qa_desktop.media.decode import Block

MAX_RATE = 16_000
_LONGEST = 24 * 3600
_WORTH_TELLING = 0.05


class IngestStopped(Exception):  # noqa: N818 -- not an error: the caller asked for it
    """The callback returned False; the cache file has been removed."""


@dataclass(frozen=True, slots=True)
class IngestProgress:
    """How far decoding is; `announced` is the length in seconds that the header promises, if it does.

    `peaks` copies the picture so far; call it in the callback, that is in the decoding thread.
    """

    pcm: Pcm
    frames: int
    announced: float | None
    peaks: Callable[[], Peaks]


@dataclass(frozen=True, slots=True)
class Ingested:
    """A recording whose samples lie in the cache, with its true duration and what is wrong with it."""

    pcm: Pcm
    frames: int
    peaks: Peaks
    facts: RecordingFacts

    @property
    def duration(self) -> float:
        """True length in seconds."""
        return self.frames / self.pcm.rate


def ingest(source: Path, cache: Path, on_progress: Callable[[IngestProgress], bool]) -> Ingested:
    """Decodes `source` into the file `cache`, which must not exist; the callback may stop it with False.

    Raises InputError when there is nothing to decode or no room for it, IngestStopped when stopped.
    """
    done = False
    try:
        with open_recording(source) as recording:
            result = _decode_into(recording, source.name, cache, on_progress)
        done = True
        return result
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise InputError(f"There is no room on the disk to decode “{source.name}”.") from error
        raise
    finally:
        if not done:
            discard(cache)


def discard(cache: Path) -> None:
    """Removes a cache file; Windows keeps one that is being played, which then goes with its folder."""
    with suppress(PermissionError):
        cache.unlink(missing_ok=True)


def _decode_into(
    recording: OpenRecording, name: str, cache: Path, on_progress: Callable[[IngestProgress], bool]
) -> Ingested:
    decoder = _Decoder(recording)
    pcm: Pcm | None = None
    frames = 0
    handle = os.open(cache, os.O_CREAT | os.O_EXCL | os.O_WRONLY | getattr(os, "O_BINARY", 0), 0o600)
    with os.fdopen(handle, "wb", buffering=0) as file:
        for block in decoder.blocks():
            if pcm is None:
                pcm = Pcm(cache, decoder.rate, decoder.channels)
                builder = PeaksBuilder(pcm.channels, pcm.rate)
            _write_all(file.fileno(), block.T.tobytes())
            builder.add(block)
            frames += block.shape[1]
            if not on_progress(IngestProgress(pcm, frames, recording.announced or recording.estimate, builder.peaks)):
                raise IngestStopped
            if frames >= _LONGEST * pcm.rate:
                decoder.problems.append(f"only the first {spell_time(_LONGEST)} are kept")
                break
    if pcm is None:
        raise InputError(f"“{name}” holds no sound that can be decoded.")
    facts = facts_of(recording, frames / pcm.rate)
    facts = replace(facts, problems=(*facts.problems, *decoder.told_problems()))
    return Ingested(pcm, frames, builder.peaks(), facts)


def _write_all(handle: int, data: bytes) -> None:
    # A plain write: on a full disk it raises, whereas a writable map would end the process.
    view = memoryview(data)
    while view:
        view = view[os.write(handle, view) :]


class _Decoder:
    """Decodes packet by packet; what is damaged becomes silence of the same length."""

    def __init__(self, recording: OpenRecording) -> None:
        self.rate = 0
        self.channels = 0
        self.problems: list[str] = []
        self._recording = recording
        self._graph: SampleGraph | None = None
        self._last: av.AudioFrame | None = None
        self._lost = 0.0
        self._gaps = 0

    def told_problems(self) -> tuple[str, ...]:
        """What went wrong, as far as a listener would notice it."""
        if self._lost >= _WORTH_TELLING:
            places = "1 damaged place" if self._gaps == 1 else f"{self._gaps} damaged places"
            self.problems.append(f"{places}, {spell_time(self._lost)} in all, cannot be decoded and are silent")
        return tuple(self.problems)

    def blocks(self) -> Iterator[Block]:
        """Planar blocks of one second at most, each of whole hundredths but for the last."""
        for frame in self._frames():
            yield from self._convert(frame)
        if self._graph:
            yield from self._graph.push(None)

    def _convert(self, frame: av.AudioFrame) -> Iterator[Block]:
        if self._graph is None:
            self.rate = _cache_rate(frame.sample_rate)
            self.channels = min(2, frame.layout.nb_channels)
            if frame.layout.nb_channels > 2:
                self.problems.append(f"{frame.layout.nb_channels} channels were mixed to two")
        elif self._graph.shape != shape_of(frame):
            yield from self._graph.push(None)
            self._graph = None
        if self._graph is None:
            self._graph = SampleGraph(frame, self.rate, self.channels, block=self.rate)
        yield from self._graph.push(frame)

    def _frames(self) -> Iterator[av.AudioFrame]:
        import av

        packets = self._recording.container.demux(self._recording.stream)
        while True:
            try:
                packet = next(packets, None)
            except av.FFmpegError:
                # What follows cannot be found any more; facts_of compares with what was announced.
                packet = None
            if packet is None:
                return
            try:
                for frame in packet.decode():
                    self._last = frame
                    yield frame
            except av.FFmpegError:
                yield from self._gap(packet)

    def _gap(self, packet: av.Packet[AudioStream]) -> Iterator[av.AudioFrame]:
        seconds = float((packet.duration or 0) * (packet.time_base or 0))
        if self._last is None or not 0 < seconds < 10:
            return
        self._gaps += 1
        self._lost += seconds
        yield silent_frame(self._last, max(1, round(seconds * self._last.sample_rate)))


def _cache_rate(native: int) -> int:
    # Peaks need a whole number of samples in a hundredth of a second.
    return native if native <= MAX_RATE and native % PEAKS_PER_SECOND == 0 else MAX_RATE

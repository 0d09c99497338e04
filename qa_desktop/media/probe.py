"""What a recording is, without decoding it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.media.decode import OpenRecording, open_recording
from qa_desktop.media.frames import FrameDecoder
from qa_desktop.media.spelling import spell_time

_MISSING = 0.25


@dataclass(frozen=True, slots=True)
class RecordingFacts:
    """What a recording is; the duration is in seconds, and true only after ingest."""

    duration: float
    container: str
    codec: str
    sample_rate: int
    channels: int
    problems: tuple[str, ...] = ()


def probe(path: Path, raw: RawFormat | None = None) -> RecordingFacts:
    """Facts from the content, whatever the file is called; `raw` is for one without a header.

    Raises InputError when it holds no sound, NeedsRawFormat when its codec has to be told.
    """
    with open_recording(path, raw) as recording:
        return facts_of(recording)


def facts_of(recording: OpenRecording, decoded: float | None = None) -> RecordingFacts:
    """Facts of an open recording; `decoded` is its true duration in seconds where that is known."""
    duration = decoded
    if duration is None and recording.exact:
        duration = recording.estimate
    if duration is None and isinstance(recording.source, FrameDecoder):
        duration = recording.source.packet_time()
    duration = duration or 0.0
    problems = (*recording.problems, *_length_problems(duration, recording.announced))
    return RecordingFacts(
        duration, recording.container_name, recording.codec, recording.sample_rate, recording.channels, problems
    )


def _length_problems(duration: float, announced: float | None) -> tuple[str, ...]:
    if duration <= 0:
        return ("holds no samples",)
    if announced is not None and duration < announced - _MISSING:
        return (f"ends after {spell_time(duration)} of {spell_time(announced)} announced",)
    return ()

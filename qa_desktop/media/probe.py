"""What a recording is, without decoding it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from qa_desktop.domain.raw_formats import RawFormat
from qa_desktop.media.decode import OpenRecording, open_recording
from qa_desktop.media.frames import FrameDecoder
from qa_desktop.media.spelling import spell_time

_MISSING = 0.25
# What decoders leave out at both ends, and packets cover, is less.
_TRIMMED = 1.0


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
    duration = _duration(recording) if decoded is None else decoded
    problems = (*recording.problems, *_length_problems(duration, recording.announced))
    return RecordingFacts(
        duration, recording.container_name, recording.codec, recording.sample_rate, recording.channels, problems
    )


def _duration(recording: OpenRecording) -> float:
    """What a header says, unless the packets that are there say something else."""
    said = recording.estimate or 0.0
    if isinstance(recording.source, FrameDecoder):
        there = recording.source.packet_time()
        if there is not None and (recording.announced is None or abs(there - said) > _TRIMMED):
            return there
    return said


def _length_problems(duration: float, announced: float | None) -> tuple[str, ...]:
    if duration <= 0:
        return ("holds no samples",)
    if announced is not None and duration < announced - _MISSING:
        return (f"ends after {spell_time(duration)} of {spell_time(announced)} announced",)
    return ()

"""What a recording is, without decoding it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from qa_desktop.media.decode import OpenRecording, open_recording

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.container import InputContainer

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


def probe(path: Path) -> RecordingFacts:
    """Facts from the content, whatever the file is called; raises InputError when it holds no sound."""
    with open_recording(path) as recording:
        return facts_of(recording)


def facts_of(recording: OpenRecording, decoded: float | None = None) -> RecordingFacts:
    """Facts of an open recording; `decoded` is its true duration in seconds where that is known."""
    duration = decoded
    if duration is None:
        duration = recording.estimate
    if duration is None:
        duration = _packet_time(recording.container, recording.stream)
    context = recording.stream.codec_context
    problems = (*recording.problems, *_length_problems(duration, recording.announced))
    return RecordingFacts(
        duration, recording.container_name, recording.codec, context.sample_rate, context.channels, problems
    )


def _packet_time(container: InputContainer, stream: AudioStream) -> float:
    import av

    ticks = 0
    try:
        for packet in container.demux(stream):
            ticks += packet.duration or 0
    except av.FFmpegError:
        pass
    return float(ticks * stream.time_base) if stream.time_base else 0.0


def _length_problems(duration: float, announced: float | None) -> tuple[str, ...]:
    if duration <= 0:
        return ("holds no samples",)
    if announced is not None and duration < announced - _MISSING:
        return (f"ends after {spell_time(duration)} of {spell_time(announced)} announced",)
    return ()


def spell_time(seconds: float) -> str:
    """Seconds in words that are read at a glance: 0.9 s, 3 min 12 s, 1 h 2 min."""
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"

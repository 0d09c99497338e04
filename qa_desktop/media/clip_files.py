"""Turning an edited sound into the bytes of a file, with tags: WAV here, MP3 and Opus by PyAV."""

from __future__ import annotations

import io
import wave
from collections.abc import Iterator
from typing import TYPE_CHECKING

from qa_desktop.domain.clips import ClipFormat, Tags
from qa_desktop.media import editing

if TYPE_CHECKING:
    import av

    from qa_desktop.media.editing import Sound

_OPUS_RATES = (8_000, 12_000, 16_000, 24_000, 48_000)
_INFO = {"title": b"INAM", "source": b"ISRC", "date": b"ICRD", "comment": b"ICMT"}


def rates_of(kind: ClipFormat) -> tuple[int, ...]:
    """The rates that a format can have."""
    return _OPUS_RATES if kind is ClipFormat.OPUS else editing.RATES


def encoded(sound: Sound, kind: ClipFormat, tags: Tags) -> bytes:
    """The file. The same sound and tags give the same bytes."""
    named = {
        name: value
        for name, value in (
            ("title", tags.title), ("source", tags.source), ("date", tags.date), ("comment", tags.comment)
        )
        if value
    }  # fmt: skip
    return _wav(sound, named) if kind is ClipFormat.WAV else _compressed(sound, kind, named)


def _wav(sound: Sound, tags: dict[str, str]) -> bytes:
    """RIFF with the tags as an INFO list behind the samples."""
    target = io.BytesIO()
    with wave.open(target, "wb") as file:
        file.setparams((sound.channels, 2, sound.frame_rate, 0, "NONE", ""))
        file.writeframes(sound.raw_data)
    if tags:
        listed = b"INFO" + b"".join(_chunk(_INFO[name], value.encode() + b"\0") for name, value in tags.items())
        target.write(_chunk(b"LIST", listed))
        target.seek(4)
        target.write((len(target.getbuffer()) - 8).to_bytes(4, "little"))
    return target.getvalue()


def _chunk(name: bytes, content: bytes) -> bytes:
    return name + len(content).to_bytes(4, "little") + content + b"\0" * (len(content) % 2)


def _compressed(sound: Sound, kind: ClipFormat, tags: dict[str, str]) -> bytes:
    import av

    mp3 = kind is ClipFormat.MP3
    target = io.BytesIO()
    options = {"fflags": "+bitexact"}  # no serial number by chance, no name of the program
    with av.open(target, "w", format="mp3" if mp3 else "opus", options=options) as container:
        stream = container.add_stream("libmp3lame" if mp3 else "libopus", rate=sound.frame_rate)
        stream.codec_context.layout = "mono" if sound.channels == 1 else "stereo"
        stream.codec_context.format = "s16p" if mp3 else "s16"
        stream.codec_context.bit_rate = _bit_rate(sound, mp3)
        container.metadata.update(tags)
        for frame in _frames(sound, planar=mp3):
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return target.getvalue()


def _bit_rate(sound: Sound, mp3: bool) -> int:
    """Bits a second at which speech is as good as its rate allows."""
    one = 32_000 if sound.frame_rate <= 16_000 else 64_000
    channels: int = sound.channels
    return (one + 16_000 if mp3 else one) * channels


def _frames(sound: Sound, planar: bool) -> Iterator[av.AudioFrame]:
    """The sound second by second."""
    import av
    import numpy as np

    samples = np.frombuffer(sound.raw_data, "<i2").reshape(-1, sound.channels)
    for first in range(0, len(samples), sound.frame_rate):
        block = samples[first : first + sound.frame_rate]
        shaped = np.ascontiguousarray(block.T) if planar else block.reshape(1, -1)
        layout = "mono" if sound.channels == 1 else "stereo"
        frame = av.AudioFrame.from_ndarray(shaped, format="s16p" if planar else "s16", layout=layout)
        frame.sample_rate = sound.frame_rate
        frame.pts = first
        yield frame

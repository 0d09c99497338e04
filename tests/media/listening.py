"""A call with known voices, files of it in several formats, and listening to what is made of it.

The call has a steady voice on each side, 700 Hz left and 1300 Hz right, and between 4 and 6 s a secret on each: 1800 Hz
left, 2700 Hz right.
"""

from __future__ import annotations

import wave
from itertools import chain
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

from qa_desktop.domain.clips import Clip, ClipFormat, Hidden, Kept, Piece, Span, Style
from qa_desktop.media.clips import WrittenClip, write_clips

Heard = npt.NDArray[np.float64]
RATE = 8000
SECONDS = 10
LEFT, RIGHT, LEFT_SECRET, RIGHT_SECRET, BEEP = 700, 1300, 1800, 2700, 1000
SECRET = Span(4_000, 6_000)
GONE_DB = -60.0
FORMATS = list(ClipFormat)
ENCODERS = {
    "mp3": ("libmp3lame", "mp3", "s16p"),
    "opus": ("libopus", "opus", "s16"),
    "m4a": ("aac", "mp4", "fltp"),
    "flac": ("flac", "flac", "s16"),
}
FULL = 20 * np.log10(10_000 / 32768)
"""The level of a voice, in dB of full scale."""


def voices() -> npt.NDArray[np.int16]:
    """The two channels of the call."""
    time = np.arange(SECONDS * RATE) / RATE
    secret = (time >= 4) & (time < 6)
    pitches = (np.where(secret, LEFT_SECRET, LEFT), np.where(secret, RIGHT_SECRET, RIGHT))
    return np.array([(10_000 * np.sin(2 * np.pi * pitch * time)) for pitch in pitches]).astype(np.int16)


def write_wav(file: Path, channels: npt.NDArray[np.int16], rate: int = RATE) -> Path:
    with wave.open(str(file), "wb") as stream:
        stream.setparams((len(channels), 2, rate, 0, "NONE", ""))
        stream.writeframes(channels.T.astype("<i2").tobytes())
    return file


def write_coded(file: Path, channels: npt.NDArray[np.int16], rate: int = RATE) -> Path:
    codec, container, layout = ENCODERS[file.suffix[1:]]
    with av.open(str(file), "w", format=container) as target:
        stream = target.add_stream(codec, rate=rate)
        stream.codec_context.layout = "stereo"
        stream.codec_context.format = layout
        packed = channels.T.reshape(1, -1)
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(packed), format="s16", layout="stereo")
        frame.sample_rate = rate
        frame.pts = 0
        resampler = av.AudioResampler(format=layout, layout="stereo", rate=rate)
        for each in resampler.resample(frame):
            target.mux(stream.encode(each))
        target.mux(stream.encode(None))
    return file


def listen(file: Path) -> tuple[Heard, int]:
    """What a player hears: samples of full scale by channel, and their rate."""
    with av.open(str(file)) as container:
        stream = container.streams.audio[0]
        rate = stream.codec_context.sample_rate
        resampler = av.AudioResampler(format="dblp", layout=stream.codec_context.layout, rate=rate)
        frames = list(chain.from_iterable(map(resampler.resample, container.decode(stream))))
        frames += resampler.resample(None)
    return np.concatenate([frame.to_ndarray() for frame in frames], axis=1), rate


def loudest(heard: Heard, rate: int, hertz: float, seconds: float = 0.2) -> float:
    """The greatest level of a tone in any short stretch, in dB of full scale."""
    width = min(round(seconds * rate), len(heard))
    window = np.blackman(width)
    turning = np.exp(-2j * np.pi * hertz * np.arange(width) / rate) * window * (2 / window.sum())
    starts = range(0, max(1, len(heard) - width + 1), max(1, width // 8))
    return float(20 * np.log10(max(abs((heard[at : at + width] * turning).sum()) for at in starts) + 1e-12))


def level(heard: Heard, rate: int, hertz: float, start: float, end: float) -> float:
    """The level of a tone in a stretch."""
    return loudest(heard[round(start * rate) : round(end * rate)], rate, hertz, end - start)


def write_clip(clip: Clip, target: Path) -> WrittenClip:
    """One clip."""
    return write_clips([(clip, target)])[0]


def make(
    target: Path, call: Path, *spans: Span, hidden: tuple[Hidden, ...] = (), kept: Kept = Kept.BOTH, **style: object
) -> WrittenClip:
    pieces = tuple(Piece(call, span, hidden, kept) for span in spans)
    return write_clip(Clip(pieces, ClipFormat(target.suffix[1:]), Style(**style)), target)  # type: ignore[arg-type]

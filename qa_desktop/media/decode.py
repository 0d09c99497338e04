"""Opening a recording by its content, or, where it has no header, as what it is said to be."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.raw_formats import NeedsRawFormat, RawFormat, usual_format
from qa_desktop.media.direct import DirectSound, direct_raw, direct_wav
from qa_desktop.media.frames import FrameDecoder
from qa_desktop.media.headers import lacks_index, mp3_seconds, other_content, shows_header
from qa_desktop.media.raw import NamelessFile, open_raw
from qa_desktop.media.riff import WavLayout, wav_layout

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    Block = npt.NDArray[np.int16]

# Only formats that hold sound in one local file: a playlist must not make the program open other files or
# addresses. Those that FFmpeg tells by the ending alone are missing: their codec is asked for.
FORMATS = (
    "wav,w64,aiff,caf,au,flac,mp3,aac,loas,ac3,eac3,ogg,matroska,mov,amr,amrnb,amrwb,qcp,ilbc,"
    "asf,voc,avi,flv,mpeg,mpegts,ape,tta,wv,ircam,nistsphere,sox,dss"
)
_RATES = range(2_000, 768_001)
_MOST_CHANNELS = 8
# What these say about when a packet sounds can be trusted.
_TIMED = frozenset({"matroska", "mov", "ogg", "asf", "flac"})
# These have no place for a length; what FFmpeg reports is a guess from the bit rate.
_GUESSED_LENGTH = frozenset({"aac", "loas", "amr", "amrnb", "amrwb", "mpeg", "mpegts", "ac3", "eac3"})
_PADDED = 0.5
_OPEN_LENGTH = "the recorder left the length open; it is taken from the file"


class BlockSource(Protocol):
    """Gives the samples of a recording; rate and channels are known after the first block."""

    @property
    def rate(self) -> int:
        """Samples a second of the blocks."""

    @property
    def channels(self) -> int:
        """Channels of the blocks, one or two."""

    def blocks(self) -> Iterator[Block]:
        """Interleaved blocks (frames, channels) of whole hundredths but for the last, the first of one second.

        A block may be overwritten when the next one is asked for.
        """


@dataclass(frozen=True, slots=True)
class OpenRecording:
    """An open file: seconds announced are None where its header makes no promise, the estimate where none is made."""

    container_name: str
    codec: str
    sample_rate: int
    channels: int
    estimate: float | None
    announced: float | None
    problems: tuple[str, ...]
    source: DirectSound | FrameDecoder


@contextmanager
def open_recording(path: Path, raw: RawFormat | None = None) -> Iterator[OpenRecording]:
    """Opens the sound of a file, plain samples without a decoder; its own header counts before `raw`.

    Raises InputError when it cannot be read or holds no sound, NeedsRawFormat when only its codec has to be told.
    """
    _check_readable(path)
    headless = None if shows_header(path) else _headless(path, raw)
    layout = None if headless else wav_layout(path)
    direct = direct_raw(path, headless) if headless else direct_wav(path, layout)
    if direct is not None:
        yield _described(direct, layout)
        return
    with _open_container(path, headless) as container:
        yield _describe(path, container, layout, headless)


def _headless(path: Path, raw: RawFormat | None) -> RawFormat | None:
    """What a file that shows no header is to be read as; None leaves it to FFmpeg to find out."""
    asked = usual_format(path.suffix) is not None
    kind = other_content(path) if asked or raw else None
    if kind:
        raise InputError(f"“{path.name}” is not a recording; it is {kind}.")
    if asked and raw is None:
        raise NeedsRawFormat(path.name, path.suffix)
    return raw


def _check_readable(path: Path) -> None:
    try:
        if path.is_dir():
            raise InputError(f"“{path.name}” is a folder, not a recording.")
        if not path.exists():
            raise InputError(f"“{path.name}” is not there; was it moved or renamed?")
        if not path.is_file():
            raise InputError(f"“{path.name}” is not a file.")
        with path.open("rb") as file:
            if not file.read(1):
                raise InputError(f"“{path.name}” is empty (0 bytes).")
    except OSError as error:
        raise InputError(f"“{path.name}” cannot be read: {error.strerror or error}.") from error


def _open_container(path: Path, raw: RawFormat | None) -> InputContainer:
    import av

    try:
        if raw is not None:
            return open_raw(path, raw)
        options = {"format_whitelist": FORMATS, "protocol_whitelist": "file"}
        # FFmpeg would take the ending of a headerless format for more than a header that says otherwise.
        misnamed = usual_format(path.suffix) is not None
        return av.open(NamelessFile(path) if misnamed else str(path.absolute()), mode="r", options=options)
    except (av.FFmpegError, ValueError, OSError) as error:
        raise InputError(_why_not_opened(path)) from error


def _why_not_opened(path: Path) -> str:
    kind = other_content(path)
    if kind:
        return f"“{path.name}” is not a recording; it is {kind}."
    if mp3_seconds(path) == 0:
        return f"“{path.name}” holds no sound; it is 0 seconds long."
    if lacks_index(path):
        return f"“{path.name}” was cut off: the index that tells where its sound lies is missing from its end."
    return f"“{path.name}” is damaged, or its format is not one that can be read."


def _described(sound: DirectSound, layout: WavLayout | None) -> OpenRecording:
    announced, problem = (None, "") if layout is None else _promised(layout, sound.seconds)
    return OpenRecording(
        container_name="raw" if layout is None else "wav",
        codec=sound.codec,
        sample_rate=sound.rate,
        channels=sound.channels,
        estimate=sound.seconds,
        announced=announced,
        problems=(problem,) if problem else (),
        source=sound,
    )


def _describe(path: Path, container: InputContainer, layout: WavLayout | None, raw: RawFormat | None) -> OpenRecording:
    if not container.streams.audio:
        raise InputError(f"“{path.name}” holds no sound.")
    stream = container.streams.audio[0]
    context = stream.codec_context
    if context is None:
        raise InputError(f"“{path.name}” uses a codec that cannot be decoded.")
    if context.channels < 1 or context.sample_rate not in _RATES:
        raise InputError(
            f"“{path.name}” is damaged: its header says {context.channels} channels at {context.sample_rate} Hz."
        )
    if context.channels > _MOST_CHANNELS:
        raise InputError(
            f"“{path.name}” has {context.channels} channels; {_MOST_CHANNELS} can be mixed to two at most."
        )
    name = "raw" if raw else container.format.name.split(",")[0]
    estimate = _estimate(container, stream)
    announced, problem = _announced(path, name, estimate), ""
    if layout is not None and estimate is not None:
        announced, problem = _promised(layout, estimate)
        estimate = layout.share_there * announced if announced else estimate
    tracks = len(container.streams.audio)
    several = (f"it has {tracks} sound tracks; the first one is played",) if tracks > 1 else ()
    return OpenRecording(
        container_name=name,
        codec=context.codec.canonical_name,
        sample_rate=context.sample_rate,
        channels=context.channels,
        estimate=estimate,
        announced=announced,
        problems=(*((problem,) if problem else ()), *several),
        source=FrameDecoder(container, stream, announced if name in _TIMED else None),
    )


def _estimate(container: InputContainer, stream: AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / 1_000_000


def _announced(path: Path, name: str, estimate: float | None) -> float | None:
    if name == "raw" or name in _GUESSED_LENGTH:
        return None
    if name != "mp3":
        return estimate
    written = mp3_seconds(path)
    if written is None or estimate is None:
        return written
    # FFmpeg leaves out what the encoder put before and behind; but a header that does not fit, it does not believe.
    return estimate if abs(estimate - written) < _PADDED else written


def _promised(layout: WavLayout, estimate: float) -> tuple[float | None, str]:
    """Seconds that a WAV header announces, of which `estimate` are there, and what is wrong with it."""
    if layout.promised == 0:
        return None, _OPEN_LENGTH if layout.there > 0 else ""
    if layout.share_there == 1 or not layout.there:
        return estimate, ""
    # FFmpeg counts what is there, unless a fact chunk says how much it should be.
    return (layout.frames / layout.rate if layout.frames and layout.rate else estimate / layout.share_there), ""

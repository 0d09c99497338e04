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
from qa_desktop.media.headers import mp3_tells_length, other_content, shows_header
from qa_desktop.media.raw import open_raw
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
    "asf,voc,avi,flv,mpeg,mpegts,ape,tta,wv,ircam,nist,sox,dss"
)
_RATES = range(2_000, 768_001)
# These have no place for a length; what FFmpeg reports is a guess from the bit rate.
_GUESSED_LENGTH = frozenset({"aac", "loas", "amr", "amrnb", "amrwb", "mpeg", "mpegts", "ac3", "eac3"})
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
    """An open file: seconds announced are None where its header makes no promise, the estimate where none is made.

    `exact` says that the estimate is what decoding would give.
    """

    container_name: str
    codec: str
    sample_rate: int
    channels: int
    estimate: float | None
    announced: float | None
    exact: bool
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
        options = {"format_whitelist": FORMATS, "protocol_whitelist": "file", "max_size": "65536"}
        return av.open(str(path.absolute()), options=options)
    except (av.FFmpegError, ValueError, OSError) as error:
        raise InputError(_why_not_opened(path)) from error


def _why_not_opened(path: Path) -> str:
    kind = other_content(path)
    if kind:
        return f"“{path.name}” is not a recording; it is {kind}."
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
        exact=True,
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
    name = "raw" if raw else container.format.name.split(",")[0]
    estimate = _estimate(container, stream)
    guessed = raw is not None or name in _GUESSED_LENGTH or (name == "mp3" and not mp3_tells_length(path))
    announced, problem = None if guessed else estimate, ""
    if layout is not None and estimate is not None and not guessed:
        announced, problem = _promised(layout, estimate)
    tracks = len(container.streams.audio)
    several = (f"it has {tracks} sound tracks; the first one is played",) if tracks > 1 else ()
    return OpenRecording(
        container_name=name,
        codec=context.codec.canonical_name,
        sample_rate=context.sample_rate,
        channels=context.channels,
        estimate=estimate,
        announced=announced,
        exact=not guessed,
        problems=(*((problem,) if problem else ()), *several),
        source=FrameDecoder(container, stream),
    )


def _estimate(container: InputContainer, stream: AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / 1_000_000


def _promised(layout: WavLayout, estimate: float) -> tuple[float | None, str]:
    """Seconds that a WAV header announces, of which `estimate` are there, and what is wrong with it."""
    if layout.promised == 0:
        return None, _OPEN_LENGTH if layout.there > 0 else ""
    # FFmpeg counts what is there; the header may promise more.
    missing = 0 < layout.there < layout.promised
    return (estimate * layout.promised / layout.there if missing else estimate), ""

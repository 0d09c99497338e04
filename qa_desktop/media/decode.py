"""Opening a recording by its content, and turning what it decodes to into blocks of 16-bit samples."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, cast

from qa_desktop.domain.errors import InputError
from qa_desktop.media.headers import mp3_tells_length, other_content, riff_sizes

if TYPE_CHECKING:
    import av
    import numpy as np
    import numpy.typing as npt
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    Block = npt.NDArray[np.int16]

# Only formats that hold sound in one local file: a playlist must not make the program open other files or
# addresses.
FORMATS = (
    "wav,w64,aiff,caf,au,flac,mp3,aac,loas,ac3,eac3,ogg,matroska,mov,amr,amrnb,amrwb,gsm,g722,g726,g726le,g729,"
    "sln,asf,voc,avi,flv,mpeg,mpegts,ape,tta,wv,ircam,nist,sox,rso"
)
_RATES = range(2_000, 768_001)
_HEADERLESS = frozenset([".ulaw", ".ul", ".alaw", ".al", ".vox", ".sln16", ".sln32", ".sln48", ".pcm", ".raw"])
# These have no place for a length; what FFmpeg reports is a guess from the bit rate.
_GUESSED_LENGTH = frozenset({"aac", "amr", "amrnb", "amrwb", "gsm", "g722", "g726", "g726le", "g729", "mpeg", "ac3"})


@dataclass(frozen=True, slots=True)
class OpenRecording:
    """An open file: seconds announced are None where its header makes no promise."""

    container: InputContainer
    stream: AudioStream
    container_name: str
    codec: str
    estimate: float | None
    announced: float | None
    problems: tuple[str, ...]


@contextmanager
def open_recording(path: Path) -> Iterator[OpenRecording]:
    """Opens the sound of a file; raises InputError when it cannot be read or holds none."""
    import av

    _check_readable(path)
    options = {"format_whitelist": FORMATS, "protocol_whitelist": "file", "max_size": "65536"}
    try:
        container = av.open(str(path.absolute()), options=options)
    except (av.FFmpegError, ValueError, OSError) as error:
        raise InputError(_why_not_opened(path)) from error
    with container:
        yield _describe(path, container)


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


def _why_not_opened(path: Path) -> str:
    kind = other_content(path)
    if kind:
        return f"“{path.name}” is not a recording; it is {kind}."
    if path.suffix.lower() in _HEADERLESS:
        return f"“{path.name}” has no header that names its codec; convert it to WAV first."
    return f"“{path.name}” is damaged, or its format is not one that can be read."


def _describe(path: Path, container: InputContainer) -> OpenRecording:
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
    name = container.format.name.split(",")[0]
    estimate = _estimate(container, stream)
    announced, problem = _announced(path, name, estimate)
    return OpenRecording(
        container, stream, name, context.codec.canonical_name, estimate, announced, (problem,) if problem else ()
    )


def _estimate(container: InputContainer, stream: AudioStream) -> float | None:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return None if container.duration is None else container.duration / 1_000_000


def _announced(path: Path, container_name: str, estimate: float | None) -> tuple[float | None, str]:
    if estimate is None or container_name in _GUESSED_LENGTH:
        return None, ""
    if container_name == "mp3":
        return (estimate if mp3_tells_length(path) else None), ""
    sizes = riff_sizes(path)
    if sizes is None:
        return estimate, ""
    promised, there = sizes
    if promised == 0:
        return None, "the recorder left the length open; it is taken from the file" if there > 0 else ""
    # FFmpeg counts what is there; the header may promise more.
    return (estimate * promised / there if 0 < there < promised else estimate), ""


class SampleGraph:
    """A filter graph from frames of one shape to planar 16-bit blocks of a fixed rate and channel count."""

    def __init__(self, frame: av.AudioFrame, rate: int, channels: int, block: int) -> None:
        from av.filter import Graph

        graph = Graph()
        graph.threads = 1
        layout = "mono" if channels == 1 else "stereo"
        source = graph.add_abuffer(
            sample_rate=frame.sample_rate,
            format=frame.format.name,
            layout=frame.layout.name,
            time_base=Fraction(1, frame.sample_rate),
        )
        wanted = f"sample_fmts=s16p:sample_rates={rate}:channel_layouts={layout}"
        graph.link_nodes(
            source,
            graph.add("aformat", wanted),
            graph.add("asetnsamples", f"n={block}:p=0"),
            graph.add("abuffersink"),
        ).configure()
        self._graph = graph
        self.shape = shape_of(frame)

    def push(self, frame: av.AudioFrame | None) -> Iterator[Block]:
        """Blocks that are ready after this frame; None ends the graph and yields what is left."""
        import av

        if frame is not None:
            frame.pts = None
        self._graph.push(frame)
        while True:
            try:
                block = self._graph.pull()
            except (av.BlockingIOError, av.EOFError):
                return
            yield cast("Block", cast("av.AudioFrame", block).to_ndarray())


def shape_of(frame: av.AudioFrame) -> tuple[int, str, str]:
    """Rate, sample format and layout; when they change within a file the graph is built anew."""
    return frame.sample_rate, frame.format.name, frame.layout.name


def silent_frame(like: av.AudioFrame, samples: int) -> av.AudioFrame:
    """Silence in the shape of another frame, to stand for what could not be decoded."""
    import av

    frame = av.AudioFrame(format=like.format.name, layout=like.layout.name, samples=samples)
    frame.sample_rate = like.sample_rate
    for plane in frame.planes:
        plane.update(bytes(plane.buffer_size))
    return frame

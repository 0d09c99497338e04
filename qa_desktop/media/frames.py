"""From the packets of a container to blocks of 16-bit samples, through FFmpeg; what is damaged becomes silence."""

from __future__ import annotations

import time
from collections.abc import Iterator
from fractions import Fraction
from typing import TYPE_CHECKING, cast

from qa_desktop.domain.errors import InputError
from qa_desktop.media.pcm import MAX_RATE, PEAKS_PER_SECOND
from qa_desktop.media.spelling import spell_time

if TYPE_CHECKING:
    import av
    import numpy as np
    import numpy.typing as npt
    from av.audio.stream import AudioStream
    from av.container import InputContainer

    Block = npt.NDArray[np.int16]

_FIRST_SECONDS, _SECONDS = 1, 4
_WORTH_TELLING = 0.05
_LONGEST_GAP = 2.0
_LONGEST_START = 60.0
_LEAST_LEAP = 0.1
# FFmpeg's is 32, which takes half as long again; with this, what would fold back from 9.5 kHz is down by 45 dB.
_FILTER_SIZE = 20
# Between packets the interpreter is free for some microseconds only, too few for another thread to wake up and take it,
# and the next packet has it again: the screen would wait for ever so long.
_BUSY_S, _REST_S = 0.002, 0.0001
# Frames of these types say that nobody speaks: their sound was never sent.
_NOT_SENT = {"amr_nb": (8, 15), "amr_wb": (9, 15)}


class FrameDecoder:
    """Decodes packet by packet; `rate` and `channels` of what is kept are known after the first block.

    With `length`, the seconds in all, the times in the container are trusted: where they leap, silence is put in, so
    that what follows sounds at its time.
    """

    def __init__(self, container: InputContainer, stream: AudioStream, length: float | None = None) -> None:
        self.rate = 0
        self.channels = 0
        self._container = container
        self._stream = stream
        self._codec = stream.codec_context.codec.canonical_name
        self._graph: SampleGraph | None = None
        self._last: av.AudioFrame | None = None
        self._rest: Block | None = None
        self._mixed = 0
        self._lost = 0.0
        self._gaps = 0
        self._owed = 0.0
        self._missing = 0.0
        self._length = length

    def problems(self) -> tuple[str, ...]:
        """What went wrong, as far as a listener would notice it."""
        found = []
        if self._mixed:
            found.append(f"{self._mixed} channels were mixed to two")
        if self._lost >= _WORTH_TELLING:
            places = "1 damaged place" if self._gaps == 1 else f"{self._gaps} damaged places"
            found.append(f"{places}, {spell_time(self._lost)} in all, cannot be decoded and are silent")
        if self._missing:
            found.append(f"{spell_time(self._missing)} were not recorded, or are lost, and are silent")
        return tuple(found)

    def blocks(self) -> Iterator[Block]:
        """Interleaved blocks (frames, channels) of whole hundredths but for the last, the first of one second."""
        import av

        fifo = av.AudioFifo()
        wanted, channels, rested = _FIRST_SECONDS, 0, time.perf_counter()
        for frame in self._frames():
            if time.perf_counter() - rested > _BUSY_S:
                time.sleep(_REST_S)
                rested = time.perf_counter()
            frame.pts = None
            try:
                # The queue looks at the rate and the format alone, and breaks when there are fewer channels.
                if frame.layout.nb_channels != channels:
                    raise ValueError
                fifo.write(frame)
            except ValueError:
                yield from self._converted(fifo, end=True)
                fifo, channels = av.AudioFifo(), frame.layout.nb_channels
                fifo.write(frame)
            # Many frames at a time: the way through the filters costs as much for a short one as for a long one.
            if fifo.samples >= wanted * frame.sample_rate:
                yield from self._converted(fifo, end=False)
                wanted = _SECONDS
        yield from self._converted(fifo, end=True)
        if self._rest is not None and len(self._rest):
            yield self._rest

    def packet_time(self) -> float | None:
        """Seconds that the packets cover, None where they do not tell; nothing can be decoded afterwards."""
        ticks = 0
        for packet in self._packets():
            if packet.size and not packet.duration:
                return None
            ticks += packet.duration or 0
        return float(ticks * self._stream.time_base) if self._stream.time_base else None

    def _converted(self, fifo: av.AudioFifo, *, end: bool) -> Iterator[Block]:
        frame = fifo.read()
        if frame is not None:
            if self._graph is None:
                self._graph = self._new_graph(frame)
            yield from map(self._whole, self._graph.push(frame))
        if end and self._graph is not None:
            yield from map(self._whole, self._graph.push(None))
            self._graph = None

    def _new_graph(self, frame: av.AudioFrame) -> SampleGraph:
        if not self.rate:
            self.rate = _kept_rate(frame.sample_rate)
            self.channels = min(2, frame.layout.nb_channels)
            self._mixed = frame.layout.nb_channels if frame.layout.nb_channels > 2 else 0
        return SampleGraph(frame, self.rate, self.channels)

    def _whole(self, block: Block) -> Block:
        """Whole hundredths; what is over waits for the next block."""
        import numpy as np

        window = self.rate // PEAKS_PER_SECOND
        if self._rest is not None and len(self._rest):
            block = np.concatenate((self._rest, block))
        whole = len(block) - len(block) % window
        self._rest = block[whole:]
        return block[:whole]

    def _frames(self) -> Iterator[av.AudioFrame]:
        import av

        decode = self._stream.codec_context.decode
        expected: int | None = None
        for packet in self._packets():
            if self._length is not None and packet.pts is not None:
                if expected is not None and packet.pts > expected:
                    yield from self._leap(packet, expected)
                expected = packet.pts + (packet.duration or 0)
            try:
                frames = decode(packet)
            except av.FFmpegError:
                yield from self._gap(packet)
                continue
            if frames and self._last is None and self._owed:
                yield silent_frame(frames[0], round(self._owed * frames[0].sample_rate))
            for frame in frames:
                self._last = frame
                yield frame

    def _packets(self) -> Iterator[av.Packet[AudioStream]]:
        import av

        while True:
            try:
                yield from self._container.demux(self._stream)
            except av.FFmpegError:
                # What follows cannot be found any more; the length is compared with what was announced.
                return
            except IndexError:
                # PyAV knows nothing of a stream that begins on the way; the next packet may be one of ours.
                continue
            return

    def _leap(self, packet: av.Packet[AudioStream], expected: int) -> Iterator[av.AudioFrame]:
        """Silence for a time for which the container holds nothing, as far as the length in all allows it."""
        unit = float(packet.time_base or 0)
        seconds = ((packet.pts or 0) - expected) * unit
        begin = (self._stream.start_time or 0) * unit
        if self._last is None or seconds < _LEAST_LEAP or (packet.pts or 0) * unit - begin > (self._length or 0):
            return
        self._missing += seconds
        yield from self._silence(seconds)

    def _gap(self, packet: av.Packet[AudioStream]) -> Iterator[av.AudioFrame]:
        seconds = float((packet.duration or 0) * (packet.time_base or 0))
        if not 0 < seconds < _LONGEST_GAP:
            return
        if not self._was_not_sent(packet):
            self._gaps += 1
            self._lost += seconds
        if self._last is None:
            self._owed = min(_LONGEST_START, self._owed + seconds)
            return
        yield from self._silence(seconds)

    def _silence(self, seconds: float) -> Iterator[av.AudioFrame]:
        """In pieces, since a gap may be long."""
        left = round(seconds * self._last.sample_rate) if self._last else 0
        while self._last is not None and left > 0:
            count = min(left, self._last.sample_rate)
            yield silent_frame(self._last, count)
            left -= count

    def _was_not_sent(self, packet: av.Packet[AudioStream]) -> bool:
        head = bytes(packet)[:1]
        return bool(head) and head[0] >> 3 & 15 in _NOT_SENT.get(self._codec, ())


def _kept_rate(native: int) -> int:
    # Peaks need a whole number of samples in a hundredth of a second.
    return native if native <= MAX_RATE and native % PEAKS_PER_SECOND == 0 else MAX_RATE


class SampleGraph:
    """A filter graph from frames of one shape to interleaved 16-bit blocks of a fixed rate and channel count."""

    def __init__(self, frame: av.AudioFrame, rate: int, channels: int) -> None:
        import av
        from av.filter import Graph

        graph = Graph()
        graph.threads = 1
        wanted = f"sample_fmts=s16:channel_layouts={'mono' if channels == 1 else 'stereo'}"
        try:
            source = graph.add_abuffer(
                sample_rate=frame.sample_rate,
                format=frame.format.name,
                layout=frame.layout.name,
                time_base=Fraction(1, frame.sample_rate),
            )
            # Mixing first: fewer channels to resample.
            nodes = [source, graph.add("aformat", wanted)]
            if rate != frame.sample_rate:
                nodes.append(graph.add("aresample", f"{rate}:filter_size={_FILTER_SIZE}"))
            graph.link_nodes(*nodes, graph.add("abuffersink")).configure()
        except (av.FFmpegError, ValueError) as error:
            raise InputError(f"A sound of {frame.layout.nb_channels} channels cannot be mixed to two.") from error
        self._graph = graph
        self._channels = channels

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
            yield cast("Block", cast("av.AudioFrame", block).to_ndarray().reshape(-1, self._channels))


def silent_frame(like: av.AudioFrame, samples: int) -> av.AudioFrame:
    """Silence in the shape of another frame, to stand for what could not be decoded."""
    import av

    frame = av.AudioFrame(format=like.format.name, layout=like.layout.name, samples=samples)
    frame.sample_rate = like.sample_rate
    silence = b"\x80" if like.format.name.startswith("u8") else b"\0"
    for plane in frame.planes:
        plane.update(silence * plane.buffer_size)
    return frame

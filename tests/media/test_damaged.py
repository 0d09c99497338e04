"""Damaged and hostile recordings: what is there plays at its time, and one sentence tells what is missing."""

import struct
import subprocess
import sys
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import cast

import av
import numpy as np
import pytest
from av.audio.stream import AudioStream
from av.container import InputContainer

from qa_desktop.domain.errors import InputError
from qa_desktop.media.frames import FrameDecoder
from qa_desktop.media.ingest import Ingested, ingest
from qa_desktop.media.pcm import MEMORY_LIMIT, PcmReader, SampleMemory
from qa_desktop.media.probe import probe

from .conftest import loudest_hz, tone_of, tone_samples, write_wav
from .made_files import SECONDS, make


def decoded(path: Path) -> tuple[Ingested, np.ndarray]:
    ingested = ingest(path, SampleMemory(MEMORY_LIMIT), lambda _: True)
    return ingested, PcmReader(ingested.pcm).read(0, ingested.frames)


def refusal(path: Path) -> str:
    """The sentence with which a file is refused, empty where it plays."""
    try:
        probe(path)
        ingest(path, None, lambda _: True)
    except InputError as error:
        return str(error)
    return ""


def cut(path: Path, share: float) -> Path:
    data = path.read_bytes()
    path.write_bytes(data[: round(len(data) * share)])
    return path


def spoil(path: Path, share: float = 0.4, length: int = 0) -> Path:
    """Puts noise where the file holds sound of the second second."""
    data = bytearray(path.read_bytes())
    first, count = round(len(data) * share), length or len(data) // 20
    data[first : first + count] = np.random.default_rng(3).bytes(count)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("call.wav", ()),
        ("ms.wav", ("-c:a", "adpcm_ms")),
        ("call.mp3", ()),
        ("call.flac", ("-frame_size", "512")),
        ("call.webm", ("-c:a", "libopus")),
        ("call.aiff", ()),
        ("call.au", ()),
        ("mulaw.wav", ("-c:a", "pcm_mulaw")),
    ],
)
def test_a_recording_that_was_cut_off_tells_how_much_is_missing(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    path = cut(make(tmp_path, name, options), 0.6)
    ingested, samples = decoded(path)
    assert ingested.duration == pytest.approx(0.6 * SECONDS, abs=0.4)
    assert ingested.facts.problems[0] == f"ends after {ingested.duration:.1f} s of 4.0 s announced"
    assert abs(probe(path).duration - ingested.duration) < 0.3
    assert probe(path).problems[0].endswith("of 4.0 s announced")
    rate = ingested.pcm.rate
    assert loudest_hz(samples[round(1.4 * rate) : round(1.8 * rate), 0], rate) == pytest.approx(tone_of(1, 0), abs=4)


def test_an_mp4_file_without_its_index_says_so(tmp_path: Path) -> None:
    path = cut(make(tmp_path, "call.m4a", ()), 0.6)
    with pytest.raises(InputError, match=r"^“call\.m4a” was cut off: the index .* is missing from its end\.$"):
        probe(path)


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("call.m4a", ("-movflags", "+faststart")),
        ("call.opus", ()),
        ("ms.wav", ("-c:a", "adpcm_ms")),
        ("call.wma", ()),
    ],
)
def test_what_comes_after_a_damaged_place_sounds_at_its_time(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    path = make(tmp_path, name, options)
    whole = decoded(path)[0].duration
    ingested, samples = decoded(spoil(path))
    assert ingested.duration == pytest.approx(whole, abs=0.1)
    assert any(problem.endswith("silent") for problem in ingested.facts.problems)
    rate = ingested.pcm.rate
    late = samples[round(3.3 * rate) : round(3.9 * rate), 1]
    assert loudest_hz(late, rate) == pytest.approx(tone_of(3, 1), abs=5)


@pytest.mark.parametrize("name", ["call.mp3", "call.aac", "call.flac", "call.au"])
def test_noise_in_the_middle_ends_nothing(tmp_path: Path, name: str) -> None:
    ingested, samples = decoded(spoil(make(tmp_path, name, ())))
    assert ingested.duration == pytest.approx(SECONDS, abs=0.7)
    assert np.abs(samples[-ingested.pcm.rate // 2 :]).max() > 3000


def test_mp3_files_glued_together_play_to_the_end(tmp_path: Path) -> None:
    first = make(tmp_path, "first.mp3", ()).read_bytes()
    second = make(tmp_path, "second.mp3", ("-ar", "16000")).read_bytes()
    path = tmp_path / "both.mp3"
    path.write_bytes(first + second)
    ingested = decoded(path)[0]
    assert ingested.duration == pytest.approx(2 * SECONDS, abs=0.4)
    assert not any("announced" in problem for problem in ingested.facts.problems)


class Surprising:
    """A container whose reader meets a packet of a stream that it has never heard of, as PyAV's does in MPEG-TS."""

    def __init__(self, container: InputContainer) -> None:
        self._packets = container.demux(container.streams.audio[0])
        self._asked = 0

    def demux(self, stream: AudioStream) -> Iterator[av.Packet]:
        self._asked += 1
        yield from self._packets if self._asked > 1 else islice(self._packets, 10)
        if self._asked == 1:
            raise IndexError("list index out of range")


def test_a_stream_that_begins_on_the_way_does_no_harm(tmp_path: Path) -> None:
    with av.open(str(make(tmp_path, "call.ts", ("-c:a", "aac")))) as container:
        surprising = cast("InputContainer", Surprising(container))
        blocks = FrameDecoder(surprising, container.streams.audio[0]).blocks()
        assert sum(map(len, blocks)) >= SECONDS * 8000


def test_frames_of_amr_in_which_nobody_speaks_are_silence_and_no_damage(tmp_path: Path) -> None:
    # Twenty frames of sound, thirty that were not sent (type 15) or describe the noise (8), twenty of sound.
    sound = b"\x3c" + bytes(range(31))
    unsent = b"\x7c" * 29 + b"\x44" + bytes(5)
    path = tmp_path / "call.amr"
    path.write_bytes(b"#!AMR\n" + sound * 20 + unsent + sound * 20)
    ingested, samples = decoded(path)
    assert (ingested.duration, ingested.facts.problems) == (1.4, ())
    assert not samples[24 * 160 : 48 * 160].any()
    path.write_bytes(b"#!AMR\n" + unsent + sound * 20)
    assert decoded(path)[0].duration == 1.0, "also before the first word"


def test_shared_hostile_files_end_in_a_sentence_or_play(shared_data: Path) -> None:
    for path in sorted((shared_data / "interactions/malformed/audio").iterdir()):
        sentence = refusal(path)
        assert not sentence or (sentence.startswith(f"“{path.name}” ") and sentence.endswith(".")), sentence


def _wav_that_promises(channels: int, rate: int, bits: int, size: int) -> bytes:
    align = channels * bits // 8
    form = struct.pack("<HHIIHH", 1, channels, rate, rate * align & 0xFFFFFFFF, align & 0xFFFF, bits)
    return b"RIFF" + struct.pack("<I", 0xFFFFFFF0) + b"WAVEfmt \x10\0\0\0" + form + b"data" + struct.pack("<I", size)


_HOSTILE = {
    "huge.wav": _wav_that_promises(2, 8000, 16, 0xFFFFFFF0) + bytes(4000),
    "rate.wav": _wav_that_promises(1, 0xFFFFFFFF, 16, 4000) + bytes(4000),
    "channels.wav": _wav_that_promises(0xFFFF, 8000, 16, 4000) + bytes(4000),
    "bits.wav": _wav_that_promises(1, 8000, 0xFFF8, 4000) + bytes(4000),
    "tag.mp3": b"ID3\x03\0\0\x7f\x7f\x7f\x7fAPIC\x7f\xff\xff\xff\0\0" + bytes(4000),
    "flac.flac": b"fLaC\x04\xff\xff\xff" + b"\xff\xff\xff\xff" * 100,
    "ogg.ogg": b"OggS\0\x02" + bytes(20) + b"\xff" * 256,
    "boxes.m4a": (b"\0\0\0\x18ftypM4A \0\0\0\0M4A mp42" + b"\xff\xff\xff\xffmoov" + b"\0\0\0\x08trak" * 500),
    "loop.m4a": b"\0\0\0\x10ftypM4A \0\0\0\0" + b"\0\0\0\x01free" + bytes(8),
    "ebml.webm": b"\x1aE\xdf\xa3\x01\xff\xff\xff\xff\xff\xff\xfe" + b"\xff" * 300,
    "asf.wma": bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c") + b"\xff" * 300,
    "list.m3u8": b"#EXTM3U\n#EXT-X-TARGETDURATION:9\n#EXTINF:9,\nfile:///etc/passwd\n",
    "list.wav": b"ffconcat version 1.0\nfile other.wav\n",
    "list.mp3": b"[playlist]\nFile1=http://127.0.0.1/x.mp3\n",
    "dash.mp4": b'<?xml version="1.0"?><MPD><Period><BaseURL>http://127.0.0.1/</BaseURL></Period></MPD>',
    "sdp.aac": b"v=0\no=- 0 0 IN IP4 127.0.0.1\nm=audio 5004 RTP/AVP 0\n",
}


@pytest.mark.parametrize("name", _HOSTILE)
def test_hostile_headers_end_soon_and_small(tmp_path: Path, name: str) -> None:
    resource = pytest.importorskip("resource")
    write_wav(tmp_path / "other.wav", tone_samples(1))
    path = tmp_path / name
    path.write_bytes(_HOSTILE[name])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sentence = refusal(path)
    assert (sentence == "") == (name == "huge.wav")
    assert not sentence or (sentence.startswith(f"“{name}” ") and sentence.endswith(".")), sentence
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 64 * 1024


def test_random_changes_never_end_the_program(tmp_path: Path) -> None:
    """In a process of its own: memory that is written wrongly ends it."""
    for name, options in (("a.mp3", ()), ("a.ac3", ("-ar", "48000")), ("a.opus", ()), ("a.m4a", ()), ("a.ts", ())):
        make(tmp_path, name, ("-t", "1", *options))
    one = make(tmp_path, "one.ac3", ("-t", "1", "-ar", "48000", "-ac", "1"))
    (tmp_path / "a.fewer.ac3").write_bytes((tmp_path / "a.ac3").read_bytes() + one.read_bytes())
    program = Path(__file__).with_name("spoiling_script.py")
    files = [str(each) for each in sorted(tmp_path.glob("a.*"))]
    ended = subprocess.run([sys.executable, str(program), *files], capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.split() == ["60"] * len(files)

import subprocess
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.raw_formats import CODECS, NeedsRawFormat, parse
from qa_desktop.media.headers import shows_header
from qa_desktop.media.ingest import Ingested, ingest
from qa_desktop.media.pcm import MEMORY_LIMIT, PcmReader, SampleMemory
from qa_desktop.media.probe import probe

from .conftest import loudest_hz, tone_of, tone_samples, write_wav
from .made_files import SECONDS, ffmpeg, make

_ENCODERS = {
    "mulaw": ("-f", "mulaw"),
    "alaw": ("-f", "alaw"),
    "s16le": ("-f", "s16le"),
    "gsm": ("-ac", "1", "-c:a", "libgsm", "-f", "gsm"),
    "g722": ("-ac", "1", "-ar", "16000", "-f", "g722"),
    "g726": ("-ac", "1", "-c:a", "g726", "-f", "g726"),
}


def decoded(path: Path, raw: str) -> tuple[Ingested, np.ndarray]:
    ingested = ingest(path, SampleMemory(MEMORY_LIMIT), lambda _: True, parse(raw))
    return ingested, PcmReader(ingested.pcm).read(0, ingested.frames)


def encoded(folder: Path, codec: str) -> Path:
    call = write_wav(folder / "call.wav", tone_samples(3))
    path = folder / f"call.{codec}"
    options = _ENCODERS[codec]
    made = subprocess.run(
        [ffmpeg(), "-v", "error", "-i", str(call), *options, str(path)], capture_output=True, text=True, check=False
    )
    if made.returncode:
        pytest.skip(f"this ffmpeg cannot make {codec}: {made.stderr}")
    return path


@pytest.mark.parametrize("codec", _ENCODERS)
def test_a_headerless_recording_plays_once_its_codec_is_told(tmp_path: Path, codec: str) -> None:
    path = encoded(tmp_path, codec)
    channels = 2 if codec in ("mulaw", "alaw", "s16le") else 1
    raw = f"{codec}/{16_000 if codec == 'g722' else 8_000}/{channels}"
    ingested, samples = decoded(path, raw)
    assert ingested.duration == pytest.approx(3, abs=0.05)
    assert probe(path, parse(raw)).duration == pytest.approx(3, abs=0.05)
    assert (ingested.facts.container, ingested.facts.channels, ingested.facts.problems) == ("raw", channels, ())
    second = samples[ingested.pcm.rate : 2 * ingested.pcm.rate, 0]
    assert loudest_hz(second, ingested.pcm.rate) in (
        pytest.approx(tone_of(1, 0), abs=4),
        pytest.approx(tone_of(1, 1), abs=4),  # mixed to one channel, both tones are as loud
    )


@pytest.mark.parametrize(
    ("name", "raw"),
    [
        ("codec_matrix/dialogic_oki.vox", "vox"),
        ("codec_matrix/raw.ulaw", "mulaw"),
        ("codec_matrix/raw.alaw", "alaw"),
        ("codec_matrix/raw.sln", "s16le"),
        ("codec_matrix/gsm.gsm", "gsm"),
        ("codec_matrix/g722.g722", "g722"),
    ],
)
def test_the_shared_headerless_recordings_sound_like_the_call(shared_data: Path, name: str, raw: str) -> None:
    folder = shared_data / "interactions/audio"
    original = ingest(folder / "codec_matrix/s24.wav", None, lambda _: True).peaks.rms[0].astype(float)
    found = decoded(folder / name, raw)[0]
    rms = found.peaks.rms[0].astype(float)
    assert found.duration == 15.0
    best = max(np.corrcoef(original[20:1480], rms[20 + lag : 1480 + lag])[0, 1] for lag in range(-10, 11))
    assert best > 0.9


@pytest.mark.parametrize(
    "ending", [".ulaw", ".alaw", ".gsm", ".sln", ".sln16", ".g722", ".g726", ".vox", ".raw", ".pcm"]
)
def test_the_ending_alone_is_never_taken_for_the_codec(tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"call{ending}"
    path.write_bytes(np.random.default_rng(4).bytes(20_000))
    for reading in (probe, lambda each: ingest(each, None, lambda _: True)):
        with pytest.raises(NeedsRawFormat) as asked:
            reading(path)
        assert asked.value.suffix == ending
        assert asked.value.usual is not None


def test_a_silent_recording_is_not_taken_for_a_text(tmp_path: Path) -> None:
    path = tmp_path / "silence.alaw"
    path.write_bytes(b"U" * 8000)
    with pytest.raises(NeedsRawFormat):
        probe(path)
    assert not ingest(path, None, lambda _: True, parse("alaw")).peaks.rms.any()


def test_a_header_counts_before_what_was_said(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "call.ulaw", tone_samples(2))
    ingested, samples = decoded(path, "mulaw/8000/1")
    assert (ingested.facts.container, ingested.facts.codec, ingested.duration) == ("wav", "pcm_s16le", 2)
    assert np.array_equal(samples, tone_samples(2))


def test_what_was_said_counts_whatever_the_ending(tmp_path: Path) -> None:
    path = tmp_path / "call.dat"
    path.write_bytes(tone_samples(2, 1).tobytes())
    assert np.array_equal(decoded(path, "s16le")[1], tone_samples(2, 1))


def test_rates_above_what_is_kept_are_brought_down(tmp_path: Path) -> None:
    path = tmp_path / "call.sln48"
    path.write_bytes(tone_samples(2, rate=48_000).tobytes())
    ingested, samples = decoded(path, "s16le/48000/2")
    assert (ingested.pcm.rate, ingested.pcm.channels, ingested.duration) == (16_000, 2, 2)
    assert loudest_hz(samples[16_100:31_900, 1], 16_000) == pytest.approx(tone_of(1, 1), abs=1)


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        ("g722/8000/1", "G.722 always has 16000 samples a second; write g722/16000."),
        ("gsm/16000/1", "GSM 6.10 always has 8000 samples a second; write gsm/8000."),
        ("vox/6000/2", "Dialogic ADPCM (VOX) has one channel; write vox/6000/1."),
        ("gsm/8000/1", "“call.gsm” is not GSM 6.10; say which codec its source records in."),
    ],
)
def test_what_cannot_be_is_told(tmp_path: Path, raw: str, sentence: str) -> None:
    path = tmp_path / "call.gsm"
    path.write_bytes(b"\x01" * 5000)
    with pytest.raises(InputError) as error:
        probe(path, parse(raw))
    assert str(error.value) == sentence


@pytest.mark.parametrize("codec", sorted(set(CODECS) - {"gsm"}))
def test_noise_is_played_in_every_codec_that_was_told(tmp_path: Path, codec: str) -> None:
    path = tmp_path / "noise.raw"
    path.write_bytes(np.random.default_rng(8).bytes(5_003))
    assert ingest(path, None, lambda _: True, parse(codec)).frames > 1000


def test_a_text_is_no_headerless_recording(tmp_path: Path) -> None:
    path = tmp_path / "notes.raw"
    path.write_text("The agent said that the invoice had been sent twice.\n" * 9, encoding="utf-8")
    with pytest.raises(InputError, match="it is a text file"):
        probe(path, parse("mulaw"))


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("low.ac3", ("-ar", "48000", "-b:a", "96k")),
        ("high.ac3", ("-ar", "48000", "-b:a", "640k")),
        ("odd.ac3", ("-ar", "44100", "-b:a", "96k")),
        ("slow.ac3", ("-ar", "32000", "-b:a", "96k")),
        ("call.eac3", ("-ar", "48000", "-c:a", "eac3")),
        ("call.mp2", ("-ar", "44100", "-c:a", "mp2", "-f", "mp2")),
        ("slow.mp2", ("-ar", "16000", "-c:a", "mp2", "-f", "mp2")),
        ("call.loas", ("-c:a", "aac", "-strict", "-2", "-f", "latm")),
        ("call.ircam", ("-f", "ircam")),
        ("call.mov", ("-c:a", "pcm_s16le")),
    ],
)
def test_the_frames_of_a_recording_count_before_what_is_told(
    tmp_path: Path, name: str, options: tuple[str, ...]
) -> None:
    path = make(tmp_path, name, options)
    ingested = ingest(path, None, lambda _: True, parse("mulaw/8000/1"))
    assert ingested.facts.container != "raw"
    assert ingested.duration == pytest.approx(SECONDS, abs=0.3)


@pytest.mark.parametrize("head", [b"\0\x02\xa3\x64", b"\x64\xa3\x04\0", b"\x02dss", b"\0\0\0\x08wide"])
def test_rarer_beginnings_are_known_too(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "call"
    path.write_bytes(head + bytes(9000))
    assert shows_header(path)


@pytest.mark.parametrize("head", [b"\x0b\x77", b"\x56\xe0\x40", b"\xff\xfd\x80", b"\x0b\x77\0\0\xc0\x40", b"\x56"])
def test_one_frame_alone_may_be_met_by_chance(tmp_path: Path, head: bytes) -> None:
    path = tmp_path / "call"
    path.write_bytes(head + bytes(9000))
    assert not shows_header(path)

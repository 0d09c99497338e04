"""Every encoding that contact centres are known to record in lasts as long, and sounds, as ffmpeg decodes it."""

import base64
import json
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.raw_formats import parse, usual_format
from qa_desktop.media.ingest import Ingested, ingest
from qa_desktop.media.pcm import MEMORY_LIMIT, PcmReader, SampleMemory
from qa_desktop.media.probe import probe

from .conftest import loudest_hz, tone_of, tone_samples, write_wav
from .made_files import ONE_CHANNEL, SECONDS, TWO_CHANNELS, make, seconds_by_ffmpeg

# ffmpeg leaves out the frames of AMR in which nobody speaks; they last 15 s with them.
_TRUE_SECONDS = {"amr_nb.amr": 15.0}


def decoded(path: Path, raw: str = "") -> tuple[Ingested, np.ndarray]:
    ingested = ingest(path, SampleMemory(MEMORY_LIMIT), lambda _: True, parse(raw) if raw else None)
    return ingested, PcmReader(ingested.pcm).read(0, ingested.frames)


@pytest.mark.parametrize("folder", ["codec_matrix", "asterisk", "real", "formats", "two_channel"])
def test_shared_recordings_last_as_long_as_ffmpeg_decodes(shared_data: Path, folder: str) -> None:
    wrong = {}
    for path in sorted((shared_data / "interactions/audio" / folder).iterdir()):
        usual = usual_format(path.suffix)
        try:
            ingested = ingest(path, None, lambda _: True, usual)
        except InputError:
            ingested = None
        options = _raw_options(str(usual)) if usual else ()
        expected = _TRUE_SECONDS.get(path.name) or (
            15.0 if path.suffix == ".vox" else seconds_by_ffmpeg(path, *options)
        )
        found = ingested.duration if ingested else 0.0
        if abs(found - expected) > 0.1:
            wrong[path.name] = (found, expected)
    assert wrong == {}


def _raw_options(raw: str) -> tuple[str, ...]:
    codec, rate, _ = raw.split("/")
    if codec in ("mulaw", "alaw", "s16le"):
        return ("-f", codec, "-ar", rate, "-ac", "1")
    return ("-f", codec)


def test_the_wave_sound_that_a_vcon_carries_inline_plays_once_it_is_a_file(shared_data: Path, tmp_path: Path) -> None:
    file = shared_data / "interactions/vcon/spec_0_3_0/stereo_inline_with_hold.vcon.json"
    body = json.loads(file.read_bytes())["dialog"][0]["body"]
    path = tmp_path / "inline"
    path.write_bytes(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)))
    ingested, _ = decoded(path)
    assert ingested.duration == pytest.approx(50.6, abs=0.1)
    assert ingested.pcm.channels == 2


def test_the_recordings_beside_vcons_play_whatever_their_labels_say(shared_data: Path) -> None:
    files = sorted((shared_data / "interactions/vcon/with_audio").glob("*.mp3"))
    assert len(files) == 5
    for path in files:
        assert ingest(path, None, lambda _: True).duration == pytest.approx(seconds_by_ffmpeg(path), abs=0.1)


@pytest.mark.parametrize("name", TWO_CHANNELS)
def test_made_recordings_last_and_sound_as_the_call(tmp_path: Path, name: str) -> None:
    path = make(tmp_path, name, TWO_CHANNELS[name])
    ingested, samples = decoded(path)
    assert ingested.duration == pytest.approx(seconds_by_ffmpeg(path), abs=0.1)
    assert probe(path).duration == pytest.approx(ingested.duration, abs=0.3)
    assert (ingested.facts.problems, ingested.pcm.channels, ingested.facts.channels) == ((), 2, 2)
    # Encoders begin with a little silence: the middle of the second second is well within it.
    middle = samples[round(1.4 * ingested.pcm.rate) : round(1.8 * ingested.pcm.rate)]
    for channel in (0, 1):
        assert loudest_hz(middle[:, channel], ingested.pcm.rate) == pytest.approx(tone_of(1, channel), abs=4)


@pytest.mark.parametrize(("name", "seconds"), [("aac.aac", 15.104), ("amr_nb.amr", 15.0)])
def test_lengths_that_no_header_tells_are_counted_and_not_guessed(shared_data: Path, name: str, seconds: float) -> None:
    assert probe(shared_data / "interactions/audio/codec_matrix" / name).duration == pytest.approx(seconds, abs=0.001)


@pytest.mark.parametrize("name", ONE_CHANNEL)
def test_made_recordings_of_one_channel_last_as_long(tmp_path: Path, name: str) -> None:
    path = make(tmp_path, name, ONE_CHANNEL[name])
    ingested, samples = decoded(path)
    assert ingested.duration == pytest.approx(seconds_by_ffmpeg(path), abs=0.1)
    assert ingested.pcm.channels == 1
    assert np.abs(samples).max() > 3000


@pytest.mark.parametrize(
    ("name", "options"),
    [
        ("call.mp4", ("-c:v", "mpeg4", "-c:a", "aac")),
        ("call.mkv", ("-c:v", "mpeg4", "-c:a", "libvorbis")),
        ("call.avi", ("-c:v", "mpeg4", "-c:a", "libmp3lame")),
        ("call.ts", ("-c:v", "mpeg2video", "-c:a", "aac", "-r", "25")),
    ],
)
def test_the_sound_of_a_screen_recording_plays(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    path = make(tmp_path, name, (*options, "-shortest"), video=True)
    ingested, samples = decoded(path)
    assert ingested.duration == pytest.approx(seconds_by_ffmpeg(path), abs=0.1)
    assert np.abs(samples).max() > 5000


def test_the_second_of_two_sound_tracks_is_told_of(tmp_path: Path) -> None:
    path = make(tmp_path, "two.mkv", ("-map", "0:a", "-map", "0:a", "-c:a", "pcm_s16le"))
    assert probe(path).problems == ("it has 2 sound tracks; the first one is played",)


@pytest.mark.parametrize(
    ("name", "options", "called"),
    [
        ("call.mp3", (), "call.wav"),
        ("call.wav", (), "call.mp3"),
        ("call.opus", (), "call.gsm"),
        ("call.mp3", ("-b:a", "48k", "-write_xing", "0", "-id3v2_version", "0"), "call.sln"),
        ("call.aac", (), "call.raw"),
        ("call.m4a", (), "call.g722"),
        ("call.flac", (), "call"),
    ],
)
def test_the_content_counts_and_not_the_ending(
    tmp_path: Path, name: str, options: tuple[str, ...], called: str
) -> None:
    path = make(tmp_path, name, options)
    right = decoded(path)[0]
    wrong = decoded(path.rename(tmp_path / called))[0]
    assert (wrong.duration, wrong.facts.codec) == (right.duration, right.facts.codec)


def test_six_channels_become_two(tmp_path: Path) -> None:
    pan = "pan=5.1|FL=c0|FR=c1|FC=c0|LFE=c1|BL=c0|BR=c1"
    ingested, samples = decoded(make(tmp_path, "six.wav", ("-af", pan)))
    assert (ingested.pcm.channels, ingested.facts.problems) == (2, ("6 channels were mixed to two",))
    assert ingested.duration == SECONDS
    assert loudest_hz(samples[9_000:15_000, 1], 8000) == pytest.approx(tone_of(1, 1), abs=2)


def test_the_rate_and_the_channels_may_change_on_the_way(tmp_path: Path) -> None:
    first = make(tmp_path, "first.aac", ("-ac", "1")).read_bytes()
    second = make(tmp_path, "second.aac", ("-ar", "16000")).read_bytes()
    path = tmp_path / "both.aac"
    path.write_bytes(first + second)
    ingested, samples = decoded(path)
    assert ingested.duration == pytest.approx(2 * SECONDS, abs=0.5)
    assert (ingested.pcm.rate, ingested.pcm.channels) == (8000, 1)
    assert np.abs(samples[6 * 8000 : 7 * 8000]).max() > 3000


def test_one_sample_and_none_at_all(tmp_path: Path) -> None:
    one = ingest(write_wav(tmp_path / "one.wav", np.ones((1, 1), np.int16)), None, lambda _: True)
    assert (one.frames, one.peaks.mins.shape) == (1, (1, 1))
    with pytest.raises(InputError, match="holds no sound"):
        ingest(make(tmp_path, "none.mp3", ("-t", "0")), None, lambda _: True)


def test_a_constant_offset_is_taken_away(tmp_path: Path) -> None:
    # Unsigned 8 bits about 150 instead of 128, as cheap recorders have it: silence, then a second of sound.
    sound = np.concatenate((np.zeros(12_000), tone_samples(1, 1)[:, 0] / 256))
    path = write_u8(tmp_path / "offset.wav", np.round(sound + 22))
    ingested, samples = decoded(path)
    assert np.abs(samples[:12_000]).max() == 0
    assert not ingested.peaks.rms[0, :150].any()
    assert abs(samples[12_000:].mean()) < 150


@pytest.mark.parametrize(("offset", "far", "end"), [(22, -128, -32_768), (-22, 127, 32_767)])
def test_an_offset_is_taken_away_without_passing_the_other_end(tmp_path: Path, offset: int, far: int, end: int) -> None:
    loud = np.concatenate((np.full(8_000, offset), np.full(8_000, far)))
    samples = decoded(write_u8(tmp_path / "loud.wav", loud))[1]
    assert set(samples[:8_000].ravel()) == {0}
    assert set(samples[8_000:].ravel()) == {end}


def test_what_is_an_offset_for_a_moment_only_is_left_alone(tmp_path: Path) -> None:
    samples = np.repeat(np.array([3000, 100, 3000], np.int16), 4000)[:, np.newaxis]
    assert np.array_equal(decoded(write_wav(tmp_path / "bumps.wav", samples))[1], samples)


def write_u8(path: Path, samples: np.ndarray) -> Path:
    """An 8-bit WAV file, of samples about 0."""
    data = (samples + 128).astype(np.uint8).tobytes()
    write_wav(path, np.zeros((len(data) // 2, 1), np.int16))
    head = bytearray(path.read_bytes()[:44])
    head[28:36] = (8000).to_bytes(4, "little") + b"\1\0\x08\0"
    path.write_bytes(bytes(head) + data)
    return path


def test_many_channels_are_refused_in_a_sentence(tmp_path: Path) -> None:
    path = write_wav(tmp_path / "many.wav", np.ones((8000, 64), np.int16))
    with pytest.raises(InputError, match=r"“many\.wav” has 64 channels; 8 can be mixed to two at most\."):
        probe(path)

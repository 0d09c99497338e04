import errno
import os
import stat
import sys
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.media.ingest import Ingested, IngestProgress, IngestStopped, ingest
from qa_desktop.media.pcm import PcmReader
from qa_desktop.media.probe import probe

from .conftest import loudest_hz, tone_of, tone_samples, write_wav

# What a decoder adds in whole frames of its own: AAC has no place to say how much of the last one counts.
_WHOLE_FRAMES = {"aac.aac": 0.11, "aac_8k.m4a": 0.11, "screen_recording.mp4": 0.11}
_HEADERLESS = {"dialogic_oki.vox", "raw.alaw", "raw.ulaw", "raw.sln", "gsm.gsm", "g722.g722"}


def run(source: Path, folder: Path) -> Ingested:
    return ingest(source, folder / "out.pcm", lambda _: True)


def samples_of(ingested: Ingested) -> np.ndarray:
    reader = PcmReader(ingested.pcm)
    try:
        return reader.read(0, ingested.frames)
    finally:
        reader.close()


def test_samples_arrive_as_they_are(tmp_path: Path) -> None:
    samples = tone_samples(3)
    ingested = run(write_wav(tmp_path / "call.wav", samples), tmp_path)
    assert np.array_equal(samples_of(ingested), samples)
    assert (ingested.duration, ingested.pcm.rate, ingested.facts.problems) == (3.0, 8000, ())


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights elsewhere")
def test_the_cache_file_is_for_its_owner_alone(tmp_path: Path) -> None:
    ingested = run(write_wav(tmp_path / "call.wav", tone_samples(1)), tmp_path)
    assert stat.S_IMODE(ingested.pcm.path.stat().st_mode) == 0o600


@pytest.mark.parametrize(("rate", "kept"), [(11_025, 16_000), (16_000, 16_000), (44_100, 16_000)])
def test_rates_are_kept_up_to_sixteen_kilohertz(tmp_path: Path, rate: int, kept: int) -> None:
    source = write_wav(tmp_path / "call.wav", tone_samples(2, rate=rate), rate)
    ingested = run(source, tmp_path)
    assert ingested.pcm.rate == kept
    assert ingested.duration == pytest.approx(2, abs=0.001)
    second = samples_of(ingested)[kept + 100 : 2 * kept - 100, 1]
    assert loudest_hz(second, kept) == pytest.approx(tone_of(1, 1), abs=1)


def test_peaks_are_the_extremes_of_every_hundredth(tmp_path: Path) -> None:
    samples = tone_samples(2)
    samples[4000:4080, 1] = 0
    peaks = run(write_wav(tmp_path / "call.wav", samples), tmp_path).peaks
    windows = samples.reshape(200, 80, 2)
    assert np.array_equal(peaks.mins, windows.min(1).T)
    assert np.array_equal(peaks.maxs, windows.max(1).T)
    assert peaks.rms[1, 50] == 0
    assert peaks.rms[0, 50] == pytest.approx(10_000 / np.sqrt(2), rel=0.02)


def test_progress_tells_what_can_be_played_already(tmp_path: Path) -> None:
    told: list[tuple[int, int, float | None]] = []

    def tell(progress: IngestProgress) -> bool:
        size = progress.pcm.path.stat().st_size
        told.append((progress.frames, size // progress.pcm.frame_bytes, progress.announced))
        assert progress.peaks().seconds == progress.frames / 8000
        return True

    ingest(write_wav(tmp_path / "call.wav", tone_samples(20)), tmp_path / "out.pcm", tell)
    # The first second at once, so that it can be heard; then in larger blocks.
    assert told == [(8000, 8000, 20.0), (73_520, 73_520, 20.0), (139_040, 139_040, 20.0), (160_000, 160_000, 20.0)]


def test_it_stops_when_told_and_leaves_nothing(tmp_path: Path) -> None:
    source = write_wav(tmp_path / "call.wav", tone_samples(3))
    with pytest.raises(IngestStopped):
        ingest(source, tmp_path / "out.pcm", lambda progress: progress.frames < 16_000)
    assert not (tmp_path / "out.pcm").exists()


def test_a_full_disk_ends_in_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    source = write_wav(tmp_path / "call.wav", tone_samples(3))

    def full(progress: IngestProgress) -> bool:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(InputError, match="no room on the disk"):
        ingest(source, tmp_path / "out.pcm", full)
    assert not (tmp_path / "out.pcm").exists()


def test_a_recording_without_samples_is_refused(tmp_path: Path) -> None:
    source = write_wav(tmp_path / "none.wav", np.zeros((0, 1), np.int16))
    with pytest.raises(InputError, match="holds no sound"):
        run(source, tmp_path)


def test_every_codec_lasts_as_long_as_the_call(shared_data: Path, tmp_path: Path) -> None:
    files = sorted((shared_data / "interactions/audio/codec_matrix").iterdir())
    assert len(files) > 30
    wrong = {}
    for file in files:
        if file.name in _HEADERLESS:
            continue
        duration = ingest(file, tmp_path / f"{file.name}.pcm", lambda _: True).duration
        if abs(duration - 15) > _WHOLE_FRAMES.get(file.name, 0.1):
            wrong[file.name] = duration
    assert wrong == {}


def test_every_codec_sounds_like_the_call(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "interactions/audio/codec_matrix"
    original = run(folder / "s24.wav", tmp_path).peaks.rms[0].astype(float)
    for file in sorted(folder.iterdir()):
        if file.name in _HEADERLESS:
            continue
        rms = ingest(file, tmp_path / f"{file.name}.pcm", lambda _: True).peaks.rms[0].astype(float)
        length = min(len(rms), len(original))
        best = max(
            np.corrcoef(original[20 : length - 20], rms[20 + lag : length - 20 + lag])[0, 1] for lag in range(-15, 16)
        )
        assert best > 0.85, file.name


@pytest.mark.parametrize(
    ("name", "seconds"),
    [
        ("07b416a2_agentL_customerR_mulaw.wav", 50.616),
        ("bd361e59_agentL_customerR_8k_s16.wav", 56.328),
    ],
)
def test_two_channel_calls_keep_their_sides_apart(shared_data: Path, tmp_path: Path, name: str, seconds: float) -> None:
    ingested = run(shared_data / "interactions/audio/two_channel" / name, tmp_path)
    assert (ingested.duration, ingested.pcm.channels) == (seconds, 2)
    assert abs(np.corrcoef(ingested.peaks.rms.astype(float))[0, 1]) < 0.7


def test_hostile_files_end_in_a_sentence_or_play_what_is_there(shared_data: Path, tmp_path: Path) -> None:
    folder = shared_data / "interactions"
    files = [*sorted((folder / "malformed/audio").iterdir()), *sorted((folder / "audio/formats").iterdir())]
    played = {}
    sentences = []
    for number, file in enumerate(files):
        target = tmp_path / f"{number}.pcm"
        try:
            probe(file)
            played[file.name] = ingest(file, target, lambda _: True)
        except InputError as error:
            sentences.append(str(error))
            assert not target.exists()
    assert all(sentence.startswith("“") and sentence.endswith(".") for sentence in sentences)
    assert played["truncated.mp3"].facts.problems == ("ends after 7.4 s of 15.0 s announced",)
    assert played["truncated_60pct.wav"].facts.problems == ("ends after 0.9 s of 1.5 s announced",)
    for name in ("wrong_byte_rate.wav", "wav_renamed.mp3", "streaming_size_ffffffff.wav", "block_align_zero.wav"):
        assert played[name].duration == 1.5
    assert played["mp3_renamed.wav"].facts.codec == "mp3"
    for name in ("zero_length.wav", "zero_channels.wav", "unknown_codec_tag.wav", "text_renamed.wav"):
        assert name not in played

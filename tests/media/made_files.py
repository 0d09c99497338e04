"""Recordings in many encodings, made from one call of tones with the ffmpeg program."""

import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from .conftest import tone_samples, write_wav

SECONDS = 4

_MONO = ("-ac", "1")
_VIDEO = ("-f", "lavfi", "-i", f"testsrc=s=64x48:r=5:d={SECONDS}")

# What each file is called, and the options that make it of the call.
TWO_CHANNELS = {
    **{f"{codec}.wav": ("-c:a", f"pcm_{codec}") for codec in ("u8", "s16le", "s24le", "s32le", "f32le", "f64le")},
    **{f"{codec}.wav": ("-c:a", f"pcm_{codec}") for codec in ("mulaw", "alaw")},
    "rf64.wav": ("-rf64", "always"),
    "call.w64": (),
    "call.aiff": (),
    "float.aiff": ("-c:a", "pcm_f32be"),
    "call.caf": (),
    "call.au": (),
    "mulaw.au": ("-c:a", "pcm_mulaw"),
    "ima.wav": ("-c:a", "adpcm_ima_wav"),
    "ms.wav": ("-c:a", "adpcm_ms"),
    "cbr.mp3": ("-b:a", "32k"),
    "vbr.mp3": ("-q:a", "4"),
    "without_xing.mp3": ("-q:a", "4", "-write_xing", "0", "-id3v2_version", "0"),
    "tags.mp3": ("-metadata", "title=Anruf", "-write_id3v1", "1", "-ar", "44100"),
    "mp3_in.wav": ("-c:a", "libmp3lame"),
    "call.opus": (),
    "call.ogg": ("-c:a", "libvorbis"),
    "call.webm": ("-c:a", "libopus"),
    "call.mkv": ("-c:a", "libvorbis"),
    "call.m4a": (),
    "alac.m4a": ("-c:a", "alac"),
    "call.aac": (),
    "call.latm": ("-c:a", "aac"),
    "call.3gp": ("-c:a", "aac"),
    "call.wma": (),
    "call.flac": (),
    "call.ac3": ("-ar", "48000"),
    "studio.wav": ("-ar", "96000", "-c:a", "pcm_s24le"),
    **{f"{rate}.wav": ("-ar", str(rate)) for rate in (6_000, 11_025, 12_000, 22_050, 44_100, 48_000)},
}
ONE_CHANNEL = {
    "gsm.wav": (*_MONO, "-c:a", "libgsm_ms"),
    "g722.wav": (*_MONO, "-c:a", "adpcm_g722", "-ar", "16000"),
    "g726.wav": (*_MONO, "-c:a", "g726"),
    "g726_16.wav": (*_MONO, "-c:a", "g726", "-b:a", "16k"),
    "call.spx": (*_MONO, "-c:a", "libspeex", "-f", "ogg"),
}


def ffmpeg() -> str:
    """The program, without which the test is skipped."""
    found = shutil.which("ffmpeg")
    if found is None:
        pytest.skip("ffmpeg is not installed")
    return found


def make(folder: Path, name: str, options: Sequence[str], video: bool = False) -> Path:
    """A file of the call of tones; skips the test where this ffmpeg lacks the encoder."""
    call = write_wav(folder / "call_of_tones.wav", tone_samples(SECONDS))
    target = folder / name
    inputs = (*(_VIDEO if video else ()), "-i", str(call))
    made = subprocess.run(
        [ffmpeg(), "-v", "error", "-y", *inputs, *options, str(target)], capture_output=True, text=True, check=False
    )
    if "Unknown encoder" in made.stderr:
        pytest.skip(f"this ffmpeg cannot make {name}")
    assert made.returncode == 0, made.stderr
    return target


def heard_by_ffmpeg(path: Path, *options: str) -> np.ndarray:
    """What the ffmpeg program decodes, 16-bit frames at 16 kHz in two channels."""
    command = [ffmpeg(), "-v", "quiet", *options, "-i", str(path), "-map", "a:0"]
    raw = subprocess.run([*command, "-f", "s16le", "-ac", "2", "-ar", "16000", "-"], capture_output=True, check=False)
    return np.frombuffer(raw.stdout, "<i2").reshape(-1, 2)


def seconds_by_ffmpeg(path: Path, *options: str) -> float:
    """How long it is by what the ffmpeg program decodes."""
    return len(heard_by_ffmpeg(path, *options)) / 16_000

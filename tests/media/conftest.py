"""Fixtures: recordings whose every second and channel has a tone of its own, so that FFT tells what is heard."""

from __future__ import annotations

import wave
from pathlib import Path

import numpy as np
import pytest

from qa_desktop.media.pcm import Pcm

RATE = 8000


def tone_of(second: int, channel: int) -> float:
    """Frequency of a whole second of the tone recording: left 400, 450, ..., right 1500, 1550, ... Hz."""
    return (400.0, 1500.0)[channel] + 50 * second


def tone_samples(seconds: int, channels: int = 2, rate: int = RATE) -> np.ndarray:
    """16-bit samples, shape (frames, channels)."""
    time = np.arange(seconds * rate) / rate
    second = np.floor(time)
    sides = [np.sin(2 * np.pi * (tone_of(0, c) + 50 * second) * time) * 10000 for c in range(channels)]
    return np.stack(sides, axis=1).astype("<i2")


def loudest_hz(samples: np.ndarray, rate: float) -> float:
    """The frequency with the most energy, to about a hertz by interpolation."""
    spectrum = np.abs(np.fft.rfft(samples * np.hanning(len(samples)), 8 * len(samples)))
    return float(np.argmax(spectrum) * rate / (8 * len(samples)))


def write_wav(path: Path, samples: np.ndarray, rate: int = RATE) -> Path:
    """A 16-bit WAV file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(samples.shape[1])
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples.astype("<i2").tobytes())
    return path


def write_pcm(path: Path, samples: np.ndarray, rate: int = RATE) -> Pcm:
    """A cache file as ingest leaves it."""
    path.write_bytes(samples.astype("<i2").tobytes())
    return Pcm(path, rate, samples.shape[1])


@pytest.fixture
def tones(tmp_path: Path) -> Pcm:
    """Twenty seconds of tones, two channels, 8 kHz, already decoded."""
    return write_pcm(tmp_path / "tones.pcm", tone_samples(20))

"""Fixtures: recordings whose every second and channel has a tone of its own, so that FFT tells what is heard."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import wave
from collections.abc import Iterator
from dataclasses import dataclass
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


@dataclass
class SoundServer:
    """A private PulseAudio with one null sink; what is played is recorded from its monitor."""

    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes]

    def play(self, *arguments: str, timeout: float = 60) -> tuple[subprocess.CompletedProcess[str], np.ndarray]:
        """Runs the playing script; gives what it printed and what was heard, float frames at 48 kHz."""
        target = self.folder / "heard.raw"
        command = ["parec", "-d", "qa.monitor", "--format=float32le", "--rate=48000", "--channels=2"]
        with target.open("wb") as file:
            recorder = subprocess.Popen([*command, "--latency-msec=10"], stdout=file, env=self.environment)
            self._wait_for("source-outputs", "parec")
            try:
                result = self.run(*arguments, timeout=timeout)
            finally:
                recorder.terminate()
                recorder.wait()
        return result, np.frombuffer(target.read_bytes()[: target.stat().st_size // 8 * 8], "<f4").reshape(-1, 2)

    def run(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Runs the playing script alone."""
        script = Path(__file__).with_name("playing_script.py")
        command = [sys.executable, str(script), *arguments]
        return subprocess.run(
            command, env=self.environment, capture_output=True, text=True, timeout=timeout, check=False
        )

    def _wait_for(self, what: str, text: str) -> None:
        for _ in range(200):
            listed = subprocess.run(
                ["pactl", "list", what], env=self.environment, capture_output=True, text=True, check=False
            )
            if text in listed.stdout:
                return
        raise AssertionError(f"{text} did not appear")


@pytest.fixture
def sound_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SoundServer]:
    if not all(map(shutil.which, ("pulseaudio", "pactl", "parec"))):
        pytest.skip("pulseaudio and pulseaudio-utils are not installed")
    folder = tmp_path_factory.mktemp("pulse")
    folder.chmod(0o700)
    environment = {
        **os.environ,
        "XDG_RUNTIME_DIR": str(folder),
        "PULSE_RUNTIME_PATH": str(folder),
        "PULSE_SERVER": f"unix:{folder}/native",
    }
    command = ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no"]
    command.append(f"--load=module-native-protocol-unix auth-anonymous=1 socket={folder}/native")
    command.append("--load=module-null-sink sink_name=qa rate=48000")
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    server = SoundServer(folder, environment, process)
    server._wait_for("sinks", "qa")
    yield server
    process.kill()
    process.wait()

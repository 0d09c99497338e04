"""Fixtures: recordings whose every second and channel has a tone of its own, so that FFT tells what is heard."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
import time
import wave
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path
from statistics import median

import numpy as np
import pytest

from qa_desktop.media.pcm import Pcm
from qa_desktop.media.player import Player

from .desk import Desk, FakeClock

RATE = 8000
HEARD_RATE = 48_000


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


def heard_seconds(samples: np.ndarray, side: int, step: float = 0.05) -> list[tuple[int, float]]:
    """Which seconds of the tone recording are heard in one ear, in order, and each for how long."""
    frames = round(step * HEARD_RATE)
    steps = []
    for first in range(0, len(samples) - frames, frames):
        piece = samples[first : first + frames]
        second = -1
        if np.abs(piece).max() > 0.05:
            second = round((loudest_hz(piece, HEARD_RATE) - tone_of(0, side)) / 50)
        steps.append(second)
    runs = [(second, len(list(run)) * step) for second, run in groupby(steps)]
    return [(second, length) for second, length in runs if second >= 0 and length > 1.5 * step]


@dataclass
class Heard:
    """What came out of a null sink, float frames at 48 kHz, and when each piece of it did (monotonic seconds)."""

    samples: np.ndarray
    pieces: list[tuple[int, float]]

    def seconds(self, ear: int, side: int | None = None) -> list[tuple[int, float]]:
        """Which seconds of the tone recording were heard in an ear, in order, and each for how long."""
        return heard_seconds(self.samples[:, ear], ear if side is None else side)

    def order(self, ear: int, side: int | None = None) -> list[int]:
        """Those seconds without their lengths."""
        return [second for second, _ in self.seconds(ear, side)]

    def when(self, frame: int) -> float:
        """When a frame came out; what holds single pieces up on their way is left out of it."""
        return self._began + frame / HEARD_RATE

    @cached_property
    def _began(self) -> float:
        return median(time - end / HEARD_RATE for end, time in self.pieces)


class Recorder:
    """Records a sink's monitor until it is stopped."""

    def __init__(self, environment: dict[str, str], sink: str) -> None:
        command = ["parec", "-d", f"{sink}.monitor", "--format=float32le", "--rate=48000", "--channels=2"]
        # Raw reads: a buffer of Python's would blur the times.
        self._process = subprocess.Popen(
            [*command, "--latency-msec=20"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=environment,
            bufsize=0,
        )
        self._data = bytearray()
        self._pieces: list[tuple[int, float]] = []
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        assert self._process.stdout is not None
        while piece := self._process.stdout.read(1 << 16):
            self._data += piece
            self._pieces.append((len(self._data) // 8, time.monotonic()))

    @property
    def running(self) -> bool:
        """Whether anything has come out yet."""
        return bool(self._data)

    def stop(self) -> Heard:
        """Everything so far."""
        self._process.terminate()
        self._process.wait()
        self._thread.join()
        assert self._process.stdout is not None
        self._process.stdout.close()
        data = bytes(self._data[: len(self._data) // 8 * 8])
        return Heard(np.frombuffer(data, "<f4").reshape(-1, 2), self._pieces)


@dataclass
class SoundServer:
    """A private PulseAudio with a null sink; what is played is recorded from its monitor."""

    folder: Path
    environment: dict[str, str]
    process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Starts the server, and waits until it is there."""
        (self.folder / "pid").unlink(missing_ok=True)
        command = ["pulseaudio", "-n", "--exit-idle-time=-1", "--daemonize=no"]
        command.append(f"--load=module-native-protocol-unix auth-anonymous=1 socket={self.folder}/native")
        command.append("--load=module-null-sink sink_name=qa rate=48000")
        self.process = subprocess.Popen(command, env=self.environment, stderr=subprocess.DEVNULL)
        self.wait_for("sinks", "qa")

    def kill(self) -> None:
        """Ends the server as a crash would."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()

    def add_sink(self, name: str) -> str:
        """Adds a device; gives what `remove_sink` needs."""
        module = self.ask("load-module", "module-null-sink", f"sink_name={name}", "rate=48000").strip()
        self.wait_for("sinks", name)
        return module

    def remove_sink(self, module: str) -> None:
        """Takes a device away."""
        self.ask("unload-module", module)

    def ask(self, *words: str) -> str:
        """Asks the server."""
        return subprocess.run(
            ["pactl", *words], env=self.environment, capture_output=True, text=True, check=False
        ).stdout

    def record(self, sink: str = "qa") -> Recorder:
        """Starts to record what a device plays."""
        recorder = Recorder(self.environment, sink)
        for _ in range(2000):
            if recorder.running:
                return recorder
            self.ask("info")
        raise AssertionError("nothing to record")

    def play(self, *arguments: str, sink: str = "qa") -> tuple[subprocess.CompletedProcess[str], Heard]:
        """Runs the playing script; gives what it printed and what was heard."""
        recorder = self.record(sink)
        try:
            result = self.run(*arguments)
        finally:
            heard = recorder.stop()
        return result, heard

    def run(self, *arguments: str, timeout: float = 60) -> subprocess.CompletedProcess[str]:
        """Runs the playing script alone."""
        return subprocess.run(
            self._command(arguments),
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def begin(self, *arguments: str) -> Program:
        """Starts the playing script, to be talked to."""
        return Program(self._command(arguments), self.environment)

    @staticmethod
    def _command(arguments: tuple[str, ...]) -> list[str]:
        return [sys.executable, str(Path(__file__).with_name("playing_script.py")), *arguments]

    def wait_for(self, what: str, text: str) -> None:
        """Waits until the server lists something."""
        for _ in range(500):
            if text in self.ask("list", what):
                return
        raise AssertionError(f"{text} did not appear")


def arguments(tones: Pcm) -> list[str]:
    """What the playing script plays."""
    return [str(tones.path), str(tones.rate), str(tones.channels)]


class Program:
    """The playing script while it runs."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        self.lines: list[str] = []

    def until(self, text: str) -> None:
        """Reads on until a line begins so."""
        assert self._process.stdout is not None
        for line in self._process.stdout:
            self.lines.append(line.rstrip("\n"))
            if line.startswith(text):
                return
        raise AssertionError(f"“{text}” was not said: {self.lines[-5:]}, {self._process.wait()}")

    def go_on(self) -> None:
        """Ends an `until-told`."""
        assert self._process.stdin is not None
        self._process.stdin.write("on\n")
        self._process.stdin.flush()

    def close(self) -> None:
        """Ends it if it has not ended."""
        self._process.kill()
        self._process.communicate()

    def finish(self) -> int:
        """Reads to the end; gives what the program ended with."""
        assert self._process.stdout is not None
        self.lines += [line.rstrip("\n") for line in self._process.stdout]
        return self._process.wait()


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
    server = SoundServer(folder, environment)
    server.start()
    yield server
    server.kill()


@pytest.fixture
def program(sound_server: SoundServer, tones: Pcm) -> Iterator[Callable[..., Program]]:
    programs: list[Program] = []

    def begin(*steps: str) -> Program:
        programs.append(sound_server.begin(*arguments(tones), *steps))
        return programs[-1]

    yield begin
    for started in programs:
        started.close()


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def desk(clock: FakeClock) -> Desk:
    return Desk(clock, "headset", "speakers")


@pytest.fixture
def player(qtbot, desk: Desk) -> Iterator[Player]:
    player = Player(make_outputs=lambda: desk)
    yield player
    player.shutdown()

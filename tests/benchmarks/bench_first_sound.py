"""First sound after opening a one-hour recording that nothing is known of, and from a seek to its sound.

Usage: python tests/benchmarks/bench_first_sound.py [MINUTES] [mp3]   (goals: 150 ms and 50 ms: ratios of at most 1.0)
Played into a PulseAudio null sink of its own and timed by what its monitor gives out, while the recording is still
being decoded. Every opening is a cold one: another cache, and another file.
"""

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
import wave
from collections.abc import Callable
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from tests.media.conftest import HEARD_RATE, Heard, SoundServer

FIRST_SOUND_S, SEEK_S = 0.150, 0.050
RATE = 8000
LOW, HIGH = 500.0, 1500.0
OPENINGS, SEEKS = 5, 12


def _make(path: Path, minutes: int) -> Path:
    """Two channels: a low tone in the first half, a high one in the second."""
    second = np.arange(RATE) / RATE
    low, high = (np.repeat((np.sin(2 * np.pi * hz * second) * 9000).astype("<i2"), 2).tobytes() for hz in (LOW, HIGH))
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(RATE)
        for part in (low, high):
            for _ in range(minutes // 2):
                file.writeframes(part * 60)
    return path


def _encoded(path: Path) -> Path:
    """The same as MP3, which takes longer to decode."""
    target = path.with_suffix(".mp3")
    command = ["ffmpeg", "-v", "error", "-i", str(path), "-b:a", "32k", str(target)]
    subprocess.run(command, check=True)
    return target


def _first(heard: Heard, after: float, true: Callable[[np.ndarray], bool]) -> float:
    """Seconds from a moment until what is heard is so, in steps of a millisecond over windows of four."""
    step, window = HEARD_RATE // 1000, HEARD_RATE // 250
    for frame in range(0, len(heard.samples) - window, step):
        if heard.when(frame) >= after and true(heard.samples[frame : frame + window, 0]):
            return heard.when(frame) - after
    raise AssertionError("nothing was heard")


def _sounds(samples: np.ndarray) -> bool:
    return bool(np.abs(samples).max() > 0.02)


def _is(hz: float) -> Callable[[np.ndarray], bool]:
    other = LOW + HIGH - hz
    time_ = np.arange(HEARD_RATE // 250) / HEARD_RATE
    waves = [np.exp(-2j * np.pi * tone * time_) for tone in (hz, other)]
    return lambda samples: _sounds(samples) and abs(samples @ waves[0]) > 3 * abs(samples @ waves[1])


def _measure(path: Path, folder: Path, server: SoundServer) -> tuple[list[float], list[float]]:
    """Openings and seeks, in seconds."""
    from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

    from qa_desktop.media.cache import PcmCache
    from qa_desktop.media.loading import LoadedRecording, LoadProgress, RecordingLoader
    from qa_desktop.media.player import Player

    application = QCoreApplication(sys.argv)

    def wait(seconds: float) -> None:
        loop = QEventLoop()
        QTimer.singleShot(round(seconds * 1000), loop.quit)
        loop.exec()

    openings: list[float] = []
    seeks: list[float] = []
    for number in range(OPENINGS):
        cache = PcmCache(folder / f"cache{number}")
        player, loader = Player(), RecordingLoader(cache)
        loader.warm_up()
        wait(1.0)  # the program has painted its window long before a recording is opened
        decoded: list[float] = []  # seconds, as they become

        def play(progress: LoadProgress, player: Player = player, decoded: list[float] = decoded) -> None:
            if not decoded:
                player.open(progress.pcm, progress.announced)
                player.play()
            decoded.append(progress.seconds)

        def finish(loaded: LoadedRecording, player: Player = player, decoded: list[float] = decoded) -> None:
            player.complete()
            decoded.append(loaded.ingested.duration)

        loader.progress.connect(play)
        loader.ready.connect(finish)  # what is quickly decoded is not told of in between
        recorder = server.record()
        began = time.monotonic()
        loader.load(path, f"{number:064x}")
        wait(0.6)
        asked: list[tuple[float, float]] = []
        while number == OPENINGS - 1 and len(asked) < SEEKS:
            tone = HIGH if len(asked) % 2 == 0 else LOW
            target = player.duration * (0.6 if tone == HIGH else 0.25) + len(asked)
            if decoded[-1] > target:  # what is not decoded yet cannot sound
                asked.append((time.monotonic(), tone))
                player.seek(target)
            wait(0.35)
        heard = recorder.stop()
        openings.append(_first(heard, began, _sounds))
        seeks = [_first(heard, when, _is(tone)) for when, tone in asked]
        player.shutdown()
        loader.shutdown()
        cache.close()
    del application
    return openings, seeks


def main() -> None:
    """Prints both, as ratios to their goals."""
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 60
    if not all(map(shutil.which, ("pulseaudio", "pactl", "parec"))):
        print("pulseaudio and pulseaudio-utils are not installed; nothing to listen with")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        runtime = folder / "pulse"
        runtime.mkdir(mode=0o700)
        os.environ |= {
            "XDG_RUNTIME_DIR": str(runtime),
            "PULSE_RUNTIME_PATH": str(runtime),
            "PULSE_SERVER": f"unix:{runtime}/native",
        }
        server = SoundServer(runtime, dict(os.environ))
        server.start()
        try:
            path = _make(folder / "call.wav", minutes)
            path = _encoded(path) if "mp3" in sys.argv else path
            openings, seeks = _measure(path, folder, server)
        finally:
            server.kill()
    for what, times, goal in (("first sound", openings, FIRST_SOUND_S), ("seek to sound", seeks, SEEK_S)):
        middle, worst = statistics.median(times), max(times)
        print(f"{what} ({minutes} min, {path.suffix[1:]}), goal {goal * 1000:.0f} ms:", end=" ")
        print(f"median {middle * 1000:.0f} ms, ratio {middle / goal:.2f};", end=" ")
        print(f"slowest of {len(times)} {worst * 1000:.0f} ms, ratio {worst / goal:.2f}")


if __name__ == "__main__":
    main()

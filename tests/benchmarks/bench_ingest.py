"""Ingest of generated two-channel calls against its limits, each shown as how much of the limit is used (1.00: all).

Usage: python tests/benchmarks/bench_ingest.py [MINUTES] [CODEC...]     (10 minutes; the limits are meant for 60)

CPU: user and system seconds of decoding into the cache, as a ratio to FFmpeg decoding the same file to nothing in the
same run; limit 2.0 for µ-law and PCM, 1.5 for MP3 and Opus. Memory: above the idle program, limit 120 MB. Screen: how
late a timer of 1 ms in the screen thread fires at most while a RecordingLoader loads the call, limit 20 ms; how late it
is meanwhile in a program beside it that does nothing tells what the machine does to it. First: from asking for the
recording until a second of it can be played, limit 20 ms. A process of its own measures each codec.
"""

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

_ENCODERS = {
    "mulaw": ("call.wav", "pcm_mulaw", 2.0),
    "pcm": ("call.wav", "pcm_s16le", 2.0),
    "mp3": ("call.mp3", "libmp3lame", 1.5),
    "opus": ("call.opus", "libopus", 1.5),
}
_MEMORY_MB, _LATE_MS, _FIRST_MS = 120, 20, 20
_SOUND = r"aevalsrc=0.3*sin(500*t*t)*gt(sin(t)\,0)|0.2*(random(0)-0.5)*gt(cos(t)\,0):s=8000:d="


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _memory_mb() -> float:
    """What the process takes now."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


class Ticks:
    """Notes when a timer of 1 ms fires in the screen thread."""

    def __init__(self) -> None:
        from PySide6.QtCore import Qt, QTimer

        self._at: list[float] = []
        self._timer = QTimer(timerType=Qt.TimerType.PreciseTimer, interval=1)
        self._timer.timeout.connect(lambda: self._at.append(time.perf_counter()))
        self._timer.start()

    def latest(self, begin: float, end: float) -> float:
        """Milliseconds that a tick came too late at most in this time."""
        during = [begin, *(tick for tick in self._at if begin < tick <= end), end]
        return 1000 * max(later - sooner for sooner, later in pairwise(during)) - 1


def idle() -> None:
    """Does nothing until a begin and an end are read, then prints how late it was between them."""
    from PySide6.QtCore import QCoreApplication, QSocketNotifier

    application = QCoreApplication([])
    ticks = Ticks()
    asked = QSocketNotifier(sys.stdin.fileno(), QSocketNotifier.Type.Read)
    asked.activated.connect(application.quit)
    application.exec()
    print(ticks.latest(*map(float, sys.stdin.readline().split())))


def measure(path: Path, folder: Path) -> dict[str, float]:
    """Loads the call as the window does, then decodes it once more for the CPU seconds alone."""
    from PySide6.QtCore import QCoreApplication, QTimer

    from qa_desktop.app import SWITCH_S
    from qa_desktop.media.cache import PcmCache
    from qa_desktop.media.ingest import ingest
    from qa_desktop.media.loading import RecordingLoader

    application = QCoreApplication([])
    sys.setswitchinterval(SWITCH_S)
    cache = PcmCache(folder / "cache")
    loader = RecordingLoader(cache)
    loader.warm_up()
    ticks = Ticks()
    beside = subprocess.Popen(
        [sys.executable, __file__, "--idle"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    heard: dict[str, float] = {}

    def begin() -> None:
        heard.update(idle=_memory_mb(), asked=time.perf_counter())
        loader.load(path)

    loader.progress.connect(lambda _: heard.setdefault("first", time.perf_counter()))
    loader.ready.connect(lambda _: heard.setdefault("ready", time.perf_counter()))
    loader.activity_found.connect(lambda _: application.quit())
    loader.failed.connect(sys.exit)
    QTimer.singleShot(2_000, begin)
    application.exec()
    heard["activity"] = time.perf_counter()
    idle_late, _ = beside.communicate(f"{heard['asked']} {heard['ready']}\n")
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    before = _cpu(resource.RUSAGE_SELF)
    ingest(path, folder / "again.pcm", lambda _: True)
    seconds = _cpu(resource.RUSAGE_SELF) - before
    loader.shutdown()
    cache.close()
    return {
        "seconds": seconds,
        "memory": most - heard["idle"],
        "late": ticks.latest(heard["asked"], heard["ready"]),
        "idle_late": float(idle_late),
        "first": 1000 * (heard["first"] - heard["asked"]),
        "activity": heard["activity"] - heard["ready"],
    }


def _compare(ffmpeg: str, minutes: int, codec: str, folder: Path) -> None:
    name, encoder, limit = _ENCODERS[codec]
    path = folder / name
    command = [ffmpeg, "-v", "error", "-f", "lavfi", "-i", f"{_SOUND}{minutes * 60}", "-c:a", encoder, "-y", str(path)]
    subprocess.run(command, check=True)
    before = _cpu(resource.RUSAGE_CHILDREN)
    subprocess.run([ffmpeg, "-v", "error", "-i", str(path), "-f", "null", "-"], check=True)
    plain = _cpu(resource.RUSAGE_CHILDREN) - before
    command = [sys.executable, __file__, "--measure", str(path), str(folder)]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    ratio = found["seconds"] / plain
    shares = {
        f"CPU {found['seconds']:.2f} s, {ratio:.2f} times FFmpeg": ratio / limit,
        f"memory {found['memory']:.0f} MB": found["memory"] / _MEMORY_MB,
        f"screen late {found['late']:.1f} ms (an idle program meanwhile {found['idle_late']:.1f} ms)": found["late"]
        / _LATE_MS,
        f"first second {found['first']:.1f} ms": found["first"] / _FIRST_MS,
    }
    for what, share in shares.items():
        print(f"{minutes} min {codec:6} {share:5.2f} of the limit: {what}")
    print(f"{minutes} min {codec:6}   who spoke when: {found['activity']:.2f} s after the picture")


def main() -> None:
    """Prints how much of each limit every codec uses."""
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(measure(Path(sys.argv[2]), Path(sys.argv[3]))))
        return
    if sys.argv[1:2] == ["--idle"]:
        idle()
        return
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        print("ffmpeg is not installed; nothing to compare with")
        return
    for codec in sys.argv[2:] or _ENCODERS:
        with tempfile.TemporaryDirectory() as folder:
            _compare(ffmpeg, minutes, codec, Path(folder))


if __name__ == "__main__":
    main()

"""Ingest of a generated two-channel µ-law WAV as a ratio to FFmpeg decoding it to nothing, in the same run.

Usage: python tests/benchmarks/bench_ingest.py [MINUTES] [CODEC]     (goal: 2.0 for µ-law, 1.5 for mp3 and opus)
Codecs: mulaw (default), mp3, opus. CPU seconds are compared, so that other programs disturb little.
"""

import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from qa_desktop.media.ingest import ingest

_ENCODERS = {
    "mulaw": ("call.wav", "pcm_mulaw"),
    "mp3": ("call.mp3", "libmp3lame"),
    "opus": ("call.opus", "libopus"),
}


def _cpu(who: int) -> float:
    usage = resource.getrusage(who)
    return usage.ru_utime + usage.ru_stime


def _make(ffmpeg: str, folder: Path, minutes: int, codec: str) -> Path:
    name, encoder = _ENCODERS[codec]
    path = folder / name
    sound = f"aevalsrc=0.3*sin(500*t*t)*gt(sin(t)\\,0)|0.2*random(0)*gt(cos(t)\\,0):s=8000:d={minutes * 60}"
    command = [ffmpeg, "-v", "error", "-f", "lavfi", "-i", sound, "-c:a", encoder, str(path)]
    subprocess.run(command, check=True)
    return path


def main() -> None:
    """Prints both times and their ratio, and the greatest memory used."""
    minutes = int(sys.argv[1]) if len(sys.argv) > 1 else 10
    codec = sys.argv[2] if len(sys.argv) > 2 else "mulaw"
    ffmpeg = shutil.which("ffmpeg")
    if ffmpeg is None:
        print("ffmpeg is not installed; nothing to compare with")
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = _make(ffmpeg, folder, minutes, codec)
        import av  # noqa: F401 -- loading is not part of the measure
        import numpy as np  # noqa: F401

        before = _cpu(resource.RUSAGE_CHILDREN)
        subprocess.run([ffmpeg, "-v", "error", "-i", str(path), "-f", "null", "-"], check=True)
        plain = _cpu(resource.RUSAGE_CHILDREN) - before
        before = _cpu(resource.RUSAGE_SELF)
        result = ingest(path, folder / "cache", lambda _: True)
        ours = _cpu(resource.RUSAGE_SELF) - before
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{minutes} min {codec}: ffmpeg {plain:.2f} s, ingest {ours:.2f} s, ratio {ours / plain:.2f}")
    print(f"duration {result.duration:.2f} s, memory at most {memory:.0f} MB")


if __name__ == "__main__":
    main()

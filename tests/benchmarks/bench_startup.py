"""How much longer the program takes from start to first painted window than a bare PySide6 window.

Both run as programs of their own, offscreen, by turns; the ratio is that of the medians.
"""

import os
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from subprocess import PIPE, Popen
from typing import Final

GOAL: Final = 1.5
ROUNDS: Final = 15
WARM_UP: Final = 2
PROGRAM: Final = Path(__file__).with_name("first_paint.py")


def main() -> None:
    """Print the ratio."""
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        times: dict[str, list[float]] = {"ours": [], "bare": []}
        for _ in range(WARM_UP + ROUNDS):
            for kind, found in times.items():
                found.append(seconds_to_paint(kind, Path(folder)))
        ours, bare = (median(found[WARM_UP:]) for found in times.values())
        print(f"start to first paint: {ours * 1000:.0f} ms, bare window {bare * 1000:.0f} ms")
        print(f"start to first paint: ratio {ours / bare:.1f} (goal {GOAL:.1f})")


def seconds_to_paint(kind: str, folder: Path) -> float:
    """From the start of the process to what it says when its window is painted."""
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "QA_DESKTOP_HOME": str(folder / "home")}
    command = [sys.executable, str(PROGRAM), kind, str(folder / "work.sqlite3")]
    begun = time.perf_counter()
    with Popen(command, env=environment, stdout=PIPE) as program:
        assert program.stdout is not None
        line = program.stdout.readline()
        taken = time.perf_counter() - begun
        program.kill()
    if line != b"painted\n":
        raise SystemExit(f"{kind} was not painted")
    return taken


if __name__ == "__main__":
    main()

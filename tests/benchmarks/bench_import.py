"""Import of many interactions with transcripts against reading and inserting the same rows with json and sqlite3.

Usage: python tests/benchmarks/bench_import.py [INTERACTIONS]     (10,000)

The ratio is of seconds in the same run, the goal 3 or less; the second is how much memory the second half of the import
takes more than the first had at its most (MB; flat memory is near 0).
"""

import json
import resource
import sqlite3
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

from qa_desktop.domain.people import Person
from qa_desktop.services.importing import Progress, import_paths
from qa_desktop.storage.database import open_database

_GOAL = 3.0
_TURNS = 20


def write(folder: Path, number: int) -> None:
    """Transcripts as a speech-to-text engine writes them, a file for each interaction."""
    for each in range(number):
        segments = [
            {"id": turn, "start": turn * 4.0, "end": turn * 4.0 + 3.5, "text": f"Call {each} says sentence {turn}."}
            for turn in range(_TURNS)
        ]
        file = folder / f"call-{each}.json"
        file.write_text(json.dumps({"text": "", "segments": segments, "language": "en"}), encoding="utf-8")


def plain(folder: Path, room: Path) -> float:
    """Seconds of reading the files and inserting their turns, a transaction for each."""
    begun = time.perf_counter()
    database = sqlite3.connect(room, isolation_level=None)
    database.execute("pragma journal_mode = wal")
    database.execute("create table turn (call text, place integer, start real, stop real, text text)")
    for file in sorted(folder.iterdir()):
        turns = json.loads(file.read_bytes())["segments"]
        database.execute("begin")
        rows = [(file.stem, turn["id"], turn["start"], turn["end"], turn["text"]) for turn in turns]
        database.executemany("insert into turn values (?, ?, ?, ?, ?)", rows)
        database.execute("commit")
    database.close()
    return time.perf_counter() - begun


def ours(folder: Path, room: Path) -> tuple[float, float]:
    """Seconds of the import, and MB that its second half takes more than the first."""
    halves: list[float] = []

    def on_progress(progress: Progress) -> bool:
        if progress.done in (progress.total // 2, progress.total):
            halves.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        return True

    database = open_database(room, UUID(int=1))
    begun = time.perf_counter()
    report = import_paths(database, [folder], None, Person("Ann"), datetime.now(UTC), on_progress)
    seconds = time.perf_counter() - begun
    database.close()
    print(report.summary)
    return seconds, halves[-1] - halves[0]


def main() -> None:
    """Prints the ratio and the memory."""
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name, "calls")
        folder.mkdir()
        write(folder, number)
        bare = plain(folder, Path(name, "plain.db"))
        seconds, more = ours(folder, Path(name, "room.db"))
    ratio = seconds / bare
    print(f"{number} interactions: {seconds:.1f} s, plain {bare:.1f} s, ratio {ratio:.2f} (goal {_GOAL:g})")
    print(f"memory: the second half takes {more:.1f} MB more than the first")


if __name__ == "__main__":
    main()

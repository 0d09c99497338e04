"""Memory of importing one large file of many conversations: JSON Lines, a list in JSON, and a table.

Usage: python tests/benchmarks/bench_import_large.py [MB] [KIND ...]     (100; lines, list, table)

The goal is less than 300 MB of memory whatever the size; half a percent of the lines of JSON Lines is broken, told by
number, and everything else imported.
"""

import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

_MOST_MB = 300
_TURNS = 200
_KINDS = {"lines": "calls.jsonl", "list": "calls.json", "table": "turns.csv"}


def _texts(kind: str) -> Iterator[str]:
    """Conversations without end, as they stand in such a file."""
    number = 0
    while True:
        said = [f"Call {number} says sentence {at}, and some words more." for at in range(_TURNS)]
        if kind == "table":
            yield "".join(
                f'C{number},{at * 4},{"Agent" if at % 2 else "Kim"},"{text}"\n' for at, text in enumerate(said)
            )
        else:
            turns = [{"start": at * 4.0, "end": at * 4.0 + 3, "text": text} for at, text in enumerate(said)]
            yield json.dumps({"id": f"C{number}", "segments": turns})
        number += 1


def write(file: Path, kind: str, size: int) -> int:
    """Fill a file up to a size (bytes); how many conversations in it can be read."""
    begin, between, end = {"lines": ("", "\n", ""), "list": ("[", ",", "]"), "table": ("", "", "")}[kind]
    number = broken = written = 0
    with file.open("w", encoding="utf-8") as opened:
        opened.write(begin or ("conversation_id,start,speaker,text\n" if kind == "table" else ""))
        for number, text in enumerate(_texts(kind)):
            if written >= size:
                break
            is_broken = kind == "lines" and number % 200 == 100
            broken += is_broken
            piece = (between if number else "") + (text[:-1] if is_broken else text)
            written += len(piece)
            opened.write(piece)
        opened.write(end)
    return number - broken


def ours(file: Path, room: Path) -> tuple[int, float, float]:
    """How many interactions were imported, in how many seconds of processor time, with how much memory (MB)."""
    from qa_desktop.domain.people import Person
    from qa_desktop.services.importing import import_paths
    from qa_desktop.storage.database import open_database

    database = open_database(room, UUID(int=1))
    report = import_paths(database, [file], None, Person("Ann"), datetime.now(UTC), lambda _: True)
    database.close()
    return len(report.interactions), time.process_time(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Prints the memory of each kind, and ends with 1 where the goal is missed."""
    if sys.argv[1:2] == ["--import"]:
        print(*ours(Path(sys.argv[2]), Path(sys.argv[3])))
        return
    size = int(sys.argv[1]) if len(sys.argv) > 1 else 100
    missed = False
    for kind in sys.argv[2:] or _KINDS:
        with tempfile.TemporaryDirectory() as name:
            file = Path(name) / _KINDS[kind]
            wanted = write(file, kind, size << 20)
            command = [sys.executable, __file__, "--import", str(file), str(Path(name) / "room.db")]
            done = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
        found, seconds, most = int(done[-3]), float(done[-2]), float(done[-1])
        print(f"{size} MB of {kind}: {found} of {wanted} imported, {seconds:.0f} s, {most:.0f} MB (goal {_MOST_MB})")
        missed = missed or found != wanted or most > _MOST_MB
    sys.exit(missed)


if __name__ == "__main__":
    main()

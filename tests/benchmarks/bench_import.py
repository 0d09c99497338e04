"""Import of many interactions with transcripts against reading and inserting the same rows with json and sqlite3.

Usage: python tests/benchmarks/bench_import.py [INTERACTIONS]     (10,000)

The ratio is of seconds in the same run, the goal 3 or less: plain reads every file with `json` and inserts the very
rows that the import left in its database (records, turns, search index and all) into the same tables, in as large
transactions. For comparison, plain also inserts the turns alone, into a table without an index, a transaction for each
interaction; what that takes is mostly the disk.
Memory is the most that a process took which imported all, against one which imported a tenth: flat where they differ
little.
"""

import json
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

_GOAL, _MOST_MB = 3.0, 25.0
_TURNS = 20
_AT_ONCE = 64
_TABLES = {
    **{"record": "subject", "outbox": "", "audit": "key", "interaction": "key", "transcript": "interaction"},
    **{"turn": "interaction", "search_text": "interaction"},
}
"""What the import fills, and the column that names the interaction."""
_BY_FILE = (
    "select filled.* from {0} as filled join "
    "(select interaction, min(id) as place from search_text group by 1) as told on told.interaction = filled.{1} "
    "order by told.place"
)


def write(folder: Path, number: int) -> None:
    """Transcripts as a speech-to-text engine writes them, a file for each interaction."""
    folder.mkdir()
    for each in range(number):
        segments = [
            {"id": turn, "start": turn * 4.0, "end": turn * 4.0 + 3.5, "text": f"Call {each} says sentence {turn}."}
            for turn in range(_TURNS)
        ]
        file = folder / f"call-{each}.json"
        file.write_text(json.dumps({"text": "", "segments": segments, "language": "en"}), encoding="utf-8")


def plain_turns(folder: Path, room: Path) -> float:
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


def plain_rows(folder: Path, filled: Path, room: Path) -> float:
    """Seconds of reading the files and inserting the rows of a database that the import filled."""
    from qa_desktop.storage.database import open_database

    open_database(room, UUID(int=1)).close()
    with sqlite3.connect(filled) as database:
        rows = {
            table: database.execute(_BY_FILE.format(table, key) if key else f"select * from {table}").fetchall()
            for table, key in _TABLES.items()
        }
    texts = database.execute("select id, text from search_text").fetchall()
    database.close()
    files = sorted(folder.iterdir())
    begun = time.perf_counter()
    database = sqlite3.connect(room, isolation_level=None)
    database.execute("pragma synchronous = full")
    database.execute("pragma foreign_keys = on")
    for first in range(0, len(files), _AT_ONCE):
        for file in files[first : first + _AT_ONCE]:
            json.loads(file.read_bytes())
        database.execute("begin immediate")
        for table, every in (*rows.items(), ("search_index (rowid, text)", texts)):
            each = len(every) // len(files)
            those = every[first * each : (first + _AT_ONCE) * each]
            places = ", ".join("?" * len(those[0]))
            database.executemany(f"insert into {table} values ({places})", those)
        database.execute("commit")
    database.close()
    return time.perf_counter() - begun


def ours(folder: Path, room: Path) -> tuple[float, float]:
    """Seconds of the import, and the most memory (MB) that the process has taken."""
    from qa_desktop.domain.people import Person
    from qa_desktop.services.importing import import_paths
    from qa_desktop.storage.database import open_database

    database = open_database(room, UUID(int=1))
    begun = time.perf_counter()
    report = import_paths(database, [folder], None, Person("Ann"), datetime.now(UTC), lambda _: True)
    seconds = time.perf_counter() - begun
    database.close()
    assert len(report.interactions) == len(list(folder.iterdir())), report.summary
    return seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def measured(folder: Path, room: Path) -> tuple[float, float]:
    """The same in a process of its own."""
    command = [sys.executable, __file__, "--import", str(folder), str(room)]
    done = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
    return float(done[-2]), float(done[-1])


def main() -> None:
    """Prints the ratios and the memory, and ends with 1 where a goal is missed."""
    if sys.argv[1:2] == ["--import"]:
        print(*ours(Path(sys.argv[2]), Path(sys.argv[3])))
        return
    number = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as name:
        room = Path(name)
        write(room / "few", max(number // 10, 1))
        write(room / "calls", number)
        turns = plain_turns(room / "calls", room / "turns.db")
        _, few = measured(room / "few", room / "few.db")
        seconds, most = measured(room / "calls", room / "room.db")
        rows = plain_rows(room / "calls", room / "room.db", room / "rows.db")
    ratio, more = seconds / rows, most - few
    print(f"{number} interactions: {seconds:.1f} s, plain {rows:.1f} s, ratio {ratio:.2f} (goal {_GOAL:g} or less)")
    print(f"the turns alone, each interaction by itself: plain {turns:.1f} s, ratio {seconds / turns:.2f}")
    print(f"memory: {most:.0f} MB at most, {more:.1f} MB more than for a tenth (goal {_MOST_MB:g} or less)")
    if ratio > _GOAL or more > _MOST_MB:
        sys.exit(1)


if __name__ == "__main__":
    main()

"""Merging 10,000 evaluations from another database: seconds against the goal, and times a bare copy by ATTACH.

The bare side copies the very rows that the merge has to bring, with SQL alone and without looking at any of them, into
a database that holds the interactions already. Usage: python bench_merge.py [EVALUATIONS]
"""

import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Final
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from qa_desktop.domain.answers import Answer, AudioSpan, Chosen
from qa_desktop.domain.evaluations import Content, Subject
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.records import AuditEntry
from qa_desktop.services.merging import merge
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.engine import journal_for, set_up
from tests.storage.samples import ANN, NOON, SCORE, VERSION, call, furnish, revision

GOAL_SECONDS: Final = 15.0
GOAL_RATIO: Final = 15.0
"""Checking every hash, finding heads and writing in pieces of 50 ms takes its time; more than this would be waste."""
ANSWERS: Final = 20
CALLS: Final = 500
TABLES: Final = ("evaluation", "revision", "answer", "answer_evidence", "audit", "outbox")
OURS, THEIRS = new_key(), new_key()


def content() -> Content:
    """Twenty marks, a quarter of them with evidence or a comment."""
    return Content(
        {
            f"s{number:02}": Answer(
                Chosen("yes"), "heard" if number % 4 == 0 else "", (AudioSpan(number, 9000),) if number % 4 == 1 else ()
            )
            for number in range(ANSWERS)
        }
    )


def fill(database: SqlDatabase, evaluations: int) -> None:
    """Evaluations with their audit entries, as the program writes them, many in one transaction."""
    marks = content()
    for start in range(0, evaluations, 500):
        with database.writing() as work:
            for number in range(start, min(start + 500, evaluations)):
                subject = Subject(new_key(), call(number % CALLS).key, VERSION.key, ANN.key)
                sealed = replace(revision(content=marks), subject=subject, device=THEIRS, hash="").sealed()
                work.evaluations.submit(sealed, SCORE)
                work.audit.add(AuditEntry(NOON, THEIRS, ANN.key, "submitted", "evaluation", subject.evaluation))


def prepared(folder: Path, name: str, device: UUID) -> SqlDatabase:
    """A database with people, the form and the calls."""
    database = open_database(folder / name, device)
    with database.writing() as work:
        furnish(work)
        for number in range(CALLS):
            work.interactions.put(call(number))
    return database


def bare_copy(source: Path, target: Path) -> float:
    """Seconds for the same rows by ATTACH."""
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        set_up(connection, journal_for(target.parent))
        connection.execute("ATTACH ? AS other", (str(source),))
        began = time.perf_counter()
        connection.execute("BEGIN IMMEDIATE")
        for table in TABLES:
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            wanted = ", ".join(f'"{name}"' for name in names if (table, name) != ("outbox", "sequence"))
            where = f" WHERE sequence > {CALLS}" if table == "outbox" else ""
            connection.execute(f"INSERT OR IGNORE INTO {table} ({wanted}) SELECT {wanted} FROM other.{table}{where}")
        connection.execute("COMMIT")
        return time.perf_counter() - began


def main() -> None:
    """Measure, print, and end with 1 where a goal is missed."""
    evaluations = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="qa-desktop-bench-") as place:
        folder = Path(place)
        with (
            closing(prepared(folder, "theirs.db", THEIRS)) as theirs,
            closing(prepared(folder, "ours.db", OURS)) as ours,
        ):
            bare = prepared(folder, "bare.db", OURS)
            bare.close()
            fill(theirs, evaluations)
            began = time.perf_counter()
            report = merge(ours, theirs)
            seconds = time.perf_counter() - began
            assert report.refused == (), report.refused[:3]
            assert report.added >= 2 * evaluations, report
        copied = bare_copy(folder / "theirs.db", folder / "bare.db")
    ratio = seconds / copied
    print(f"merging {evaluations} evaluations: {seconds:.1f} s (goal {GOAL_SECONDS * evaluations / 10_000:.1f} s)")
    print(f"times a bare copy by ATTACH ({copied:.2f} s): {ratio:.1f} (goal {GOAL_RATIO})")
    sys.exit(0 if seconds <= GOAL_SECONDS * evaluations / 10_000 and ratio <= GOAL_RATIO else 1)


if __name__ == "__main__":
    main()

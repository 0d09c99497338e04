"""How much longer saving takes than a bare sqlite3 commit of the same rows, in the same run.

The bare side writes the very rows that our side wrote (read back from it) into an empty copy of the tables, on a
connection with the same pragmas. Rounds of both alternate; the ratio is that of the medians.
"""

import shutil
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Final
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from qa_desktop.domain.answers import Answer, AudioSpan, Chosen
from qa_desktop.domain.evaluations import Content, Draft, Revision
from qa_desktop.domain.records import AuditEntry
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.engine import journal_for, set_up
from tests.storage.samples import ANN, DEVICE, NOON, SCORE, draft, furnish, revision

DRAFT_GOAL: Final = 3.0
SUBMIT_GOAL: Final = 2.0
ROUNDS: Final = 200
WARM_UP: Final = 20
ANSWERS: Final = 30
TABLES: Final = ("evaluation", "revision", "answer", "answer_evidence", "audit")

Rows = dict[str, list[tuple[object, ...]]]


def content() -> Content:
    """Thirty marks, each with its evidence and every third with a comment."""
    given = {
        f"standard-{number:02}": Answer(
            Chosen("yes"),
            "as agreed" if number % 3 == 0 else "",
            (AudioSpan(number * 1000, number * 1000 + 5000, True),),
        )
        for number in range(ANSWERS)
    }
    return Content(given, "A calm and complete call.")


def main() -> None:
    """Print both ratios, and end with 1 where a goal is missed."""
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        ours, bare_file = Path(folder) / "ours.db", Path(folder) / "bare.db"
        open_database(ours, DEVICE).close()
        shutil.copy(ours, bare_file)
        database = open_database(ours, DEVICE)
        with database.writing() as work:
            furnish(work)
        with closing(sqlite3.connect(bare_file, isolation_level=None)) as bare:
            set_up(bare, journal_for(bare_file.parent))
            bare.execute("PRAGMA foreign_keys = OFF")  # the people and calls that rows refer to are not copied
            for (name,) in bare.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
                bare.execute(f"DROP TRIGGER {name}")  # they are the program's work, not that of a bare commit
            missed = report("save_draft", DRAFT_GOAL, *drafts(database, bare))
            missed |= report("submit_30_answers", SUBMIT_GOAL, *submissions(database, bare))
        database.close()
    sys.exit(missed)


def report(name: str, goal: float, ours: list[float], bare: list[float]) -> bool:
    """One line for each measure; whether its goal is missed."""
    ratio = median(ours[WARM_UP:]) / median(bare[WARM_UP:])
    print(f"{name}: ratio {ratio:.1f} (goal {goal:.1f})")
    return ratio > goal


def timed(work: Callable[[], None]) -> float:
    """Seconds that it takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def drafts(database: SqlDatabase, bare: sqlite3.Connection) -> tuple[list[float], list[float]]:
    """Saving a draft over and over, as typing does, against updating the same row."""
    typed = draft(content=content())
    ours, theirs = [], []
    for number in range(WARM_UP + ROUNDS):
        changed = replace(typed, content=replace(typed.content, comment=f"typing {number}"))
        ours.append(timed(lambda changed=changed: save(database, changed)))  # type: ignore[misc]
        row = rows_of(database, "draft", typed.subject.evaluation, "evaluation")[0]
        theirs.append(timed(lambda row=row: bare_save(bare, row)))  # type: ignore[misc]
    return ours, theirs


def save(database: SqlDatabase, typed: Draft) -> None:
    """One key press, made durable."""
    with database.writing() as work:
        work.evaluations.save_draft(typed, NOON)


def bare_save(bare: sqlite3.Connection, row: tuple[object, ...]) -> None:
    """The same row by hand."""
    bare.execute("BEGIN IMMEDIATE")
    bare.execute(f"INSERT OR REPLACE INTO draft VALUES ({', '.join('?' * len(row))})", row)
    bare.execute("COMMIT")


def submissions(database: SqlDatabase, bare: sqlite3.Connection) -> tuple[list[float], list[float]]:
    """Submitting evaluations, with their audit entry, against inserting the same rows."""
    ours, theirs = [], []
    for _ in range(WARM_UP + ROUNDS):
        sealed = revision(content=content())
        with database.writing() as work:
            work.evaluations.save_draft(Draft(sealed.subject, sealed.content), NOON)
        ours.append(timed(lambda sealed=sealed: submit(database, sealed)))  # type: ignore[misc]
        rows = submitted_rows(database, sealed)
        theirs.append(timed(lambda rows=rows: bare_insert(bare, rows)))  # type: ignore[misc]
    return ours, theirs


def submit(database: SqlDatabase, sealed: Revision) -> None:
    """One submission, made durable."""
    with database.writing() as work:
        work.evaluations.submit(sealed, SCORE)
        evaluation = sealed.subject.evaluation
        work.audit.add(AuditEntry(NOON, DEVICE, ANN.key, "submitted", "evaluation", evaluation, "75.0"))


def submitted_rows(database: SqlDatabase, sealed: Revision) -> Rows:
    """What a submission wrote, as plain rows."""
    evaluation, key = sealed.subject.evaluation, sealed.key
    named = {
        "evaluation": (evaluation, "key"),
        "revision": (key, "key"),
        "answer": (key, "revision"),
        "answer_evidence": (key, "revision"),
        "audit": (evaluation, "key"),
    }
    return {table: rows_of(database, table, *named[table]) for table in TABLES}


def rows_of(database: SqlDatabase, table: str, key: UUID, column: str) -> list[tuple[object, ...]]:
    """The rows of a table with that key, as SQLite keeps them."""
    with database._reader.connect() as connection:
        found = connection.exec_driver_sql(f"SELECT * FROM {table} WHERE {column} = ?", (key.bytes,))
        return [tuple(row) for row in found]


def bare_insert(bare: sqlite3.Connection, rows: Rows) -> None:
    """The same rows by hand."""
    bare.execute("BEGIN IMMEDIATE")
    for table, lines in rows.items():
        bare.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(lines[0]))})", lines)
    bare.execute("COMMIT")


if __name__ == "__main__":
    main()

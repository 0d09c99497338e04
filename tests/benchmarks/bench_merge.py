"""Merging 10,000 evaluations, from another database and from the packages of a team folder.

Two goals for each: the time that passes, against 15 seconds; and the processor time, against that of a bare copy of the
same rows by ATTACH in the same run, which looks at none of them and fires no trigger. Where the machine is busy with
other things, the time that passes says little: then processor time is held against the 15 seconds, and the output says
so. How long transactions kept others from writing is shown too. Usage: python bench_merge.py [EVALUATIONS]
"""

import os
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import event

from qa_desktop.domain.answers import Answer, AudioSpan, Chosen
from qa_desktop.domain.evaluations import Content, Subject
from qa_desktop.domain.forms import NO, YES, AnswerType, Form, Kind, Section, Standard, publish
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.scoring import score
from qa_desktop.services.merging import merge
from qa_desktop.services.team_folder import TeamFolder, choose
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.engine import journal_for, set_up
from tests.storage.samples import ANN, NOON, call, furnish, revision

GOAL_SECONDS: Final = 15.0
GOAL_RATIO: Final = 30.0
"""Checking every hash, scoring, indexing the words and keeping averages takes its time; more would be waste."""
ANSWERS: Final = 20
CALLS: Final = 500
TABLES: Final = ("evaluation", "revision", "answer", "answer_evidence", "audit", "outbox")
OURS, THEIRS = new_key(), new_key()
STANDARDS: Final = tuple(
    Standard(f"s{number:02}", f"Standard {number}", Kind.FINESSE, AnswerType.YES_NO, (YES, NO))
    for number in range(ANSWERS)
)
VERSION: Final = publish(Form("merged", "Merged", sections=(Section("all", "All", standards=STANDARDS),)), 1)


def content(seed: int) -> Content:
    """Twenty marks, a quarter of them with a comment and a quarter with evidence; of each evaluation its own."""
    return Content(
        {
            each.id: Answer(
                Chosen("no" if (seed >> number) & 1 else "yes"),
                f"heard {seed} and {number}" if number % 4 == 0 else "",
                (AudioSpan(number, 9000 + seed),) if number % 4 == 1 else (),
            )
            for number, each in enumerate(STANDARDS)
        }
    )


def fill(database: SqlDatabase, evaluations: int) -> None:
    """Evaluations with their audit entries, as the program writes them, many in one transaction."""
    for start in range(0, evaluations, 500):
        with database.writing() as work:
            for number in range(start, min(start + 500, evaluations)):
                subject = Subject(new_key(), call(number % CALLS).key, VERSION.key, ANN.key)
                given = content(number)
                sealed = replace(revision(content=given), subject=subject, device=THEIRS, hash="").sealed()
                work.evaluations.submit(sealed, score(VERSION.form, given.answers))
                work.audit.add(AuditEntry(NOON, THEIRS, ANN.key, "submitted", "evaluation", subject.evaluation))


def prepared(folder: Path, name: str, device: UUID) -> SqlDatabase:
    """A database with people, the form and the calls."""
    database = open_database(folder / name, device)
    with database.writing() as work:
        furnish(work)
        work.forms.publish(VERSION.form)
        for number in range(CALLS):
            work.interactions.put(call(number))
    return database


def bare_copy(source: Path, target: Path) -> float:
    """Processor seconds for the same rows by ATTACH."""
    with closing(sqlite3.connect(target, isolation_level=None)) as connection:
        set_up(connection, journal_for(target.parent))
        connection.execute("ATTACH ? AS other", (str(source),))
        for (name,) in connection.execute("SELECT name FROM main.sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER main.{name}")
        began = time.process_time()
        connection.execute("BEGIN IMMEDIATE")
        for table in TABLES:
            names = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
            wanted = ", ".join(f'"{name}"' for name in names if (table, name) != ("outbox", "sequence"))
            where = f" WHERE sequence > {CALLS}" if table == "outbox" else ""
            connection.execute(f"INSERT OR IGNORE INTO {table} ({wanted}) SELECT {wanted} FROM other.{table}{where}")
        connection.execute("COMMIT")
        return time.process_time() - began


@contextmanager
def watched(database: SqlDatabase) -> Iterator[list[float]]:
    """How long each transaction kept others from writing: from its first statement until it was committed."""
    held: list[float] = []
    began = [0.0]
    event.listen(database._writer, "begin", lambda _: began.__setitem__(0, time.perf_counter()))
    real = database._writer.dialect.do_commit

    def commit(connection: object) -> None:
        real(connection)  # type: ignore[arg-type]
        held.append(time.perf_counter() - began[0])

    database._writer.dialect.do_commit = commit  # type: ignore[method-assign,assignment]
    yield held
    held.sort()


@dataclass(frozen=True)
class Measured:
    """Seconds that passed, seconds of a processor, and how long each transaction was open."""

    what: str
    seconds: float
    worked: float
    held: list[float]

    def told(self, evaluations: int, copied: float) -> bool:
        """Print it; whether both goals were met."""
        goal, ratio = GOAL_SECONDS * evaluations / 10_000, self.worked / copied
        busy = os.getloadavg()[0] > (os.cpu_count() or 1)
        told = "processor time, because the machine is busy" if busy else "time that passed"
        compared = self.worked if busy else self.seconds
        print(f"{self.what}: {self.seconds:.1f} s passed, {self.worked:.1f} s of a processor")
        print(f"  {compared:.1f} s (goal {goal:.1f} s; {told})")
        print(f"  {ratio:.1f} times a bare copy by ATTACH, {copied:.2f} s (goal {GOAL_RATIO:g}; processor time)")
        middle, nearly, longest = (1000 * self.held[int(part * (len(self.held) - 1))] for part in (0.5, 0.95, 1))
        print(
            f"  locked {len(self.held)} times, {middle:.0f} ms (median), 95 % within {nearly:.0f} ms, "
            f"longest {longest:.0f} ms"
        )
        return compared <= goal and ratio <= GOAL_RATIO


def measure(what: str, folder: Path, take_in: Callable[[SqlDatabase], int], least: int) -> Measured:
    """Take everything into a new database."""
    with closing(prepared(folder, f"{new_key()}.db", new_key())) as ours, watched(ours) as held:
        began, worked = time.perf_counter(), time.process_time()
        added = take_in(ours)
        seconds, worked = time.perf_counter() - began, time.process_time() - worked
        assert added >= least, added
    return Measured(what, seconds, worked, held)


def main() -> int:
    """Measure and print; 1 where a goal is missed."""
    evaluations = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory(prefix="qa-desktop-bench-") as place:
        folder, team = Path(place), Path(place) / "team"
        team.mkdir()
        prepared(folder, "bare.db", OURS).close()
        with closing(prepared(folder, "theirs.db", THEIRS)) as theirs:
            fill(theirs, evaluations)
            choose(theirs, team)
            TeamFolder(team).exchange(theirs)

            def merged(ours: SqlDatabase) -> int:
                report = merge(ours, theirs)
                assert report.refused == (), report.refused[:3]
                return report.added

            def received(ours: SqlDatabase) -> int:
                choose(ours, team)
                found = TeamFolder(team).exchange(ours)
                assert found.refused == found.unreadable == (), found
                return found.received

            least = 2 * evaluations
            runs = [
                measure(f"merging {evaluations} evaluations", folder, merged, least),
                measure(f"receiving {evaluations} evaluations from a team folder", folder, received, least),
            ]
        copied = bare_copy(folder / "theirs.db", folder / "bare.db")
    return int(sum(not run.told(evaluations, copied) for run in runs) > 0)


if __name__ == "__main__":
    sys.exit(main())

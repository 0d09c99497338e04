"""How long the lists of very many evaluations take: against the same SQL by plain sqlite3, and against 10,000 of them.

    python tests/benchmarks/bench_million.py [EVALUATIONS] [FOLDER]

100,000 evaluations of twenty answers unless another number is named; a million take some minutes to make and 3 GB. The
databases stay in the folder, where one is named, and are not made again. What is compared is the time of the processor:
every query runs in turn with its own SQL (all that it asks of the database, fetched as plain rows), nine times, and the
medians count. Counting what there is of each state reads all that is one's own, so it has no limit of growth.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import event

from qa_desktop.domain.people import Person
from qa_desktop.domain.worklist import Order, State, WorklistFilter, place_of
from qa_desktop.storage import averages
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.unit_of_work import SqlUnitOfWork
from tests.benchmarks.many import BEGIN, COMPARING, QUEUES, REVIEWERS, agent_of, fill
from tests.storage.samples import DEVICE

FEW: Final = 10_000
MANY: Final = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
FOLDER: Final = Path(sys.argv[2]) if len(sys.argv) > 2 else None
ROUNDS: Final = 9
GOAL: Final = 1.5
"""Times as long as the same SQL by plain sqlite3."""
LEAST: Final = 0.005
"""Seconds below which nobody notices; making a hundred lines of rows takes about as long wherever they lie."""
GROWTH: Final = 4.0
"""Times as long as with 10,000 evaluations: the file does not fit into what SQLite keeps in memory any more."""
COUNTING: Final = "count of states"
_NOBODY: Final = Person("Somebody who scored nothing")

Query = Callable[[SqlUnitOfWork], object]


@dataclass(frozen=True)
class Taken:
    """Seconds of the processor: what the program takes, and what its SQL takes by plain sqlite3."""

    ours: float
    plain: float


def queries(work: SqlUnitOfWork, session: UUID, interactions: int) -> Mapping[str, Query]:
    """What is asked, by name."""
    me, newest = REVIEWERS[3].key, Order.NEWEST
    middle = place_of(work.interactions.worklist(me, WorklistFilter(queue=QUEUES[5]), 200)[-1], newest)
    done, new = frozenset({State.SUBMITTED}), frozenset({State.NEW})
    name = agent_of(5, interactions).name.split()[1]
    kept = work.sessions.get(session)
    agent = agent_of(5, interactions).key
    assert kept is not None

    def page(reviewer: UUID = me, after: Any = None, **wanted: Any) -> Query:
        return lambda work: work.interactions.worklist(reviewer, WorklistFilter(**wanted), 100, after)

    year = date(BEGIN.year + 1, 1, 1), date(BEGIN.year + 2, 1, 1)
    month = date(BEGIN.year + 1, 3, 1), date(BEGIN.year + 1, 4, 1)
    return {
        "newest 100": page(),
        "the next 100, far down": page(after=middle),
        "of a queue": page(queue=QUEUES[3]),
        "of an agent": page(words=name),
        "new ones": page(states=new),
        "those done": page(states=done),
        "done by nobody": page(_NOBODY.key, states=done),
        "an agent's year": lambda work: work.averages.months(agent, *year),
        "averages of a month": lambda work: work.averages.standards(*month),
        "calibration pull": lambda work: work.evaluations.submitted(
            kept.interactions, [person.key for person in REVIEWERS[:COMPARING]], kept.form_version, session
        ),
        COUNTING: lambda work: work.interactions.count_states(me, WorklistFilter()),
    }


def measure(file: Path, session: UUID, evaluations: int) -> dict[str, Taken]:
    """Every query on a database."""
    with (
        closing(open_database(file, DEVICE)) as database,
        closing(sqlite3.connect(file)) as plain,
        database.reading() as work,
    ):
        asked = queries(work, session, evaluations * 8 // 7)
        return {name: _taken(database, plain, work, query) for name, query in asked.items()}


def _taken(database: SqlDatabase, plain: sqlite3.Connection, work: SqlUnitOfWork, query: Query) -> Taken:
    with listening(database) as said:
        query(work)
    query(work)

    def bare() -> None:
        for spelled, values in said:
            plain.execute(spelled, values).fetchall()

    rounds = [(_seconds(lambda: query(work)), _seconds(bare)) for _ in range(ROUNDS)]
    ours, by_hand = (median(each) for each in zip(*rounds, strict=True))
    return Taken(ours, by_hand)


@contextmanager
def listening(database: SqlDatabase) -> Iterator[list[tuple[str, Any]]]:
    """What is asked of the database meanwhile."""
    said: list[tuple[str, Any]] = []

    def hear(*told: Any) -> None:
        said.append((told[2], told[3]))

    event.listen(database._reader, "before_cursor_execute", hear)
    yield said
    event.remove(database._reader, "before_cursor_execute", hear)


def _seconds(run: Callable[[], object]) -> float:
    begun = time.process_time()
    run()
    return time.process_time() - begun


def made(folder: Path, evaluations: int) -> tuple[Path, UUID]:
    """The database with so many evaluations and its session; its roll-up is recounted when it is made."""
    file = folder / f"{evaluations}.db"
    kept = folder / f"{evaluations}.session"
    if not kept.exists():
        begun = time.perf_counter()
        session = fill(file, evaluations)
        with closing(open_database(file, DEVICE)) as database, database._reader.connect() as connection:
            assert averages.is_true(connection)
        kept.write_text(str(session))
        took, size = time.perf_counter() - begun, file.stat().st_size / 1e6
        print(f"{evaluations} evaluations: made and recounted in {took:.0f} s, {size:.0f} MB")
    return file, UUID(kept.read_text().strip())


def main(folder: Path) -> int:
    """Print every query; 1 where a goal is missed."""
    few, many = (measure(*made(folder, count), count) for count in (FEW, MANY))
    missed = False
    for name, taken in many.items():
        ratio, growth = taken.ours / taken.plain, taken.ours / few[name].ours
        missed |= taken.ours > GOAL * max(taken.plain, LEAST) or (growth > GROWTH and name != COUNTING)
        print(
            f"{name:>22}: plain {taken.plain * 1000:6.2f} ms, ours {taken.ours * 1000:6.2f} ms ({ratio:.2f}); "
            f"{growth:.2f} times as with {FEW}, its SQL {taken.plain / few[name].plain:.2f}"
        )
    print(f"goals: {GOAL} of the same SQL, {GROWTH} of {FEW} evaluations, with {MANY}")
    return int(missed)


if __name__ == "__main__":
    if FOLDER is not None:
        FOLDER.mkdir(parents=True, exist_ok=True)
        sys.exit(main(FOLDER))
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as temporary:
        sys.exit(main(Path(temporary)))

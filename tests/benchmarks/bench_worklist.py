"""How long the worklist of 10,000 interactions takes in each order, against a bare query for the newest keys.

Every second interaction has a recording with speech figures, every third an evaluation; all orders run in turn, and the
medians are compared.
"""

import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from qa_desktop.domain.evaluations import Subject
from qa_desktop.domain.interactions import Agent, Recording
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.worklist import Order, WorklistFilter
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.storage.samples import ANN, DEVICE, NOON, SCORE, VERSION, call, furnish, revision

MANY: Final = 10_000
SHOWN: Final = 2000
ROUNDS: Final = 7
GOAL: Final = 2.0
"""Times as long as the newest, which needs no sorting."""


def fill(database: SqlDatabase) -> None:
    """Ten thousand interactions in units of work of five hundred."""
    with database.writing() as work:
        furnish(work)
    for first in range(0, MANY, 500):
        with database.writing() as work:
            for number in range(first, first + 500):
                _put(work, number)
    with database.writing() as work:
        work.sources.set_agent_channel("calls", 0)


def _put(work: object, number: int) -> None:
    recording = Recording("calls", f"{number}.wav", f"{number:064}", 60.0, 8000, 2) if number % 2 else None
    each = call(
        number,
        started_at=NOON + timedelta(minutes=number),
        agent=Agent(f"Agent {number % 50}"),
        queue=f"Queue {number % 7}",
        recording=recording,
    )
    work.interactions.put(each)  # type: ignore[attr-defined]
    if recording is not None:
        talk = (1.0 + number * 7919 % 97, 1.0 + number * 104_729 % 89)
        figures = (float(number * 31 % 101), float(number * 17 % 61), float(number * 13 % 59), float(number * 11 % 71))
        speech = Speech(SpeechSource.CHANNELS, talk, (number % 5, number % 3), *figures)
        work.speech.put(each.key, speech, 1, NOON)  # type: ignore[attr-defined]
    if number % 3 == 0:
        done = revision(interaction=each)
        assert done.subject == Subject(done.subject.evaluation, each.key, VERSION.key, ANN.key)
        work.evaluations.submit(done, SCORE)  # type: ignore[attr-defined]


def seconds(run: Callable[[], object]) -> float:
    """How long something takes."""
    start = time.perf_counter()
    run()
    return time.perf_counter() - start


def main() -> None:
    """Print every order."""
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        file = Path(folder) / "many.db"
        database = open_database(file, DEVICE)
        fill(database)

        def load(order: Order) -> None:
            with database.reading() as work:
                found = work.interactions.worklist(ANN.key, WorklistFilter(order=order), SHOWN)
            assert len(found) == SHOWN

        def bare() -> None:
            with closing(sqlite3.connect(file)) as connection:
                connection.execute(
                    f"SELECT * FROM interaction ORDER BY started_at DESC, key DESC LIMIT {SHOWN}"
                ).fetchall()

        taken: dict[str, list[float]] = {"bare": [], **{order.value: [] for order in Order}}
        for _ in range(ROUNDS):
            taken["bare"].append(seconds(bare))
            for order in Order:
                taken[order.value].append(seconds(lambda order=order: load(order)))  # type: ignore[misc]
        database.close()
    newest = median(taken[Order.NEWEST])
    for name, each in taken.items():
        print(f"{name:>16}: {median(each) * 1000:6.1f} ms, {median(each) / newest:.2f} of newest")
    worst = max(median(taken[order]) for order in Order) / newest
    print(f"worst order {worst:.2f} of newest (goal {GOAL})")
    sys.exit(worst > GOAL)


if __name__ == "__main__":
    main()

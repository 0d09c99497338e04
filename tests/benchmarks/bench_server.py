"""How much longer saving, a page of the worklist and merging take on PostgreSQL than bare psycopg with the same rows.

The bare side writes the very rows that ours wrote (read back from it) into a copy of the database whose triggers are
off, and runs the very statement that the worklist runs. The server is one of this run's own and waits for its disk.
"""

import sys
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any, Final
from uuid import UUID

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

import psycopg
from sqlalchemy import event

from qa_desktop.domain.worklist import WorklistFilter
from qa_desktop.services.merging import merge
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.benchmarks.bench_commit import content
from tests.postgres_server import Server, running_server
from tests.storage.samples import ANN, DEVICE, SCORE, call, furnish, revision

GOALS: Final = {"save": 4.0, "worklist page": 6.0, "merge": 20.0}
"""Limits that tell a step back: measured 1.8, 4.2 and 12 on a busy machine of two cores."""
SAVES: Final = 30
CALLS: Final = 400
MERGED: Final = 100
WRITTEN: Final = ("evaluation", "revision", "answer", "answer_evidence")


def main() -> int:
    """Print the three ratios; 1 where one misses its goal."""
    with running_server(fsync=True, on_disk=True) as server:
        with server.connect("postgres") as connection:
            for name in ("ours", "bare", "other", "merged"):
                connection.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        opened = {name: open_database(server.address(name), DEVICE) for name in ("ours", "bare", "other", "merged")}
        for database in opened.values():
            with database.writing() as work:
                furnish(work)
                for number in range(CALLS):
                    work.interactions.put(call(number, queue="Billing"))
        with psycopg.connect(host=str(server.folder), port=server.port, user="qa_owner", dbname="bare") as bare:
            bare.execute("SET session_replication_role = replica")
            bare.commit()
            ratios = {
                "save": _saving(opened["ours"], server, bare),
                "worklist page": _page(opened["ours"], server),
                "merge": _merging(opened["merged"], opened["other"], server, bare),
            }
        for database in opened.values():
            database.close()
    for name, ratio in ratios.items():
        print(f"{name}: {ratio:.1f} times bare psycopg (goal {GOALS[name]:g})")
    return int(any(ratio > GOALS[name] for name, ratio in ratios.items()))


def _saving(ours: SqlDatabase, server: Server, bare: psycopg.Connection[Any]) -> float:
    times, keys = [], []
    for number in range(SAVES):
        one = revision(content=content(), interaction=call(number))
        times.append(_timed(lambda each=one: _submit(ours, each)))
        keys.append(one.subject.evaluation)
    bare_times = [_timed(lambda key=key: _write(bare, _rows(server, "ours", [key]))) for key in keys]
    return median(times) / median(bare_times)


def _submit(database: SqlDatabase, each: Any) -> None:
    with database.writing() as work:
        work.evaluations.submit(each, SCORE)


def _rows(server: Server, name: str, evaluations: list[UUID]) -> dict[str, list[tuple[Any, ...]]]:
    where = {
        "evaluation": "key = ANY(%s)",
        "revision": "evaluation = ANY(%s)",
        **dict.fromkeys(
            ("answer", "answer_evidence"), "revision IN (SELECT key FROM revision WHERE evaluation = ANY(%s))"
        ),
    }
    with server.connect(name) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} WHERE {where[table]}".encode(), [evaluations]).fetchall()
            for table in WRITTEN
        }


def _write(bare: psycopg.Connection[Any], rows: dict[str, list[tuple[Any, ...]]]) -> Callable[[], None]:
    def write() -> None:
        with bare.cursor() as cursor:
            for table, values in rows.items():
                if values:
                    marks = ", ".join(["%s"] * len(values[0]))
                    cursor.executemany(f"INSERT INTO {table} VALUES ({marks})".encode(), values)
        bare.commit()

    return write


def _page(ours: SqlDatabase, server: Server) -> float:
    said: list[tuple[str, Any]] = []
    event.listen(ours._reader, "before_cursor_execute", lambda *told: said.append((told[2], told[3])))

    def page() -> None:
        with ours.reading() as work:
            work.interactions.worklist(ANN.key, WorklistFilter(), 100)

    page()
    statement, values = next(each for each in said if "interaction" in each[0])
    times = [_timed(page) for _ in range(30)]
    with server.connect("ours") as connection:
        bare = [_timed(lambda: connection.execute(statement.encode(), values).fetchall()) for _ in range(30)]
    return median(times) / median(bare)


def _merging(ours: SqlDatabase, other: SqlDatabase, server: Server, bare: psycopg.Connection[Any]) -> float:
    written = [revision(content=content(), interaction=call(SAVES + number)) for number in range(MERGED)]
    for each in written:
        _submit(other, each)
    took = _timed(lambda: merge(ours, other))
    rows = _rows(server, "other", [each.subject.evaluation for each in written])
    return took / _timed(_write(bare, rows))


def _timed(run: Callable[[], Any]) -> float:
    """Seconds; what prepares a run and hands back what is to be timed is not counted."""
    began = time.perf_counter()
    rest = run()
    if callable(rest):
        began = time.perf_counter()
        rest()
    return time.perf_counter() - began


if __name__ == "__main__":
    with closing(sys.stdout):
        sys.exit(main())

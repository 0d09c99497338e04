"""How long finding words in 100,000 turns takes, against the same FTS5 query by plain sqlite3 on the same file.

The plain query gives the keys of the newest interactions that hold the words. Finding also counts all of them, reads
fifty interactions with their transcripts and makes the snippets; what that adds does not grow with the database and is
held against reading and folding as many turns in the same run. An argument makes another number of turns.
"""

import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import Any, Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from sqlalchemy import select

from qa_desktop.domain.interactions import Agent
from qa_desktop.domain.search import parse, words_of
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.services import finding
from qa_desktop.storage import search_index
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.tables import InteractionRow
from tests.storage.samples import ANN, DEVICE, call

TURNS: Final = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
EACH: Final = 100
ROUNDS: Final = 9
GOAL: Final = 2.0
"""Times as long as the same query by plain sqlite3."""
LEAST: Final = 0.005
"""Seconds below which nobody notices, and what the program adds is not measured."""
PAGE_GOAL: Final = 4.0
"""Times as long as the plain query, and reading and folding the turns of fifty interactions."""
ASKED: Final = {"a rare word": "w4321", "a common word": "w3", "two words": "w11 w200", "a phrase": '"w5 w6"',
                "a beginning": "w12", "without": "w40 -w41"}  # fmt: skip
PLAIN: Final = "SELECT i.key FROM interaction i WHERE {} ORDER BY i.started_at DESC, i.key DESC LIMIT 50"
HAS: Final = (
    "i.key {} (SELECT interaction FROM search_text WHERE id IN "
    "(SELECT rowid FROM search_index WHERE search_index MATCH ?) AND owner IS NULL)"
)


def fill(database: SqlDatabase) -> None:
    """Transcripts of a hundred turns with fifteen words each, some of which are common and most rare."""
    made = random.Random(7)
    known = [f"w{number}" for number in range(5000)]
    weights = [1 / (number + 5) for number in range(5000)]
    for number in range(TURNS // EACH):
        words = iter(made.choices(known, weights, k=EACH * 15))
        turns = tuple(
            Turn(" ".join(next(words) for _ in range(15)), Role.AGENT, "", float(place), place + 1.0)
            for place in range(EACH)
        )
        each = call(number, agent=Agent(f"Agent {number % 50}"))
        with database.writing() as work:
            work.interactions.put(each)
            work.interactions.put_transcript(each.key, Transcript("made", turns))


def seconds(run: Callable[[], object]) -> float:
    """How long the processor is at something: nothing here waits for the disk, and what else runs does not count."""
    start = time.process_time()
    run()
    return time.process_time() - start


def plain(connection: sqlite3.Connection, typed: str) -> list[Any]:
    """The keys, by hand."""
    terms = parse(typed).terms
    where = " AND ".join(HAS.format("NOT IN" if term.excluded else "IN") for term in terms)
    matches = [f'"{" ".join(term.words)}"{"*" if term.prefix else ""}' for term in terms]
    return connection.execute(PLAIN.format(where), matches).fetchall()


def bare_page(connection: sqlite3.Connection, typed: str) -> None:
    """What a page cannot do without: the query, and the words of the turns in what it found."""
    for (key,) in plain(connection, typed):
        for (words,) in connection.execute("SELECT text FROM turn WHERE interaction = ? ORDER BY place", (key,)):
            words_of(words)


def ours(database: SqlDatabase, typed: str) -> list[Any]:
    """The keys, as the program asks for them."""
    newest = (InteractionRow.started_at.desc(), InteractionRow.key.desc())
    asked = search_index.holding(parse(typed), ANN.key)
    with database._reader.connect() as connection:
        return list(connection.execute(select(InteractionRow.key).where(*asked).order_by(*newest).limit(50)))


def main() -> None:
    """Print every query."""
    with tempfile.TemporaryDirectory(prefix="qa-bench-") as folder:
        file = Path(folder) / "many.db"
        database = open_database(file, DEVICE)
        filled = seconds(lambda: fill(database))
        ratios, pages = [], []
        with closing(sqlite3.connect(file)) as bare:
            for name, typed in ASKED.items():
                runs = (
                    lambda: plain(bare, typed),  # noqa: B023
                    lambda: ours(database, typed),  # noqa: B023
                    lambda: bare_page(bare, typed),  # noqa: B023
                    lambda: finding.find(database, ANN, typed),  # noqa: B023
                )
                taken = [[seconds(run) for run in runs] for _ in range(ROUNDS)]
                by_hand, query, floor, page = (median(each) for each in zip(*taken, strict=True))
                total = finding.find(database, ANN, typed).total
                ratios.append(query / max(by_hand, LEAST))
                pages.append(page / max(floor, LEAST))
                print(
                    f"{name:>14}: plain {by_hand * 1000:6.1f} ms, query {query * 1000:6.1f} ms ({ratios[-1]:.2f}); "
                    f"bare page {floor * 1000:6.1f} ms, page {page * 1000:6.1f} ms ({pages[-1]:.2f}); of {total}"
                )
        again = seconds(lambda: finding.rebuild(database))
        size = file.stat().st_size
        database.close()
    print(f"{TURNS} turns: written in {filled:.1f} s, index built anew in {again:.1f} s, file {size / 1e6:.0f} MB")
    print(
        f"worst query {max(ratios):.2f} of plain (goal {GOAL}), worst page {max(pages):.2f} of bare (goal {PAGE_GOAL})"
    )
    sys.exit(max(ratios) > GOAL or max(pages) > PAGE_GOAL)


if __name__ == "__main__":
    main()

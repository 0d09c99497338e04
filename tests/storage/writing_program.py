"""Programs that the tests of concurrency and of crashes start: they write, and say on standard output what is safe.

Usage: python writing_program.py (count | submit) DATABASE NAME TIMES
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from qa_desktop.domain.people import Person
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.storage.samples import DEVICE, SCORE, draft, revision


def count(database: SqlDatabase, name: str, times: int) -> None:
    """Read a number and write the next one, as every correction of shared work does."""
    for _ in range(times):
        with database.writing() as work:
            reached = int(work.roots.all().get("count", "0"))
            work.roots.put("count", str(reached + 1))
            work.people.put(Person(f"{name} {reached + 1}"))


def submit(database: SqlDatabase, _name: str, times: int) -> None:
    """Save drafts and submit them; a line names what has been committed."""
    for _ in range(times):
        typed = draft()
        with database.writing() as work:
            work.evaluations.save_draft(typed, datetime.now(UTC))
        sealed = revision(typed.subject.evaluation)
        _say("draft", typed.subject.evaluation)
        with database.writing() as work:
            work.evaluations.submit(sealed, SCORE)
        _say("submitted", typed.subject.evaluation)
        corrected = revision(parent=sealed)
        with database.writing() as work:
            work.evaluations.submit(corrected, SCORE)
        _say("corrected", typed.subject.evaluation)


def _say(what: str, key: UUID) -> None:
    print(what, key, flush=True)


def main() -> None:
    """Do what the command line says."""
    task, address, name, times = sys.argv[1:]
    # Counting shares one device, so that all programs read and write the same number.
    database = open_database(address, DEVICE if task == "count" else uuid4())
    print("ready", flush=True)
    {"count": count, "submit": submit}[task](database, name, int(times))
    database.close()


if __name__ == "__main__":
    main()

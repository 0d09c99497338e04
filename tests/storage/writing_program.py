"""Programs that the tests of concurrency and of crashes start: they write, and say on standard output what is safe.

Usage: python writing_program.py (count | submit | correct | watch) (truncate | wal) DATABASE NAMES TIMES [EVALUATION]

Several names with commas between them become so many processes, where a process can be split: that loads the modules
once.
"""

import atexit
import os
import select
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final
from uuid import UUID, uuid4

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from qa_desktop.domain.answers import Answer, Chosen
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.storage import engine
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.storage.samples import DEVICE, SCORE, draft, revision

MEANWHILE: Final = "corrected this evaluation meanwhile"


def use_journal(mode: str) -> None:
    """Choose the journal whatever SQLite this machine has and wherever the file lies."""
    engine.WAL_IS_SOUND = (3, 0, 0) if mode == "wal" else (99, 0, 0)  # type: ignore[misc]
    engine.is_local = lambda _: True


def count(database: SqlDatabase, name: str, times: int, _: UUID) -> None:
    """Read a number and write the next one, as every correction of shared work does."""
    for _ in range(times):
        with database.writing() as work:
            reached = int(work.roots.all().get("count", "0"))
            work.roots.put("count", str(reached + 1))
            work.people.put(Person(f"{name} {reached + 1}"))


def submit(database: SqlDatabase, _name: str, times: int, _: UUID) -> None:
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


def correct(database: SqlDatabase, name: str, times: int, evaluation: UUID) -> None:
    """Add marks to one evaluation that everybody corrects: read, think, write; who comes second does it again."""
    for number in range(times):
        while not _corrected(database, evaluation, f"{name}-{number}"):
            pass


def _corrected(database: SqlDatabase, evaluation: UUID, standard: str) -> bool:
    with database.reading() as work:
        seen = work.evaluations.head(evaluation)
    assert seen is not None
    content = replace(seen.content, answers={**seen.content.answers, standard: Answer(Chosen("yes"))})
    try:
        with database.writing() as work:
            work.evaluations.submit(revision(parent=seen, content=content), SCORE)
    except InputError as error:
        if MEANWHILE not in str(error):
            raise
        return False
    return True


def watch(database: SqlDatabase, _name: str, _times: int, evaluation: UUID) -> None:
    """Look at the evaluation until told to stop: always whole, and never fewer marks than before."""
    marks = looks = 0
    while looks < 20 or not _told_to_stop():
        with database.reading() as work:
            head = work.evaluations.head(evaluation)
        assert head is not None
        assert head.computed_hash() == head.hash, "a part of an evaluation was seen"
        assert len(head.content.answers) >= marks, "a correction went away"
        marks, looks = len(head.content.answers), looks + 1


def _told_to_stop() -> bool:
    return bool(select.select([sys.stdin], [], [], 0)[0])


def _say(what: str, key: UUID) -> None:
    print(what, key, flush=True)


def main(arguments: list[str]) -> None:
    """Do what the arguments say, in as many processes as there are names."""
    task, journal, address, names, times, *evaluation = arguments
    use_journal(journal)
    _run(task, address, _split(names.split(",")), int(times), UUID(evaluation[0]) if evaluation else DEVICE)


def _split(names: list[str]) -> str:
    """The name of this process; the first one waits for the others, and fails when one of them has."""
    others = []
    for name in names[1:]:
        child = os.fork()
        if child == 0:
            return name
        others.append(child)
    atexit.register(_wait_for, others)
    return names[0]


def _wait_for(others: list[int]) -> None:
    ended = [os.waitpid(child, 0)[1] for child in others]
    if any(ended):
        sys.stderr.write("a program failed\n")


def _run(task: str, address: str, name: str, times: int, evaluation: UUID) -> None:
    # Counting shares one device, so that all programs read and write the same number.
    database = open_database(address, DEVICE if task == "count" else uuid4())
    print("ready", flush=True)
    tasks = {"count": count, "submit": submit, "correct": correct, "watch": watch}
    tasks[task](database, name, times, evaluation)
    database.close()


if __name__ == "__main__":
    main(sys.argv[1:])

"""Several programs on one file: nobody sees a lock error, no update is lost, nobody sees half of anything.

A program waits at most for SQLite's busy timeout and then fails with a sentence; none does here.
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from subprocess import PIPE, Popen
from uuid import UUID

import pytest

from qa_desktop.storage import engine
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.storage.samples import CONTENT, DEVICE, SCORE, furnish, revision
from tests.storage.writing_program import use_journal

PROGRAM = Path(__file__).with_name("writing_program.py")
JOURNALS = ("truncate", "wal")
SOAK = [pytest.mark.soak, pytest.mark.timeout(900)]


def start(
    task: str, journal: str, file: Path | str, names: Sequence[str], times: int, *more: object
) -> list[Popen[bytes]]:
    """Programs that write, one for each name."""
    groups = [names] if hasattr(os, "fork") else [[name] for name in names]
    return [_started(task, journal, file, ",".join(group), times, *more) for group in groups]


def _started(*told: object) -> Popen[bytes]:
    return Popen([sys.executable, str(PROGRAM), *map(str, told)], stdin=PIPE, stdout=PIPE, stderr=PIPE)


def names(programs: int) -> list[str]:
    """How the programs are called."""
    return [f"P{number}" for number in range(programs)]


def end(started: list[Popen[bytes]]) -> None:
    """Wait for the programs; none may have complained."""
    ended = [(program.communicate()[1], program.returncode) for program in started]
    assert ended == [(b"", 0)] * len(started)


@pytest.fixture(params=JOURNALS)
def journal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Each way to keep a journal, here and in the programs."""
    for name in ("WAL_IS_SOUND", "is_local"):
        monkeypatch.setattr(engine, name, getattr(engine, name))  # put back afterwards
    use_journal(request.param)
    return str(request.param)


@pytest.fixture
def shared(journal: str, database: SqlDatabase, file: Path) -> SqlDatabase:
    """A database whose file has that journal."""
    assert database.health().journal_mode == journal
    return database


@pytest.mark.parametrize(("programs", "times"), [(8, 20), pytest.param(20, 100, marks=SOAK)])
def test_no_update_is_lost(shared: SqlDatabase, journal: str, file: Path, programs: int, times: int) -> None:
    end(start("count", journal, file, names(programs), times))
    with shared.reading() as work:
        assert work.roots.all() == {"count": str(programs * times)}
        assert len(work.people.all()) == programs * times
    assert shared.health().problems == ()


@pytest.mark.parametrize(("programs", "times"), [(4, 5), pytest.param(20, 10, marks=SOAK)])
def test_no_mark_in_an_evaluation_that_all_correct_is_lost_or_seen_in_part(
    shared: SqlDatabase, journal: str, file: Path, programs: int, times: int
) -> None:
    """Each program adds marks only: the row of the evaluation itself says the same before and after."""
    first = revision()
    with shared.writing() as work:
        furnish(work)
        work.evaluations.submit(first, SCORE)
    evaluation = first.subject.evaluation
    watching = start("watch", journal, file, ["watch"], 0, evaluation)
    end(start("correct", journal, file, names(programs), times, evaluation))
    end(watching)  # closes its input, which is the sign to stop
    added = {f"{name}-{each}" for each in range(times) for name in names(programs)}
    assert marks_of(shared, evaluation) == {*CONTENT.answers, *added}
    assert shared.health().problems == ()


def marks_of(database: SqlDatabase, evaluation: UUID) -> set[str]:
    """The standards that are marked in the newest revision, after a chain that has no fork."""
    with database.reading() as work:
        chain = work.evaluations.revisions(evaluation)
        head = work.evaluations.head(evaluation)
    assert [each.number for each in chain] == list(range(1, len(chain) + 1))
    assert head == chain[-1]
    return set(chain[-1].content.answers)


def test_programs_that_create_the_same_database_at_once_share_one(journal: str, file: Path) -> None:
    end(start("count", journal, file, names(3), 5))
    database = open_database(file, DEVICE)
    with database.reading() as work:
        assert work.roots.all() == {"count": "15"}
    database.close()
    assert not list(file.parent.glob(".*"))

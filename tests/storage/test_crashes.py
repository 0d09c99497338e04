"""A program killed at any moment: what it said was safe is there, whole, and true."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from threading import Timer
from uuid import UUID

import pytest

from qa_desktop.storage import engine
from qa_desktop.storage.database import SqlDatabase, open_database
from tests.storage.samples import DEVICE, furnish
from tests.storage.writing_program import use_journal
from tests.victims import KILLED, Victim


def said_until(victim: Victim, moments: Random, end: Callable[[], None]) -> list[tuple[str, UUID]]:
    """What a program says, which is ended a moment after it has said some things, however busy the machine is."""
    assert victim.line() == "ready"
    lines = [victim.line() for _ in range(moments.randint(2, 10))]
    timer = Timer(moments.uniform(0, 0.02), end)
    timer.start()
    lines += victim.rest()
    timer.join()
    return [(what, UUID(key)) for what, key in map(str.split, lines)]


def check(database: SqlDatabase, said: list[tuple[str, UUID]]) -> None:
    """Each evaluation is at least as far as was said, and complete."""
    wanted = {"draft": 0, "submitted": 1, "corrected": 2}
    reached = {key: max(wanted[what] for what, each in said if each == key) for _, key in said[-6:]}
    reached |= {key: wanted[what] for what, key in said if what == "corrected"}
    with database.reading() as work:
        for key, revisions in reached.items():
            chain = work.evaluations.revisions(key)
            assert len(chain) >= revisions
            assert all(revision.computed_hash() == revision.hash for revision in chain)
            assert work.evaluations.head(key) == (chain[-1] if chain else None)
            assert chain or work.evaluations.draft_saved_at(key) is not None
    assert database.health().problems == ()


@pytest.mark.parametrize("journal", ["truncate", "wal"])
@pytest.mark.parametrize("kills", [3, pytest.param(120, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_what_was_acknowledged_is_present_and_true(
    database: SqlDatabase, file: Path, journal: str, kills: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("WAL_IS_SOUND", "is_local"):
        monkeypatch.setattr(engine, name, getattr(engine, name))  # put back afterwards
    use_journal(journal)
    with database.writing() as work:
        furnish(work)
    database.close()
    moments = Random(7)
    acknowledged = 0
    for _ in range(kills):
        victim = Victim("storage.writing_program", "submit", journal, file, "P", 1_000_000)
        said = said_until(victim, moments, victim.kill)
        assert victim.ended_with == KILLED, victim.complaints
        acknowledged += len(said)
        again = open_database(file, DEVICE)
        check(again, said)
        with again.writing() as work:
            for _, key in said:
                work.evaluations.drop_draft(key)
        again.close()
    assert acknowledged > kills

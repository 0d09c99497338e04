"""Several programs on one file: nobody sees a lock error, and no update is lost."""

import sys
from pathlib import Path
from subprocess import PIPE, Popen

import pytest

from qa_desktop.storage.database import SqlDatabase, open_database
from tests.storage.samples import DEVICE

PROGRAM = Path(__file__).with_name("writing_program.py")


@pytest.mark.parametrize(
    ("programs", "times"), [(4, 50), pytest.param(20, 100, marks=[pytest.mark.soak, pytest.mark.timeout(900)])]
)
def test_no_update_is_lost(database: SqlDatabase, file: Path, programs: int, times: int) -> None:
    started = [
        Popen([sys.executable, str(PROGRAM), "count", str(file), f"P{number}", str(times)], stdout=PIPE, stderr=PIPE)
        for number in range(programs)
    ]
    ended = [(*program.communicate(), program.returncode) for program in started]
    assert [(errors, code) for _, errors, code in ended] == [(b"", 0)] * programs
    with database.reading() as work:
        assert work.roots.all() == {"count": str(programs * times)}
        assert len(work.people.all()) == programs * times
    assert database.health().problems == ()


def test_programs_that_create_the_same_database_at_once_share_one(file: Path) -> None:
    started = [
        Popen([sys.executable, str(PROGRAM), "count", str(file), f"P{number}", "5"], stdout=PIPE, stderr=PIPE)
        for number in range(3)
    ]
    ended = [(*program.communicate(), program.returncode) for program in started]
    assert [(errors, code) for _, errors, code in ended] == [(b"", 0)] * 3
    database = open_database(file, DEVICE)
    with database.reading() as work:
        assert work.roots.all() == {"count": "15"}
    database.close()
    assert not list(file.parent.glob(".*"))

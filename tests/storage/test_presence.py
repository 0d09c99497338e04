"""A file that goes while it is open: nothing is called saved that went with it, and nothing is made in its place."""

import shutil
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.storage import engine
from qa_desktop.storage.database import SqlDatabase
from tests.storage.samples import ANN, BEN
from tests.storage.writing_program import use_journal


@pytest.fixture(autouse=True, params=["truncate", "wal"])
def _journal(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("WAL_IS_SOUND", "is_local"):
        monkeypatch.setattr(engine, name, getattr(engine, name))  # put back afterwards
    use_journal(request.param)


def test_nothing_is_written_or_made_where_the_file_is_gone(database: SqlDatabase, file: Path) -> None:
    with database.writing() as work:
        work.people.put(ANN)
    away = file.rename(file.with_suffix(".away"))
    with pytest.raises(InputError, match="not there any more"), database.writing():
        raise AssertionError
    with pytest.raises(InputError, match="not there any more"), database.reading():
        raise AssertionError
    assert not file.exists()
    away.rename(file)
    with database.writing() as work:
        assert work.people.all() == [ANN]
        work.people.put(BEN)


@pytest.mark.parametrize("before_the_first_write", [True, False])
def test_what_is_written_while_the_file_goes_is_not_called_saved(
    database: SqlDatabase, file: Path, before_the_first_write: bool
) -> None:
    with database.writing() as work:
        work.people.put(ANN)
    away = file.with_suffix(".away")

    def write() -> None:
        with database.writing() as work:
            if before_the_first_write:
                file.rename(away)
            work.people.put(BEN)
            if not before_the_first_write:
                file.rename(away)

    with pytest.raises(InputError, match="Nothing was saved"):
        write()
    away.rename(file)
    with database.reading() as work:
        assert work.people.all() == [ANN]
    with database.writing() as work:
        work.people.put(BEN)
    assert database.health().problems == ()


def test_another_file_in_its_place_is_not_taken_for_it(database: SqlDatabase, file: Path) -> None:
    copy = shutil.copy(file, file.with_suffix(".copy"))
    file.rename(file.with_suffix(".away"))
    Path(copy).rename(file)
    with pytest.raises(InputError, match="Another file has taken the place"), database.writing():
        raise AssertionError

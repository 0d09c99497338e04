"""From a file to a server and back: nothing is lost, and words are found in either place."""

from contextlib import closing
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.moving import move
from tests.postgres_server import Server
from tests.storage.samples import ANN, CALL, DEVICE, NOON, SCORE, draft, furnish, revision

ODD = Person("NUL \0 and \U0010fffe")


def filled(file: Path) -> None:
    first = revision()
    with closing(open_database(file, DEVICE)) as database, database.writing() as work:
        furnish(work)
        work.people.put(ODD)
        work.evaluations.submit(first, SCORE)
        work.evaluations.submit(revision(parent=first), SCORE)
        work.evaluations.save_draft(draft(), NOON)
        work.roots.put("calls", "/there")


def content(database: SqlDatabase) -> list[object]:
    with database.reading() as work:
        drafted = work.evaluations.draft(CALL.key, ANN.key)
        heads = work.evaluations.submitted([CALL.key], [ANN.key])
        people, interaction = work.people.all(), work.interactions.get(CALL.key)
        return [people, interaction, heads, drafted, work.roots.all()]


def test_everything_goes_to_a_server_and_comes_back(server: Server, tmp_path: Path) -> None:
    file, back, address = tmp_path / "room.db", tmp_path / "back.db", server.address(server.create())
    filled(file)
    rows = move(str(file), address)
    assert move(address, str(back)) == rows
    with (
        closing(open_database(file, DEVICE)) as here,
        closing(open_database(address, DEVICE)) as there,
        closing(open_database(back, DEVICE)) as again,
    ):
        assert content(here) == content(there) == content(again)
        assert there.health().problems == again.health().problems == ()
        assert here.health().counts == there.health().counts == again.health().counts
        with there.writing() as work:  # counting goes on where the file stopped
            work.people.put(Person("After the move"))
    with pytest.raises(InputError, match=r"there already|not empty|holds"):
        move(str(file), address)

"""Moving a database to a server and back: every row, drafts, folders and search; or nothing, where it fails."""

from contextlib import closing
from pathlib import Path

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.domain.search import parse
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.moving import move
from tests.storage.samples import ANN, CALL, DEVICE, NOON, SCORE, draft, furnish, revision


def fill(database: SqlDatabase) -> None:
    with database.writing() as work:
        furnish(work)
        work.roots.put("calls", "/calls")
        first = revision()
        work.evaluations.submit(first, SCORE)
        work.evaluations.submit(revision(parent=first), SCORE)
        work.evaluations.save_draft(draft(), NOON)


def everything(database: SqlDatabase) -> list[object]:
    with database.reading() as work:
        shared = [(each.kind, each.key, each.content) for each in work.sharing.everything()]
        kept = (work.roots.all(), work.evaluations.draft(CALL.key, ANN.key), work.sharing.last())
        found = [hit.interaction.key for hit in work.search.find(parse("strasse"), ANN.key).hits]
        return [shared, kept, work.sharing.database(), found]


def test_to_a_server_and_back(tmp_path: Path, server_address: str) -> None:
    with closing(open_database(tmp_path / "here.db", DEVICE)) as here:
        fill(here)
        wanted = everything(here)
    rows = move(str(tmp_path / "here.db"), server_address)
    assert rows["revision"] == 2
    assert wanted[-1] == [CALL.key]
    with closing(open_database(server_address, DEVICE)) as there:
        assert everything(there) == wanted
        with there.writing() as work:  # the outbox counts on
            work.people.put(Person("Zoe"))
        with there.reading() as work:
            assert work.sharing.last() > wanted[1][2]  # type: ignore[index]
        after = everything(there)
    with pytest.raises(InputError, match="holds work already"):
        move(str(tmp_path / "here.db"), server_address)
    move(server_address, str(tmp_path / "back.db"))
    with closing(open_database(tmp_path / "back.db", DEVICE)) as back:
        assert everything(back) == after
        assert back.health().problems == ()


def test_what_was_begun_is_taken_away_where_it_fails(
    tmp_path: Path, server_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from qa_desktop.storage import moving

    with closing(open_database(tmp_path / "here.db", DEVICE)) as here:
        fill(here)

    def lose(*_: object) -> None:
        raise InputError("Not everything arrived, so nothing was moved: try again.")

    monkeypatch.setattr(moving, "_refuse_other", lose)
    for target in (str(tmp_path / "there.db"), server_address):
        with pytest.raises(InputError, match="nothing was moved"):
            move(str(tmp_path / "here.db"), target)
    monkeypatch.undo()
    assert [file.name for file in tmp_path.glob("*there*")] == []
    move(str(tmp_path / "here.db"), server_address)

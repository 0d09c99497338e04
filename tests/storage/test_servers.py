"""A PostgreSQL server under several programs, and one that goes down and comes back."""

from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from random import Random
from uuid import UUID

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.engine import parse_address
from qa_desktop.storage.server_text import escaped, restored
from tests.postgres_server import Server, running_server
from tests.storage.samples import ANN, CALL, DEVICE, SCORE, furnish, revision
from tests.storage.test_concurrency import end, names, start
from tests.storage.test_crashes import check, said_until
from tests.victims import Victim


@pytest.fixture
def room(server_address: str) -> Iterator[SqlDatabase]:
    with closing(open_database(server_address, DEVICE)) as database:
        yield database


def test_many_programs_write_at_once_and_no_update_is_lost(room: SqlDatabase, server_address: str) -> None:
    end(start("count", "truncate", server_address, names(8), 10))
    with room.reading() as work:
        assert work.roots.all() == {"count": "80"}
        assert len(work.people.all()) == 80
    assert room.health().problems == ()


def test_corrections_of_one_evaluation_all_stay_and_nobody_sees_half(room: SqlDatabase, server_address: str) -> None:
    first = revision()
    with room.writing() as work:
        furnish(work)
        work.evaluations.submit(first, SCORE)
    key = first.subject.evaluation
    watching = start("watch", "truncate", server_address, ["W"], 0, key)
    end(start("correct", "truncate", server_address, names(4), 5, key))
    end(watching)
    with room.reading() as work:
        chain = work.evaluations.revisions(key)
    assert len(chain) == 21
    assert set(chain[-1].content.answers) >= {f"P{name}-{number}" for name in range(4) for number in range(5)}


def test_programs_that_make_the_tables_at_once_share_them(server: Server) -> None:
    address = server.address(server.create())
    end(start("count", "truncate", address, names(3), 2))
    with closing(open_database(address, DEVICE)) as database, database.reading() as work:
        assert work.roots.all() == {"count": "6"}


@pytest.mark.parametrize("kills", [2, pytest.param(100, marks=[pytest.mark.soak, pytest.mark.timeout(3600)])])
def test_a_server_that_crashes_amid_writing_loses_nothing_acknowledged(kills: int) -> None:
    """The writing program says in a plain sentence what happened; the database that is open here connects again."""
    with running_server(fsync=True) as crashing:
        address = crashing.address(crashing.create())
        database = open_database(address, DEVICE)
        with database.writing() as work:
            furnish(work)
        moments = Random(11)
        acknowledged = 0
        for _ in range(kills):
            said, errors = _write_until_the_server_crashes(crashing, address, moments)
            acknowledged += len(said)
            assert "InputError" in errors
            assert "lost" in errors or "No connection" in errors
            crashing.start()
            with database.reading() as work:
                assert len(work.people.all()) == 2
            check(database, said)
            with database.writing() as work:
                for _, key in said:
                    work.evaluations.drop_draft(key)
        database.close()
        assert acknowledged > kills


def _write_until_the_server_crashes(
    crashing: Server, address: str, moments: Random
) -> tuple[list[tuple[str, UUID]], str]:
    victim = Victim("storage.writing_program", "submit", "truncate", address, "P", 1_000_000)
    said = said_until(victim, moments, lambda: crashing.stop("immediate"))
    return said, victim.complaints


def test_a_connection_that_is_cut_is_told_and_made_again(server: Server, room: SqlDatabase) -> None:
    name = room.address.partition("@/")[2].partition("?")[0]

    def cut() -> None:
        with server.connect(name) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid != pg_backend_pid()"
            )

    def write_and_be_cut() -> None:
        with room.writing() as work:
            work.people.put(ANN)
            cut()
            work.people.all()

    with pytest.raises(InputError, match=r"The connection to the database .* was lost"):
        write_and_be_cut()
    with room.reading() as work:
        assert work.people.all() == []
    cut()
    with room.writing() as work:
        work.people.put(ANN)
    with room.reading() as work:
        assert work.people.all() == [ANN]


def test_times_are_utc_whatever_the_server_thinks(server: Server, room: SqlDatabase) -> None:
    name = room.address.partition("@/")[2].partition("?")[0]
    with server.connect(name) as other:
        other.execute("ALTER ROLE qa_owner SET timezone = 'Asia/Kolkata'")
        try:
            with room.writing() as work:
                work.interactions.put(CALL)
            again = open_database(room.address, DEVICE)
            with again.reading() as work:
                found = work.interactions.get(CALL.key)
            again.close()
        finally:
            other.execute("ALTER ROLE qa_owner RESET timezone")
        kept = other.execute("SELECT started_at AT TIME ZONE 'UTC' FROM interaction").fetchone()
    assert found is not None
    assert found.started_at == CALL.started_at
    assert found.started_at.tzinfo is UTC
    assert kept == (CALL.started_at.replace(tzinfo=None),)
    assert isinstance(kept[0], datetime)


@pytest.mark.parametrize("name", ["a\0b", "\0", "mark \U0010fffe0 itself", "\U0010fffe", "\U0010fffe1\0"])
def test_every_character_comes_back(room: SqlDatabase, name: str) -> None:
    person = Person(name)
    with room.writing() as work:
        work.people.put(person)
        work.people.put(person)
        assert work.people.all() == [person]
    assert "\0" not in escaped(name)
    assert restored(escaped(name)) == name


def test_addresses_without_a_driver_mean_the_one_that_ships() -> None:
    for written in ("postgres://ann@db/qa", "postgresql://ann@db/qa"):
        assert parse_address(written).drivername == "postgresql+psycopg"


def test_one_connection_stays_open_for_reading_and_writing(server: Server, room: SqlDatabase) -> None:
    name = room.address.partition("@/")[2].partition("?")[0]
    with room.writing() as work:
        work.people.put(ANN)
    with room.reading() as work:
        work.people.all()
    with server.connect(name) as other:
        held = other.execute(
            "SELECT application_name FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid != pg_backend_pid()"
        ).fetchall()
    assert held == [("qa-desktop",)]

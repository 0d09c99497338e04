"""Real failures of a real server, each told in one sentence that says what to do and holds no password."""

import re
from contextlib import closing

import pytest

from qa_desktop.domain.errors import InputError
from qa_desktop.storage.database import open_database
from tests.postgres_server import OWNER, PASSWORD, TEMPLATE, Server
from tests.storage.samples import ANN, DEVICE


def refusal(address: str, words: str) -> str:
    """What is said where a database cannot be opened."""
    with pytest.raises(InputError, match=words) as told:
        open_database(address, DEVICE, busy_ms=500)
    sentence = str(told.value)
    assert PASSWORD not in sentence
    assert "%20of%20" not in sentence
    assert re.search(r"[.]$", sentence)
    return sentence


def test_a_wrong_password_and_none_are_told_with_where_to_put_it(server: Server) -> None:
    said = refusal(server.address_by_port(TEMPLATE, password="wrong of the tests"), "does not know this name or pass")
    assert "~/.pgpass" in said
    assert f"postgresql+psycopg://{OWNER}@127.0.0.1" in said
    assert "wrong" not in said
    refusal(server.address_by_port(TEMPLATE, password=""), "does not know this name or password")


def test_a_login_that_is_not_there(server: Server) -> None:
    refusal(server.address(TEMPLATE, "nobody_of_them"), "does not know this name or password")


def test_a_database_that_is_not_there(server: Server) -> None:
    refusal(server.address("nowhere"), "there is no database of this name")


def test_a_server_that_is_not_there(server: Server) -> None:
    refusal(f"postgresql+psycopg://ann:{PASSWORD}@127.0.0.1:1/room".replace(" ", "%20"), "no server answers there")
    refusal(f"postgresql://ann@/room?host={server.folder}/elsewhere", "no server answers there")


def test_a_host_that_nobody_knows() -> None:
    refusal("postgresql://ann@nowhere.invalid/room", "there is no host of this name")


def test_a_service_that_no_file_names(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGSERVICEFILE", "/nowhere/services")
    refusal("postgresql:///?service=qa", "No connection to the database")


def test_an_encrypted_connection_to_a_server_without(server: Server) -> None:
    refusal(server.address_by_port(TEMPLATE) + "?sslmode=require", r"encryption asked for \(sslmode\)")


def test_tables_of_something_else_are_left_alone(server: Server) -> None:
    name = server.create()
    with server.connect(name) as theirs:
        theirs.execute("CREATE TABLE customer (name text)")
    refusal(server.address(name), "holds tables of something else")
    with server.connect(name) as theirs:
        tables = theirs.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    assert tables == [("customer",)]


def test_an_encoding_that_lacks_characters(server: Server) -> None:
    with server.connect("postgres") as connection:
        connection.execute("CREATE DATABASE narrow TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    refusal(server.address("narrow"), "made with the encoding UTF8")


def test_a_login_without_rights_and_one_that_may_only_read(server: Server, server_address: str) -> None:
    name = server_address.partition("@/")[2].partition("?")[0]
    with server.connect(name) as connection:
        connection.execute("CREATE ROLE looker LOGIN")
        refusal(server.address(name, "looker"), "does not let this login do that")
        connection.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO looker")
        refusal(server.address(name, "looker"), "can be read but not changed by this login")
        connection.execute("DROP OWNED BY looker")
        connection.execute("DROP ROLE looker")


def test_a_server_that_only_follows_another(server: Server, server_address: str) -> None:
    refusal(f"{server_address}&options=-cdefault_transaction_read_only%3Don", "can be read but not changed")


def test_a_newer_schema_names_the_version_that_it_needs(server: Server, server_address: str) -> None:
    name = server_address.partition("@/")[2].partition("?")[0]
    with server.connect(name) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE property SET value = '7.2.0' WHERE name = 'program'")
    refusal(server_address, r"install version 7\.2\.0 or newer")


def test_a_writer_that_does_not_end_keeps_another_waiting_for_so_long_only(server_address: str) -> None:
    with (
        closing(open_database(server_address, DEVICE)) as first,
        closing(open_database(server_address, DEVICE, busy_ms=100)) as second,
    ):
        with first.writing() as work:
            work.people.put(ANN)
            with second.reading() as other:
                assert other.people.all() == []
            with pytest.raises(InputError, match="is busy"), second.writing():
                pass
        with second.writing() as work:
            assert work.people.all() == [ANN]

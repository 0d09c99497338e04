"""`db roles` and `db login` on a real server."""

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.postgres_server import Server

pytestmark = pytest.mark.usefixtures("qapp")


def test_roles_and_logins_of_a_server(server: Server, server_address: str, run: Run) -> None:
    planned = run("db", "roles", "--database", server_address, "--sql").out
    assert "GRANT qa_reviewer TO qa_lead;\n" in planned
    made = run("db", "roles", "--database", server_address)
    assert (made.status, "qa_reviewer, qa_lead, qa_admin have their rights" in made.out) == (0, True)
    name = server_address.partition("@/")[2].partition("?")[0]
    try:
        admitted = run("db", "login", "reviewer_dora", "--person", "Dora", "--database", server_address)
        assert "logs in as Dora, qa_reviewer" in admitted.out
        assert "without a password" in admitted.out
        again = run("db", "login", "reviewer_dora", "--person", "Dora", "--role", "lead", "--database", server_address)
        assert "logs in as Dora, qa_lead" in again.out
        assert "without a password" not in again.out
        hers = server.address(name, "reviewer_dora")
        assert run("interaction", "list", "--database", hers).status == 0
        assert (
            "does not let this login do that"
            in run("db", "login", "other", "--person", "Eve", "--database", hers).sentence
        )
    finally:
        with server.connect(name) as connection:
            connection.execute("DROP OWNED BY reviewer_dora")
            connection.execute("DROP ROLE reviewer_dora")


def test_a_file_has_neither(tmp_path: Path, run: Run) -> None:
    assert "a matter of a PostgreSQL server" in run("db", "roles", "--database", tmp_path / "room.db").sentence
    assert not (tmp_path / "room.db").exists()

"""Submitted work and the audit trail cannot be changed, not even by a careless statement of our own."""

from contextlib import closing
from dataclasses import replace
from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from qa_desktop.domain.people import PersonRole
from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.redactions import Redaction
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.tables import APPEND_ONLY
from tests.storage.samples import ANN, CALL, DEVICE, NOON, SCORE, furnish, revision

_COLUMN = {"revision": "number", "audit": "number", "redaction": "end_ms", "record": "number", "record_parent": "place"}


@pytest.fixture
def written(database: SqlDatabase) -> SqlDatabase:
    """A database with a row in every append-only table."""
    write(database)
    return database


def write(database: SqlDatabase) -> None:
    first = revision()
    with database.writing() as work:
        furnish(work)
        work.people.put(replace(ANN, role=PersonRole.LEAD))
        work.evaluations.submit(first, SCORE)
        work.evaluations.submit(revision(parent=first), SCORE)
        work.audit.add(AuditEntry(NOON, DEVICE, ANN.key, "submitted", "evaluation", uuid4()))
        work.redactions.add(CALL.key, Redaction(uuid4(), 0, 500, reason="name"), ANN.key, NOON)


@pytest.mark.files
@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM {0}",
        "UPDATE {0} SET {1} = {1}",
        "INSERT OR REPLACE INTO {0} SELECT * FROM {0}",
        "REPLACE INTO {0} SELECT * FROM {0} LIMIT 1",
    ],
)
def test_rows_are_neither_changed_nor_removed_nor_replaced(written: SqlDatabase, table: str, statement: str) -> None:
    column = _COLUMN.get(table, "revision")
    with written._writer.connect() as connection:
        assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
        with pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql(statement.format(table, column))


@pytest.mark.parametrize("table", APPEND_ONLY)
@pytest.mark.parametrize("statement", ["DELETE FROM {0}", "UPDATE {0} SET {1} = {1}", "TRUNCATE {0} CASCADE"])
def test_a_server_guards_them_too(server_address: str, table: str, statement: str) -> None:
    with closing(open_database(server_address, DEVICE)) as database:
        write(database)
        with database._writer.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql(statement.format(table, _COLUMN.get(table, "revision")))


ERASING = {
    "revision": "UPDATE revision SET reason = '', comment = '', salt = ''",
    "answer": "UPDATE answer SET comment = '' WHERE comment != ''",
    "audit": "UPDATE audit SET detail = '', salt = ''",
    "record": "UPDATE record SET content = NULL, salt = ''",
    "redaction": "UPDATE redaction SET reason = ''",
}


@pytest.mark.parametrize("table", ERASING)
def test_free_text_may_be_erased_and_nothing_else_with_it(written: SqlDatabase, table: str) -> None:
    with written._writer.begin() as connection:
        assert connection.exec_driver_sql(ERASING[table]).rowcount > 0
        with pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql(f"UPDATE {table} SET {_COLUMN.get(table, 'standard')} = '9'")
    with written._writer.begin() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.exec_driver_sql(ERASING[table].split(" WHERE")[0] + f", {_COLUMN.get(table, 'standard')} = '9'")


def test_after_erasing_everything_the_hashes_still_hold(written: SqlDatabase) -> None:
    with written._writer.begin() as connection:
        for statement in ERASING.values():
            connection.exec_driver_sql(statement)
    problems = written.health().problems
    assert problems  # nothing says that it was erased
    told = ("taken away", "search index")  # which no statement of our own would leave behind
    assert [each for each in problems if not any(words in each for words in told)] == []


def test_what_was_erased_is_not_written_again(written: SqlDatabase) -> None:
    with written._writer.begin() as connection:
        connection.exec_driver_sql(ERASING["revision"])
        with pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql("UPDATE revision SET comment = 'again'")


def test_the_earlier_removal_of_a_redaction_counts(written: SqlDatabase) -> None:
    told = "UPDATE redaction SET removed_by = author, removed_at = '{}+00:00'"
    if written.health().engine.startswith("SQLite"):
        told = told.replace("+00:00", "")
    with written._writer.begin() as connection:
        connection.exec_driver_sql(told.format("2026-03-02 13:00:00"))
        connection.exec_driver_sql(told.format("2026-03-02 12:30:00"))
    for later in (told.format("2026-03-02 13:00:00"), "UPDATE redaction SET removed_by = NULL, removed_at = NULL"):
        with written._writer.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql(later)

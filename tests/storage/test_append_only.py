"""Submitted work and the audit trail cannot be changed, not even by a careless statement of our own."""

from uuid import uuid4

import pytest
from sqlalchemy.exc import IntegrityError

from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.redactions import Redaction
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.tables import APPEND_ONLY
from tests.storage.samples import ANN, CALL, DEVICE, NOON, SCORE, furnish, revision


@pytest.fixture
def written(database: SqlDatabase) -> SqlDatabase:
    """A database with a row in every append-only table."""
    first = revision()
    with database.writing() as work:
        furnish(work)
        work.evaluations.submit(first, SCORE)
        work.evaluations.submit(revision(parent=first), SCORE)
        work.audit.add(AuditEntry(NOON, DEVICE, ANN.key, "submitted", "evaluation", uuid4()))
        work.redactions.add(CALL.key, Redaction(uuid4(), 0, 500), ANN.key, NOON)
    return database


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
    column = {"revision": "number", "audit": "number", "redaction": "end_ms"}.get(table, "revision")
    with written._writer.connect() as connection:
        assert connection.exec_driver_sql(f"SELECT count(*) FROM {table}").scalar()
        with pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql(statement.format(table, column))

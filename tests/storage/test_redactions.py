from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from qa_desktop.domain.redactions import Redaction
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.tables import RedactionRow
from tests.storage.samples import ANN, BEN, CALL, NOON, furnish

LATER = NOON + timedelta(hours=1)
CARD = Redaction(uuid4(), 5000, 9000, 1, "card number")
NAME = Redaction(uuid4(), 1000, 2000)
REMOVE = "UPDATE redaction SET removed_by = author, removed_at = at"


@pytest.fixture
def redacted(database: SqlDatabase) -> SqlDatabase:
    with database.writing() as work:
        furnish(work)
        for each in (CARD, NAME):
            work.redactions.add(CALL.key, each, ANN.key, NOON)
    return database


def test_redactions_come_back_in_the_order_of_the_recording(redacted: SqlDatabase) -> None:
    with redacted.reading() as work:
        assert work.redactions.of(CALL.key) == (NAME, CARD)
        assert work.redactions.get(CARD.key) == (CALL.key, CARD)
        assert work.redactions.of(uuid4()) == ()


def test_what_is_removed_is_out_of_force_and_stays_on_record(redacted: SqlDatabase) -> None:
    with redacted.writing() as work:
        assert work.redactions.remove(CARD.key, BEN.key, LATER)
        assert not work.redactions.remove(CARD.key, ANN.key, LATER)
        assert work.redactions.of(CALL.key) == (NAME,)
        assert work.redactions.get(CARD.key) is None
    with redacted._reader.connect() as connection:
        kept = select(RedactionRow.start_ms, RedactionRow.end_ms, RedactionRow.removed_by)
        assert connection.execute(kept.where(RedactionRow.channel == 1)).fetchall() == [(5000, 9000, BEN.key)]


@pytest.mark.files
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE redaction SET start_ms = 0",
        f"{REMOVE}, end_ms = 0",
        f"{REMOVE}, reason = ''",
        f"{REMOVE}, channel = NULL",
        f"{REMOVE}, key = zeroblob(16) WHERE channel = 1",
        f"{REMOVE}, author = (SELECT key FROM person WHERE name = 'Ben Lead')",
        "UPDATE redaction SET removed_at = at",
        "UPDATE redaction SET removed_by = author",
        "DELETE FROM redaction",
    ],
)
def test_nothing_but_a_removal_can_be_written(redacted: SqlDatabase, statement: str) -> None:
    with redacted._writer.connect() as connection, pytest.raises(IntegrityError, match="append-only"):
        connection.exec_driver_sql(statement)


@pytest.mark.files
def test_a_removal_is_written_once(redacted: SqlDatabase) -> None:
    with redacted._writer.connect() as connection:
        connection.exec_driver_sql(REMOVE)
        with pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql("UPDATE redaction SET removed_at = NULL, removed_by = NULL")
        with pytest.raises(IntegrityError, match="append-only"):
            connection.exec_driver_sql(REMOVE)

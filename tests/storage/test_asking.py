"""Queries whose rows are read by hand: what they give, and how they fail."""

import pytest
from sqlalchemy import BindParameter, bindparam, column, select, table
from sqlalchemy.exc import DBAPIError

from qa_desktop.storage.asking import rows, rows_again
from qa_desktop.storage.columns import Key, reader
from qa_desktop.storage.database import SqlDatabase
from qa_desktop.storage.tables import InteractionRow
from tests.storage.samples import CALL, call

KEYS: BindParameter[object] = bindparam("keys", expanding=True, type_=Key)
OF_KEYS = select(InteractionRow.key, InteractionRow.started_at).where(InteractionRow.key.in_(KEYS))


def test_a_statement_is_asked_again_with_lists_of_any_length(database: SqlDatabase) -> None:
    there = [CALL, *(call(number, started_at=None) for number in (2, 3))]
    with database.writing() as work:
        for each in there:
            work.interactions.put(each)
    some = OF_KEYS.where(InteractionRow.key.not_in([there[2].key])).order_by(InteractionRow.key)
    with database.reading() as work:
        connection = work.interactions._connection
        read = reader(connection.dialect)
        for length in (0, 1, 3, 2, 3):
            wanted = {"keys": [each.key for each in there[:length]]}
            found = rows_again(connection, some, wanted)
            assert found == rows(connection, some, wanted)
            told = {read.key(key): read.moment(at) for key, at in found}
            assert told == {each.key: each.started_at for each in there[: min(length, 2)]}


def test_what_the_engine_refuses_is_told_as_everywhere_else(database: SqlDatabase) -> None:
    nowhere = select(column("key")).select_from(table("nowhere"))
    with database.reading() as work:
        connection = work.interactions._connection
        with pytest.raises(DBAPIError, match="nowhere") as told:
            rows_again(connection, nowhere)
        assert isinstance(told.value.orig, connection.dialect.loaded_dbapi.Error)
        assert connection.in_transaction()  # what is asked by hand belongs to the same view as all else

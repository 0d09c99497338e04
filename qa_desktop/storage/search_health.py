"""Whether the search index says what the rows say of which it was made; whatever is wrong, it can be built anew."""

import sqlite3
from collections import Counter
from typing import Any, Final
from uuid import UUID

from sqlalchemy import Connection, Text, cast, column, select
from sqlalchemy.exc import DBAPIError

from qa_desktop.storage import search
from qa_desktop.storage.search_index import DOCUMENTS
from qa_desktop.storage.writes import chunks

CURE: Final = "run “qa-desktop db reindex”, which builds it anew; nothing else is damaged."
_Row = tuple[UUID, str, UUID | None, UUID | None, str]


def problems(connection: Connection) -> list[str]:
    """What is wrong with the texts in the index: interactions that are not found by their words, or by other ones."""
    untrue = 0
    keys = search.interaction_keys(connection)
    for part in chunks(keys, search.AT_ONCE):
        wanted: dict[UUID, Counter[_Row]] = {key: Counter() for key in part}
        for each in search.documents(connection, part):
            told = (each.interaction, each.kind, each.evaluation, each.owner)
            wanted[each.interaction].update((*told, _comparable(row)) for row in each.spelled(connection))
        stored: dict[UUID, Counter[_Row]] = {key: Counter() for key in part}
        for row in connection.execute(select(*_columns(connection)).where(DOCUMENTS.c.interaction.in_(part))):
            stored[row[0]].update([(row[0], row[1], row[2], row[3], _comparable(row[4]))])
        untrue += sum(stored[key] != wanted[key] for key in part)
    if not untrue:
        return []
    which = "1 interaction" if untrue == 1 else f"{untrue} interactions"
    return [f"The search index does not hold the words of {which}: {CURE}"]


def index_problems(connection: Connection) -> list[str]:
    """What is wrong between the texts and FTS5's index of them, on a connection that may write; nothing is written.

    Others wait for their turn to write meanwhile: a second for each hundred thousand interactions, or so.
    """
    try:
        connection.exec_driver_sql("INSERT INTO search_index (search_index, rank) VALUES ('integrity-check', 1)")
    except DBAPIError as error:
        kind = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
        if kind == sqlite3.SQLITE_READONLY:  # nobody can be asked
            return []
        if kind != sqlite3.SQLITE_CORRUPT:
            raise
        return [f"The search index does not fit the words that it is made of: {CURE}"]
    finally:
        connection.rollback()
    return []


def _columns(connection: Connection) -> list[Any]:
    own = "text" if connection.dialect.name == "sqlite" else "vector"
    known = DOCUMENTS.c
    return [known.interaction, known.kind, known.evaluation, known.owner, cast(column(own), Text())]


def _comparable(spelled: str) -> str:
    """A server orders the words of a vector in its own way."""
    return " ".join(sorted(spelled.split(" "))) if spelled.startswith("'") else spelled

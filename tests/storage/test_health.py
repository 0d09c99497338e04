import json
import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.transcripts import Role, Transcript, Turn
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.schema import NEWEST
from qa_desktop.storage.tables import DraftRow
from tests.storage.samples import ANN, CALL, DEVICE, NOON, SCORE, draft, furnish, revision

UNGUARD = "DROP TRIGGER append_only_answer_update"
GUARD = "CREATE TRIGGER append_only_answer_update BEFORE UPDATE ON answer BEGIN SELECT RAISE(ABORT, 'append-only'); END"


@pytest.fixture
def furnished(database: SqlDatabase) -> SqlDatabase:
    first = revision()
    with database.writing() as work:
        furnish(work)
        work.interactions.put_transcript(
            first.subject.interaction, Transcript("csv", (Turn("Good morning.", Role.AGENT),))
        )
        work.evaluations.submit(first, SCORE)
        work.evaluations.submit(revision(parent=first), SCORE)
        work.evaluations.save_draft(draft(), NOON)
    return database


def problems_after(database: SqlDatabase, file: Path, *statements: str) -> tuple[str, ...]:
    """What health says once somebody has changed the file behind the program's back."""
    database.close()
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)
    again = open_database(file, DEVICE)
    problems = again.health().problems
    again.close()
    return problems


def test_a_sound_database_has_no_problems(furnished: SqlDatabase, file: Path) -> None:
    health = furnished.health()
    assert health.problems == ()
    assert health.address == str(file)
    assert health.schema == NEWEST.revision
    assert health.engine == f"SQLite {sqlite3.sqlite_version}"
    assert health.counts["revisions"] == 2
    assert health.counts["evaluations"] == health.counts["drafts"] == health.counts["interactions"] == 1


@pytest.mark.parametrize(
    ("statements", "words"),
    [
        ((UNGUARD, "UPDATE answer SET comment = 'cold' WHERE standard = 'greets'", GUARD), "is not what was submitted"),
        ((UNGUARD,), "append_only_answer_update"),
        (("UPDATE evaluation SET head = x'00000000000000000000000000000000'",), "newest revision that is not there"),
        (("UPDATE interaction SET customer_reference = 'C-2'",), "The interaction .* is not shown as it was written"),
        (("UPDATE recording SET path = 'b.wav'",), "The interaction .* is not shown as it was written"),
        (("UPDATE turn SET text = 'Good evening.' WHERE place = 0",), "The transcript .* is not shown as it was"),
        (("UPDATE person SET role = 'administrator'",), "The person .* is not shown as it was written"),
        (("UPDATE evaluation SET outcome = 'nothing'",), "The score shown of evaluation .* is not that of its newest"),
        (("UPDATE evaluation SET started_at = '2026-01-01 00:00:00.000000'",), "is listed by another time than that"),
        (("UPDATE form_version SET definition = replace(definition, 'Support', 'Sales')",), "not what was published"),
        (("UPDATE form_version SET definition = '{'",), "cannot be read to its end"),
        (("DELETE FROM person",), "refer to something that is not there"),
        (("DROP TABLE recording_root",), "Tables are missing: recording_root"),
        (("DROP TABLE draft",), "cannot be read to its end"),
        (("UPDATE evaluation SET interaction = zeroblob(16)",), "is not what was submitted"),
        (("UPDATE search_text SET text = 'good evening' WHERE kind = 'words'",), "not hold the words of 1 inter"),
        (
            ("UPDATE search_text SET owner = zeroblob(16) WHERE kind = 'comments'",),
            "does not hold the words of 1 inter",
        ),
        (
            ("DELETE FROM search_text WHERE kind = 'comments'",),
            "does not hold the words of 1 interaction: run .*reindex",
        ),
        (("INSERT INTO search_index (search_index) VALUES ('delete-all')",), "does not fit the words .*reindex"),
        (("INSERT INTO search_index (rowid, text) VALUES (77, 'gone long ago')",), "does not fit the words"),
        (
            ("UPDATE record SET content = NULL, salt = '' WHERE kind = 'transcript'",),
            "of the transcript .* was taken away, and no record says that it was erased",
        ),
        (("UPDATE record SET content = NULL, salt = '' WHERE kind = 'person'",), "of the person .* was taken away"),
        (("UPDATE revision SET reason = '', comment = '', salt = ''",), "The text of the revision .* was taken away"),
        (("UPDATE draft SET content = replace(content, '{', '[')",), "The draft of evaluation .* cannot be read"),
        (("UPDATE draft SET saved_at = '2026-03-02 12:00:00.123457'",), "The draft .* is not what was typed"),
        (("UPDATE draft SET evaluation = zeroblob(16)",), "The draft .* is not what was typed"),
        (("UPDATE draft SET content = replace(content, 'hash', 'hasj')",), "The draft .* is not what was typed"),
        (
            ("INSERT INTO pending VALUES ('record', 'k', '9f86d081', '{}')",),
            "The record k, which waits for what it refers to, is not what arrived",
        ),
        (
            ("INSERT INTO outbox (kind, key) VALUES ('speech', '01890a5d-ac96-774b-bcce-b302099a8057')",),
            "a speech .*not",
        ),
        (
            ("UPDATE outbox SET key = replace(key, '-', '+') WHERE kind = 'revision' AND sequence % 2 = 0",),
            "Number [0-9]+ of what others are to be told names a revision .*, which is not here",
        ),
        (("UPDATE outbox SET kind = 'recorc' WHERE kind = 'record'",), "names a recorc .*, which is not here"),
    ],
)
def test_damage_is_reported(furnished: SqlDatabase, file: Path, statements: tuple[str, ...], words: str) -> None:
    assert re.search(words, " ".join(problems_after(furnished, file, *statements)))


SEALED = {
    "audit": ("detail = 'forged'", "Line 2 of the audit trail .* is not what was written"),
    "record": ("content = '{}'", "A record of the .* is not what was written"),
}


@pytest.mark.parametrize("table", SEALED)
def test_a_changed_line_or_record_is_reported(furnished: SqlDatabase, file: Path, table: str) -> None:
    with furnished.writing() as work:
        for action in ("one", "two", "three"):
            work.audit.add(AuditEntry(NOON, DEVICE, None, action, "thing", DEVICE, "why"))
    change, words = SEALED[table]
    which = " WHERE number = 2" if table == "audit" else ""
    told = " ".join(
        problems_after(
            furnished, file, f"DROP TRIGGER append_only_{table}_update", f"UPDATE {table} SET {change}{which}"
        )
    )
    assert re.search(words, told)


def test_words_taken_out_of_the_trail_without_an_erasure_are_reported(furnished: SqlDatabase, file: Path) -> None:
    with furnished.writing() as work:
        work.audit.add(AuditEntry(NOON, DEVICE, None, "corrected", "thing", DEVICE, "why"))
    told = " ".join(problems_after(furnished, file, "UPDATE audit SET detail = '', salt = ''"))
    assert re.search("What line 1 of the audit trail .* was taken away", told)


def test_a_line_taken_out_of_the_trail_is_reported(furnished: SqlDatabase, file: Path) -> None:
    with furnished.writing() as work:
        for action in ("one", "two", "three"):
            work.audit.add(AuditEntry(NOON, DEVICE, None, action, "thing", DEVICE, "why"))
    unguard = "DROP TRIGGER append_only_audit_delete"
    told = " ".join(problems_after(furnished, file, unguard, "DELETE FROM audit WHERE number = 2"))
    assert "lacks what came before line 3" in told


def test_a_flipped_letter_in_the_file_is_caught_by_the_hashes(furnished: SqlDatabase, file: Path) -> None:
    furnished.close()
    content = file.read_bytes()
    assert content.count(b"look at this again") == 4  # two revisions, a draft, and the search index
    place = content.index(b"look at this again")
    flipped = [content[:place] + b"L" + content[place + 1 :] for place in _places(content, b"look at this again")]
    told = []
    for damaged in flipped:
        file.write_bytes(damaged)
        again = open_database(file, DEVICE)
        told.append(again.health().problems)
        again.close()
    assert place
    assert sum(len(problems) == 1 and "is not what was submitted" in problems[0] for problems in told) == 2
    assert sum(len(problems) == 1 and "search index" in problems[0] for problems in told) == 1
    assert sum(len(problems) == 1 and "is not what was typed: read it" in problems[0] for problems in told) == 1


def test_an_index_that_is_not_true_is_built_anew(furnished: SqlDatabase, file: Path) -> None:
    assert problems_after(
        furnished, file, "UPDATE search_text SET text = 'x'", "UPDATE search_index_data SET block = x''"
    )
    with closing(open_database(file, DEVICE)) as database:
        with database.writing() as work:
            work.search.rebuild()
        assert database.health().problems == ()


@pytest.mark.usefixtures("engine_name")
def test_what_a_search_finds_is_checked_on_every_engine(database: SqlDatabase) -> None:
    with database.writing() as work:
        furnish(work)
        work.interactions.put_transcript(
            CALL.key, Transcript("csv", tuple(Turn(f"one word more {n}") for n in range(99)))
        )
        work.evaluations.submit(revision(), SCORE)
    assert database.health().problems == ()
    with database.administering() as connection:
        connection.exec_driver_sql("DELETE FROM search_text WHERE kind = 'comments'")
    assert "does not hold the words of 1 interaction" in " ".join(database.health().problems)


def _places(content: bytes, text: bytes) -> list[int]:
    places, start = [], 0
    while (start := content.find(text, start) + 1) > 0:
        places.append(start - 1)
    return places


def test_a_draft_is_checked_on_every_engine_and_one_of_an_older_program_is_taken_as_it_is(
    database: SqlDatabase,
) -> None:
    table: Any = DraftRow.__table__
    with database.writing() as work:
        furnish(work)
        work.evaluations.save_draft(draft(), NOON)
    assert database.health().problems == ()
    with database._writer.begin() as connection:
        content = json.loads(connection.scalars(select(table.c.content)).one())
        del content["hash"]
        connection.execute(update(table).values(content=json.dumps(content)))
    assert database.health().problems == ()
    with database._writer.begin() as connection:
        connection.execute(update(table).values(content=json.dumps({**content, "hash": "0"})))
    (problem,) = database.health().problems
    assert "is not what was typed" in problem
    with database.reading() as work:
        assert work.evaluations.draft(CALL.key, ANN.key) is not None  # read through, it is still of use

"""What real logins of a server can see and do, by the program and by SQL past it."""

from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Revision
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.domain.records import AuditEntry
from qa_desktop.storage import logins
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.tables import SEALED
from tests.postgres_server import Server
from tests.storage.samples import ANN, CALL, DEVICE, NOON, SCORE, VERSION, call, draft, furnish, revision

CARL = Person("Carl Reviewer")
LEA = Person("Lea Lead", PersonRole.LEAD)
LOGINS = {"login_ann": ANN, "login_carl": CARL, "login_lea": LEA}
SESSION = CalibrationSession(new_key(), "March", VERSION.key, LEA.key, (ANN.key, CARL.key), (CALL.key,), sealed=True)


@dataclass(frozen=True)
class Room:
    """A database on a server with a calibration session that is not revealed, and everybody logged in."""

    server: Server
    name: str
    owner: SqlDatabase
    logged_in: dict[Person, SqlDatabase]

    def asked(self, login: str, statement: str) -> list[Any]:
        """What a login gets by SQL, past the program."""
        with self.server.connect(self.name, login) as connection:
            found = connection.execute(statement.encode())
            return found.fetchall() if found.description else []


def submit(database: SqlDatabase, reviewer: Person) -> Revision:
    """Score the call for the session; the installation is the same one for all, as on a computer that is shared."""
    first = for_session(revision(reviewer=reviewer))
    second = replace(revision(parent=first), author=reviewer.key).sealed()
    with database.writing() as work:
        for each, action in ((first, "submitted"), (second, "corrected")):
            work.evaluations.submit(each, SCORE)
            entry = AuditEntry(NOON, DEVICE, reviewer.key, action, "evaluation", each.subject.evaluation, "told No")
            work.audit.add(entry)
    with database.writing() as work:
        begun = draft(reviewer=reviewer)
        work.evaluations.save_draft(replace(begun, subject=replace(begun.subject, occasion=SESSION.key)), NOON)
    return second


def for_session(ordinary: Revision) -> Revision:
    """The revision as the session has it."""
    return replace(ordinary, subject=replace(ordinary.subject, occasion=SESSION.key), salt="").sealed()


@pytest.fixture
def room(server: Server, server_address: str) -> Iterator[Room]:
    name = server_address.partition("@/")[2].partition("?")[0]
    with ExitStack() as stack:
        owner = stack.enter_context(closing(open_database(server_address, DEVICE)))
        with owner.writing() as work:
            furnish(work)
            for person in (CARL, LEA):
                work.people.put(person)
            work.interactions.put(call(1))
            work.sessions.put(SESSION)
        with owner.administering() as connection:
            logins.make_roles(connection)
            for login, person in LOGINS.items():
                logins.admit(connection, login, person)
        opened = {
            person: stack.enter_context(closing(open_database(server.address(name, login), DEVICE)))
            for login, person in LOGINS.items()
        }
        yield Room(server, name, owner, opened)


def test_nobody_sees_the_marks_of_another_until_they_are_revealed(room: Room) -> None:
    revisions = {person: submit(database, person) for person, database in room.logged_in.items()}
    for login, person in LOGINS.items():
        own = revisions[person]
        seen = {table: room.asked(login, f"SELECT * FROM {table}") for table in sorted(SEALED)}
        whole = {table: room.asked("qa_owner", f"SELECT * FROM {table}") for table in sorted(SEALED)}
        marks = SEALED - {"audit", "search_text", "calibration_entry"}
        assert all(len(whole[table]) == 3 * len(seen[table]) > 0 for table in marks), (login, seen)
        assert room.asked(login, "SELECT key, reviewer FROM evaluation") == [(own.subject.evaluation, person.key)]
        assert room.asked(login, "SELECT DISTINCT key FROM audit WHERE kind = 'evaluation'") == [
            (own.subject.evaluation,)
        ]
        found_in = "SELECT DISTINCT owner FROM search_text WHERE owner IS NOT NULL"
        assert room.asked(login, found_in) == [(person.key,)]
        assert len(room.asked("qa_owner", found_in)) == 3
        everybody = [each.key for each in LOGINS.values()]
        with room.logged_in[person].reading(viewer=person.key) as work:
            found = work.evaluations.submitted([CALL.key], everybody, occasion=SESSION.key)
            assert [each.key for each in found] == [own.key]
            assert work.sessions.progress(SESSION) == {(CALL.key, each) for each in everybody}
            assert work.evaluations.head(own.subject.evaluation) == own
            others = [each.subject.evaluation for each in revisions.values() if each is not own]
            assert [work.evaluations.revisions(other) for other in others] == [[], []]
    with room.logged_in[LEA].writing() as work:
        work.sessions.reveal(SESSION.key, NOON + timedelta(days=1), LEA.key)
    for database in room.logged_in.values():
        with database.reading() as work:
            found = work.evaluations.submitted([CALL.key], everybody, occasion=SESSION.key)
        assert {each.key for each in found} == {each.key for each in revisions.values()}
    assert room.owner.health().problems == ()


def test_a_lead_is_told_which_re_tests_are_done_and_no_mark_of_them(room: Room) -> None:
    occasion = new_key()
    first = revision(reviewer=ANN)
    again = replace(first, subject=replace(first.subject, occasion=occasion), salt="").sealed()
    with room.logged_in[ANN].writing() as work:
        work.evaluations.submit(again, SCORE)
    submit(room.logged_in[CARL], CARL)  # for a session, which is no re-test
    for person, told in ((ANN, True), (CARL, False), (LEA, True)):
        with room.logged_in[person].reading(viewer=person.key) as work:
            assert work.sessions.retests_done() == ({(ANN.key, occasion)} if told else set())
            assert work.evaluations.head(again.subject.evaluation) == (again if person is ANN else None)
    assert room.asked("login_carl", "SELECT * FROM qa_retests_done()") == []


def test_what_was_revealed_does_not_change_and_is_not_sealed_again(room: Room) -> None:
    revisions = {person: submit(database, person) for person, database in room.logged_in.items()}
    with room.logged_in[LEA].writing() as work:
        work.sessions.reveal(SESSION.key, NOON + timedelta(days=1), LEA.key)
    later = replace(revision(parent=revisions[ANN]), author=ANN.key).sealed()
    with pytest.raises(InputError, match=r"row-level security|own person"), room.logged_in[ANN].writing() as work:
        work.evaluations.submit(later, SCORE)
    more = f"INSERT INTO answer VALUES ('{revisions[ANN].key}', 'more', NULL, NULL, NULL, '')"
    with pytest.raises(psycopg.Error, match="row-level security"):
        room.asked("login_ann", more)
    for login in ("login_lea", "qa_owner"):
        with pytest.raises(psycopg.Error, match="not taken back"):
            room.asked(login, "UPDATE calibration_session SET revealed_at = NULL")


def test_a_lead_reveals_on_record_only(room: Room) -> None:
    submit(room.logged_in[ANN], ANN)
    for statement in (
        "UPDATE calibration_session SET revealed_at = now()",
        "INSERT INTO calibration_session SELECT gen_random_uuid(), name, form_version, gauge, now() "
        "FROM calibration_session",
    ):
        with pytest.raises(psycopg.Error, match="row-level security"):
            room.asked("login_lea", statement)
    assert room.asked("login_lea", "DELETE FROM calibration_session RETURNING key") == []
    with pytest.raises(psycopg.Error, match="row-level security"):
        room.asked(
            "login_carl",
            "INSERT INTO record SELECT gen_random_uuid(), 'reveal', key, 1, key, key, now(), "
            "'{}', '', '', '' FROM calibration_session",
        )


def test_what_is_in_no_session_is_seen_by_everybody(room: Room) -> None:
    other = revision(interaction=call(1))
    with room.logged_in[ANN].writing() as work:
        work.evaluations.submit(other, SCORE)
    with room.logged_in[CARL].reading() as work:
        assert work.evaluations.head(other.subject.evaluation) == other


def test_the_trail_stays_one_chain_though_nobody_sees_all_of_it(room: Room) -> None:
    for person, database in room.logged_in.items():
        submit(database, person)
    numbers = room.asked("qa_owner", "SELECT number FROM audit ORDER BY number")
    assert numbers == [(number,) for number in range(1, 7)]
    broken = "SELECT count(*) FROM audit a JOIN audit b ON b.number = a.number + 1 WHERE b.previous <> a.hash"
    assert room.asked("qa_owner", broken) == [(0,)]
    assert room.owner.health().problems == room.logged_in[CARL].health().problems == ()


GETTING_ROUND = (
    "UPDATE calibration_session SET revealed_at = now()",
    "DELETE FROM calibration_member",
    "DELETE FROM calibration_interaction",
    "INSERT INTO login SELECT 'other', key FROM person LIMIT 1",
    "UPDATE login SET person = (SELECT key FROM person WHERE name = 'Ann Reviewer')",
    "SET ROLE qa_lead",
    "SET ROLE qa_owner",
    "ALTER TABLE answer DISABLE ROW LEVEL SECURITY",
    "DROP POLICY qa_seen ON answer",
    "ALTER TABLE answer DISABLE TRIGGER ALL",
    "CREATE TABLE extra (x text)",
    "SELECT * FROM pending",
    "UPDATE revision SET comment = ''",
    "DELETE FROM answer",
    "UPDATE person SET role = 'lead' WHERE name = 'Carl Reviewer'",
    "SET session_replication_role = replica",
)


def test_a_reviewer_cannot_get_round_the_seal(room: Room) -> None:
    submit(room.logged_in[ANN], ANN)
    for statement in GETTING_ROUND:
        with pytest.raises(psycopg.Error, match=r"permission denied|must be owner|row-level security"):
            room.asked("login_carl", statement)


def test_turning_the_seal_off_for_oneself_shows_nothing(room: Room) -> None:
    submit(room.logged_in[ANN], ANN)
    with room.server.connect(room.name, "login_carl") as connection:
        connection.execute("SET row_security = off")
        with pytest.raises(psycopg.Error, match="row-level security"):
            connection.execute("SELECT * FROM answer")


def test_nobody_writes_in_the_name_of_another(room: Room) -> None:
    anns = submit(room.logged_in[ANN], ANN)
    with pytest.raises(InputError, match="in the name of its own person only"), room.logged_in[CARL].writing() as work:
        work.evaluations.submit(revision(reviewer=ANN, interaction=call(1)), SCORE)
    with pytest.raises(psycopg.Error, match="row-level security"):
        room.asked("login_carl", f"INSERT INTO answer VALUES ('{anns.key}', 'more', NULL, NULL, NULL, '')")
    assert room.asked("login_carl", "UPDATE evaluation SET total = '1' RETURNING 1") == []


def test_a_login_that_nobody_knows_is_told_so(room: Room) -> None:
    with room.server.connect(room.name) as connection:
        connection.execute("CREATE ROLE login_new LOGIN IN ROLE qa_reviewer")
        try:
            with pytest.raises(InputError, match="does not know who this login is"):
                open_database(room.server.address(room.name, "login_new"), DEVICE)
        finally:
            connection.execute("DROP ROLE login_new")


def test_an_older_schema_waits_for_somebody_who_may_update_it(room: Room) -> None:
    with room.server.connect(room.name) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '0003'")
    with pytest.raises(InputError, match="does not let this login do that"):
        open_database(room.server.address(room.name, "login_ann"), DEVICE)


def test_making_roles_and_admitting_again_changes_nothing(room: Room) -> None:
    with room.owner.administering() as connection:
        logins.make_roles(connection)
        assert not logins.admit(connection, "login_ann", ANN)
        assert logins.admit(connection, 'odd "name"', CARL)
        connection.exec_driver_sql('DROP ROLE "odd ""name"""')
    assert room.asked("login_ann", "SELECT qa_person(), qa_leads()") == [(ANN.key, False)]
    assert room.asked("login_lea", "SELECT qa_person(), qa_leads()") == [(LEA.key, True)]


def test_a_file_has_no_logins(tmp_path: Any) -> None:
    with (
        closing(open_database(tmp_path / "room.db", DEVICE)) as database,
        pytest.raises(InputError, match="a matter of a PostgreSQL server"),
        database.administering() as connection,
    ):
        logins.make_roles(connection)

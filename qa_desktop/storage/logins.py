"""Who may do what in a database on a server: three group roles, and which person a login is."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, inspect, text

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.people import Person, PersonRole
from qa_desktop.storage.tables import APPEND_ONLY, LoginRow
from qa_desktop.storage.writes import put

ROLES: Final = {
    PersonRole.REVIEWER: "qa_reviewer",
    PersonRole.LEAD: "qa_lead",
    PersonRole.ADMINISTRATOR: "qa_admin",
}
_READ_ONLY: Final = frozenset({"property", "alembic_version", "login"})
_LEADS_WRITE: Final = frozenset(
    {"calibration_session", "calibration_member", "calibration_interaction", "calibration_entry"}
)
_STAYS: Final = frozenset(
    {"person", "agent", "interaction", "survey_response", "recording", "transcript", "evaluation", "outbox"}
)
_ERASABLE: Final = frozenset({"revision", "answer", "audit", "record"})


def grants(connection: Connection) -> Iterator[str]:
    """The statements that give the group roles their rights; harmless to say again."""
    quote = connection.dialect.identifier_preparer.quote
    schema = quote(str(connection.scalar(text("SELECT current_schema()"))))
    yield f"GRANT USAGE ON SCHEMA {schema} TO qa_reviewer"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA {schema} TO qa_reviewer"
    for table in sorted(inspect(connection).get_table_names()):
        name = f"{schema}.{quote(table)}"
        yield f"REVOKE ALL ON {name} FROM qa_reviewer, qa_lead, qa_admin"
        if table == "pending":  # whole evaluations of others, on their way
            yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {name} TO qa_admin"
            continue
        yield f"GRANT {_rights(table)} ON {name} TO qa_reviewer"
        if table in _LEADS_WRITE:
            yield f"GRANT INSERT, UPDATE, DELETE ON {name} TO qa_lead"
        if table == "login":
            yield f"GRANT INSERT, UPDATE, DELETE ON {name} TO qa_admin"
        if table in _ERASABLE:
            yield f"GRANT UPDATE ON {name} TO qa_admin"


def _rights(table: str) -> str:
    if table in _READ_ONLY | _LEADS_WRITE:
        return "SELECT"
    if table in APPEND_ONLY:
        return "SELECT, INSERT, UPDATE" if table == "redaction" else "SELECT, INSERT"
    if table == "form_version":
        return "SELECT, INSERT"
    if table in _STAYS:
        return "SELECT, INSERT, UPDATE"
    return "SELECT, INSERT, UPDATE, DELETE"


def all_statements(connection: Connection) -> list[str]:
    """All that makes the roles; the roles belong to the whole server, their rights to this database."""
    return list(_statements(_on_server(connection)))


def _statements(connection: Connection) -> Iterator[str]:
    there = set(connection.scalars(text("SELECT rolname FROM pg_roles WHERE rolname LIKE 'qa\\_%'")))
    for role in ROLES.values():
        if role not in there:
            yield f"CREATE ROLE {role} NOLOGIN"
    yield "GRANT qa_reviewer TO qa_lead"
    yield "GRANT qa_lead TO qa_admin"
    yield from grants(connection)


def renew_grants(connection: Connection) -> None:
    """Give the roles their rights on tables that an upgrade added, where there are roles."""
    if connection.dialect.name != "postgresql":
        return
    if connection.scalar(
        text("SELECT count(*) = 3 FROM pg_roles WHERE rolname IN ('qa_reviewer','qa_lead','qa_admin')")
    ):
        for statement in grants(connection):
            connection.exec_driver_sql(statement)


def make_roles(connection: Connection) -> None:
    """Make the roles and give them their rights."""
    for statement in all_statements(connection):
        connection.exec_driver_sql(statement)


def admit(connection: Connection, login: str, person: Person) -> bool:
    """Let a login in as a person, with the rights of that person's role; False where the login was there before.

    A login that is made has no password yet, so nobody can use it from elsewhere.
    """
    quoted = _on_server(connection).dialect.identifier_preparer.quote(login)
    is_there = connection.scalar(text("SELECT count(*) FROM pg_roles WHERE rolname = :name"), {"name": login})
    if not is_there:
        connection.exec_driver_sql(f"CREATE ROLE {quoted} LOGIN")
    others = ", ".join(role for kind, role in ROLES.items() if kind is not person.role)
    connection.exec_driver_sql(f"REVOKE {others} FROM {quoted}")
    connection.exec_driver_sql(f"GRANT {ROLES[person.role]} TO {quoted}")
    put(connection, LoginRow, {"name": login}, {"person": person.key})
    return not is_there


def _on_server(connection: Connection) -> Connection:
    if connection.dialect.name != "postgresql":
        raise InputError("Roles and logins are a matter of a PostgreSQL server: a file belongs to whoever may open it.")
    return connection

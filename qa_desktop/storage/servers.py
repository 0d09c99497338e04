"""Connections to a PostgreSQL server: one writer at a time as on SQLite; what is acknowledged is on its disk."""

from typing import Any, Final

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.exc import NoSuchModuleError

from qa_desktop.domain.addresses import without_password
from qa_desktop.domain.errors import InputError
from qa_desktop.storage.schema import APPLICATION_ID, stored_revision

_NETWORK: Final[dict[str, Any]] = {
    "application_name": "qa-desktop",
    "connect_timeout": 10,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A cable that was pulled is noticed within half a minute; what the address itself says goes first."""

_MOST_CONNECTIONS: Final = 9  # beyond the one that stays open: fifty people share the hundred that a server allows


def server_url(url: URL) -> URL:
    """The URL with the driver that ships with the program, where it names none."""
    return url.set(drivername="postgresql+psycopg") if url.drivername in ("postgres", "postgresql") else url


def server_engines(url: URL, busy_ms: int) -> tuple[Engine, Engine]:
    """An engine whose transactions write, one at a time in the whole database, and one whose transactions only read.

    They share their connections; one that broke is replaced when it is next asked for.
    Raises InputError when the driver is not there.
    """
    if url.get_backend_name() != "postgresql":
        raise _unusable(url)
    try:
        shared = create_engine(
            url,
            pool_size=1,
            max_overflow=_MOST_CONNECTIONS,
            pool_timeout=busy_ms / 1000,
            pool_pre_ping=True,
            connect_args=_arguments(url, busy_ms),
            hide_parameters=True,  # what was said in calls is in no message and no log
        )
    except (NoSuchModuleError, ImportError) as error:
        raise _unusable(url) from error
    if shared.dialect.driver == "psycopg":
        event.listen(shared, "connect", _set_up)
    # A reader sees one moment as long as its transaction lasts. A writer sees what is committed, and nobody commits
    # meanwhile: like BEGIN IMMEDIATE, and unlike SERIALIZABLE, nobody has to try again.
    writer = shared.execution_options(isolation_level="READ COMMITTED")
    reader = shared.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)
    event.listen(writer, "begin", _wait_for_turn)
    return writer, reader


def refuse_unfit(connection: Connection, address: str) -> None:
    """Raise InputError where somebody else's tables are, or text could not be kept whole."""
    if connection.scalar(text("SHOW server_encoding")) != "UTF8":
        raise InputError(
            f"The database “{address}” cannot hold every character: have one made with the encoding UTF8, "
            "as “createdb -E UTF8 -T template0 NAME” does."
        )
    if connection.scalar(text("SELECT pg_is_in_recovery() OR current_setting('default_transaction_read_only') = 'on'")):
        raise InputError(
            f"The database “{address}” can be read but not changed, as a copy that follows another server: "
            "name the one that takes changes."
        )
    there = set(inspect(connection).get_table_names())
    is_ours = stored_revision(connection) is not None and "property" in there
    if there and not is_ours:
        raise InputError(
            f"The database “{address}” holds tables of something else: have an empty one made, and name that."
        )


def is_sealed(connection: Connection) -> bool:
    """Whether some marks may be hidden from whoever logged in, and the lines of the trail about them with them."""
    return connection.dialect.name == "postgresql" and bool(
        connection.scalar(text("SELECT row_security_active('audit')"))
    )


def refuse_without_rights(connection: Connection, address: str) -> None:
    """Raise InputError where whoever logged in may not write; no row is touched to find out."""
    if connection.scalar(text("SELECT to_regclass('login') IS NULL")):
        return  # a schema without logins: its owner is about to bring it up to date
    asked = (
        "SELECT has_table_privilege('draft', 'INSERT') AND has_table_privilege('login', 'SELECT')",
        "SELECT NOT row_security_active('evaluation') OR qa_person() IS NOT NULL",
    )
    if not connection.scalar(text(asked[0])):
        raise InputError(
            f"The database “{address}” can be read but not changed by this login: ask whoever administers it for "
            "the right to write, as “qa-desktop db login” gives it."
        )
    if not connection.scalar(text(asked[1])):
        raise InputError(
            f"The database “{address}” does not know who this login is: ask whoever administers it to say so with "
            "“qa-desktop db login”."
        )


def _unusable(url: URL) -> InputError:
    return InputError(f"This QA Desktop cannot use databases of the kind “{url.drivername}”: name a file instead.")


def _arguments(url: URL, busy_ms: int) -> dict[str, Any]:
    settings = {
        "timezone": "UTC",
        "lock_timeout": busy_ms,
        "synchronous_commit": "on",
        # A computer that fell asleep amid writing must not keep everybody else waiting.
        "idle_in_transaction_session_timeout": 60_000,
    }
    ours = " ".join(f"-c {name}={value}" for name, value in settings.items())
    theirs = url.query.get("options", "")
    options = f"{theirs if isinstance(theirs, str) else ' '.join(theirs)} {ours}".strip()
    return {name: value for name, value in _NETWORK.items() if name not in url.query} | {"options": options}


def _wait_for_turn(connection: Connection) -> None:
    connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({APPLICATION_ID})")


def _set_up(connection: Any, _record: Any) -> None:
    from qa_desktop.storage.server_text import keep_every_character

    keep_every_character(connection)


def shown(url: URL) -> str:
    """The address as shown and kept: without a password."""
    return without_password(url.render_as_string(hide_password=False))

"""Whether a database is sound: file, tables, triggers, and every hash that was sealed."""

from collections.abc import Iterator
from typing import Final

from sqlalchemy import Connection, exists, func, inspect, select, text
from sqlalchemy.exc import DatabaseError

from qa_desktop.domain import canonical
from qa_desktop.domain.records import DatabaseHealth
from qa_desktop.storage import averages, local_health, search_health
from qa_desktop.storage.chain_health import broken_seals
from qa_desktop.storage.errors import BUSY, sentence_for
from qa_desktop.storage.forms import decode_form
from qa_desktop.storage.schema import APPLICATION_ID, NEWEST, stored_revision
from qa_desktop.storage.shown_health import untrue_rows
from qa_desktop.storage.tables import (
    APPEND_ONLY,
    SEALED,
    AuditRow,
    DraftRow,
    EvaluationRow,
    FormVersionRow,
    InteractionRow,
    OutboxRow,
    PendingRow,
    PersonRow,
    RecordingRow,
    RedactionRow,
    RefusalRow,
    RevisionRow,
    Row,
    SessionRow,
    SpeechRow,
    TranscriptRow,
)
from qa_desktop.storage.writes import table_of

_COUNTED: Final[dict[str, type[Row]]] = {
    "interactions": InteractionRow,
    "recordings": RecordingRow,
    "speech figures": SpeechRow,
    "redactions": RedactionRow,
    "transcripts": TranscriptRow,
    "form versions": FormVersionRow,
    "people": PersonRow,
    "drafts": DraftRow,
    "evaluations": EvaluationRow,
    "revisions": RevisionRow,
    "calibration sessions": SessionRow,
    "audit entries": AuditRow,
    "entries kept aside": PendingRow,
    "entries refused": RefusalRow,
}


def examine(connection: Connection, address: str) -> DatabaseHealth:
    """Look at everything; what is damaged beyond reading becomes a problem too."""
    problems: list[str] = []
    counts: dict[str, int] = {}
    schema = journal = ""
    try:
        schema = stored_revision(connection) or ""
        journal = _journal(connection)
        problems += _structure(connection, schema)
        if schema != NEWEST.revision:  # what it holds is looked into once its tables are as they are known here
            return DatabaseHealth(address, _engine_name(connection), journal, schema, counts, tuple(problems))
        counts = {
            name: connection.scalar(select(func.count()).select_from(table_of(row))) or 0
            for name, row in _COUNTED.items()
            if _may_read(connection, row)
        }
        problems += _contents(connection)
        problems += local_health.untrue_drafts(connection)
        if not _is_partly_hidden(connection):
            if _may_read(connection, OutboxRow):
                problems += local_health.lost_entries(connection)
                problems += local_health.untrue_pending(connection)
            problems += search_health.problems(connection)
    except (DatabaseError, ValueError) as error:
        if isinstance(error, DatabaseError) and sentence_for(error) == BUSY:
            raise
        cause = error.orig if isinstance(error, DatabaseError) else error
        problems.append(f"The database cannot be read to its end ({cause}): bring back a backup.")
    return DatabaseHealth(address, _engine_name(connection), journal, schema, counts, tuple(problems))


def _may_read(connection: Connection, row: type[Row]) -> bool:
    """Whether this login may; what waits to be merged is for administrators of a server alone."""
    if connection.dialect.name == "sqlite":
        return True
    return bool(connection.scalar(select(func.has_table_privilege(table_of(row).name, "SELECT"))))


def _engine_name(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        driver = connection.dialect.loaded_dbapi
        return f"SQLite {driver.sqlite_version}{', encrypted' if driver.__name__.startswith('sqlcipher3') else ''}"
    return f"PostgreSQL {connection.scalar(text('SHOW server_version'))}"


def _journal(connection: Connection) -> str:
    if connection.dialect.name == "sqlite":
        return str(connection.exec_driver_sql("PRAGMA journal_mode").scalar())
    waits = connection.scalar(text("SHOW fsync")) == "on"
    return "wal" if waits else "wal, without waiting for the disk (fsync is off)"


def _structure(connection: Connection, schema: str) -> Iterator[str]:
    is_newest = schema == NEWEST.revision
    if not is_newest:
        yield f"Its tables are of schema “{schema}”, not “{NEWEST.revision}”: run “qa-desktop db upgrade”."
    if connection.dialect.name == "sqlite":
        yield from _sqlite_structure(connection)
    if is_newest:
        yield from _missing(connection)


def _sqlite_structure(connection: Connection) -> Iterator[str]:
    if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
        yield "The file is not marked as a QA Desktop database."
    for (line,) in connection.exec_driver_sql("PRAGMA integrity_check"):
        if line != "ok":
            yield f"The file is damaged: {line}."
    astray = [row[0] for row in connection.exec_driver_sql("PRAGMA foreign_key_check")]
    for table in sorted(set(astray)):
        yield f"{astray.count(table)} rows of “{table}” refer to something that is not there."


def _missing(connection: Connection) -> Iterator[str]:
    missing = set(Row.metadata.tables) - set(inspect(connection).get_table_names())
    if missing:
        yield f"Tables are missing: {', '.join(sorted(missing))}."
    is_sqlite = connection.dialect.name == "sqlite"
    asked = (
        "SELECT name FROM sqlite_schema WHERE type = 'trigger'"
        if is_sqlite
        else "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
    )
    triggers = set(connection.exec_driver_sql(asked).scalars())
    wanted = {f"append_only_{table}_{change}" for table in APPEND_ONLY for change in ("update", "delete")}
    for name in sorted(wanted - triggers):
        yield f"The guard “{name}” is missing: what must stay could be changed unseen."
    if not is_sqlite:
        yield from _unsealed(connection)


def _unsealed(connection: Connection) -> Iterator[str]:
    sealed = "SELECT relname FROM pg_class WHERE relrowsecurity AND relnamespace = current_schema()::regnamespace"
    for table in sorted(SEALED - set(connection.exec_driver_sql(sealed).scalars())):
        yield f"The marks in “{table}” are not sealed: who is to calibrate could look at the others."


def _is_partly_hidden(connection: Connection) -> bool:
    """Whether a server hides marks of calibration sessions from this login: what sums them up cannot be judged then."""
    if connection.dialect.name != "postgresql":
        return False
    return bool(connection.scalar(text("SELECT row_security_active('evaluation')")))


def _contents(connection: Connection) -> Iterator[str]:
    yield from broken_seals(connection)
    yield from untrue_rows(connection)
    is_there = exists().where(RevisionRow.key == EvaluationRow.head, RevisionRow.evaluation == EvaluationRow.key)
    for key in connection.scalars(select(EvaluationRow.key).where(~is_there)):
        yield f"Evaluation {key} names a newest revision that is not there."
    if not _is_partly_hidden(connection) and not averages.is_true(connection):
        yield "The averages by day are not those of the evaluations: ask for help with it; the evaluations are sound."
    for row in connection.execute(
        select(FormVersionRow.title, FormVersionRow.number, FormVersionRow.hash, FormVersionRow.definition)
    ):
        if canonical.digest(decode_form(row.definition)) != row.hash:
            yield f"The form “{row.title}” v{row.number} is not what was published."

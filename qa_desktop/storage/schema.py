"""Which schemas there have been, so that opening can tell old from new without loading the migrations."""

from dataclasses import dataclass
from typing import Final

from sqlalchemy import Connection, inspect, text

from qa_desktop.domain.errors import InputError


@dataclass(frozen=True)
class Schema:
    """A state of the tables: the id of its migration, and the first program version that knows it."""

    revision: str
    program: str


SCHEMAS: Final[tuple[Schema, ...]] = (
    Schema("0001", "0.1.0"),
    Schema("0002", "0.2.0"),
    Schema("0003", "0.3.0"),
    Schema("0004", "0.3.0"),
    Schema("0006", "0.3.0"),
    Schema("0007", "0.3.0"),
    Schema("0008", "0.3.0"),
    Schema("0009", "0.3.0"),
    Schema("0010", "0.3.0"),
    Schema("0011", "0.3.0"),
    Schema("0012", "0.3.0"),
    Schema("0013", "0.3.0"),
    Schema("0014", "0.3.0"),
    Schema("0015", "0.3.0"),
    Schema("0016", "0.3.0"),
)
"""Oldest first; a test holds it against the migration scripts."""

NEWEST: Final = SCHEMAS[-1]
APPLICATION_ID: Final = 0x51414454
"""What marks an SQLite file as ours: the letters QADT."""


def stored_revision(connection: Connection) -> str | None:
    """The schema that the database says it has; None when it holds no tables of ours."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return found


def is_older(revision: str | None) -> bool:
    """Whether the database must be brought up to date first."""
    return revision is None or revision in {schema.revision for schema in SCHEMAS[:-1]}


def refuse_newer(connection: Connection, revision: str, address: str) -> None:
    """Raise InputError when the schema was made by a newer program, naming the version that it needs."""
    if revision in {schema.revision for schema in SCHEMAS}:
        return
    needed = connection.scalar(text("SELECT value FROM property WHERE name = 'program'"))
    raise InputError(
        f"The database “{address}” was made by a newer QA Desktop: install version {needed} or newer to open it."
    )

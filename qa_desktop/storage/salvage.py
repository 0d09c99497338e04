"""Reading what can be read from a damaged database into a new one.

Three steps: the rows that can be read go into a database without rules beside the new one; from that, what several
databases would tell each other is merged into the new one, which takes only what matches its hash and keeps aside what
refers to something lost; then what belongs to this computer alone (drafts, folders) follows.
"""

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from sqlalchemy import URL, Connection, Engine, create_engine, event, select

from qa_desktop.domain import canonical
from qa_desktop.domain.backups import SalvageReport, SavedTable
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.passphrases import Passphrase
from qa_desktop.domain.sharing import Entry, EntryKind
from qa_desktop.storage.ciphering import Key, connect, driver_for, unlock
from qa_desktop.storage.damaged_copies import DamagedCopy, copied
from qa_desktop.storage.damaged_rows import Found, read, tables_of
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.entries import readable_entries
from qa_desktop.storage.errors import driver_errors, plain_errors
from qa_desktop.storage.interactions import InteractionRepository
from qa_desktop.storage.merging import absorb
from qa_desktop.storage.people import PersonRepository
from qa_desktop.storage.schema import NEWEST, SCHEMAS
from qa_desktop.storage.tables import InteractionRow, PersonRow
from qa_desktop.storage.upgrading import create_file, run_scripts
from qa_desktop.storage.whole_files import room_beside

_LOCAL: Final = ("recording_root", "draft", "pending", "refusal")


def salvage(
    damaged: Path, target: Path, passphrase: Passphrase | None = None, *, aside_in_clear: bool = False
) -> SalvageReport:
    """Make a new database of what a damaged one still tells. The damaged file is not changed. Raises InputError.

    Of an encrypted one the new one has passphrase and salt, and nothing is written in clear, unless what could be read
    and not be taken over is to be.
    """
    if not damaged.is_file() or damaged.stat().st_size == 0:
        raise InputError(f"There is nothing in “{damaged}” to read: bring back a backup.")
    if target.exists():
        raise InputError(f"There is a file “{target}” already: name another one.")
    with plain_errors(str(target)), _room_beside(target) as room:
        copy = copied(damaged, room, passphrase)
        found, schema = _read_all(copy, damaged)
        raw = _without_rules(found, schema, room, copy.key)
        fresh = room / "fresh.sqlite3"
        create_file(fresh, copy.key)
        database = open_database(fresh, new_key(), passphrase=passphrase)
        try:
            report = _merge(raw, database, target, aside_in_clear or copy.key is None)
        finally:
            database.close()
            raw.dispose()
        fresh.rename(target)
    tables = tuple(
        SavedTable(each.table, len(each.rows), len(each.missing), "; ".join(sorted(each.troubles)))
        for each in found
        if each.table != "alembic_version"
    )
    return replace(report, tables=tables, broken_pages=copy.broken)


# Reading


@contextmanager
def _room_beside(target: Path) -> Iterator[Path]:
    """A folder for the work, on the disk of the new database and for the owner only; gone afterwards."""
    with ExitStack() as stack:
        try:
            room = stack.enter_context(room_beside(target))
        except OSError as error:
            raise InputError(
                f"Nothing can be written in “{target.parent}” ({error.strerror}): name another place."
            ) from error
        yield room


def _read_all(copy: DamagedCopy, damaged: Path) -> tuple[list[Found], str]:
    with closing(copy.open()) as connection:
        connection.text_factory = lambda told: told.decode("utf-8", "replace")  # its hash tells that it is another text
        for pragma in ("writable_schema = ON", "query_only = ON", "cell_size_check = ON", "foreign_keys = OFF"):
            connection.execute(f"PRAGMA {pragma}")
        try:
            names = tables_of(connection)
            schemas = [row[0] for row in connection.execute("SELECT version_num FROM alembic_version")]
        except driver_errors() as error:
            raise InputError(
                f"The list of tables in “{damaged}” is destroyed ({error}), so nothing else can be found in it: "
                "bring back a backup."
            ) from error
        known = [schema.revision for schema in SCHEMAS]
        if not set(schemas) & set(known):
            raise InputError(f"“{damaged}” is not a QA Desktop database, or one of a newer program.")
        hints: dict[Any, None] = {}
        found = []
        for name in sorted(names, key=lambda each: each != "record"):
            table = read(connection, name, list(hints))
            found.append(table)
            for row in table.rows.values():  # whatever looks like a key may be one of another table
                hints.update((value, None) for value in row if isinstance(value, bytes) and len(value) == 16)
        again = [read(connection, each.table, list(hints)) if each.troubles else each for each in found]
    return again, schemas[0]


# The database without rules


def _without_rules(found: list[Found], schema: str, room: Path, key: Key | None) -> Engine:
    """The rows that were read in tables of their schema, with nothing that would refuse them; brought up to date."""
    file = room / "rows.sqlite3"
    url = URL.create("sqlite", database=str(file))
    engine = create_engine(url, module=driver_for(key))
    if key is not None:
        event.listen(engine, "connect", lambda connection, _: unlock(connection, key))
    if schema == NEWEST.revision:
        create_file(file, key)
    else:
        with engine.begin() as connection:
            run_scripts(connection, target=schema)
    with closing(connect(file, key)) as bare:
        triggers = bare.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'").fetchall()
        bare.execute("BEGIN")
        for name, _ in triggers:
            bare.execute(f'DROP TRIGGER "{name}"')
        for table in found:
            _put_rows(bare, table)
        _complete_evaluations(bare, found)
        for _, statement in triggers:
            bare.execute(statement)
        bare.execute("COMMIT")
    if schema != NEWEST.revision:
        with engine.begin() as connection:
            run_scripts(connection)
    return engine


def _put_rows(connection: sqlite3.Connection, found: Found) -> None:
    told = [row[0] for row in connection.execute("SELECT name FROM pragma_table_info(?)", (found.table,))]
    if told != found.columns:
        return
    if found.table in ("alembic_version", "property"):
        connection.execute(f'DELETE FROM "{found.table}"')
    places = ", ".join("?" * len(told))
    for row in found.rows.values():
        try:
            connection.execute(f'INSERT OR IGNORE INTO "{found.table}" VALUES ({places})', row)
        except driver_errors() as error:
            found.troubles.add(str(error))


def _complete_evaluations(connection: sqlite3.Connection, found: list[Found]) -> None:
    """An evaluation whose row is lost is still named, with whose it is and of what, by an index."""
    for table in (each for each in found if each.table == "evaluation"):
        for key in table.missing:
            values = table.partial[key]
            if {"interaction", "reviewer"} <= values.keys():
                newest = connection.execute(
                    "SELECT form_version, key, number, at FROM revision WHERE evaluation = ? ORDER BY number DESC", key
                ).fetchone()
                if newest is not None:
                    told = {"key": key[0], "interaction": values["interaction"], "reviewer": values["reviewer"]}
                    told |= dict(zip(("form_version", "head", "number", "submitted_at"), newest, strict=True))
                    names = ", ".join([*told, "version"])
                    marks = ", ".join("?" * (len(told) + 1))
                    connection.execute(f"INSERT INTO evaluation ({names}) VALUES ({marks})", [*told.values(), 1])


# The new database


def _merge(raw: Engine, database: SqlDatabase, target: Path, write_aside: bool) -> SalvageReport:
    left: list[str] = []
    with raw.connect() as source:
        waiting = _take_over(source, database, left)
        lost = _not_taken(source, database)
        aside = _write_aside(lost, target) if lost and write_aside else None
        with database._writer.begin() as into:
            _local_rows(source, into, left)
    health = database.health()
    told = tuple(dict.fromkeys(left))
    return SalvageReport(target, (), health.counts, waiting, told, aside, health.problems, unwritten=len(lost))


def _take_over(source: Connection, database: SqlDatabase, left: list[str]) -> int:
    """Merge what is true; where only the table still tells of a person or a call, its history begins anew."""

    def skip(kind: EntryKind, key: str, error: Exception) -> None:
        left.append(f"The {kind} {key} cannot be read ({type(error).__name__}), so it was left out.")

    entries = list(readable_entries(source, skip))
    with database._writer.begin() as into:
        first = absorb(into, entries, forward=True)
        again = _from_tables(source, into, database.device, left)
        last = absorb(into, entries, forward=True) if again else first
    left += [*first.refused]
    return last.waiting


def _from_tables(source: Connection, into: Connection, device: UUID, left: list[str]) -> int:
    done = 0
    pairs: tuple[tuple[Any, Any, Any], ...] = (
        (PersonRow, PersonRepository(source, device), PersonRepository(into, device)),
        (InteractionRow, InteractionRepository(source, device), InteractionRepository(into, device)),
    )
    for row, old, new in pairs:
        for key in source.scalars(select(row.key)).all():
            try:
                if new.get(key) is None:
                    new.put(old.get(key))
                    done += 1
            except Exception as error:  # a damaged value
                left.append(f"The {row.__tablename__} {key} cannot be read ({type(error).__name__}).")
    return done


def _not_taken(source: Connection, database: SqlDatabase) -> list[Entry]:
    """What could be read and not be taken over."""
    with database._reader.connect() as connection:
        taken = {(entry.kind, entry.key) for entry in readable_entries(connection, lambda *_: None)}
    return [entry for entry in readable_entries(source, lambda *_: None) if (entry.kind, entry.key) not in taken]


def _write_aside(left: list[Entry], target: Path) -> Path:
    """What is left, as lines of JSON for a person to read; for the owner only."""
    aside = target.with_name(target.name + ".left-out.jsonl")
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w", encoding="utf-8") as opened:
        for entry in left:
            told = {"kind": entry.kind, "key": entry.key, "content": json.loads(canonical.spell(entry.content))}
            opened.write(json.dumps(told, ensure_ascii=False) + "\n")
    return aside


def _local_rows(source: Connection, into: Connection, left: list[str]) -> None:
    """Drafts, folders and what waited already; and which database it is."""
    raw: Any = source.connection.driver_connection
    new: Any = into.connection.driver_connection
    for table in _LOCAL:
        names = [row[0] for row in raw.execute("SELECT name FROM pragma_table_info(?)", (table,))]
        statement = f'INSERT OR IGNORE INTO "{table}" ({", ".join(names)}) VALUES ({", ".join("?" * len(names))})'
        for row in raw.execute(f'SELECT * FROM "{table}"').fetchall():
            try:
                new.execute(statement, row)
            except driver_errors():
                left.append(f"A row of “{table}” refers to something that is lost, so it was left out.")
    with contextlib.suppress(*driver_errors()):
        for own in raw.execute("SELECT name, value FROM property WHERE name IN ('database', 'journal_key')").fetchall():
            new.execute("INSERT OR REPLACE INTO property (name, value) VALUES (?, ?)", own)

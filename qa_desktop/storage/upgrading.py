"""Creating a database and bringing an older one up to date; the only place that loads Alembic."""

import contextlib
import filecmp
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, func, inspect, select, table, text

from qa_desktop.domain.backups import BackupKind
from qa_desktop.domain.errors import InputError
from qa_desktop.storage import backups, search
from qa_desktop.storage.ciphering import Key, connect
from qa_desktop.storage.engine import file_of, journal_for, make_engine, set_up
from qa_desktop.storage.logins import renew_grants
from qa_desktop.storage.schema import APPLICATION_ID, NEWEST, stored_revision
from qa_desktop.storage.tables import Row
from qa_desktop.storage.whole_files import in_the_making

MIGRATIONS = Path(__file__).parent / "migrations"
_OF_MIGRATIONS = {"property", "alembic_version"}


@dataclass(frozen=True)
class UpgradeReport:
    """Which schema a database had before and has now; None for no tables at all."""

    before: str | None
    after: str
    saved: Path | None = None
    """The copy that was made before."""

    @property
    def changed(self) -> bool:
        """Whether there was anything to do."""
        return self.before != self.after


def upgrade_engine(
    engine: Engine, address: str, scripts: Path = MIGRATIONS, *, opening: backups.Connect = backups.connect
) -> UpgradeReport:
    """Run the missing migrations in one transaction: all of them, or the database stays as it was.

    A database that holds something is copied first; the copy stays, unless the upgrade failed and changed nothing.
    """
    saved = None
    try:
        with _without_foreign_keys(engine) as connection, connection.begin():
            before = stored_revision(connection)
            if before is not None and before != _newest(scripts):
                saved = _saved_before(engine, connection, before, opening)
            rows = row_counts(connection)
            run_scripts(connection, scripts)
            _note_program(connection)
            _compare(connection, rows, address)
            if search.is_outdated(connection):
                search.rebuild(connection)
            renew_grants(connection)
            return UpgradeReport(before, stored_revision(connection) or "", saved)
    except BaseException:
        if saved is not None:
            saved.unlink(missing_ok=True)
        raise


def row_counts(connection: Connection) -> dict[str, int]:
    """How many rows each table holds, but for those that migrations write for themselves."""
    tables = set(inspect(connection).get_table_names()) & set(Row.metadata.tables) - _OF_MIGRATIONS
    return {name: connection.scalar(select(func.count()).select_from(table(name))) or 0 for name in sorted(tables)}


def _compare(connection: Connection, rows: dict[str, int], address: str) -> None:
    """Raise InputError unless every row is still there and refers to something."""
    after = row_counts(connection)
    changed = [
        f"{name}: {count} rows, now {after.get(name, 0)}" for name, count in rows.items() if after.get(name) != count
    ]
    if changed:
        raise InputError(
            f"Updating the database “{address}” would have changed what it holds ({'; '.join(changed)}), "
            "so it was left in its old state: ask for help with it."
        )
    if connection.dialect.name == "sqlite" and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise InputError(
            f"The database “{address}” holds rows that refer to nothing, so it was left in its old state: "
            "bring back a backup, or ask for help with it."
        )


def _saved_before(engine: Engine, connection: Connection, schema: str, opening: backups.Connect) -> Path | None:
    """A copy of a database as it is before its tables change: of a server's as `server_copies` makes it.

    Made while the upgrade holds the lock for writing, so that nothing comes in between.
    """
    if engine.dialect.name == "postgresql":
        from qa_desktop.storage import server_copies

        return server_copies.save(connection, schema)
    file = file_of(engine.url)
    if file is None or engine.dialect.name != "sqlite":
        return None
    with closing(engine.raw_connection()) as second:
        source: Any = second.driver_connection
        saved = backups.make(source, file, BackupKind.UPGRADE, file.parent, schema, opening)
    _forget_attempts(file, saved)
    return saved


def _forget_attempts(file: Path, saved: Path) -> None:
    """Take away the copies that upgrades made before and then were killed: each is, byte for byte, the one now made."""
    for backup in backups.listed(file):
        if backup.kind is BackupKind.UPGRADE and backup.file != saved:
            with contextlib.suppress(OSError):
                if filecmp.cmp(backup.file, saved, shallow=False):
                    backup.file.unlink()


def _newest(scripts: Path) -> str:
    """The schema to which the scripts in a folder lead; those that ship are known without reading them."""
    if scripts == MIGRATIONS:
        return NEWEST.revision
    from alembic.script import ScriptDirectory

    return ScriptDirectory(str(scripts)).get_current_head() or ""


def run_scripts(connection: Connection, scripts: Path = MIGRATIONS, target: str = "head") -> None:
    """Run the migration scripts in a folder, up to the target, in the transaction of the connection."""
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(scripts).replace("%", "%%"))
    config.attributes["connection"] = connection
    command.upgrade(config, target)


def create_file(file: Path, key: Key | None = None) -> None:
    """Make a new database beside its final name and move it there whole, so that nobody meets half a database.

    With a key it is encrypted from the first byte on.
    """
    if not file.parent.is_dir():
        raise InputError(f"The folder “{file.parent}” does not exist: make it, or name another place.")
    try:
        with in_the_making(file) as building:
            _build(building, key)
    except FileExistsError:
        return  # a second program that creates the same file at the same moment uses what the first one made
    except OSError as error:
        raise InputError(
            f"No file can be made in “{file.parent}” ({error.strerror}): name another place for the database."
        ) from error


def _build(file: Path, key: Key | None = None) -> None:
    connection = connect(file, key)
    try:
        journal = journal_for(file.parent, key)
        set_up(connection, journal)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA journal_mode = {journal}")
    finally:
        connection.close()
    engine = make_engine(URL.create("sqlite", database=str(file)), writing=True, key=key)
    try:
        upgrade_engine(engine, str(file))
    finally:
        engine.dispose()


@contextmanager
def _without_foreign_keys(engine: Engine) -> Iterator[Connection]:
    """Rebuilding a table while foreign keys are on would delete what refers to it, without a word."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            driver.execute("PRAGMA foreign_keys = OFF")
        try:
            yield connection
        finally:
            if is_sqlite:
                driver.execute("PRAGMA foreign_keys = ON")


def _note_program(connection: Connection) -> None:
    """Write down which program the schema needs, for older programs to say so."""
    connection.execute(text("DELETE FROM property WHERE name = 'program'"))
    connection.execute(
        text("INSERT INTO property (name, value) VALUES ('program', :needed)"), {"needed": NEWEST.program}
    )

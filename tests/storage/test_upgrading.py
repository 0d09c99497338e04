import hashlib
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from qa_desktop.domain.errors import InputError
from qa_desktop.storage import schema, upgrading
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.schema import SCHEMAS, stored_revision
from qa_desktop.storage.tables import Row
from qa_desktop.storage.upgrading import MIGRATIONS, UpgradeReport, create_file, run_scripts, upgrade_engine
from tests.storage.samples import DEVICE, NOON, SCORE, draft, furnish, revision

NEXT = '''"""A second schema, for this test."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Rebuild a table that others refer to, then {0}."""
    with op.batch_alter_table("interaction") as table:
        table.add_column(sa.Column("mood", sa.Text(), nullable=False, server_default=""))
    {0}
'''


@pytest.fixture
def scripts(tmp_path: Path) -> Path:
    """The shipped scripts, for a test to add one more, in a folder whose name is hard to configure."""
    folder = tmp_path / "100% of the scripts" / "migrations"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def fill(database: SqlDatabase) -> None:
    with database.writing() as work:
        furnish(work)
        work.evaluations.submit(revision(), SCORE)
        work.evaluations.save_draft(draft(), NOON)


def digest(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()


def test_the_known_schemas_are_those_of_the_scripts() -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    shipped = [script.revision for script in ScriptDirectory.from_config(config).walk_revisions()]
    assert [each.revision for each in SCHEMAS] == shipped[::-1]


def test_the_migrations_make_exactly_the_tables_that_the_program_uses(database: SqlDatabase) -> None:
    with database._reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Row.metadata) == []
        made = _spelled(connection.connection.driver_connection)
    engine = create_engine("sqlite://")
    Row.metadata.create_all(engine)
    with engine.connect() as connection:
        meant = _spelled(connection.connection.driver_connection)
    engine.dispose()
    assert made == meant


def _spelled(connection: object) -> dict[str, list[str]]:
    """Every table and index with its columns, constraints and options, whatever their order."""
    assert isinstance(connection, sqlite3.Connection)
    wanted = (
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type != 'trigger' AND name != 'alembic_version'"
    )
    found = connection.execute(wanted).fetchall()
    return {name: sorted(line.strip(" ,") for line in sql.splitlines()) for name, sql in found}


def test_rebuilding_a_table_keeps_every_row_that_refers_to_it(database: SqlDatabase, scripts: Path) -> None:
    fill(database)
    before = database.health().counts
    (scripts / "versions" / "r0002_next.py").write_text(NEXT.format("pass"), encoding="utf-8")
    assert upgrade_engine(database._writer, "room.db", scripts) == UpgradeReport("0001", "0002")
    after = database.health()
    assert after.counts == before
    assert [problem for problem in after.problems if "schema" not in problem] == []
    with database._writer.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA foreign_keys").scalar() == 1


@pytest.mark.parametrize(
    "failing", ["raise KeyError('no')", "op.execute('DELETE FROM person')", "op.execute('UPDATE nothing SET x = 1')"]
)
def test_a_migration_that_fails_leaves_the_file_as_it_was(
    database: SqlDatabase, file: Path, scripts: Path, failing: str
) -> None:
    fill(database)
    database.close()
    before = digest(file)
    (scripts / "versions" / "r0002_next.py").write_text(NEXT.format(failing), encoding="utf-8")
    with pytest.raises(Exception, match=r"no|refer to nothing|nothing"):
        upgrade_engine(database._writer, "room.db", scripts)
    database.close()
    assert digest(file) == before
    again = open_database(file, DEVICE)
    assert again.health().problems == ()
    again.close()


def test_rows_that_refer_to_nothing_are_told_plainly(database: SqlDatabase, scripts: Path) -> None:
    fill(database)
    (scripts / "versions" / "r0002_next.py").write_text(NEXT.format("op.execute('DELETE FROM person')"), "utf-8")
    with pytest.raises(InputError, match="refer to nothing"):
        upgrade_engine(database._writer, "room.db", scripts)


def test_an_older_database_is_brought_up_to_date_when_it_is_opened(
    database: SqlDatabase, file: Path, scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    database.close()
    (scripts / "versions" / "r0002_next.py").write_text(NEXT.format("pass"), encoding="utf-8")
    later = (*SCHEMAS, schema.Schema("0002", "0.2.0"))
    monkeypatch.setattr(schema, "SCHEMAS", later)
    monkeypatch.setattr(upgrading, "NEWEST", later[-1])
    monkeypatch.setattr(upgrade_engine, "__defaults__", (scripts,))
    again = open_database(file, DEVICE)
    assert again.health().schema == "0002"
    again.close()
    monkeypatch.undo()
    with pytest.raises(InputError, match=r"install version 0\.2\.0"):
        open_database(file, DEVICE)


def test_each_step_from_an_empty_database(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'steps.db'}")
    for each in SCHEMAS:
        with engine.begin() as connection:
            run_scripts(connection, target=each.revision)
            assert stored_revision(connection) == each.revision
    engine.dispose()


def test_creating_a_file_that_is_there_leaves_it_alone(database: SqlDatabase, file: Path) -> None:
    fill(database)
    database.close()
    before = digest(file)
    create_file(file)
    assert digest(file) == before
    assert not list(file.parent.glob(".*"))


def test_a_creation_that_fails_leaves_no_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("no")

    monkeypatch.setattr(upgrading, "run_scripts", fail)
    with pytest.raises(KeyError):
        create_file(file)
    assert list(file.parent.iterdir()) == []


def test_a_file_system_without_links_is_good_enough(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError("links are not supported")

    monkeypatch.setattr("os.link", no_links)
    create_file(file)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (SCHEMAS[-1].revision,)

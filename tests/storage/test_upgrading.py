import hashlib
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine

from qa_desktop.domain.errors import InputError
from qa_desktop.domain.records import AuditEntry
from qa_desktop.storage import schema, upgrading
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.engine import make_engine
from qa_desktop.storage.schema import APPLICATION_ID, SCHEMAS, stored_revision
from qa_desktop.storage.tables import Row
from qa_desktop.storage.upgrading import MIGRATIONS, UpgradeReport, create_file, run_scripts, upgrade_engine
from tests.storage.samples import ANN, CALL, DEVICE, NOON, SCORE, draft, furnish, revision

ROOT = Path(__file__).resolve().parents[2]
NEXT = '''"""A further schema, for this test."""

import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "{newest}"


def upgrade() -> None:
    """Rebuild a table that others refer to, then do what the test says."""
    with op.batch_alter_table("interaction") as table:
        table.add_column(sa.Column("mood", sa.Text(), nullable=False, server_default=""))
    {last}
'''


def next_script(last: str) -> str:
    """A script after the newest that ends with a statement."""
    return NEXT.format(newest=SCHEMAS[-1].revision, last=last)


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
    # A column that was added to a table stands on the line of the column before.
    return {name: sorted(part.strip() for part in re.split(r"[,\n]", sql) if part.strip()) for name, sql in found}


def test_rebuilding_a_table_keeps_every_row_that_refers_to_it(database: SqlDatabase, scripts: Path) -> None:
    fill(database)
    before = database.health().counts
    (scripts / "versions" / "r9999_next.py").write_text(next_script("pass"), encoding="utf-8")
    assert upgrade_engine(database._writer, "room.db", scripts) == UpgradeReport(SCHEMAS[-1].revision, "9999")
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
    (scripts / "versions" / "r9999_next.py").write_text(next_script(failing), encoding="utf-8")
    with pytest.raises(Exception, match=r"no|refer to nothing|nothing"):
        upgrade_engine(database._writer, "room.db", scripts)
    database.close()
    assert digest(file) == before
    again = open_database(file, DEVICE)
    assert again.health().problems == ()
    again.close()


def test_rows_that_refer_to_nothing_are_told_plainly(database: SqlDatabase, scripts: Path) -> None:
    fill(database)
    (scripts / "versions" / "r9999_next.py").write_text(next_script("op.execute('DELETE FROM person')"), "utf-8")
    with pytest.raises(InputError, match="refer to nothing"):
        upgrade_engine(database._writer, "room.db", scripts)


def test_an_older_database_is_brought_up_to_date_when_it_is_opened(
    database: SqlDatabase, file: Path, scripts: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(database)
    database.close()
    (scripts / "versions" / "r9999_next.py").write_text(next_script("pass"), encoding="utf-8")
    later = (*SCHEMAS, schema.Schema("9999", "7.2.0"))
    monkeypatch.setattr(schema, "SCHEMAS", later)
    monkeypatch.setattr(upgrading, "NEWEST", later[-1])
    monkeypatch.setattr(upgrade_engine, "__defaults__", (scripts,))
    again = open_database(file, DEVICE)
    assert again.health().schema == "9999"
    again.close()
    monkeypatch.undo()
    with pytest.raises(InputError, match=r"install version 7\.2\.0"):
        open_database(file, DEVICE)


def test_each_step_from_an_empty_database(tmp_path: Path) -> None:
    engine = create_engine(f"sqlite:///{tmp_path / 'steps.db'}")
    for each in SCHEMAS:
        with engine.begin() as connection:
            run_scripts(connection, target=each.revision)
            assert stored_revision(connection) == each.revision
    engine.dispose()


# From the first schema, with work in it


def kept_rows(file: Path, of: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that the file `of` has, in its columns; not which schema it is."""
    tables: dict[str, list[str]] = {}
    with closing(sqlite3.connect(of)) as model:
        for (table,) in model.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            if table not in ("alembic_version", "property"):
                tables[table] = [row[1] for row in model.execute(f"PRAGMA table_info('{table}')")]
    with closing(sqlite3.connect(file)) as connection:
        named = {table: ", ".join(f'"{column}"' for column in columns) for table, columns in tables.items()}
        found = {table: connection.execute(f"SELECT {named[table]} FROM '{table}'").fetchall() for table in tables}
    return {table: sorted(rows, key=repr) for table, rows in found.items() if rows}


@pytest.fixture
def first(database: SqlDatabase, file: Path, tmp_path: Path) -> Path:
    """A file as version 0.1.0 wrote it: a form, people, a call, an evaluation corrected once, a draft, the audit."""
    fill(database)
    with database.writing() as work:
        one = revision()
        work.evaluations.submit(one, SCORE)
        work.evaluations.submit(revision(parent=one), SCORE)
        work.audit.add(AuditEntry(NOON, DEVICE, ANN.key, "submitted", "evaluation", CALL.key))
        work.roots.put("calls", "/there")
    database.close()
    older = tmp_path / "first.db"
    engine = make_engine(URL.create("sqlite", database=str(older)), writing=True)
    with engine.begin() as connection:
        run_scripts(connection, target="0001")
    engine.dispose()
    with closing(sqlite3.connect(older, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        for table, rows in kept_rows(file, older).items():
            places = ", ".join("?" * len(rows[0]))
            connection.executemany(f"INSERT INTO '{table}' VALUES ({places})", rows)
        connection.execute("INSERT INTO property VALUES ('program', '0.1.0')")
    return older


def test_a_database_of_the_first_schema_keeps_every_row(first: Path) -> None:
    before = kept_rows(first, first)
    assert sum(len(rows) for rows in before.values()) > 30
    older = shutil.copy(first, first.with_name("older.db"))
    opened = open_database(first, DEVICE)
    health = opened.health()
    assert (health.schema, health.problems) == (SCHEMAS[-1].revision, ())
    with opened.reading() as work:
        assert work.interactions.get(CALL.key) == CALL
        assert len(work.evaluations.submitted([CALL.key], [ANN.key])) == 2
        assert work.redactions.of(CALL.key) == ()
    opened.close()
    assert kept_rows(first, older) == before


@pytest.mark.parametrize(
    ("path", "codec", "raw"),
    [
        ("2026/a.GSM", "gsm", "gsm/8000/2"),
        ("a.g722", "adpcm_g722", "g722/8000/2"),
        ("a.sln", "pcm_s16le", "s16le/8000/2"),
        ("a.gsm", "pcm_mulaw", ""),
        ("a.wav", "gsm", ""),
        ("a.sln/b.wav", "pcm_s16le", ""),
    ],
)
def test_what_was_read_by_its_ending_goes_on_being_read_so(first: Path, path: str, codec: str, raw: str) -> None:
    with closing(sqlite3.connect(first, isolation_level=None)) as connection:
        connection.execute("UPDATE recording SET path = ?, codec = ?", (path, codec))
    opened = open_database(first, DEVICE)
    with opened.reading() as work:
        found = work.interactions.get(CALL.key)
    opened.close()
    assert found is not None
    assert found.recording is not None
    assert found.recording.raw == raw


def test_an_upgrade_from_the_first_schema_that_fails_leaves_the_file_as_it_was(first: Path) -> None:
    with closing(sqlite3.connect(first, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE recording_source (of_somebody TEXT)")  # in the way of the last step
    before = digest(first)
    with pytest.raises(Exception, match="already exists"):
        open_database(first, DEVICE)
    assert digest(first) == before
    with closing(sqlite3.connect(first, isolation_level=None)) as connection:
        connection.execute("DROP TABLE recording_source")
    opened = open_database(first, DEVICE)
    assert opened.health().problems == ()
    opened.close()


def test_a_program_killed_while_it_upgrades_leaves_what_was_there(first: Path, scripts: Path) -> None:
    before = kept_rows(first, first)
    older = shutil.copy(first, first.with_name("older.db"))
    (scripts / "versions" / "r9999_next.py").write_text(
        next_script("import os, signal; os.kill(os.getpid(), signal.SIGKILL)"), encoding="utf-8"
    )
    program = (
        "import sys; from pathlib import Path; from sqlalchemy import URL\n"
        "from qa_desktop.storage.engine import make_engine\n"
        "from qa_desktop.storage.upgrading import upgrade_engine\n"
        "file, scripts = sys.argv[1:]\n"
        "engine = make_engine(URL.create('sqlite', database=file), writing=True)\n"
        "upgrade_engine(engine, file, Path(scripts))\n"
    )
    killed = subprocess.run([sys.executable, "-c", program, str(first), str(scripts)], cwd=ROOT, check=False)
    assert killed.returncode == -9
    opened = open_database(first, DEVICE)  # takes back what was half done, then upgrades
    assert opened.health().problems == ()
    opened.close()
    assert kept_rows(first, older) == before


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

import hashlib
import re
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, create_engine, select

from qa_desktop.domain import canonical
from qa_desktop.domain.answers import Answer, Day, Note
from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.chains import AuditLine
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.evaluations import Content, Revision, content_to_plain
from qa_desktop.domain.keys import new_key
from qa_desktop.domain.raw_formats import parse as raw_format
from qa_desktop.domain.records import AuditEntry
from qa_desktop.domain.redactions import Redaction
from qa_desktop.domain.speech import Speech, SpeechSource
from qa_desktop.domain.transcripts import Role, Skipped, Transcript, Turn
from qa_desktop.services import merging
from qa_desktop.storage import records, schema, upgrading
from qa_desktop.storage.database import SqlDatabase, open_database
from qa_desktop.storage.engine import make_engine
from qa_desktop.storage.schema import APPLICATION_ID, SCHEMAS, Schema, stored_revision
from qa_desktop.storage.tables import AuditRow, OutboxRow, PropertyRow, Row
from qa_desktop.storage.unit_of_work import SqlUnitOfWork
from qa_desktop.storage.upgrading import MIGRATIONS, create_file, run_scripts, upgrade_engine
from qa_desktop.storage.writes import table_of
from tests.storage.samples import ANN, BEN, CALL, CONTENT, DEVICE, NOON, SCORE, VERSION, call, draft, furnish, revision

AUDIT = tuple(table_of(AuditRow).columns)
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


@pytest.mark.anew
def test_the_migrations_make_exactly_the_tables_that_the_program_uses(database: SqlDatabase) -> None:
    with database._reader.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert [change for change in compare_metadata(context, Row.metadata) if "search_" not in str(change)] == []
        if connection.dialect.name == "postgresql":
            return
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
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type != 'trigger' AND name != 'alembic_version' "
        "AND name NOT LIKE '%search!_%' ESCAPE '!' AND name != 'sqlite_sequence'"  # derived, and made of FTS5's own
    )
    found = [(name, sql.replace(f'TABLE "{name}"', f"TABLE {name}")) for name, sql in connection.execute(wanted)]
    # A table that was rebuilt is quoted. A column that was added to a table stands on the line of the column before.
    return {name: sorted(part.strip() for part in re.split(r"[,\n]", sql) if part.strip()) for name, sql in found}


def rows_of(database: SqlDatabase) -> dict[str, int]:
    with database._writer.connect() as connection:
        return upgrading.row_counts(connection)


@pytest.mark.files
def test_rebuilding_a_table_keeps_every_row_that_refers_to_it(database: SqlDatabase, scripts: Path) -> None:
    fill(database)
    before = rows_of(database)
    (scripts / "versions" / "r9999_next.py").write_text(next_script("pass"), encoding="utf-8")
    done = upgrade_engine(database._writer, "room.db", scripts)
    assert (done.before, done.after) == (SCHEMAS[-1].revision, "9999")
    after = database.health()
    assert rows_of(database) == before
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


@pytest.mark.files
def test_rows_that_refer_to_nothing_are_told_plainly(database: SqlDatabase, scripts: Path) -> None:
    fill(database)
    astray = "op.execute('UPDATE evaluation SET reviewer = zeroblob(16)')"
    (scripts / "versions" / "r9999_next.py").write_text(next_script(astray), "utf-8")
    with pytest.raises(InputError, match="refer to nothing"):
        upgrade_engine(database._writer, "room.db", scripts)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("DELETE FROM draft", "draft: 1 rows, now 0"),
        ("DROP TABLE draft", "draft: 1 rows, now 0"),
        ("INSERT INTO recording_root VALUES (zeroblob(16), 'a', 'b')", "recording_root: 0 rows, now 1"),
    ],
)
def test_an_upgrade_that_would_lose_rows_without_a_word_is_refused(
    database: SqlDatabase, file: Path, scripts: Path, statement: str, words: str
) -> None:
    fill(database)
    before = kept_rows(file, file)
    (scripts / "versions" / "r9999_next.py").write_text(next_script(f'op.execute("{statement}")'), "utf-8")
    with pytest.raises(InputError, match="left in its old state") as refused:
        upgrade_engine(database._writer, "room.db", scripts)
    assert words in str(refused.value)
    database.close()
    assert kept_rows(file, file) == before
    assert not list(file.parent.glob("*.upgrade-*"))  # nothing was changed, so nothing has to be kept


def test_a_copy_of_the_file_as_it_was_stays_beside_one_that_is_upgraded(first: Path) -> None:
    before = kept_rows(first, first)
    opened = open_database(first, DEVICE)
    opened.close()
    (saved,) = first.parent.glob("first.*.upgrade-0001.sqlite3")
    assert kept_rows(saved, saved) == before
    assert saved.stat().st_mode & 0o777 == 0o600
    again = open_database(first, DEVICE)  # nothing to do: no further copy
    again.close()
    assert list(first.parent.glob("first.*.sqlite3")) == [saved]


def test_without_room_for_the_copy_nothing_is_upgraded(first: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = digest(first)

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("qa_desktop.storage.whole_files.put_in_place", full)
    with pytest.raises(InputError, match="No space left on device"):
        open_database(first, DEVICE)
    assert digest(first) == before


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


# From each earlier schema, with work in it


def hash_of_before(revision: Revision) -> str:
    """The hash that programs up to 0.2 gave a revision."""
    names = ("key", "subject", "parents", "number", "device", "author", "at", "reason")
    around = canonical.plain({name: getattr(revision, name) for name in names})
    return "1:" + canonical.digest_of(canonical.spell({**around, "content": content_to_plain(revision.content)}))


def kept_rows(file: Path, of: Path) -> dict[str, list[tuple[object, ...]]]:
    """Every row of every table that the file `of` has, in its columns; not which schema it is, nor what seals it."""
    tables: dict[str, list[str]] = {}
    with closing(sqlite3.connect(of)) as model:
        for (table,) in model.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            if table not in ("alembic_version", "property", "sqlite_sequence", "standard_day") and not table.startswith(
                "search_"
            ):
                columns = [row[1] for row in model.execute(f"PRAGMA table_info('{table}')")]
                tables[table] = [name for name in columns if (table, name) != ("revision", "hash")]
    with closing(sqlite3.connect(file)) as connection:
        named = {table: ", ".join(f'"{column}"' for column in columns) for table, columns in tables.items()}
        found = {table: connection.execute(f"SELECT {named[table]} FROM '{table}'").fetchall() for table in tables}
    return {table: sorted(rows, key=repr) for table, rows in found.items() if rows}


NOTED = Content(
    {**CONTENT.answers, "words": Answer(Note("She said “Ann”.")), "when": Answer(Day(date(2026, 3, 2)))}, "Overall."
)
SESSION = CalibrationSession(new_key(), "March", VERSION.key, BEN.key, (ANN.key,), (CALL.key,))
WORDS = Transcript("vtt", (Turn("Hello", Role.AGENT, "Zoë", 0.0, 1.5), Turn("Hi")), skipped=(Skipped("3", "empty"),))
REMOVED, IN_FORCE = Redaction(new_key(), 0, 500, reason="name"), Redaction(new_key(), 900, 950, 1)
FIGURES = Speech(SpeechSource.CHANNELS, (10.0, 20.0), (1, 2), 0.5, 30.0, 4.0, None)


def work_of_before(work: SqlUnitOfWork) -> None:
    """Evaluations that were corrected, and something in every table."""
    one = revision(content=NOTED)
    work.evaluations.submit(one, SCORE)
    work.evaluations.submit(revision(parent=one), SCORE)
    for action in ("submitted", "corrected"):
        work.audit.add(AuditEntry(NOON, DEVICE, ANN.key, action, "evaluation", CALL.key, "75.0"))
    work.audit.add(AuditEntry(NOON, new_key(), None, "looked", "evaluation", CALL.key))
    work.roots.put("calls", "/there")
    work.interactions.put_transcript(CALL.key, WORDS)
    work.interactions.put(call(2, agent=None, tags=()))
    work.sessions.put(SESSION)
    work.sources.set_agent_channel("calls", 1)
    work.sources.set_format("calls", ".raw", raw_format("mulaw/8000/1"))
    work.redactions.add(CALL.key, REMOVED, ANN.key, NOON)
    work.redactions.add(CALL.key, IN_FORCE, ANN.key, NOON)
    work.redactions.remove(REMOVED.key, BEN.key, NOON)
    work.speech.put(CALL.key, FIGURES, 1, NOON)


def older_file(database: SqlDatabase, file: Path, older: Path, schema: Schema) -> Path:
    """A file as the program of an earlier schema wrote it."""
    fill(database)
    with database.writing() as work:
        work_of_before(work)
        heads = work.evaluations.submitted([CALL.key], [ANN.key])
        hashes = [
            (hash_of_before(each), each.key.bytes)
            for head in heads
            for each in work.evaluations.revisions(head.subject.evaluation)
        ]
    database.close()
    engine = make_engine(URL.create("sqlite", database=str(older)), writing=True)
    with engine.begin() as connection:
        run_scripts(connection, target=schema.revision)
    engine.dispose()
    with closing(sqlite3.connect(older, isolation_level=None)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        named = {table: columns_of(connection, table) for table in kept_rows(file, older)}
        connection.execute(f"ATTACH '{file}' AS written")
        for table, columns in named.items():
            connection.execute(f"INSERT INTO main.'{table}' ({columns}) SELECT {columns} FROM written.'{table}'")
        connection.execute("DROP TRIGGER main.append_only_revision_update")
        if schema.revision < "0003":
            connection.executemany("UPDATE main.revision SET hash = ? WHERE key = ?", hashes)
        connection.execute(
            "CREATE TRIGGER append_only_revision_update BEFORE UPDATE ON revision "
            "BEGIN SELECT RAISE(ABORT, 'revision is append-only'); END"
        )
        connection.execute("INSERT INTO property VALUES ('program', ?)", [schema.program])
    return older


def columns_of(connection: sqlite3.Connection, table: str) -> str:
    return ", ".join(f'"{row[1]}"' for row in connection.execute(f"PRAGMA main.table_info('{table}')"))


@pytest.fixture
def first(database: SqlDatabase, file: Path, tmp_path: Path) -> Path:
    """A file of the first schema."""
    return older_file(database, file, tmp_path / "first.db", SCHEMAS[0])


@pytest.fixture(params=SCHEMAS[:-1], ids=lambda schema: schema.revision)
def before(request: pytest.FixtureRequest, database: SqlDatabase, file: Path, tmp_path: Path) -> Path:
    """A file of each earlier schema."""
    return older_file(database, file, tmp_path / "before.db", request.param)


def test_a_database_of_an_earlier_schema_keeps_every_row(before: Path) -> None:
    rows = kept_rows(before, before)
    assert sum(len(each) for each in rows.values()) > 30
    older = shutil.copy(before, before.with_name("older.db"))
    opened = open_database(before, DEVICE)
    health = opened.health()
    assert (health.schema, health.problems) == (SCHEMAS[-1].revision, ())
    with opened.reading() as work:
        assert work.interactions.get(CALL.key) == replace(CALL, turns=2)
        assert len(work.evaluations.submitted([CALL.key], [ANN.key])) == 2
        assert work.interactions.transcript(CALL.key) == WORDS
        assert work.sessions.get(SESSION.key) == SESSION
    opened.close()
    assert kept_rows(before, older) == rows


def test_what_earlier_schemas_hold_is_sealed_anew_and_has_its_records(before: Path) -> None:
    opened = open_database(before, DEVICE)
    with opened.reading() as work, opened._reader.connect() as connection:
        for head in work.evaluations.submitted([CALL.key], [ANN.key]):
            for each in work.evaluations.revisions(head.subject.evaluation):
                assert each.is_true
                assert each.salt
        lines = [AuditLine(**row) for row in connection.execute(select(*AUDIT).order_by(*AUDIT[:2])).mappings()]
        assert all(line.is_true and line.salt for line in lines)
        chained = [line for line in lines if line.device == DEVICE]
        assert [line.previous for line in chained] == ["", *(line.hash for line in chained[:-1])]
        told = {record.kind: record for record in records.load(connection) if record.subject != call(2).key}
        assert all(record.is_true for record in told.values())
        assert told["transcript"].content == canonical.text(WORDS)
        assert told["session"].content == canonical.text(SESSION)
        stored = work.interactions.get(CALL.key)
        assert stored is not None
        assert told["interaction"].content == canonical.text(replace(stored, turns=0))
        assert stored == replace(CALL, turns=2)
        noted = set(connection.execute(select(OutboxRow.kind, OutboxRow.key)).all())
        assert {("record", str(record.key)) for record in told.values()} <= noted
        assert ("revision", str(head.key)) in noted
        assert ("audit", f"{DEVICE}/2") in noted
        assert connection.scalar(select(PropertyRow.value).where(PropertyRow.name == "database"))
    opened.close()


def test_copies_that_were_updated_apart_know_their_common_work_again(before: Path, tmp_path: Path) -> None:
    """On two machines, each of which went on before they were merged."""
    other = Path(shutil.copy(before, tmp_path / "other.db"))
    with closing(open_database(before, new_key())) as one, closing(open_database(other, new_key())) as two:
        for database, device in ((one, new_key()), (two, new_key())):
            with database.writing() as work:
                head, *_ = work.evaluations.submitted([CALL.key], [ANN.key])
                if database is one:
                    work.evaluations.submit(revision(parent=head), SCORE)
                work.audit.add(AuditEntry(NOON, device, ANN.key, "looked", "evaluation", CALL.key))
        for into, source in ((one, two), (two, one)):
            assert merging.merge(into, source).refused == ()
            assert into.health().problems == ()
        with one.reading() as first, two.reading() as second:
            told = [{(each.kind, each.key) for each in work.sharing.everything()} for work in (first, second)]
        assert told[0] == told[1]


def test_a_revision_that_was_changed_before_the_upgrade_goes_on_being_reported(first: Path) -> None:
    with closing(sqlite3.connect(first, isolation_level=None)) as connection:
        connection.execute("DROP TRIGGER append_only_revision_update")
        connection.execute("UPDATE revision SET comment = 'forged' WHERE number = 2")
    opened = open_database(first, DEVICE)
    problems = opened.health().problems
    opened.close()
    assert len(problems) == 1
    assert "is not what was submitted" in problems[0]


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


@pytest.mark.anew
def test_a_creation_that_fails_leaves_no_file(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise KeyError("no")

    monkeypatch.setattr(upgrading, "run_scripts", fail)
    with pytest.raises(KeyError):
        create_file(file)
    assert list(file.parent.iterdir()) == []


@pytest.mark.anew
def test_a_file_system_without_links_is_good_enough(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError("links are not supported")

    monkeypatch.setattr("os.link", no_links)
    create_file(file)
    with closing(sqlite3.connect(file)) as connection:
        assert connection.execute("SELECT version_num FROM alembic_version").fetchone() == (SCHEMAS[-1].revision,)

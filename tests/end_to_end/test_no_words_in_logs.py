"""What was said in calls, and who said it, reaches no log, whatever goes wrong."""

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from qa_desktop.storage.database import open_database
from qa_desktop.ui.messages import where_it_happened
from tests.storage.samples import DEVICE

MARK = "xylophone"
SAID = f"start,end,speaker,text\n0,2,Agent,the {MARK} rings\n3.5,4,Customer,my {MARK}\n"

PROGRAM = """
import sys
from qa_desktop import app, paths, settings
from qa_desktop.ui import messages
from qa_desktop.services import interactions
application = app.make_application()
messages._crash_box = lambda details: None
messages.install_exception_hook()
database = app.open_database(sys.argv[1], settings.load())
with database.reading() as work:
    (found,) = work.interactions.by_external_id("call")
    said = work.interactions.transcript(found.key)
def fail():
    try:
        raise KeyError(said.turns[0].text)
    except KeyError as error:
        raise ValueError(f"cannot use {said}") from error
try:
    fail()
except ValueError as error:
    sys.excepthook(type(error), error, error.__traceback__)
print(paths.user_logs())
"""


def test_a_crash_over_words_of_a_call_leaves_none_of_them_behind(tmp_path: Path) -> None:
    (tmp_path / "call.csv").write_text(SAID, encoding="utf-8")
    file = tmp_path / "room.db"
    command = [
        sys.executable,
        "-m",
        "qa_desktop",
        "--debug",
        "import",
        str(tmp_path / "call.csv"),
        "--database",
        str(file),
    ]
    imported = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60)
    ended = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(file)], capture_output=True, text=True, check=True, timeout=60
    )
    logs = Path(ended.stdout.strip())
    written = [path.read_text(encoding="utf-8") for path in logs.rglob("*") if path.is_file()]
    assert any("ValueError" in each and "KeyError" in each for each in written)
    assert not any(MARK in each for each in [*written, imported.stderr, imported.stdout, ended.stderr])


def test_a_statement_that_fails_is_told_without_its_values(tmp_path: Path) -> None:
    with (
        closing(open_database(tmp_path / "room.db", DEVICE)) as database,
        database._writer.connect() as connection,
        pytest.raises(DBAPIError) as failed,
    ):
        connection.execute(text("INSERT INTO nowhere VALUES (:said)"), {"said": MARK})
    assert MARK not in str(failed.value)
    assert MARK not in where_it_happened(failed.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows keeps rights in another way")
def test_erasing_tells_no_words_and_what_it_writes_is_for_the_owner_only(tmp_path: Path) -> None:
    (tmp_path / "call.csv").write_text(SAID, encoding="utf-8")
    (tmp_path / "sheet.csv").write_text(f"id,customer,tags\ncall,C-7,{MARK}\n", encoding="utf-8")
    file, out = str(tmp_path / "room.db"), str(tmp_path / "person.json")
    commands = (
        ["import", str(tmp_path / "call.csv"), "--sheet", str(tmp_path / "sheet.csv")],
        ["db", "backup"],
        ["db", "export-person", "--customer", "C-7", "--out", out],
        ["db", "erase", "--customer", "C-7", "--apply", "--as", "Dana"],
        ["db", "prune"],
    )
    for command in commands:
        run = [sys.executable, "-m", "qa_desktop", "--debug", *command, "--database", file]
        ended = subprocess.run(run, capture_output=True, text=True, check=True, timeout=60)
        assert MARK not in ended.stdout + ended.stderr
    assert MARK in Path(out).read_text(encoding="utf-8")
    written = [Path(out), *tmp_path.glob("room.db*"), *tmp_path.glob("backups/*")]
    assert {"room.db.erased", "person.json"} < {path.name for path in written}
    assert {oct(path.stat().st_mode & 0o777) for path in written} == {"0o600"}

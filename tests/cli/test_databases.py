"""`db upgrade`, `doctor`, and databases that are missing, damaged or something else."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL

from qa_desktop import settings
from qa_desktop.storage.engine import make_engine
from qa_desktop.storage.schema import APPLICATION_ID, NEWEST
from qa_desktop.storage.upgrading import run_scripts
from tests.cli.conftest import Run
from tests.postgres_server import Server

pytestmark = pytest.mark.usefixtures("qapp")  # the doctor asks it for sound devices


def test_a_new_database_is_made(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "neuer raum.db"
    ended = run("db", "upgrade", "--database", file)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith(f"{file}: schema ")
    assert ended.out.endswith(", made anew\n")
    assert run("db", "upgrade", "--database", file).out.endswith(", up to date\n")


def test_upgrading_as_json(tmp_path: Path, run: Run) -> None:
    told = run("db", "upgrade", "--database", tmp_path / "a.db", "--json").document
    address = str(tmp_path / "a.db")
    assert told == {"address": address, "schema": told["schema"], "before": None, "created": True, "problems": []}


def test_a_database_of_an_older_program_is_brought_up_to_date(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "alt.db"
    engine = make_engine(URL.create("sqlite", database=str(file)), writing=True)
    with engine.begin() as connection:
        run_scripts(connection, target="0001")
    engine.dispose()
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    ended = run("db", "upgrade", "--database", file)
    assert (ended.status, ended.out) == (0, f"{file}: schema {NEWEST.revision}, brought up to date from 0001\n")
    assert run("db", "upgrade", "--database", file).out.endswith(", up to date\n")


def test_the_usual_database_lies_in_the_data_folder(run: Run) -> None:
    told = run("db", "upgrade", "--json").document
    folders = run("doctor", "--json").document["folders"]
    assert Path(told["address"]).parent == Path(folders["data"])


def test_the_doctor_of_a_healthy_database(room: Path, run: Run) -> None:
    ended = run("doctor", "--database", room)
    assert (ended.status, ended.err) == (0, "")
    lines = [" ".join(line.split()) for line in ended.out.splitlines()]
    assert {"versions", "folders", "audio", "database", "interactions 2", "problems none"} <= set(lines)


def test_the_doctor_as_json(room: Path, run: Run) -> None:
    ended = run("doctor", "--database", room, "--json")
    assert (ended.status, ended.err) == (0, "")
    told = ended.document
    assert list(told) == ["versions", "folders", "audio", "database"]
    assert told["database"]["address"] == str(room)
    assert (told["database"]["interactions"], told["database"]["problems"]) == (2, [])


def test_before_the_first_start_there_is_no_database_and_none_is_made(run: Run) -> None:
    ended = run("doctor", "--json")
    assert ended.status == 0
    told = ended.document
    assert told["database"]["state"].startswith("none yet")
    assert not Path(told["database"]["address"]).exists()


@pytest.mark.parametrize(
    "command",
    [
        ("doctor",),
        ("form", "list"),
        ("calibration", "status"),
        ("export", "calibration", "x", "x.xlsx"),
        ("calibration", "create", "x", "--form", "f", "--gauge", "g", "--reviewer", "r", "--interaction", "i"),
    ],
)
def test_a_mistyped_database_is_told_and_not_made(command: tuple[str, ...], tmp_path: Path, run: Run) -> None:
    file = tmp_path / "raun.db"
    assert run(*command, "--database", file).sentence == f"There is no database “{file}”: check its name and place."
    assert not file.exists()


def damaged(room: Path) -> None:
    content = bytearray(room.read_bytes())
    content[8192:40960] = b"\x55" * (40960 - 8192)
    room.write_bytes(content)


def cut(room: Path) -> None:
    room.write_bytes(room.read_bytes()[:50000])


def emptied(room: Path) -> None:
    room.write_bytes(b"")


def replaced(room: Path) -> None:
    room.write_text("something else\n" * 100, encoding="utf-8")


def foreign(room: Path) -> None:
    room.unlink()
    with closing(sqlite3.connect(room)) as connection:
        connection.execute("CREATE TABLE t (x)")


@pytest.mark.parametrize("harm", [damaged, cut, emptied, replaced, foreign])
@pytest.mark.parametrize("json", [False, True])
def test_the_doctor_tells_of_harm_and_ends_with_2(harm, json: bool, room: Path, run: Run) -> None:
    harm(room)
    ended = run("doctor", "--database", room, *(["--json"] if json else []))
    assert str(room) in ended.sentence
    if json:
        assert ended.document["database"]["problems"][0] == ended.sentence
    else:
        assert ended.sentence in ended.out


@pytest.mark.parametrize("harm", [damaged, emptied, replaced, foreign])
@pytest.mark.parametrize("command", [("form", "list"), ("calibration", "status"), ("db", "upgrade")])
def test_other_commands_tell_of_harm_in_one_sentence(harm, command: tuple[str, ...], room: Path, run: Run) -> None:
    harm(room)
    ended = run(*command, "--database", room)
    assert str(room) in ended.sentence
    assert ended.out == ""


def test_a_changed_row_behind_our_back_is_found(room: Path, run: Run) -> None:
    with closing(sqlite3.connect(room)) as connection:
        connection.execute("UPDATE form_version SET definition = replace(definition, 'Greets', 'Ignores')")
        connection.commit()
    assert "is not what was published" in run("doctor", "--database", room).sentence
    assert "is not what was published" in run("db", "upgrade", "--database", room).sentence


@pytest.mark.parametrize(
    ("address", "words"),
    [
        (".", "is a folder"),
        ("nix/x.db", "does not exist: make it"),
        ("x" * 300, "No database can be at"),
        ("nix://host/x", "cannot use databases of the kind"),
    ],
)
def test_a_place_where_no_database_can_be(address: str, words: str, tmp_path: Path, run: Run) -> None:
    named = address if "://" in address else tmp_path / address
    assert words in run("db", "upgrade", "--database", named).sentence


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="only Linux has such a folder")
def test_a_folder_that_takes_no_files_is_told(run: Run) -> None:
    assert "No file can be made in “/proc”" in run("db", "upgrade", "--database", "/proc/x.db").sentence


@pytest.mark.parametrize("command", [("db", "upgrade"), ("doctor",), ("form", "list")])
def test_settings_that_cannot_be_used_are_told(command: tuple[str, ...], run: Run) -> None:
    settings.default_file().mkdir()
    assert "settings.json” cannot be read" in run(*command).sentence


def test_the_doctor_as_a_program_says_nothing_on_the_side(program: Run) -> None:
    ended = program("doctor", "--json", without=("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))
    assert (ended.status, ended.err) == (0, "")
    assert ended.document["versions"]["python"]


def test_a_server_takes_every_command(server: Server, server_address: str, run: Run) -> None:
    upgraded = run("db", "upgrade", "--database", server_address)
    assert (upgraded.status, "up to date" in upgraded.out) == (0, True)
    told = run("doctor", "--database", server_address, "--json").document["database"]
    assert told["engine"].startswith("PostgreSQL ")
    assert told["problems"] == []
    listed = run("form", "list", "--database", server_address, "--json")
    assert len(listed.document) == 3
    nowhere = run("doctor", "--database", server.address_by_port("nowhere"), "--json")
    assert "there is no database of this name" in nowhere.sentence
    assert "secret" not in nowhere.out + nowhere.err
    assert "secret" not in run("doctor", "--database", server.address_by_port("nowhere")).out


def test_the_search_index_is_built_anew(room: Path, run: Run) -> None:
    with closing(sqlite3.connect(room, isolation_level=None)) as connection:
        connection.execute("DELETE FROM search_text")
    assert "db reindex" in run("doctor", "--database", room).out
    assert run("interaction", "find", "gott", "--database", room).out.startswith("Nothing matches")
    ended = run("db", "reindex", "--database", room)
    assert (ended.status, ended.out) == (0, "The search index of 2 interactions is built anew.\n")
    assert run("db", "reindex", "--database", room, "--json").document == {"interactions": 2}
    assert run("interaction", "find", "gott", "--database", room, "--json").document["total"] == 2
    assert "problems none" in " ".join(run("doctor", "--database", room).out.split())

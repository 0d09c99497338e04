"""`db share`, `db merge`, `db offline`, `db move`: work goes from one database to another and nothing is lost."""

import json
import sqlite3
import wave
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from qa_desktop import settings
from qa_desktop.domain.keys import new_key
from qa_desktop.storage.database import open_database
from tests.cli.conftest import CHAT, Run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    place = tmp_path / "für das Team"
    place.mkdir()
    return place


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Be at another machine."""
    return lambda name: monkeypatch.setenv("QA_DESKTOP_HOME", str(tmp_path / name))


def listed(run: Run, *options: object) -> list[str]:
    return sorted(each["id"] for each in run("interaction", "list", "--json", *options).document)


def test_two_machines_share_through_a_folder(chats: Path, folder: Path, run: Run, home: Callable[[str], None]) -> None:
    home("one")
    assert run("import", chats, "--as", "Ann").status == 0
    assert "no team folder yet" in run("db", "share").sentence
    ended = run("db", "share", "--folder", folder)
    assert ended.status == 0
    assert ended.out.startswith(f"{folder}: ")
    assert ended.out.endswith(" sent, 0 received; all shared\n")
    home("two")
    assert run("db", "upgrade").status == 0
    assert run("db", "share", "--folder", folder).out.endswith("; all shared\n")
    assert listed(run) == ["Käse 1", "Käse 2"]
    (chats / "Käse 3.csv").write_text(CHAT.replace("Hallo", "Moin"), encoding="utf-8")
    run("import", chats / "Käse 3.csv", "--as", "Ben")
    told = run("db", "share", "--json").document
    assert (told["folder"], told["state"], told["problem"], told["waiting"]) == (str(folder), "all shared", None, 0)
    home("one")
    assert run("db", "share").status == 0
    assert listed(run) == ["Käse 1", "Käse 2", "Käse 3"]


def test_a_folder_that_is_not_there_is_told_and_nothing_is_lost(
    chats: Path, folder: Path, tmp_path: Path, run: Run
) -> None:
    run("db", "upgrade")
    assert run("db", "share", "--folder", folder).status == 0
    away = folder.rename(tmp_path / "away")
    run("import", chats, "--as", "Ann")
    ended = run("db", "share")
    assert ended.out.endswith(" waiting, no connection\n")
    assert str(folder) in ended.sentence
    told = run("db", "share", "--json")
    assert (told.status, told.document["problem"]) == (2, told.sentence)
    away.rename(folder)
    assert run("db", "share").out.endswith(" sent, 0 received; all shared\n")


def test_sharing_is_stopped(folder: Path, run: Run) -> None:
    run("db", "upgrade")
    assert run("db", "share", "--stop").out == "It was not shared.\n"
    run("db", "share", "--folder", folder)
    assert run("db", "share", "--stop").out == f"Sharing has stopped; what was shared stays in {folder}.\n"
    assert "no team folder yet" in run("db", "share").sentence


def test_a_folder_that_cannot_be_one(tmp_path: Path, run: Run) -> None:
    run("db", "upgrade")
    assert "There is no folder" in run("db", "share", "--folder", tmp_path / "nowhere").sentence


def test_how_sharing_stands_is_told_without_an_exchange(chats: Path, room: Path, tmp_path: Path, run: Run) -> None:
    run("import", chats, "--as", "Ann")
    run("import", chats, "--as", "Ann", "--database", room)
    with closing(open_database(room, new_key())) as database, database.writing() as work:
        found = next(each for each in work.sharing.everything() if each.content.get("kind") == "person")
        assert work.sharing.absorb([replace(found, content={**found.content, "number": 7})], forward=False).refused
    told = run("db", "share", "--state", "--database", room, "--json").document
    assert (told["folder"], told["waiting"], told["aside"], told["conflicts"]) == (None, 0, 0, 0)
    (refused,) = told["refused"]
    assert "does not match its hash" in refused["why"]
    assert refused["why"] in run("db", "share", "--state", "--database", room).out
    assert "1 entries refused" in run("db", "check", "--database", room).out
    assert run("db", "share", "--state").out.endswith("Nothing was refused.\n")


def test_another_database_is_merged_and_stays_as_it_was(room: Path, tmp_path: Path, run: Run) -> None:
    mine = tmp_path / "mine.db"
    run("db", "upgrade", "--database", mine)
    before = room.read_bytes()
    told = run("db", "merge", room, "--database", mine, "--json").document
    assert told["added"] > 0
    assert (told["refused"], told["conflicts"], told["waiting"]) == ([], [], 0)
    assert room.read_bytes() == before
    assert listed(run, "--database", mine) == ["Käse 1", "Käse 2"]
    again = run("db", "merge", room, "--database", mine)
    assert again.out.startswith(f"{room}: 0 new, ")


@pytest.mark.parametrize("what", ["nothing", "itself", "text", "empty"])
def test_what_cannot_be_merged_is_refused_in_words(what: str, room: Path, tmp_path: Path, run: Run) -> None:
    other = room if what == "itself" else tmp_path / "other.db"
    if what in ("text", "empty"):
        other.write_text("some text\n" * 500 if what == "text" else "")
    wanted = {"nothing": "There is no database", "itself": "this very database", "text": "not a QA Desktop database"}
    ended = run("db", "merge", other, "--database", room)
    assert wanted.get(what, "not a QA Desktop database") in ended.sentence
    assert str(other) in ended.sentence or what == "itself"


def test_a_share_is_taken_along_and_brought_back(
    room: Path, tmp_path: Path, chats: Path, run: Run, home: Callable[[str], None]
) -> None:
    laptop = tmp_path / "laptop.db"
    ended = run("db", "offline", "take", laptop, "--interactions", 1, "--database", room)
    assert (ended.status, ended.out.startswith(f"{laptop}: 1 interaction to take along")) == (0, True)
    home("laptop")
    assert len(listed(run, "--database", laptop)) == 1
    (chats / "Käse 3.csv").write_text(CHAT.replace("Hallo", "Moin"), encoding="utf-8")
    run("import", chats / "Käse 3.csv", "--as", "Ben", "--database", laptop)
    home("office")
    told = run("db", "offline", "return", laptop, "--database", room, "--json").document
    assert told["added"] > 0
    assert told["refused"] == []
    assert listed(run, "--database", room) == ["Käse 1", "Käse 2", "Käse 3"]
    assert run("doctor", "--database", room, "--json").document["database"]["problems"] == []


def test_the_office_sees_who_has_what_until_it_is_back(room: Path, chats: Path, tmp_path: Path, run: Run) -> None:
    laptop, take = tmp_path / "laptop.db", ("db", "offline", "take")
    office = ("--database", room)
    run("import", chats, "--as", "Ann", *office)
    assert run("db", "offline", "list", *office).out == "Nobody has taken anything along.\n"
    assert run(*take, laptop, "--interactions", 1, "--for", "Ann", *office).status == 0
    (told,) = run("db", "offline", "list", *office, "--json").document
    assert (told["reviewer"], told["interactions"]) == ("Ann", 1)
    assert run("db", "offline", "list", *office).out.startswith("Ann: 1 interaction since ")
    other = tmp_path / "other.db"
    assert run(*take, other, *office, "--json").document["interactions"] == 1
    assert not {*listed(run, "--database", other)} & {*listed(run, "--database", laptop)}
    assert run("db", "offline", "return", laptop, *office).status == 0
    assert run("db", "offline", "list", *office, "--json").document == []
    assert run("db", "check", *office).status == 0


def test_recordings_are_taken_along(tmp_path: Path, run: Run) -> None:
    calls, room = tmp_path / "calls", tmp_path / "calls.db"
    for name in ("monday", "tuesday"):
        (calls / name).mkdir(parents=True)
        with wave.open(str(calls / name / "call.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(name.encode() * 2000)
    assert run("import", calls, "--as", "Ann", "--database", room).status == 0
    (calls / "tuesday" / "call.wav").unlink()
    told = run("db", "offline", "take", tmp_path / "laptop.db", "--database", room, "--json").document
    assert (told["interactions"], told["recordings"], told["missing"]) == (2, 1, 1)
    (copied,) = Path(told["folder"]).glob("*/monday/call.wav")
    assert copied.read_bytes() == (calls / "monday" / "call.wav").read_bytes()
    told = run("db", "offline", "take", tmp_path / "b.db", "--no-recordings", "--database", room, "--json").document
    assert (told["recordings"], told["folder"]) == (0, None)
    assert not (tmp_path / "b recordings").exists()


def test_a_share_of_nothing_or_over_something_is_refused(room: Path, tmp_path: Path, run: Run) -> None:
    take = ("db", "offline", "take")
    assert "is there already" in run(*take, room, "--database", room).sentence
    laptop = tmp_path / "laptop.db"
    assert "nothing to take along" in run(*take, laptop, "--queue", "none", "--database", room).sentence
    assert "nobody called “Zoe”" in run(*take, laptop, "--for", "Zoe", "--database", room).sentence
    assert "at least one" in run(*take, laptop, "--interactions", 0, "--database", room).sentence
    assert not laptop.exists()


def rows(file: Path) -> dict[str, list[Any]]:
    """Everything in a file but what SQLite keeps for itself."""
    with closing(sqlite3.connect(file)) as connection:
        names = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'")]
        wanted = [name for name in names if not name.startswith("sqlite_")]
        return {name: sorted(map(repr, connection.execute(f"SELECT * FROM {name}"))) for name in wanted}


def test_a_database_is_moved_whole_and_opened_there_from_then_on(chats: Path, tmp_path: Path, run: Run) -> None:
    run("import", chats, "--as", "Ann")
    old, new = settings.default_database(), tmp_path / "neu" / "raum.db"
    assert "does not exist" in run("db", "move", new).sentence
    new.parent.mkdir()
    before = rows(old)
    told = run("db", "move", new, "--json").document
    assert (told["from"], told["to"], told["team_folder"]) == (str(old), str(new), None)
    assert rows(new) == before
    assert {name: len(lines) for name, lines in before.items() if name in told["rows"]} == told["rows"]
    assert settings.load().database == str(new)
    assert listed(run) == ["Käse 1", "Käse 2"]
    assert new.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in new.parent.iterdir() if not file.name.endswith(("-wal", "-shm", "-journal"))] == [
        new.name
    ]
    assert old.exists()
    assert "is there already" in run("db", "move", old).sentence
    assert f"is at “{new}” already" in run("db", "move", new).sentence


def test_moving_into_a_team_folder_shares_it(chats: Path, folder: Path, run: Run) -> None:
    run("import", chats, "--as", "Ann")
    told = run("db", "move", f"team:{folder}", "--json").document
    assert (told["to"], told["team_folder"]) == (str(settings.default_database()), str(folder))
    assert run("db", "share").out.endswith("; all shared\n")
    assert "There is no folder" in run("db", "move", f"team:{folder}-not").sentence


def test_a_database_that_is_visited_moves_without_becoming_the_usual_one(room: Path, tmp_path: Path, run: Run) -> None:
    run("db", "upgrade")
    assert run("db", "move", tmp_path / "b.db", "--database", room).status == 0
    assert settings.load().database == ""


def test_a_copy_that_is_brought_back_is_written_under_another_id(chats: Path, run: Run) -> None:
    run("db", "upgrade")
    file = settings.default_database()
    backup = file.read_bytes()
    run("import", chats, "--as", "Ann")
    known = json.loads((file.parent / "devices.json").read_text())
    for left in ("-wal", "-shm"):
        file.with_name(file.name + left).unlink(missing_ok=True)
    file.write_bytes(backup)
    run("import", chats, "--as", "Ann")
    now = json.loads((file.parent / "devices.json").read_text())
    (before,), (after,) = known["databases"].values(), now["databases"].values()
    assert before["number"] > 0
    assert before["device"] != after["device"]


def test_the_help_names_every_command(run: Run) -> None:
    told = run("db", "--help").out
    assert all(name in told for name in ("share", "merge", "offline", "move"))

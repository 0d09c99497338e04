from pathlib import Path

import pytest

from qa_desktop import settings
from tests.cli.conftest import CHAT, Run


def people_in(file: Path) -> list[str]:
    """Who is known to a database."""
    from uuid import UUID

    from qa_desktop.services import people
    from qa_desktop.storage.database import open_database

    database = open_database(file, UUID(int=1))
    names = [person.name for person in people.everybody(database)]
    database.close()
    return names


def test_files_are_imported_with_a_report(chats: Path, tmp_path: Path, run: Run) -> None:
    ended = run("import", chats, "--database", tmp_path / "raum.db")
    assert ended.status == 0
    assert ended.out.splitlines() == ["added  Käse 1.csv", "added  Käse 2.csv", "2 interactions: 2 added."]
    assert ended.err == ""  # every name once


def test_a_file_with_several_conversations_has_one_line(tmp_path: Path, run: Run) -> None:
    file, room = tmp_path / "chats.csv", tmp_path / "raum.db"
    rows = ["conversation_id,time,speaker,text", "A,2026-01-07T09:00:00Z,Agent,one", "B,2026-01-07T10:00:00Z,Agent,two"]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    expected = ["added  chats.csv  2 conversations.", "2 interactions: 2 added."]
    assert run("import", file, "--database", room).out.splitlines() == expected
    # A sheet that comes beside it changes one of the two.
    (tmp_path / "liste.csv").write_text("external_id,queue\nB,Billing\n", encoding="utf-8")
    line, *_ = run("import", file, "--sheet", tmp_path / "liste.csv", "--database", room).out.splitlines()
    assert " ".join(line.split()) == "unchanged, updated chats.csv 2 conversations: 1 unchanged, 1 updated."


def test_importing_twice_changes_nothing(chats: Path, room: Path, run: Run) -> None:
    before = run("doctor", "--database", room, "--json").document["database"]
    ended = run("import", chats, "--database", room, "--json")
    assert ended.status == 0
    assert ended.document == {
        "files": [{"name": f"Käse {number}.csv", "result": "unchanged", "sentence": ""} for number in (1, 2)],
        "counts": {"added": 0, "updated": 0, "unchanged": 2, "refused": 0},
        "notes": [],
        "stopped": False,
    }
    assert run("doctor", "--database", room, "--json").document["database"] == before


def test_a_refused_file_stops_nothing_else(chats: Path, tmp_path: Path, run: Run) -> None:
    broken = chats / "kaputt.wav"
    broken.write_bytes(b"RIFF")
    ended = run("import", chats, "--database", tmp_path / "raum.db", "--json")
    assert ended.status == 0
    told = {each["name"]: each for each in ended.document["files"]}
    assert told["kaputt.wav"]["result"] == "refused"
    assert told["kaputt.wav"]["sentence"].endswith(".")
    assert ended.document["counts"] == {"added": 2, "updated": 0, "unchanged": 0, "refused": 1}


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_where_the_only_file_is_refused_its_sentence_is_the_fault(
    json: tuple[str, ...], tmp_path: Path, run: Run
) -> None:
    ended = run("import", tmp_path / "nicht da.csv", "--database", tmp_path / "raum.db", *json)
    assert ended.status == 2
    assert ended.err.splitlines()[-1] == "“nicht da.csv” is not there."
    assert "nicht da.csv" in ended.out


def test_where_every_file_is_refused_the_report_says_why(tmp_path: Path, run: Run) -> None:
    ended = run("import", tmp_path / "a", tmp_path / "b", "--database", tmp_path / "raum.db")
    assert ended.status == 2
    assert ended.err.splitlines()[-1].startswith("Nothing was imported: all 2 were refused")
    assert ended.out.splitlines()[-1] == "2 refused."


def test_an_empty_folder_is_no_fault(tmp_path: Path, run: Run) -> None:
    empty = tmp_path / "leer"
    empty.mkdir()
    ended = run("import", empty, "--database", tmp_path / "raum.db")
    assert (ended.status, ended.out, ended.err) == (0, "Nothing to import.\n", "")


def test_a_sheet_describes_the_files(chats: Path, tmp_path: Path, run: Run) -> None:
    sheet = chats / "liste.csv"
    sheet.write_text("external_id,transcript,agent,queue\nK-1,Käse 1.csv,Zoë,Rechnung\n", encoding="utf-8")
    room = tmp_path / "raum.db"
    assert run("import", chats / "Käse 1.csv", "--sheet", sheet, "--database", room).status == 0
    made = ("Jan", "--form", "inbound-support", "--gauge", "G", "--reviewer", "R", "--interaction", "K-1")
    assert run("calibration", "create", *made, "--database", room).status == 0


def test_a_sheet_that_is_not_there_is_told(chats: Path, tmp_path: Path, run: Run) -> None:
    ended = run("import", chats, "--sheet", tmp_path / "nix.csv", "--database", tmp_path / "raum.db")
    assert "nix.csv" in ended.sentence


def test_who_imports_is_named_remembered_or_nobody(chats: Path, tmp_path: Path, run: Run) -> None:
    rooms = [tmp_path / f"{name}.db" for name in "abc"]
    run("import", chats, "--database", rooms[0])
    settings.save(settings.Settings(device=settings.load().device, person="Ann"))
    run("import", chats, "--database", rooms[1])
    run("import", chats, "--database", rooms[2], "--as", "Zoë Straße")
    assert [people_in(room) for room in rooms] == [["command line"], ["Ann"], ["Zoë Straße"]]


def test_as_may_stand_before_the_command(chats: Path, tmp_path: Path, run: Run) -> None:
    room = tmp_path / "raum.db"
    run("--as", "Zoë", "--database", room, "import", chats)
    assert people_in(room) == ["Zoë"]


def test_one_file_by_its_path(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "ein Gespräch.csv"
    file.write_text(CHAT, encoding="utf-8")
    ended = run("import", file, "--database", tmp_path / "raum.db")
    assert ended.out.splitlines() == ["added  ein Gespräch.csv", "1 interaction: 1 added."]

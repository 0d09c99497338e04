"""`db erase`, `db retention`, `db export-person`."""

import json
from pathlib import Path

from tests.cli.conftest import Run

SHEET = "id,customer,agent,started\nKäse 1,C-7,Zoë,2020-01-01 10:00\nKäse 2,C-8,Bob,2020-01-02 10:00\n"


def with_sheet(room: Path, run: Run) -> None:
    sheet = room.parent / "sheet.csv"
    sheet.write_text(SHEET, encoding="utf-8")
    chats = room.parent.parent / "für Müller & Söhne"
    told = run("import", chats, "--sheet", sheet, "--database", room)
    assert told.status == 0, told


def test_a_customer_is_exported_and_erased(room: Path, run: Run, tmp_path: Path) -> None:
    with_sheet(room, run)
    out = tmp_path / "person.json"
    assert run("db", "export-person", "--customer", "C-7", "--out", out, "--database", room).status == 0
    assert "您好" in out.read_text(encoding="utf-8")
    assert len(json.loads(out.read_text(encoding="utf-8"))["interactions"]) == 1
    told = run("db", "erase", "--customer", "C-7", "--database", room)
    assert "Nothing was changed" in told.out
    assert "with --as NAME" in run("db", "erase", "--customer", "C-7", "--apply", "--database", room).sentence
    done = run("db", "erase", "--customer", "C-7", "--apply", "--as", "Dana", "--database", room, "--json").document
    assert done["applied"]
    assert done["counts"]["transcripts"] == 1
    again = run("db", "erase", "--customer", "C-7", "--database", room, "--json").document
    assert again["counts"]["interactions"] == 0
    assert run("db", "check", "--database", room, "--json").document["state"] == "sound"


def test_retention_reports_before_it_erases(room: Path, run: Run) -> None:
    with_sheet(room, run)
    told = run("db", "retention", "--older-than", "24m", "--database", room, "--json").document
    assert (told["applied"], told["counts"]["interactions"]) == (False, 2)
    run("db", "retention", "--older-than", "24m", "--apply", "--as", "Dana", "--database", room)
    told = run("db", "retention", "--older-than", "24m", "--database", room, "--json").document
    assert told["counts"]["interactions"] == 0
    assert "is no age" in run("db", "retention", "--older-than", "soon", "--database", room).sentence


def test_backups_and_packages_that_keep_the_text_are_named_and_taken_away(room: Path, run: Run, tmp_path: Path) -> None:
    with_sheet(room, run)
    folder = tmp_path / "team"
    folder.mkdir()
    run("db", "share", "--folder", folder, "--database", room)
    run("db", "backup", "--database", room)
    run("interaction", "list", "--database", room)
    run("db", "erase", "--customer", "C-7", "--apply", "--as", "Dana", "--reason", "request 7", "--database", room)
    told = run("db", "prune", "--database", room, "--json").document
    assert len(told["backups"]) == 1
    assert told["packages"]
    assert "Nothing was changed" in run("db", "prune", "--database", room).out
    done = run("db", "prune", "--apply", "--database", room, "--json").document
    assert (done["backups"], done["packages"], done["failed"]) == (told["backups"], told["packages"], [])
    assert not any(Path(file).exists() for file in (*told["backups"], *told["packages"]))
    again = run("db", "prune", "--database", room, "--json").document
    assert (again["backups"], again["packages"]) == ([], [])
    listed = run("db", "backup", "--list", "--database", room, "--json").document
    assert len(listed) == 1

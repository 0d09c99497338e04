import re
from pathlib import Path

from qa_desktop import settings
from tests.cli.conftest import Run

SHEET = """external_id,channel,agent,team,queue,started_at,transcript
K-1,call,Zoë Käfer,Nord,Rechnung,2026-01-14T09:31:00+00:00,Käse 1.csv
K-2,call,Tom Keller,Süd,Technik,2026-01-15T09:31:00+00:00,Käse 2.csv
"""


def listed(chats: Path, tmp_path: Path, run: Run) -> Path:
    """A database with two interactions that are described."""
    (chats / "liste.csv").write_text(SHEET, encoding="utf-8")
    room = tmp_path / "raum.db"
    assert run("import", chats, "--sheet", chats / "liste.csv", "--as", "Ann", "--database", room).status == 0
    return room


def test_interactions_are_listed_newest_first(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    ended = run("interaction", "list", "--database", room, "--as", "Ann")
    assert (ended.status, ended.err) == (0, "")
    head, newer, older = (re.split(r"  +", line) for line in ended.out.splitlines())
    assert head == ["id", "channel", "agent", "queue", "time", "length", "state"]
    assert newer[:4] == ["K-2", "call", "Tom Keller", "Technik"]
    assert re.fullmatch(r"2026-01-1[56] \d\d:\d\d", newer[4])
    assert older[:4] + older[5:] == ["K-1", "call", "Zoë Käfer", "Rechnung", "0:04", "new"]


def test_as_a_document(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    ended = run("interaction", "list", "--database", room, "--json", "--find", "zoë rechnung")
    assert ended.err == ""
    (told,) = ended.document
    assert told == {
        "id": "K-1",
        "key": told["key"],
        "channel": "call",
        "agent": "Zoë Käfer",
        "team": "Nord",
        "queue": "Rechnung",
        "started_at": told["started_at"],
        "duration": 4.0,
        "recording": None,
        "state": None,
    }
    assert told["started_at"].startswith("2026-01-14T09:31")


def test_whose_state_it_is_must_be_known(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    ended = run("interaction", "list", "--database", room)
    assert all(line.endswith("–") for line in ended.out.splitlines()[1:])
    assert "--as NAME" in ended.err
    settings.save(settings.Settings(device=settings.load().device, person="Ann"))
    assert run("interaction", "list", "--database", room).err == ""


def test_where_nothing_is_found_it_says_so(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    assert run("interaction", "list", "--database", room, "--find", "pigeon").out == "Nothing matches “pigeon”.\n"
    assert run("interaction", "list", "--database", room, "--find", "pigeon", "--json").document == []
    empty = tmp_path / "leer.db"
    assert run("db", "upgrade", "--database", empty).status == 0
    assert "qa-desktop import" in run("interaction", "list", "--database", empty).out
    assert run("interaction", "list", "--database", tmp_path / "nix.db").sentence.startswith("There is no database")

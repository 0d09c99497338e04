"""`db backup`, `db restore`, `db check`: what a person does before and after something went wrong."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import URL

from qa_desktop.storage.engine import make_engine
from qa_desktop.storage.schema import APPLICATION_ID
from qa_desktop.storage.upgrading import run_scripts
from tests.cli.conftest import CHAT, Run
from tests.cli.test_databases import cut, damaged, emptied, foreign, replaced


def add_chat(room: Path, run: Run) -> None:
    chat = room.with_name("Käse 3.csv")
    chat.write_text(CHAT.replace("Hallo", "Moin"), encoding="utf-8")
    assert run("import", chat, "--database", room).status == 0


def interactions(room: Path) -> int:
    with closing(sqlite3.connect(room)) as connection:
        return int(connection.execute("SELECT count(*) FROM interaction").fetchone()[0])


def only_backup(room: Path) -> Path:
    (found,) = (room.parent / "backups").iterdir()
    return found


def test_a_backup_is_made_listed_and_brought_back(room: Path, run: Run) -> None:
    ended = run("db", "backup", "--database", room)
    assert ended.out.startswith(f"{only_backup(room)}: ")
    assert ended.out.endswith(" MB, sound\n")
    (listed,) = run("db", "backup", "--list", "--database", room, "--json").document
    assert listed["file"] == str(only_backup(room))
    add_chat(room, run)
    shown = run("db", "restore", listed["file"], "--database", room)
    assert "would be lost: 1 interactions, 1 transcripts" in shown.out
    assert shown.out.endswith("Nothing was changed: add --apply to bring it back.\n")
    assert interactions(room) == 3
    done = run("db", "restore", listed["file"], "--apply", "--database", room, "--json").document
    assert interactions(room) == 2
    assert interactions(Path(done["before"])) == 3
    assert Path(done["before"]).stat().st_mode & 0o777 == 0o600
    assert run("db", "check", "--database", room).status == 0


def test_a_restore_can_itself_be_taken_back(room: Path, run: Run) -> None:
    run("db", "backup", "--database", room)
    older = only_backup(room)
    add_chat(room, run)
    before = run("db", "restore", older, "--apply", "--database", room, "--json").document["before"]
    told = run("db", "restore", before, "--apply", "--database", room, "--json").document
    assert told["back"] == {"interactions": 1, "transcripts": 1}
    assert interactions(room) == 3


def test_the_daily_backup_is_made_once(room: Path, run: Run) -> None:
    assert "sound" in run("db", "backup", "--daily", "--database", room).out
    assert run("db", "backup", "--daily", "--database", room).out == "There is a backup of today already.\n"


def test_a_backup_under_a_name_of_one_s_own(room: Path, run: Run, tmp_path: Path) -> None:
    target = tmp_path / "zur sicherheit.db"
    assert run("db", "backup", target, "--database", room).status == 0
    assert interactions(target) == 2
    assert "name another one" in run("db", "backup", target, "--database", room).sentence
    assert "is the database itself" in run("db", "backup", room, "--database", room).sentence


@pytest.mark.parametrize(("harm", "state"), [(damaged, "damaged"), (emptied, "empty"), (cut, "damaged")])
def test_what_is_damaged_is_told_with_the_way_back_and_comes_back(harm, state: str, room: Path, run: Run) -> None:
    run("db", "backup", "--database", room)
    kept = only_backup(room)
    harm(room)
    ended = run("db", "check", "--database", room, "--json")
    assert any(words in ended.sentence for words in ("is empty", "damaged", "cannot be read to its end"))
    assert ended.document["state"] == state
    assert f'db restore "{kept}" --database "{room}"' in ended.document["recover"]
    told = run("db", "restore", kept, "--apply", "--database", room, "--json").document
    assert told["now"] is None
    assert run("db", "check", "--database", room).status == 0
    assert interactions(room) == 2
    assert Path(told["before"]).exists()


def test_a_file_that_is_gone_comes_back(room: Path, run: Run) -> None:
    run("db", "backup", "--database", room)
    kept = only_backup(room)
    room.unlink()
    assert "There is no database" in run("db", "check", "--database", room).sentence
    assert run("db", "restore", kept, "--apply", "--database", room).status == 0
    assert interactions(room) == 2


@pytest.mark.parametrize("harm", [replaced, foreign])
def test_a_file_of_something_else_is_told_and_left_alone(harm, room: Path, run: Run) -> None:
    run("db", "backup", "--database", room)
    kept = only_backup(room)
    harm(room)
    before = room.read_bytes()
    assert "is not a QA Desktop database" in run("db", "check", "--database", room).sentence
    assert "is not a QA Desktop database" in run("db", "restore", kept, "--apply", "--database", room).sentence
    assert room.read_bytes() == before


def test_an_older_database_is_told_to_be_sound_but_older(tmp_path: Path, run: Run) -> None:
    ended = run("db", "check", "--database", old_database(tmp_path), "--json")
    assert "run “qa-desktop db upgrade”" in ended.sentence
    assert ended.document["state"] == "older"
    assert len(ended.document["problems"]) <= 3


def old_database(folder: Path) -> Path:
    """A file as version 0.1.0 made it."""
    older = folder / "alt.db"
    engine = make_engine(URL.create("sqlite", database=str(older)), writing=True)
    with engine.begin() as connection:
        run_scripts(connection, target="0001")
    engine.dispose()
    with closing(sqlite3.connect(older)) as connection:
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    return older


def test_a_newer_database_is_told_with_the_version_it_needs(room: Path, run: Run) -> None:
    with closing(sqlite3.connect(room, isolation_level=None)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
        connection.execute("UPDATE property SET value = '9.1.0' WHERE name = 'program'")
    ended = run("db", "check", "--database", room, "--json")
    assert "install version 9.1.0" in ended.sentence
    assert ended.document["state"] == "newer"
    assert "nothing is damaged" in ended.document["recover"]


def test_an_overwritten_first_page_is_told_as_damage_not_as_somebody_else_s_file(room: Path, run: Run) -> None:
    run("db", "backup", "--database", room)
    content = bytearray(room.read_bytes())
    content[:60] = b"\0" * 60
    room.write_bytes(content)
    ended = run("db", "check", "--database", room, "--json")
    assert ended.document["state"] == "damaged"
    assert "db restore" in ended.document["recover"]


def test_one_changed_letter_is_told(room: Path, run: Run) -> None:
    with closing(sqlite3.connect(room)) as connection:
        connection.execute("UPDATE form_version SET definition = replace(definition, 'Greets', 'Ignores')")
        connection.commit()
    ended = run("db", "check", "--database", room, "--json")
    assert "is not what was published" in ended.sentence
    assert "db salvage" in ended.document["recover"]


@pytest.mark.parametrize("harm", [emptied, replaced, foreign, damaged])
def test_a_backup_that_is_none_changes_nothing(harm, room: Path, run: Run) -> None:
    run("db", "backup", "--database", room)
    kept = only_backup(room)
    harm(kept)
    before = room.read_bytes()
    assert str(kept) in run("db", "restore", kept, "--apply", "--database", room).sentence or harm is damaged
    assert room.read_bytes() == before


def test_an_older_backup_is_brought_up_to_date(room: Path, run: Run, tmp_path: Path) -> None:
    older = old_database(tmp_path)
    assert run("db", "restore", older, "--apply", "--database", room).status == 0
    assert run("db", "check", "--database", room).status == 0
    assert interactions(room) == 0


def test_a_server_keeps_its_own_backups(run: Run) -> None:
    assert "pg_dump" in run("db", "backup", "--database", "postgresql+psycopg://host/qa").sentence


def test_what_can_be_read_of_a_damaged_file_is_saved(room: Path, run: Run, tmp_path: Path) -> None:
    content = bytearray(room.read_bytes())
    content[:50] = bytes(50)
    room.write_bytes(content)
    target = tmp_path / "gerettet.db"
    ended = run("db", "salvage", room, target)
    assert (ended.status, ended.err) == (0, "")
    assert f"{target}: 2 interactions" in ended.out
    assert ended.out.endswith("sound, and complete\n")
    assert run("db", "check", "--database", target).status == 0
    assert "name another one" in run("db", "salvage", room, target).sentence


def test_what_can_be_read_of_a_damaged_encrypted_file_is_saved(
    room: Path, run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = tmp_path / "passphrase"
    words.write_text("vier Wörter für Müller")
    words.chmod(0o600)
    monkeypatch.setenv("QA_DESKTOP_PASSPHRASE_FILE", str(words))
    assert run("db", "encrypt", "--database", room).status == 0
    content = bytearray(room.read_bytes())
    content[50] ^= 1
    room.write_bytes(content)
    target = tmp_path / "gerettet.db"
    ended = run("db", "salvage", room, target)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.startswith("Pages of it that are damaged: 1\n")
    assert f"{target}: 2 interactions" in ended.out
    assert run("db", "check", "--database", target).status == 0
    monkeypatch.delenv("QA_DESKTOP_PASSPHRASE_FILE")
    assert "its passphrase is needed" in run("db", "salvage", room, tmp_path / "again.db").sentence

from pathlib import Path

import pytest

from tests.cli.conftest import Run
from tests.services.furniture import write_form

SHIPPED = sorted((Path(__file__).parents[2] / "forms").glob("*.yaml"))


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    file = write_form(tmp_path, "fehler haft")
    file.write_text(file.read_text(encoding="utf-8").replace("foundation", "fondation"), encoding="utf-8")
    return file


def test_the_forms_that_ship_are_faultless(run: Run) -> None:
    ended = run("form", "check", *SHIPPED)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.count("no errors, no advice") == 3
    assert run("form", "check", *SHIPPED, "--json").document == []


def test_errors_name_file_and_line_and_end_with_2(faulty: Path, run: Run) -> None:
    ended = run("form", "check", SHIPPED[0], faulty)
    assert ended.sentence == "2 errors in 1 of 2 files, listed above."
    lines = ended.out.splitlines()
    assert lines[0].startswith(f"{faulty}:1: ")
    assert lines[1].startswith(f"{faulty}:7: ")
    assert "did you mean" in lines[1]
    assert lines[2] == f"{SHIPPED[0]}: no errors, no advice"


def test_errors_as_json(faulty: Path, run: Run) -> None:
    ended = run("form", "check", faulty, "--json")
    assert ended.sentence == "2 errors in 1 of 1 file."
    assert [(found["file"], found["line"], found["severity"]) for found in ended.document] == [
        (str(faulty), 1, "error"),
        (str(faulty), 7, "error"),
    ]


def test_advice_is_no_fault(tmp_path: Path, run: Run) -> None:
    file = write_form(tmp_path)
    ended = run("form", "check", file)
    assert (ended.status, ended.err) == (0, "")
    assert ": advice: " in ended.out
    assert "no errors, " in ended.out.splitlines()[-1]
    assert {found["severity"] for found in run("form", "check", file, "--json").document} == {"advice"}


def test_files_that_cannot_be_read_are_errors(tmp_path: Path, run: Run) -> None:
    missing = tmp_path / "nicht da.yaml"
    ended = run("form", "check", missing, tmp_path)
    assert ended.sentence == "2 errors in 2 of 2 files, listed above."
    assert ended.out.splitlines()[0].startswith(f"{missing}: ")
    assert ended.out.splitlines()[1].startswith(f"{tmp_path}: ")


def test_publishing_twice_changes_nothing(tmp_path: Path, run: Run) -> None:
    room, file = tmp_path / "raum.db", write_form(tmp_path)
    assert run("form", "publish", file, "--database", room).out.split() == ["greeting", "Greeting", "v1", "published"]
    again = run("form", "publish", file, "--database", room)
    assert again.out.strip() == "greeting  Greeting v1  known already, unchanged"
    (told,) = run("form", "publish", file, "--database", room, "--json").document
    assert told == {"id": "greeting", "title": "Greeting", "version": 1, "standards": 1, "added": False}


def test_a_changed_form_is_the_next_version(tmp_path: Path, run: Run) -> None:
    room = tmp_path / "raum.db"
    run("form", "publish", write_form(tmp_path), "--database", room)
    (told,) = run("form", "publish", write_form(tmp_path, text="Greets warmly"), "--database", room, "--json").document
    assert (told["version"], told["added"]) == (2, True)


def test_a_faulty_form_is_not_published(faulty: Path, tmp_path: Path, run: Run) -> None:
    room = tmp_path / "raum.db"
    ended = run("form", "publish", faulty, "--database", room)
    assert ended.status == 2
    assert all(line.startswith(f"{faulty}:") for line in ended.err.splitlines())
    assert "fehler haft" not in run("form", "list", "--database", room).out


def test_the_forms_of_a_new_database_are_those_that_ship(run: Run) -> None:
    ended = run("form", "list", "--json")
    assert [form["id"] for form in ended.document] == ["chat-email", "collections", "inbound-support"]
    assert len(run("form", "list").out.splitlines()) == 3

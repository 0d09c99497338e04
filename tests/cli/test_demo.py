from pathlib import Path

from tests.cli.conftest import Ended, Run

COUNTED = ("interactions", "recordings", "transcripts", "people", "drafts", "evaluations", "revisions", "audit_entries")


def counts(program: Run, folder: Path) -> dict[str, int]:
    """What the demo database holds."""
    told = program("doctor", "--database", folder / "demo.sqlite3", "--json").document["database"]
    assert told["problems"] == []
    return {name: told[name] for name in COUNTED}


def demo(program: Run, folder: Path, *rest: str) -> Ended:
    return program("demo", "--headless", "--folder", folder, *rest, QT_QPA_PLATFORM="offscreen")


def test_the_demo_leaves_database_workbook_and_pictures_and_twice_changes_nothing(tmp_path: Path, program: Run) -> None:
    folder = tmp_path / "die Vorführung"
    first = demo(program, folder)
    assert (first.status, first.err) == (0, "")
    lines = first.out.splitlines()
    assert lines[0] == "[ 1] opening the demo database"
    assert f"Database  {folder / 'demo.sqlite3'}" in lines
    assert f"Workbook  {folder / 'calibration.xlsx'}" in lines
    pictures = [Path(line.removeprefix("Picture   ")) for line in lines if line.startswith("Picture   ")]
    assert len(pictures) >= 3
    assert all(picture.read_bytes()[:8] == b"\x89PNG\r\n\x1a\n" for picture in pictures)
    before = counts(program, folder)
    assert (before["interactions"], before["evaluations"]) == (10, 15)

    second = demo(program, folder, "--json")
    assert second.status == 0
    assert second.document["pictures"] == [str(picture) for picture in pictures]
    assert all(Path(second.document[name]).is_file() for name in ("database", "workbook"))
    assert second.err.startswith("[ 1] opening the demo database\n")
    assert counts(program, folder) == before


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "datei"
    file.write_bytes(b"")
    assert run("demo", "--headless", "--folder", file).sentence.startswith(f"The folder “{file}” cannot be made")


def test_a_demo_database_that_is_something_else_is_told(tmp_path: Path, run: Run) -> None:
    (tmp_path / "demo.sqlite3").write_text("something else\n" * 10, encoding="utf-8")
    ended = run("demo", "--headless", "--folder", tmp_path)
    assert "is not a QA Desktop database" in ended.sentence

"""`qa-desktop read-workbook`, from export to what was agreed."""

from pathlib import Path
from typing import Any

import openpyxl  # type: ignore[import-untyped]
import pytest

from tests.cli.conftest import Run
from tests.cli.test_calibration import INTERACTIONS, create


@pytest.fixture
def workbook(room: Path, tmp_path: Path, run: Run) -> Path:
    create(run, room, *INTERACTIONS, "--open")
    path = tmp_path / "jänner.xlsx"
    assert run("export", "calibration", "Jänner", path, "--database", room).status == 0
    return path


def fill(path: Path, row: int, value: Any) -> None:
    book = openpyxl.load_workbook(path)
    column = next(cell.column for cell in book["Matrix"][5] if cell.value == "Consensus")
    book["Matrix"].cell(row, column).value = value
    book.save(path)


def test_preview_then_apply(room: Path, workbook: Path, run: Run) -> None:
    read = ("read-workbook", workbook, "--database", room)
    assert run(*read).out == "Jänner: nothing to enter; --apply does it\n"
    fill(workbook, 6, "No")
    found = run(*read, "--json").document
    assert [(each["field"], each["before"], each["after"]) for each in found["changes"]] == [("consensus", "", "No")]
    assert found["applied"] is False
    ended = run(*read, "--apply", "--as", "P. Haas")
    assert (ended.status, "1 change entered" in ended.out) == (0, True), ended
    assert run(*read, "--json").document["changes"] == []


def test_problems_end_with_a_sentence_and_enter_nothing(room: Path, workbook: Path, run: Run) -> None:
    fill(workbook, 6, "Maybe")
    ended = run("read-workbook", workbook, "--apply", "--database", room)
    assert ended.sentence == "1 problem in “jänner.xlsx”, listed above; nothing was changed."
    assert "“Maybe” is no answer to this standard" in ended.out

"""What others gave, from a table: all of it or nothing, with the lines that are amiss."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from qa_desktop.domain.calibration import CalibrationSession
from qa_desktop.domain.errors import InputError
from qa_desktop.domain.interactions import Channel, Interaction, interaction_key
from qa_desktop.services import external_scores
from qa_desktop.storage.database import SqlDatabase

CALLS = ("C-1", "C-2", "C-3")


@pytest.fixture(autouse=True)
def _calls(database: SqlDatabase) -> None:
    with database.writing() as work:
        for name in CALLS:
            work.interactions.put(Interaction(interaction_key("t", name), name, Channel.CALL))


@pytest.fixture
def session() -> CalibrationSession:
    keys = tuple(interaction_key("t", name) for name in CALLS)
    return CalibrationSession(keys[0], "March", keys[0], None, (), keys, created_at=datetime.now(UTC))


def written(folder: Path, text: str) -> Path:
    file = folder / "scores.csv"
    file.write_text(text, encoding="utf-8")
    return file


def test_scores_are_read_as_spreadsheets_write_them(
    database: SqlDatabase, session: CalibrationSession, tmp_path: Path
) -> None:
    file = written(tmp_path, "Interaction;Points;Source\nC-2;87,5;survey\nC-1;;\nC-3;none;\n")
    found = external_scores.from_table(database, session, file)
    assert [(each.interaction, each.points, each.source) for each in found] == [
        (interaction_key("t", "C-2"), 87.5, "survey"),
        (interaction_key("t", "C-3"), None, ""),
    ]


def test_a_workbook_is_read_too(database: SqlDatabase, session: CalibrationSession, tmp_path: Path) -> None:
    book = Workbook()
    for row in (("external_id", "score"), ("C-1", 90), ("C-3", 12.5)):
        book.active.append(row)
    book.save(tmp_path / "scores.xlsx")
    found = external_scores.from_table(database, session, tmp_path / "scores.xlsx")
    assert [each.points for each in found] == [90, 12.5]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("interaction,points\nC-9,5\n", "line 2: “C-9” is no interaction of “March”."),
        ("interaction,points\nC-1,5\nC-1,6\n", "line 3: “C-1” has a score further up already."),
        ("interaction,points\nC-1,good\n", "line 2: “good” is no number of points"),
        ("interaction,points\nC-1,101\n", "line 2: “101” is no number of points"),
        ("interaction,points\nC-1,nan\n", "“nan” is no number of points"),
        ("interaction\nC-1\n", "has no column “points”"),
        ("points\n5\n", "has no column “interaction”"),
        ("", "has no column “interaction”"),
        ("interaction,points\nC-1,\n", "holds no score"),
    ],
)
def test_what_is_amiss_is_told_with_its_line(
    database: SqlDatabase, session: CalibrationSession, tmp_path: Path, text: str, told: str
) -> None:
    with pytest.raises(InputError) as refused:
        external_scores.from_table(database, session, written(tmp_path, text))
    assert told in str(refused.value)


def test_many_mistakes_are_told_in_short(database: SqlDatabase, session: CalibrationSession, tmp_path: Path) -> None:
    lines = "".join(f"X-{number},5\n" for number in range(9))
    with pytest.raises(InputError, match="And 6 more lines"):
        external_scores.from_table(database, session, written(tmp_path, f"interaction,points\n{lines}"))

from datetime import timedelta
from fractions import Fraction
from pathlib import Path

import pytest

from qa_desktop.storage.database import open_database
from tests.cli.conftest import Run
from tests.storage.samples import CALL, DEVICE, NOON, SCORE, furnish, revision


@pytest.fixture
def room(tmp_path: Path) -> Path:
    """A database with an evaluation of March and one of April, of an agent called Zoë."""
    file = tmp_path / "room.db"
    database = open_database(file, DEVICE)
    with database.writing() as work:
        furnish(work)
        for days in (0, 31):
            work.evaluations.submit(revision(at=NOON + timedelta(days=days)), SCORE)
    database.close()
    return file


def test_the_averages_of_a_month(room: Path, run: Run) -> None:
    ended = run("report", "averages", "--month", "2026-03", "--database", room)
    assert (ended.status, ended.err) == (0, "")
    assert [line.split("  ")[-1].strip() for line in ended.out.splitlines()] == ["n", "1", "1"]
    assert "Greets           100.0 %  1" in ended.out
    assert "Seconds of hold  33.3 %   1" in ended.out


def test_the_averages_as_a_document(room: Path, run: Run) -> None:
    told = run("report", "averages", "--month", "2026-04", "--queue", "Billing", "--database", room, "--json").document
    assert (told["month"], told["queue"]) == ("2026-04", "Billing")
    assert told["standards"][0] == {
        "form": "support",
        "form_title": "Support call",
        "standard": "greets",
        "title": "Greets",
        "marks": 1,
        "average": 1.0,
    }


def test_an_agents_year(room: Path, run: Run) -> None:
    ended = run("report", "agent", "zoë  straße", "--year", "2026", "--database", room)
    assert [line.split() for line in ended.out.splitlines()] == [
        ["month", "average", "n"],
        ["2026-03", "66.7", "%", "1"],
        ["2026-04", "66.7", "%", "1"],
    ]
    told = run("report", "agent", "Zoë Straße", "--year", "2026", "--database", room, "--json").document
    assert told["agent"] == CALL.agent.name  # type: ignore[union-attr]
    assert told["months"][0] == {"month": "2026-03", "evaluations": 1, "average": float(Fraction(2, 3))}


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        (("averages", "--month", "March"), "“March” is not a month"),
        (("averages", "--month", "2026-13"), "is not a month"),
        (("averages", "--month", "2026-03", "--queue", "Nowhere"), "There is no queue “Nowhere”; there are: Billing"),
        (("agent", "Nobody", "--year", "2026"), "There is no agent “Nobody”"),
        (("agent", "Zoë Straße", "--year", "26"), "is not a year"),
    ],
)
def test_what_cannot_be_reported_is_told(room: Path, run: Run, asked: tuple[str, ...], words: str) -> None:
    assert words in run("report", *asked, "--database", room).sentence


def test_a_month_and_a_year_without_evaluations(room: Path, run: Run) -> None:
    assert "Nothing that is scored" in run("report", "averages", "--month", "2025-12", "--database", room).out
    assert "No evaluation of" in run("report", "agent", "Zoë Straße", "--year", "2025", "--database", room).out

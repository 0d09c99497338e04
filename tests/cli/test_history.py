"""`db history`, `db audit`, `evaluation delete` and `evaluation restore`."""

import csv
import json
from contextlib import closing
from pathlib import Path
from uuid import UUID

import msgspec
import pytest

from qa_desktop.domain.chains import AuditLine
from qa_desktop.storage.database import open_database
from tests.cli.conftest import Run
from tests.services.furniture import ANN, BEN, COMPLETE, correct, furnish, submit

DEVICE = UUID(int=5)


@pytest.fixture
def scored(tmp_path: Path) -> Path:
    """A database in which Ann scored a call and corrected that, and Ben scored it too."""
    file = tmp_path / "räume.db"
    with closing(open_database(file, DEVICE)) as database:
        furnish(database)
        submit(database)
        yes = COMPLETE.answers["greets"]
        correct(database, COMPLETE.with_answer("held", yes).with_answer("explains_hold", yes))
        submit(database, BEN)
    return file


def test_the_history_of_an_interaction(scored: Path, run: Run) -> None:
    ended = run("db", "history", "C-1", "--by", ANN.name, "--database", scored)
    assert (ended.status, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[0].startswith("C-1 · Support call")
    assert any(f"{ANN.name} corrected (revision 2): heard again" in line for line in lines)
    assert any(line.strip().endswith(": mark No → Yes") for line in lines)
    assert ended.out.count(f"on device {DEVICE}") == 2
    assert len(run("db", "history", "C-1", "--database", scored, "--json").document) == 2


def test_the_history_of_one_evaluation_by_its_key(scored: Path, run: Run) -> None:
    told = run("db", "history", "C-1", "--by", BEN.name, "--database", scored, "--json").document[0]
    assert [step["done"] for step in told["steps"]] == ["submitted"]
    assert run("db", "history", told["evaluation"], "--database", scored, "--json").document == [told]


def test_who_has_not_evaluated_is_told(scored: Path, run: Run) -> None:
    assert "“Zoë” has not evaluated “C-1”" in run("db", "history", "C-1", "--by", "Zoë", "--database", scored).sentence
    assert "no interaction “C-7”" in run("db", "history", "C-7", "--database", scored).sentence


def test_an_evaluation_is_deleted_and_restored(scored: Path, run: Run) -> None:
    here = ("--by", BEN.name, "--as", ANN.name, "--database", scored)
    ended = run("evaluation", "delete", "C-1", "--reason", "wrong call", *here)
    assert (ended.status, ended.out) == (0, "The evaluation of C-1 is deleted.\n")
    listed = run("interaction", "list", "--as", BEN.name, "--database", scored, "--json").document
    assert [each["state"] for each in listed] == ["new"]
    assert "deleted already" in run("evaluation", "delete", "C-1", "--reason", "x", *here).sentence
    assert run("evaluation", "restore", "C-1", "--reason", "right", *here, "--json").document["done"] == "restored"
    told = run("db", "history", "C-1", "--by", BEN.name, "--database", scored, "--json").document[0]
    assert [(step["done"], step["reason"]) for step in told["steps"]][1:] == [
        ("deleted", "wrong call"),
        ("restored", "right"),
    ]


def test_whose_evaluation_must_be_said(scored: Path, run: Run) -> None:
    ended = run("evaluation", "delete", "C-1", "--reason", "x", "--as", ANN.name, "--database", scored)
    assert "say whose with --by NAME" in ended.sentence
    assert "Say who you are" in run("evaluation", "delete", "C-1", "--reason", "x", "--database", scored).sentence


def test_the_trail_as_json_lines_holds_its_chain(scored: Path, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "trail.jsonl"
    ended = run("db", "audit", "--out", out, "--database", scored)
    assert (ended.status, ended.out) == (0, f"{out}: 3 lines\n")
    told = [json.loads(line) for line in out.read_text("utf-8").splitlines()]
    assert [each.pop("author_name") for each in told] == [ANN.name, ANN.name, BEN.name]
    lines = [msgspec.convert(each, AuditLine) for each in told]
    assert all(line.is_true for line in lines)
    assert [line.previous for line in lines] == ["", lines[0].hash, lines[1].hash]


def test_the_trail_as_a_table(scored: Path, run: Run, tmp_path: Path) -> None:
    out = tmp_path / "trail.csv"
    assert run("db", "audit", "--out", out, "--database", scored, "--json").document == {"file": str(out), "lines": 3}
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["action"] for row in rows] == ["submitted", "corrected", "submitted"]
    assert rows[1]["detail"] == "heard again"


def test_where_the_trail_cannot_be_written_is_told(scored: Path, run: Run, tmp_path: Path) -> None:
    assert "must end in" in run("db", "audit", "--out", tmp_path / "trail.txt", "--database", scored).sentence
    ended = run("db", "audit", "--out", tmp_path / "no" / "trail.csv", "--database", scored)
    assert "cannot be written" in ended.sentence
    assert not list(tmp_path.glob(".*"))

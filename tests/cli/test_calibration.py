from pathlib import Path

import pytest

from tests.cli.conftest import Ended, Run


def create(run: Run, room: Path, *rest: object, name: str = "Jänner", form: str = "inbound-support") -> Ended:
    told = ("--form", form, "--gauge", "P. Haas", "--reviewer", "Ann", "--reviewer", "Ben")
    return run("calibration", "create", name, *told, "--database", room, *rest)


INTERACTIONS = ("--interaction", "Käse 1", "--interaction", "Käse 2")


def test_a_session_is_set_up(room: Path, run: Run) -> None:
    ended = create(run, room, *INTERACTIONS)
    assert ended.status == 0
    assert ended.out == "Jänner: 2 interactions, 3 people, Inbound support call v1\n"
    assert ended.err.splitlines() == [
        "“P. Haas” was not in the database and was added as lead.",
        "“Ann” was not in the database and was added as reviewer.",
        "“Ben” was not in the database and was added as reviewer.",
    ]


def test_its_status_is_told(room: Path, run: Run) -> None:
    made = create(run, room, *INTERACTIONS, "--json").document
    assert [" ".join(line.split()) for line in run("calibration", "status", "--database", room).out.splitlines()] == [
        "Jänner: Inbound support call v1, 0 of 6 scored",
        "P. Haas gauge 0 of 2",
        "Ann 0 of 2",
        "Ben 0 of 2",
    ]
    (told,) = run("calibration", "status", "--database", room, "--json").document
    assert told == made
    assert told == {
        "key": told["key"],
        "name": "Jänner",
        "form": "Inbound support call v1",
        "gauge": "P. Haas",
        "reviewers": ["Ann", "Ben"],
        "interactions": ["Käse 1", "Käse 2"],
        "submitted": 0,
        "wanted": 6,
        "submitted_by": {"P. Haas": 0, "Ann": 0, "Ben": 0},
    }


def test_without_sessions_the_status_says_how_to_begin(room: Path, run: Run) -> None:
    assert "qa-desktop calibration create" in run("calibration", "status", "--database", room).out
    assert run("calibration", "status", "--database", room, "--json").document == []


@pytest.mark.parametrize(
    ("rest", "changes", "sentence"),
    [
        (("--interaction", "K-9"), {}, "There is no interaction “K-9” in the database; import it first."),
        (INTERACTIONS, {"form": "nix"}, "There is no form “nix” in the database; it has: chat-email, collections, in"),
    ],
)
def test_what_is_not_there_is_told_and_nobody_added(
    room: Path, run: Run, rest: tuple[str, ...], changes: dict[str, str], sentence: str
) -> None:
    assert create(run, room, *rest, **changes).sentence.startswith(sentence)
    assert run("doctor", "--database", room, "--json").document["database"]["people"] == 1  # who imported


def test_a_name_that_is_taken_is_told(room: Path, run: Run) -> None:
    create(run, room, *INTERACTIONS)
    assert "already; choose another name" in create(run, room, *INTERACTIONS).sentence


def test_the_workbook_is_written(room: Path, tmp_path: Path, run: Run) -> None:
    create(run, room, *INTERACTIONS)
    target = tmp_path / "für alle.xlsx"
    ended = run("export", "calibration", "jänner", target, "--database", room)
    assert (ended.status, ended.out) == (0, f"{target}\n")
    assert "has submitted no evaluation" in ended.err
    assert target.read_bytes()[:2] == b"PK"
    told = run("export", "calibration", "Jänner", target, "--database", room, "--json").document
    assert told["workbook"] == str(target)
    assert "Summary" in told["sheets"]


def test_a_session_that_is_not_there_is_told_with_those_that_are(room: Path, tmp_path: Path, run: Run) -> None:
    create(run, room, *INTERACTIONS)
    ended = run("export", "calibration", "März", tmp_path / "x.xlsx", "--database", room)
    assert ended.sentence == "There is no calibration session “März”; there are: “Jänner”."


def test_a_place_that_cannot_be_written_is_told(room: Path, tmp_path: Path, run: Run) -> None:
    create(run, room, *INTERACTIONS)
    folder = tmp_path / "ordner.xlsx"
    folder.mkdir()
    for target, words in [(folder, "is a folder"), (tmp_path / "nix" / "x.xlsx", "the folder does not exist")]:
        assert words in run("export", "calibration", "Jänner", target, "--database", room).sentence
    assert (
        "does not end in .xlsx" in run("export", "calibration", "Jänner", tmp_path / "x", "--database", room).sentence
    )

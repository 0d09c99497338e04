import argparse
from collections.abc import Iterator
from pathlib import Path

import pytest

from qa_desktop.cli.parser import build_parser
from tests.cli.conftest import Run

ON_FILES_ALONE = {
    *(("score",), ("agreement",), ("transcript",), ("recording",), ("form", "check"), ("db", "salvage")),
    *(("mapping", name) for name in ("list", "propose", "show", "save", "rename", "delete")),
}
CONTRACT = [
    *(("demo",), ("doctor",), ("import",), ("score",), ("transcript",), ("recording",), ("form", "check")),
    *(("calibration", "create"), ("calibration", "status"), ("export", "calibration"), ("db", "upgrade")),
]


def commands(parser: argparse.ArgumentParser, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """Every command that does something, by the words that call it."""
    for action in parser._actions:
        if isinstance(action, argparse._SubParsersAction):
            for name, inner in action.choices.items():
                deeper = list(commands(inner, (*path, name)))
                yield from deeper or [(*path, name)]


COMMANDS = list(commands(build_parser()))


def test_the_commands_of_the_contract_are_there() -> None:
    assert set(CONTRACT) <= set(COMMANDS)


@pytest.mark.parametrize("command", [(), ("form",), ("calibration",), ("export",), ("db",), *COMMANDS])
def test_every_command_has_help(command: tuple[str, ...], run: Run) -> None:
    ended = run(*command, "--help")
    assert ended.status == 0
    assert ended.err == ""
    assert ended.out.startswith(f"usage: qa-desktop {' '.join(command)}".strip())


def test_the_help_lists_every_command(run: Run) -> None:
    told = run("--help").out
    assert all(command[0] in told for command in COMMANDS)


@pytest.mark.parametrize("command", [command for command in COMMANDS if command != ("gui",)])
def test_every_command_prints_json_and_names_its_database(command: tuple[str, ...], run: Run) -> None:
    told = run(*command, "--help").out
    assert "--json" in told
    assert "--debug" in told
    assert ("--database" in told) == (command not in ON_FILES_ALONE and command != ("demo",))


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (["nix"], "There is no command “nix”; see qa-desktop --help."),
        (["form", "nix"], "There is no command “nix”; see qa-desktop form --help."),
        (["form"], "COMMAND is missing; see qa-desktop form --help."),
        (["import"], "PATH is missing; see qa-desktop import --help."),
        (["score"], "FORM and ANSWERS are missing; see qa-desktop score --help."),
        (
            ["calibration", "create", "x"],
            "--form and --reviewer are missing; see qa-desktop calibration create --help.",
        ),
        (["transcript", "x", "--nix"], "Unrecognized arguments: --nix; see qa-desktop --help."),
        (["import", "x", "--js"], "Unrecognized arguments: --js; see qa-desktop --help."),
        (["--database", "", "form", "list"], "Argument --database: name a file or a URL; see qa-desktop --help."),
    ],
)
def test_slips_are_told_in_one_sentence(arguments: list[str], sentence: str, run: Run) -> None:
    ended = run(*arguments)
    assert ended.sentence == sentence
    assert ended.out == ""


def test_the_version_is_told(run: Run) -> None:
    ended = run("--version")
    assert ended.status == 0
    assert ended.out.startswith("QA Desktop ")


@pytest.mark.parametrize("before", [True, False])
def test_the_database_is_named_before_or_after_the_command(before: bool, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "mein raum.db"
    named = ("--database", file)
    ended = run(*named, "db", "upgrade", "--json") if before else run("db", "upgrade", "--json", *named)
    assert ended.document["address"] == str(file)
    assert file.is_file()


def test_the_database_named_last_counts(tmp_path: Path, run: Run) -> None:
    run("--database", tmp_path / "first.db", "db", "upgrade", "--database", tmp_path / "second.db")
    assert [file.name for file in tmp_path.glob("*.db")] == ["second.db"]

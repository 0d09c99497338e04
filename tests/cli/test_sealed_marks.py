"""An attempt to see sealed marks through every command: what somebody scored for a session is nowhere in its output."""

import argparse
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from qa_desktop.cli.parser import build_parser
from qa_desktop.domain.answers import Answer, AudioSpan, Chosen
from qa_desktop.domain.evaluations import Content
from qa_desktop.domain.forms import FormVersion
from qa_desktop.services import calibrating, interactions, people, reviewing
from qa_desktop.storage.database import open_database
from tests.cli.conftest import Run
from tests.cli.test_calibration import INTERACTIONS, create

SECRET = "sealedwords"
SEALED = {"Ann": f"{SECRET} of Ann", "P. Haas": f"{SECRET} of the gauge"}
ELSEWHERE = {
    *("demo", "doctor", "import", "score", "agreement", "transcript", "recording"),
    *("mapping list", "mapping propose", "mapping show", "mapping save", "mapping rename", "mapping delete"),
    *("form check", "form publish", "form list", "form schema", "form convert"),
    *(
        "interaction measure",
        "interaction join",
        "interaction part",
        "interaction offset",
        "calibration create",
        "calibration next",
        "calibration reveal",
        "calibration close",
    ),
    *("calibration external", "db upgrade", "db reindex", "db roles", "db login", "db encrypt", "db decrypt"),
    *("db passphrase", "db prune", "db restore", "db erase", "db retention", "evaluation restore"),
}
"""Commands that show no evaluation: they work on files, on the session as a whole, or say how many there are."""
HOLD_ALL = {"db backup", "db move", "db merge", "db share", "db offline take", "db offline return", "db salvage"}
"""Commands that make or fill other databases; what they print is walked, what they make is sealed as this one is."""


@pytest.fixture
def sealed(room: Path, run: Run) -> Path:
    """A session in which Ann and the gauge have scored and Ben has not; Ann deleted something of her own, too."""
    create(run, room, *INTERACTIONS)
    with closing(open_database(room, uuid4())) as database:
        (session,) = calibrating.sessions(database)
        call = interactions.named(database, "Käse 1").key
        for name, words in SEALED.items():
            person = people.find(database, name)
            assert person is not None
            opened = reviewing.open_review(database, call, person, occasion=session.key)
            reviewing.submit(database, replace(opened.draft, content=_filled(opened.form, words)), person, NOW)
            again = reviewing.correcting(reviewing.open_review(database, call, person, occasion=session.key)).draft
            reviewing.submit(database, again, person, NOW, reason=words)
            other = interactions.named(database, "Käse 2").key
            begun = reviewing.open_review(database, other, person, occasion=session.key).draft
            reviewing.save_draft(database, replace(begun, content=Content(comment=words)), NOW)
    return room


NOW = datetime.now(UTC)


def _filled(form: FormVersion, words: str) -> Content:
    """An answer to everything that is scored, each with the words."""
    spans = (AudioSpan(0, 1000),)
    given = {
        standard.id: Answer(Chosen(standard.options[-1].id), words, spans, standard.reasons[:1])
        for standard in form.form.standards
        if standard.scored or standard.required
    }
    return Content(given, words)


def commands(parser: argparse.ArgumentParser, named: str = "") -> Iterator[str]:
    """Every command of the command line."""
    groups = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    if not groups:
        yield named
    for group in groups:
        for name, inner in group.choices.items():
            yield from commands(inner, f"{named} {name}".strip())


def evaluations_of(room: Path) -> dict[str, str]:
    """The keys of what was sealed, by person: somebody may know them, from a log or by guessing."""
    with closing(open_database(room, uuid4())) as database:
        session, found = calibrating.sessions(database)[0], {}
        for name in SEALED:
            person = people.find(database, name)
            assert person is not None
            opened = reviewing.open_review(
                database, interactions.named(database, "Käse 1").key, person, occasion=session.key
            )
            assert opened.submitted is not None
            found[name] = str(opened.submitted.subject.evaluation)
        return found


Walk = Callable[[Path, str, Path], Sequence[object]]
WALKED: dict[str, list[Walk]] = {
    "interaction list": [
        lambda room, key, out: ("--json",),
        lambda room, key, out: ("--find", SECRET, "--json"),
        lambda room, key, out: (),
    ],
    "interaction find": [lambda room, key, out: (SECRET, "--json"), lambda room, key, out: (SECRET,)],
    "calibration status": [lambda room, key, out: ("--json",), lambda room, key, out: ()],
    "calibration tasks": [lambda room, key, out: ("--json",)],
    "calibration consensus": [lambda room, key, out: ("Jänner", "--json"), lambda room, key, out: ("Jänner",)],
    "calibration precedents": [lambda room, key, out: ("inbound-support", "greets", "--json")],
    "calibration retests": [lambda room, key, out: ("--json",)],
    "calibration consistency": [lambda room, key, out: ("--json",), lambda room, key, out: ()],
    "export calibration": [
        lambda room, key, out: ("Jänner", out / "x.xlsx"),
        lambda room, key, out: ("Jänner", out / "x.csv"),
        lambda room, key, out: ("Jänner", out / "x.pdf"),
    ],
    "read-workbook": [lambda room, key, out: (out / "x.xlsx", "--json"), lambda room, key, out: (out / "x.xlsx",)],
    "export clip": [lambda room, key, out: ("Käse 1", out / "clips", "--evidence")],
    "report averages": [lambda room, key, out: ("--month", f"{NOW:%Y-%m}", "--json")],
    "report agent": [lambda room, key, out: ("Zoë", "--year", f"{NOW:%Y}", "--json")],
    "db offline list": [lambda room, key, out: ("--json",), lambda room, key, out: ()],
    "db history": [lambda room, key, out: (key, "--json"), lambda room, key, out: ("Käse 1",)],
    "db audit": [lambda room, key, out: ("--out", out / "x.jsonl"), lambda room, key, out: ("--out", out / "x.csv")],
    "db check": [lambda room, key, out: ("--json",)],
    "db export-person": [
        lambda room, key, out: ("--customer", "K-77", "--out", out / "person.json", "--json"),
        lambda room, key, out: ("--agent", "Zoë", "--out", out / "agent.json"),
    ],
    "evaluation delete": [lambda room, key, out: (key, "--reason", "to see what it says")],
}


def test_every_command_is_walked_or_known_to_show_no_evaluation() -> None:
    known = set(commands(build_parser())) - {"gui"}
    assert known - ELSEWHERE - HOLD_ALL - set(WALKED) == set()


@pytest.mark.parametrize("looking", ["Ben", "P. Haas", ""])
def test_no_command_shows_what_another_has_scored(sealed: Path, run: Run, tmp_path: Path, looking: str) -> None:
    keys = evaluations_of(sealed)
    out = tmp_path / "out"
    out.mkdir()
    others = [words for name, words in SEALED.items() if name != looking]
    for command, walks in WALKED.items():
        for walk in walks:
            key = keys["Ann"]
            who = ("--as", looking) if looking else ()
            ended = run(*who, *command.split(), *walk(sealed, key, out), "--database", sealed)
            shown = ended.out + ended.err
            assert "--help" not in shown  # it was called as it is meant to be
            assert not any(words in shown for words in others), (command, shown)
    for file in (each for each in out.rglob("*") if each.is_file()):
        held = file.read_bytes().decode("utf-8", "replace")
        assert not any(words in held for words in others), file
    trail = (out / "x.jsonl").read_text(encoding="utf-8")
    assert trail.count('"action": "submitted"') == 2  # that it was done may be known


def test_whoever_scored_sees_it_and_after_the_reveal_everybody_does(sealed: Path, run: Run) -> None:
    on = ("--database", sealed)
    key = evaluations_of(sealed)["Ann"]
    assert SEALED["Ann"] in run("--as", "Ann", "db", "history", key, *on).out
    assert run("calibration", "reveal", "Jänner", *on, "--as", "P. Haas").status == 0
    assert SEALED["Ann"] in run("--as", "Ben", "db", "history", key, *on).out

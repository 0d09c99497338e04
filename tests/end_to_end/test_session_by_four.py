"""A whole calibration session on one shared database, played by four people in processes of their own."""

import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from qa_desktop import app, settings
from qa_desktop.domain.interactions import Channel, Interaction, interaction_key
from qa_desktop.domain.people import PersonRole
from qa_desktop.services import people
from qa_desktop.storage import logins
from qa_desktop.storage.database import open_database
from tests.cli.test_sealed_marks import WALKED

PROGRAM = Path(__file__).with_name("session_program.py")
PEOPLE = {
    "P. Haas": PersonRole.LEAD,  # the gauge
    "Ann": PersonRole.REVIEWER,
    "Ben": PersonRole.REVIEWER,
    "Lea": PersonRole.LEAD,  # scores as a reviewer does
}
CALLS = ("Käse 1", "Käse 2")
WORDS = {name: f"sealedwords of {name}" for name in PEOPLE}
"""What each writes into every comment, so that it is known again wherever it turns up."""


class Colleague:
    """Somebody's process."""

    def __init__(self, name: str, address: str, home: Path) -> None:
        self.name = name
        self.address = address
        self._process = subprocess.Popen(
            [sys.executable, str(PROGRAM), address, name],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8",
            env={**os.environ, "QA_DESKTOP_HOME": str(home)},
        )  # fmt: skip

    def ask(self, **told: object) -> None:
        """Tell the process something, without waiting for the answer."""
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(told) + "\n")
        self._process.stdin.flush()

    def answer(self) -> Mapping[str, Any]:
        """What the process answers to what it was told first."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, f"{self.name} has ended with {self._process.wait()}"
        return json.loads(line)  # type: ignore[no-any-return]

    def command(self, *arguments: object) -> None:
        """Let a command be run as this person."""
        self.ask(run=["--as", self.name, *map(str, arguments), "--database", self.address])

    def run(self, *arguments: object) -> str:
        """Run a command that is to go well."""
        self.command(*arguments)
        ended = self.answer()
        assert ended["status"] == 0, ended
        return str(ended["said"])

    def end(self) -> None:
        """End the process."""
        self._process.communicate(timeout=60)


@contextmanager
def colleagues(addresses: Mapping[str, str], folder: Path) -> Iterator[dict[str, Colleague]]:
    """Everybody's process, once all have begun."""
    with ExitStack() as stack:
        found = {}
        for name, address in addresses.items():
            found[name] = Colleague(name, address, folder / name)
            stack.callback(found[name].end)
        for each in found.values():
            assert each.answer() == {"ready": each.name}
        yield found


def furnished(address: str) -> None:
    """Make a database with the forms that ship, the people and the calls."""
    now = datetime.now(UTC)
    with closing(app.open_database(address, settings.load())) as database:
        for name, role in PEOPLE.items():
            people.introduce(database, name, role, now)
        with database.writing() as work:
            for call in CALLS:
                work.interactions.put(
                    Interaction(interaction_key("t", call), call, Channel.CALL, customer_reference="K-77")
                )


@pytest.fixture
def shared_file(tmp_path: Path) -> dict[str, str]:
    """The address of one database file, the same for everybody."""
    file = str(tmp_path / "shared.db")
    furnished(file)
    return dict.fromkeys(PEOPLE, file)


@pytest.fixture
def on_server(server: Any, server_address: str) -> dict[str, str]:
    """The addresses of one database on a server: everybody has a login of their own."""
    furnished(server_address)
    name = server_address.partition("@/")[2].partition("?")[0]
    known = {each: f"four_{place}" for place, each in enumerate(PEOPLE)}
    with closing(open_database(server_address, uuid4())) as owner:
        everybody = people.everybody(owner)
        with owner.administering() as connection:
            logins.make_roles(connection)
            for person in everybody:
                logins.admit(connection, known[person.name], person)
    return {each: server.address(name, login) for each, login in known.items()}


@pytest.mark.parametrize("where", ["shared_file", "on_server"])
def test_a_session_is_played_by_four_processes(where: str, request: pytest.FixtureRequest, tmp_path: Path) -> None:
    addresses: dict[str, str] = request.getfixturevalue(where)
    with colleagues(addresses, tmp_path) as team:
        gauge, lea = team["P. Haas"], team["Lea"]
        reviewers = [f"--reviewer={name}" for name in ("Ann", "Ben", "Lea")]
        calls = [f"--interaction={call}" for call in CALLS]
        gauge.run("calibration", "create", "Jänner", "--form=inbound-support", "--gauge=P. Haas", *reviewers, *calls)

        evaluations = scored(team, CALLS[0])
        assert_sealed(team, evaluations, tmp_path)
        scored(team, CALLS[1])
        assert "8 of 8 scored" in gauge.run("calibration", "status")

        revealed = reveal_at_once(gauge, lea)
        assert revealed == {True, False}
        team["Ann"].ask(score=CALLS[0], words="too late")
        assert "revealed" in team["Ann"].answer()["refused"]

        entered = ("Käse 1", "greets", "--answer", "no", "--reason", "She said it late.")
        team["Ann"].command("calibration", "consensus", "Jänner", *entered)
        assert "Only a lead" in team["Ann"].answer()["said"]
        agreed_at_once(gauge, lea)
        shown = json.loads(team["Ben"].run("calibration", "consensus", "Jänner", "--json"))
        assert {each["interaction"]: each["reason"] for each in shown} == {call: f"said of {call}" for call in CALLS}

        gauge.run("calibration", "close", "Jänner")
        lea.command("calibration", "consensus", "Jänner", *entered)
        assert "does not change any more" in lea.answer()["said"]
        book = tmp_path / "Jänner.xlsx"
        team["Ben"].run("export", "calibration", "Jänner", book)
        with zipfile.ZipFile(book) as archive:
            held = "".join(archive.read(name).decode("utf-8", "replace") for name in archive.namelist())
        assert all(words in held for words in WORDS.values())
        assert "said of Käse 1" in held


def scored(team: Mapping[str, Colleague], call: str) -> dict[str, str]:
    """Everybody scores a call at the same moment; the keys of the evaluations."""
    for each in team.values():
        each.ask(score=call, words=WORDS[each.name])
    told = {each.name: each.answer() for each in team.values()}
    assert all("evaluation" in each for each in told.values()), told
    return {name: str(each["evaluation"]) for name, each in told.items()}


def assert_sealed(team: Mapping[str, Colleague], evaluations: Mapping[str, str], folder: Path) -> None:
    """Nothing that is read by a command holds what another wrote, nor does what it writes.

    All look at once, each by other commands (`test_sealed_marks` lets everybody look by every command).
    """
    every = [(name, walk) for name, found in WALKED.items() for walk in found]
    walks = {name: every[place :: len(team)] for place, name in enumerate(team)}
    for name, looking in team.items():
        out = folder / f"out of {name}"
        out.mkdir()
        of_another = next(key for other, key in evaluations.items() if other != name)
        for command, walk in walks[name]:
            looking.command(*command.split(), *walk(folder, of_another, out))
    for name, looking in team.items():
        others = [words for other, words in WORDS.items() if other != name]
        for command, _ in walks[name]:
            ended = looking.answer()
            assert not any(words in ended["said"] for words in others), (name, command, ended)
            assert "--help" not in ended["said"], (command, ended)
        for file in (each for each in (folder / f"out of {name}").rglob("*") if each.is_file()):
            assert not any(words.encode() in file.read_bytes() for words in others), file


def reveal_at_once(*leads: Colleague) -> set[bool]:
    """Several reveal in the same moment; whether each did. Who did not is told that it was done."""
    for lead in leads:
        lead.command("calibration", "reveal", "Jänner")
    ended = [lead.answer() for lead in leads]
    for each in ended:
        assert ("“Jänner” is revealed" if each["status"] == 0 else "already") in each["said"]
    return {each["status"] == 0 for each in ended}


def agreed_at_once(*leads: Colleague) -> None:
    """Each enters what was agreed on another call, in the same moment; none is lost."""
    for lead, call in zip(leads, CALLS, strict=True):
        reason = ("--answer", "no", "--reason", f"said of {call}")
        lead.command("calibration", "consensus", "Jänner", call, "greets", *reason)
    for lead in leads:
        assert lead.answer()["status"] == 0

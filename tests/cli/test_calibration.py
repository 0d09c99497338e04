import wave
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest

from qa_desktop.domain.answers import Answer, parse
from qa_desktop.domain.evaluations import Content
from qa_desktop.services import calibrating, interactions, people, reviewing
from qa_desktop.storage.database import open_database
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
        "Jänner: Inbound support call v1, 0 of 6 scored, sealed",
        "P. Haas gauge 0 of 2",
        "Ann 0 of 2",
        "Ben 0 of 2",
    ]
    (told,) = run("calibration", "status", "--database", room, "--json").document
    assert told.pop("totals") is None
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
        "sealed": True,
        "due": None,
        "revealed_at": None,
        "closed_at": None,
        "seed": None,
        "unfinished": {name: ["Käse 1", "Käse 2"] for name in ("P. Haas", "Ann", "Ben")},
    }


def test_without_sessions_the_status_says_how_to_begin(room: Path, run: Run) -> None:
    assert "qa-desktop calibration create" in run("calibration", "status", "--database", room).out
    assert run("calibration", "status", "--database", room, "--json").document == []


@pytest.mark.parametrize(
    ("rest", "changes", "sentence"),
    [
        (("--interaction", "K-9"), {}, "There is no interaction “K-9” in the database; import it first, or see"),
        (("--interaction", "käse"), {}, "There is no interaction “käse” in the database; did you mean “Käse "),
        ((*INTERACTIONS, "--interaction", "Kaese 2"), {}, "There is no interaction “Kaese 2” in the database; did you"),
        ((*INTERACTIONS, "--reviewer", "a/b"), {}, "“a/b” is no name of a person"),
        ((*INTERACTIONS, "--reviewer", "x" * 81), {}, "That name has 81 characters"),
        (INTERACTIONS, {"name": " "}, "Give the calibration session a name."),
        (INTERACTIONS, {"form": "nix"}, "There is no form “nix” in the database; it has: chat-email, collections, in"),
    ],
)
def test_what_is_not_there_is_told_and_nobody_added(
    room: Path, run: Run, rest: tuple[str, ...], changes: dict[str, str], sentence: str
) -> None:
    assert create(run, room, *rest, **changes).sentence.startswith(sentence)
    assert run("doctor", "--database", room, "--json").document["database"]["people"] == 1  # who imported


def test_a_name_that_is_taken_is_told_and_nobody_added(room: Path, run: Run) -> None:
    create(run, room, *INTERACTIONS)
    assert "already; choose another name" in create(run, room, *INTERACTIONS, "--reviewer", "Zoë").sentence
    assert run("doctor", "--database", room, "--json").document["database"]["people"] == 4


def test_a_gauge_alone_is_refused_and_not_added(room: Path, run: Run) -> None:
    told = ("--form", "inbound-support", "--gauge", "Zoë", "--reviewer", " zoë ", *INTERACTIONS)
    ended = run("calibration", "create", "Jänner", *told, "--database", room)
    assert ended.sentence == "A calibration session needs at least one reviewer beside the gauge."
    assert run("doctor", "--database", room, "--json").document["database"]["people"] == 1


def test_who_is_named_twice_is_added_once(room: Path, run: Run) -> None:
    ended = create(run, room, *INTERACTIONS, "--reviewer", "ANN")
    assert ended.err.count("was added as reviewer") == 2
    assert ended.out.startswith("Jänner: 2 interactions, 3 people")


def test_what_is_drawn_is_what_the_form_is_made_for(room: Path, run: Run, tmp_path: Path) -> None:
    assert run("import", a_chat(tmp_path), "--database", room).status == 0
    assert "Only 2 interactions fit, and 3 are to be drawn" in create(run, room, "--draw", "3").sentence
    assert create(run, room, "--draw", "3", "--channel", "call", "--channel", "chat").status == 0


def a_chat(folder: Path) -> Path:
    """A file with one short chat."""
    chat = folder / "ein chat.csv"
    chat.write_text(
        "conversationId,sendTime,senderType,sender,text\n1,2026-01-14T09:00:00Z,visitor,Kim,Hi\n", encoding="utf-8"
    )
    return chat


def test_a_form_made_for_another_channel_is_warned_of(room: Path, run: Run, tmp_path: Path) -> None:
    assert run("import", a_chat(tmp_path), "--database", room).status == 0
    told = run("interaction", "list", "--database", room, "--json").document
    (name,) = (each["id"] for each in told if each["channel"] == "chat")
    ended = create(run, room, "--interaction", name)
    assert ended.status == 0
    assert ended.err.splitlines()[-1] == (f"“{name}” is a chat, and the form “Inbound support call” is made for calls.")
    suited = create(run, room, "--interaction", name, name="Chats", form="chat-email")
    assert "is made for" not in suited.err


@pytest.mark.parametrize("written", ["anruf 7", "anruf 7.wav", "ANRUF 7.WAV"])
def test_an_interaction_may_be_called_as_its_recording_is(written: str, room: Path, run: Run, tmp_path: Path) -> None:
    sounds = tmp_path / "sounds"
    sounds.mkdir()
    with wave.open(str(sounds / "Anruf 7.wav"), "wb") as stream:
        stream.setparams((1, 2, 8000, 0, "NONE", ""))
        stream.writeframes(b"\x00\x40\x00\xc0" * 4000)
    (sounds / "liste.csv").write_text("external_id,recording\nL-7,Anruf 7.wav\n", encoding="utf-8")
    assert run("import", sounds, "--database", room).status == 0
    told = create(run, room, "--interaction", written, "--json").document
    assert told["interactions"] == ["L-7"]


def test_the_answers_and_the_summary_are_written_too(room: Path, tmp_path: Path, run: Run) -> None:
    create(run, room, *INTERACTIONS, "--open")
    table, page = tmp_path / "out.csv", tmp_path / "out.PDF"
    told = run("export", "calibration", "jänner", table, "--database", room, "--json")
    assert told.document == {"csv": str(table), "answers": 0}
    assert table.read_bytes().startswith(b"\xef\xbb\xbfInteraction,Standard,Person,")
    assert run("export", "calibration", "jänner", page, "--database", room).out == f"{page}\n"
    assert page.read_bytes().startswith(b"%PDF-")


def test_the_workbook_is_written(room: Path, tmp_path: Path, run: Run) -> None:
    create(run, room, *INTERACTIONS, "--open")
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
    create(run, room, *INTERACTIONS, "--open")
    folder = tmp_path / "ordner.xlsx"
    folder.mkdir()
    for target, words in [(folder, "is a folder"), (tmp_path / "nix" / "x.xlsx", "the folder does not exist")]:
        assert words in run("export", "calibration", "Jänner", target, "--database", room).sentence
    assert (
        "ends in none of .xlsx, .csv and .pdf"
        in run("export", "calibration", "Jänner", tmp_path / "x", "--database", room).sentence
    )


def score(room: Path, name: str, interaction: str, greets: str = "yes") -> None:
    """What a person submits for the session."""
    with closing(open_database(room, uuid4())) as database:
        (session,) = calibrating.sessions(database)
        person = people.find(database, name)
        assert person is not None
        key = interactions.named(database, interaction).key
        opened = reviewing.open_review(database, key, person, occasion=session.key)
        standard = opened.form.form.standards[0]
        content = Content({standard.id: Answer(parse(standard, greets), "a secret comment")})
        reviewing.submit(database, replace(opened.draft, content=content), person, datetime.now(UTC))


def test_a_session_goes_from_its_beginning_to_its_end(room: Path, run: Run, tmp_path: Path) -> None:
    on = ("--database", room)
    terms = (
        "--standard",
        "greets",
        "--due",
        "2026-03-09",
        "--every",
        "7",
        "--points",
        "3",
        "--draw",
        "1",
        "--seed",
        "5",
    )
    made = create(run, room, *terms, "--json")
    assert made.status == 0, made.err
    (called,) = made.document["interactions"]
    assert made.document["seed"] == 5
    (task,) = run("calibration", "tasks", "--as", "Ann", *on, "--json").document
    assert task == {"session": "Jänner", "due": "2026-03-09", "interaction": called, "begun": False}
    for name, answer in (("P. Haas", "yes"), ("Ann", "no")):
        score(room, name, called, answer)
    assert run("calibration", "tasks", "--as", "Ann", *on).out == "No calibration session asks anything of you.\n"
    book = tmp_path / "x.xlsx"
    assert "gap" not in run("calibration", "status", *on).out
    assert "“Jänner” is not revealed yet" in run("export", "calibration", "Jänner", book, *on).sentence
    assert run("calibration", "reveal", "Jänner", *on, "--as", "Ann").sentence == (
        "Only a lead or an administrator reveals a calibration session: ask one of them to."
    )
    assert run("calibration", "reveal", "Jänner", *on).sentence == "Say who you are with --as NAME."
    ended = run("calibration", "reveal", "Jänner", *on, "--as", "P. Haas")
    assert ended.out.splitlines() == [
        "“Jänner” is revealed: what was scored in it is locked.",
        f"  Ben has not scored {called}",
    ]
    shown = " ".join(run("calibration", "status", *on).out.split())
    assert "Ann 1 of 1 1 total, mean gap −100.0, 0% within 3, too few to judge Ben 0 of 1 no total to compare" in shown
    (totals,) = (each["totals"] for each in run("calibration", "status", *on, "--json").document)
    assert (totals["tolerance"], totals["all"]["n"], totals["all"]["within"]) == (3, 1, 0)
    assert {name: each["mean_gap"] for name, each in totals["reviewers"].items()} == {"Ann": -100, "Ben": None}
    assert totals["undefined"]["Ben.mean_gap"] == "nothing to compare"
    assert run("export", "calibration", "Jänner", book, *on).status == 0
    with zipfile.ZipFile(book) as package:
        stamp = package.read("docProps/core.xml").decode()
    with closing(open_database(room, uuid4())) as database:
        revealed = calibrating.named(database, "Jänner").revealed_at
    assert revealed is not None
    assert f"{revealed.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}" in stamp  # not when it was exported
    lead = (*on, "--as", "P. Haas")
    entered = ("--answer", "no", "--reason", "She said it late.", "--flag", "drift", "--ruling", "Late is No.")
    (told,) = run("calibration", "consensus", "Jänner", called, "greets", *entered, *lead, "--json").document
    assert (told["answer"], told["flag"], told["ruling"]) == ("No", "reviewer drift", "Late is No.")
    assert "Late is No." in run("calibration", "precedents", "inbound-support", "greets", *on).out
    more = ("--action", "Coach Ann", "--owner", "P. Haas", "--due", "2026-04-01")
    shown = run("calibration", "consensus", "Jänner", called, "greets", *more, *lead).out
    assert "She said it late." in shown
    assert "Coach Ann (P. Haas, 2026-04-01, open)" in shown
    assert "87.5" in run("calibration", "external", "Jänner", called, "87.5", *lead).out
    table = tmp_path / "scores.csv"
    table.write_text(f"interaction,points\n{called},91\n", encoding="utf-8")
    assert "91" in run("calibration", "external", "Jänner", "--table", table, *lead).out
    assert "or a table of them" in run("calibration", "external", "Jänner", called, *lead).sentence
    following = run("calibration", "next", "Jänner", "Feber", *lead, "--json").document
    assert (following["due"], len(following["interactions"])) == ("2026-03-16", 1)
    assert following["interactions"] != [called]
    assert run("calibration", "close", "Jänner", *lead).out.startswith("“Jänner” is closed.")
    assert (
        "does not change any more" in run("calibration", "consensus", "Jänner", called, "greets", *more, *lead).sentence
    )


@pytest.mark.parametrize(
    ("rest", "sentence"),
    [
        ((*INTERACTIONS, "--draw", "1"), "Name interactions, or let them be drawn: not both."),
        (("--draw", "9"), "interactions fit, and 9 are to be drawn"),
        (("--draw", "1", "--channel", "fax"), "There is no channel “fax”"),
        ((*INTERACTIONS, "--due", "soon"), "“soon” is not a day"),
        ((*INTERACTIONS, "--standard", "smiles"), "has no standard “smiles”"),
        ((), "needs at least one interaction"),
    ],
)
def test_terms_that_cannot_be_met_are_told(room: Path, run: Run, rest: tuple[str, ...], sentence: str) -> None:
    assert sentence in create(run, room, *rest).sentence

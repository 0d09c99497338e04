import re
import wave
from pathlib import Path

import pytest

from qa_desktop import settings
from qa_desktop.domain.worklist import Order
from tests.cli.conftest import CHAT, Run

SHEET = """external_id,channel,agent,team,queue,started_at,transcript
K-1,call,Zoë Käfer,Nord,Rechnung,2026-01-14T09:31:00+00:00,Käse 1.csv
K-2,call,Tom Keller,Süd,Technik,2026-01-15T09:31:00+00:00,Käse 2.csv
"""


def listed(chats: Path, tmp_path: Path, run: Run) -> Path:
    """A database with two interactions that are described."""
    (chats / "liste.csv").write_text(SHEET, encoding="utf-8")
    room = tmp_path / "raum.db"
    assert run("import", chats, "--sheet", chats / "liste.csv", "--as", "Ann", "--database", room).status == 0
    return room


def test_interactions_are_listed_newest_first(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    ended = run("interaction", "list", "--database", room, "--as", "Ann")
    assert (ended.status, ended.err) == (0, "")
    head, newer, older = (re.split(r"  +", line) for line in ended.out.splitlines())
    assert head == ["id", "channel", "agent", "queue", "time", "length", "state"]
    assert newer[:4] == ["K-2", "call", "Tom Keller", "Technik"]
    assert re.fullmatch(r"2026-01-1[56] \d\d:\d\d", newer[4])
    assert older[:4] + older[5:] == ["K-1", "call", "Zoë Käfer", "Rechnung", "0:04", "new"]


def test_as_a_document(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    ended = run("interaction", "list", "--database", room, "--json", "--find", "zoë rechnung")
    assert ended.err == ""
    (told,) = ended.document
    assert told == {
        "id": "K-1",
        "key": told["key"],
        "channel": "call",
        "agent": "Zoë Käfer",
        "team": "Nord",
        "queue": "Rechnung",
        "started_at": told["started_at"],
        "duration": 4.0,
        "recording": None,
        "state": None,
        "speech": None,
    }
    assert told["started_at"].startswith("2026-01-14T09:31")


def test_whose_state_it_is_must_be_known(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    ended = run("interaction", "list", "--database", room)
    assert all(line.endswith("–") for line in ended.out.splitlines()[1:])
    assert "--as NAME" in ended.err
    settings.save(settings.Settings(device=settings.load().device, person="Ann"))
    assert run("interaction", "list", "--database", room).err == ""


def test_a_list_is_told_in_pages(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    database = ("--database", room, "--as", "Ann")
    first = run("interaction", "list", "--limit", "1", *database)
    assert [line[:3] for line in first.out.splitlines()] == ["id ", "K-2"]
    (go_on,) = re.findall(r"^There are more: (--after \S+) goes on\.$", first.err, re.MULTILINE)
    rest = run("interaction", "list", *go_on.split(), *database)
    assert [line[:3] for line in rest.out.splitlines()] == ["id ", "K-1"]
    assert rest.err == ""
    assert [each["id"] for each in run("interaction", "list", "--after", "K-2", "--json", *database).document] == [
        "K-1"
    ]
    assert run("interaction", "list", "--after", "K-1", *database).out == "Nothing stands after “K-1”.\n"
    assert run("interaction", "list", "--after", "K-9", *database).status == 2


def test_where_nothing_is_found_it_says_so(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    assert run("interaction", "list", "--database", room, "--find", "pigeon").out == "Nothing matches “pigeon”.\n"
    assert run("interaction", "list", "--database", room, "--find", "pigeon", "--json").document == []
    empty = tmp_path / "leer.db"
    assert run("db", "upgrade", "--database", empty).status == 0
    assert "qa-desktop import" in run("interaction", "list", "--database", empty).out
    assert run("interaction", "list", "--database", tmp_path / "nix.db").sentence.startswith("There is no database")


# Who spoke how much

TALK = "start,end,speaker,text\n{0},{1},Agent,Hello\n{2},{3},Customer,Hello\n"


@pytest.fixture
def talks(tmp_path: Path, run: Run) -> Path:
    """Three calls of two people, and one in which the customer says nothing."""
    folder = tmp_path / "gespräche"
    folder.mkdir()
    for name, times in {"A": (0, 1, 2, 9), "B": (0, 4, 24, 28), "C": (0, 9, 14, 15)}.items():
        (folder / f"{name}.csv").write_text(TALK.format(*times), encoding="utf-8")
    (folder / "D.csv").write_text(CHAT.replace("Customer", "Agent"), encoding="utf-8")
    sheet = "".join(f"{name},call,{name}.csv\n" for name in "ABCD")
    (folder / "liste.csv").write_text("external_id,channel,transcript\n" + sheet, encoding="utf-8")
    room = tmp_path / "raum.db"
    assert run("import", folder, "--database", room).status == 0
    return room


def test_measuring_says_what_was_done_and_does_it_once(talks: Path, run: Run) -> None:
    ended = run("interaction", "measure", "--database", talks)
    assert (ended.status, ended.err) == (0, "")
    assert ended.out.splitlines() == [
        "D: Its transcript does not say when agent and customer speak.",
        "3 interactions measured.",
    ]
    ended = run("interaction", "measure", "--database", talks, "--json")
    assert ended.document == {"measured": 0, "problems": [], "waiting": 0}


def test_interactions_are_listed_by_a_figure(talks: Path, run: Run) -> None:
    run("interaction", "measure", "--database", talks)

    def column(order: str) -> list[tuple[str, str]]:
        lines = run("interaction", "list", "--sort", order, "--database", talks, "--as", "Ann").out.splitlines()
        return [(cells[0], cells[-1]) for line in lines if (cells := re.split(r"  +", line))]

    assert column("longest-silence") == [
        ("id", "longest silence"),
        *(("B", "20.0 s"), ("C", "5.0 s"), ("A", "1.0 s"), ("D", "–")),
    ]
    assert column("agent-share")[1:] == [("C", "90 %"), ("B", "50 %"), ("A", "12 %"), ("D", "–")]
    assert {value for _, value in column("interruptions")[1:]} == {"0", "–"}
    assert column("newest")[0][1] == "state"


def test_the_figures_are_in_the_document(talks: Path, run: Run) -> None:
    run("interaction", "measure", "--database", talks)
    *known, last = run("interaction", "list", "--sort", "hold", "--database", talks, "--json").document
    told = {each["id"]: each["speech"] for each in known}
    assert told["A"] == {
        "from": "transcript",
        "agent": 1.0,
        "customer": 7.0,
        "agent_share": 0.125,
        "agent_interruptions": 0,
        "customer_interruptions": 0,
        "overtalk": 0.0,
        "silence": 1.0,
        "longest_silence": 1.0,
        "hold": 0.0,
    }
    assert (last["id"], last["speech"]) == ("D", None)


def test_recordings_are_measured_or_said_to_be_away(tmp_path: Path, run: Run) -> None:
    folder, room = tmp_path / "anrufe", tmp_path / "raum.db"
    folder.mkdir()
    for name in ("a", "b"):
        with wave.open(str(folder / f"{name}.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(name.encode() * 16_000)
    assert run("import", folder, "--database", room).status == 0
    (folder / "b.wav").unlink()
    ended = run("interaction", "measure", "--database", room)
    assert ended.out == "1 interaction measured; 1 recording not found here.\n"
    (told,) = (each for each in run("interaction", "list", "--database", room, "--json").document if each["id"] == "a")
    assert told["speech"]["from"] == "one channel"
    assert (told["speech"]["agent"], told["speech"]["overtalk"]) == (None, None)


def test_those_that_are_called_alike_say_which_they_are_and_can_be_named_so(tmp_path: Path, run: Run) -> None:
    folder, room = tmp_path / "anrufe", tmp_path / "raum.db"
    for day in ("mo", "di"):
        (folder / day).mkdir(parents=True)
        with wave.open(str(folder / day / "call.wav"), "wb") as file:
            file.setparams((1, 2, 8000, 0, "NONE", ""))
            file.writeframes(day.encode() * 16_000)
    assert run("import", folder, "--database", room).status == 0
    head, *lines = run("interaction", "list", "--database", room, "--as", "Ann").out.splitlines()
    assert head.split()[-1] == "which"
    assert sorted(line.split()[-1] for line in lines) == ["di", "mo"]
    clip = ("--from", "0:00", "--to", "0:01", "--database", room)
    for name in ("call", "call.wav"):
        sentence = run("export", "clip", name, tmp_path / "x.wav", *clip).sentence
        assert sentence.startswith("There are 2 interactions ")
        assert "“anrufe/mo/call.wav”" in sentence
    assert run("export", "clip", "mo/call", tmp_path / "x.wav", *clip).status == 0
    assert "which" not in run("interaction", "list", "--database", room, "--find", "nobody").out


def test_the_orders_are_those_of_the_worklist(talks: Path, run: Run) -> None:
    for order in Order:
        assert run("interaction", "list", "--sort", order, "--database", talks).status == 0
        assert order in run("interaction", "list", "--help").out
    assert "--sort" in run("interaction", "list", "--sort", "nix", "--database", talks).sentence


# Finding


def test_where_words_stand(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    ended = run("interaction", "find", "gruss", "GO", "--database", room)
    assert (ended.status, ended.err) == (0, "")
    newer, one, older, other = ended.out.splitlines()
    assert newer.startswith("K-2  call  Tom Keller  Technik  2026-01-1")
    assert older.startswith("K-1  call  Zoë Käfer  Rechnung  2026-01-1")
    assert one == other == "    turn 1, Agent, 0:00: Grüß Gott – 您好 👋"
    assert (
        run("interaction", "find", "kafer", "--database", room).out.splitlines()[1].startswith("    known of it: Zoë K")
    )


def test_where_words_stand_as_a_document(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    told = run("interaction", "find", "--database", room, "--json", "gruss hallo").document
    key, started = told["found"][0]["key"], told["found"][0]["started_at"]
    assert told == {
        "words": "gruss hallo",
        "total": 1,
        "found": [
            {
                **{"id": "K-1", "key": key, "agent": "Zoë Käfer", "queue": "Rechnung", "started_at": started},
                **{"where": "turn", "turn": 1, "speaker": "Agent", "role": "agent", "start": 0.0},
                **{"snippet": "Grüß Gott – 您好 👋", "marks": [[0, 4]], "turns": 2},
            }
        ],
    }


def test_the_newest_of_many_are_shown(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    ended = run("interaction", "find", "gott -servus", "--database", room)
    assert [line[:3] for line in ended.out.splitlines()] == ["K-1", "   "]
    ended = run("interaction", "find", "gott", "--limit", "1", "--database", room)
    assert ended.out.startswith("K-2")
    assert ended.err == "These are the newest 1 of 2 interactions; --limit 2 shows all.\n"
    assert (
        run("interaction", "list", "--find", '"您好" servus', "--json", "--database", room).document[0]["id"] == "K-2"
    )


def test_words_that_are_nowhere(chats: Path, tmp_path: Path, run: Run) -> None:
    room = listed(chats, tmp_path, run)
    assert run("interaction", "find", "nowhere", "--database", room).out == "Nothing matches “nowhere”.\n"
    assert run("interaction", "find", "%", "--database", room).sentence.endswith("give at least one word.")
    assert "--limit" in run("interaction", "find", "x", "--limit", "0", "--database", room).sentence


def test_two_interactions_are_joined_and_parted_by_hand(tmp_path: Path, run: Run) -> None:
    room = tmp_path / "raum.db"
    (tmp_path / "liste.csv").write_text("external_id,agent\nL-1,Maya Brandt\n", encoding="utf-8")
    (tmp_path / "call.vtt").write_text("WEBVTT\n\n00:01.000 --> 00:02.000\n<v Agent>Hello\n", encoding="utf-8")
    imported = run("import", tmp_path / "liste.csv", tmp_path / "call.vtt", "--database", room)
    lines = [" ".join(line.split()) for line in imported.out.splitlines()]
    assert "not joined call a transcript without a recording." in lines
    assert "not joined L-1 a row without a file." in lines
    ended = run("interaction", "join", "call", "L-1", "--database", room)
    assert (ended.status, ended.out) == (0, "“call” and “L-1” are one interaction now, “L-1”.\n")
    (found,) = run("interaction", "list", "--database", room, "--json").document
    assert (found["id"], found["agent"]) == ("L-1", "Maya Brandt")
    parted = run("interaction", "part", "L-1", "--database", room, "--json").document
    assert (parted["kept"]["id"], parted["other"]["id"]) == ("call", "L-1")
    assert len(run("interaction", "list", "--database", room, "--json").document) == 2
    again = run("interaction", "part", "L-1", "--database", room)
    assert (again.status, again.err) == (2, "“L-1” was not joined with another interaction.\n")

import signal
from pathlib import Path

import pytest

from qa_desktop import settings
from qa_desktop.cli import importing
from tests.cli.conftest import CHAT, Run


def people_in(file: Path) -> list[str]:
    """Who is known to a database."""
    from uuid import UUID

    from qa_desktop.services import people
    from qa_desktop.storage.database import open_database

    database = open_database(file, UUID(int=1))
    names = [person.name for person in people.everybody(database)]
    database.close()
    return names


def test_files_are_imported_with_a_report(chats: Path, tmp_path: Path, run: Run) -> None:
    ended = run("import", chats, "--database", tmp_path / "raum.db")
    assert ended.status == 0
    assert ended.out.splitlines() == ["added  Käse 1.csv", "added  Käse 2.csv", "2 interactions: 2 added."]
    assert ended.err == ""  # every name once


def test_a_file_with_several_conversations_has_one_line(tmp_path: Path, run: Run) -> None:
    file, room = tmp_path / "chats.csv", tmp_path / "raum.db"
    rows = ["conversation_id,time,speaker,text", "A,2026-01-07T09:00:00Z,Agent,one", "B,2026-01-07T10:00:00Z,Agent,two"]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    expected = ["added  chats.csv  2 conversations.", "2 interactions: 2 added."]
    assert run("import", file, "--database", room).out.splitlines() == expected
    # A sheet that comes beside it changes one of the two.
    (tmp_path / "liste.csv").write_text("external_id,queue\nB,Billing\n", encoding="utf-8")
    line, *_ = run("import", file, "--sheet", tmp_path / "liste.csv", "--database", room).out.splitlines()
    assert " ".join(line.split()) == "unchanged, updated chats.csv 2 conversations: 1 unchanged, 1 updated."


def test_importing_twice_changes_nothing(chats: Path, room: Path, run: Run) -> None:
    before = run("doctor", "--database", room, "--json").document["database"]
    ended = run("import", chats, "--database", room, "--json")
    assert ended.status == 0
    assert ended.document == {
        "files": [{"name": f"Käse {number}.csv", "result": "unchanged", "sentence": ""} for number in (1, 2)],
        "counts": {"added": 0, "updated": 0, "unchanged": 2, "held": 0, "refused": 0},
        "notes": [],
        "stopped": False,
        "questions": [],
    }
    assert run("doctor", "--database", room, "--json").document["database"] == before


def test_a_refused_file_stops_nothing_else(chats: Path, tmp_path: Path, run: Run) -> None:
    broken = chats / "kaputt.wav"
    broken.write_bytes(b"RIFF")
    ended = run("import", chats, "--database", tmp_path / "raum.db", "--json")
    assert ended.status == 2
    assert ended.sentence.startswith("Not everything was imported: “kaputt.wav”")
    told = {each["name"]: each for each in ended.document["files"]}
    assert told["kaputt.wav"]["result"] == "refused"
    assert told["kaputt.wav"]["sentence"].endswith(".")
    assert ended.document["counts"] == {"added": 2, "updated": 0, "unchanged": 0, "held": 0, "refused": 1}


def test_where_several_are_refused_the_report_comes_first_and_its_reasons_are_referred_to(
    chats: Path, tmp_path: Path, run: Run
) -> None:
    (chats / "kaputt.wav").write_bytes(b"RIFF")
    ended = run("import", chats, tmp_path / "nicht da.csv", "--database", tmp_path / "raum.db")
    assert ended.status == 2
    assert ended.out.splitlines()[-1] == "2 interactions: 2 added; 2 refused."
    assert ended.sentence == "Not everything was imported: 2 were refused, for the reasons in the report."
    again = run("import", chats / "Käse 1.csv", chats / "Käse 2.csv", "--database", tmp_path / "raum.db")
    assert (again.status, again.out.splitlines()[-1]) == (0, "2 interactions: 2 unchanged.")


def test_what_is_refused_beside_what_is_held_back_counts_alone(headerless: Path, tmp_path: Path, run: Run) -> None:
    ended = run("import", headerless, tmp_path / "nicht da", "--database", tmp_path / "raum.db")
    assert ended.status == 2
    assert ended.sentence == "Not everything was imported: “nicht da” is not there."
    assert ended.out.splitlines()[-1] == "1 interaction: 1 added; 2 held back; 1 refused."


@pytest.mark.parametrize("json", [(), ("--json",)])
def test_where_the_only_file_is_refused_its_sentence_is_the_fault(
    json: tuple[str, ...], tmp_path: Path, run: Run
) -> None:
    ended = run("import", tmp_path / "nicht da.csv", "--database", tmp_path / "raum.db", *json)
    assert ended.status == 2
    assert ended.err.splitlines()[-1] == "“nicht da.csv” is not there."
    assert "nicht da.csv" in ended.out


def test_where_every_file_is_refused_the_report_says_why(tmp_path: Path, run: Run) -> None:
    ended = run("import", tmp_path / "a", tmp_path / "b", "--database", tmp_path / "raum.db")
    assert ended.status == 2
    assert ended.err.splitlines()[-1].startswith("Nothing was imported: all 2 were refused")
    assert ended.out.splitlines()[-1] == "2 refused."


def test_an_empty_folder_is_no_fault(tmp_path: Path, run: Run) -> None:
    empty = tmp_path / "leer"
    empty.mkdir()
    ended = run("import", empty, "--database", tmp_path / "raum.db")
    assert (ended.status, ended.out, ended.err) == (0, "Nothing to import.\n", "")


def test_a_sheet_describes_the_files(chats: Path, tmp_path: Path, run: Run) -> None:
    sheet = chats / "liste.csv"
    sheet.write_text("external_id,transcript,agent,queue\nK-1,Käse 1.csv,Zoë,Rechnung\n", encoding="utf-8")
    room = tmp_path / "raum.db"
    assert run("import", chats / "Käse 1.csv", "--sheet", sheet, "--database", room).status == 0
    made = ("Jan", "--form", "inbound-support", "--gauge", "G", "--reviewer", "R", "--interaction", "K-1")
    assert run("calibration", "create", *made, "--database", room).status == 0


def test_a_sheet_that_is_not_there_is_told(chats: Path, tmp_path: Path, run: Run) -> None:
    ended = run("import", chats, "--sheet", tmp_path / "nix.csv", "--database", tmp_path / "raum.db")
    assert "nix.csv" in ended.sentence


def test_who_imports_is_named_remembered_or_nobody(chats: Path, tmp_path: Path, run: Run) -> None:
    rooms = [tmp_path / f"{name}.db" for name in "abc"]
    run("import", chats, "--database", rooms[0])
    settings.save(settings.Settings(device=settings.load().device, person="Ann"))
    run("import", chats, "--database", rooms[1])
    run("import", chats, "--database", rooms[2], "--as", "Zoë Straße")
    assert [people_in(room) for room in rooms] == [["command line"], ["Ann"], ["Zoë Straße"]]


def test_as_may_stand_before_the_command(chats: Path, tmp_path: Path, run: Run) -> None:
    room = tmp_path / "raum.db"
    run("--as", "Zoë", "--database", room, "import", chats)
    assert people_in(room) == ["Zoë"]


def test_one_file_by_its_path(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "ein Gespräch.csv"
    file.write_text(CHAT, encoding="utf-8")
    ended = run("import", file, "--database", tmp_path / "raum.db")
    assert ended.out.splitlines() == ["added  ein Gespräch.csv", "1 interaction: 1 added."]


# Recordings without a header


@pytest.fixture
def headerless(tmp_path: Path) -> Path:
    """Two seconds of tones in two recordings without a header, and a chat."""
    folder = tmp_path / "alte Anlage"
    folder.mkdir()
    for number in (1, 2):
        (folder / f"{number}.ulaw").write_bytes(bytes((31 * number * at) % 251 for at in range(16_000)))
    (folder / "Käse.csv").write_text(CHAT, encoding="utf-8")
    return folder


def listed(room: Path, run: Run) -> dict[str, float | None]:
    return {each["id"]: each["duration"] for each in run("interaction", "list", "--database", room, "--json").document}


def test_what_has_no_header_is_held_back_with_one_question(headerless: Path, tmp_path: Path, run: Run) -> None:
    ended = run("import", headerless, "--database", tmp_path / "raum.db")
    assert (ended.status, ended.err) == (0, "")
    assert [line.split()[:2] for line in ended.out.splitlines()[:3]] == [
        ["added", "Käse.csv"],
        ["held", "1.ulaw"],
        ["held", "2.ulaw"],
    ]
    assert ended.out.splitlines()[3:] == [
        "The 2 files ending in .ulaw in “alte Anlage” have no header that names the codec; such files usually hold "
        "G.711 µ-law: import again with --codec .ulaw=mulaw/8000/1 or another, once for this folder.",
        "1 interaction: 1 added; 2 held back.",
    ]


@pytest.mark.parametrize("codec", [".ulaw=mulaw/8000/1", "ULAW=mulaw", "mulaw"])
def test_the_answer_is_remembered_for_the_folder(codec: str, headerless: Path, tmp_path: Path, run: Run) -> None:
    room = tmp_path / "raum.db"
    assert run("import", headerless, "--codec", codec, "--database", room).status == 0
    assert listed(room, run) == {"1": 2.0, "2": 2.0, "Käse": 4.0}
    (headerless / "3.ulaw").write_bytes((headerless / "1.ulaw").read_bytes() + bytes(8000))
    ended = run("import", headerless, "--database", room, "--json")
    assert ended.document["counts"] == {"added": 1, "updated": 0, "unchanged": 3, "held": 0, "refused": 0}
    asked = {"folder": str(headerless), "ending": ".ulaw", "files": 3, "codec": "mulaw/8000/1", "usual": "mulaw/8000/1"}
    assert ended.document["questions"] == [asked]
    assert listed(room, run)["3"] == 3.0


def test_another_answer_corrects_the_first(headerless: Path, tmp_path: Path, run: Run) -> None:
    room = tmp_path / "raum.db"
    run("import", headerless, "--codec", "s16le", "--database", room)
    assert listed(room, run)["1"] == 1.0
    ended = run("import", headerless, "--codec", ".ulaw=mulaw/4000", "--database", room, "--json")
    assert ended.document["counts"]["updated"] == 2
    assert listed(room, run)["1"] == 4.0


def test_where_everything_is_held_back_the_question_is_the_fault(headerless: Path, tmp_path: Path, run: Run) -> None:
    ended = run("import", headerless / "1.ulaw", "--database", tmp_path / "raum.db")
    assert ended.status == 2
    assert ended.err == (
        "The file ending in .ulaw in “alte Anlage” has no header that names the codec; such files usually hold "
        "G.711 µ-law: import again with --codec .ulaw=mulaw/8000/1 or another, once for this folder.\n"
    )


def test_what_is_held_back_for_several_codecs_is_not_called_refused(headerless: Path, tmp_path: Path, run: Run) -> None:
    (headerless / "Käse.csv").unlink()
    (headerless / "3.vox").write_bytes((headerless / "1.ulaw").read_bytes())
    ended = run("import", headerless, "--database", tmp_path / "raum.db")
    assert (ended.status, ended.out.splitlines()[-1]) == (2, "3 held back.")
    assert ended.err == (
        "Nothing is imported yet: 3 files have no header that names the codec, and are held back until you say it; "
        "import again with --codec .ulaw=mulaw/8000/1 --codec .vox=vox/8000/1 or others.\n"
    )
    codecs = ("--codec", ".ulaw=mulaw/8000/1", "--codec", ".vox=vox/8000/1")
    assert run("import", headerless, "--database", tmp_path / "raum.db", *codecs).status == 0


def test_what_is_held_back_beside_what_is_refused_is_told_apart(headerless: Path, tmp_path: Path, run: Run) -> None:
    ended = run("import", headerless / "1.ulaw", headerless / "gone", "--database", tmp_path / "raum.db")
    assert (ended.status, ended.sentence) == (
        2,
        "Nothing was imported: 1 held back; 1 refused, for the reasons in the report.",
    )


@pytest.mark.parametrize(
    ("codec", "sentence"),
    [
        (".ulaw=mp4", "codec/rate/channels"),
        ("mulaw/8000/7", "codec/rate/channels"),
        (".wav=mulaw", "“.wav” is no ending of recordings without a header"),
    ],
)
def test_what_is_no_codec_is_told(codec: str, sentence: str, headerless: Path, tmp_path: Path, run: Run) -> None:
    assert sentence in run("import", headerless, "--codec", codec, "--database", tmp_path / "raum.db").sentence


def test_an_answer_that_no_file_agrees_with_is_not_remembered(headerless: Path, tmp_path: Path, run: Run) -> None:
    room = tmp_path / "raum.db"
    ended = run("import", headerless, "--codec", "gsm", "--database", room, "--json")
    assert ended.document["counts"] == {"added": 1, "updated": 0, "unchanged": 0, "held": 0, "refused": 2}
    assert run("import", headerless, "--database", room, "--json").document["counts"]["held"] == 2


def test_dates_that_may_be_read_in_two_ways_are_asked_about(tmp_path: Path, run: Run) -> None:
    folder = tmp_path / "chats"
    folder.mkdir()
    file = folder / "chat.txt"
    file.write_text("05/03/2026, 10:00 - Kim: Hi\n05/03/2026, 10:01 - Lee: Hello\n")
    asked = run("import", folder, "--database", tmp_path / "raum.db")
    assert asked.status == 2
    assert asked.sentence == (
        "“chat.txt” is held back, as nothing tells the day from the month in the dates; "
        "import again with --dates day-first or --dates month-first."
    )
    answered = run("import", folder, "--dates", "month-first", "--database", tmp_path / "raum.db")
    assert (answered.status, answered.out.splitlines()[-1]) == (0, "1 interaction: 1 added.")
    asked = run("transcript", file)
    assert asked.status == 2
    assert asked.sentence.endswith("say which comes first with --dates day-first or --dates month-first.")
    assert run("transcript", file, "--dates", "day-first", "--json").document["started_at"] == "2026-03-05T10:00:00"


def test_a_mapping_reads_what_nothing_here_knows(tmp_path: Path, run: Run) -> None:
    folder, room, mapping = tmp_path / "in", tmp_path / "raum.db", tmp_path / "dialler.yaml"
    folder.mkdir()
    # Looks like a sheet and has an ending of its own: the mapping says better.
    (folder / "a.dump").write_text("external_id|agent|queue|said\n7|A|x|Hello\n7|K|x|Hi\n", encoding="utf-8")
    (folder / "other.csv").write_text(CHAT, encoding="utf-8")
    mapping.write_text(
        "applies_to: '*.dump'\nfields: {conversation: external_id, role: agent, text: said}\nroles: {A: agent}\n",
        encoding="utf-8",
    )
    ended = run("import", folder, "--mapping", mapping, "--database", room)
    assert ended.status == 0
    assert ended.out.splitlines() == [
        "added  a.dump     file: the mapping has no role for “K”; 1 turn is of an unknown role.",
        "added  other.csv",
        "2 interactions: 2 added.",
    ]
    shown = run("transcript", folder / "a.dump", "--mapping", mapping, "--json").document
    assert [(turn["role"], turn["speaker"], turn["text"]) for turn in shown["turns"]] == [
        ("agent", "A", "Hello"),
        ("unknown", "K", "Hi"),
    ]
    mapping.write_text("fields: {text: [a]}\n", encoding="utf-8")
    assert run("import", folder, "--mapping", mapping, "--database", room).status == 2


def test_names_of_files_tell_what_an_expression_says(tmp_path: Path, run: Run) -> None:
    folder, room = tmp_path / "chats", tmp_path / "raum.db"
    folder.mkdir()
    (folder / "Maya+Brandt_c-17.csv").write_text(CHAT, encoding="utf-8")
    names = "(?P<agent>[^_]+)_(?P<id>.+)"
    assert run("import", folder, "--names", names, "--database", room).status == 0
    assert [
        (each["id"], each["agent"]) for each in run("interaction", "list", "--database", room, "--json").document
    ] == [("c-17", "Maya Brandt")]
    bad = run("import", folder, "--names", "(?P<id>", "--database", room)
    assert (bad.status, bad.err.count("\n")) == (2, 1)
    assert "no regular expression" in bad.err


def test_the_expression_of_the_settings_counts_unless_another_is_given(tmp_path: Path, run: Run) -> None:
    (tmp_path / "Maya_c-17.csv").write_text(CHAT, encoding="utf-8")
    settings.save(settings.Settings(name_pattern="_(?P<id>.+)"))
    for given, known in (([], "c-17"), (["--names", ""], "Maya_c-17")):
        room = tmp_path / f"{known}.db"
        run("import", tmp_path / "Maya_c-17.csv", *given, "--database", room)
        assert run("interaction", "list", "--database", room, "--json").document[0]["id"] == known


def test_ctrl_c_stops_in_order_and_says_how_much_is_left(
    chats: Path, tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3, 9):
        (chats / f"{number}.csv").write_text(CHAT.replace("Hallo", f"Hallo {number}"), encoding="utf-8")
    asked = iter(range(100))

    def press(*_: object) -> None:
        if next(asked) == 1:
            signal.raise_signal(signal.SIGINT)

    monkeypatch.setattr(importing, "show_progress", press)
    room = tmp_path / "raum.db"
    ended = run("import", chats, "--database", room)
    assert ended.status == 130
    assert "3 interactions: 3 added. Stopped before the end: 5 left." in ended.out
    assert len(run("interaction", "list", "--database", room, "--json").document) == 3
    assert run("import", chats, "--database", room, "--json").document["counts"]["added"] == 5

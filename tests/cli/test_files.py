import json
import re
import shutil
import wave
from pathlib import Path

import pytest

from tests.cli.conftest import Run

FORM = """
id: phone
title: Phone
pass_mark: 70
bands: [{name: Good, from: 70}, {name: Weak, from: 0}]
sections:
  - id: opening
    title: Opening
    standards:
      - {id: greets, text: Greets, kind: foundation}
      - {id: tone, text: Tone, kind: finesse, levels: 5}
      - id: apologises
        text: Apologises
        kind: foundation
        show_when: {standard: greets, is: no}
"""
EXAMPLE = """
{"total": "3/4", "percent": "75.0", "before_auto_fail": "3/4", "foundation": "1", "finesse": "1/2", "critical": null,
 "outcome": "pass", "band": "Good", "auto_failed": [], "missing": [],
 "sections": {"opening": "3/4"}, "terms": [{"standard": "greets", "share": "1/2", "credit": "1", "points": "50"},
 {"standard": "tone", "share": "1/2", "credit": "1/2", "points": "25"}]}
"""
KINDS = ["score", "transcript", "recording"]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    file = tmp_path / "Prüf bogen.yaml"
    file.write_text(FORM, encoding="utf-8")
    return file


def answers(folder: Path, text: str, name: str = "antworten.yaml") -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


# score


@pytest.mark.parametrize(
    ("name", "text"), [("a.yaml", "greets: yes\ntone: 3\n"), ("a.json", '{"greets": "yes", "tone": 3}')]
)
def test_the_score_is_the_document_of_the_contract(form: Path, tmp_path: Path, run: Run, name: str, text: str) -> None:
    ended = run("score", form, answers(tmp_path, text, name), "--json")
    assert (ended.status, ended.err) == (0, "")
    assert ended.document == json.loads(EXAMPLE)
    assert list(ended.document) == list(json.loads(EXAMPLE))


def test_what_is_missing_is_listed_and_no_fault(form: Path, tmp_path: Path, run: Run) -> None:
    ended = run("score", form, answers(tmp_path, "tone: 3\n"), "--json")
    assert ended.status == 0
    told = ended.document
    assert (told["missing"], told["total"], told["outcome"], told["band"]) == (["greets"], "1/2", None, None)


def test_without_answers_there_is_no_score(form: Path, tmp_path: Path, run: Run) -> None:
    told = run("score", form, answers(tmp_path, "{}\n"), "--json").document
    assert (told["total"], told["percent"], told["terms"]) == (None, None, [])
    assert told["missing"] == ["greets", "tone"]


def test_the_score_is_shown_to_people(form: Path, tmp_path: Path, run: Run) -> None:
    lines = run("score", form, answers(tmp_path, "greets: no\ntone: na\n")).out.splitlines()
    assert [" ".join(line.split()) for line in lines] == [
        "total 0.0 %",
        "before auto-fail 0.0 %",
        "foundation 0.0 %",
        "finesse –",
        "critical –",
        "outcome –",
        "band –",
        "",
        "standard answer share points",
        "greets No 100.0 % 0.0",
        "tone N/A N/A: its weight is shared out",
        "apologises – not answered yet",
        "",
        "still to be answered: apologises",
    ]


def test_an_auto_fail_is_named_where_it_struck(form: Path, tmp_path: Path, run: Run) -> None:
    text = FORM.replace("text: Greets,", "text: Greets, auto_fail: {no: form},")
    form.write_text(text, encoding="utf-8")
    given = answers(tmp_path, "greets: no\ntone: 5\napologises: yes\n")
    out = run("score", form, given).out
    assert "fails the form" in next(line for line in out.splitlines() if line.startswith("greets"))
    assert run("score", form, given, "--json").document["auto_failed"] == ["greets"]


def test_what_cannot_be_an_answer_is_told_with_file_and_line(form: Path, tmp_path: Path, run: Run) -> None:
    given = answers(tmp_path, "greets: yes\ntone: 6\n")
    assert run("score", form, given).sentence.startswith(f"{given}:2: “tone” cannot be answered with “6”")


def test_a_faulty_form_is_told_with_file_and_line(form: Path, tmp_path: Path, run: Run) -> None:
    form.write_text(FORM.replace("kind: finesse", "kind: fine"), encoding="utf-8")
    ended = run("score", form, answers(tmp_path, "greets: yes\n"))
    assert ended.sentence.startswith(f"{form}:11: ")


# files that are not what they should be


def named(kind: str, file: Path, form: Path) -> tuple[object, ...]:
    return (kind, form, file) if kind == "score" else (kind, file)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("json", [(), ("--json",)])
def test_a_file_that_is_not_there_is_told(
    kind: str, json: tuple[str, ...], form: Path, tmp_path: Path, run: Run
) -> None:
    missing = tmp_path / "nicht da.wav"
    ended = run(*named(kind, missing, form), *json)
    assert ended.sentence == f"There is no file “{missing}”: check its name and place."
    assert ended.out == ""


@pytest.mark.parametrize("kind", KINDS)
def test_a_folder_is_told(kind: str, form: Path, tmp_path: Path, run: Run) -> None:
    assert run(*named(kind, tmp_path, form)).sentence == f"“{tmp_path}” is a folder: name a file in it."


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("content", [b"", b"\x00\xff" * 4000, b"<html></html>\n"])
def test_other_content_is_told(kind: str, content: bytes, form: Path, tmp_path: Path, run: Run) -> None:
    file = tmp_path / "etwas.dat"
    file.write_bytes(content)
    ended = run(*named(kind, file, form))
    assert "etwas.dat" in ended.sentence
    assert ended.out == ""


# transcript


def test_metadata_of_a_call_are_printed_though_nothing_is_said(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "call.xml"
    file.write_text(
        "<recording><session id='7'><start-time>2026-01-14T09:31:00Z</start-time></session>"
        "<caller><name>Kim</name></caller></recording>",
        encoding="utf-8",
    )
    ended = run("transcript", file)
    assert ended.status == 0
    assert ended.out.splitlines() == ["--- 7", "no turns; began 2026-01-14T09:31:00Z; took part: Kim"]


def test_one_conversation_is_an_object(chats: Path, run: Run) -> None:
    ended = run("transcript", chats / "Käse 1.csv", "--json")
    assert (ended.status, ended.err) == (0, "")
    assert ended.document == {
        "format": "generic-csv",
        "channel": "call",
        "started_at": None,
        "turns": [
            {"start": 0.0, "end": 2.0, "role": "agent", "speaker": "Agent", "text": "Grüß Gott – 您好 👋"}
            | {"internal": False, "sentiment": None},
            {"start": 3.5, "end": 4.0, "role": "customer", "speaker": "Customer", "text": "Hallo"}
            | {"internal": False, "sentiment": None},
        ],
        "skipped": [],
        "conversations": 1,
    }


def test_several_conversations_are_an_array(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "chats.csv"
    rows = ["conversation_id,time,speaker,text", "A,2026-01-07T09:00:00Z,Agent,one", "B,2026-01-07T10:00:00Z,Agent,two"]
    file.write_text("\n".join(rows) + "\n", encoding="utf-8")
    told = run("transcript", file, "--json").document
    assert [[turn["text"] for turn in each["turns"]] for each in told] == [["one"], ["two"]]
    assert [each["conversations"] for each in told] == [2, 2]
    assert [line for line in run("transcript", file).out.splitlines() if line.startswith("---")] == ["--- A", "--- B"]


def test_a_transcript_is_shown_with_times_and_speakers(chats: Path, run: Run) -> None:
    assert run("transcript", chats / "Käse 1.csv").out.splitlines() == [
        "     0:00  Agent: Grüß Gott – 您好 👋",
        "     0:03  Customer: Hallo",
    ]


def test_internal_notes_are_marked(run: Run) -> None:
    demo = Path(__file__).parents[2] / "resources" / "demo" / "chats" / "C-2003-cancelled-engineer.csv"
    assert " (internal): " in run("transcript", demo).out


def test_what_was_skipped_is_told(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "a.vtt"
    file.write_text("WEBVTT\n\n00:00.000 --> 00:01.000\nhello\n\n00:0x.000 --> 00:02.000\nlost\n", encoding="utf-8")
    told = run("transcript", file, "--json").document
    assert len(told["turns"]) == 1
    assert told["skipped"]
    assert f"({told['skipped'][0]['where']}: {told['skipped'][0]['reason']})" in run("transcript", file).out


# recording


@pytest.fixture
def call(tmp_path: Path) -> Path:
    """Two seconds of two channels: noise on the left in the first, on the right in the second."""
    file = tmp_path / "anruf für agentL_customerR.wav"
    loud, quiet = b"\x00\x40\x00\xc0", b"\x00\x00\x00\x00"
    with wave.open(str(file), "wb") as stream:
        stream.setparams((2, 2, 8000, 0, "NONE", ""))
        for place in range(16000):
            left, right = (loud, quiet) if place < 8000 else (quiet, loud)
            at = 2 * (place % 2)
            stream.writeframesraw(left[at : at + 2] + right[at : at + 2])
    return file


def test_a_recording_is_described(call: Path, run: Run) -> None:
    ended = run("recording", call, "--json")
    assert (ended.status, ended.err) == (0, "")
    assert ended.document == {
        "duration": 2.0,
        "sample_rate": 8000,
        "channels": 2,
        "codec": "pcm_s16le",
        "container": "wav",
        "problems": [],
        "speech": None,
    }


def test_who_spoke_when_is_told_when_asked_for(call: Path, run: Run) -> None:
    speech = run("recording", call, "--speech", "--json").document["speech"]
    assert list(speech)[:6] == ["agent", "customer", "silence", "overtalk", "longest_silence", "hold"]
    assert speech["agent"] == pytest.approx(1, abs=0.3)
    assert speech["customer"] == pytest.approx(1, abs=0.3)
    assert {segment["channel"] for segment in speech["segments"]} == {0, 1}


def test_a_recording_is_shown_to_people(call: Path, run: Run) -> None:
    lines = {" ".join(line.split()) for line in run("recording", call, "--speech").out.splitlines()}
    assert {"duration 2.0 s", "sample rate 8000 Hz", "channels 2"} <= lines
    assert "agent left (from the file's name)" in lines
    assert any(line.startswith("agent speaks ") for line in lines)
    assert not any("segments" in line for line in lines)


def test_who_spoke_when_is_shown_line_by_line_before_the_totals(call: Path, run: Run) -> None:
    lines = run("recording", call, "--speech").out.splitlines()
    spoken, totals = lines[: lines.index("")], lines[lines.index("") :]
    assert [line.split()[1] for line in spoken] == ["agent", "customer"]
    assert re.fullmatch(r" +0:0[01]\.\d–0:0[12]\.\d  customer", spoken[1])
    assert any(line.startswith("agent speaks") for line in totals)
    assert "" not in run("recording", call).out.splitlines()


def test_hold_and_who_cuts_in_are_shown(tmp_path: Path, run: Run) -> None:
    demo = Path(__file__).resolve().parents[2] / "resources" / "demo"
    file = Path(shutil.copy(next((demo / "recordings").glob("L-1002*")), tmp_path / "agentL.opus"))
    ended = run("recording", file, "--speech")
    lines = ended.out.splitlines()
    speech = run("recording", file, "--speech", "--json").document["speech"]
    assert sum(line.endswith("  hold") for line in lines) == len(speech["hold_spans"]) == 1
    cuts = [line.split()[1].rstrip(",") for line in lines if line.endswith("cuts in")]
    for side in ("agent", "customer"):
        count = speech[f"{side}_interruptions"]
        assert cuts.count(side) == count
        said = "once" if count == 1 else f"{count} times"
        assert any(line.split() == [side, "interrupts", *said.split()] for line in lines)
    assert cuts
    assert any(line.startswith("hold ") for line in lines)


def test_an_agents_side_that_is_not_known_is_told_and_the_channels_are_left_and_right(call: Path, run: Run) -> None:
    file = call.rename(call.with_name("anruf.wav"))
    ended = run("recording", file, "--speech")
    assert [line.split()[1] for line in ended.out.splitlines()[:2]] == ["left", "right"]
    assert "which channel is the agent is not known" in ended.out
    assert "agent speaks" not in ended.out
    totals = [line.split()[:2] for line in ended.out.splitlines() if line.startswith(("left ", "right "))]
    assert totals == [["left", "speaks"], ["left", "interrupts"], ["right", "speaks"], ["right", "interrupts"]]
    speech = run("recording", file, "--speech", "--json").document["speech"]
    assert (speech["agent"], speech["customer"], speech["agent_channel"]) == (None, None, None)
    assert {segment["channel"] for segment in speech["segments"]} == {0, 1}


def test_a_side_that_is_not_known_is_not_named(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "mono.wav"
    with wave.open(str(file), "wb") as stream:
        stream.setparams((1, 2, 8000, 0, "NONE", ""))
        stream.writeframes(b"\x00\x00" * 8000 + b"\x00\x40\x00\xc0" * 4000)
    out = run("recording", file, "--speech").out
    assert "  somebody\n" in out
    assert "customer" not in out


def test_the_right_channel_may_be_the_agent(call: Path, run: Run) -> None:
    turned = call.rename(call.with_name("anruf customerL_agentR.wav"))
    first = run("recording", turned, "--speech").out.splitlines()[0]
    assert first.endswith("customer")


def test_one_channel_has_no_shares(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "mono.wav"
    with wave.open(str(file), "wb") as stream:
        stream.setparams((1, 2, 8000, 0, "NONE", ""))
        stream.writeframes(b"\x00\x40\x00\xc0" * 8000)
    told = run("recording", file, "--speech", "--json").document
    assert told["speech"]["agent"] is None
    assert told["problems"]
    out = run("recording", file, "--speech").out
    assert "None" not in out
    assert told["problems"][0] in out


def test_real_two_channel_calls_are_read(shared_data: Path, run: Run) -> None:
    file = next(iter(sorted((shared_data / "interactions" / "audio" / "two_channel").glob("*.wav"))))
    told = run("recording", file, "--speech", "--json").document
    assert told["channels"] == 2
    assert 0 < told["speech"]["agent"] < told["duration"]


def test_a_headerless_recording_is_read_as_said(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "anruf.ulaw"
    file.write_bytes(b"\xff" * 8000 + b"\x10\x90" * 4000)
    told = run("recording", file, "--codec", "mulaw/8000/1", "--speech", "--json").document
    assert (told["duration"], told["codec"], told["container"]) == (2.0, "pcm_mulaw", "raw")
    asked = run("recording", file)
    assert asked.status == 2
    assert asked.err == (
        "“anruf.ulaw” has no header that names its codec: say --codec CODEC/RATE/CHANNELS; "
        "“.ulaw” files usually hold mulaw/8000/1.\n"
    )
    wrong = run("recording", file, "--codec", "mp3")
    assert (wrong.status, wrong.out) == (2, "")
    assert wrong.err.startswith("“mp3” is no format of a headerless recording")


def test_a_table_whose_days_may_be_months_names_the_option(tmp_path: Path, run: Run) -> None:
    file = tmp_path / "a.csv"
    file.write_text("time,speaker,text\n05/03/2026 12:00,Agent,Hi\n", encoding="utf-8")
    told = run("transcript", file).sentence
    assert told.endswith("say which comes first with --dates day-first or --dates month-first.")
    assert run("transcript", file, "--dates", "month-first", "--json").document["started_at"] == "2026-05-03T12:00:00"
